/* SPDX-License-Identifier: MIT
 * older.c - messages and bits for applications of older versions. */
#include "tapi/server/older.h"
#include <string.h>

static const DWORD versions[] = {
	TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_1, TAPI_2_2, TAPI_3_0, TAPI_3_1,
};
#define VERSIONS (sizeof(versions) / sizeof(versions[0]))

/* Names are looked up row by row: once for each group and version. */
DWORD older_unknown(enum name_group group, DWORD version)
{
	static struct {
		bool known;
		DWORD bits;
	} kept[NAME_GROUP_COUNT][VERSIONS];
	size_t i = 0;

	while (i + 1 < VERSIONS && versions[i] < version)
		i++;
	if (!kept[group][i].known) {
		kept[group][i].bits = name_known_bits(group, TAPI_3_1)
				      & ~name_known_bits(group, versions[i]);
		if (group == NAME_LINEDEVSTATE && versions[i] < TAPI_1_4)
			kept[group][i].bits |= LINEDEVSTATE_TRANSLATECHANGE;
		kept[group][i].known = true;
	}
	return kept[group][i].bits;
}

/* --- modes of states --------------------------------------------------------------- */

static DWORD connected_mode(DWORD version, DWORD mode)
{
	if (version < TAPI_1_4)
		return 0;
	if (!(mode & older_unknown(NAME_LINECONNECTEDMODE, version)))
		return mode;
	return mode & LINECONNECTEDMODE_INACTIVEHELD ? LINECONNECTEDMODE_INACTIVE
						     : LINECONNECTEDMODE_ACTIVE;
}

DWORD older_mode(DWORD version, DWORD state, DWORD mode)
{
	switch (state) {
	case LINECALLSTATE_OFFERING:
		return version < TAPI_1_4 ? 0 : mode;
	case LINECALLSTATE_CONNECTED:
		return connected_mode(version, mode);
	case LINECALLSTATE_DISCONNECTED:
		return mode & older_unknown(NAME_LINEDISCONNECTMODE, version)
		       ? LINEDISCONNECTMODE_UNKNOWN : mode;
	default:
		return mode;
	}
}

/* --- messages ---------------------------------------------------------------------- */

/* Since which version there is a message; those that are not here, always. */
static DWORD message_since(DWORD message)
{
	switch (message) {
	case LINE_CREATE: case PHONE_CREATE:
		return TAPI_1_4;
	case LINE_APPNEWCALL: case LINE_REMOVE: case PHONE_REMOVE: case LINE_AGENTSPECIFIC: case LINE_AGENTSTATUS:
	case LINE_PROXYREQUEST:
		return TAPI_2_0;
	case LINE_AGENTSESSIONSTATUS: case LINE_QUEUESTATUS: case LINE_AGENTSTATUSEX:
	case LINE_GROUPSTATUS: case LINE_PROXYSTATUS: case LINE_APPNEWCALLHUB:
	case LINE_CALLHUBCLOSE:
		return TAPI_2_2;
	case LINE_DEVSPECIFICEX:
		return TAPI_3_0;
	default:
		return 0;
	}
}

/* It must look at everything anew: what was said, and its dwParam1, stand beside it. */
static bool reinit(struct event *event, DWORD p1)
{
	event->p2 = event->message;
	event->message = LINE_LINEDEVSTATE;
	event->p1 = LINEDEVSTATE_REINIT;
	event->p3 = p1;
	return true;
}

static bool line_state(DWORD version, struct event *event)
{
	const DWORD unknown = event->p1 & older_unknown(NAME_LINEDEVSTATE, version);

	if (unknown & (LINEDEVSTATE_CAPSCHANGE | LINEDEVSTATE_TRANSLATECHANGE))
		return reinit(event, unknown);
	event->p1 &= ~unknown;
	return event->p1 != 0;
}

static bool address_state(DWORD version, struct event *event)
{
	const DWORD unknown = event->p2 & older_unknown(NAME_LINEADDRESSSTATE, version);

	if (unknown & LINEADDRESSSTATE_CAPSCHANGE)
		return reinit(event, event->p1);
	event->p2 &= ~unknown;
	return event->p2 != 0;
}

/* What changed of its capabilities an application sees that begins anew; that is of no
 * one phone. */
static bool phone_state(DWORD version, struct event *event)
{
	const DWORD unknown = event->p1 & older_unknown(NAME_PHONESTATE, version);

	if (unknown & PHONESTATE_CAPSCHANGE) {
		event->device = event->open = event->p2 = event->p3 = 0;
		event->p1 = PHONESTATE_REINIT;
		return true;
	}
	event->p1 &= ~unknown;
	return event->p1 != 0;
}

static bool call_info(DWORD version, struct event *event)
{
	event->p1 &= ~older_unknown(NAME_LINECALLINFOSTATE, version);
	return event->p1 != 0;
}

bool older_event(DWORD version, struct event *event)
{
	if (version >= TAPI_3_1)
		return true;
	if (version < message_since(event->message))
		return false;
	switch (event->message) {
	case LINE_CALLSTATE:
		event->p2 = older_mode(version, event->p1, event->p2);
		return true;
	case LINE_CALLINFO:
		return call_info(version, event);
	case LINE_LINEDEVSTATE:
		return line_state(version, event);
	case LINE_ADDRESSSTATE:
		return address_state(version, event);
	case PHONE_STATE:
		return phone_state(version, event);
	case LINE_MONITORMEDIA:
		if (event->p1 & older_unknown(NAME_LINEMEDIAMODE, version))
			event->p1 = LINEMEDIAMODE_UNKNOWN;
		/* fall through */
	case LINE_MONITORDIGITS: case LINE_MONITORTONE: case LINE_GATHERDIGITS: case LINE_GENERATE:
		if (version < TAPI_2_0)
			event->p3 = 0;		/* no time yet (R-DIGIT-7) */
		return true;
	default:
		return true;
	}
}

/* --- records ----------------------------------------------------------------------- */

struct field {
	enum abi_struct which;
	size_t at;
	enum name_group group;
	DWORD instead;		/* of a value that is not known; 0: its bit is taken away */
};

#define BITS(record, member, group) { ABI_##record, offsetof(record, member), NAME_##group, 0 },
#define VALUE(record, member, group, instead) \
	{ ABI_##record, offsetof(record, member), NAME_##group, group##_##instead },

static const struct field fields[] = {
	BITS(LINEDEVCAPS, dwBearerModes, LINEBEARERMODE)
	BITS(LINEDEVCAPS, dwMediaModes, LINEMEDIAMODE)
	BITS(LINEDEVCAPS, dwLineStates, LINEDEVSTATE)
	BITS(LINEDEVCAPS, dwDevCapFlags, LINEDEVCAPFLAGS)
	BITS(LINEDEVCAPS, dwLineFeatures, LINEFEATURE)
	BITS(LINEDEVSTATUS, dwOpenMediaModes, LINEMEDIAMODE)
	BITS(LINEDEVSTATUS, dwAvailableMediaModes, LINEMEDIAMODE)
	BITS(LINEDEVSTATUS, dwLineFeatures, LINEFEATURE)
	BITS(LINEADDRESSCAPS, dwAddressStates, LINEADDRESSSTATE)
	BITS(LINEADDRESSCAPS, dwCallInfoStates, LINECALLINFOSTATE)
	BITS(LINEADDRESSCAPS, dwDisconnectModes, LINEDISCONNECTMODE)
	BITS(LINEADDRESSCAPS, dwAddrCapFlags, LINEADDRCAPFLAGS)
	BITS(LINEADDRESSCAPS, dwCallFeatures, LINECALLFEATURE)
	BITS(LINEADDRESSCAPS, dwAddressFeatures, LINEADDRFEATURE)
	BITS(LINEADDRESSCAPS, dwForwardModes, LINEFORWARDMODE)
	BITS(LINEADDRESSCAPS, dwAvailableMediaModes, LINEMEDIAMODE)
	BITS(LINEADDRESSCAPS, dwConnectedModes, LINECONNECTEDMODE)
	BITS(LINEADDRESSSTATUS, dwAddressFeatures, LINEADDRFEATURE)
	BITS(LINECALLINFO, dwMonitorMediaModes, LINEMEDIAMODE)
	BITS(LINECALLSTATUS, dwCallFeatures, LINECALLFEATURE)
	BITS(PHONECAPS, dwPhoneStates, PHONESTATE)
	BITS(PHONECAPS, dwPhoneFeatures, PHONEFEATURE)
	BITS(PHONESTATUS, dwPhoneFeatures, PHONEFEATURE)
	BITS(PHONEBUTTONINFO, dwButtonState, PHONEBUTTONSTATE)
	VALUE(LINECALLINFO, dwBearerMode, LINEBEARERMODE, DATA)
	VALUE(LINECALLINFO, dwMediaMode, LINEMEDIAMODE, UNKNOWN)
	VALUE(LINECALLINFO, dwOrigin, LINECALLORIGIN, UNKNOWN)
	VALUE(LINECALLINFO, dwReason, LINECALLREASON, UNKNOWN)
};
#undef BITS
#undef VALUE

static void correct(const struct field *field, unsigned char *record, DWORD version)
{
	const DWORD unknown = older_unknown(field->group, version);
	DWORD value;

	memcpy(&value, record + field->at, sizeof(value));
	if (!(value & unknown))
		return;
	value &= ~unknown;
	if (!value)
		value = field->instead;
	memcpy(record + field->at, &value, sizeof(value));
}

void older_record(enum abi_struct which, void *record, DWORD version)
{
	const DWORD size = abi_fixed_size(which, version);
	LINECALLSTATUS status;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].which == which && fields[i].at + sizeof(DWORD) <= size)
			correct(&fields[i], record, version);
	if (which != ABI_LINECALLSTATUS)
		return;
	memcpy(&status, record, offsetof(LINECALLSTATUS, dwDevSpecificSize));
	status.dwCallStateMode = older_mode(version, status.dwCallState, status.dwCallStateMode);
	memcpy(record, &status, offsetof(LINECALLSTATUS, dwDevSpecificSize));
}
