/* SPDX-License-Identifier: MIT
 * phone.c - lamps beside SIP lines. */
#include "driver/sip/phone.h"
#include "base/mem.h"
#include "driver/sip/sip.h"
#include "driver/sip/watch.h"
#include "wire/number/range.h"

#define LAMPS_MAX 500
#define MODES (PHONELAMPMODE_OFF | PHONELAMPMODE_STEADY | PHONELAMPMODE_FLASH | PHONELAMPMODE_UNKNOWN)
#define OWN_MODES (MODES | PHONELAMPMODE_WINK)

const struct conf_key sip_phone_keys[] = {
	{ "line",  CONF_TEXT, offsetof(struct sip_phone_conf, line), "",
	  "the name of the sip line that it stands beside", NULL, 0, 0 },
	{ "lamps", CONF_TEXT, offsetof(struct sip_phone_conf, lamps), "",
	  "numbers whose calls its lamps show (RFC 4235), and ranges, split by commas: 201, Carol=202, 210-215; the first is lamp 14", NULL, 0, 0 },
	{ 0 },
};

struct sip_phone;

struct lamp {
	struct sip_phone *sp;
	struct watcher watcher;
	DWORD id;
	char number[256];
};

struct sip_phone {
	struct list node;		/* of `phones` */
	struct phone *phone;
	const struct sip_phone_conf *conf;
	uint32_t count;
	struct lamp lamps[];
};

static struct list phones = { &phones, &phones };	/* of all providers */

/* --- what it shows -------------------------------------------------------------- */

static struct sip_phone *of(const struct phone *phone)
{
	return phone->data;
}

/* Its line, if that is there. */
static struct line *line_of(const struct sip_phone *sp)
{
	const struct provider *provider = sp->phone->provider;

	for (uint32_t i = 0; i < provider->line_count; i++)
		if (provider->lines[i]->driver == &sip_driver && !provider->lines[i]->removed &&
		    strcmp(provider->lines[i]->name, sp->conf->line) == 0)
			return provider->lines[i];
	return NULL;
}

static bool stands_at(const struct sip_phone *sp, const struct line *line)
{
	return sp->phone->provider == line->provider && strcmp(sp->conf->line, line->name) == 0;
}

static void changed(void *arg)
{
	static const DWORD modes[] = {
		[SIP_LAMP_UNKNOWN] = PHONELAMPMODE_UNKNOWN, [SIP_LAMP_IDLE] = PHONELAMPMODE_OFF,
		[SIP_LAMP_RINGING] = PHONELAMPMODE_FLASH, [SIP_LAMP_BUSY] = PHONELAMPMODE_STEADY,
	};
	struct lamp *lamp = arg;

	phone_lamp(lamp->sp->phone, lamp->id, modes[watcher_lamp(&lamp->watcher)]);
}

/* Of its own line: what rings, what is talked in, what is held. */
static DWORD mode_of_calls(const struct line *line)
{
	DWORD states = 0;

	list_each(node, &line->calls)
		states |= list_entry(node, struct call, node)->state;
	if (states & CALLSTATE_RINGING)
		return PHONELAMPMODE_FLASH;
	if (states & CALLSTATE_ALIVE & ~CALLSTATE_HELD)
		return PHONELAMPMODE_STEADY;
	return states & CALLSTATE_HELD ? PHONELAMPMODE_WINK : PHONELAMPMODE_OFF;
}

static void show_line(const struct sip_phone *sp, const struct line *line)
{
	bool is_open = line && line->handle;

	phone_lamp(sp->phone, SIP_PHONE_LINE, is_open ? mode_of_calls(line) : PHONELAMPMODE_UNKNOWN);
	phone_lamp(sp->phone, SIP_PHONE_MESSAGES, !is_open ? PHONELAMPMODE_UNKNOWN :
		   line->status & LINEDEVSTATUSFLAGS_MSGWAIT ? PHONELAMPMODE_STEADY : PHONELAMPMODE_OFF);
}

void sip_phones_calls(struct line *line)
{
	list_each(node, &phones) {
		const struct sip_phone *sp = list_entry(node, struct sip_phone, node);

		if (stands_at(sp, line))
			show_line(sp, line);
	}
}

void sip_phones_messages(const struct sip_line *line)
{
	sip_phones_calls(line->line);
}

/* --- whom it follows --------------------------------------------------------------- */

static void unfollow(struct sip_phone *sp)
{
	for (uint32_t i = 0; i < sp->count; i++) {
		watcher_close(&sp->lamps[i].watcher);
		changed(&sp->lamps[i]);
	}
}

static enum err follow(struct sip_phone *sp, struct sip_line *line)
{
	enum err err = OK;

	for (uint32_t i = 0; i < sp->count && !err; i++) {
		struct lamp *lamp = &sp->lamps[i];

		if (lamp->watcher.watched)
			continue;
		err = watcher_open(&lamp->watcher, line, lamp->number, changed, lamp);
		if (err == ERR_ADDRESS) {
			log_write(LOG_WARN, "sip", sp->phone->name, "\"%s\" is no number that its line can dial",
				  lamp->number);
			err = OK;
		}
		changed(lamp);		/* another one may have watched before */
	}
	if (err)
		unfollow(sp);
	return err;
}

enum err sip_phones_begin(struct sip_line *line)
{
	enum err err = OK;

	list_each(node, &phones) {
		struct sip_phone *sp = list_entry(node, struct sip_phone, node);

		if (!stands_at(sp, line->line))
			continue;
		show_line(sp, line->line);
		if (sp->phone->handle && !err)
			err = follow(sp, line);
	}
	return err;
}

void sip_phones_end(struct sip_line *line)
{
	list_each(node, &phones) {
		struct sip_phone *sp = list_entry(node, struct sip_phone, node);

		if (!stands_at(sp, line->line))
			continue;
		unfollow(sp);
		show_line(sp, NULL);
	}
}

enum err sip_phone_open(struct phone *phone)
{
	struct sip_phone *sp = of(phone);
	struct line *line = line_of(sp);

	show_line(sp, line);
	return line && line->handle ? follow(sp, sip_line_of(line)) : OK;
}

void sip_phone_close(struct phone *phone)
{
	unfollow(of(phone));
}

/* --- whose it is ------------------------------------------------------------------- */

const struct line *sip_phone_line(const struct phone *phone)
{
	return line_of(of(phone));
}

const struct phone *sip_line_phone(const struct line *line)
{
	list_each(node, &phones) {
		const struct sip_phone *sp = list_entry(node, struct sip_phone, node);

		if (stands_at(sp, line) && !sp->phone->removed)
			return sp->phone;
	}
	return NULL;
}

/* --- how it is made ------------------------------------------------------------------ */

static struct phone_button button(DWORD mode, DWORD function, DWORD lamp_modes, struct span label)
{
	struct phone_button made = {
		.mode = mode, .function = function, .state = PHONEBUTTONSTATE_UNAVAIL, .lamp_modes = lamp_modes,
		.lamp = lamp_modes == PHONELAMPMODE_DUMMY ? PHONELAMPMODE_DUMMY : PHONELAMPMODE_UNKNOWN,
	};

	span_copy(label, made.label, sizeof(made.label));
	return made;
}

static enum err equip(struct sip_phone *sp, struct phone_button *buttons)
{
	const struct phone_traits traits = { .info = "SIP lamps" };
	struct number_list list;
	char item[256];

	for (DWORD id = 0; id < SIP_PHONE_LINE; id++)
		buttons[id] = button(PHONEBUTTONMODE_DUMMY, PHONEBUTTONFUNCTION_NONE, PHONELAMPMODE_DUMMY, SPAN(""));
	buttons[SIP_PHONE_LINE] = button(PHONEBUTTONMODE_DUMMY, PHONEBUTTONFUNCTION_CALLAPP, OWN_MODES,
					 span_of(sp->conf->line));
	buttons[SIP_PHONE_MESSAGES] = button(PHONEBUTTONMODE_DUMMY, PHONEBUTTONFUNCTION_MSGINDICATOR, MODES,
					     SPAN("Messages"));
	number_list_open(&list, span_of(sp->conf->lamps));
	for (uint32_t i = 0; i < sp->count && number_list_next(&list, item, sizeof(item)); i++) {
		struct span number, label = span_cut(span_of(item), '=', &number);
		struct lamp *lamp = &sp->lamps[i];

		*lamp = (struct lamp){ .sp = sp, .id = SIP_PHONE_OTHERS + i };
		span_copy(number.at ? number : label, lamp->number, sizeof(lamp->number));
		buttons[lamp->id] = button(PHONEBUTTONMODE_DUMMY, PHONEBUTTONFUNCTION_NONE, MODES, label);
	}
	return phone_equip(sp->phone, &traits, buttons, SIP_PHONE_OTHERS + sp->count);
}

/* How many there are; 0 and a sentence: it cannot be so. */
static bool count_lamps(uint32_t *count, const char *lamps, struct buf *why)
{
	struct number_list list;
	char item[256];

	*count = 0;
	number_list_open(&list, span_of(lamps));
	if (!number_list_valid(span_of(lamps))) {
		buf_printf(why, "lamps must be numbers and ranges such as 201-215, not \"%s\"", lamps);
		return false;
	}
	while (number_list_next(&list, item, sizeof(item)))
		if (++*count > LAMPS_MAX) {
			buf_printf(why, "it can have %d lamps and no more", LAMPS_MAX);
			return false;
		}
	return true;
}

enum err sip_phone_new(struct phone *phone, const void *record, struct buf *why)
{
	const struct sip_phone_conf *conf = record;
	struct phone_button *buttons;
	struct sip_phone *sp;
	uint32_t count;
	enum err err;

	if (!conf->line[0]) {
		buf_text(why, "line must be the name of the line that it stands beside");
		return ERR_CONFIG;
	}
	if (!count_lamps(&count, conf->lamps, why))
		return ERR_CONFIG;
	sp = mem_zalloc(sizeof(*sp) + count * sizeof(sp->lamps[0]));
	buttons = mem_zalloc((SIP_PHONE_OTHERS + count) * sizeof(*buttons));
	if (!sp || !buttons) {
		mem_free(sp);
		mem_free(buttons);
		return ERR_NOMEM;
	}
	sp->phone = phone;
	sp->conf = conf;
	sp->count = count;
	list_append(&phones, &sp->node);
	phone->data = sp;
	err = equip(sp, buttons);
	mem_free(buttons);
	return err;			/* what was made is freed by sip_phone_free() */
}

void sip_phone_free(struct phone *phone)
{
	struct sip_phone *sp = of(phone);

	if (!sp)
		return;
	for (uint32_t i = 0; i < sp->count; i++)
		watcher_close(&sp->lamps[i].watcher);
	list_remove(&sp->node);
	mem_free(sp);
	phone->data = NULL;
}
