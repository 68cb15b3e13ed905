/* SPDX-License-Identifier: MIT
 * assist_room.c - tapiRequestMakeCall, and what recipients of requests ask. */
#include "tapi/server/assist.h"

/* What may be registered for; LINEREQUESTMODE_DROP goes with MEDIACALL and is asked for alone. */
#define REGISTERED (LINEREQUESTMODE_MAKECALL | LINEREQUESTMODE_MEDIACALL)

/* Copy a text of the request into a place of `room` characters; what is too long is cut off
 * between two characters. False: it was. */
static bool take_text(const struct turn *turn, DWORD slot, void *out, size_t room)
{
	const WCHAR *text = packet_at(turn->in, slot);
	size_t len = 0, whole;

	while (text && text[len])
		len++;
	whole = len;
	if (len >= room)
		len = room - 1;
	if (len < whole && len && (text[len - 1] & 0xFC00) == 0xD800)
		len--;		/* half a pair */
	if (len)
		memcpy(out, text, len * sizeof(WCHAR));
	return len == whole;
}

#define TAKE(slot, field) \
	take_text(turn, slot, (char *)&call + offsetof(LINEREQMAKECALLW, field), \
		  sizeof(call.field) / sizeof(WCHAR))

/* The texts besides the number are there to be shown: what is too long of them is cut off. */
SERVES(tapiRequestMakeCall)
{
	LINEREQMAKECALLW call = { 0 };

	if (in->dest == PACKET_NONE)
		return TAPIERR_INVALPOINTER;
	if (!TAKE(in->dest, szDestAddress) || !call.szDestAddress[0])
		return TAPIERR_INVALDESTADDRESS;
	TAKE(in->app, szAppName);
	TAKE(in->called_party, szCalledParty);
	TAKE(in->comment, szComment);
	return assist_request(turn, &call, in->wait, &out->start);
}

SERVES(lineRegisterRequestRecipient)
{
	struct app *app = turn_app(turn, in->app);

	if (!app)
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (!in->modes || (in->modes & ~(DWORD)REGISTERED))
		return (LONG)LINEERR_INVALREQUESTMODE;
	if (in->enable)
		return assist_register(app, in->modes, in->instance) ? 0 : (LONG)LINEERR_NOMEM;
	return assist_unregister(app, in->modes) ? 0 : (LONG)LINEERR_OPERATIONFAILED;
}

/* Requests for media calls are of the past: there never is one. */
SERVES(lineGetRequest)
{
	struct app *app = turn_app(turn, in->app);
	LINEREQMAKECALLW call;
	DWORD needs = in->mode;

	if (!app)
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (in->mode == LINEREQUESTMODE_DROP)
		needs = LINEREQUESTMODE_MEDIACALL;
	else if (in->mode != LINEREQUESTMODE_MAKECALL && in->mode != LINEREQUESTMODE_MEDIACALL)
		return (LONG)LINEERR_INVALREQUESTMODE;
	if (!(assist_modes(app) & needs))
		return (LONG)LINEERR_NOTREGISTERED;
	if (in->mode != LINEREQUESTMODE_MAKECALL)
		return (LONG)LINEERR_NOREQUEST;
	if (in->size < sizeof(call))
		return (LONG)LINEERR_INVALPOINTER;
	if (!assist_take(app, &call))
		return (LONG)LINEERR_NOREQUEST;
	out->request = packet_data(turn->tail, &call, sizeof(call));
	out->size = sizeof(call);
	return 0;
}

const struct serve assist_room[] = {
	SERVE(tapiRequestMakeCall), SERVE(lineRegisterRequestRecipient), SERVE(lineGetRequest),
	SERVE_END,
};
