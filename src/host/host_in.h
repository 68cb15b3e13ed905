/* SPDX-License-Identifier: MIT
 * host_in.h - what the files of the host share.
 *
 * One lock, held for a few lines and never while the provider is called: the
 * provider's callbacks take it. What ends in _locked wants it held. Lines,
 * phones and calls are found by their number under the lock; who must use one
 * outside of it copies what is needed or holds it with call_hold().
 */
#ifndef HOST_IN_H
#define HOST_IN_H

#include "base/handle.h"
#include "base/list.h"
#include "opentsp/host.h"
#include <uv.h>

#define HOST_FAULTS_KEPT 200	/* sentences; the others are only counted */

struct device {
	DWORD id, version;	/* version 0: not negotiated yet */
	uint32_t open;		/* number of the line or phone; 0: closed */
	bool removed;		/* never to be used again (R-DEV-6) */
};

struct devices {
	struct device *at;
	size_t count, size;
	size_t removed;		/* of them */
	DWORD next;		/* the id that a new one would get */
};

struct host_line {
	struct list node, calls;
	uint32_t id;
	DWORD device, version;
	HDRVLINE hd;
	bool closing;
	unsigned pending;	/* requests on the way, those of its calls too */
};

struct host_phone {
	struct list node;
	uint32_t id;
	DWORD device, version;
	HDRVPHONE hd;
	bool closing;
	unsigned pending;
};

struct host_call {
	struct list node;	/* in its line's calls */
	uint32_t id, line;
	DWORD version;
	HDRVCALL hd;
	DWORD state;
	bool born;		/* TAPI knows it: announced, or its request was answered well */
	bool stateless;		/* announced, and its LINE_CALLSTATE has not come yet */
	bool optional;		/* the provider may leave hd NULL (R-FWD-4, R-XFER-2) */
	bool closing, dead;
	unsigned pending, uses;
	WCHAR *digits;		/* the provider gathers into it */
	DWORD digit_count;
	VARSTRING *parked;
	DWORD completion;
};

struct request {
	DWORD id;		/* 0: a free slot */
	const char *function;
	uint32_t object, call;	/* line or phone; call; 0: none */
	uint32_t births[2];
	void *mark;
};

struct chore {
	struct list node;
	DWORD message, device;
	DWORD_PTR temp;
	uint32_t object;
};

struct apart;

struct host {
	struct tspi tspi;
	uv_lib_t library;
	bool loaded, active;	/* active: between Init and Shutdown */
	struct apart *apart;	/* it is in a process of its own (apart.h); NULL: in ours */
	bool mourns;		/* and that has ended: what it left behind is being closed */
	int slot;		/* which set of callbacks is ours */
	char *path;
	struct host_options options;
	DWORD version, tspi_options;
	uv_mutex_t serial;	/* for LINETSPIOPTION_NONREENTRANT (R-CB-5) */

	uv_mutex_t lock;
	uv_cond_t more;
	unsigned waiting;
	uint64_t wakes;
	struct host_event *ring;
	uint64_t head, tail;	/* numbers of the first kept and of the next event */
	size_t ring_size;	/* a power of 2 */
	void (*on_event)(void *arg, const struct host_event *event);
	void *on_arg;

	struct list dialogs;
	struct host_ui ui;	/* one's own; NULLs: the provider's */
	uv_cond_t dialog_more;	/* something to tell a dialog, or one is over */
	bool elsewhere;		/* dialogs are shown by others (host_ui.h) */
	bool dialogs_end;	/* none is shown any more */

	struct list chores;
	bool chore_runs;
	struct handles handles;
	struct list lines, phones;
	struct devices line_devices, phone_devices;
	struct request *requests;
	uint32_t request_size, request_count; /* size is a power of 2 */
	DWORD last_request;

	struct buf faults;
	unsigned fault_count;
};

/* slot.c: the callbacks, a set a host, because TAPI's carry no context. */
struct callbacks {
	ASYNC_COMPLETION completion;
	LINEEVENT line;
	PHONEEVENT phone;
	TUISPIDLLCALLBACK ui;
};
bool slot_take(struct host *host);		/* sets host->slot; false: all are taken */
void slot_give(struct host *host);
const struct callbacks *slot_callbacks(const struct host *host);

/* load.c: windows are of this process, so for them a provider that is in one of its own is
 * loaded here too, once somebody wants one. */
void load_ui(struct host *host);

/* news.c: what the provider tells. */
void news_reply(struct host *host, DRV_REQUESTID id, LONG result);
void news_line(struct host *host, HTAPILINE ht_line, HTAPICALL ht_call, DWORD message,
	       DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3);
void news_phone(struct host *host, HTAPIPHONE ht_phone, DWORD message,
		DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3);

/* dialog.c */
void dialog_create_locked(struct host *host, TUISPICREATEDIALOGINSTANCEPARAMS *params);
void dialog_data_locked(struct host *host, uint32_t dialog, const void *bytes, DWORD size);
void dialogs_close(struct host *host);		/* and wait until they are */

/* queue.c: hand out `event`; takes the lock held and gives it back. The other says
 * that there is a chore. */
void queue_post_unlock(struct host *host, struct host_event *event);
void queue_chore_unlock(struct host *host);

/* chore.c */
bool chore_add_locked(struct host *host, const struct chore *chore);
void chores_do_locked(struct host *host);	/* gives the lock back meanwhile */
void chores_free(struct host *host);

/* request.c */
LONG request_new(struct host *host, const char *function, uint32_t object, uint32_t call);
struct request *request_find_locked(struct host *host, DWORD id);
void request_end_locked(struct host *host, struct request *request);

/* device.c */
bool devices_add(struct devices *devices, DWORD id);
struct device *device_find_locked(struct devices *devices, DWORD id);
void device_remove(struct host *host, DWORD message, DWORD device);

/* call.c, callobj.c */
struct host_call *call_find_locked(struct host *host, uint32_t call);
struct host_call *call_new_locked(struct host *host, struct host_line *line);
void call_forget_locked(struct host *host, struct host_call *call);
struct host_call *call_hold(struct host *host, uint32_t call, bool unborn_too);
void call_release(struct host *host, struct host_call *call);
struct host_line *line_find_locked(struct host *host, uint32_t line);
struct host_phone *phone_find_locked(struct host *host, uint32_t phone);

/* fault.c: one sentence with its rule in front, without a full stop. */
void fault_locked(struct host *host, const char *rule, const char *format, ...) PRINTF_LIKE(3, 4);
void fault(struct host *host, const char *rule, const char *format, ...) PRINTF_LIKE(3, 4);

/* A synchronous function answers 0 or a negative error and nothing else. */
LONG fault_judge(struct host *host, const char *function, LONG result);

static inline void tspi_enter(struct host *host)
{
	if (host->tspi_options & LINETSPIOPTION_NONREENTRANT)
		uv_mutex_lock(&host->serial);
}

static inline void tspi_leave(struct host *host)
{
	if (host->tspi_options & LINETSPIOPTION_NONREENTRANT)
		uv_mutex_unlock(&host->serial);
}

/* Call a synchronous function of the provider, if it exports it. */
#define ASK(host, fn, ...) ASK_ELSE(LINEERR_OPERATIONUNAVAIL, host, fn, __VA_ARGS__)
#define ASK_PHONE(host, fn, ...) ASK_ELSE(PHONEERR_OPERATIONUNAVAIL, host, fn, __VA_ARGS__)
#define ASK_ELSE(unavail, host, fn, ...) ({					\
	LONG asked_ = (LONG)(unavail);						\
	if ((host)->tspi.fn) {							\
		tspi_enter(host);						\
		asked_ = (host)->tspi.fn(__VA_ARGS__);				\
		tspi_leave(host);						\
		asked_ = fault_judge(host, #fn, asked_);			\
	}									\
	asked_;									\
})

/* Call an asynchronous one with the request that was made for it. */
#define ASK_ASYNC(host, request, fn, ...) ({					\
	LONG asked_ = (LONG)LINEERR_OPERATIONUNAVAIL;				\
	if ((host)->tspi.fn) {							\
		tspi_enter(host);						\
		asked_ = (host)->tspi.fn((DRV_REQUESTID)(request), __VA_ARGS__); \
		tspi_leave(host);						\
	}									\
	host_request_end(host, request, asked_);				\
})

/* `text` as UTF-16, for mem_free(). False: no memory; NULL stays NULL. */
bool wide_new(LPWSTR *out, const char *text);

#endif
