/* SPDX-License-Identifier: MIT
 * test_hostile.c - every request with every slot wrong, made from the table of packets.
 *
 * Whatever a client says, the server answers it or cuts that client off with a sentence,
 * and serves the others on. What points outside its packet is never answered; what names
 * nothing of the client's own is never done.
 */
#include "base/log.h"
#include "server_scene.h"
#include "tapi/frame.h"

#define OWNER LINECALLPRIVILEGE_OWNER
#define MONITOR LINECALLPRIVILEGE_MONITOR
#define VERSION 0x00020002u

/* --- the others ----------------------------------------------------------------- */

static struct peer *victim, *called;
static DWORD victims[PACKET_DIALOG + 1];	/* its handles, by kind */

/* In a call, with handles that nobody else has by chance: handles count up in each client. */
static void victim_open(void)
{
	struct packet_lineAnswer answer = { .request = peer_request(), .uui = PACKET_NONE };
	struct event event = { 0 };

	victim = peer_hello("victim");
	called = peer_hello("called");
	for (int i = 0; i < 20; i++)
		victims[PACKET_LINE_APP] = peer_app(victim, "victim");
	victims[PACKET_LINE] = peer_line(victim, victims[PACKET_LINE_APP], 0, OWNER);
	peer_line(called, peer_app(called, "called"), 1, OWNER);
	victims[PACKET_CALL] = peer_call(victim, victims[PACKET_LINE], "200");
	scene_advance(2000);
	CHECK(peer_event(called, LINE_APPNEWCALL, &event));
	answer.call = event.p2;
	CHECK(ASK(called, lineAnswer, &answer) > 0);
	scene_advance(100);
	peer_state(victim, victims[PACKET_CALL], LINECALLSTATE_CONNECTED);
}

/* It still has what it had. */
static void victim_is_well(void)
{
	struct packet_lineGetCallStatus in = { .call = victims[PACKET_CALL], .status = 512 };
	const LINECALLSTATUS *status;

	CHECK_INT(ASK(victim, lineGetCallStatus, &in), 0);
	status = peer_tail(victim, in.status);
	NEED(status);
	CHECK_INT(status->dwCallState, LINECALLSTATE_CONNECTED);
	CHECK(peer_none(victim, LINE_CLOSE));
}

/* --- who attacks ------------------------------------------------------------------ */

static struct peer *attacker;
static DWORD own[PACKET_DIALOG + 1], stale;

/* What an attack on lineSetLineDevStatus made of the line, which is its own, is over. */
static void mend_line(void)
{
	struct packet_lineSetLineDevStatus on = {
		.request = peer_request(), .line = own[PACKET_LINE], .status = 1,
		.status_to_change = LINEDEVSTATUSFLAGS_CONNECTED | LINEDEVSTATUSFLAGS_INSERVICE,
	};
	struct packet_lineSetLineDevStatus off = {
		.request = peer_request(), .line = own[PACKET_LINE],
		.status_to_change = LINEDEVSTATUSFLAGS_LOCKED,
	};

	LONG request = ASK(attacker, lineSetLineDevStatus, &on);

	if (request > 0)
		peer_reply(attacker, (DWORD)request, NULL);
	request = ASK(attacker, lineSetLineDevStatus, &off);
	if (request > 0)
		peer_reply(attacker, (DWORD)request, NULL);
}

/* As far as the server has phones. */
static void open_phone(void)
{
	struct packet_phoneInitialize in = {
		.context = 1, .friendly_name = PACKET_NONE, .module = PACKET_NONE,
		.version = VERSION,
	};
	struct packet_phoneOpen open = {
		.version = VERSION, .context = 2, .privilege = PHONEPRIVILEGE_OWNER,
	};

	own[PACKET_PHONE_APP] = ASK(attacker, phoneInitialize, &in) ? 0 : in.app;
	open.app = own[PACKET_PHONE_APP];
	own[PACKET_PHONE] = ASK(attacker, phoneOpen, &open) ? 0 : open.phone;
}

static void attacker_open(bool with_call)
{
	struct packet_lineShutDown shut;

	if (attacker) {
		peer_again(attacker, "attacker");
		scene_advance(60000);	/* calls that it left come to rest */
	} else {
		attacker = peer_hello("attacker");
	}
	shut.app = stale = peer_app(attacker, "attacker");
	CHECK_INT(ASK(attacker, lineShutDown, &shut), 0);
	own[PACKET_LINE_APP] = peer_app(attacker, "attacker");
	own[PACKET_LINE] = peer_line(attacker, own[PACKET_LINE_APP], 2, OWNER | MONITOR);
	open_phone();
	if (with_call)
		mend_line();
	own[PACKET_CALL] = with_call ? peer_call(attacker, own[PACKET_LINE], "999") : 0;
}

/* Whether what it has is still there. */
static bool attacker_is_ready(void)
{
	struct packet_lineGetStatusMessages in = { .line = own[PACKET_LINE] };
	struct packet_lineGetCallStatus call = { .call = own[PACKET_CALL], .status = 512 };
	LONG answer;

	if (!attacker || !peer_try(attacker, PACKET_lineGetStatusMessages, &in, sizeof(in), NULL, &answer)
	    || answer)
		return false;
	return !own[PACKET_CALL]
	       || (peer_try(attacker, PACKET_lineGetCallStatus, &call, sizeof(call), NULL, &answer)
		   && !answer);
}

/* --- a right request ---------------------------------------------------------------- */

struct attack {
	const struct packet_kind *kind;
	DWORD slots[PACKET_SLOTS];
	struct buf tail;
	DWORD text, bytes, endless;	/* in the tail: "999"; 64 bytes; a text without an end */
};

static DWORD record_at(struct buf *tail, unsigned which)
{
	unsigned char record[2048] = { 0 };
	DWORD total = abi_fixed_size((enum abi_struct)which, VERSION) + 64;

	NEED(total <= sizeof(record));
	memcpy(record, &total, sizeof(total));
	return packet_data(tail, record, total);
}

/* All as it should be: handles of the client's own, a text, no data, a record of zeros. */
static void attack_begin(struct attack *attack, const struct packet_kind *kind)
{
	static const WCHAR number[] = { '9', '9', '9', 0 }, endless[] = { 'x', 'x' };
	static const unsigned char zeros[64];

	*attack = (struct attack){ .kind = kind };
	buf_grow(&attack->tail);
	attack->text = packet_text(&attack->tail, number);
	attack->bytes = packet_data(&attack->tail, zeros, sizeof(zeros));
	for (unsigned i = 0; i < kind->count; i++) {
		const struct packet_slot *slot = &kind->slots[i];

		switch (slot->kind) {
		case SLOT_HANDLE:
			attack->slots[i] = own[slot->which];
			break;
		case SLOT_WIDE:
			attack->slots[i] = attack->text;
			break;
		case SLOT_DATA:
		case SLOT_ARRAY:
			attack->slots[i] = attack->bytes;
			attack->slots[i + 1] = 1;
			i++;
			break;
		case SLOT_RECORD:
			attack->slots[i] = record_at(&attack->tail, slot->which);
			break;
		case SLOT_OUT_RECORD:
			attack->slots[i] = 1024;
			break;
		default:
			attack->slots[i] = 0;
		}
	}
	attack->endless = packet_data(&attack->tail, endless, sizeof(endless));
	if (kind->async)
		attack->slots[0] = peer_request();
}

enum must { ANSWER, FAIL, CUT, EITHER };	/* EITHER: an answer or the end */

static unsigned wrongs;

static void complain(const struct attack *attack, unsigned i, DWORD value, const char *what)
{
	fprintf(stderr, "%s, %s = 0x%X: %s\n", attack->kind->name, attack->kind->slots[i].name,
		(unsigned)value, what);
	wrongs++;
}

/* Say it, and see what comes. */
static void attack_go(struct attack *attack, unsigned i, DWORD value, enum must must)
{
	LONG answer = 0;
	char why[256];
	bool cut;

	attack->slots[i] = value;
	cut = !peer_try(attacker, attack->kind->number, attack->slots, sizeof(attack->slots),
			&attack->tail, &answer);
	if (cut && (!peer_gone(attacker, why, sizeof(why)) || !why[0]))
		complain(attack, i, value, "neither an answer nor a sentence");
	if (cut && must != CUT && must != EITHER)
		complain(attack, i, value, why);
	if (!cut && must == CUT)
		complain(attack, i, value, "was answered");
	if (!cut && must == FAIL && answer >= 0)
		complain(attack, i, value, "was done");
	buf_free(&attack->tail);
}

/* One slot of a right request becomes `value`. */
static void attack(const struct packet_kind *kind, unsigned i, DWORD value, enum must must)
{
	struct attack attack;
	bool with_call = false;

	for (unsigned n = 0; n < kind->count; n++)
		with_call |= kind->slots[n].kind == SLOT_HANDLE && kind->slots[n].which == PACKET_CALL;
	if (!attacker_is_ready() || (with_call && !own[PACKET_CALL]))
		attacker_open(with_call);
	attack_begin(&attack, kind);
	attack_go(&attack, i, value, must);
}

/* --- what is wrong -------------------------------------------------------------------- */

/* A handle may be left out where TAPI's functions take NULL; no other lie is believed. */
static void wrong_handles(const struct packet_kind *kind, unsigned i)
{
	const unsigned which = kind->slots[i].which;

	attack(kind, i, 0, ANSWER);
	attack(kind, i, ~0u, FAIL);
	attack(kind, i, 1, FAIL);
	attack(kind, i, stale, FAIL);
	attack(kind, i, victims[which] ? victims[which] : 0x12345678, FAIL);
	for (unsigned other = 0; other <= PACKET_DIALOG; other++)
		if (other != which && own[other])
			attack(kind, i, own[other], FAIL);
}

static void wrong_words(const struct packet_kind *kind, unsigned i)
{
	static const DWORD values[] = { 1, 2, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, ~0u };
	const bool request = kind->async && i == 0;

	attack(kind, i, 0, request ? FAIL : ANSWER);
	for (size_t n = 0; n < sizeof(values) / sizeof(values[0]); n++)
		attack(kind, i, values[n], request && values[n] > INT32_MAX ? FAIL : ANSWER);
}

static void wrong_offsets(const struct packet_kind *kind, unsigned i)
{
	static const DWORD far_away[] = { 0x7FFFFFFC, 0x80000000, 0xFFFFFFFC, 0xFFFFFFFE };
	struct attack at;

	attack_begin(&at, kind);
	buf_free(&at.tail);
	attack(kind, i, PACKET_NONE, ANSWER);
	attack(kind, i, 1, CUT);
	attack(kind, i, at.endless + 4, CUT);
	attack(kind, i, at.endless + 8, CUT);
	attack(kind, i, at.endless, kind->slots[i].kind == SLOT_WIDE
	       || kind->slots[i].kind == SLOT_RECORD ? CUT : EITHER);
	for (size_t n = 0; n < sizeof(far_away) / sizeof(far_away[0]); n++)
		attack(kind, i, far_away[n], CUT);
}

static void wrong_sizes(const struct packet_kind *kind, unsigned i)
{
	const bool out = kind->slots[i - 1].kind == SLOT_OUT_DATA;
	static const DWORD sizes[] = { 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, ~0u };

	attack(kind, i, 0, ANSWER);
	attack(kind, i, 3, EITHER);
	for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++)
		attack(kind, i, sizes[n], out ? ANSWER : CUT);
}

static void wrong_rooms(const struct packet_kind *kind, unsigned i)
{
	static const DWORD small[] = { 0, 1, 3, 11 };
	static const DWORD large[] = { 0x10000, 0x100000, 0x7FFFFFFF, 0x80000000, ~0u };

	for (size_t n = 0; n < sizeof(small) / sizeof(small[0]); n++)
		attack(kind, i, small[n], FAIL);
	for (size_t n = 0; n < sizeof(large) / sizeof(large[0]); n++)
		attack(kind, i, large[n], ANSWER);
}

/* The record's dwTotalSize, and then each other DWORD of it. */
static void wrong_records(const struct packet_kind *kind, unsigned i)
{
	static const DWORD totals[] = { 0, 3, 11, 0x10000, 0x80000000, ~0u };
	static const DWORD members[] = { 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFF0, ~0u };
	const DWORD fixed = abi_fixed_size((enum abi_struct)kind->slots[i].which, VERSION);
	struct attack at;

	for (size_t n = 0; n < sizeof(totals) / sizeof(totals[0]); n++) {
		if (!attacker_is_ready())
			attacker_open(own[PACKET_CALL] != 0);
		attack_begin(&at, kind);
		memcpy(at.tail.at + at.slots[i], &totals[n], sizeof(DWORD));
		attack_go(&at, i, at.slots[i], CUT);
	}
	for (DWORD member = 4; member < fixed; member += 4)
		for (size_t n = 0; n < sizeof(members) / sizeof(members[0]); n++) {
			if (!attacker_is_ready())
				attacker_open(own[PACKET_CALL] != 0);
			attack_begin(&at, kind);
			memcpy(at.tail.at + at.slots[i] + member, &members[n], sizeof(DWORD));
			attack_go(&at, i, at.slots[i], ANSWER);
		}
}

static void wrong_slot(const struct packet_kind *kind, unsigned i)
{
	switch (kind->slots[i].kind) {
	case SLOT_HANDLE:
		wrong_handles(kind, i);
		break;
	case SLOT_WIDE:
	case SLOT_DATA:
	case SLOT_ARRAY:
		wrong_offsets(kind, i);
		break;
	case SLOT_RECORD:
		wrong_offsets(kind, i);
		wrong_records(kind, i);
		break;
	case SLOT_SIZE:
		wrong_sizes(kind, i);
		break;
	case SLOT_OUT_RECORD:
		wrong_rooms(kind, i);
		break;
	default:
		wrong_words(kind, i);
	}
}

/* That a client is cut off is in the log each time. */
static void loud(void *nothing)
{
	log_level_set(LOG_WARN);
}

static void open_scene(void)
{
	attacker = NULL;
	wrongs = 0;
	log_level_set(LOG_OFF);
	DEFER(loud, NULL);
	scene_open_with(NULL, "request-recipient =");
	victim_open();
}

/* --- the tests ---------------------------------------------------------------------- */

TEST_ONCE(hostile, no_request_with_a_wrong_slot_does_harm)
{
	const struct packet_kind *kind;

	open_scene();
	for (size_t k = 0; (kind = packet_each(k)); k++) {
		for (unsigned i = 0; i < kind->count; i++)
			wrong_slot(kind, i);
		victim_is_well();
	}
	CHECK_INT(wrongs, 0);
}

/* A frame with a body of `size` bytes, of which `head` DWORDs are given and the rest is 0xFF. */
static void bad_frame(enum frame_type type, DWORD size, DWORD first, DWORD second)
{
	char why[256] = "";
	struct buf out;
	size_t frame;

	attacker_open(false);
	buf_grow(&out);
	frame = frame_begin(&out, type, 1);
	for (DWORD i = 0; i < size; i++)
		buf_char(&out, '\xFF');
	if (size >= 8) {
		memcpy(out.at + frame + FRAME_HEAD, &first, 4);
		memcpy(out.at + frame + FRAME_HEAD + 4, &second, 4);
	}
	frame_end(&out, frame);
	peer_bytes(attacker, out.at, out.len);
	buf_free(&out);
	CHECK(peer_gone(attacker, why, sizeof(why)));
	CHECK(why[0] != '\0');
}

TEST_ONCE(hostile, what_is_no_request_is_told_why_it_is_cut_off)
{
	open_scene();
	bad_frame(FRAME_REQUEST, 0, 0, 0);
	bad_frame(FRAME_REQUEST, PACKET_FIXED - 1, PACKET_lineClose, 0);
	bad_frame(FRAME_REQUEST, PACKET_FIXED, 0xDEAD, 0);
	bad_frame(FRAME_REQUEST, PACKET_FIXED, PACKET_lineClose, 1);
	bad_frame(FRAME_REPLY, PACKET_FIXED, 0, 0);
	bad_frame(FRAME_EVENT, 40, 0, 0);
	bad_frame(FRAME_HELLO, 5, 0, 0);
	bad_frame((enum frame_type)77, 0, 0, 0);
	victim_is_well();
}
