/* SPDX-License-Identifier: MIT
 * status_room.c - what lines are and are told to be: statuses, ids, configuration, the
 * vendor's own. */
#include "abi/names.h"
#include "base/mem.h"
#include "base/text.h"
#include "tapi/class.h"
#include "tapi/server/ask.h"
#include "tapi/server/device.h"
#include "tapi/server/turn.h"

/* --- statuses ----------------------------------------------------------------------- */

SERVES(lineGetAddressStatus)
{
	struct ask ask = ask_look(turn, 0, in->line);
	LINEADDRESSSTATUS *status;

	if (!ask.answer)
		ask.answer = host_get_address_status(ask.provider->host,
						     ask.line->device->host_line, in->address,
						     &status);
	if (ask.answer)
		return ask.answer;
	ask.answer = turn_record(turn, &out->status, ABI_LINEADDRESSSTATUS, in->status,
				 ask.line->version, status, device_version(ask.line->device));
	mem_free(status);
	return ask.answer;
}

SERVES(lineSetLineDevStatus)
{
	struct ask ask = ask_line(turn, in->request, in->line);

	ask_check(&ask, !(in->status_to_change
			  & ~name_known_bits(NAME_LINEDEVSTATUSFLAGS, TAPI_VERSION)),
		  LINEERR_INVALPARAM);
	return ASK(&ask, lineSetLineDevStatus, ask.hdline, in->status_to_change, in->status);
}

/* Who monitors a call may route it to a terminal. */
SERVES(lineSetTerminal)
{
	struct ask ask = ask_select(turn, in->request, in->select, in->line, in->call, false);

	ask_right(&ask);
	ask_check(&ask, in->terminal_modes
			&& !(in->terminal_modes & ~name_known_bits(NAME_LINETERMMODE, TAPI_VERSION)),
		  LINEERR_INVALTERMINALMODE);
	return ASK(&ask, lineSetTerminal, ask.hdline, in->address, ask.hdcall, in->select,
		   in->terminal_modes, in->terminal, in->enable);
}

/* --- detection of media ---------------------------------------------------------------- */

/* As if the line had been opened for these. */
SERVES(lineSetDefaultMediaDetection)
{
	struct ask ask = ask_line(turn, 0, in->line);
	DWORD before;

	ask_check(&ask, ask_media(&ask, in->media_modes), LINEERR_INVALMEDIAMODE);
	if (ask.answer)
		return ask.answer;
	before = ask.line->media_modes;
	ask.line->media_modes = in->media_modes;
	ask.answer = device_settle(ask.line->device);
	if (ask.answer)
		ask.line->media_modes = before;
	return ask.answer;
}

SERVES(lineConditionalMediaDetection)
{
	struct ask ask = ask_look(turn, 0, in->line);

	ask_check(&ask, in->media_modes && ask_media(&ask, in->media_modes),
		  LINEERR_INVALMEDIAMODE);
	ask_params(&ask, in->params);
	return ASK_NOW(&ask, lineConditionalMediaDetection, ask.hdline, in->media_modes, ask.params);
}

/* --- addresses, ids ---------------------------------------------------------------------- */

SERVES(lineGetAddressID)
{
	struct ask ask = ask_look(turn, 0, in->line);
	LPCWSTR text = ask_text(&ask, in->text);

	ask_check(&ask, in->mode == LINEADDRESSMODE_DIALABLEADDR, LINEERR_INVALADDRESSMODE);
	return ASK_NOW(&ask, lineGetAddressID, ask.hdline, &out->address, in->mode, text, in->size);
}

SERVES(lineGetNumAddressIDs)
{
	struct ask ask = ask_look(turn, 0, in->line);

	return ASK_NOW(&ask, lineGetNumAddressIDs, ask.hdline, &out->addresses);
}

SERVES(lineGetCallIDs)
{
	struct ask ask = ask_call(turn, 0, in->call);

	return ASK_NOW(&ask, lineGetCallIDs, ask.hdcall, &out->address, &out->call_id,
		       &out->related_call_id);
}

/* A class of devices, for mem_free(). */
static char *class_of(struct ask *ask, DWORD slot)
{
	LPCWSTR text = ask_text(ask, slot);
	char *class = NULL;

	if (ask->answer)
		return NULL;
	class = utf8_from16(text, (ask->turn->in->tail_size - slot) / sizeof(WCHAR));
	ask_check(ask, class != NULL, LINEERR_NOMEM);
	return class;
}

/* "tapi/line" is TAPI's own (R-GETID-1). */
static LONG line_id(VARSTRING **out, const struct line_device *device)
{
	const DWORD size = sizeof(VARSTRING) + sizeof(device->id);
	VARSTRING *id = mem_zalloc(size);

	if (!id)
		return (LONG)LINEERR_NOMEM;
	*id = (VARSTRING){
		.dwTotalSize = size, .dwNeededSize = size, .dwUsedSize = size,
		.dwStringFormat = STRINGFORMAT_BINARY, .dwStringSize = sizeof(device->id),
		.dwStringOffset = sizeof(*id),
	};
	memcpy(id + 1, &device->id, sizeof(device->id));
	*out = id;
	return 0;
}

SERVES(lineGetID)
{
	struct ask ask = ask_select(turn, 0, in->select, in->line, in->call, false);
	char *class = class_of(&ask, in->class);
	VARSTRING *id;

	if (ask.answer)
		return ask.answer;
	if (class_has_handle(class, 1))		/* there is lineGetIDAndHandle for it */
		ask.answer = (LONG)LINEERR_OPERATIONUNAVAIL;
	else if (span_isi(span_of(class), "tapi/line"))
		ask.answer = line_id(&id, ask.line->device);
	else
		ask.answer = host_get_id(ask.provider->host, ask.line->device->host_line,
					 in->address, ask.has ? ask.has->call->host_call : 0,
					 in->select, class, &id);
	mem_free(class);
	if (ask.answer)
		return ask.answer;
	ask.answer = turn_record(turn, &out->id, ABI_VARSTRING, in->id, ask.line->version, id,
				 ask.line->version);
	mem_free(id);
	return ask.answer;
}

/* --- configuration: of a device, whether it is open or not --------------------------------- */

static struct ask ask_device(struct turn *turn, DWORD id, struct line_device **device)
{
	struct ask ask = { .turn = turn };

	ask.answer = turn_device(turn, id, TAPI_VERSION, device);
	if (!ask.answer)
		ask.provider = (*device)->provider;
	return ask;
}

SERVES(lineGetDevConfig)
{
	struct line_device *device;
	struct ask ask = ask_device(turn, in->device, &device);
	char *class = class_of(&ask, in->class);
	VARSTRING *config;

	if (!ask.answer)
		ask.answer = host_get_dev_config(ask.provider->host, device->id, class, &config);
	mem_free(class);
	if (ask.answer)
		return ask.answer;
	ask.answer = turn_record(turn, &out->config, ABI_VARSTRING, in->config, TAPI_VERSION,
				 config, TAPI_VERSION);
	mem_free(config);
	return ask.answer;
}

SERVES(lineSetDevConfig)
{
	struct line_device *device;
	struct ask ask = ask_device(turn, in->device, &device);
	const void *config = ask_at(&ask, in->config);

	ask_check(&ask, ask.answer || turn_right(turn, device) >= ACCESS_OWN, LINEERR_OPERATIONUNAVAIL);
	ask_text(&ask, in->class);
	ask_check(&ask, config != NULL, LINEERR_INVALPOINTER);
	return ASK_NOW(&ask, lineSetDevConfig, in->device, (LPVOID)config, in->size,
		       ask_at(&ask, in->class));
}

/* --- call hubs (TAPI 3) --------------------------------------------------------------------- */

/* Applications before TAPI 3 know nothing of them. */
static void check_hubs(struct ask *ask)
{
	ask_check(ask, ask->line && ask->line->version >= TAPI_3_0, LINEERR_OPERATIONUNAVAIL);
}

SERVES(lineGetCallHubTracking)
{
	struct ask ask = ask_look(turn, 0, in->line);
	LINECALLHUBTRACKINGINFO info = {
		.dwTotalSize = sizeof(info), .dwNeededSize = sizeof(info), .dwUsedSize = sizeof(info),
	};

	check_hubs(&ask);
	if (ASK_NOW(&ask, lineGetCallHubTracking, ask.hdline, &info))
		return ask.answer;
	return turn_record(turn, &out->tracking, ABI_LINECALLHUBTRACKINGINFO, in->tracking,
			   ask.line->version, &info, TAPI_VERSION);
}

SERVES(lineSetCallHubTracking)
{
	struct ask ask = ask_line(turn, 0, in->line);
	const void *given = ask_at(&ask, in->tracking);
	LINECALLHUBTRACKINGINFO info = { 0 };

	check_hubs(&ask);
	ask_check(&ask, given != NULL, LINEERR_INVALPOINTER);
	ask_check(&ask, given && !shape_check(ABI_LINECALLHUBTRACKINGINFO, given,
					      turn->in->tail_size - in->tracking, TAPI_VERSION),
		  LINEERR_STRUCTURETOOSMALL);
	if (!ask.answer)
		memcpy(&info, given, sizeof(info));
	info.dwTotalSize = sizeof(info);
	return ASK_NOW(&ask, lineSetCallHubTracking, ask.hdline, &info);
}

/* --- the vendor's own ------------------------------------------------------------------------ */

static void fill_block(struct pending *pending, struct event *event, const void **tail, DWORD *size)
{
	*tail = pending->block;
	*size = pending->block_size;
}

SERVES(lineDevSpecific)
{
	struct ask ask = ask_line(turn, in->request, in->line);
	struct call_handle *has = turn_call(turn, in->call);
	void *block;

	ask.context = in->context;
	ask_check(&ask, !in->call || (ask.line && has && has->call->device == ask.line->device),
		  LINEERR_INVALCALLHANDLE);
	ask_check(&ask, !in->size || ask_at(&ask, in->params), LINEERR_INVALPOINTER);
	ask_block(&ask, ask_at(&ask, in->params), in->size, fill_block);
	block = in->size ? ask.block : NULL;
	return ASK(&ask, lineDevSpecific, ask.hdline, in->address, has ? hd_of(has) : NULL, block,
		   in->size);
}

SERVES(lineDevSpecificFeature)
{
	struct ask ask = ask_line(turn, in->request, in->line);
	void *block;

	ask.context = in->context;
	ask_check(&ask, !in->size || ask_at(&ask, in->params), LINEERR_INVALPOINTER);
	ask_block(&ask, ask_at(&ask, in->params), in->size, fill_block);
	block = in->size ? ask.block : NULL;
	return ASK(&ask, lineDevSpecificFeature, ask.hdline, in->feature, block, in->size);
}

const struct serve status_room[] = {
	SERVE(lineGetAddressStatus), SERVE(lineSetLineDevStatus),
	SERVE(lineSetTerminal), SERVE(lineSetDefaultMediaDetection),
	SERVE(lineConditionalMediaDetection), SERVE(lineGetAddressID), SERVE(lineGetNumAddressIDs),
	SERVE(lineGetCallIDs), SERVE(lineGetID), SERVE(lineGetDevConfig), SERVE(lineSetDevConfig),
	SERVE(lineGetCallHubTracking), SERVE(lineSetCallHubTracking), SERVE(lineDevSpecific),
	SERVE(lineDevSpecificFeature), SERVE_END,
};
