/* SPDX-License-Identifier: MIT
 * courier.c - letters out, one at a time. */
#include "tspi/courier.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/mem.h"
#include "base/pace.h"
#include "model/dialog.h"
#include "model/msp.h"
#include "model/phone.h"
#include "os/paths.h"
#include "os/thread.h"

#define HAND_SIZE 32		/* letters carried at a time */
#define MUCH_NS 14000		/* when a letter comes so often he naps (base/pace.h) */

/* A letter with the procedures and TAPI's handles it needs outside the desk. */
struct delivery {
	struct letter letter;
	union {
		LINEEVENT line;
		PHONEEVENT phone;
		ASYNC_COMPLETION complete;
	} to;
	HTAPILINE htline;
	HTAPIPHONE htphone;
	HTAPICALL htcall;	/* NEWCALL: what TAPI wrote */
	uint64_t number;	/* of the letter, as mail.taken counts */
	HTAPIDIALOGINSTANCE htdialog; /* LINE_CREATEDIALOGINSTANCE: likewise */
	bool withdrawn;		/* what it is about was closed inside a callback */
};

static struct {
	uv_thread_t thread;
	bool running, stopping;
	struct desk *desk;
	struct delivery hand[HAND_SIZE];
	uint32_t carried;	/* deliveries in hand; 0: the hand is empty */
	WCHAR ui[MAX_PATH];	/* the file of our dialogs: this one */
} courier;

/* A call that TAPI knows, with its handle filled in; false: nobody is to
 * hear of it (any more). */
static bool address_call(struct delivery *d)
{
	struct call *call = call_find(courier.desk, d->letter.call);
	struct call *parent;

	if (!call || (d->letter.kind != LETTER_NEWCALL && call->standing != CALL_KNOWN))
		return false;
	d->htcall = d->letter.kind == LETTER_NEWCALL ? NULL : call->htcall;
	if (d->letter.msg == LINE_CALLSTATE && d->letter.p1 == LINECALLSTATE_CONFERENCED) {
		parent = call_find(courier.desk, d->letter.p2);
		d->letter.p2 = (DWORD_PTR)(parent ? parent->htcall : NULL);
	}
	return true;
}

static bool is_of_phones(const struct letter *letter)
{
	return letter->msg == PHONE_CREATE || letter->msg == PHONE_REMOVE;
}

/* A dialog that TAPI has, or is to make now. */
static bool address_dialog(struct delivery *d)
{
	struct dialog *dialog = dialog_find(courier.desk, d->letter.object);

	if (!dialog || !d->letter.provider || !d->letter.provider->line_create)
		return false;
	d->to.line = d->letter.provider->line_create;
	if (d->letter.msg == LINE_CREATEDIALOGINSTANCE) {
		dialog_sent(dialog);
		d->htline = (HTAPILINE)d->letter.provider->htprovider;
	} else {
		d->htline = (HTAPILINE)(uintptr_t)dialog_ht(dialog);
	}
	return true;
}

static bool address_line(struct delivery *d)
{
	struct line *line = line_find(courier.desk, d->letter.line);
	struct msp *msp = NULL;

	if (!line)
		return false;
	if (d->letter.kind == LETTER_MSP) {
		msp = msp_find(courier.desk, d->letter.object);
		if (!msp)
			return false;
		d->letter.p1 = msp->ht;
		d->letter.p2 = (DWORD_PTR)d->letter.block;
		d->letter.p3 = d->letter.size;
	}
	d->to.line = line->event;
	d->htline = line->htline;
	d->htcall = NULL;
	return d->letter.call == 0 || address_call(d);
}

/* Find who gets the letter; false: it is withdrawn. At the desk. */
static bool address(struct delivery *d)
{
	struct letter *letter = &d->letter;
	struct phone *phone;

	switch (letter->kind) {
	case LETTER_REPLY:
		d->to.complete = letter->provider ? letter->provider->complete : NULL;
		return d->to.complete != NULL;
	case LETTER_DEVICE:
		if (is_of_phones(letter)) {
			d->to.phone = letter->provider ? letter->provider->phone_create : NULL;
			return d->to.phone != NULL;
		}
		d->to.line = letter->provider ? letter->provider->line_create : NULL;
		return d->to.line != NULL;
	case LETTER_DIALOG:
		return address_dialog(d);
	case LETTER_LINE:
	case LETTER_NEWCALL:
	case LETTER_MSP:
		return address_line(d);
	case LETTER_PHONE:
		phone = phone_find(courier.desk, letter->line);
		if (!phone)
			return false;
		d->to.phone = phone->event;
		d->htphone = phone->htphone;
		return true;
	}
	return false;
}

/* Whether TAPI writes a handle back, which what follows needs. */
static bool brings_back(const struct letter *letter)
{
	return letter->kind == LETTER_NEWCALL ||
	       (letter->kind == LETTER_DIALOG && letter->msg == LINE_CREATEDIALOGINSTANCE);
}

/* Fill the hand; it ends with what brings a handle back. */
static void take(void)
{
	courier.carried = 0;
	while (courier.carried < HAND_SIZE) {
		struct delivery *d = &courier.hand[courier.carried];

		if (!mail_take(&courier.desk->mail, &d->letter))
			break;
		if (!address(d)) {
			mem_free(d->letter.block);
			continue;
		}
		d->withdrawn = false;
		d->number = courier.desk->mail.taken;
		courier.carried++;
		if (brings_back(&d->letter))
			break;
	}
}

static void deliver_dialog(struct delivery *d)
{
	const struct letter *letter = &d->letter;
	TUISPICREATEDIALOGINSTANCEPARAMS params = {
		.dwRequestID = letter->id, .hdDlgInst = (HDRVDIALOGINSTANCE)(uintptr_t)letter->object,
		.lpszUIDLLName = courier.ui, .lpParams = letter->block, .dwSize = letter->size,
	};

	if (letter->msg != LINE_CREATEDIALOGINSTANCE) {
		d->to.line(d->htline, NULL, letter->msg, (DWORD_PTR)letter->block, letter->size, 0);
		return;
	}
	d->to.line(d->htline, NULL, letter->msg, (DWORD_PTR)&params, 0, 0);
	d->htdialog = params.htDlgInst;
}

static void deliver(struct delivery *d)
{
	const struct letter *letter = &d->letter;

	switch (letter->kind) {
	case LETTER_REPLY:
		d->to.complete(letter->id, letter->result);
		break;
	case LETTER_DEVICE:
		if (is_of_phones(letter))
			d->to.phone(NULL, letter->msg, letter->p1, letter->p2, letter->p3);
		else
			d->to.line(NULL, NULL, letter->msg, letter->p1, letter->p2, letter->p3);
		break;
	case LETTER_NEWCALL:
		d->to.line(d->htline, NULL, LINE_NEWCALL, letter->call, (DWORD_PTR)&d->htcall, 0);
		break;
	case LETTER_DIALOG:
		deliver_dialog(d);
		break;
	case LETTER_LINE:
	case LETTER_MSP:
		d->to.line(d->htline, d->htcall, letter->msg, letter->p1, letter->p2, letter->p3);
		break;
	case LETTER_PHONE:
		d->to.phone(d->htphone, letter->msg, letter->p1, letter->p2, letter->p3);
		break;
	}
}

/* TAPI's handle for a new call or dialog, back at the desk. */
static void bring_back(const struct delivery *d)
{
	struct call *call = call_find(courier.desk, d->letter.call);
	struct dialog *dialog = dialog_find(courier.desk, d->letter.object);

	if (!brings_back(&d->letter))
		return;
	if (d->letter.kind == LETTER_NEWCALL && call)
		call_taken(call, d->htcall);
	else if (d->letter.kind == LETTER_DIALOG && dialog)
		dialog_shown(dialog, d->htdialog);
}

static void hand_over(uint32_t carried)
{
	for (uint32_t i = 0; i < carried; i++) {
		courier.desk->mail.handed = courier.hand[i].number;
		if (!courier.hand[i].withdrawn)
			deliver(&courier.hand[i]);
		mem_free(courier.hand[i].letter.block);
	}
}

/* Where time is moved by hand nobody waits for any to pass. */
static bool has_much(const struct desk *desk, struct pace *pace, uint32_t carried)
{
	bool much = pace_is_much(pace, carried, MUCH_NS, uv_hrtime());

	return !desk->virtual_clock && (much || (desk->loop && loop_has_much(desk->loop)));
}

/* When there are many letters, look again soon instead of being woken. */
static void rest(struct desk *desk)
{
	desk_leave(desk);
	os_nap();
	desk_enter(desk);
}

static void walk(void *arg)
{
	struct desk *desk = arg;
	struct pace pace = { 0 };
	bool much = false;

	os_thread_settle("opentsp-courier");
	desk_enter(desk);
	for (;;) {
		uint32_t carried;

		take();
		carried = courier.carried;
		if (carried == 0) {
			uv_cond_broadcast(&desk->delivered);
			if (courier.stopping)
				break;
			much ? rest(desk) : desk_sleep(desk);
			much = false;
			continue;
		}
		desk_leave(desk);
		hand_over(carried);
		desk_enter(desk);
		bring_back(&courier.hand[carried - 1]);
		courier.carried = 0;
		uv_cond_broadcast(&desk->delivered);
		much = has_much(desk, &pace, carried);
	}
	desk_leave(desk);
}

static enum err find_ui(void)
{
	char *path = paths_module();
	enum err err = path ? OK : ERR_NOMEM;

	if (path && utf16_size(path) <= sizeof(courier.ui))
		utf16_write(courier.ui, path);
	mem_free(path);
	return err;
}

enum err courier_start(struct desk *desk)
{
	if (courier.running)
		return OK;
	if (find_ui())
		return ERR_NOMEM;
	courier.desk = desk;
	courier.stopping = false;
	courier.carried = 0;
	if (uv_thread_create(&courier.thread, walk, desk))
		return ERR_RESOURCE;
	courier.running = true;
	return OK;
}

void courier_stop(void)
{
	if (!courier.running)
		return;
	uv_mutex_lock(&courier.desk->lock);
	courier.stopping = true;
	desk_rouse(courier.desk);
	uv_mutex_unlock(&courier.desk->lock);
	uv_thread_join(&courier.thread);
	courier.running = false;
}

static bool is_courier(void)
{
	uv_thread_t self = uv_thread_self();

	return uv_thread_equal(&self, &courier.thread);
}

static bool names(const struct letter *letter, uint32_t line, uint32_t call)
{
	return (line && (letter->line == line || letter->object == line)) ||
	       (call && (letter->call == call || letter_bears(letter, call)));
}

static bool carries(uint32_t line, uint32_t call)
{
	for (uint32_t i = 0; i < courier.carried; i++)
		if (names(&courier.hand[i].letter, line, call))
			return true;
	return false;
}

/* Inside a callback the rest of the hand cannot be waited for: news of what is
 * closed stays away (R-CB-8), replies come. */
static void withdraw(uint32_t line, uint32_t call)
{
	for (uint32_t i = 0; i < courier.carried; i++)
		if (courier.hand[i].letter.kind != LETTER_REPLY && names(&courier.hand[i].letter, line, call))
			courier.hand[i].withdrawn = true;
}

void courier_settle(struct desk *desk, uint32_t line, uint32_t call)
{
	uint64_t last;		/* reply that names one of them, as mail.taken will count it */

	if (!courier.running)
		return;
	if (is_courier()) {
		withdraw(line, call);
		return;
	}
	last = handle_marked(&desk->handles, line);
	if (last < handle_marked(&desk->handles, call))
		last = handle_marked(&desk->handles, call);
	while (desk->mail.taken < last || carries(line, call))
		desk_wait(desk);
}

void courier_idle(struct desk *desk)
{
	while (courier.running && !is_courier() && (desk->mail.count || courier.carried))
		desk_wait(desk);
}

static bool owes(const struct mail *mail, const struct provider *provider)
{
	for (uint32_t i = 0; i < mail->count; i++)
		if (mail_at(mail, i)->kind == LETTER_REPLY && mail_at(mail, i)->provider == provider)
			return true;
	return false;
}

void courier_farewell(struct desk *desk, const struct provider *provider)
{
	while (courier.running && !is_courier() && (owes(&desk->mail, provider) || courier.carried))
		desk_wait(desk);
	mail_withdraw(&desk->mail, provider);
}
