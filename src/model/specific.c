/* SPDX-License-Identifier: MIT
 * specific.c - the vendor's own, for who agreed on a version of it. */
#include "model/specific.h"
#include "model/line.h"
#include "model/phone.h"

void specific_write(struct buf *out, const struct specific *of)
{
	const struct driver *driver = of->phone ? of->phone->driver : of->line->driver;

	if (of->version && driver->specific)
		driver->specific(out, of);
}

static void post_line(struct line *line, DWORD msg, const DWORD params[3])
{
	struct letter letter = {
		.kind = LETTER_LINE, .msg = msg, .line = line->handle,
		.p1 = params[0], .p2 = params[1], .p3 = params[2],
	};

	mail_post(&line_desk(line)->mail, &letter);
}

void specific_line(struct line *line, DWORD version, const DWORD params[3])
{
	if (line->handle && line->ext_version && line->ext_version >= version)
		post_line(line, LINE_DEVSPECIFIC, params);
}

void specific_line_feature(struct line *line, DWORD function, DWORD p2)
{
	if (line->handle && line->ext_version)
		post_line(line, LINE_DEVSPECIFICFEATURE, (DWORD[]){ function, p2, 0 });
}

/* Not before its first state, nor after its last (R-NEW-1, R-STATE-2). */
static void post_call(struct call *call, DWORD msg, const DWORD params[3])
{
	struct letter letter = {
		.kind = LETTER_LINE, .msg = msg, .line = call->line->handle, .call = call->handle,
		.p1 = params[0], .p2 = params[1], .p3 = params[2],
	};

	if (call->standing != CALL_UNBORN && call->state != CALLSTATE_NEW &&
	    call->state != LINECALLSTATE_IDLE)
		mail_post(&line_desk(call->line)->mail, &letter);
}

void specific_call(struct call *call, DWORD version, const DWORD params[3])
{
	if (call->line->ext_version && call->line->ext_version >= version)
		post_call(call, LINE_CALLDEVSPECIFIC, params);
}

void specific_call_feature(struct call *call, DWORD function, DWORD p2)
{
	if (call->line->ext_version)
		post_call(call, LINE_CALLDEVSPECIFICFEATURE, (DWORD[]){ function, p2, 0 });
}

void specific_phone(struct phone *phone, DWORD version, const DWORD params[3])
{
	struct letter letter = {
		.kind = LETTER_PHONE, .msg = PHONE_DEVSPECIFIC, .line = phone->handle,
		.p1 = params[0], .p2 = params[1], .p3 = params[2],
	};

	if (phone->handle && phone->ext_version && phone->ext_version >= version)
		mail_post(&phone_desk(phone)->mail, &letter);
}

void specific_line_changed(struct line *line)
{
	if (line->ext_version)
		line_news(line, LINEDEVSTATE_DEVSPECIFIC, 0, 0);
}

void specific_call_changed(struct call *call)
{
	if (call && call->line->ext_version)
		call_info_news(call, LINECALLINFOSTATE_DEVSPECIFIC);
}

void specific_phone_changed(struct phone *phone)
{
	if (phone->handle && phone->ext_version)
		phone_news(phone, PHONESTATE_DEVSPECIFIC, 0);
}
