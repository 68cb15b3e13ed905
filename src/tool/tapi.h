/* SPDX-License-Identifier: MIT
 * tapi.h - tapictl as a TAPI program: the lines of the telephony server, which other
 * programs use meanwhile.
 *
 * There is one application a run, begun by tapi_begin() and ended by tapi_end(). Errors
 * are said as tool_fail() says them.
 */
#ifndef TOOL_TAPI_H
#define TOOL_TAPI_H

#include "tool/tool.h"
#include "tapi/client/functions.h"

#define TAPI_VERSION 0x00020002u
#define TAPI_REPLY_MS 10000
#define TAPI_FAREWELL_MS 5000	/* for calls to become idle after they were dropped */
#define TAPI_ENDED (LINECALLSTATE_IDLE | LINECALLSTATE_DISCONNECTED | LINECALLSTATE_BUSY)

struct tapi {
	HLINEAPP app;
	DWORD lines;			/* how many there are or were */
	bool json;
};

bool tapi_begin(struct tapi *tapi, struct tool *tool);
int tapi_end(struct tapi *tapi, int code);

/* Records with room for all of them, for mem_free(); NULL: there is none, which is said
 * only if `what` is not NULL. */
LINEDEVCAPS *tapi_caps(const struct tapi *tapi, DWORD device, const char *what);
LINEADDRESSCAPS *tapi_address_caps(const struct tapi *tapi, DWORD device, DWORD address);
LINECALLINFO *tapi_call_info(HCALL call);

/* Ask with more room until all is there. `ask` is told where; its error ends it, with NULL.
 * For mem_free(). */
void *tapi_whole(LONG (*ask)(const DWORD *args, void *record), const DWORD *args, LONG *result);

/* The line that `name` means: a name, a number, a device id. */
bool tapi_line(const struct tapi *tapi, const char *name, DWORD *out);
HLINE tapi_open(const struct tapi *tapi, DWORD device, DWORD privileges);	/* 0: said */
HLINE tapi_open_named(const struct tapi *tapi, const char *name, DWORD privileges);

/* A text of a record as UTF-8; "" if it has none. */
const char *tapi_text(const void *record, DWORD offset, DWORD size, char *out, size_t room);
#define TAPI_TEXT_OF(record, xxx, out) \
	tapi_text(record, (record)->dw##xxx##Offset, (record)->dw##xxx##Size, out, sizeof(out))

/* The next message, printed if it is one for people; false: Ctrl-C, the server has gone, or none
 * by `until_ms` (clock_ms(); 0: wait for ever). */
bool tapi_next(const struct tapi *tapi, uint64_t until_ms, LINEMESSAGE *out);
bool tapi_gone(void);		/* the server: an error, which is said once */

/* What happened, as a row or an object. */
struct tapi_event {
	const char *kind;		/* of device: "line", "phone" */
	DWORD device, message;
	HCALL call;			/* 0: none's */
	const char *words, *detail;
};
void tapi_print(bool json, const struct tapi_event *event);

/* The state of `call` that is one of `states`; 0: it does not come to that. */
DWORD tapi_until(const struct tapi *tapi, const HCALL *call, DWORD states, uint64_t until_ms);

bool tapi_done(const struct tapi *tapi, const char *what, LONG request);	/* false: said */
bool tapi_wide(const char *text, WCHAR *out, size_t size);	/* of a number; false: said */

/* Make a call and see it connected; *call is 0 if there is none. The second: by the consultation
 * call `call`. False: said. */
bool tapi_reach(const struct tapi *tapi, HLINE line, const char *number, HCALL *call);
bool tapi_consult(const struct tapi *tapi, const HCALL *call, const char *number);

/* Drop it and see it idle, after Ctrl-C too; a call of 0 or that is idle is none. */
void tapi_hang_up(const struct tapi *tapi, HCALL call);

/* The phones of the server: tapi_phones.c. */
struct tapi_phones {
	HPHONEAPP app;
	DWORD count;
	bool json;
};
bool tapi_phones_begin(struct tapi_phones *phones, struct tool *tool);
int tapi_phones_end(struct tapi_phones *phones, int code);

/* By its name or its device id (false: said), and open it (0: said). */
bool tapi_phone(const struct tapi_phones *phones, const char *name, DWORD *out);
HPHONE tapi_phone_open(const struct tapi_phones *phones, DWORD device, DWORD privilege);

/* For mem_free(); NULL: it was removed, or is nothing for this user. */
PHONECAPS *tapi_phone_caps(const struct tapi_phones *phones, DWORD device);

/* Open all to hear what they tell; how many that are. */
unsigned tapi_phones_watch(const struct tapi_phones *phones);

/* The next message, printed if it is one for people; false: none came in `wait_ms`. */
bool tapi_phones_next(const struct tapi_phones *phones, DWORD wait_ms, PHONEMESSAGE *out);

/* The commands, as tool.h says. */
int tapi_command_lines(struct tool *tool, int count, char **argv);
int tapi_command_caps(struct tool *tool, int count, char **argv);
int tapi_command_dial(struct tool *tool, int count, char **argv);
int tapi_command_answer(struct tool *tool, int count, char **argv);
int tapi_command_watch(struct tool *tool, int count, char **argv);
int tapi_command_translate(struct tool *tool, int count, char **argv);
int tapi_command_locations(struct tool *tool, int count, char **argv);
int tapi_command_request(struct tool *tool, int count, char **argv);
int tapi_command_transfer(struct tool *tool, int count, char **argv);
int tapi_command_conference(struct tool *tool, int count, char **argv);
int tapi_command_phones(struct tool *tool, int count, char **argv);
int tapi_command_providers(struct tool *tool, int count, char **argv);
int tapi_command_phone(struct tool *tool, int count, char **argv);

#endif
