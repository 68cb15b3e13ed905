/* SPDX-License-Identifier: MIT
 * mutant_record.c - its records: filled rightly, then spoiled. */
#include "mutant.h"
#include "abi/vardata.h"
#include <stdlib.h>
#ifdef _WIN32
#define pause_ms(ms) Sleep(ms)
#else
#include <unistd.h>
#define pause_ms(ms) usleep((ms) * 1000)
#endif

static void put(void *record, size_t at, DWORD value)
{
	memcpy((char *)record + at, &value, sizeof(value));
}

static DWORD get(const void *record, size_t at)
{
	DWORD value;

	memcpy(&value, (const char *)record + at, sizeof(value));
	return value;
}

/* Where the first text of each record is named. */
static void spoil_text(void *record, size_t field)
{
	DWORD size = get(record, field), offset = get(record, field + 4);

	if (!size) {
		if (is(M_OUTSIDE)) {
			put(record, field, 40);
			put(record, field + 4, get(record, 0));
		}
		return;
	}
	if (is(M_TRUNCATED))
		put(record, field, size - 2);
	if (is(M_SIZE_IN_CHARS))
		put(record, field, size / 2 | 1);
	if (is(M_ANSI))
		memset((char *)record + offset, 'x', size - 2);
}

static void spoil(void *record, const struct vardata *v, size_t text, size_t absent)
{
	DWORD total = get(record, 0);

	spoil_text(record, text);
	if (is(M_ABSENT_OFFSET))
		put(record, absent + 4, v->fixed);
	if (is(M_WRITES_TOTAL))
		put(record, 0, v->used);
	if (is(M_WRITES_BEYOND))
		((char *)record)[total] = 1;
	if (is(M_NEEDED_SMALL))
		put(record, 4, get(record, 8));
	if (is(M_USED_LESS))
		put(record, 8, v->fixed);
	if (is(M_NEEDED_LESS))
		put(record, 4, v->fixed);
	if (is(M_GAP) && total >= v->used + 40) {
		put(record, 8, v->used + 40);
		put(record, 4, v->needed + 40);
	}
}

static bool begin(struct vardata *v, void *record, enum abi_struct which, DWORD version)
{
	return vardata_begin(v, record, abi_fixed_size(which, version));
}

static LONG finish(struct vardata *v, void *record, size_t text, size_t absent)
{
	DWORD total = get(record, 0);

	vardata_end(v);
	if (is(M_SMALL_IS_ERROR) && v->needed > total)
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	spoil(record, v, text, absent);
	return 0;
}

static bool bad_address(DWORD address)
{
	return address != 0 && !is(M_NO_ADDRESS_CHECK);
}

#define FIELD(type, x) offsetof(type, dw##x)

LONG TSPIAPI TSPI_lineGetDevCaps(DWORD device, DWORD version, DWORD ext, LPLINEDEVCAPS caps)
{
	struct vardata v;

	if (!begin(&v, caps, ABI_LINEDEVCAPS, is(M_NEWER_CAPS) ? TAPI_3_1 : version))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	vardata_put(&v, FIELD(LINEDEVCAPS, PermanentLineID), device - sp.base + 100);
	vardata_put(&v, FIELD(LINEDEVCAPS, StringFormat), STRINGFORMAT_UNICODE);
	vardata_put(&v, FIELD(LINEDEVCAPS, AddressModes), LINEADDRESSMODE_ADDRESSID);
	vardata_put(&v, FIELD(LINEDEVCAPS, NumAddresses), 1);
	vardata_put(&v, FIELD(LINEDEVCAPS, BearerModes), LINEBEARERMODE_VOICE);
	vardata_put(&v, FIELD(LINEDEVCAPS, MediaModes), VOICE);
	vardata_put(&v, FIELD(LINEDEVCAPS, GenerateDigitModes), LINEDIGITMODE_DTMF);
	vardata_put(&v, FIELD(LINEDEVCAPS, MonitorDigitModes), LINEDIGITMODE_DTMF);
	vardata_put(&v, FIELD(LINEDEVCAPS, DevCapFlags), LINEDEVCAPFLAGS_CLOSEDROP);
	vardata_put(&v, FIELD(LINEDEVCAPS, MaxNumActiveCalls), CALLS);
	vardata_put(&v, FIELD(LINEDEVCAPS, LineFeatures), LINEFEATURE_MAKECALL);
	vardata_text(&v, VARFIELD(LINEDEVCAPS, LineName),
		     device == sp.base ? "the first line" : "the second line");
	vardata_text(&v, VARFIELD(LINEDEVCAPS, ProviderInfo), "mutant");
	if (is(M_DEV_SPECIFIC))
		vardata_bytes(&v, VARFIELD(LINEDEVCAPS, DevSpecific), "secret", 6);
	return finish(&v, caps, VARFIELD(LINEDEVCAPS, LineName), VARFIELD(LINEDEVCAPS, SwitchInfo));
}

#define HOLD (is(M_NO_BIT) ? 0 : LINECALLFEATURE_HOLD)
#define PARK (is(M_STUB_PARK) ? LINECALLFEATURE_PARK : 0)
#define FEATURES (LINECALLFEATURE_ACCEPT | LINECALLFEATURE_ANSWER | LINECALLFEATURE_DROP | HOLD | \
	LINECALLFEATURE_UNHOLD | LINECALLFEATURE_GENERATEDIGITS | LINECALLFEATURE_MONITORDIGITS | \
	LINECALLFEATURE_GATHERDIGITS | PARK)
#define STATES (LINECALLSTATE_IDLE | LINECALLSTATE_OFFERING | LINECALLSTATE_ACCEPTED | LINECALLSTATE_DIALING | \
	LINECALLSTATE_PROCEEDING | LINECALLSTATE_RINGBACK | LINECALLSTATE_CONNECTED | LINECALLSTATE_ONHOLD | \
	LINECALLSTATE_DISCONNECTED)

LONG TSPIAPI TSPI_lineGetAddressCaps(DWORD device, DWORD address, DWORD version, DWORD ext,
				     LPLINEADDRESSCAPS caps)
{
	struct vardata v;

	if (bad_address(address))
		return (LONG)LINEERR_INVALADDRESSID;
	if (!begin(&v, caps, ABI_LINEADDRESSCAPS, version))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	vardata_put(&v, FIELD(LINEADDRESSCAPS, LineDeviceID), device);
	vardata_put(&v, FIELD(LINEADDRESSCAPS, CallInfoStates), LINECALLINFOSTATE_APPSPECIFIC);
	vardata_put(&v, FIELD(LINEADDRESSCAPS, CallStates),
		    is(M_HIDDEN_STATE) ? STATES & ~LINECALLSTATE_RINGBACK : STATES);
	vardata_put(&v, FIELD(LINEADDRESSCAPS, DisconnectModes), LINEDISCONNECTMODE_NORMAL |
		    LINEDISCONNECTMODE_BADADDRESS | LINEDISCONNECTMODE_UNREACHABLE);
	vardata_put(&v, FIELD(LINEADDRESSCAPS, MaxNumActiveCalls), CALLS);
	vardata_put(&v, FIELD(LINEADDRESSCAPS, CallFeatures), FEATURES);
	vardata_put(&v, FIELD(LINEADDRESSCAPS, AddressFeatures), LINEADDRFEATURE_MAKECALL);
	vardata_text(&v, VARFIELD(LINEADDRESSCAPS, Address), device == sp.base ? "100" : "200");
	return finish(&v, caps, VARFIELD(LINEADDRESSCAPS, Address), VARFIELD(LINEADDRESSCAPS,
	    DevSpecific));
}

DWORD count_calls(const struct line *line, DWORD states)
{
	DWORD n = states == ACTIVE && getenv("TSPI_MUTANT_CALL") ? 1 : 0;

	for (int i = 0; i < CALLS; i++)
		if (sp.calls[i].used && sp.calls[i].line == line &&
		    ((sp.calls[i].state & states) || (is(M_COUNTS_UNBORN) && !sp.calls[i].born)))
			n++;
	return n;
}

static DWORD active(const struct line *line)
{
	return count_calls(line, is(M_COUNTS_HELD) ? ACTIVE | LINECALLSTATE_ONHOLD : ACTIVE);
}

LONG TSPIAPI TSPI_lineGetLineDevStatus(HDRVLINE hd, LPLINEDEVSTATUS status)
{
	const struct line *line = line_of(hd);
	struct vardata v;

	if (!begin(&v, status, ABI_LINEDEVSTATUS, version_of(line)))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	vardata_put(&v, FIELD(LINEDEVSTATUS, NumActiveCalls), active(line));
	vardata_put(&v, FIELD(LINEDEVSTATUS, NumOnHoldCalls), count_calls(line,
	    LINECALLSTATE_ONHOLD));
	vardata_put(&v, FIELD(LINEDEVSTATUS, LineFeatures), LINEFEATURE_MAKECALL);
	vardata_end(&v);
	return 0;
}

LONG TSPIAPI TSPI_lineGetAddressStatus(HDRVLINE hd, DWORD address, LPLINEADDRESSSTATUS status)
{
	const struct line *line = line_of(hd);
	struct vardata v;

	if (bad_address(address))
		return (LONG)LINEERR_INVALADDRESSID;
	if (!begin(&v, status, ABI_LINEADDRESSSTATUS, version_of(line)))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	vardata_put(&v, FIELD(LINEADDRESSSTATUS, NumInUse), 1);
	vardata_put(&v, FIELD(LINEADDRESSSTATUS, NumActiveCalls), active(line));
	vardata_put(&v, FIELD(LINEADDRESSSTATUS, NumOnHoldCalls), count_calls(line,
	    LINECALLSTATE_ONHOLD));
	vardata_put(&v, FIELD(LINEADDRESSSTATUS, AddressFeatures), LINEADDRFEATURE_MAKECALL);
	vardata_end(&v);
	return 0;
}

DWORD features_of(const struct call *call)
{
	switch (call->state) {
	case LINECALLSTATE_OFFERING:
		return LINECALLFEATURE_ACCEPT | LINECALLFEATURE_ANSWER | LINECALLFEATURE_DROP;
	case LINECALLSTATE_ACCEPTED:
		return LINECALLFEATURE_ANSWER | LINECALLFEATURE_DROP;
	case LINECALLSTATE_CONNECTED:
		return LINECALLFEATURE_DROP | HOLD | PARK | LINECALLFEATURE_GENERATEDIGITS |
		       LINECALLFEATURE_MONITORDIGITS | LINECALLFEATURE_GATHERDIGITS |
		       (is(M_FEATURES_BEYOND) ? LINECALLFEATURE_SECURECALL : 0);
	case LINECALLSTATE_ONHOLD:
		return LINECALLFEATURE_DROP | LINECALLFEATURE_UNHOLD;
	case LINECALLSTATE_IDLE:
		return is(M_IDLE_DROPS) ? LINECALLFEATURE_DROP : 0;
	default:
		return LINECALLFEATURE_DROP;
	}
}

LONG TSPIAPI TSPI_lineGetCallStatus(HDRVCALL hd, LPLINECALLSTATUS status)
{
	const struct call *call = call_of(hd);
	struct vardata v;

	if (!call)
		return (LONG)LINEERR_INVALCALLHANDLE;
	if (!begin(&v, status, ABI_LINECALLSTATUS,
		   is(M_NEWER_STATUS) ? TAPI_3_1 : version_of(call->line)))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	vardata_put(&v, FIELD(LINECALLSTATUS, CallState), is(M_STALE_STATUS) &&
		    call->before ? call->before : call->state);
	vardata_put(&v, FIELD(LINECALLSTATUS, CallStateMode), call->mode);
	vardata_put(&v, FIELD(LINECALLSTATUS, CallFeatures), features_of(call));
	if (is(M_WRITES_PRIVILEGE))
		vardata_put(&v, FIELD(LINECALLSTATUS, CallPrivilege), LINECALLPRIVILEGE_OWNER);
	vardata_end(&v);
	return 0;
}

LONG TSPIAPI TSPI_lineGetCallInfo(HDRVCALL hd, LPLINECALLINFO info)
{
	const struct call *call = call_of(hd);
	bool first;
	struct vardata v;

	if (!call || (call->state == LINECALLSTATE_IDLE && is(M_IDLE_IS_GONE)))
		return (LONG)LINEERR_INVALCALLHANDLE;
	if (is(M_SLOW))
		pause_ms(6000);
	if (!begin(&v, info, ABI_LINECALLINFO, version_of(call->line)))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	first = call->line == &sp.lines[0];
	vardata_put(&v, FIELD(LINECALLINFO, LineDeviceID), sp.base + (first ? 0 : 1));
	vardata_put(&v, FIELD(LINECALLINFO, BearerMode), LINEBEARERMODE_VOICE);
	vardata_put(&v, FIELD(LINECALLINFO, MediaMode), call->media);
	vardata_put(&v, FIELD(LINECALLINFO, AppSpecific), call->app);
	vardata_put(&v, FIELD(LINECALLINFO, Origin), call->origin);
	vardata_put(&v, FIELD(LINECALLINFO, Reason), LINECALLREASON_DIRECT);
	vardata_put(&v, FIELD(LINECALLINFO, CallStates), STATES);
	vardata_put(&v, FIELD(LINECALLINFO, CallerIDFlags), LINECALLPARTYID_ADDRESS);
	if (is(M_WRITES_OWNERS))
		vardata_put(&v, FIELD(LINECALLINFO, NumOwners), 1);
	vardata_text(&v, VARFIELD(LINECALLINFO, CallerID), first ? "100" : "200");
	return finish(&v, info, VARFIELD(LINECALLINFO, CallerID), VARFIELD(LINECALLINFO,
	    DevSpecific));
}

LONG TSPIAPI TSPI_lineGetCallAddressID(HDRVCALL hd, LPDWORD out)
{
	if (!call_of(hd))
		return (LONG)LINEERR_INVALCALLHANDLE;
	*out = is(M_OTHER_ADDRESS) ? 1 : 0;
	return 0;
}

LONG TSPIAPI TSPI_lineGetNumAddressIDs(HDRVLINE hd, LPDWORD out)
{
	if (!line_of(hd))
		return (LONG)LINEERR_INVALLINEHANDLE;
	*out = 1;
	return 0;
}

LONG TSPIAPI TSPI_lineGetAddressID(HDRVLINE hd, LPDWORD out, DWORD mode, LPCWSTR text, DWORD size)
{
	if (!is(M_STUB_ADDRESS))
		*out = 0;
	return 0;
}

/* Only tapi/line. */
static bool is_known(LPCWSTR name)
{
	static const char known[] = "tapi/line";

	for (size_t i = 0; i < sizeof(known); i++) {
		WCHAR c = name[i];

		if (c >= 'A' && c <= 'Z' && !is(M_CLASS_CASE))
			c = (WCHAR)(c + 32);
		if (c != (unsigned char)known[i])
			return false;
	}
	return true;
}

LONG TSPIAPI TSPI_lineGetID(HDRVLINE hd, DWORD address, HDRVCALL call, DWORD select, LPVARSTRING id,
			    LPCWSTR name,
			    HANDLE process)
{
	DWORD device = sp.base + (DWORD)(uintptr_t)hd - 1, size = is(M_CLASS_SIZE) ? 2 : 4;
	struct vardata v;

	if (!is_known(name))
		return (LONG)LINEERR_INVALDEVICECLASS;
	if (select == LINECALLSELECT_ADDRESS && bad_address(address))
		return (LONG)LINEERR_INVALADDRESSID;
	if (is(M_STUB_ID))
		return 0;
	if (!vardata_begin(&v, id, sizeof(*id)))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	vardata_put(&v, offsetof(VARSTRING, dwStringFormat),
		    is(M_NO_FORMAT) ? 0 : STRINGFORMAT_BINARY);
	vardata_bytes(&v, VARFIELD(VARSTRING, String), &device, size);
	vardata_end(&v);
	return 0;
}
