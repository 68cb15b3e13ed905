/* SPDX-License-Identifier: MIT
 * information.c - the entries of what travels with a call: user-user
 * information, call data, quality of service, how it is carried. */
#include "abi/sizes.h"
#include "tspi/entry.h"
#include "tspi/pack.h"

/* --- user-user information ----------------------------------------------------- */

static DWORD uui_most(const struct line *line, enum call_op op)
{
	const struct uui_sizes *sizes = &line->driver->traits->uui;

	switch (op) {
	case CALL_ACCEPT:	return sizes->accept;
	case CALL_ANSWER:	return sizes->answer;
	case CALL_DROP:		return sizes->drop;
	default:		return sizes->send;
	}
}

/* An asynchronous entry that hands on nothing but user-user information. */
static LONG hand_on(const char *function, DRV_REQUESTID request, HDRVCALL hdcall, enum call_op op,
		    LPCSTR uui, DWORD size)
{
	struct call_args args = { .data = { uui, uui ? size : 0 } };	/* R-UUI-4 */
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err && op == CALL_SEND_UUI)
		err = call_may(call, op);
	if (!err && args.data.size > uui_most(call->line, op))
		err = ERR_UUITOOBIG;
	if (!err)
		err = call_ask(call, op, request, &args);
	return entry_end(function, request, err && call ? call_name(call) : NULL, err);
}

LONG TSPIAPI TSPI_lineAccept(DRV_REQUESTID request, HDRVCALL call, LPCSTR uui, DWORD size)
{
	return hand_on(__func__, request, call, CALL_ACCEPT, uui, size);
}

LONG TSPIAPI TSPI_lineAnswer(DRV_REQUESTID request, HDRVCALL call, LPCSTR uui, DWORD size)
{
	return hand_on(__func__, request, call, CALL_ANSWER, uui, size);
}

LONG TSPIAPI TSPI_lineDrop(DRV_REQUESTID request, HDRVCALL call, LPCSTR uui, DWORD size)
{
	return hand_on(__func__, request, call, CALL_DROP, uui, size);
}

LONG TSPIAPI TSPI_lineSendUserUserInfo(DRV_REQUESTID request, HDRVCALL call, LPCSTR uui, DWORD size)
{
	return hand_on(__func__, request, call, CALL_SEND_UUI, uui, size);
}

LONG TSPIAPI TSPI_lineReleaseUserUserInfo(DRV_REQUESTID request, HDRVCALL call)
{
	return entry_ask(__func__, request, call, CALL_RELEASE_UUI, &(struct call_args){ 0 });
}

/* --- for the rest of the call -------------------------------------------------------- */

LONG TSPIAPI TSPI_lineSecureCall(DRV_REQUESTID request, HDRVCALL call)
{
	return entry_ask(__func__, request, call, CALL_SECURE, &(struct call_args){ 0 });
}

LONG TSPIAPI TSPI_lineSetCallData(DRV_REQUESTID request, HDRVCALL hdcall, LPVOID data, DWORD size)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_SET_DATA);
	if (!err && size && !data)
		err = ERR_POINTER;
	if (!err && size > call->line->driver->traits->max_call_data)
		err = ERR_PARAM;
	if (!err)
		err = call_ask(call, CALL_SET_DATA, request, &(struct call_args){ .data = { data, size } });
	return entry_end(__func__, request, err && call ? call_name(call) : NULL, err);
}

LONG TSPIAPI TSPI_lineSetCallQualityOfService(DRV_REQUESTID request, HDRVCALL hdcall,
					      LPVOID send_flow, DWORD send_size,
					      LPVOID receive_flow, DWORD receive_size)
{
	struct call_args args = { .data = { send_flow, send_size }, .more = { receive_flow, receive_size } };
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_SET_QOS);
	if (!err && ((send_size && !send_flow) || (receive_size && !receive_flow)))
		err = ERR_POINTER;
	if (!err)
		err = params_flow(call->line, args.data);
	if (!err)
		err = params_flow(call->line, args.more);
	if (!err)
		err = call_ask(call, CALL_SET_QOS, request, &args);
	return entry_end(__func__, request, err && call ? call_name(call) : NULL, err);
}

LONG TSPIAPI TSPI_lineSetCallParams(DRV_REQUESTID request, HDRVCALL hdcall, DWORD bearer, DWORD min_rate,
				    DWORD max_rate, LPLINEDIALPARAMS const dial)
{
	struct call_args args = { .mode = bearer, .min_rate = min_rate, .max_rate = max_rate, .dial = dial };
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_SET_PARAMS);
	if (!err)
		err = params_carried(call->line, bearer, min_rate, max_rate);
	if (!err)
		err = call_ask(call, CALL_SET_PARAMS, request, &args);
	return entry_end(__func__, request, err && call ? call_name(call) : NULL, err);
}

/* --- terminals ----------------------------------------------------------------------------- */

static enum err set_terminal_of_call(struct desk *desk, HDRVCALL hdcall, DRV_REQUESTID request,
				     const struct line_args *args)
{
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_SET_TERMINAL);
	if (!err)
		err = terminal_may(call->line, args->terminal, args->terminal_modes, args->enable);
	return err ? err : call_ask(call, CALL_SET_TERMINAL, request, &(struct call_args){
		.terminal = args->terminal, .terminal_modes = args->terminal_modes, .enable = args->enable });
}

static enum err set_terminal_of_line(struct desk *desk, HDRVLINE hdline, DRV_REQUESTID request,
				     const struct line_args *args)
{
	struct line *line;
	enum err err = entry_line(&line, desk, hdline, args->address == ADDRESS_NONE ? 0 : args->address);

	if (!err && !line_op_possible(line, LINE_OP_SET_TERMINAL))
		err = ERR_UNAVAIL;
	if (!err)
		err = terminal_may(line, args->terminal, args->terminal_modes, args->enable);
	return err ? err : line_ask(line, LINE_OP_SET_TERMINAL, request, args);
}

LONG TSPIAPI TSPI_lineSetTerminal(DRV_REQUESTID request, HDRVLINE hdline, DWORD address, HDRVCALL hdcall,
				  DWORD select, DWORD modes, DWORD terminal, DWORD enable)
{
	struct line_args args = { .address = address, .terminal = terminal,
				  .terminal_modes = modes, .enable = enable != 0 };
	struct desk *desk = door_enter();
	enum err err;

	switch (select) {
	case LINECALLSELECT_CALL:
		err = set_terminal_of_call(desk, hdcall, request, &args);
		break;
	case LINECALLSELECT_LINE:
		args.address = ADDRESS_NONE;
		err = set_terminal_of_line(desk, hdline, request, &args);
		break;
	case LINECALLSELECT_ADDRESS:
		err = address == ADDRESS_NONE ? ERR_ADDRESSID
					      : set_terminal_of_line(desk, hdline, request, &args);
		break;
	default:
		err = ERR_CALLSELECT;
	}
	return entry_end(__func__, request, NULL, err);
}

/* --- call hubs ------------------------------------------------------------------------------- */

static enum err trackable(struct line **out, struct desk *desk, HDRVLINE hdline,
			  const LINECALLHUBTRACKINGINFO *info)
{
	enum err err = entry_line(out, desk, hdline, 0);

	if (!err && (!(*out)->driver->line_track || (*out)->version < TAPI_3_0))
		err = ERR_UNAVAIL;
	return err || info ? err : ERR_POINTER;
}

LONG TSPIAPI TSPI_lineGetCallHubTracking(HDRVLINE hdline, LPLINECALLHUBTRACKINGINFO info)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = trackable(&line, desk, hdline, info);

	if (!err)
		err = pack_tracking(info, line);
	return entry_end(__func__, 0, err && line ? line->name : NULL, err);
}

LONG TSPIAPI TSPI_lineSetCallHubTracking(HDRVLINE hdline, LPLINECALLHUBTRACKINGINFO info)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = trackable(&line, desk, hdline, info);

	if (!err && info->dwTotalSize < sizeof(*info))
		err = ERR_TOOSMALL;
	if (!err)
		err = line_track(line, info->dwCurrentTracking);
	return entry_end(__func__, 0, err && line ? line->name : NULL, err);
}
