/* SPDX-License-Identifier: MIT
 * func_request.c - probes of requests about a line, and of a vendor's extension:
 * done well, each leaves a trace. */
#include "check/func.h"
#include "check/play.h"
#include "opentsp/sim.h"
#include <stdio.h>

#define WAIT_MS 15000

/* A request of our own with function `fn` of an open line; its outcome. */
#define REQUEST(c, line, fn, ...) ({							\
	LONG id_ = host_request((c)->host, #fn, line, 0);				\
	LONG got_ = LINE_CALL(c, fn, (DRV_REQUESTID)id_, __VA_ARGS__);			\
	if (got_ == 0)									\
		lying(c, "returned 0 for a request");					\
	ended(c, host_request_end((c)->host, id_, got_));				\
})

static LONG ended(struct check *c, LONG request)
{
	LONG result = scene_reply(c, request, WAIT_MS);

	if (result == HOST_TIMEOUT)
		lying(c, "accepts requests and never completes them");
	return result;
}

static void judge(struct check *c, LONG result, bool announced)
{
	if (unavailable(result) && announced)
		lying(c, "is announced in the capabilities and answers OPERATIONUNAVAIL");
	if (unavailable(result))
		unreal(c);
	if (result == 0 && !announced)
		lying(c, "succeeds, and the capabilities do not announce it");
}

/* --- forwarding and completion ------------------------------------------------------------ */

/* A call to the second line comes to the third. */
static void forward(struct check *c, const char *name)
{
	uint32_t consult = 0, call = 0;
	size_t from;
	LONG result;

	scene_lines(c);
	step("calling lineForward");
	result = ended(c, scene_forward(c, c->peer, NULL, 0, &consult));
	judge(c, result, forward_announced(c, c->peer_device));
	if (result)
		real(c, "to cancel nothing answers %s", name_error(result));
	if (host_line_count(c->host) < 3 || !(address_caps(c, c->peer_device)->dwForwardModes &
					      LINEFORWARDMODE_UNCOND))
		real(c, "there is nowhere to forward to");
	scene_third(c);
	step("calling lineForward");
	result = ended(c, scene_forward(c, c->peer, forward_list(c->version,
				LINEFORWARDMODE_UNCOND, c->third_dest), 0, &consult));
	if (result)
		lying(c, "is announced, and answers %s", name_error(result));
	from = c->count;
	host_make_call(c->host, c->line, c->dest, NULL, &call);
	if (!scene_arrival(c, c->third, from, WAIT_MS))
		lying(c, "succeeds, and calls are not forwarded");
	real(c, "%s", "");
}

/* What was completed and ended again does not come. */
static void uncomplete(struct check *c, const char *name)
{
	struct play p;
	bool announced;
	LONG result;

	scene_lines(c);
	announced = c->version >= TAPI_1_4 && (address_caps(c, c->device)->dwAddressFeatures &
					       LINEADDRFEATURE_UNCOMPLETECALL);
	result = REQUEST(c, c->line, lineUncompleteCall, host_hdline(c->host, c->line), 0x7777);
	if (c->version >= TAPI_1_4)
		judge(c, result, announced);
	if (unavailable(result))
		unreal(c);
	if (result == 0)
		lying(c, "ends a completion that there was not");
	if (!play_can(c, IN_BUSY) || !(address_caps(c, c->device)->dwCallFeatures &
				       LINECALLFEATURE_COMPLETECALL))
		real(c, "answers %s to a completion that there is not", name_error(result));
	c->is_real = true;
	play_scene(c, IN_BUSY, &p);
	scene_done(c, "lineCompleteCall",
		   host_complete_call(c->host, p.call, LINECALLCOMPLMODE_CALLBACK, 0));
	result = REQUEST(c, c->line, lineUncompleteCall, host_hdline(c->host, c->line),
			 host_completion(c->host, p.call));
	if (result)
		lying(c, "answers %s to a completion that there is", name_error(result));
	p.from = c->count;
	host_drop(c->host, p.other);
	scene_pass(c, 5000);
	if (scene_arrival(c, c->line, p.from, 500))
		lying(c, "succeeds, and the completed call comes all the same");
	real(c, "%s", "");
}

/* --- the status of a line --------------------------------------------------------------------- */

static DWORD status_flags(struct check *c)
{
	LINEDEVSTATUS *status = NULL;

	scene_settle(c);
	return host_get_line_status(c->host, c->line, &status) ? 0 : status->dwDevStatusFlags;
}

static void dev_status(struct check *c, const char *name)
{
	DWORD settable, flag;
	LONG result;

	scene_line(c);
	settable = line_caps(c, c->device)->dwSettableDevStatus;
	flag = settable & LINEDEVSTATUSFLAGS_MSGWAIT ? LINEDEVSTATUSFLAGS_MSGWAIT
						      : settable & ~(settable - 1);
	if (!flag)
		flag = LINEDEVSTATUSFLAGS_MSGWAIT;
	for (int on = 1; on >= 0; on--) {
		result = REQUEST(c, c->line, lineSetLineDevStatus, host_hdline(c->host, c->line),
				 flag, (DWORD)on);
		judge(c, result, settable != 0);
		if (result && settable)
			lying(c, "is announced in dwSettableDevStatus and answers %s",
			      name_error(result));
		if (result)
			real(c, "answers %s", name_error(result));
		if (!(status_flags(c) & flag) != !on)
			lying(c, "succeeds, and LINEDEVSTATUS says the opposite");
	}
	result = REQUEST(c, c->line, lineSetLineDevStatus, host_hdline(c->host, c->line),
			 0x40000000, 1);
	if (result == 0)
		lying(c, "sets a status that does not exist");
	real(c, "%s", "");
}

/* Tracking: what is set is what is got. */
static void tracking(struct check *c, const char *name)
{
	LINECALLHUBTRACKINGINFO info = { .dwTotalSize = sizeof(info), .dwNeededSize = sizeof(info),
		.dwUsedSize = sizeof(info), .dwAvailableTracking = 0xEEEEEEEE };
	HDRVLINE hd;
	LONG result;

	scene_line(c);
	hd = host_hdline(c->host, c->line);
	result = LINE_CALL(c, lineGetCallHubTracking, hd, &info);
	if (strcmp(name, "lineGetCallHubTracking") == 0 || !unavailable(result))
		judge(c, result, result == 0);
	if (result == 0 && info.dwAvailableTracking == 0xEEEEEEEE)
		lying(c, "succeeds and writes nothing");
	if (strcmp(name, "lineGetCallHubTracking") == 0)
		real(c, "%s%s", result ? "answers " : "", result ? name_error(result) : "");
	if (result == 0 && info.dwAvailableTracking) {
		info.dwCurrentTracking = info.dwAvailableTracking & ~(info.dwAvailableTracking - 1);
		result = LINE_CALL(c, lineSetCallHubTracking, hd, &info);
		if (result)
			lying(c, "refuses an available tracking with %s", name_error(result));
	}
	info.dwCurrentTracking = 0x40000000;
	result = LINE_CALL(c, lineSetCallHubTracking, hd, &info);
	judge(c, result, result == 0);
	if (result == 0)
		lying(c, "sets a tracking that does not exist");
	real(c, "%s", "");
}

/* --- configuration ------------------------------------------------------------------------------- */

static union {
	VARSTRING v;
	unsigned char bytes[4096];
} room;

/* The configuration of the first class that has one. */
static LONG get_config(struct check *c, const char **of)
{
	static const char *const classes[] = { "tapi/line", "comm/datamodem", "comm", "wave/in" };
	LONG result = (LONG)LINEERR_OPERATIONUNAVAIL;

	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		memset(&room, 0, sizeof(room));
		room.v = (VARSTRING){ .dwTotalSize = sizeof(room), .dwNeededSize = sizeof(VARSTRING),
				      .dwUsedSize = sizeof(VARSTRING) };
		*of = classes[i];
		result = LINE_CALL(c, lineGetDevConfig, c->device, &room.v, wide(classes[i]));
		if (result != (LONG)LINEERR_INVALDEVICECLASS)
			return result;
	}
	return result;
}

static void get_dev_config(struct check *c, const char *name)
{
	const char *of;
	LONG result;

	scene_open(c);
	result = get_config(c, &of);
	judge(c, result, result == 0);
	if (result == 0 && (!room.v.dwStringSize ||
			    room.v.dwStringOffset + room.v.dwStringSize > sizeof(room)))
		lying(c, "succeeds for %s and gives nothing", of);
	if (result == 0 && room.v.dwStringFormat != STRINGFORMAT_BINARY)
		lying(c, "gives a configuration that is not BINARY");
	real(c, "%s%s", result ? "answers " : "", result ? name_error(result) : "");
}

/* What was got can be set, and is refused with one byte changed. */
static void set_dev_config(struct check *c, const char *name)
{
	char nonsense[] = "nonsense";
	unsigned char *block;
	const char *of;
	LONG result;

	scene_open(c);
	result = LINE_CALL(c, lineSetDevConfig, c->device, nonsense, sizeof(nonsense),
			   wide("tapi/line"));
	if (result == 0)
		lying(c, "takes nonsense");
	judge(c, result, false);
	if (get_config(c, &of) || !room.v.dwStringSize ||
	    room.v.dwStringOffset + room.v.dwStringSize > sizeof(room))
		real(c, "answers %s to nonsense", name_error(result));
	block = room.bytes + room.v.dwStringOffset;
	result = LINE_CALL(c, lineSetDevConfig, c->device, block, room.v.dwStringSize, wide(of));
	if (result)
		lying(c, "answers %s to what lineGetDevConfig gave", name_error(result));
	block[room.v.dwStringSize - 1] ^= 0x55;
	result = LINE_CALL(c, lineSetDevConfig, c->device, block, room.v.dwStringSize, wide(of));
	if (result == 0)
		lying(c, "takes a configuration in which a byte was changed");
	real(c, "%s", "");
}

/* --- what is the vendor's ------------------------------------------------------------------------ */

/* Select the newest version of the extension; 0: there is none. */
static DWORD select_line(struct check *c, uint32_t line, DWORD device)
{
	DWORD got = 0;

	if (LINE_CALL(c, lineNegotiateExtVersion, device, c->version, 0, 0xFFFFFFFE, &got) || !got)
		return 0;
	if (LINE_CALL(c, lineSelectExtVersion, host_hdline(c->host, line), got))
		return 0;
	return got;
}

/* A text to the other end, as the extension of the simulated exchange has it. */
static void text_arrives(struct check *c, HDRVCALL call)
{
	struct {
		struct sim_ext_block head;
		char text[8];
	} block = { .head = { .operation = SIM_EXT_SEND_TEXT, .text_size = 5 }, .text = "hello" };
	LONG result;

	select_line(c, c->peer, c->peer_device);
	result = REQUEST(c, c->line, lineDevSpecific, host_hdline(c->host, c->line), 0, call, &block,
			 sizeof(block.head) + 5);
	if (result)
		lying(c, "answers %s to a text for the other end", name_error(result));
	scene_settle(c);
	for (size_t i = 0; i < c->count; i++)
		if (c->log[i].kind == HOST_LINE && c->log[i].line == c->peer &&
		    c->log[i].p1 == SIM_EXT_TEXT_CAME)
			real(c, "%s", "");
	lying(c, "sends a text that does not come");
}

static void dev_specific(struct check *c, const char *name)
{
	char block[16] = "block";
	bool feature = strcmp(name, "lineDevSpecificFeature") == 0, announced;
	DWORD bit = feature ? LINEFEATURE_DEVSPECIFICFEAT : LINEFEATURE_DEVSPECIFIC;
	uint32_t out = c->dest[0] ? scene_talk(c, NULL) : 0;
	HDRVLINE hd;
	LONG result;

	scene_line(c);
	hd = host_hdline(c->host, c->line);
	announced = c->version >= TAPI_1_4 && (line_caps(c, c->device)->dwLineFeatures & bit);
	if (!select_line(c, c->line, c->device)) {
		result = feature ? REQUEST(c, c->line, lineDevSpecificFeature, hd, 1, block, 16) :
			 REQUEST(c, c->line, lineDevSpecific, hd, 0, NULL, block, 16);
		judge(c, result, announced);
		real(c, "answers %s", name_error(result));
	}
	if (c->setup->own && !feature && !out)
		out = scene_talk(c, NULL);
	if (c->setup->own && !feature)
		text_arrives(c, host_hdcall(c->host, out));
	result = feature ? REQUEST(c, c->line, lineDevSpecificFeature, hd,
				   PHONEBUTTONFUNCTION_DONOTDISTURB, block, 16) :
		 REQUEST(c, c->line, lineDevSpecific, hd, 0, NULL, block, 16);
	if (result == 0 && c->version >= TAPI_1_4 && !announced)
		lying(c, "succeeds, and dwLineFeatures does not announce it");
	real(c, "answers %s", name_error(result));
}

const struct func funcs_request[] = {
	{ "lineForward", forward, false }, { "lineUncompleteCall", uncomplete, false },
	{ "lineSetLineDevStatus", dev_status, false },
	{ "lineGetCallHubTracking", tracking, false }, { "lineSetCallHubTracking", tracking, false },
	{ "lineGetDevConfig", get_dev_config, false }, { "lineSetDevConfig", set_dev_config, false },
	{ "lineDevSpecific", dev_specific, false }, { "lineDevSpecificFeature", dev_specific, false },
	{ NULL, NULL, false },
};
