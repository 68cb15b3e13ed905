/* SPDX-License-Identifier: MIT
 * in.h - what the files of this side of a provider's own process share.
 *
 * One lock for all of a provider, held while nobody is called and nothing is waited for.
 */
#ifndef HOST_APART_IN_H
#define HOST_APART_IN_H

#include "host/apart/apart.h"
#include "base/list.h"
#include "host/host_in.h"
#include "os/child.h"

enum apart_state {
	APART_DOWN,	/* no process */
	APART_STARTS,	/* only its keeper may ask */
	APART_UP,
};

/* A frame that waits for its turn. */
struct apart_kept {
	struct list node;
	uint32_t kind;
	size_t size;
	char bytes[];
};

/* A function that was asked and has not returned. On the stack of who asks. */
struct apart_ask {
	struct list node;
	uint32_t id;
	enum apart_fn fn;
	const DWORD_PTR *a;
	uint32_t sizes[APART_ARGS];
	LONG result;
	bool done;
	struct apart_owed *owed;
};

/* A request whose ASYNC_COMPLETION is to come. */
struct apart_owed {
	struct list node;
	enum apart_fn fn;
	DWORD request;
	bool returned, completed;
	bool lost;			/* whose room it was given has been closed */
	LONG result;			/* of the completion */
	DWORD_PTR a[APART_ARGS], kept[APART_ARGS]; /* kept: instead of room that is lent no more */
	uint32_t sizes[APART_ARGS];
};

/* What is open there (known.c). */
struct apart_open {
	struct list node;
	bool phone;
	DWORD_PTR ht, hd;
	uint32_t procedure;
};
struct apart_call {
	struct list node;
	DWORD_PTR line, ht, hd;		/* TAPI's handle of the line; TAPI's and the provider's */
	bool born;			/* TAPI has heard of it or its request succeeded */
	DWORD state, media;
};
/* Where digits go that are being gathered. */
struct apart_digits {
	struct list node;
	uint64_t key;
	DWORD_PTR call;			/* hd */
	LPWSTR out;
	DWORD count;
};

/* A device: as TAPI knows it, and as the process of now does. */
struct apart_device {
	DWORD id, there;
	bool temporary;			/* it was offered by LINE_CREATE and has no id yet */
};
struct apart_devices {
	struct apart_device *at;
	size_t count;
	bool moved;			/* some `there` is not its `id` */
};

struct apart {
	struct host *host;
	int slot;
	char *path, *conf, *program;
	uint32_t limit_ms;
	uv_mutex_t lock, write;
	uv_cond_t changed;		/* something was answered or is over */
	enum apart_state state;
	struct child child;
	struct apart_stream stream;
	struct list frames;		/* that came while a procedure of TAPI's was asking */
	size_t frames_size;		/* bytes in them */
	bool over;			/* the stream has ended; for who reads it only */
	const struct apart_ask *nested;	/* who asks inside a procedure; NULL: nobody */
	uint64_t nested_until;
	uv_thread_t reader, keeper;
	bool reads, kept, ended, closing; /* the threads run; the stream is over; apart_close() */
	bool loaded;
	unsigned char exported[APART_FN_COUNT];
	struct buf why;			/* why it could not be loaded */
	const char *late;		/* the function that was not answered in time; or NULL */
	uint64_t started_ms;
	uint32_t pause_ms;		/* before it is started the next time */

	uint32_t last_id;
	struct list asks, owed, opens, calls, digits;
	LINEEVENT on_line[APART_PROCEDURES];
	PHONEEVENT on_phone[APART_PROCEDURES];
	ASYNC_COMPLETION on_done[APART_PROCEDURES];

	/* How the session was begun, to begin it again. */
	bool session;
	DWORD versions[2], phone_versions[2];	/* that were offered for devices; 0: none */
	DWORD_PTR enumerated[6], inited[8], negotiated[4];
	struct apart_devices lines, phones;
};

/* apart.c, start.c */
enum err apart_open(struct host *host, const char *conf, struct buf *why); /* fills host->tspi */
void apart_close(struct host *host);		/* the session is over; NULL: there is none */
LONG apart_ask(int slot, enum apart_fn fn, const DWORD_PTR *a);
LONG apart_ask_now(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a); /* by the keeper too */
enum err apart_start(struct apart *apart);	/* a process, until it is loaded */
bool apart_returned(struct apart *apart, struct apart_rest *rest);	/* false: that is no frame */
void apart_over_locked(struct apart *apart, struct apart_ask *ask, LONG result); /* it has this */
void apart_late_locked(struct apart *apart, enum apart_fn fn);	/* its process has to go */
struct apart *apart_of(int slot);
bool apart_write_outs(const struct apart_row *row, const DWORD_PTR *a, const uint32_t *sizes,
		      struct apart_rest rest, LONG result, bool handles_only);

/* read.c: the thread that reads; and an ask on it, inside a procedure of TAPI's. */
void apart_read(void *arg);
bool apart_reads_here(const struct apart *apart);
void apart_read_nested(struct apart *apart, struct apart_ask *ask);

/* thunk.c: what `slot` of a host calls; NULL where `exported` says so. */
void apart_fill(struct tspi *out, int slot, const unsigned char *exported);

/* news.c: a frame of the child is TAPI's news. False: that is no such frame. */
bool apart_done(struct apart *apart, struct apart_rest *rest);
bool apart_event(struct apart *apart, struct apart_rest *rest);
bool apart_digits(struct apart *apart, struct apart_rest *rest);

/* known.c */
void apart_learn_locked(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a, LONG result);
void apart_learn_call_locked(struct apart *apart, DWORD_PTR line, DWORD_PTR ht, DWORD_PTR hd,
			     bool born);
struct apart_call *apart_call_of_locked(struct apart *apart, DWORD_PTR hd);
void apart_births_locked(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a, bool born);
bool apart_knows_locked(struct apart *apart, enum apart_fn fn, const DWORD_PTR *a);
void apart_settled_locked(struct apart *apart, const struct apart_owed *owed);
bool apart_closes_locked(struct apart *apart, enum apart_fn fn, DWORD_PTR hd, DWORD_PTR *ht);
void apart_heard_locked(struct apart *apart, const struct apart_event *event);
void apart_forget_locked(struct apart *apart);		/* all that is known, without a word */
DWORD apart_there(const struct apart_devices *devices, DWORD id);
DWORD apart_here(const struct apart_devices *devices, DWORD there);
bool apart_number(struct apart_devices *devices, DWORD base, DWORD count);

/* keep.c: the thread that starts it again, and how a process ends: nobody waits for
 * it any more, and `how` says what became of it. */
void apart_keep(void *arg);
void apart_fall(struct apart *apart, char *how, size_t size);

static inline LONG apart_error(enum apart_fn fn, LONG line, LONG phone)
{
	return apart_rows[fn].phone ? phone : line;
}

/* A request is taken by its own number, and by nothing else. */
static inline bool apart_is_taken(enum apart_fn fn, const DWORD_PTR *a, LONG result)
{
	return apart_rows[fn].async && result > 0 && (DWORD)result == (DWORD)a[0];
}

#define APART_FAILED(fn) apart_error(fn, (LONG)LINEERR_OPERATIONFAILED, (LONG)PHONEERR_OPERATIONFAILED)
#define APART_GONE(fn) apart_error(fn, (LONG)LINEERR_RESOURCEUNAVAIL, (LONG)PHONEERR_RESOURCEUNAVAIL)

#endif
