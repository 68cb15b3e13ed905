/* SPDX-License-Identifier: MIT
 * phone.c - phones of the exchange: how they are made, and what TAPI asks. */
#include "driver/sim/extension.h"
#include "base/mem.h"

#define AT(field) offsetof(struct sim_phone_conf, field)

const struct conf_key sim_phone_keys[] = {
	{ "line",            CONF_TEXT,   AT(line),       "",
	  "the name of the sim line that the hookswitch answers and hangs up; empty: the phone stands alone", NULL, 0, 0 },
	{ "more-lines",      CONF_TEXT,   AT(more_lines), "",
	  "names of further sim lines, split by commas; each line has a button with a lamp", NULL, 0, 0 },
	{ "handset",         CONF_BOOL,   AT(handset),    "yes", "whether it has a handset", NULL, 0, 0 },
	{ "speaker",         CONF_BOOL,   AT(speaker),    "yes", "whether it has a loudspeaker with a microphone", NULL, 0, 0 },
	{ "headset",         CONF_BOOL,   AT(headset),    "no", "whether it has a headset", NULL, 0, 0 },
	{ "display-rows",    CONF_NUMBER, AT(rows),       "2",
	  "how many rows the display has; 0: there is none", NULL, 0, PHONE_ROWS_MAX },
	{ "display-columns", CONF_NUMBER, AT(columns),    "24",
	  "how many characters a row of the display has", NULL, 1, PHONE_COLUMNS_MAX },
	{ "ring-modes",      CONF_NUMBER, AT(ring_modes), "4",
	  "in how many ways it can ring; 0: it has no bell", NULL, 0, 64 },
	{ "ring",            CONF_NUMBER, AT(ring),       "1",
	  "in which of them it rings for a call", NULL, 1, 64 },
	{ "data-areas",      CONF_NUMBER, AT(areas),      "1",
	  "how many areas for data of applications it has", NULL, 0, 16 },
	{ "data-size",       CONF_NUMBER, AT(area_size),  "256",
	  "how many bytes each of them has", NULL, 1, 65536 },
	{ 0 },
};

#define LAMP (PHONELAMPMODE_OFF | PHONELAMPMODE_STEADY | PHONELAMPMODE_WINK | PHONELAMPMODE_FLASH)

/* Those behind the lines. */
static const struct {
	DWORD function, lamp_modes;
	const char *label;
} features[] = {
	{ PHONEBUTTONFUNCTION_HOLD, PHONELAMPMODE_DUMMY, "Hold" },
	{ PHONEBUTTONFUNCTION_DROP, PHONELAMPMODE_DUMMY, "Drop" },
	{ PHONEBUTTONFUNCTION_VOLUMEUP, PHONELAMPMODE_DUMMY, "Volume +" },
	{ PHONEBUTTONFUNCTION_VOLUMEDOWN, PHONELAMPMODE_DUMMY, "Volume -" },
	{ PHONEBUTTONFUNCTION_MSGINDICATOR, LAMP, "Messages" },
};

#define FEATURES (sizeof(features) / sizeof(features[0]))

#define SHELVES 1024

/* Lines at phones, of all providers; by name, as a line can be made anew. Zeroed,
 * or rings. */
static struct list shelves[SHELVES];

static struct list *shelf_of(const char *name)
{
	uint32_t hash = 2166136261u;		/* FNV-1a */
	struct list *shelf;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	shelf = &shelves[(hash ^ hash >> 16) % SHELVES];
	if (!shelf->next)
		list_init(shelf);
	return shelf;
}

/* --- how it is made ------------------------------------------------------------ */

static struct phone_button button(DWORD mode, DWORD function, DWORD lamp_modes, const char *label)
{
	struct phone_button made = {
		.mode = mode, .function = function, .state = PHONEBUTTONSTATE_UP, .lamp_modes = lamp_modes,
		.lamp = lamp_modes == PHONELAMPMODE_DUMMY ? PHONELAMPMODE_DUMMY : PHONELAMPMODE_OFF,
	};

	span_copy(span_of(label), made.label, sizeof(made.label));
	return made;
}

static enum err equip(struct sim_phone *sp)
{
	const DWORD modes = PHONEHOOKSWITCHMODE_ONHOOK | PHONEHOOKSWITCHMODE_MIC |
			    PHONEHOOKSWITCHMODE_SPEAKER | PHONEHOOKSWITCHMODE_MICSPEAKER;
	const struct sim_phone_conf *conf = sp->conf;
	const bool there[PHONE_HOOKS] = { conf->handset, conf->speaker, conf->headset };
	struct phone_button buttons[SIM_KEYPAD + SIM_PHONE_LINES_MAX + FEATURES];
	struct phone_traits traits = {
		.rows = conf->rows, .columns = conf->rows ? conf->columns : 0,
		.ring_modes = conf->ring_modes, .areas = conf->areas, .area_size = conf->area_size,
		.info = "OpenTSP simulated phone",
	};
	DWORD count = 0;

	for (int hook = 0; hook < PHONE_HOOKS; hook++) {
		if (!there[hook])
			continue;
		traits.settable[hook] = traits.monitored[hook] = modes;
		traits.volume_devs |= PHONE_DEV(hook);
		traits.gain_devs |= PHONE_DEV(hook);
	}
	for (; count < SIM_KEYPAD; count++)
		buttons[count] = button(PHONEBUTTONMODE_KEYPAD, PHONEBUTTONFUNCTION_NONE, PHONELAMPMODE_DUMMY,
					(const char[]){ "0123456789*#"[count], '\0' });
	for (DWORD i = 0; i < sp->line_count; i++)
		buttons[count++] = button(PHONEBUTTONMODE_CALL, PHONEBUTTONFUNCTION_CALLAPP, LAMP, sp->lines[i].name);
	for (size_t i = 0; i < FEATURES; i++)
		buttons[count++] = button(PHONEBUTTONMODE_FEATURE, features[i].function,
					  features[i].lamp_modes, features[i].label);
	return phone_equip(sp->phone, &traits, buttons, count);
}

static enum err add_line(struct sim_phone *sp, const char *name, struct buf *why)
{
	if (sp->line_count == SIM_PHONE_LINES_MAX) {
		buf_printf(why, "it can have %d lines and no more", SIM_PHONE_LINES_MAX);
		return ERR_CONFIG;
	}
	if (!sim_book_named(sp->phone->provider, name)) {
		buf_printf(why, "there is no [line %s] with driver = sim", name);
		return ERR_CONFIG;
	}
	sp->lines[sp->line_count] = (struct sim_phone_place){ .sp = sp, .name = name };
	list_append(shelf_of(name), &sp->lines[sp->line_count++].node);
	return OK;
}

/* The lines of both keys, the first first. */
static enum err add_lines(struct sim_phone *sp, struct buf *why)
{
	struct span rest = span_of(sp->names), name;
	enum err err = OK;

	if (rest.len && !sp->conf->line[0]) {
		buf_text(why, "more-lines needs a line");
		return ERR_CONFIG;
	}
	if (sp->conf->line[0])
		err = add_line(sp, sp->conf->line, why);
	while (rest.len && !err) {
		name = span_trim(span_cut(rest, ',', &rest));
		sp->names[name.at - sp->names + name.len] = '\0';
		err = add_line(sp, name.at, why);
	}
	return err;
}

void sim_phone_free(struct phone *phone)
{
	struct sim_phone *sp = phone->data;

	if (!sp)
		return;
	timer_stop(&phone_desk(phone)->timers, &sp->finger);
	for (DWORD i = 0; i < sp->line_count; i++)
		list_remove(&sp->lines[i].node);
	mem_free(sp->names);
	mem_free(sp->kept);
	mem_free(sp);
	phone->data = NULL;
}

enum err sim_phone_new(struct phone *phone, const void *conf, struct buf *why)
{
	struct sim_phone *sp = mem_zalloc(sizeof(*sp));
	enum err err = ERR_NOMEM;

	if (!sp)
		return ERR_NOMEM;
	sp->phone = phone;
	sp->conf = conf;
	sp->pressed = DEVICE_NONE;
	list_init(&sp->requests);
	phone->data = sp;
	sp->names = mem_copy(sp->conf->more_lines);
	sp->kept = mem_alloc((sp->conf->rows * sp->conf->columns + 1) * sizeof(*sp->kept));
	if (sp->names && sp->kept)
		err = add_lines(sp, why);
	if (!err && sp->conf->ring_modes && sp->conf->ring > sp->conf->ring_modes) {
		buf_printf(why, "it cannot ring in mode %u of %u", sp->conf->ring, sp->conf->ring_modes);
		err = ERR_CONFIG;
	}
	return err ? err : equip(sp);		/* what was made is freed by sim_phone_free() */
}

enum err sim_phone_open(struct phone *phone)
{
	sim_phone_show(phone->data);
	return OK;
}

static bool is_of(const struct sim_phone_place *place, const struct line *line)
{
	return place->sp->phone->provider == line->provider && strcmp(place->name, line->name) == 0;
}

struct sim_phone *sim_phone_at(const struct line *line)
{
	list_each(node, shelf_of(line->name)) {
		struct sim_phone_place *place = list_entry(node, struct sim_phone_place, node);

		if (is_of(place, line))
			return place->sp;
	}
	return NULL;
}

void sim_phones_follow(struct line *line)
{
	list_each(node, shelf_of(line->name)) {
		struct sim_phone_place *place = list_entry(node, struct sim_phone_place, node);

		if (is_of(place, line))
			sim_phone_show(place->sp);
	}
}

/* Of a phone that has the line first: it is the phone's own. */
static bool is_own(const struct sim_phone_place *place, const struct line *line)
{
	return place == place->sp->lines && is_of(place, line);
}

const struct phone *sim_line_phone(const struct line *line)
{
	list_each(node, shelf_of(line->name)) {
		const struct sim_phone_place *place = list_entry(node, struct sim_phone_place, node);

		if (is_own(place, line) && !place->sp->phone->removed)
			return place->sp->phone;
	}
	return NULL;
}

const struct line *sim_phone_line(const struct phone *phone)
{
	const struct sim_phone *sp = phone->data;
	const struct sim_line *sl = sp->line_count ? sim_book_named(phone->provider, sp->lines[0].name) : NULL;

	return sl ? sl->line : NULL;
}

void sim_phones_text(struct line *line, const DWORD news[3])
{
	list_each(node, shelf_of(line->name)) {
		struct sim_phone_place *place = list_entry(node, struct sim_phone_place, node);

		if (!is_own(place, line))
			continue;
		if (news)
			specific_phone(place->sp->phone, SIM_EXT_1_0, news);
		specific_phone_changed(place->sp->phone);
	}
}

enum err sim_phones_volume(struct line *line, bool louder)
{
	enum err err = ERR_UNAVAIL;

	list_each(node, shelf_of(line->name)) {
		struct sim_phone_place *place = list_entry(node, struct sim_phone_place, node);

		if (!is_own(place, line))
			continue;
		sim_phone_louder(place->sp, louder);
		err = OK;
	}
	return err;
}

/* --- what TAPI asks ----------------------------------------------------------------- */

/* A request that takes its time, with what it was given. */
struct errand {
	struct list node;		/* of sim_phone.requests */
	struct timer timer;
	struct sim_phone *sp;
	enum phone_op op;
	struct phone_args args;
	char bytes[];			/* of args.data, then of args.text */
};

static void perform(struct sim_phone *sp, enum phone_op op, const struct phone_args *args)
{
	bool was_off = phone_off_hook(sp->phone);

	if (op == PHONE_OP_DEVSPECIFIC) {
		sim_phone_specific(sp, args);
		return;
	}
	phone_did(sp->phone, op, args);
	if (op == PHONE_OP_HOOKSWITCH)
		sim_phone_hooked(sp, was_off);
	if (op == PHONE_OP_DISPLAY && sp->display == SIM_DISPLAY_CALLER)
		sp->display = SIM_DISPLAY_WRITTEN_OVER;
}

static void errand_free(struct errand *errand)
{
	timer_stop(&phone_desk(errand->sp->phone)->timers, &errand->timer);
	list_remove(&errand->node);
	mem_free(errand);
}

static void errand_due(void *arg)
{
	struct errand *errand = arg;

	perform(errand->sp, errand->op, &errand->args);
	errand_free(errand);
}

static enum err begin(struct phone *phone, enum phone_op op, const struct phone_args *args)
{
	size_t text = args->text ? strlen(args->text) + 1 : 0, data = args->data ? args->size : 0;
	struct errand *errand;

	if (sim_settings()->operation_ms == 0) {
		perform(phone->data, op, args);
		return OK;
	}
	errand = mem_zalloc(sizeof(*errand) + data + text);
	if (!errand)
		return ERR_NOMEM;
	errand->sp = phone->data;
	errand->op = op;
	errand->args = *args;
	if (data)
		errand->args.data = memcpy(errand->bytes, args->data, data);
	if (text)
		errand->args.text = memcpy(errand->bytes + data, args->text, text);
	list_append(&errand->sp->requests, &errand->node);
	timer_set(&phone_desk(phone)->timers, &errand->timer, sim_settings()->operation_ms, errand_due, errand);
	return OK;
}

/* What was begun for TAPI is not done for nobody; the finger stays where it is. */
void sim_phone_close(struct phone *phone)
{
	struct sim_phone *sp = phone->data;

	list_each_safe(node, &sp->requests)
		errand_free(list_entry(node, struct errand, node));
}

enum err sim_phone_hookswitch(struct phone *phone, const struct phone_args *args)
{
	return begin(phone, PHONE_OP_HOOKSWITCH, args);
}

enum err sim_phone_volume(struct phone *phone, const struct phone_args *args)
{
	return begin(phone, PHONE_OP_VOLUME, args);
}

enum err sim_phone_gain(struct phone *phone, const struct phone_args *args)
{
	return begin(phone, PHONE_OP_GAIN, args);
}

enum err sim_phone_ring(struct phone *phone, const struct phone_args *args)
{
	return begin(phone, PHONE_OP_RING, args);
}

enum err sim_phone_display(struct phone *phone, const struct phone_args *args)
{
	return begin(phone, PHONE_OP_DISPLAY, args);
}

enum err sim_phone_button_info(struct phone *phone, const struct phone_args *args)
{
	return begin(phone, PHONE_OP_BUTTON_INFO, args);
}

enum err sim_phone_lamp(struct phone *phone, const struct phone_args *args)
{
	return begin(phone, PHONE_OP_LAMP, args);
}

enum err sim_phone_data(struct phone *phone, const struct phone_args *args)
{
	return begin(phone, PHONE_OP_DATA, args);
}

enum err sim_phone_devspecific(struct phone *phone, const struct phone_args *args)
{
	struct phone_args seen = *args;

	if (seen.size > SIM_EXT_BLOCK_MAX)	/* what stands behind is nobody's */
		seen.size = SIM_EXT_BLOCK_MAX;
	return begin(phone, PHONE_OP_DEVSPECIFIC, &seen);
}
