/* SPDX-License-Identifier: MIT
 * record.c - ask for TAPI's records as TAPI asks, and look what came.
 *
 * Behind the record stands a guard, so that a provider which writes beyond
 * dwTotalSize is found out.
 */
#include "host_in.h"
#include "abi/sizes.h"
#include "abi/utf.h"
#include "base/mem.h"
#include "os/passing.h"

#define GUARD 0xA5
#define GUARD_SIZE 64
#define ROOM_FIRST 1024		/* bytes behind the fixed part at the first try */
#define RECORD_MAX (16u << 20)	/* bytes; who says that more are needed gets no more */
#define ROUNDS 8		/* the text may grow from one round to the next */

/* How all records begin. */
struct head {
	DWORD total, needed, used;
};

/* One record to ask for: `ask` calls the provider with it. */
struct record {
	struct host *host;
	const char *function;
	DWORD fixed;		/* bytes at the version in force */
	LONG (*ask)(struct record *record, void *room);
	DWORD device, version, ext_version, address, select;
	HDRVLINE line;
	HDRVPHONE phone;
	HDRVCALL call;
	LPCWSTR device_class;
	const struct host_record *other;	/* see host_get_record() */
};

static void judge(const struct record *r, const struct head *head, const unsigned char *room,
		  DWORD total)
{
	bool touched = false;

	for (DWORD i = 0; i < GUARD_SIZE; i++)
		touched |= room[total + i] != GUARD;
	if (touched)
		fault(r->host, "R-STRUCT-1", "%s wrote beyond dwTotalSize", r->function);
	if (head->total != total)
		fault(r->host, "R-STRUCT-1", "%s changed dwTotalSize from %lu to %lu", r->function,
		      (unsigned long)total, (unsigned long)head->total);
	if (head->used < r->fixed || head->used > total || head->needed < head->used)
		fault(r->host, "R-STRUCT-7", "%s: fixed part %lu, dwUsedSize %lu, dwNeededSize %lu, dwTotalSize %lu",
		      r->function, (unsigned long)r->fixed, (unsigned long)head->used,
		      (unsigned long)head->needed, (unsigned long)total);
	else if (head->needed <= total && head->used != head->needed)
		fault(r->host, "R-STRUCT-7", "%s left something out although there was room",
		      r->function);
}

static LONG record_once(struct record *r, DWORD total, void **out, struct head *head)
{
	unsigned char *room = mem_zalloc((size_t)total + GUARD_SIZE);
	LONG result;

	if (!room)
		return (LONG)LINEERR_NOMEM;
	memset(room + total, GUARD, GUARD_SIZE);
	*head = (struct head){ total, r->fixed, r->fixed };
	memcpy(room, head, sizeof(*head));
	result = fault_judge(r->host, r->function, r->ask(r, room));
	memcpy(head, room, sizeof(*head));
	if (result) {
		mem_free(room);
		return result;
	}
	judge(r, head, room, total);
	head->total = total;
	if (head->used > total)
		head->used = total;
	memcpy(room, head, sizeof(*head));
	*out = room;
	return 0;
}

static LONG record_get(struct record *r, size_t whole, void **out)
{
	DWORD total = (DWORD)(whole > r->fixed ? whole : r->fixed) + ROOM_FIRST;
	struct head head;
	void *room;
	LONG result;

	for (int round = 0; ; round++) {
		result = record_once(r, total, &room, &head);
		if (result)
			return result;
		if (head.needed <= total || head.needed > RECORD_MAX || round == ROUNDS)
			break;
		mem_free(room);
		total = head.needed;
	}
	*out = room;
	return 0;
}

#define RECORD_ASK(name, unavail, fn, ...)					\
static LONG ask_##name(struct record *r, void *room)				\
{										\
	LONG result = (LONG)(unavail);						\
										\
	if (!r->host->tspi.fn)							\
		return result;							\
	tspi_enter(r->host);							\
	result = r->host->tspi.fn(__VA_ARGS__, room);				\
	tspi_leave(r->host);							\
	return result;								\
}
RECORD_ASK(line_caps, LINEERR_OPERATIONUNAVAIL, lineGetDevCaps, r->device, r->version,
	   r->ext_version)
RECORD_ASK(address_caps, LINEERR_OPERATIONUNAVAIL, lineGetAddressCaps, r->device, r->address,
	   r->version, r->ext_version)
RECORD_ASK(line_status, LINEERR_OPERATIONUNAVAIL, lineGetLineDevStatus, r->line)
RECORD_ASK(address_status, LINEERR_OPERATIONUNAVAIL, lineGetAddressStatus, r->line, r->address)
RECORD_ASK(call_info, LINEERR_OPERATIONUNAVAIL, lineGetCallInfo, r->call)
RECORD_ASK(call_status, LINEERR_OPERATIONUNAVAIL, lineGetCallStatus, r->call)
RECORD_ASK(phone_caps, PHONEERR_OPERATIONUNAVAIL, phoneGetDevCaps, r->device, r->version, 0)
RECORD_ASK(phone_status, PHONEERR_OPERATIONUNAVAIL, phoneGetStatus, r->phone)

static LONG ask_dev_config(struct record *r, void *room)
{
	LONG result = (LONG)LINEERR_OPERATIONUNAVAIL;

	if (!r->host->tspi.lineGetDevConfig)
		return result;
	tspi_enter(r->host);
	result = r->host->tspi.lineGetDevConfig(r->device, room, r->device_class);
	tspi_leave(r->host);
	return result;
}

static LONG ask_id(struct record *r, void *room)
{
	LONG result = (LONG)LINEERR_OPERATIONUNAVAIL;

	if (!r->host->tspi.lineGetID)
		return result;
	tspi_enter(r->host);
	result = r->host->tspi.lineGetID(r->line, r->address, r->call, r->select, room,
					 r->device_class, passing_self());
	tspi_leave(r->host);
	return result;
}

LONG host_get_line_caps(struct host *host, DWORD device, LINEDEVCAPS **out)
{
	return host_get_line_caps_of(host, device, 0, out);
}

LONG host_get_line_caps_of(struct host *host, DWORD device, DWORD ext_version, LINEDEVCAPS **out)
{
	struct record r = { .host = host, .function = "lineGetDevCaps", .ask = ask_line_caps,
			    .device = device, .ext_version = ext_version };
	LONG result = host_line_version(host, device, &r.version);

	r.fixed = abi_fixed_size(ABI_LINEDEVCAPS, r.version);
	return result ? result : record_get(&r, sizeof(**out), (void **)out);
}

LONG host_get_address_caps(struct host *host, DWORD device, DWORD address, LINEADDRESSCAPS **out)
{
	return host_get_address_caps_of(host, device, address, 0, out);
}

LONG host_get_address_caps_of(struct host *host, DWORD device, DWORD address, DWORD ext_version,
			      LINEADDRESSCAPS **out)
{
	struct record r = { .host = host, .function = "lineGetAddressCaps",
			    .ask = ask_address_caps, .device = device, .address = address,
			    .ext_version = ext_version };
	LONG result = host_line_version(host, device, &r.version);

	r.fixed = abi_fixed_size(ABI_LINEADDRESSCAPS, r.version);
	return result ? result : record_get(&r, sizeof(**out), (void **)out);
}

LONG host_get_phone_caps(struct host *host, DWORD device, PHONECAPS **out)
{
	struct record r = { .host = host, .function = "phoneGetDevCaps", .ask = ask_phone_caps,
			    .device = device };
	LONG result = host_phone_version(host, device, &r.version);

	r.fixed = abi_fixed_size(ABI_PHONECAPS, r.version);
	return result ? result : record_get(&r, sizeof(**out), (void **)out);
}

/* The open line `id` and the version in force there. */
static LONG of_line(struct record *r, uint32_t id)
{
	struct host_line *line;

	uv_mutex_lock(&r->host->lock);
	line = line_find_locked(r->host, id);
	if (line) {
		r->line = line->hd;
		r->version = line->version;
	}
	uv_mutex_unlock(&r->host->lock);
	return line ? 0 : (LONG)LINEERR_INVALLINEHANDLE;
}

LONG host_get_line_status(struct host *host, uint32_t line, LINEDEVSTATUS **out)
{
	struct record r = { .host = host, .function = "lineGetLineDevStatus",
			    .ask = ask_line_status };
	LONG result = of_line(&r, line);

	r.fixed = abi_fixed_size(ABI_LINEDEVSTATUS, r.version);
	return result ? result : record_get(&r, sizeof(**out), (void **)out);
}

LONG host_get_address_status(struct host *host, uint32_t line, DWORD address,
			     LINEADDRESSSTATUS **out)
{
	struct record r = { .host = host, .function = "lineGetAddressStatus",
			    .ask = ask_address_status, .address = address };
	LONG result = of_line(&r, line);

	r.fixed = abi_fixed_size(ABI_LINEADDRESSSTATUS, r.version);
	return result ? result : record_get(&r, sizeof(**out), (void **)out);
}

LONG host_get_phone_status(struct host *host, uint32_t id, PHONESTATUS **out)
{
	struct record r = { .host = host, .function = "phoneGetStatus", .ask = ask_phone_status };
	struct host_phone *phone;

	uv_mutex_lock(&host->lock);
	phone = phone_find_locked(host, id);
	if (phone) {
		r.phone = phone->hd;
		r.version = phone->version;
	}
	uv_mutex_unlock(&host->lock);
	r.fixed = abi_fixed_size(ABI_PHONESTATUS, r.version);
	return phone ? record_get(&r, sizeof(**out), (void **)out)
		     : (LONG)PHONEERR_INVALPHONEHANDLE;
}

/* `which` about a call that is held meanwhile. */
static LONG of_call(struct record *r, uint32_t id, enum abi_struct which, size_t whole, void **out)
{
	struct host_call *call = call_hold(r->host, id, false);
	LONG result;

	if (!call)
		return (LONG)LINEERR_INVALCALLHANDLE;
	r->call = call->hd;
	r->fixed = abi_fixed_size(which, call->version);
	result = record_get(r, whole, out);
	call_release(r->host, call);
	return result;
}

LONG host_get_call_info(struct host *host, uint32_t call, LINECALLINFO **out)
{
	struct record r = { .host = host, .function = "lineGetCallInfo", .ask = ask_call_info };

	return of_call(&r, call, ABI_LINECALLINFO, sizeof(**out), (void **)out);
}

LONG host_get_call_status(struct host *host, uint32_t call, LINECALLSTATUS **out)
{
	struct record r = { .host = host, .function = "lineGetCallStatus", .ask = ask_call_status };

	return of_call(&r, call, ABI_LINECALLSTATUS, sizeof(**out), (void **)out);
}

LONG host_get_id(struct host *host, uint32_t line, DWORD address, uint32_t call, DWORD select,
		 const char *device_class, VARSTRING **out)
{
	struct record r = { .host = host, .function = "lineGetID", .ask = ask_id,
			    .address = address, .select = select,
			    .fixed = sizeof(VARSTRING) };
	LPWSTR wide;
	LONG result = 0;

	if (!wide_new(&wide, device_class))
		return (LONG)LINEERR_NOMEM;
	r.device_class = wide;
	if (select == LINECALLSELECT_CALL) {
		result = of_call(&r, call, ABI_VARSTRING, sizeof(**out), (void **)out);
	} else {
		result = of_line(&r, line);
		if (!result)
			result = record_get(&r, sizeof(**out), (void **)out);
	}
	mem_free(wide);
	return result;
}

LONG host_get_dev_config(struct host *host, DWORD device, const char *device_class,
			 VARSTRING **out)
{
	struct record r = { .host = host, .function = "lineGetDevConfig", .ask = ask_dev_config,
			    .device = device, .fixed = sizeof(VARSTRING) };
	LPWSTR wide;
	LONG result;

	if (!wide_new(&wide, device_class))
		return (LONG)LINEERR_NOMEM;
	r.device_class = wide;
	result = record_get(&r, sizeof(**out), (void **)out);
	mem_free(wide);
	return result;
}

static LONG ask_other(struct record *r, void *room)
{
	LONG result;

	tspi_enter(r->host);
	result = r->other->ask(r->other->arg, room);
	tspi_leave(r->host);
	return result;
}

LONG host_get_record(struct host *host, const struct host_record *record, void **out)
{
	struct record r = { .host = host, .function = record->function, .ask = ask_other,
			    .fixed = record->fixed, .other = record };

	return record_get(&r, record->fixed, out);
}

const char *host_field(const void *record, DWORD size, DWORD offset, char *out, size_t out_size)
{
	struct head head;

	if (!out_size)
		return out;
	*out = '\0';
	memcpy(&head, record, sizeof(head));
	if (size < 2 || offset < sizeof(head) || offset > head.used || size > head.used - offset)
		return out;
	utf_read8((const char *)record + offset, size / 2, out, out_size);
	return out;
}
