/* SPDX-License-Identifier: MIT
 * test_sip_driver_mingle.c - transfers and conferences of all kinds at once, in no order at all: what
 * matters is that all comes to an end (sip_driver_scene.h), and that nothing is
 * touched that is gone (AddressSanitizer). */
#include "join_scene.h"
#include "sip_driver_scene.h"

#define STEPS 45
#define DIALOGS_MAX 16

static uint64_t dice;
static struct line *a;
static struct far_end dialogs[DIALOGS_MAX];
static unsigned dialog_count;

static unsigned roll(unsigned below)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (unsigned)(dice >> 20) % below;
}

/* The dialog that was spoken in last may be a new one. */
static void note_dialog(void)
{
	for (unsigned i = 0; i < dialog_count; i++)
		if (strcmp(dialogs[i].call_id, far_end.call_id) == 0) {
			dialogs[i] = far_end;
			return;
		}
	if (dialog_count < DIALOGS_MAX && far_end.call_id[0])
		dialogs[dialog_count++] = far_end;
}

static void any_dialog(void)
{
	unsigned branches = far_end.branches, cseq = far_end.cseq;

	if (!dialog_count)
		return;
	far_end = dialogs[roll(dialog_count)];
	far_end.branches = branches;
	far_end.cseq = cseq;
}

static struct call *any_call(void)
{
	unsigned count = 0, chosen;

	list_each(node, &a->calls)
		count++;
	chosen = count ? roll(count) : 0;
	list_each(node, &a->calls)
		if (!chosen--)
			return list_entry(node, struct call, node);
	return NULL;
}

static void set_up(struct call *call, DRV_REQUESTID request, bool one_step)
{
	const struct call_params params = {
		.flags = one_step ? LINECALLPARAMFLAGS_ONESTEPTRANSFER : 0, .target = "300",
	};
	struct call *consult;
	enum err err = call_may(call, CALL_SETUP_TRANSFER);

	if (err || join_new_consult(&consult, call, (HTAPICALL)0x33))
		return;
	err = call_ask(call, CALL_SETUP_TRANSFER, request,
		       &(struct call_args){ .params = &params, .born = { consult } });
	if (err)
		call_free(consult, err);
}

/* Begin a conference, of the call or of nothing; let it grow; make one of a transfer. */
static void confer(struct call *call, struct call *other, DRV_REQUESTID request)
{
	static const DWORD ways[] = { 0, 0, LINECALLPARAMFLAGS_ONESTEPTRANSFER, LINECALLPARAMFLAGS_NOHOLDCONFERENCE };
	const struct call_params params = { .flags = ways[roll(4)], .target = "300" };
	struct call *born;

	switch (roll(6)) {
	case 0:
		join_conference(NULL, a, request, &params, &born);
		break;
	case 1:
	case 2:
		if (call_may(call, CALL_SETUP_CONFERENCE) == OK)
			join_conference(call, a, request, &params, &born);
		break;
	case 3:
		join_consult(call, CALL_PREPARE_ADD, request, &params);
		break;
	case 4:
		join_ask(call, CALL_ADD_TO_CONFERENCE, request, other);
		break;
	default:
		if (join_new_conference(&born, a->addresses, (HTAPICALL)0x55))
			break;
		if (call_ask(call, CALL_COMPLETE_TRANSFER, request, &(struct call_args){
			.other = other, .mode = LINETRANSFERMODE_CONFERENCE, .born = { born } }))
			call_free(born, ERR_FAILED);
	}
}

static void app_asks(DRV_REQUESTID request)
{
	static const enum call_op ops[] = {
		CALL_BLIND_TRANSFER, CALL_COMPLETE_TRANSFER, CALL_COMPLETE_TRANSFER, CALL_SWAP_HOLD, CALL_HOLD,
		CALL_UNHOLD, CALL_DIAL_MORE, CALL_DROP, CALL_ANSWER, CALL_REDIRECT, CALL_REMOVE_FROM_CONFERENCE,
		CALL_ADD_TO_CONFERENCE,
	};
	struct call *call = any_call(), *other = any_call();
	enum call_op op = ops[roll(sizeof(ops) / sizeof(ops[0]))];

	if (!call) {
		sip_driver_dial(a, "200", 0);
		return;
	}
	if (roll(4) == 0)
		set_up(call, request, roll(2));
	else if (roll(3) == 0)
		confer(call, other, request);
	else if (roll(12) == 0)
		call_free(call, ERR_CLOSED);
	else
		call_ask(call, op, request, &(struct call_args){ .dest = "400", .other = other });
}

static void far_responds(void)
{
	static const char *const methods[] = { "INVITE", "REFER", "NOTIFY", "BYE" };
	static const unsigned statuses[] = { 200, 200, 200, 202, 180, 302, 486, 491, 481, 501 };
	const char *method = methods[roll(4)];
	unsigned status = statuses[roll(10)];

	if (!far_text(method)[0])
		return;
	far_answers_to(method, status, status == 302 ? "Contact: <sip:500@192.0.2.9>\n" : NULL,
		       strcmp(method, "INVITE") == 0 && status == 200 ? SDP_QUIET : NULL);
}

static void far_replaces(void)
{
	char headers[1024];
	const char *tag = strstr(far_end.us, ";tag=");

	if (!tag)
		return;
	snprintf(headers, sizeof(headers), "Replaces: %s;to-tag=%s;from-tag=far\n", far_end.call_id, tag + 5);
	far_calls("alice", headers, SDP_QUIET);
}

static void far_does(void)
{
	static const char over[] = "Event: refer\nSubscription-State: terminated\nContent-Type: message/sipfrag\n";

	any_dialog();
	switch (roll(8)) {
	case 0:
		far_asks("BYE", NULL, NULL);
		break;
	case 1:
		far_asks("NOTIFY", over, roll(2) ? "SIP/2.0 200 OK\n" : "SIP/2.0 404 No\n");
		break;
	case 2:
	case 3:
		far_asks("REFER", "Refer-To: <sip:600@192.0.2.9>\n", NULL);
		break;
	case 4:
		far_replaces();
		break;
	case 5:
		far_acks(NULL);
		break;
	case 6:
		far_asks("INVITE", NULL, roll(2) ? SDP_HOLD : SDP_QUIET);
		break;
	default:
		far_calls("alice", NULL, SDP_QUIET);
	}
}

static void mingle(uint64_t seed)
{
	dice = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	dialog_count = 0;
	a = sip_driver_line(FREE_LINE);
	for (unsigned i = 0; i < STEPS; i++) {
		switch (roll(5)) {
		case 0:
		case 1:
			app_asks(100 + i);
			break;
		case 2:
		case 3:
			far_responds();
			break;
		default:
			far_does();
		}
		note_dialog();
		if (roll(10) == 0)
			scene_run(roll(5000));
		scene_news();
	}
}

#define MINGLE(n)								\
	TEST(sip_mingle, whatever_happens_all_comes_to_an_end_##n)		\
	{									\
		mingle(n);							\
	}

MINGLE(1)
MINGLE(2)
MINGLE(3)
MINGLE(4)
MINGLE(5)
MINGLE(6)
MINGLE(7)
MINGLE(8)
MINGLE(9)
MINGLE(10)
