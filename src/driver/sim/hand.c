/* SPDX-License-Identifier: MIT
 * hand.c - a hand at the phone, and what the phone shows it. */
#include "driver/sim/carry.h"
#include "driver/sim/extension.h"
#include "driver/sim/service.h"

#define VOLUME_STEP 0x1000u
#define ACTIVE (CALLSTATE_ALIVE & ~CALLSTATE_HELD & ~CALLSTATE_RINGING)

static struct sim_phone *sim_of(const struct phone *phone)
{
	return phone->data;
}

/* The first call in one of `states` on line `i` of the phone; NULL: none. */
static struct call *call_on(const struct sim_phone *sp, DWORD i, DWORD states)
{
	struct sim_line *sl = sim_book_named(sp->phone->provider, sp->lines[i].name);

	if (!sl || !sl->line->handle)
		return NULL;
	list_each(node, &sl->line->calls) {
		struct call *call = list_entry(node, struct call, node);

		if ((call->state & states) && call->data)
			return call;
	}
	return NULL;
}

static struct call *call_anywhere(const struct sim_phone *sp, DWORD states)
{
	struct call *call = NULL;

	for (DWORD i = 0; i < sp->line_count && !call; i++)
		call = call_on(sp, i, states);
	return call;
}

/* As an application would ask for it, but nobody waits for an answer. */
static void do_call(struct call *call, enum call_op op)
{
	if (!call_may(call, op))
		call->line->driver->call[op](call, &(struct call_args){ 0 });
}

/* --- the hookswitch ------------------------------------------------------------ */

static void hang_up(struct sim_phone *sp)
{
	for (DWORD i = 0; i < sp->line_count; i++) {
		struct sim_line *sl = sim_book_named(sp->phone->provider, sp->lines[i].name);

		if (!sl || !sl->line->handle)
			continue;
		list_each_safe(node, &sl->line->calls) {
			struct call *call = list_entry(node, struct call, node);

			if ((call->state & ACTIVE) && call->data && terminal_routed(call, LINETERMMODE_HOOKSWITCH))
				do_call(call, CALL_DROP);
		}
	}
}

void sim_phone_hooked(struct sim_phone *sp, bool was_off)
{
	bool off = phone_off_hook(sp->phone);
	struct call *call;

	if (off == was_off)
		return;
	if (!off) {
		hang_up(sp);
		return;
	}
	call = sp->line_count ? call_on(sp, 0, CALLSTATE_RINGING) : NULL;
	if (call && terminal_routed(call, LINETERMMODE_HOOKSWITCH))
		do_call(call, CALL_ANSWER);
}

static void set_hook(struct sim_phone *sp, enum phone_hook hook, bool off)
{
	phone_hook(sp->phone, hook, off ? PHONEHOOKSWITCHMODE_MICSPEAKER : PHONEHOOKSWITCHMODE_ONHOOK);
}

enum err sim_phone_lift(struct phone *phone, DWORD dev, bool off)
{
	bool was_off = phone_off_hook(phone);

	for (int hook = 0; hook < PHONE_HOOKS; hook++) {
		if (dev != PHONE_DEV(hook) || !phone->hook[hook])
			continue;
		set_hook(sim_of(phone), hook, off);
		sim_phone_hooked(sim_of(phone), was_off);
		return OK;
	}
	return ERR_HOOKDEV;
}

/* --- buttons ----------------------------------------------------------------------- */

static void sound(struct sim_phone *sp, DWORD mode)
{
	struct call *call = call_find(phone_desk(sp->phone), sp->speaks);

	if (call && call->data)
		sim_sound(call->data, "0123456789*#"[sp->pressed], mode);
}

/* A tone, as long as the key is down, in the ear of who is at the other end. */
static void press_key(struct sim_phone *sp)
{
	struct call *call = call_anywhere(sp, LINECALLSTATE_CONNECTED);

	/* Without a terminal for it nothing of it is heard. */
	if (call && !(terminal_routed(call, LINETERMMODE_BUTTONS) && terminal_routed(call, TERMINAL_MOUTH)))
		call = NULL;
	sp->speaks = call ? call->handle : 0;
	sound(sp, LINEDIGITMODE_DTMF);
}

static void take_off(struct sim_phone *sp)
{
	if (!phone_off_hook(sp->phone))
		set_hook(sp, sp->phone->hook[PHONE_SPEAKER] ? PHONE_SPEAKER :
			 sp->phone->hook[PHONE_HANDSET] ? PHONE_HANDSET : PHONE_HEADSET, true);
}

void sim_phone_off_hook(const struct line *line, struct call *call)
{
	struct sim_phone *sp = sim_phone_at(line);

	if (!sp)
		return;
	take_off(sp);
	if (call)
		do_call(call, CALL_ANSWER);
}

/* A line that rings is answered, one that waits on hold is taken back. */
static void press_line(struct sim_phone *sp, DWORD i)
{
	struct call *ringing = call_on(sp, i, CALLSTATE_RINGING);
	struct call *held = call_on(sp, i, LINECALLSTATE_ONHOLD);

	if (!ringing && held)
		do_call(held, CALL_UNHOLD);
	if (!ringing)
		return;
	take_off(sp);
	do_call(ringing, CALL_ANSWER);
}

static void press_hold(struct sim_phone *sp)
{
	struct call *talking = call_anywhere(sp, LINECALLSTATE_CONNECTED);
	struct call *held = call_anywhere(sp, LINECALLSTATE_ONHOLD);

	if (talking)
		do_call(talking, CALL_HOLD);
	else if (held)
		do_call(held, CALL_UNHOLD);
}

static void press_drop(struct sim_phone *sp)
{
	struct call *call = call_anywhere(sp, ACTIVE);

	if (sp->phone->hook[PHONE_SPEAKER])
		set_hook(sp, PHONE_SPEAKER, false);
	if (call)
		do_call(call, CALL_DROP);
}

static DWORD louder(DWORD volume, bool up)
{
	if (up)
		return volume < PHONE_LEVEL_MAX - VOLUME_STEP ? volume + VOLUME_STEP : PHONE_LEVEL_MAX;
	return volume > VOLUME_STEP ? volume - VOLUME_STEP : 0;
}

/* Of what one listens with; of the ring, when one does not. */
void sim_phone_louder(struct sim_phone *sp, bool up)
{
	struct phone *phone = sp->phone;

	for (int hook = 0; hook < PHONE_HOOKS; hook++) {
		if (!(phone->hook[hook] & ~(DWORD)PHONEHOOKSWITCHMODE_ONHOOK))
			continue;
		phone_volume(phone, hook, louder(phone->level[hook].volume, up));
		return;
	}
	if (phone->traits.ring_modes)
		phone_ring(phone, phone->ring_mode, louder(phone->ring_volume, up));
}

/* They are read: none waits any more. */
static void press_messages(struct sim_phone *sp)
{
	for (DWORD i = 0; i < sp->line_count; i++) {
		struct sim_line *sl = sim_book_named(sp->phone->provider, sp->lines[i].name);

		if (sl && (sl->line->status & LINEDEVSTATUSFLAGS_MSGWAIT))
			sim_waiting_clear(sl->line);
	}
}

/* What applications can ask of a line (lineDevSpecificFeature) a finger can do, too. */
static void press_function(struct sim_phone *sp, DWORD function)
{
	const struct line *line = sim_phone_line(sp->phone);
	struct sim_press done;

	if (line)
		sim_press(line->data, function, SPAN_NONE, &done);
}

static void press_feature(struct sim_phone *sp, DWORD function)
{
	switch (function) {
	case PHONEBUTTONFUNCTION_HOLD:
		press_hold(sp);
		break;
	case PHONEBUTTONFUNCTION_DROP:
		press_drop(sp);
		break;
	case PHONEBUTTONFUNCTION_MSGINDICATOR:
		press_messages(sp);
		break;
	case PHONEBUTTONFUNCTION_VOLUMEUP:
	case PHONEBUTTONFUNCTION_VOLUMEDOWN:
		sim_phone_louder(sp, function == PHONEBUTTONFUNCTION_VOLUMEUP);
		break;
	default:
		press_function(sp, function);
	}
}

static void let_go(void *arg)
{
	struct sim_phone *sp = arg;
	DWORD id = sp->pressed;

	if (id < SIM_KEYPAD)
		sound(sp, LINEDIGITMODE_DTMFEND);
	sp->pressed = DEVICE_NONE;
	sp->speaks = 0;
	phone_button(sp->phone, id, PHONEBUTTONSTATE_UP);
	specific_phone_changed(sp->phone);
}

void sim_phone_release(struct sim_phone *sp)
{
	timer_stop(&phone_desk(sp->phone)->timers, &sp->finger);
	if (sp->pressed != DEVICE_NONE)
		let_go(sp);
}

enum err sim_phone_press(struct phone *phone, DWORD id)
{
	struct sim_phone *sp = sim_of(phone);

	if (id >= phone->button_count)
		return ERR_BUTTONID;
	sim_phone_release(sp);		/* there is one finger */
	sp->pressed = id;
	phone_button(phone, id, PHONEBUTTONSTATE_DOWN);
	specific_phone_changed(phone);
	if (id < SIM_KEYPAD)
		press_key(sp);
	else if (id < SIM_KEYPAD + sp->line_count)
		press_line(sp, id - SIM_KEYPAD);
	else
		press_feature(sp, phone->buttons[id].function);
	timer_set(&phone_desk(phone)->timers, &sp->finger, sim_settings()->digit_ms, let_go, sp);
	return OK;
}

/* --- what it shows -------------------------------------------------------------------- */

static bool lights(const struct call *call)
{
	return call && terminal_routed(call, LINETERMMODE_LAMPS);
}

static void show_lamp(struct sim_phone *sp, DWORD i)
{
	DWORD mode = PHONELAMPMODE_OFF;

	if (lights(call_on(sp, i, CALLSTATE_RINGING)))
		mode = PHONELAMPMODE_FLASH;
	else if (lights(call_on(sp, i, ACTIVE)))
		mode = PHONELAMPMODE_STEADY;
	else if (lights(call_on(sp, i, CALLSTATE_HELD)))
		mode = PHONELAMPMODE_WINK;
	phone_lamp(sp->phone, SIM_KEYPAD + i, mode);
}

/* When that changes only: between, the lamp is the applications'. */
static void show_messages(struct sim_phone *sp)
{
	struct phone *phone = sp->phone;
	bool wait = false;

	for (DWORD i = 0; i < sp->line_count; i++) {
		const struct sim_line *sl = sim_book_named(phone->provider, sp->lines[i].name);

		wait |= sl && (sl->line->status & LINEDEVSTATUSFLAGS_MSGWAIT);
	}
	if (wait == sp->messages)
		return;
	sp->messages = wait;
	for (DWORD id = SIM_KEYPAD + sp->line_count; id < phone->button_count; id++)
		if (phone->buttons[id].function == PHONEBUTTONFUNCTION_MSGINDICATOR &&
		    phone->buttons[id].lamp_modes != PHONELAMPMODE_DUMMY)
			phone_lamp(phone, id, wait ? PHONELAMPMODE_STEADY : PHONELAMPMODE_OFF);
}

/* Its bell rings as long as the exchange rings the line. */
static bool is_rung(const struct call *call)
{
	const struct sim_end *end = call ? call->data : NULL;

	return end && end->link->rings > 0 && terminal_routed(call, LINETERMMODE_RINGER) &&
	       !sim_secure_talk(call->line);
}

/* The first ring mode of a line is `ring` of the phone, the others follow. */
static DWORD bell_mode(const struct sim_phone *sp, const struct call *call)
{
	const struct sim_end *end = call->data;
	DWORD mode = sp->conf->ring + end->link->ring_mode - 1;

	return mode < sp->conf->ring_modes ? mode : sp->conf->ring_modes;
}

static void show_ring(struct sim_phone *sp, const struct call *call)
{
	struct phone *phone = sp->phone;
	bool rings = is_rung(call);

	if (rings == sp->rings || !phone->traits.ring_modes)
		return;
	sp->rings = rings;
	phone_ring(phone, rings ? bell_mode(sp, call) : 0, phone->ring_volume);
}

/* Number in the first row, name in the second, and nothing else. */
static void write_caller(struct phone *phone, const struct call *call)
{
	const struct party *party = call->parties ? &call->parties[PARTY_CALLER] : NULL;
	const char *number = party ? party->number : NULL, *name = party ? party->name : NULL;
	char text[4 * PHONE_CELLS_MAX];
	struct buf out;

	if (!number)
		number = party && (party->flags & LINECALLPARTYID_BLOCKED) ? "withheld" : "unknown";
	buf_fixed(&out, text, sizeof(text) - PHONE_CELLS_MAX);
	buf_printf(&out, "%-*.*s%s", (int)phone->traits.columns, (int)phone->traits.columns, number,
		   phone->traits.rows > 1 && name ? name : "");
	out.size = sizeof(text);
	for (size_t cells = utf16_size(buf_c(&out)) / sizeof(WCHAR) - 1; cells < phone_cells(phone); cells++)
		buf_char(&out, ' ');
	phone_display(phone, 0, 0, buf_c(&out));
}

static void show_caller(struct sim_phone *sp, const struct call *call)
{
	struct phone *phone = sp->phone;

	if (!phone->cells)
		return;
	if (call && !terminal_routed(call, LINETERMMODE_DISPLAY))
		call = NULL;
	if (call && sp->display == SIM_DISPLAY_PLAIN) {
		memcpy(sp->kept, phone->cells, phone_cells(phone) * sizeof(*sp->kept));
		sp->display = SIM_DISPLAY_CALLER;
		write_caller(phone, call);
	} else if (!call) {
		if (sp->display == SIM_DISPLAY_CALLER)
			phone_display_all(phone, sp->kept);
		sp->display = SIM_DISPLAY_PLAIN;
	}
}

void sim_phone_show(struct sim_phone *sp)
{
	const struct call *call = call_anywhere(sp, CALLSTATE_RINGING);

	for (DWORD i = 0; i < sp->line_count; i++)
		show_lamp(sp, i);
	show_messages(sp);
	show_ring(sp, call);
	show_caller(sp, call);
}
