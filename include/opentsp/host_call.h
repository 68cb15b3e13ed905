/* SPDX-License-Identifier: MIT
 * host_call.h - calls of a host, and requests of one's own; a part of host.h.
 *
 * A call lives until host_close_call() or until its line is closed, also after
 * it became idle, and also if the request that made it failed later. New calls
 * of the outside are taken by the host inside LINE_NEWCALL (R-NEW-2).
 */
#ifndef OPENTSP_HOST_CALL_H
#define OPENTSP_HOST_CALL_H

#include "opentsp/host.h"

HDRVCALL host_hdcall(struct host *host, uint32_t call);	/* the provider's; NULL: no such call */
uint32_t host_call_line(struct host *host, uint32_t call);
DWORD host_call_state(struct host *host, uint32_t call);	/* the last told; 0: none yet */

struct host_call_info {
	DWORD state, mode, features, features2;		/* of LINECALLSTATUS */
	DWORD device, address, media_mode, origin, reason, call_id, related_id;
	char caller[128], caller_name[128], called[128], called_name[128];
	char connected[128], connected_name[128], redirection[128], redirecting[128];
	DWORD caller_flags, called_flags, connected_flags;	/* LINECALLPARTYID_ */
};
LONG host_call_info(struct host *host, uint32_t call, struct host_call_info *out);

/* Calls that are born: *out is set at once, and is good for nothing but
 * host_close_call() until the reply came (R-HND-7). `dest` NULL: none. ASYNC. */
LONG host_make_call(struct host *host, uint32_t line, const char *dest,
		    const LINECALLPARAMS *params, uint32_t *out);
LONG host_pickup(struct host *host, uint32_t line, DWORD address, const char *dest,
		 const char *group, uint32_t *out);
LONG host_unpark(struct host *host, uint32_t line, DWORD address, const char *dest, uint32_t *out);
LONG host_setup_transfer(struct host *host, uint32_t call, uint32_t *out_consult);
LONG host_setup_conference(struct host *host, uint32_t call, uint32_t line, DWORD parties,
			   uint32_t *out_conf, uint32_t *out_consult);
LONG host_prepare_add(struct host *host, uint32_t conf, uint32_t *out_consult);
/* `mode`: LINETRANSFERMODE_; out_conf may be NULL with TRANSFER. */
LONG host_complete_transfer(struct host *host, uint32_t call, uint32_t consult, DWORD mode,
			    uint32_t *out_conf);

/* ASYNC, all of them. */
LONG host_accept(struct host *host, uint32_t call);
LONG host_answer(struct host *host, uint32_t call);
LONG host_drop(struct host *host, uint32_t call);
LONG host_hold(struct host *host, uint32_t call);
LONG host_unhold(struct host *host, uint32_t call);
LONG host_swap_hold(struct host *host, uint32_t active, uint32_t held);
LONG host_dial(struct host *host, uint32_t call, const char *digits);
LONG host_redirect(struct host *host, uint32_t call, const char *dest);
LONG host_blind_transfer(struct host *host, uint32_t call, const char *dest);
LONG host_add_to_conference(struct host *host, uint32_t conf, uint32_t consult);
LONG host_remove_from_conference(struct host *host, uint32_t call);
LONG host_park(struct host *host, uint32_t call, DWORD mode, const char *dest);	/* see host_parked */
LONG host_complete_call(struct host *host, uint32_t call, DWORD mode, DWORD message);
DWORD host_completion(struct host *host, uint32_t call);	/* its id, after the reply */
LONG host_secure_call(struct host *host, uint32_t call);
LONG host_send_uui(struct host *host, uint32_t call, const void *bytes, DWORD size);
LONG host_release_uui(struct host *host, uint32_t call);
LONG host_set_call_data(struct host *host, uint32_t call, const void *bytes, DWORD size);
LONG host_set_call_params(struct host *host, uint32_t call, DWORD bearer, DWORD min_rate,
			  DWORD max_rate);
LONG host_set_call_treatment(struct host *host, uint32_t call, DWORD treatment);

/* Done when they return. `end_to_end` comes back in p2 of LINE_GENERATE and
 * LINE_GATHERDIGITS. Digits NULL: only cancel what is going on. */
LONG host_generate_digits(struct host *host, uint32_t call, DWORD mode, const char *digits,
			  DWORD duration_ms, DWORD end_to_end);
LONG host_generate_tone(struct host *host, uint32_t call, DWORD mode, DWORD duration_ms,
			DWORD end_to_end);
LONG host_monitor_digits(struct host *host, uint32_t call, DWORD modes);
/* The list `list` is of this one tone, for `duration_ms`; hz 0: silence. */
LONG host_monitor_tone(struct host *host, uint32_t call, DWORD list, DWORD hz, DWORD duration_ms);
LONG host_monitor_media(struct host *host, uint32_t call, DWORD modes);
LONG host_set_media_mode(struct host *host, uint32_t call, DWORD mode);
LONG host_set_app_specific(struct host *host, uint32_t call, DWORD value);
LONG host_close_call(struct host *host, uint32_t call);

/* Gather `count` digits (0: cancel); what came is read with host_gathered()
 * after LINE_GATHERDIGITS. Timeouts 0: none. */
struct host_gather {
	DWORD modes, count;
	const char *terminators;	/* NULL: none */
	DWORD first_ms, inter_ms, end_to_end;
};
LONG host_gather_digits(struct host *host, uint32_t call, const struct host_gather *gather);
const char *host_gathered(struct host *host, uint32_t call, char *out, size_t size);

/* The vendor's own, of a line or a phone: its extension's version (0: none), bytes
 * that stay the provider's until the reply, a button's function. The latter ASYNC. */
LONG host_select_extension(struct host *host, uint32_t line_or_phone, DWORD version);
LONG host_dev_specific(struct host *host, uint32_t line, DWORD address, uint32_t call,
		       void *block, DWORD size);
LONG host_dev_feature(struct host *host, uint32_t line, DWORD feature, void *block, DWORD size);
LONG host_phone_specific(struct host *host, uint32_t phone, void *block, DWORD size);

/* Where the call was parked by LINEPARKMODE_NONDIRECTED, after the reply. */
const char *host_parked(struct host *host, uint32_t call, char *out, size_t size);

/* Requests of one's own, with functions of host_tspi(): the id to give, for
 * `function` on `line` (or a phone; 0: none) and `call` (0: none). Negative:
 * there is no memory or no such line or call. The outcome comes as a
 * HOST_REPLY; until host_request_end() has judged what the function returned
 * (R-ASYNC-2), and has returned the same, nothing else may be done with it. */
LONG host_request(struct host *host, const char *function, uint32_t line, uint32_t call);
LONG host_request_end(struct host *host, LONG request, LONG returned);
void host_request_mark(struct host *host, LONG request, void *mark);	/* before it is asked */

/* Around such a function, and around any of host_tspi() that one calls while dialogs or other
 * threads are there: some providers want one call at a time (R-CB-5). Nothing of this host may
 * be called in between. */
void host_enter(struct host *host);
void host_leave(struct host *host);

/* A call of the host for such a function, unborn until `request` is answered
 * well: for the provider it is host_htcall(), and *out_slot is where it writes
 * its own handle (it stays there until the call is closed). If the function
 * refuses, host_request_end() forgets the call. */
LONG host_call_new(struct host *host, uint32_t line, LONG request, uint32_t *out,
		   LPHDRVCALL *out_slot);

/* Before it is asked: the provider may make none (R-FWD-4); what has no handle then
 * is to be closed. */
void host_call_optional(struct host *host, uint32_t call);
static inline HTAPICALL host_htcall(uint32_t call) { return (HTAPICALL)(uintptr_t)call; }

#endif
