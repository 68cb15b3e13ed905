/* SPDX-License-Identifier: MIT
 * tapiconf.h - a TAPI program, by published TAPI alone, that calls every function, well and in
 * each documented wrong way, and says as rows what came of it. */
#ifndef TAPICONF_H
#define TAPICONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <windows.h>
#endif
#include <tapi.h>

#define VERSION 0x00020002
#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE
#define PATIENCE 500		/* rounds of 10 ms that something may take to come */
#define ROOM 65536

/* What a function needs around it. */
enum need {
	NONE,			/* nothing is initialized for it */
	APP, LINE,		/* lines are initialized; one is open */
	CALL,			/* connected to a script that answers */
	OFFER,			/* offered at the second line, made at the first one */
	DIALTONE, HELD, ENDED,
	CLOSED,			/* x.device is a line that nobody has opened */
	EXTENSION,		/* the line is open with its extension */
	COMPLETION,		/* one was asked for */
	BUSY,			/* to a line that is busy */
	TALK_AND_HELD, CONSULT, CONFERENCE, MEMBER_TO_BE, MEMBER,
	PROVIDER,		/* one was added */
	RINGING,		/* a call rings at the second line, for the first to take */
	PARKED,			/* a call is parked at x.number */
	CONFIG,			/* x.in is a configuration of the line */
	TERMINALS, EVENT, AGENT, REQUEST, RECIPIENT, REQUESTED,
	PHONE_APP, PHONE, PHONE_EVENT, CLOSED_PHONE, PHONE_EXTENSION,
};

struct text {
	const char *a;
	WCHAR *w;
};

/* What the functions are called with; each row begins with all of it as it should be. */
extern struct x {
	HLINEAPP app;
	HPHONEAPP phone_app;
	HLINE line, other, no_line, proxy;
	HPHONE phone;
	HCALL call, call2, made_call;
	DWORD device, address, version, ext, country;
	DWORD added;			/* a provider that is removed at the end of the row */
	DWORD value[3];			/* for M, D and E, unless they are as they should be */
	bool changed[3];
	void *out, *out2, *out3, *made, *in, *list, *group, *groups, *request;
	DWORD in_size, uui_size, flow_size;
	const char *uui;
	void *flow, *dial, *generate, *monitor, *digits, *media, *tones, *states, *button;
	void *digits_out, *init, *phone_init;
	DWORD *version_out;
	LINECALLPARAMS *params;
	LINECALLBACK callback;
	PHONECALLBACK phone_callback;
	HINSTANCE instance;
	struct text number, own, class, phone_class, name, target, park, ends, digit, agent, pin;
	struct text provider, canonical, port, pickup;
} x;

struct function {
	const char *name;
	char form;			/* A, W or ' ' */
	enum need need;
	LONG (*call)(void);
};
extern const struct function functions[];

struct wanted {
	const char *function;
	const char *error_name;
	LONG error;
	const char *provider;		/* the function of the provider behind it, or "" */
};
extern const struct wanted wanted[];

/* scene.c */
bool scene(enum need need);		/* x as it should be, with what is needed; else why */
void scene_end(void);
void scene_anew(void);
void scene_bare(void);		/* values without any handle */
extern const char *scene_why;
extern HLINEAPP watcher;		/* another program: it monitors the first line */
extern bool without_location;		/* the server has none */
extern DWORD proxy_result;		/* what the proxy answers */
LONG settle(LONG result);		/* a request: its reply */
bool foreign_call(void);		/* x.call is the monitor's handle then */
bool await_state(HCALL call, DWORD state);
void end_call(HCALL call);		/* and wait for it */
extern const char *own_file;
bool ended_call(void);			/* ... of a call that is over */
struct text both_forms(const char *text);

/* causes.c: what an error really comes of, and how that is undone if it outlives its row. */
struct own_way {
	const char *function, *error;
	void (*change)(void);
	const char *told;
	void (*undo)(void);
};
extern const struct own_way causes[];

/* later.c: rows of a server of their own. */
void later(void);
bool comes_later(const char *function, const char *error);
const struct function *form_of(const char *name);	/* the first of them; tapiconf.c */

/* errors.c */
enum verdict { NO_WAY, RIGHT, WRONG };
enum verdict provoke(const struct function *f, const struct wanted *w, char *how, LONG *got);
void refuse(const char *provider_function, LONG error);
extern const char *refuse_file;
extern unsigned bad;
void say(bool right, const char *function, const char *what, const char *how, LONG got);

#endif
