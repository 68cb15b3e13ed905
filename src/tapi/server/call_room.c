/* SPDX-License-Identifier: MIT
 * call_room.c - what applications ask of calls. */
#include "base/mem.h"
#include "tapi/server/call.h"
#include "tapi/server/device.h"
#include "tapi/server/pending.h"

/* A text of the request as the provider takes it; NULL if there is none. */
static LPCWSTR text(const struct turn *turn, DWORD slot)
{
	return packet_at(turn->in, slot);
}

SERVES(lineMakeCall)
{
	struct line *line = turn_line(turn, in->line);
	struct pending *pending;
	LPHDRVCALL slot;
	void *params;
	LONG answer;

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	if (!line->device->provider->tspi->lineMakeCall)
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	answer = turn_params(turn, line, in->params, &params);
	if (answer)
		return answer;
	pending = pending_new(turn, in->request, "lineMakeCall", line->app, line->device, 0, &answer);
	if (!pending)
		goto out;
	pending->context = in->context;
	answer = (LONG)LINEERR_NOMEM;
	if (pending_birth(pending, line, &slot))
		answer = line->device->provider->tspi->lineMakeCall(
			(DRV_REQUESTID)pending->host_request, device_hd(line->device),
			host_htcall(pending->births[0]->host_call), slot,
			text(turn, in->dest), in->country, params);
	answer = pending_end(pending, answer);
out:
	mem_free(params);
	return answer;
}

SERVES(lineAnswer)
{
	return ASK_CALL(turn, turn_call(turn, in->call), lineAnswer, in->request,
			packet_at(turn->in, in->uui), in->size);
}

SERVES(lineDrop)
{
	return ASK_CALL(turn, turn_call(turn, in->call), lineDrop, in->request,
			packet_at(turn->in, in->uui), in->size);
}

SERVES(lineHold)
{
	return ASK_CALL(turn, turn_call(turn, in->call), lineHold, in->request);
}

SERVES(lineUnHold)
{
	return ASK_CALL(turn, turn_call(turn, in->call), lineUnhold, in->request);
}

const struct serve call_room[] = {
	SERVE(lineMakeCall), SERVE(lineAnswer), SERVE(lineDrop), SERVE(lineHold), SERVE(lineUnHold),
	SERVE_END,
};
