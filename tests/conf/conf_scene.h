/* SPDX-License-Identifier: MIT
 * conf_scene.h - OpenTSP's provider, loaded as a black box, with lines at the
 * simulated exchange.
 *
 * The clock is virtual and stands still unless scene_advance() moves it, so no
 * test sleeps. scene_news() says in one row all that TAPI has been told by now:
 *
 *   "a lineMakeCall: ok, a dialing, a proceeding, b new call, b offering"
 *   (a, b, ... are the devices; what only counts calls is left out)
 *
 * It knows that nothing is on its way any more by a call of its own, on a line
 * of its own: news of that one stands behind all the rest.
 *
 * Every scene ends by unloading the provider, and fails if the host has seen a
 * rule broken (host_faults).
 *
 * Above a test stands which rules of docs/spec/rules.md it holds; from that
 * scripts/conformance writes docs/conformance.md.
 */
#ifndef CONF_SCENE_H
#define CONF_SCENE_H

#include "abi/names.h"
#include "abi/sizes.h"
#include "base/mem.h"
#include "opentsp/host.h"
#include "test.h"
#include <stdatomic.h>
#include <uv.h>

#define BASE 40			/* device number of the first line */
#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE
#define WAIT_MS 20000		/* for the courier, on a machine that has much to do */
#define NO_CALL ((HDRVCALL)(uintptr_t)0x12345678)
#define NO_LINE ((HDRVLINE)(uintptr_t)0x12345678)

/* Lines a (100), b (200) with one call and c (300) with four. */
#define LINES "[line a]\ndriver = sim\nnumber = 100\n" \
	"[line b]\ndriver = sim\nnumber = 200\n" \
	"[line c]\ndriver = sim\nnumber = 300\ncalls = 4\n"
/* The same at an exchange that takes 100 ms for what it is asked. */
#define SLOW "[sim]\noperation-delay = 100\n" LINES

extern struct host *tapi;
#define SP (host_tspi(tapi))		/* the provider's functions themselves */
#define UI (host_tspi_ui(tapi))		/* with those of dialogs */

/* What cannot be seen of a provider in a process of its own (OPENTSP_APART=1): the test ends
 * here, and is counted as skipped. */
#define NEED_SAME_PROCESS(why)							\
	do									\
		if (host_is_apart(tapi))					\
			test_skip("the provider is in a process of its own: " why); \
	while (0)

extern const DWORD scene_versions[];	/* all there are, upwards; the end is 0 */

const char *scene_provider(void);	/* the file of the provider under test */
const char *scene_path(void);		/* of the configuration that the scene wrote */

/* Write the configuration: `lines` and what all scenes have. Taken away at the
 * end of the test. */
void scene_write(const char *lines);

/* Write it, load the provider and begin a session. `version` is the highest
 * that is offered, 0: 3.1. */
void scene_open(const char *lines);
void scene_open_at(const char *lines, DWORD version);

void scene_close(void);			/* now, instead of at the end of the test */

/* Only load it; sessions are the test's own. */
void scene_load(const char *lines);

uint32_t scene_line(DWORD i);		/* open device BASE + i, for voice */
void scene_command(const char *text);	/* that must succeed */
void scene_advance(uint32_t ms);

/* All events until now, taken out; valid until the next call. */
const char *scene_news(void);
#define SCENE_BOX 8192	/* more than any scene brings about on a slow machine */
extern struct host_event scene_box[SCENE_BOX];	/* the same events, and how many they are */
extern size_t scene_count;

/* Of scene_box the first with that message (of that call; 0: any); a test that
 * asks for one that is not there fails. */
const struct host_event *scene_event(DWORD message, uint32_t call);

uint32_t scene_new_call(void);		/* the last that TAPI was told of */

/* Dial `dest` and wait `ms` of the exchange's time; the news stays. */
uint32_t scene_dial(uint32_t line, const char *dest, uint32_t ms);
uint32_t scene_dial_with(uint32_t line, const char *dest, const LINECALLPARAMS *params, uint32_t ms);

/* A connected call from `from` to `to` (a number), with its other end in *in;
 * `in` may be NULL for a script. The news is taken. */
uint32_t scene_talk(uint32_t from, const char *to, uint32_t *in);

/* The first `v` bytes of LINECALLPARAMS for a voice call at that version. */
LINECALLPARAMS scene_params(DWORD version);

/* Ask `fn`, a function for which the host has no words, of a line or of a call
 * (0: none); what it returned. The reply comes among the news. */
#define SCENE_ASK(line, call, fn, ...) ({					\
	LONG id_ = host_request(tapi, #fn, line, call);				\
	NEED(id_ > 0);								\
	host_request_end(tapi, id_, SP->fn((DRV_REQUESTID)id_, __VA_ARGS__));	\
})

/* No fault until now. Scenes check it at their end too. */
void scene_no_fault(void);

/* UTF-16 of a short text; valid until the next call. */
LPCWSTR wide(const char *text);

#endif
