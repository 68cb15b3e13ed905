/* SPDX-License-Identifier: MIT
 * msp.c - media service providers. */
#include "model/msp.h"
#include "base/mem.h"

bool msp_possible(const struct line *line, DWORD version)
{
	return line->has_msp && version >= WITH_MSP;
}

struct msp *msp_find(const struct desk *desk, uintptr_t handle)
{
	return handle_find(&desk->handles, HANDLE_MSP, handle);
}

enum err msp_new(struct msp **out, struct line *line, HTAPIMSPLINE ht)
{
	struct msp *msp;
	enum err err;

	if (!msp_possible(line, line->version))
		return ERR_UNAVAIL;
	msp = mem_zalloc(sizeof(*msp));
	if (!msp)
		return ERR_NOMEM;
	err = handle_new(&line_desk(line)->handles, HANDLE_MSP, msp, &msp->handle);
	if (err) {
		mem_free(msp);
		return err;
	}
	msp->line = line;
	msp->ht = ht;
	list_append(&line->msps, &msp->node);
	*out = msp;
	return OK;
}

void msp_free(struct msp *msp)
{
	handle_free(&line_desk(msp->line)->handles, msp->handle);
	list_remove(&msp->node);
	mem_free(msp);
}

void msps_free(struct line *line)
{
	list_each_safe(node, &line->msps)
		msp_free(list_entry(node, struct msp, node));
}

static void tell_one(const struct msp *msp, const struct call *call, struct bytes what)
{
	struct letter letter = {
		.kind = LETTER_MSP, .msg = LINE_SENDMSPDATA, .line = msp->line->handle,
		.call = call->handle, .object = msp->handle, .size = what.size,
	};

	letter.block = mem_alloc(what.size);
	if (!letter.block)
		return;
	memcpy(letter.block, what.at, what.size);
	mail_post(&line_desk(msp->line)->mail, &letter);
}

void msp_tell(struct call *call, struct bytes what)
{
	list_each(node, &call->line->msps)
		tell_one(list_entry(node, struct msp, node), call, what);
}

/* --- classes ------------------------------------------------------------------ */

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

/* `count` digits at *at, which moves on behind them. */
static bool hex(const char **at, int count, uint32_t *out)
{
	for (*out = 0; count > 0; count--, ++*at) {
		int digit = digit_of(**at);

		if (digit < 0)
			return false;
		*out = *out << 4 | (uint32_t)digit;
	}
	return true;
}

static bool sign(const char **at, char c)
{
	return **at == c && ++*at;
}

bool msp_class_read(GUID *out, const char *text)
{
	uint32_t a, b, c, d[8];
	bool well = sign(&text, '{') && hex(&text, 8, &a) && sign(&text, '-') && hex(&text, 4, &b) &&
		    sign(&text, '-') && hex(&text, 4, &c) && sign(&text, '-');

	for (int i = 0; well && i < 8; i++)
		well = (i != 2 || sign(&text, '-')) && hex(&text, 2, &d[i]);
	if (!well || strcmp(text, "}") != 0)
		return false;
	out->Data1 = a;
	out->Data2 = (WORD)b;
	out->Data3 = (WORD)c;
	for (int i = 0; i < 8; i++)
		out->Data4[i] = (BYTE)d[i];
	return true;
}
