/* SPDX-License-Identifier: MIT
 * text.c - texts that wait at lines to be read. */
#include "base/mem.h"
#include "driver/sim/extension.h"

static uint32_t last_id;		/* of all texts; never 0 */

static void tell_line(struct sim_line *to, const DWORD news[3])
{
	specific_line_changed(to->line);
	sim_phones_text(to->line, news);
}

/* By a call it is news of the call, else of the line. */
static void came(struct sim_line *to, struct call *call, uint32_t id)
{
	const DWORD news[3] = { SIM_EXT_TEXT_CAME, id, to->text_count };

	if (call) {
		struct sim_end *end = call->data;

		end->texts++;
		specific_call(call, SIM_EXT_1_0, news);
		specific_call_changed(call);
	} else {
		specific_line(to->line, SIM_EXT_1_0, news);
	}
	tell_line(to, news);
}

enum err sim_text_send(uint32_t *id, const struct sim_letter *letter)
{
	struct span text = letter->text;
	struct sim_line *to = letter->to;
	struct sim_text *made;

	if (!text.len || text.len > SIM_EXT_TEXT_MAX || !utf8_valid(text))
		return ERR_PARAM;
	if (to->text_count == SIM_EXT_BOX_MAX)
		return ERR_RESOURCE;
	made = mem_zalloc(sizeof(*made) + text.len);
	if (!made)
		return ERR_NOMEM;
	if (++last_id == 0)
		last_id = 1;
	made->id = *id = last_id;
	made->hidden = letter->hidden;
	span_copy(span_of(sim_number(letter->from)), made->from, sizeof(made->from));
	made->size = text.len;
	memcpy(made->text, text.at, text.len);
	list_append(&to->texts, &made->node);
	to->text_count++;
	came(to, letter->call, made->id);
	return OK;
}

struct sim_text *sim_text_find(const struct sim_line *sl, uint32_t id)
{
	list_each(node, &sl->texts) {
		struct sim_text *text = list_entry(node, struct sim_text, node);

		if (!id || text->id == id)
			return text;
	}
	return NULL;
}

void sim_text_done(struct sim_line *sl, struct sim_text *text)
{
	const DWORD news[3] = { SIM_EXT_TEXT_READ, text->id, 0 };
	const struct address *from = sim_book_find(text->from);

	list_remove(&text->node);
	mem_free(text);
	sl->text_count--;
	specific_line_changed(sl->line);
	sim_phones_text(sl->line, NULL);
	if (from)
		specific_line(from->line, SIM_EXT_1_1, news);
}

void sim_texts_free(struct sim_line *sl)
{
	list_each_safe(node, &sl->texts) {
		list_remove(node);
		mem_free(list_entry(node, struct sim_text, node));
	}
}
