/* SPDX-License-Identifier: MIT
 * check.h - what a rule of the conformance checker works with.
 *
 * Each rule runs in a process of its own (run.c starts it, child.c is in it),
 * so a provider that crashes or hangs takes nothing but that rule with it. A
 * rule is a row of a table and a function that drives the provider and ends
 * with one sentence: pass(), fail() or skip(), which do not return. A rule that
 * just returns has passed. What the host saw broken meanwhile (host_faults) is
 * reported too and counts against the rule that it names.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "abi/names.h"
#include "abi/sizes.h"
#include "opentsp/host.h"

#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE
#define PPID 9			/* dwPermanentProviderID in all our sessions */
#define LINE_BASE 40		/* device ids begin here, so that none is 0 by chance */
#define PHONE_BASE 70
#define LOG_SIZE 8192		/* events a rule can look back at */

enum level { BASIC, SUPPLEMENTARY, EXTENDED };

/* What is given to the processes; the parent's is filled from the options. */
struct setup {
	const char *provider, *config, *dest;
	uint32_t line, peer;	/* the index of a line; peer: UINT32_MAX: the next one */
	bool own;		/* the configuration is the checker's: four lines, a phone */
	DWORD version;		/* highest offered; 0: 3.1 */
	uint32_t limit_s;	/* for one rule */
};

struct check {
	const struct setup *setup;
	struct host *host;
	const struct tspi *sp;		/* the provider's functions themselves */
	bool clock_moves;		/* "advance" is understood: no need to wait really */
	bool settles;			/* and "settle": what happened is told */
	DWORD version;			/* agreed on for the line */
	DWORD device, peer_device;	/* HOST_NO_DEVICE: there is none */
	DWORD third_device;		/* HOST_NO_DEVICE: none, or not looked for yet */
	uint32_t line, peer, third;	/* the host's, when open; 0: not */
	uint32_t narrow;		/* a line with room for one call, of a scene that needs it */
	bool is_real;			/* a probe knows enough: a scene that fails is no skip */
	char dest[128];			/* what reaches `peer`, or what was given; "": nothing */
	char third_dest[128];		/* what reaches `third` */
	uint32_t forwarded;		/* the line that scene_forward() was last asked for */
	char config[1100];		/* of the child's own; "": that of the setup */
	struct host_event log[LOG_SIZE]; /* all events since scene_forget(), in their order */
	size_t count;
	size_t from;			/* where scene_event() begins to look; count at most */
};

struct rule {
	const char *id;			/* "R-ASYNC-3"; NULL ends a table */
	enum level level;
	bool once;			/* at the highest version only, not at each */
	const char *says;		/* what must be so */
	void (*run)(struct check *c);	/* NULL: cannot be seen from here, and `why` */
	const char *why;
};

extern const struct rule *const rule_groups[];	/* rules.c; NULL ends */
const struct rule *rule_named(const char *id);
extern const DWORD check_versions[];		/* all there are, upwards; 0 ends */

/* --- child.c: how a rule ends -------------------------------------------------- */

_Noreturn void pass(struct check *c, const char *format, ...) PRINTF_LIKE(2, 3);
_Noreturn void fail(struct check *c, const char *format, ...) PRINTF_LIKE(2, 3);
_Noreturn void skip(struct check *c, const char *format, ...) PRINTF_LIKE(2, 3);

/* What is being done, for the report if the process ends or hangs in it. */
void step(const char *format, ...) PRINTF_LIKE(1, 2);

/* A word of data for the parent ("export lineHold"). */
void tell_parent(const char *format, ...) PRINTF_LIKE(1, 2);

#define FAIL_UNLESS(c, holds, ...) do { if (!(holds)) fail(c, __VA_ARGS__); } while (0)
#define SKIP_UNLESS(c, holds, ...) do { if (!(holds)) skip(c, __VA_ARGS__); } while (0)

/* Call a function of the provider, if it is there. */
#define CALL(c, unavail, fn, ...) \
	((c)->sp->fn ? (step("calling " #fn), (c)->sp->fn(__VA_ARGS__)) : (LONG)(unavail))
#define LINE_CALL(c, fn, ...) CALL(c, LINEERR_OPERATIONUNAVAIL, fn, __VA_ARGS__)
#define PHONE_CALL(c, fn, ...) CALL(c, PHONEERR_OPERATIONUNAVAIL, fn, __VA_ARGS__)

static inline bool unavailable(LONG result)
{
	return result == (LONG)LINEERR_OPERATIONUNAVAIL ||
	result == (LONG)PHONEERR_OPERATIONUNAVAIL;
}

/* What is asked through the host is a step too. */
#define host_make_call(...) (step("calling lineMakeCall"), host_make_call(__VA_ARGS__))
#define host_accept(...) (step("calling lineAccept"), host_accept(__VA_ARGS__))
#define host_answer(...) (step("calling lineAnswer"), host_answer(__VA_ARGS__))
#define host_drop(...) (step("calling lineDrop"), host_drop(__VA_ARGS__))
#define host_hold(...) (step("calling lineHold"), host_hold(__VA_ARGS__))
#define host_unhold(...) (step("calling lineUnhold"), host_unhold(__VA_ARGS__))
#define host_dial(...) (step("calling lineDial"), host_dial(__VA_ARGS__))
#define host_close_call(...) (step("calling lineCloseCall"), host_close_call(__VA_ARGS__))
#define host_line_close(...) (step("calling lineClose"), host_line_close(__VA_ARGS__))
#define host_set_app_specific(...) \
	(step("calling lineSetAppSpecific"), host_set_app_specific(__VA_ARGS__))
#define host_generate_digits(...) \
	(step("calling lineGenerateDigits"), host_generate_digits(__VA_ARGS__))
#define host_gather_digits(...) (step("calling lineGatherDigits"), host_gather_digits(__VA_ARGS__))

/* --- scene.c: calls to look at. What cannot be brought about is a skip. ----------- */

void scene_open(struct check *c);		/* load, begin a session */
void scene_load(struct check *c);		/* load only: sessions are the rule's own */
void scene_close(struct check *c);
bool scene_command(struct check *c, const char *text);	/* of OpenTSP's private door; was it done? */
void scene_find_clock(struct check *c);			/* of a session of one's own */
void scene_line(struct check *c);		/* and open the line */
void scene_lines(struct check *c);		/* and open the peer line too */

/* All that has happened, `ms` later (of the provider's clock, or really). */
void scene_pass(struct check *c, uint32_t ms);
void scene_settle(struct check *c);		/* wait until nothing more comes */
void scene_forget(struct check *c);		/* the log begins anew */

/* Wait up to `ms`; -1, false: it did not come. */
bool scene_state(struct check *c, uint32_t call, DWORD states, uint32_t ms);
LONG scene_reply(struct check *c, LONG request, uint32_t ms);	/* HOST_TIMEOUT */
bool scene_event(struct check *c, DWORD message, uint32_t call, uint32_t ms,
		 struct host_event *out);

/* In the log from `from` on, the first of that message (and call, if not 0). -1: none. */
int log_find(const struct check *c, size_t from, DWORD message, uint32_t call);
int log_state(const struct check *c, uint32_t call, DWORD state);
int log_reply(const struct check *c, LONG request);
unsigned log_replies(const struct check *c, LONG request);

uint32_t scene_dial(struct check *c);		/* a call to c->dest, born */
uint32_t scene_ring(struct check *c,
		    uint32_t *out); /* the call offered at the peer; *out at the line */
uint32_t scene_talk(struct check *c,
		    uint32_t *peer); /* connected; peer may be NULL or come back 0 */

/* --- scene_more.c: more parties, other configurations ------------------------------- */

void scene_third(struct check *c);		/* open a third line that can have several calls */

/* The call that came to `line` since log[from] and is offered; 0: none in `ms`. */
uint32_t scene_arrival(struct check *c, uint32_t line, size_t from, uint32_t ms);
uint32_t scene_answer_at(struct check *c, uint32_t line, size_t from);	/* and it is answered */

/* Dial the third line on a consultation call; answers its connected far end. */
uint32_t scene_meet(struct check *c, uint32_t consult);

/* The end of lineBlindTransfer to the third line, as log[from] began it: some
 * providers are done when it rings there, and some, as RFC 3515 has it, when it was
 * answered: then *third (else 0) is the call there, connected. HOST_TIMEOUT: neither. */
LONG scene_handed_on(struct check *c, LONG request, size_t from, uint32_t *third);

const char *scene_robot(const struct check *c);	/* a number that answers by itself; "" */
uint32_t scene_robot_call(struct check *c);	/* a connected call to it */
void scene_end_calls(struct check *c, const uint32_t *calls, size_t count);

/* No call any more, the log empty; line and peer are open anew. False: they
 * do not open. */
bool scene_end_all(struct check *c);

/* For lineForward (rule_fwd.c): a list of one entry, valid until the next call;
 * `dest` NULL: none. Whether the line announces it. */
LINEFORWARDLIST *forward_list(DWORD version, DWORD mode, const char *dest);
bool forward_announced(struct check *c, DWORD device);

/* host_forward(); what is in force at the rule's end is taken back then, since
 * an exchange keeps it for the next session, and for the next rule. */
LONG scene_forward(struct check *c, uint32_t line, LINEFORWARDLIST *list, DWORD rings,
		   uint32_t *consult);
void scene_restore(struct check *c);

/* A media mode of the line besides voice and UNKNOWN; 0: none. */
DWORD media_beside_voice(struct check *c, DWORD device);

/* Write a configuration of the child's own from `parts` (NULL ends) before
 * scene_open() or for the command "reload"; skips if it is not the checker's
 * to write. */
void scene_configure(struct check *c, const char *const *parts);
extern const char own_head[], own_line_one[], own_lines[];

/* The request is accepted and answered well, else skip or fail. */
void scene_done(struct check *c, const char *what, LONG request);

const char *state_word(DWORD state);
const char *version_text(DWORD version);	/* "2.2" */
LPCWSTR wide(const char *text);			/* valid until the eighth next call */

LINEDEVCAPS *line_caps(struct check *c, DWORD device);		/* kept until the end */
LINEADDRESSCAPS *address_caps(struct check *c, DWORD device);
LINECALLINFO *call_info(struct check *c, uint32_t call);
LINECALLSTATUS *call_status(struct check *c, uint32_t call);
DWORD call_features(struct check *c, uint32_t call);
LINECALLPARAMS call_params(DWORD version);

#endif
