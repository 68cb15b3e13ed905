/* SPDX-License-Identifier: MIT
 * words.c - an event in words for people. */
#include "host_in.h"
#include "abi/names.h"

/* Which constants dwParam2 of LINE_CALLSTATE holds, and what goes without saying. */
static const struct {
	DWORD state;
	enum name_group group;
	DWORD usual;
} state_modes[] = {
	{ LINECALLSTATE_BUSY,         NAME_LINEBUSYMODE,       0 },
	{ LINECALLSTATE_CONNECTED,    NAME_LINECONNECTEDMODE,  LINECONNECTEDMODE_ACTIVE },
	{ LINECALLSTATE_DIALTONE,     NAME_LINEDIALTONEMODE,   0 },
	{ LINECALLSTATE_OFFERING,     NAME_LINEOFFERINGMODE,   LINEOFFERINGMODE_ACTIVE },
	{ LINECALLSTATE_SPECIALINFO,  NAME_LINESPECIALINFO,    0 },
	{ LINECALLSTATE_DISCONNECTED, NAME_LINEDISCONNECTMODE, LINEDISCONNECTMODE_NORMAL },
};

static void bits(struct buf *b, enum name_group group, DWORD_PTR value)
{
	char words[NAME_TEXT_SIZE];
	const char *text = name_bits(group, (DWORD)value, words, sizeof(words));

	for (; *text; text++)
		buf_text(b, *text == '|' ? ", " : (char[]){ *text, '\0' });
}

static void word(struct buf *b, enum name_group group, DWORD_PTR value)
{
	char words[NAME_TEXT_SIZE];

	buf_text(b, name_words(group, (DWORD)value, words, sizeof(words)));
}

static void callstate(struct buf *b, const struct host_event *e)
{
	word(b, NAME_LINECALLSTATE, e->p1);
	for (size_t i = 0; i < sizeof(state_modes) / sizeof(*state_modes); i++) {
		if (state_modes[i].state != e->p1 || !e->p2 || e->p2 == state_modes[i].usual)
			continue;
		buf_text(b, " (");
		bits(b, state_modes[i].group, e->p2);
		buf_char(b, ')');
	}
}

static void linedevstate(struct buf *b, const struct host_event *e)
{
	buf_text(b, "line ");
	bits(b, NAME_LINEDEVSTATE, e->p1);
	if (!(e->p1 & LINEDEVSTATE_RINGING))
		return;
	buf_printf(b, " %lu", (unsigned long)e->p3);
	if (e->p2 > 1)
		buf_printf(b, " (mode %lu)", (unsigned long)e->p2);
}

/* What it means only the vendor knows. */
static void specific(struct buf *b, const struct host_event *e)
{
	buf_printf(b, "specific 0x%lx %lu %lu", (unsigned long)e->p1, (unsigned long)e->p2,
		   (unsigned long)e->p3);
}

static void line_message(struct buf *b, const struct host_event *e)
{
	switch (e->message) {
	case LINE_CALLSTATE:
		callstate(b, e);
		break;
	case LINE_CALLINFO:
		buf_text(b, "call info: ");
		bits(b, NAME_LINECALLINFOSTATE, e->p1);
		break;
	case LINE_MONITORDIGITS:
		buf_printf(b, "digit %c (%s)", (int)(e->p1 & 0x7F) < ' ' ? '?' : (int)(e->p1 & 0x7F),
			   name_of(NAME_LINEDIGITMODE, (DWORD)e->p2) ?: "?");
		break;
	case LINE_MONITORMEDIA:
		buf_text(b, "media ");
		bits(b, NAME_LINEMEDIAMODE, e->p1);
		break;
	case LINE_MONITORTONE:
		buf_printf(b, "tone %lu heard (list %lu)", (unsigned long)e->p1,
			   (unsigned long)e->p2);
		break;
	case LINE_GATHERDIGITS:
		buf_text(b, "digits gathered (");
		word(b, NAME_LINEGATHERTERM, e->p1);
		buf_char(b, ')');
		break;
	case LINE_GENERATE:
		buf_text(b, "generating ended (");
		word(b, NAME_LINEGENERATETERM, e->p1);
		buf_char(b, ')');
		break;
	case LINE_LINEDEVSTATE:
		linedevstate(b, e);
		break;
	case LINE_ADDRESSSTATE:
		buf_printf(b, "address %lu: ", (unsigned long)e->p1);
		bits(b, NAME_LINEADDRESSSTATE, e->p2);
		break;
	case LINE_DEVSPECIFICFEATURE:
	case LINE_CALLDEVSPECIFICFEATURE:
		buf_text(b, "feature ");
		word(b, NAME_PHONEBUTTONFUNCTION, e->p1);
		buf_printf(b, " %lu", (unsigned long)e->p2);
		break;
	case LINE_DEVSPECIFIC:
	case LINE_CALLDEVSPECIFIC:
		specific(b, e);
		break;
	default:
		buf_text(b, name_message(e->message));
		break;
	}
}

static void phone_message(struct buf *b, const struct host_event *e)
{
	switch (e->message) {
	case PHONE_BUTTON:
		buf_printf(b, "button %lu ", (unsigned long)e->p1);
		word(b, NAME_PHONEBUTTONSTATE, e->p3);
		break;
	case PHONE_DEVSPECIFIC:
		specific(b, e);
		break;
	case PHONE_STATE:
		buf_text(b, "phone ");
		bits(b, NAME_PHONESTATE, e->p1);
		break;
	default:
		buf_text(b, name_message(e->message));
		break;
	}
}

/* "line created, device 5", "line not created: LINEERR_NOMEM" */
static void device_message(struct buf *b, const struct host_event *e)
{
	bool phone = e->message == PHONE_CREATE || e->message == PHONE_REMOVE
		|| e->message == PHONE_CLOSE;
	const char *verb = e->kind == HOST_CREATE ? "created"
		: e->kind == HOST_REMOVE ? "removed" : "closed by the provider";

	buf_printf(b, "%s %s%s", phone ? "phone" : "line", e->result ? "not " : "", verb);
	if (e->result)
		buf_printf(b, ": %s", name_error(e->result));
	else if (e->device != HOST_NO_DEVICE)
		buf_printf(b, ", device %lu", (unsigned long)e->device);
}

const char *host_event_text(const struct host_event *e, char *out, size_t size)
{
	char text[NAME_TEXT_SIZE * 2];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	switch (e->kind) {
	case HOST_REPLY:
		buf_printf(&b, "reply %lu (%s): %s", (unsigned long)e->request,
			   e->function ? e->function : "unknown",
			   e->result ? name_error(e->result) : "ok");
		break;
	case HOST_NEWCALL:
		buf_text(&b, e->call ? "new call" : "new call, not taken");
		break;
	case HOST_LINE:
		line_message(&b, e);
		break;
	case HOST_PHONE:
		phone_message(&b, e);
		break;
	default:
		device_message(&b, e);
		break;
	}
	span_copy(buf_span(&b), out, size);
	return out;
}
