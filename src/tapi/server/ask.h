/* SPDX-License-Identifier: MIT
 * ask.h - what an application asks about a line or a call becomes the provider's function.
 *
 *   SERVES(lineDial)
 *   {
 *           struct ask ask = ask_owner(turn, in->request, in->call);
 *           LPCWSTR dest = ask_text(&ask, in->dest);
 *
 *           return ASK(&ask, lineDial, ask.hdcall, dest, in->country);
 *   }
 *
 * First who asks and about what; then, one after the other, what is held against it: the
 * first thing that is wrong is the answer, and then the provider is not asked. ASK is
 * for functions with a DRV_REQUESTID, ASK_NOW for the others.
 */
#ifndef SERVER_ASK_H
#define SERVER_ASK_H

#include "tapi/server/pending.h"

struct ask {
	struct turn *turn;
	DWORD request, context;		/* the client's */
	LONG answer;			/* negative: what is wrong */
	struct line *line;		/* the application's, and that of the calls to be born */
	struct call_handle *has;	/* of the call that it is about; NULL: none */
	struct provider *provider;
	HDRVLINE hdline;
	HDRVCALL hdcall;

	unsigned births;		/* calls that come of it */
	bool optional;			/* the provider may make none */
	HTAPICALL htborn[2];		/* for the provider: TAPI's handles, and where its own go; */
	LPHDRVCALL born[2];		/* NULL, if none are born */
	void *params;			/* LINECALLPARAMS for the provider; freed by ASK */

	void *block;			/* becomes the pending's; as are the two behind it */
	DWORD block_size;
	void (*fill)(struct pending *pending, struct event *event, const void **tail, DWORD *size);
	struct pending *pending;
};

/* About a line: LINEERR_INVALLINEHANDLE, LINEERR_NODEVICE; to do something with it, and then
 * the client's user must be allowed to: LINEERR_OPERATIONUNAVAIL; or only to look. */
struct ask ask_line(struct turn *turn, DWORD request, DWORD line);
struct ask ask_look(struct turn *turn, DWORD request, DWORD line);
void ask_right(struct ask *ask);

/* About a call, whatever the privilege, and by its owner: LINEERR_INVALCALLHANDLE,
 * LINEERR_NOTOWNER. */
struct ask ask_call(struct turn *turn, DWORD request, DWORD call);
struct ask ask_owner(struct turn *turn, DWORD request, DWORD call);

/* What LINECALLSELECT_ names: a call or the line; to look, or to do something as the owner
 * does. LINEERR_INVALCALLSELECT. */
struct ask ask_select(struct turn *turn, DWORD request, DWORD select, DWORD line, DWORD call,
		      bool owner);

/* `wrong` is the answer, if nothing was wrong before and it does not hold. */
void ask_check(struct ask *ask, bool holds, DWORD wrong);

/* Another call, of the same line and by the same owner, for the provider; else `wrong` or
 * LINEERR_NOTOWNER. */
HDRVCALL ask_other(struct ask *ask, DWORD call, DWORD wrong);

/* Texts and bytes as the provider takes them. ask_text: there must be one
 * (LINEERR_INVALPOINTER); the others may be NULL. */
LPCWSTR ask_text(struct ask *ask, DWORD slot);
static inline const void *ask_at(const struct ask *ask, DWORD slot)
{
	return packet_at(ask->turn->in, slot);
}

/* Memory for `size` bytes that are the provider's until its answer, a copy of `from` unless
 * that is NULL; `fill` tells the client of them. */
void ask_block(struct ask *ask, const void *from, DWORD size,
	       void (*fill)(struct pending *, struct event *, const void **, DWORD *));

/* LINECALLPARAMS; in ask->params. */
void ask_params(struct ask *ask, DWORD slot);

bool ask_one_of(DWORD value, DWORD bits);	/* exactly one of them */
bool ask_media(const struct ask *ask, DWORD modes);	/* no reserved bit (R-CHECK-4) */

/* False: ask->answer says why not. */
bool ask_begin(struct ask *ask, const char *function, bool exported);
void ask_end(struct ask *ask, LONG returned);
bool ask_may(struct ask *ask, bool exported);
LONG ask_done(struct ask *ask, LONG returned);

#define ASK(a, fn, ...) ({							\
	struct ask *a_ = (a);							\
	if (ask_begin(a_, #fn, a_->provider && a_->provider->tspi->fn))		\
		ask_end(a_, ASK_PROVIDER(a_->provider, fn,			\
			(DRV_REQUESTID)a_->pending->host_request, ##__VA_ARGS__)); \
	a_->answer;								\
})

#define ASK_NOW(a, fn, ...) ({							\
	struct ask *a_ = (a);							\
	if (ask_may(a_, a_->provider && a_->provider->tspi->fn))		\
		ask_done(a_, ASK_PROVIDER(a_->provider, fn, __VA_ARGS__));	\
	a_->answer;								\
})

/* A function that it exports; one at a time, if it wants that (R-CB-5). */
#define ASK_PROVIDER(from, fn, ...) ({						\
	LONG returned_;								\
	host_enter((from)->host);						\
	returned_ = (from)->tspi->fn(__VA_ARGS__);				\
	host_leave((from)->host);						\
	returned_;								\
})

#endif
