/* SPDX-License-Identifier: MIT
 * sim.h - an exchange in the process: the reference device.
 *
 * Lines call each other by their number or name, and numbers of a plan lead to
 * scripted far ends (docs/sim.md). All that takes time takes it on the desk's
 * timer wheel, so a virtual clock moves the exchange; there are no sockets.
 *
 * A link joins two ends: who calls and who is called. An end is a call of the
 * model, or nothing (a script, or somebody who has left). A link is freed when
 * nobody is left at it. A conference has a link of its own, at whose far end
 * there is nobody; its members keep theirs.
 */
#ifndef DRIVER_SIM_SIM_H
#define DRIVER_SIM_SIM_H

#include "model/join.h"
#include "model/line.h"

#define SIM_SCRIPTS 12

enum sim_alert { SIM_ALERT_OFFER, SIM_ALERT_ACCEPT };

struct sim_conf {			/* section [sim] */
	uint32_t dial_ms, ring_ms, ring_every_ms, busy_ms, operation_ms;
	uint32_t digit_ms, gap_ms;
	uint32_t alert;			/* enum sim_alert: when the called line rings */
	char *prefix;			/* of the numbers of scripts */
	uint32_t answer_ms, talk_ms, call_back_ms, clear_ms;
	char *park_prefix;		/* of the places that the exchange parks at */
	uint32_t remind_ms;		/* when a parked call comes back */
	char *scripts[SIM_SCRIPTS];	/* as written (script.h): of 0 to 9, * and # */
	uint32_t message_ms;		/* how long user-user information takes */
};

struct sim_line_conf {			/* what a [line] with driver = sim may hold */
	uint32_t calls;
	char *display;
	bool hidden;			/* the number is withheld from who is called */
	char *group;			/* whose calls it can pick up, and they its */
	char *account_code;		/* asked for before a call is made; "": none */
	uint32_t account_tries;
	char *msp;			/* class of the media service provider; "": none */
	uint32_t address_calls;
	char *terminals;		/* names, split by commas */
	uint32_t bandwidth;		/* bit/s of all calls; 0: as much as they can have */
	uint32_t ring_modes, ring_internal, ring_external, ring_priority;
	char *ring_callers;		/* "number mode" pairs, split by commas */
	bool priority;			/* its calls go before others */
	uint32_t answer_rings;		/* it answers by itself at this ring; 0: never */
	bool call_waiting;
};

extern const struct conf_key sim_conf_keys[];
extern const struct conf_key sim_line_keys[];
extern const struct driver sim_driver;
extern const struct driver_note sim_notes[];

#define SIM_NUMBER_SIZE 81		/* the longest number with its terminator */
#define SIM_TEXT_SIZE 256		/* the longest text that is dialled, all parts together */
#define SIM_PAUSE_MS 2000		/* what a comma stands for */
#define SIM_DIALTONE_MS 10000		/* how long 'W' waits */

struct sim_name {			/* a word by which an address is found */
	struct sim_name *next;
	char *word;
	struct address *address;
};

#define SIM_DISPLAY_SIZE 128

/* What applications can set of a line (lineSetDevConfig); at first as configured. */
struct sim_set {
	bool hidden;
	uint32_t answer_rings;
	char display[SIM_DISPLAY_SIZE];
};

struct sim_line {
	struct line *line;
	const struct sim_line_conf *conf;	/* the model's */
	struct sim_name name;		/* leads to its first address */
	struct sim_name *numbers;	/* one for each address */
	struct list callbacks;		/* links that wait to call this line back */
	struct list requests;		/* asked of the line, not yet done (request.c) */
	struct list messages;		/* that wait for it (status.c) */
	struct sim_set set;
	struct list texts, errands;	/* texts that wait here; requests begun (extension.c) */
	uint32_t text_count;
	bool quiet;			/* it does not want to be disturbed (feature.c) */
	struct list waiting;		/* links that wait until it has room */
};

/* --- book.c: who has which number ---------------------------------------- */

/* What of a dialled text the exchange goes by: its digits and '*', '#', '+',
 * up to a subaddress, name, host or second address. */
void sim_digits(char out[SIM_NUMBER_SIZE], const char *text);

enum err sim_book_add(struct sim_line *line);
void sim_book_remove(struct sim_line *line);	/* may be twice */

/* Whom `text` reaches, open lines before closed ones of the same number (two
 * of them exist while a configuration is read again); NULL: nobody. */
struct address *sim_book_find(const char *text);

/* The number of an address as it stands in the book. */
const char *sim_number(const struct address *address);

static inline struct sim_line *sim_line_of(const struct address *address)
{
	return address->line->data;
}

/* The line of that name in the provider's configuration, or NULL. */
struct sim_line *sim_book_named(const struct provider *provider, const char *name);

/* --- link.c: calls --------------------------------------------------------- */

struct sim_play;
struct sim_order;
struct sim_sender;
struct sim_post;
struct sim_sound;

struct sim_end {
	struct sim_link *link;
	struct call *call;		/* NULL: a script, or it has left */
	struct sim_play *play;		/* a script that is followed here; NULL: none */
	struct sim_sender *sender;	/* digits on their way; NULL: none */
	struct sim_post *post;		/* user-user information on its way (message.c) */
	struct sim_sound *sound;	/* what is sent and heard besides (sound.h); NULL: nothing */
	struct list requests;		/* begun, not yet done */
	uint32_t texts;			/* that came by the call (extension.c) */
	struct sim_account *account;	/* a code is asked for; NULL */
	char number[SIM_NUMBER_SIZE];	/* of a script; of the address that was called, as in the book */
};

struct sim_link {
	struct list node;		/* of sim_line.callbacks, .waiting or the parked, while it waits */
	struct desk *desk;
	struct sim_end ends[2];		/* who calls, who is called */
	struct timer timer;		/* the next step */
	struct address *waits;		/* to be called back */
	uint32_t rings;			/* told so far */
	DWORD ring_mode;		/* of the line that it rings at */
	struct address *waits_at;	/* it has no room; NULL: it does not wait */
	bool answered, conference;
	bool carries;			/* its data modems have been asked for: */
	intptr_t streams[2];		/* what each end reads and writes (modem.c) */
	bool camps;			/* a completion has it (complete.c) */
	DWORD reason;			/* why the next line is called: LINECALLREASON_; 0: directly */
	uint32_t hops;			/* how often it was sent on */
	struct bytes uui;		/* for whoever is offered the call; its own */
	struct bytes data;		/* call data; its own */
	DWORD hub;			/* the id of the conversation (carry.h) */
	DWORD completes;		/* who answers is called back for this completion; 0: none */
	uint32_t adds_to;		/* answered, it belongs to this conference (handle) */
	uint32_t adds;			/* ... with this call */
	char sender[SIM_NUMBER_SIZE];	/* the address that sent it on or parked it; "": nobody did */
	char place[SIM_NUMBER_SIZE];	/* where it is parked; "": it is not */
	char text[SIM_TEXT_SIZE];	/* what was dialled */
};

/* A link for `caller` (NULL: a script), which waits to be placed; sets
 * call->data. ERR_ADDRESS: `dest` is too long. */
enum err sim_link_new(struct sim_link **out, struct desk *desk, struct call *caller, const char *dest);

/* It never was: the caller is not told. */
void sim_link_undo(struct sim_link *link);

/* Free it, if nobody is at it and nothing waits for it. */
void sim_link_settle(struct sim_link *link);

struct sim_end *sim_other(struct sim_end *end);

/* The call at the other end; NULL: it is no line's, or `call` is over. */
struct call *sim_far_call(const struct call *call);


/* The called end rings: the caller hears it. */
void sim_link_alert(struct sim_link *link);

/* The called end answers. */
void sim_link_answer(struct sim_link *link);

/* `end` hangs up: it is no longer at the link, and the other is told why. Its
 * call has been told, or tells itself. The link may be gone afterwards. */
void sim_end_leave(struct sim_end *end);

/* The call at `end` is over by what happened in the exchange: the application
 * hears DISCONNECTED with `mode` and IDLE. The link may be gone afterwards. */
void sim_end_clear(struct sim_end *end, DWORD mode);

/* Whether the call hears the far end and is heard. */
bool sim_end_talks(const struct sim_end *end);

/* `end` has nothing more of the call; the link stays. */
void sim_end_detach(struct sim_end *end);

/* Who is at `from` is at `to` from now on, where there was nobody. */
void sim_end_move(struct sim_end *from, struct sim_end *to);

/* Tell `to` that it is `end`, `who`, or whose `number` it is, in `role`. */
void sim_tell_party(struct call *to, enum party_role role, const struct sim_end *end);
void sim_tell_address(struct call *to, enum party_role role, const struct address *who);
void sim_tell_number(struct call *to, enum party_role role, const char *number);

/* What `end` is told while it is connected: whether the other one is on hold. */
DWORD sim_connected_mode(struct sim_end *end);

/* Both ends hear whether the other one is on hold. */
void sim_link_refresh(struct sim_link *link);

/* --- digits.c --------------------------------------------------------------- */

/* Send `digits` into the far end, each for duration_ms (0: as configured), or
 * stop sending (digits NULL). As DTMF, or as LINEDIGITMODE_ `mode`: of pulses a
 * digit has as many as it says. */
enum err sim_send(struct sim_end *end, const char *digits, uint32_t duration_ms);
enum err sim_send_as(struct sim_end *end, DWORD mode, const char *digits, uint32_t duration_ms);
void sim_send_stop(struct sim_end *end);	/* without a word; a generated tone too */

/* What is sent at `from`, where there is no call, goes on at `to`. */
void sim_send_move(struct sim_end *from, struct sim_end *to);

/* One digit, now, in the ears of whoever hears `from`. */
void sim_sound(struct sim_end *from, char digit, DWORD mode);

/* --- account.c: calls that want a code -------------------------------------- */

/* Ask for the account code of the line by a dialog (model/dialog.h); the right
 * one begins the call, another one or none fails it. OK: begun. ERR_UNAVAIL:
 * TAPI is older than dialogs. */
enum err sim_account_ask(struct call *call, const struct call_args *args,
			 void (*perform)(struct sim_end *end, const struct sim_order *order));
void sim_account_forget(struct sim_end *end);

/* --- sim.c ------------------------------------------------------------------- */

/* The exchange's settings, while it works. */
const struct sim_conf *sim_settings(void);

#endif
