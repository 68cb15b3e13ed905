/* SPDX-License-Identifier: MIT
 * call.c - the life of a call, what it becomes, and who is in it. */
#include "model/call_in.h"
#include "model/info.h"
#include "model/join.h"
#include "model/line.h"
#include "model/sound.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "abi/names.h"

/* That there is a new call, its first state, DISCONNECTED and IDLE always find
 * room in the postbox. */
#define LETTERS_OF_A_CALL 4

const char *call_name(const struct call *call)
{
	static char names[2][64];
	static int turn;
	char *name = names[turn ^= 1];
	struct span line = span_of(call->line->name);
	struct buf b;

	buf_fixed(&b, name, sizeof(names[0]));
	buf_bytes(&b, line.at, line.len < 40 ? line.len : 40);
	buf_text(&b, "/call");
	buf_u32(&b, call->id);
	buf_char(&b, '\0');
	return name;
}
/* --- life --------------------------------------------------------------- */

static enum err call_make(struct call **out, struct address *address)
{
	struct line *line = address->line;
	struct desk *desk = line_desk(line);
	struct call *call = mem_zalloc(sizeof(*call));
	enum err err;

	if (!call)
		return ERR_NOMEM;
	err = mail_reserve(&desk->mail, LETTERS_OF_A_CALL);
	if (err)
		goto no_letters;
	err = handle_new(&desk->handles, HANDLE_CALL, call, &call->handle);
	if (err)
		goto no_handle;
	err = address_call_add(address, CALLSTATE_NEW);
	if (err)
		goto no_count;
	call->kept = LETTERS_OF_A_CALL;
	call->line = line;
	call->address = address;
	call->state = CALLSTATE_NEW;
	call->id = ++desk->call_ids;
	call->media = line->driver->traits->media_modes & LINEMEDIAMODE_INTERACTIVEVOICE;
	call->bearer = LINEBEARERMODE_VOICE;
	call->monitor_media = line->media_wanted;	/* R-MEDIA-2 */
	if (line->driver->traits->treatments)
		call->treatment = line->driver->traits->treatments[0].id;
	list_init(&call->asks);
	list_append(&line->calls, &call->node);
	*out = call;
	return OK;
no_count:
	handle_free(&desk->handles, call->handle);
no_handle:
	mail_release(&desk->mail, LETTERS_OF_A_CALL);
no_letters:
	mem_free(call);
	return err;
}

enum err call_new(struct call **out, struct line *line, HTAPICALL htcall)
{
	return call_new_on(out, line_address_any(line), htcall);
}

enum err call_new_on(struct call **out, struct address *address, HTAPICALL htcall)
{
	return address_has_room(address) ? call_new_beside(out, address, htcall) : ERR_CALLUNAVAIL;
}

enum err call_new_beside(struct call **out, struct address *address, HTAPICALL htcall)
{
	enum err err = call_make(out, address);

	if (err)
		return err;
	(*out)->htcall = htcall;
	(*out)->origin = LINECALLORIGIN_OUTBOUND;
	(*out)->reason = LINECALLREASON_DIRECT;
	return OK;
}

/* What a call is that the device brings: where media are told apart nobody knows
 * before it was heard, so it may be all that is wanted here. */
static DWORD media_offered(const struct line *line)
{
	DWORD wanted = line->media_wanted & line->driver->traits->media_modes;

	if (!(wanted & (wanted - 1)))
		return wanted;
	if (!line->driver->call[CALL_MONITOR_MEDIA] && (wanted & LINEMEDIAMODE_INTERACTIVEVOICE))
		return LINEMEDIAMODE_INTERACTIVEVOICE;
	return wanted | LINEMEDIAMODE_UNKNOWN;
}

enum err call_incoming(struct call **out, struct address *address, DWORD origin, DWORD reason)
{
	const struct line *line = address->line;
	enum err err;

	if (!line->handle || !(line->media_wanted & line->driver->traits->media_modes))
		return ERR_LINESTATE;
	err = call_make(out, address);
	if (err)
		return err;
	(*out)->media = media_offered(line);
	(*out)->origin = origin;
	(*out)->reason = reason;
	(*out)->standing = CALL_ANNOUNCED;
	return OK;
}

/* Post what must not be lost: from the call's own places, if need be. */
static void post_surely(struct call *call, const struct letter *letter)
{
	struct mail *mail = &line_desk(call->line)->mail;

	if (call->kept > 0 && !mail_has_room(mail)) {
		call->kept--;
		mail_release(mail, 1);
	}
	mail_post(mail, letter);
}

void call_announce(struct call *call)
{
	struct letter letter = {
		.kind = LETTER_NEWCALL, .msg = LINE_NEWCALL,
		.line = call->line->handle, .call = call->handle,
	};

	post_surely(call, &letter);
}

void call_taken(struct call *call, HTAPICALL htcall)
{
	if (htcall) {
		call->htcall = htcall;
		call->standing = CALL_KNOWN;
		return;
	}
	/* TAPI has no place for it: reject it, and nobody hears of it again. */
	log_write(LOG_INFO, "model", call_name(call), "TAPI did not take the new call; it is rejected");
	call->standing = CALL_REFUSED;
	call_free(call, ERR_CLOSED);
}

struct call *call_find(const struct desk *desk, uintptr_t handle)
{
	return handle_find(&desk->handles, HANDLE_CALL, handle);
}

static void parties_free(struct call *call)
{
	for (int role = 0; call->parties && role < PARTY_COUNT; role++) {
		mem_free(call->parties[role].number);
		mem_free(call->parties[role].name);
	}
	mem_free(call->parties);
}

/* Free the object itself; nothing outside points to it any more. */
void call_destroy(struct call *call)
{
	struct desk *desk = line_desk(call->line);

	timer_stop(&desk->timers, &call->no_answer);
	address_call_take(call->address, call->state);
	list_remove(&call->node);
	handle_free(&desk->handles, call->handle);
	mail_release(&desk->mail, call->kept);
	sound_free(call);
	predict_forget(call);
	mem_free(call->calling_id);
	parties_free(call);
	info_free(call);
	mem_free(call->display);
	mem_free(call);
}

/* As what LINEADDRESSSTATUS counts a call (R-STRUCT-18): 0 as nothing, 1 as
 * active, 2 as held, 3 as held for something. */
static int counts_as(DWORD state)
{
	if (state & (CALLSTATE_NEW | LINECALLSTATE_IDLE))
		return 0;
	if (state & CALLSTATE_HELD)
		return state == LINECALLSTATE_ONHOLD ? 2 : 3;
	return 1;
}

/* There is another number of active or of held calls: tell who counts. */
static void tell_numbers(struct address *address)
{
	bool in_use = address_count_calls(address, CALLSTATE_ALL & ~LINECALLSTATE_IDLE);
	DWORD states = LINEADDRESSSTATE_NUMCALLS;

	if (in_use != address->in_use)
		states |= in_use ? LINEADDRESSSTATE_INUSEONE : LINEADDRESSSTATE_INUSEZERO;
	address->in_use = in_use;
	line_news(address->line, LINEDEVSTATE_NUMCALLS, 0, 0);
	address_news(address, states);
}

/* For phones of the device that show what the line does. */
static void calls_changed(struct line *line)
{
	if (line->driver->line_calls)
		line->driver->line_calls(line);
}

static void tell_driver(struct call *call)
{
	if (call->line->driver->call_changed && call->data)
		call->line->driver->call_changed(call);
}

void call_free(struct call *call, enum err why)
{
	struct address *address = call->address;
	struct line *line = call->line;
	int counted = counts_as(call->state);

	call_gather_cancel(call);
	ask_birth_fails(call, why);
	ask_answer_all(&call->asks, -1, why);
	if (call->data)
		line->driver->call_release(call);
	call->data = NULL;
	join_over(call);
	call_destroy(call);
	if (counted)
		tell_numbers(address);
	calls_changed(line);
}
/* --- news ---------------------------------------------------------------- */

static void post(struct call *call, DWORD msg, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)
{
	struct letter letter = {
		.kind = LETTER_LINE, .msg = msg, .line = call->line->handle,
		.call = call->handle, .p1 = p1, .p2 = p2, .p3 = p3,
	};

	mail_post(&line_desk(call->line)->mail, &letter);
}

/* The state of the call. The first one and the last two must arrive. */
static void post_state(struct call *call, bool first)
{
	const DWORD last = LINECALLSTATE_DISCONNECTED | LINECALLSTATE_IDLE;
	struct letter letter = {
		.kind = LETTER_LINE, .msg = LINE_CALLSTATE, .line = call->line->handle,
		.call = call->handle, .p1 = call->state, .p2 = call->mode, .p3 = call->media,
	};

	if (first || (call->state & last))
		post_surely(call, &letter);
	else
		mail_post(&line_desk(call->line)->mail, &letter);
}

void call_post_timed(struct call *call, DWORD msg, DWORD_PTR p1, DWORD_PTR p2)
{
	DWORD tick = (DWORD)line_desk(call->line)->timers.now_ms;

	post(call, msg, p1, p2, call->line->version >= 0x00020000 ? tick : 0);
}

/* Nobody answered within LINECALLPARAMS.dwNoAnswerTimeout (R-DIAL-8). */
static void no_answer(void *arg)
{
	struct call *call = arg;

	if (call->data)
		call->line->driver->call_release(call);
	call_ended(call, LINEDISCONNECTMODE_NOANSWER);
}

static void no_answer_watch(struct call *call)
{
	struct timers *timers = &line_desk(call->line)->timers;
	const DWORD waiting = LINECALLSTATE_PROCEEDING | LINECALLSTATE_RINGBACK;

	if (!(call->state & waiting))
		timer_stop(timers, &call->no_answer);
	else if (call->no_answer_s && !timer_is_set(&call->no_answer))
		timer_set(timers, &call->no_answer, call->no_answer_s * 1000ull, no_answer, call);
}

/* What ends by itself when the call ends (R-STATE-6, R-ASYNC-10). */
static void settle(struct call *call)
{
	call->data = NULL;
	call_gather_cancel(call);
	call_generated(call, LINEGENERATETERM_CANCEL);
	call->monitor_digits = 0;
	sound_free(call);
	ask_answer_all(&call->asks, CALL_DROP, OK);
	ask_answer_all(&call->asks, -1, ERR_CLOSED);
}

static uint64_t now_utc(void)
{
	uv_timeval64_t now;

	uv_gettimeofday(&now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_usec / 1000;
}

static void become(struct call *call, DWORD state)
{
	address_call_move(call->address, call->state, state);
	call->state = state;
}

void call_event(struct call *call, enum call_event event, DWORD mode)
{
	DWORD next = callstate_next(call->state, event), last = call->state;

	mode = callstate_mode(next, mode, call->line->version);
	if (!next || (next == call->state && mode == call->mode)) {
		log_write(LOG_DEBUG, "model", call_name(call), "%s means nothing now",
			  call_event_name(event));
		return;
	}
	become(call, next);
	call->mode = mode;
	call->since_ms = now_utc();
	/* Birth before news: TAPI does not know a call until its request is answered. */
	if (call->standing == CALL_UNBORN)
		ask_birth_done(call);
	no_answer_watch(call);
	if (next == LINECALLSTATE_IDLE)
		settle(call);
	if (log_wants(LOG_INFO)) {
		char words[48];

		name_words(NAME_LINECALLSTATE, next, words, sizeof(words));
		log_write(LOG_INFO, "model", call_name(call), "%s", words);
	}
	post_state(call, last == CALLSTATE_NEW);
	if (counts_as(next) != counts_as(last))
		tell_numbers(call->address);
	calls_changed(call->line);
	tell_driver(call);
	sound_state(call);
	predict_news(call);
	join_news(call);
}

void call_ended(struct call *call, DWORD mode)
{
	call_event(call, EV_HANGUP, mode);
	call_event(call, EV_GONE, 0);
}

void call_set_media(struct call *call, DWORD mode)
{
	call->media = mode;
	call_info_news(call, LINECALLINFOSTATE_MEDIAMODE);
	tell_driver(call);
}

void call_info_news(struct call *call, DWORD items)
{
	if (call->line->version < 0x00020000)
		items &= ~(DWORD)(LINECALLINFOSTATE_TREATMENT | LINECALLINFOSTATE_QOS | LINECALLINFOSTATE_CALLDATA);
	if (items && call->standing != CALL_UNBORN && call->state != CALLSTATE_NEW &&
	    call->state != LINECALLSTATE_IDLE)
		post(call, LINE_CALLINFO, items, 0, 0);
}

static enum err text_set(char **field, struct span text)
{
	char *copy = NULL;

	if (text.len > 0) {
		copy = mem_text(text.at, text.len);
		if (!copy)
			return ERR_NOMEM;
	}
	mem_free(*field);
	*field = copy;
	return OK;
}

void call_party(struct call *call, enum party_role role, DWORD flags,
		struct span number, struct span name)
{
	static const DWORD items[PARTY_COUNT] = {
		LINECALLINFOSTATE_CALLERID, LINECALLINFOSTATE_CALLEDID,
		LINECALLINFOSTATE_CONNECTEDID, LINECALLINFOSTATE_REDIRECTIONID,
		LINECALLINFOSTATE_REDIRECTINGID,
	};
	struct party *party;

	if (!call->parties)
		call->parties = mem_zalloc(PARTY_COUNT * sizeof(*call->parties));
	if (!call->parties)
		return;
	party = &call->parties[role];
	if (party->flags == flags && span_eq(span_of(party->number), number) &&
	    span_eq(span_of(party->name), name))
		return;
	if (text_set(&party->number, number) || text_set(&party->name, name))
		flags &= ~(DWORD)(LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS);
	party->flags = flags;
	call_info_news(call, items[role]);
}

void call_reason(struct call *call, DWORD reason)
{
	if (call->reason == reason)
		return;
	call->reason = reason;
	call_info_news(call, LINECALLINFOSTATE_REASON);
}

void call_display(struct call *call, const char *text)
{
	if (text_set(&call->display, span_of(text)) == OK)
		call_info_news(call, LINECALLINFOSTATE_DISPLAY);
}

void call_hub(struct call *call, DWORD id)
{
	DWORD told = call_id(call);

	call->hub_id = id;
	if (call_id(call) != told)
		call_info_news(call, LINECALLINFOSTATE_CALLID);
}

void call_digit(struct call *call, char digit, DWORD mode)
{
	if (call->monitor_digits & mode)
		call_post_timed(call, LINE_MONITORDIGITS, (unsigned char)digit, mode);
	if (call->gather)
		call_gather_digit(call, digit, mode);
	sound_digit(call, digit, mode);
}

void call_gathered(struct call *call, DWORD term, DWORD end_to_end)
{
	call_post_timed(call, LINE_GATHERDIGITS, term, end_to_end);
}

void call_generated(struct call *call, DWORD term)
{
	if (!call->generating)
		return;
	call->generating = false;
	call_post_timed(call, LINE_GENERATE, term, call->generate_id);
}

/* One generation a call, of either kind: an empty order ends what there is. */
static enum err generate(struct call *call, enum call_op op, DWORD end_to_end, const struct call_args *args)
{
	enum err err = call_ask(call, op, 0, &(struct call_args){ 0 });

	if (err)
		return err;
	call_generated(call, LINEGENERATETERM_CANCEL);
	if (!args->digits && !args->mode)
		return OK;
	call->generating = true;
	call->generate_id = end_to_end;
	err = call_ask(call, op, 0, args);
	if (err)
		call->generating = false;
	return err;
}

enum err call_generate(struct call *call, DWORD end_to_end, const struct call_args *args)
{
	static const struct call_args nothing;

	if (!call->line->driver->call[CALL_GENERATE_DIGITS])
		return ERR_UNAVAIL;
	if (!args->digits)
		args = &nothing;
	else if (!(call->line->driver->traits->generate_digits & args->mode))
		return ERR_DIGITMODE;
	return generate(call, CALL_GENERATE_DIGITS, end_to_end, args);
}

enum err call_generate_tone(struct call *call, DWORD end_to_end, const struct call_args *args)
{
	if (!call->line->driver->call[CALL_GENERATE_TONE])
		return ERR_UNAVAIL;
	if (args->mode & (args->mode - 1) || args->mode & ~call->line->driver->traits->generate_tones)
		return ERR_TONEMODE;
	return generate(call, CALL_GENERATE_TONE, end_to_end, args);
}
