/* SPDX-License-Identifier: MIT
 * account.c - lines whose calls want a code first.
 *
 * The exchange asks by a dialog in the application that makes the call. Both
 * sides of it are plain text: to the dialog goes what it is to say to people,
 * back comes what they entered. An empty block, and the end of it, close it.
 */
#include "base/mem.h"
#include "driver/sim/service.h"
#include "model/dialog.h"

struct sim_account {
	struct sim_end *end;
	struct dialog *dialog;
	uint32_t left;			/* tries */
	void (*perform)(struct sim_end *end, const struct sim_order *order);
	bool dials;			/* false: no destination was given */
	char text[];			/* the destination */
};

#define PROMPT_SIZE 512

static const struct sim_line_conf *conf_of(const struct sim_end *end)
{
	return sim_line_of(end->call->address)->conf;
}

static const char *prompt(char out[PROMPT_SIZE], const struct sim_account *account, const char *before)
{
	snprintf(out, PROMPT_SIZE, "%s%.100s asks for the account code of a call%s%.200s", before,
		 account->end->call->line->name, account->text[0] ? " to " : "", account->text);
	return out;
}

static struct bytes block(const char *text)
{
	return (struct bytes){ text, (DWORD)strlen(text) + 1 };
}

void sim_account_forget(struct sim_end *end)
{
	struct sim_account *account = end->account;

	if (!account)
		return;
	end->account = NULL;
	dialog_close(account->dialog);
	mem_free(account);
}

static void refuse(struct sim_end *end, enum err why)
{
	struct call *call = end->call;

	sim_account_forget(end);
	call_reply(call, CALL_DIAL, why);	/* the call is gone with it */
}

/* What may have changed while the code was entered is found as for any call. */
static void go_on(struct sim_account *account)
{
	struct sim_end *end = account->end;
	const struct call_args args = { .dest = account->dials ? account->text : NULL };
	enum err err;

	end->account = NULL;
	dialog_close(account->dialog);
	err = sim_begin(end->call, CALL_DIAL, &args, account->perform, sim_settings()->operation_ms);
	mem_free(account);
	if (err)
		call_reply(end->call, CALL_DIAL, err);
}

static bool is_right(const struct sim_account *account, struct bytes said)
{
	const char *code = conf_of(account->end)->account_code, *end;
	struct span word = { said.at, said.size };

	end = said.at ? memchr(said.at, 0, said.size) : NULL;
	if (end)
		word.len = (size_t)(end - word.at);
	return span_is(span_trim(word), code);
}

static enum err account_heard(void *owner, struct bytes said)
{
	struct sim_account *account = owner;
	char text[PROMPT_SIZE];

	if (is_right(account, said)) {
		go_on(account);
	} else if (--account->left == 0) {
		refuse(account->end, ERR_BLOCKED);
	} else if (dialog_tell(account->dialog, block(prompt(text, account, "That was wrong. ")))) {
		refuse(account->end, ERR_NOMEM);
	}
	return OK;
}

static void account_over(void *owner, bool shown)
{
	struct sim_account *account = owner;

	account->dialog = NULL;
	refuse(account->end, shown ? ERR_FAILED : ERR_RESOURCE);
}

enum err sim_account_ask(struct call *call, const struct call_args *args,
			 void (*perform)(struct sim_end *end, const struct sim_order *order))
{
	static const struct dialog_owner kind = { account_heard, account_over };
	const char *dest = args->dest ? args->dest : "";
	struct sim_end *end = call->data;
	struct sim_account *account = mem_zalloc(sizeof(*account) + strlen(dest) + 1);
	char text[PROMPT_SIZE];
	enum err err;

	if (!account)
		return ERR_NOMEM;
	memcpy(account->text, dest, strlen(dest) + 1);
	account->dials = args->dest != NULL;
	account->end = end;
	account->left = conf_of(end)->account_tries;
	account->perform = perform;
	err = dialog_open(&account->dialog, call, CALL_DIAL, block(prompt(text, account, "")),
			  &kind, account);
	if (err)
		mem_free(account);
	else
		end->account = account;
	return err;
}
