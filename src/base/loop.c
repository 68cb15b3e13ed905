/* SPDX-License-Identifier: MIT
 * loop.c - the one thread that waits for sockets and for time. */
#include "base/loop_in.h"
#include "base/mem.h"
#include "os/thread.h"

#define ROUNDS_MAX 16		/* batches that timers which are due let go first */

static uint64_t clock_ms(const struct loop *loop)
{
	return uv_hrtime() / 1000000 + loop->skew_ms;
}

bool loop_is_here(const struct loop *loop)
{
	uv_thread_t me = uv_thread_self();

	return uv_thread_equal(&me, &loop->self);
}

bool loop_has_much(const struct loop *loop)
{
	return loop->pace.much;
}

const struct loop_counts *loop_counts(const struct loop *loop)
{
	return &loop->counts;
}

/* When the wheel wants to run next, in its own time. */
static uint64_t due_ms(const struct loop *loop)
{
	int64_t next = timers_next(loop->timers);

	return next < 0 ? UINT64_MAX : loop->timers->now_ms + (uint64_t)next;
}

/* Timers fire on the loop's thread only: stop one short of what is due. */
void loop_clock(struct loop *loop)
{
	uint64_t now = clock_ms(loop), due;

	if (now <= loop->timers->now_ms)
		return;
	due = due_ms(loop);
	if (now >= due)
		now = due - 1;
	if (now > loop->timers->now_ms)
		timers_run(loop->timers, now);
}

void loop_send_tray(struct loop *loop)
{
	unsigned first = 0, sent = 0, end;

	while (first < loop->tray_count) {
		for (end = first + 1; end < loop->tray_count; end++)
			if (loop->tray_socket[end] != loop->tray_socket[first])
				break;
		sent += (unsigned)os_udp_send(loop->tray_socket[first], loop->tray + first,
					      (int)(end - first));
		first = end;
	}
	loop->counts.sent += sent;
	loop->counts.dropped += loop->tray_count - sent;
	loop->tray_count = 0;
	loop->tray_used = 0;
}

void loop_flush(struct loop *loop)
{
	if (loop->tray_count && !loop->naps)
		loop_send_tray(loop);
}

void loop_poke(struct loop *loop)
{
	/* The thread itself looks at chores and timers before it waits again. */
	if (loop->woken || loop->naps || loop->stopping || loop_is_here(loop))
		return;
	if (list_empty(&loop->chores) && due_ms(loop) >= loop->armed_ms)
		return;
	loop->woken = true;
	uv_async_send(&loop->wake);
}

void loop_add(struct loop *loop, struct loop_part *part)
{
	list_append(&loop->parts, &part->node);
}

void loop_remove(struct loop_part *part)
{
	list_remove(&part->node);
	list_remove(&part->chore);
}

void loop_work(struct loop *loop, struct loop_part *part)
{
	if (!list_linked(&part->chore))
		list_append(&loop->chores, &part->chore);
}

/* Those that are there now; what they bring about waits for the next round, so
 * that sockets and timers have their turn. */
static void do_chores(struct loop *loop)
{
	struct list mark = { 0 };

	if (list_empty(&loop->chores))
		return;
	list_append(&loop->chores, &mark);
	while (loop->chores.next != &mark) {
		struct loop_part *part = list_entry(loop->chores.next, struct loop_part, chore);

		list_remove(&part->chore);
		part->work(part);
	}
	list_remove(&mark);
	if (!list_empty(&loop->chores) && !loop->woken) {
		loop->woken = true;
		uv_async_send(&loop->wake);
	}
}

static void nothing(uv_idle_t *hurry)
{
}

/* Who comes late looks first at what came meanwhile: it may be what a timer waits
 * for, and nothing is asked again that was answered long ago. */
static void on_alarm(uv_timer_t *alarm)
{
	struct loop *loop = alarm->data;

	loop->due = true;
	uv_idle_start(&loop->hurry, nothing);
}

static void arm(struct loop *loop)
{
	uint64_t due = due_ms(loop), at, now;

	if (due == loop->armed_ms && (due == UINT64_MAX || uv_is_active((uv_handle_t *)&loop->alarm)))
		return;
	loop->armed_ms = due;
	if (due == UINT64_MAX) {
		uv_timer_stop(&loop->alarm);
		return;
	}
	/* uv counts from the time at which it last looked at the clock. */
	at = due - loop->skew_ms;
	now = uv_now(&loop->uv);
	uv_timer_start(&loop->alarm, on_alarm, at > now ? at - now : 0, 0);
}

bool loop_enter(struct loop *loop)
{
	loop->lock.enter(loop->lock.arg);
	if (loop->stopping)
		return false;
	loop_clock(loop);
	return true;
}

void loop_leave(struct loop *loop)
{
	if (!loop->stopping) {
		do_chores(loop);
		arm(loop);
	}
	loop_flush(loop);
	loop->lock.leave(loop->lock.arg);
}

/* When all that came was told it is the timers' turn. When much comes, rest a while and
 * let it gather: one system call then reads many datagrams, and one sends what many
 * calls had to say. */
static void on_rest(uv_check_t *rest)
{
	struct loop *loop = rest->data;
	bool more = loop->more && loop->rounds < ROUNDS_MAX;

	loop->more = false;
	if (more && (loop->due || loop->naps)) {
		loop->rounds++;
		uv_idle_start(&loop->hurry, nothing);	/* there may be no more, and they must not wait then */
		return;
	}
	loop->rounds = 0;
	uv_idle_stop(&loop->hurry);
	if (!loop->due && !loop->naps)
		return;
	if (loop->naps)
		os_nap();
	if (loop_enter(loop) && loop->due)
		timers_run(loop->timers, clock_ms(loop));
	loop->due = loop->naps = false;
	loop_leave(loop);
}

static void end_all(struct loop *loop)
{
	loop->naps = false;
	loop_send_tray(loop);	/* while its sockets are there */
	while (!list_empty(&loop->parts)) {
		struct loop_part *part = list_entry(loop->parts.next, struct loop_part, node);

		loop_remove(part);
		part->end(part);
	}
	uv_close((uv_handle_t *)&loop->wake, NULL);
	uv_close((uv_handle_t *)&loop->alarm, NULL);
	uv_close((uv_handle_t *)&loop->rest, NULL);
	uv_close((uv_handle_t *)&loop->hurry, NULL);
}

static void on_wake(uv_async_t *wake)
{
	struct loop *loop = wake->data;

	loop_enter(loop);
	loop->woken = false;
	if (loop->stopping && !uv_is_closing((uv_handle_t *)&loop->wake))
		end_all(loop);
	loop_leave(loop);
}

static void run(void *arg)
{
	struct loop *loop = arg;

	os_thread_settle("opentsp-loop");
	loop->self = uv_thread_self();
	uv_sem_post(&loop->started);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}

static void release(struct loop *loop)
{
	mem_free(loop->tray_bytes);
	mem_free(loop->batch_bytes);
	mem_free(loop);
}

/* The handles and the thread. False: nothing of them is left. */
static bool start(struct loop *loop)
{
	if (uv_sem_init(&loop->started, 0) != 0)
		return false;
	if (uv_loop_init(&loop->uv) != 0)
		goto no_loop;
	if (uv_async_init(&loop->uv, &loop->wake, on_wake) != 0)
		goto no_wake;
	loop->wake.data = loop->alarm.data = loop->rest.data = loop->hurry.data = loop->uv.data = loop;
	uv_timer_init(&loop->uv, &loop->alarm);
	uv_idle_init(&loop->uv, &loop->hurry);
	uv_check_init(&loop->uv, &loop->rest);
	uv_check_start(&loop->rest, on_rest);
	if (uv_thread_create(&loop->thread, run, loop) == 0) {
		uv_sem_wait(&loop->started);
		return true;
	}
	uv_close((uv_handle_t *)&loop->wake, NULL);
	uv_close((uv_handle_t *)&loop->alarm, NULL);
	uv_close((uv_handle_t *)&loop->rest, NULL);
	uv_close((uv_handle_t *)&loop->hurry, NULL);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
no_wake:
	uv_loop_close(&loop->uv);
no_loop:
	uv_sem_destroy(&loop->started);
	return false;
}

enum err loop_open(struct loop **out, struct timers *timers, const struct loop_lock *lock)
{
	struct loop *loop = mem_zalloc(sizeof(*loop));

	if (!loop)
		return ERR_NOMEM;
	loop->tray_bytes = mem_alloc(LOOP_TRAY_BYTES);
	loop->batch_bytes = mem_alloc((size_t)OS_UDP_BATCH * LOOP_SLOT_STEP);
	if (!loop->tray_bytes || !loop->batch_bytes) {
		release(loop);
		return ERR_NOMEM;
	}
	for (size_t i = 0; i < OS_UDP_BATCH; i++)
		loop->batch[i].bytes = loop->batch_bytes + i * LOOP_SLOT_STEP;
	loop->lock = *lock;
	loop->timers = timers;
	loop->skew_ms = timers->now_ms - uv_hrtime() / 1000000;
	loop->armed_ms = UINT64_MAX;
	list_init(&loop->parts);
	list_init(&loop->chores);
	if (!start(loop)) {
		release(loop);
		return ERR_RESOURCE;
	}
	*out = loop;
	return OK;
}

void loop_close(struct loop *loop)
{
	if (!loop)
		return;
	loop->lock.enter(loop->lock.arg);
	loop->stopping = true;
	loop->lock.leave(loop->lock.arg);
	uv_async_send(&loop->wake);
	uv_thread_join(&loop->thread);
	uv_loop_close(&loop->uv);
	uv_sem_destroy(&loop->started);
	release(loop);
}
