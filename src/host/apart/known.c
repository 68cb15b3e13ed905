/* SPDX-License-Identifier: MIT
 * known.c - what is open in the other process, so that its end can be told.
 *
 * It is learned from what passes by: which line an answered lineOpen gave, which calls
 * were made or announced, which devices there are. */
#include "host/apart/in.h"
#include "base/mem.h"

/* --- lines, phones, calls --------------------------------------------------------------- */

static struct apart_open *open_of(struct apart *apart, bool phone, DWORD_PTR hd)
{
	list_each(node, &apart->opens) {
		struct apart_open *open = list_entry(node, struct apart_open, node);

		if (open->phone == phone && open->hd == hd)
			return open;
	}
	return NULL;
}

struct apart_call *apart_call_of_locked(struct apart *apart, DWORD_PTR hd)
{
	list_each(node, &apart->calls) {
		struct apart_call *call = list_entry(node, struct apart_call, node);

		if (call->hd == hd)
			return call;
	}
	return NULL;
}

static void forget_digits(struct apart *apart, DWORD_PTR call, uint64_t but)
{
	list_each_safe(node, &apart->digits) {
		struct apart_digits *digits = list_entry(node, struct apart_digits, node);

		if (digits->call != call || digits->key == but)
			continue;
		list_remove(&digits->node);
		mem_free(digits);
	}
}

static void forget_call(struct apart *apart, struct apart_call *call)
{
	if (!call)
		return;
	forget_digits(apart, call->hd, 0);
	list_remove(&call->node);
	mem_free(call);
}

static bool is_open(struct apart *apart, DWORD_PTR ht)
{
	list_each(node, &apart->opens) {
		struct apart_open *open = list_entry(node, struct apart_open, node);

		if (!open->phone && open->ht == ht)
			return true;
	}
	return false;
}

/* An empty handle is what a provider gives that makes no call (R-FWD-4). */
void apart_learn_call_locked(struct apart *apart, DWORD_PTR line, DWORD_PTR ht, DWORD_PTR hd,
			     bool born)
{
	struct apart_call *call;

	if (!hd || !is_open(apart, line))
		return;
	forget_call(apart, apart_call_of_locked(apart, hd));
	call = mem_zalloc(sizeof(*call));
	if (!call)
		return;
	*call = (struct apart_call){ .line = line, .ht = ht, .hd = hd, .born = born };
	list_append(&apart->calls, &call->node);
}

static void opened(struct apart *apart, bool phone, const DWORD_PTR *a, void *table)
{
	struct apart_open *open = mem_zalloc(sizeof(*open));
	DWORD_PTR *procedures = table;

	if (!open)
		return;
	*open = (struct apart_open){ .phone = phone, .ht = a[1], .hd = *(DWORD_PTR *)a[2] };
	while (open->procedure < APART_PROCEDURES - 1 && procedures[open->procedure] != a[4])
		open->procedure++;
	list_append(&apart->opens, &open->node);
}

/* What is closed takes the room along that requests about it were given. */
static void lose(struct apart *apart, enum apart_kind kind, DWORD_PTR hd)
{
	list_each(node, &apart->owed) {
		struct apart_owed *owed = list_entry(node, struct apart_owed, node);
		const struct apart_row *row = &apart_rows[owed->fn];

		for (int i = 0; i < row->count; i++)
			if (row->args[i].kind == kind && owed->a[i] == hd)
				owed->lost = true;
	}
}

static void closed(struct apart *apart, bool phone, DWORD_PTR hd)
{
	struct apart_open *open = open_of(apart, phone, hd);

	lose(apart, phone ? APART_PHONE : APART_LINE, hd);
	if (!open)
		return;
	list_each_safe(node, &apart->calls) {
		struct apart_call *call = list_entry(node, struct apart_call, node);

		if (!phone && call->line == open->ht)
			forget_call(apart, call);
	}
	list_remove(&open->node);
	mem_free(open);
}

static void closed_call(struct apart *apart, DWORD_PTR hd)
{
	lose(apart, APART_CALL, hd);
	forget_digits(apart, hd, 0);
	forget_call(apart, apart_call_of_locked(apart, hd));
}

/* Of which line the calls are that a request makes. */
static DWORD_PTR line_of(struct apart *apart, const struct apart_row *row, const DWORD_PTR *a)
{
	struct apart_open *open = NULL;
	struct apart_call *call = NULL;

	for (int i = 0; i < row->count; i++) {
		if (row->args[i].kind == APART_LINE && !open)
			open = open_of(apart, false, a[i]);
		if (row->args[i].kind == APART_CALL && !call)
			call = apart_call_of_locked(apart, a[i]);
	}
	return open ? open->ht : call ? call->line : 0;
}

/* Its handles are where they go; what is known of one stays. */
void apart_births_locked(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a, bool born)
{
	const struct apart_row *row = &apart_rows[fn];

	for (int i = 0; i + 1 < row->count; i++) {
		DWORD_PTR hd = row->args[i].kind == APART_BORN && a[i + 1] ? *(DWORD_PTR *)a[i + 1] : 0;
		const struct apart_call *call = apart_call_of_locked(apart, hd);

		if (hd && (!call || call->ht != a[i]))
			apart_learn_call_locked(apart, line_of(apart, row, a), a[i], hd, born);
	}
}

/* Whether the calls that `fn` is about are open. */
bool apart_knows_locked(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a)
{
	const struct apart_row *row = &apart_rows[fn];

	for (int i = 0; i < row->count; i++)
		if (row->args[i].kind == APART_CALL && a[i] && !apart_call_of_locked(apart, a[i]))
			return false;
	return true;
}

void apart_settled_locked(struct apart *apart, const struct apart_owed *owed)
{
	const struct apart_row *row = &apart_rows[owed->fn];

	for (int i = 0; i < row->count; i++) {
		list_each_safe(node, &apart->calls) {
			struct apart_call *call = list_entry(node, struct apart_call, node);

			if (row->args[i].kind != APART_BORN || call->ht != owed->a[i])
				continue;
			call->born = owed->result == 0;
			if (owed->result)
				forget_call(apart, call);
		}
	}
}

/* TAPI's handle of what `fn` is to close. False: nothing, or it is not known. */
bool apart_closes_locked(struct apart *apart, enum apart_fn fn, DWORD_PTR hd, DWORD_PTR *ht)
{
	struct apart_call *call = fn == APART_FN_lineCloseCall ? apart_call_of_locked(apart, hd) : NULL;
	struct apart_open *open = NULL;

	if (fn == APART_FN_lineClose || fn == APART_FN_phoneClose)
		open = open_of(apart, fn == APART_FN_phoneClose, hd);
	*ht = call ? call->ht : open ? open->ht : 0;
	return call || open;
}

void apart_heard_locked(struct apart *apart, const struct apart_event *event)
{
	if (event->phone || event->message != LINE_CALLSTATE)
		return;
	list_each(node, &apart->calls) {
		struct apart_call *call = list_entry(node, struct apart_call, node);

		if (call->ht != event->call)
			continue;
		call->state = (DWORD)event->p[0];
		call->media = (DWORD)event->p[2];
	}
}

void apart_forget_locked(struct apart *apart)
{
	list_each_safe(node, &apart->opens)
		mem_free(list_entry(node, struct apart_open, node));
	list_each_safe(node, &apart->calls)
		mem_free(list_entry(node, struct apart_call, node));
	list_each_safe(node, &apart->digits)
		mem_free(list_entry(node, struct apart_digits, node));
	list_each_safe(node, &apart->owed)
		mem_free(list_entry(node, struct apart_owed, node));
	list_init(&apart->opens);
	list_init(&apart->calls);
	list_init(&apart->digits);
	list_init(&apart->owed);
}

/* --- devices ------------------------------------------------------------------------------- */

DWORD apart_there(const struct apart_devices *devices, DWORD id)
{
	for (size_t i = 0; devices->moved && i < devices->count; i++)
		if (!devices->at[i].temporary && devices->at[i].id == id)
			return devices->at[i].there;
	return id;
}

DWORD apart_here(const struct apart_devices *devices, DWORD there)
{
	for (size_t i = 0; devices->moved && i < devices->count; i++)
		if (!devices->at[i].temporary && devices->at[i].there == there)
			return devices->at[i].id;
	return there;
}

static bool room(struct apart_devices *devices, size_t count)
{
	struct apart_device *at = mem_realloc(devices->at, count * sizeof(*at));

	if (at)
		devices->at = at;
	return at != NULL;
}

static void put(struct apart_devices *devices, DWORD id, bool temporary)
{
	devices->at[devices->count++] = (struct apart_device){ id, id, temporary };
}

static void add(struct apart_devices *devices, DWORD id)
{
	if (room(devices, devices->count + 1))
		put(devices, id, false);
}

/* The process of now numbers its devices from `base` on; TAPI has numbers for those that
 * it knows. What is left over is new. */
bool apart_number(struct apart_devices *devices, DWORD base, DWORD count)
{
	for (size_t i = 0; i < devices->count && i < count; i++) {
		devices->at[i].there = base + (DWORD)i;
		devices->moved |= devices->at[i].id != devices->at[i].there;
	}
	if (devices->count >= count)
		return true;
	if (!room(devices, count))
		return false;
	devices->moved = true;
	while (devices->count < count)
		put(devices, base + (DWORD)devices->count, true);
	return true;
}

static void begun(struct apart_devices *devices, DWORD base, DWORD count)
{
	devices->count = 0;
	devices->moved = false;
	if (!room(devices, count))
		return;
	for (DWORD i = 0; i < count; i++)
		put(devices, base + i, false);
}

/* --- what was answered well ------------------------------------------------------------------ */

static void negotiated(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a)
{
	DWORD *versions = apart_rows[fn].phone ? apart->phone_versions : apart->versions;

	if ((DWORD)a[0] == INITIALIZE_NEGOTIATION) {
		memcpy(apart->negotiated, a, sizeof(apart->negotiated));
		return;
	}
	versions[0] = (DWORD)a[1];
	versions[1] = (DWORD)a[2];
}

static void session(struct apart *apart, const DWORD_PTR *a)
{
	if (apart->state == APART_STARTS)	/* its keeper begins it again */
		return;
	apart->session = true;
	memcpy(apart->inited, a, sizeof(apart->inited));
	begun(&apart->lines, (DWORD)a[2], (DWORD)a[4]);
	begun(&apart->phones, (DWORD)a[3], (DWORD)a[5]);
}

static void ended(struct apart *apart)
{
	apart->session = false;
	list_each_safe(node, &apart->opens) {
		struct apart_open *open = list_entry(node, struct apart_open, node);

		closed(apart, open->phone, open->hd);
	}
}

static void gathering(struct apart *apart, const DWORD_PTR *a, LONG result)
{
	struct apart_digits *newest = NULL;
	bool known;

	list_each(node, &apart->digits) {
		struct apart_digits *digits = list_entry(node, struct apart_digits, node);

		if (digits->call == a[0] && digits->out == (LPWSTR)a[3])
			newest = digits;
	}
	if (result == 0) {	/* of a call that was closed meanwhile there is no room either */
		known = apart_call_of_locked(apart, a[0]) != NULL;
		forget_digits(apart, a[0], known && newest && a[3] ? newest->key : 0);
	} else if (newest) {
		list_remove(&newest->node);
		mem_free(newest);
	}
}

void apart_learn_locked(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a, LONG result)
{
	if (fn == APART_FN_lineGatherDigits)
		gathering(apart, a, result);
	else if (fn == APART_FN_lineClose || fn == APART_FN_phoneClose)
		closed(apart, fn == APART_FN_phoneClose, a[0]);
	else if (fn == APART_FN_lineCloseCall)
		closed_call(apart, a[0]);
	else if (fn == APART_FN_providerShutdown)
		ended(apart);
	else if (apart_is_taken(fn, a, result))
		apart_births_locked(apart, fn, a, false);
	if (result)
		return;
	if (fn == APART_FN_lineOpen)
		opened(apart, false, a, apart->on_line);
	else if (fn == APART_FN_phoneOpen)
		opened(apart, true, a, apart->on_phone);
	else if (fn == APART_FN_lineNegotiateTSPIVersion || fn == APART_FN_phoneNegotiateTSPIVersion)
		negotiated(apart, fn, a);
	else if (fn == APART_FN_providerEnumDevices)
		memcpy(apart->enumerated, a, sizeof(apart->enumerated));
	else if (fn == APART_FN_providerInit)
		session(apart, a);
	else if (fn == APART_FN_providerCreateLineDevice)
		add(&apart->lines, (DWORD)a[1]);
	else if (fn == APART_FN_providerCreatePhoneDevice)
		add(&apart->phones, (DWORD)a[1]);
}
