/* SPDX-License-Identifier: MIT
 * call.h - a call: what was asked of it, what it is, who is in it.
 *
 * A call is made by call_new() for a request of TAPI or by call_incoming()
 * for the device, and lives until TAPI closes it (TSPI_lineCloseCall or
 * lineClose); after IDLE it answers questions only (R-HND-10). A call whose
 * birth failed is gone at once.
 */
#ifndef MODEL_CALL_H
#define MODEL_CALL_H

#include "abi/tspi.h"
#include "base/err.h"
#include "base/list.h"
#include "base/text.h"
#include "base/timer.h"
#include "model/ask.h"
#include "model/callstate.h"

struct address;
struct line;
struct desk;
struct driver;
struct call_args;
struct call_params;
struct call_info;
struct listening;

/* Who is who in a call: the five identifiers of LINECALLINFO. */
enum party_role { PARTY_CALLER, PARTY_CALLED, PARTY_CONNECTED, PARTY_REDIRECTION, PARTY_REDIRECTING, PARTY_COUNT };

struct party {
	DWORD flags;		/* LINECALLPARTYID_; 0: never told (UNKNOWN) */
	char *number, *name;	/* UTF-8, owned; NULL: none */
};

/* How TAPI stands to the call. */
enum call_standing {
	CALL_UNBORN,		/* its request is not answered: no news yet */
	CALL_ANNOUNCED,		/* LINE_NEWCALL is posted */
	CALL_KNOWN,		/* TAPI has a handle for it */
	CALL_REFUSED,		/* TAPI did not take it (R-NEW-3) */
};

struct gather {			/* lineGatherDigits */
	struct timer timer;
	WCHAR *out;		/* TAPI's buffer, borrowed until the end */
	DWORD wanted, got, end_to_end, modes;
	DWORD inter_ms;
	char stop[17];		/* termination digits */
};

struct call {
	struct list node;	/* of line->calls */
	struct line *line;
	struct address *address;	/* one of the line's */
	void *data;		/* the driver's */
	uint32_t handle;
	HTAPICALL htcall;	/* TAPI's; NULL until it is known */
	enum call_standing standing;
	uint64_t born_by;	/* the reply to what made it, as mail.taken counts it; 0: none */
	struct ask *birth;	/* the request that makes it, until it is answered */
	DWORD state, mode;	/* LINECALLSTATE_ or CALLSTATE_NEW; its mode */
	uint64_t since_ms;	/* when it got that state: ms since 1970, UTC */
	DWORD origin, reason;	/* LINECALLORIGIN_, LINECALLREASON_ */
	DWORD media, bearer, rate;
	DWORD id, related_id;	/* its own id; dwRelatedCallID */
	DWORD hub_id;		/* of the conversation it is in, while that is tracked; 0: it is not */
	struct call_info *info;	/* what travels with it (info.h); NULL: nothing */
	DWORD app_specific;
	DWORD param_flags;	/* LINECALLPARAMFLAGS_ it was made with */
	DWORD monitor_digits, monitor_media;
	DWORD media_heard;	/* what media the driver told last; 0: none */
	bool media_told;	/* TAPI heard of any */
	DWORD treatment;	/* LINECALLTREATMENT_ or the driver's own; 0: there are none */
	struct listening *sound; /* who listens to it, for what (sound.h); NULL: nobody does */
	DWORD generate_id;	/* dwEndToEndID of the running generation */
	bool generating;
	uint32_t kept;		/* places reserved in the postbox */
	struct list asks;
	struct call *original;		/* a consultation call: what is held for it (join.h) */
	struct call *consult;		/* ... and the other way round */
	struct call *parent;		/* a member: its conference */
	bool conference;		/* it is one */
	DWORD completion_id;		/* the completed request that it stands for; 0: none */
	struct gather *gather;	/* NULL: none runs */
	struct timer no_answer;	/* runs for no_answer_s of waiting (dwNoAnswerTimeout); 0: for ever */
	DWORD no_answer_s;
	char *calling_id;		/* the number that the other side is to see; NULL: the address's */
	DWORD auto_states;		/* on reaching one it transfers itself; 0: never */
	char *auto_target;		/* ... to there, UTF-8 */
	struct timer auto_timer;
	struct party *parties;	/* PARTY_COUNT of them, or NULL: nothing told */
	char *display;			/* what the network wrote (LINECALLINFO Display) */
};

/* A call that TAPI asks for, on that address or on any of the line's with room
 * for it: `htcall` is its handle for it. ERR_CALLUNAVAIL: there is no room;
 * ERR_NOMEM. */
enum err call_new_on(struct call **out, struct address *address, HTAPICALL htcall);
enum err call_new(struct call **out, struct line *line, HTAPICALL htcall);

/* The same, while there is room or not: another call of the line makes it. */
enum err call_new_beside(struct call **out, struct address *address, HTAPICALL htcall);

/* A call that the device brings. Fill in who calls, then call_announce().
 * ERR_LINESTATE: nobody wants it (line closed, or no media wanted, R-NEW-5). */
enum err call_incoming(struct call **out, struct address *address, DWORD origin, DWORD reason);

/* The call, which is not made yet, is to be transferred to `target` (copied) by
 * itself when it gets one of `states`, which the device can (line_auto_states). */
enum err call_predict(struct call *call, DWORD states, const char *target);

/* Post LINE_NEWCALL; the next call_event() is the first LINE_CALLSTATE. */
void call_announce(struct call *call);

/* What LINECALLINFO tells as its dwCallID. */
static inline DWORD call_id(const struct call *call)
{
	return call->hub_id ? call->hub_id : call->id;
}

/* Take the call out of the world: its requests are answered with `why`
 * (R-ASYNC-10), its driver forgets it. */
void call_free(struct call *call, enum err why);

/* The call of a handle, or NULL. */
struct call *call_find(const struct desk *desk, uintptr_t handle);

/* --- what drivers tell ------------------------------------------------- */

/* Something happened. `mode` as call_event names it; 0: the ordinary one. */
void call_event(struct call *call, enum call_event event, DWORD mode);

/* The far end cleared: DISCONNECTED with `mode` (LINEDISCONNECTMODE_), then
 * IDLE, as nothing of the call is left in the device. */
void call_ended(struct call *call, DWORD mode);

/* Who it is. A change after the announcement is told as LINE_CALLINFO.
 * Empty or NULL spans leave number or name away. */
void call_party(struct call *call, enum party_role role, DWORD flags,
		struct span number, struct span name);

/* Why it is here now (LINECALLREASON_), and what the network writes to it. */
void call_reason(struct call *call, DWORD reason);
void call_display(struct call *call, const char *text);

/* A digit came (mode LINEDIGITMODE_PULSE, _DTMF, _DTMFEND). */
void call_digit(struct call *call, char digit, DWORD mode);

/* The id of the tracked conversation that it is in; 0: none (dwCallID). */
void call_hub(struct call *call, DWORD id);

/* The generation that runs is done (LINEGENERATETERM_). */
void call_generated(struct call *call, DWORD term);

/* Items of LINECALLINFO changed (LINECALLINFOSTATE_). */
void call_info_news(struct call *call, DWORD items);

/* --- what the door asks ------------------------------------------------ */

/* What may be asked right now: LINECALLFEATURE_. */
DWORD call_features(const struct call *call);

/* How what `features` names can be done (LINECALLFEATURE2_). */
DWORD call_features2(const struct line *line, DWORD features);

/* Whether `op` may be asked right now: OK, ERR_UNAVAIL or ERR_STATE. */
enum err call_may(const struct call *call, enum call_op op);

/* Whether calls of this kind of device can do `op` at all. */
bool call_op_possible(const struct driver *driver, enum call_op op);

/* What may ever be asked of calls of this line. */
DWORD call_features_ever(const struct line *line);

/* TAPI says what media the call carries (R-MEDIA-6). */
void call_set_media(struct call *call, DWORD mode);

/* TAPI's answer to LINE_NEWCALL; NULL: it does not take the call. */
void call_taken(struct call *call, HTAPICALL htcall);

/* Gather digits as `wanted` says (copied; timer and got are ours); ends an
 * earlier gathering. `first_ms`, inter_ms: 0 means for ever (R-DIGIT-3). */
enum err call_gather(struct call *call, const struct gather *wanted, DWORD first_ms);
void call_gather_cancel(struct call *call);	/* LINEGATHERTERM_CANCEL, if one runs */
void call_gather_digit(struct call *call, char digit, DWORD mode);

/* LINE_GATHERDIGITS of the gathering `end_to_end`. */
void call_gathered(struct call *call, DWORD term, DWORD end_to_end);

/* Start generating digits, ending what is generated now (R-DIGIT-1). */
enum err call_generate(struct call *call, DWORD end_to_end, const struct call_args *args);

/* "reception/call7" for the log; valid until the next two calls. */
const char *call_name(const struct call *call);

/* The longest digits that gathering takes and generating makes. */
#define CALL_DIGITS_MAX 255

/* The longest time-out of gathering. */
#define CALL_GATHER_MAX_MS 3600000u

#endif
