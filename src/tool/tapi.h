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

/* The line that `name` means: a name, a number, a device id. */
bool tapi_line(const struct tapi *tapi, const char *name, DWORD *out);
HLINE tapi_open(const struct tapi *tapi, DWORD device, DWORD privileges);	/* 0: said */

/* A text of a record as UTF-8; "" if it has none. */
const char *tapi_text(const void *record, DWORD offset, DWORD size, char *out, size_t room);
#define TAPI_TEXT_OF(record, xxx, out) \
	tapi_text(record, (record)->dw##xxx##Offset, (record)->dw##xxx##Size, out, sizeof(out))

/* The next message, printed if it is one for people; false: Ctrl-C, or none by `until_ms`
 * (clock_ms(); 0: wait for ever). */
bool tapi_next(const struct tapi *tapi, uint64_t until_ms, LINEMESSAGE *out);

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

#endif
