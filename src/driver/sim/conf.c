/* SPDX-License-Identifier: MIT
 * conf.c - what can be said of the exchange, and of a line at it. */
#include "driver/sim/sim.h"

#define AT(field) offsetof(struct sim_conf, field)
#define MS CONF_MILLISECONDS

const struct conf_key sim_conf_keys[] = {
	{ "dial-delay",      MS, AT(dial_ms),       "20 ms",
	  "how long a call is DIALING", NULL, 0, 0 },
	{ "ring-delay",      MS, AT(ring_ms),       "20 ms",
	  "how long from the offer (or its acceptance, see alert) until the called end rings", NULL, 0, 0 },
	{ "ring-every",      MS, AT(ring_every_ms), "5 s",
	  "how long from one ring to the next", NULL, 1, 0xffffffffu },
	{ "alert",           CONF_ENUM, AT(alert),  "offer",
	  "what makes a called line ring: that it is offered the call, or that it accepts it", "offer accept", 0, 0 },
	{ "busy-time",       MS, AT(busy_ms),       "2 s",
	  "how long the busy tone or the special information tone sounds", NULL, 0, 0 },
	{ "operation-delay", MS, AT(operation_ms),  "0",
	  "how long the exchange takes to do what is asked of a call; 0: it is done at once", NULL, 0, 0 },
	{ "digit-time",      MS, AT(digit_ms),      "100 ms",
	  "how long a generated digit sounds, when the application does not say", NULL, 1, 60000 },
	{ "digit-gap",       MS, AT(gap_ms),        "50 ms",
	  "how long it is quiet between generated digits", NULL, 0, 60000 },
	{ "script-prefix",   CONF_TEXT, AT(prefix), "9",
	  "numbers that begin so lead to scripted far ends, chosen by the next digit; empty: there are none", NULL, 0, 0 },
	{ "answer-after",    MS, AT(answer_ms),     "100 ms",
	  "how long scripted far ends ring when their step does not say", NULL, 0, 0 },
	{ "talk-time",       MS, AT(talk_ms),       "1 s",
	  "a time for scripts: how long 5 talks before it hangs up", NULL, 0, 0 },
	{ "call-back-after", MS, AT(call_back_ms),  "500 ms",
	  "a time for scripts: when 8 calls back", NULL, 0, 0 },
	{ "clear-after",     MS, AT(clear_ms),      "30 s",
	  "a time for scripts: how long 6 holds a call that was dropped", NULL, 0, 0 },
	{ "park-prefix",     CONF_TEXT, AT(park_prefix), "8",
	  "how the numbers begin of the places where the exchange parks calls by itself; two digits follow", NULL, 0, 0 },
	{ "park-reminder",   MS, AT(remind_ms),     "60 s",
	  "how long a call stays parked before it comes back to who parked it", NULL, 1, 0xffffffffu },
	{ "script-0",    CONF_TEXT, AT(scripts[0]), "info, hang up unreachable",
	  "what the far end behind script-prefix and 0 does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-1",    CONF_TEXT, AT(scripts[1]), "ring, answer",
	  "what the far end behind script-prefix and 1 does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-2",    CONF_TEXT, AT(scripts[2]), "busy, hang up busy",
	  "what the far end behind script-prefix and 2 does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-3",    CONF_TEXT, AT(scripts[3]), "ring",
	  "what the far end behind script-prefix and 3 does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-4",    CONF_TEXT, AT(scripts[4]), "ring, reject",
	  "what the far end behind script-prefix and 4 does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-5",    CONF_TEXT, AT(scripts[5]), "ring, answer, wait talk-time, hang up",
	  "what the far end behind script-prefix and 5 does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-6",    CONF_TEXT, AT(scripts[6]), "hold release clear-after, ring, answer",
	  "what the far end behind script-prefix and 6 does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-7",    CONF_TEXT, AT(scripts[7]), "congested",
	  "what the far end behind script-prefix and 7 does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-8",    CONF_TEXT, AT(scripts[8]), "call back call-back-after",
	  "what the far end behind script-prefix and 8 does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-9",    CONF_TEXT, AT(scripts[9]), "ring, answer, digits rest",
	  "what the far end behind script-prefix and 9 does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-star", CONF_TEXT, AT(scripts[10]), "",
	  "what the far end behind script-prefix and * does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ "script-hash", CONF_TEXT, AT(scripts[11]), "",
	  "what the far end behind script-prefix and # does, in steps (docs/sim.md); empty: there is none", NULL, 0, 0 },
	{ 0 },
};

#undef AT
#define AT(field) offsetof(struct sim_line_conf, field)

const struct conf_key sim_line_keys[] = {
	{ "calls",        CONF_NUMBER, AT(calls),   "1",
	  "how many calls the line can have at a time, not counting held ones", NULL, 1, 64 },
	{ "display-name", CONF_TEXT,   AT(display), "",
	  "the name that the other side is shown; empty: the name of the line", NULL, 0, 0 },
	{ "hide-number",  CONF_BOOL,   AT(hidden),  "no",
	  "whether who is called learns neither number nor name", NULL, 0, 0 },
	{ "group",        CONF_TEXT,   AT(group),   "",
	  "lines of one group can pick up each other's calls by its name; empty: it is in none", NULL, 0, 0 },
	{ 0 },
};
