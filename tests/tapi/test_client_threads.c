/* SPDX-License-Identifier: MIT
 * test_client_threads.c - programs whose threads share the connection: one waits for
 * messages while others ask, shut down, or wait too. */
#include "client_scene.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#define ASKED 500
#define NEVER 0xFFFFFFFFu

struct waiter {
	HLINEAPP app;
	DWORD id;		/* the message that it waits for */
	LINEMESSAGE message;	/* the last that came */
	LONG answer;
	pthread_t thread;
	bool runs;
};

static void *wait_for_message(void *arg)
{
	struct waiter *waiter = arg;

	do
		waiter->answer = lineGetMessage(waiter->app, &waiter->message, NEVER);
	while (!waiter->answer && waiter->message.dwMessageID != waiter->id);
	return NULL;
}

static void join(void *arg)
{
	struct waiter *waiter = arg;

	if (waiter->runs)
		pthread_join(waiter->thread, NULL);
	waiter->runs = false;
}

static void start(struct waiter *waiter)
{
	waiter->runs = pthread_create(&waiter->thread, NULL, wait_for_message, waiter) == 0;
	NEED(waiter->runs);
}

static HLINEAPP second_app(void)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices, version = V2_2;
	HLINEAPP app = 0;

	CHECK_INT(lineInitializeExA(&app, NULL, NULL, "second", &devices, &version, &params), 0);
	NEED(app);
	return app;
}

TEST_ONCE(client_threads, who_waits_for_messages_hears_that_his_application_was_shut_down)
{
	static struct waiter waiter;

	prog_begin();
	waiter = (struct waiter){ .app = it.app };
	start(&waiter);
	CHECK_INT(lineShutdown(it.app), 0);
	it.app = 0;
	join(&waiter);
	CHECK(waiter.answer == (LONG)LINEERR_INVALAPPHANDLE);
}

TEST_ONCE(client_threads, who_waits_for_messages_hears_that_the_server_has_gone)
{
	static struct waiter waiter;

	prog_begin();
	waiter = (struct waiter){ .app = it.app, .id = LINE_LINEDEVSTATE };
	start(&waiter);
	scene_close();
	join(&waiter);
	CHECK_INT(waiter.answer, 0);
	CHECK_INT(waiter.message.dwParam1, LINEDEVSTATE_REINIT);
}

TEST_ONCE(client_threads, threads_of_two_applications_each_get_their_messages)
{
	static struct waiter caller, called;
	static HCALL call;
	HLINEAPP other;
	HLINE mine, others;

	prog_begin();
	other = second_app();
	mine = prog_open(0, 1);
	CHECK_INT(lineOpenA(other, 1, &others, V2_2, 0, 2, OWNER, VOICE, NULL), 0);
	caller = (struct waiter){ .app = it.app, .id = LINE_REPLY };
	called = (struct waiter){ .app = other, .id = LINE_APPNEWCALL };
	start(&caller);
	start(&called);
	CHECK(lineMakeCallA(mine, &call, "200", 0, NULL) > 0);
	join(&caller);
	scene_advance(2000);
	join(&called);
	CHECK_INT(caller.answer, 0);
	CHECK_INT(called.answer, 0);
	CHECK_INT(called.message.hDevice, others);
	CHECK_INT(lineShutdown(other), 0);
}

TEST_ONCE(client_threads, requests_are_answered_while_another_thread_waits_for_messages)
{
	static struct waiter waiter;
	char room[2048];
	LINECALLINFO *info = (LINECALLINFO *)room;
	LONG request;

	prog_talk();
	waiter = (struct waiter){ .app = it.app, .id = LINE_REPLY };
	start(&waiter);
	info->dwTotalSize = sizeof(room);
	for (int i = 0; i < ASKED; i++)
		CHECK_INT(lineGetCallInfoW(it.out, info), 0);
	request = lineDrop(it.out, NULL, 0);
	join(&waiter);
	CHECK_INT(waiter.answer, 0);
	CHECK_INT((LONG)waiter.message.dwParam1, request);
	CHECK_INT(waiter.message.dwParam2, 0);
}

/* --- callbacks ----------------------------------------------------------------------- */

static struct {
	HLINEAPP app;
	sem_t begun;
	atomic_bool over;
	LONG ended;		/* what lineShutdown answered in the callback */
} back;

/* Goes on for a good while after the application has gone. */
static void CALLBACK linger(DWORD device, DWORD message, DWORD_PTR instance, DWORD_PTR p1,
			    DWORD_PTR p2, DWORD_PTR p3)
{
	LINECOUNTRYLIST list = { .dwTotalSize = sizeof(list) };
	LINEEXTENSIONID extension;
	DWORD version;

	if (message != LINE_REPLY)
		return;
	sem_post(&back.begun);
	while (!lineNegotiateAPIVersion(back.app, 0, V2_2, V2_2, &version, &extension))
		;
	for (int i = 0; i < ASKED; i++)
		lineGetCountryA(1, V2_2, &list);
	back.over = true;
}

static void CALLBACK shut_down(DWORD device, DWORD message, DWORD_PTR instance, DWORD_PTR p1,
			       DWORD_PTR p2, DWORD_PTR p3)
{
	back.ended = lineShutdown(back.app);
	back.over = true;
}

static void *dispatch(void *arg)
{
	while (!back.over)
		opentsp_tapi_dispatch(WAIT_MS);
	return NULL;
}

/* An application with that callback, which has a reply to come. */
static void begin_with(LINECALLBACK callback)
{
	static HCALL call;	/* written when the reply comes */
	DWORD devices;
	HLINE line;

	prog_begin();
	sem_init(&back.begun, 0, 0);
	back.over = false;
	back.ended = -1;
	CHECK_INT(lineInitialize(&back.app, NULL, callback, "called back", &devices), 0);
	CHECK_INT(lineOpenA(back.app, 0, &line, 0x00010004, 0, 0, OWNER, VOICE, NULL), 0);
	CHECK(lineMakeCallA(line, &call, "200", 0, NULL) > 0);
}

TEST_ONCE(client_threads, no_callback_runs_any_more_when_lineShutdown_has_returned)
{
	pthread_t thread;

	begin_with(linger);
	NEED(pthread_create(&thread, NULL, dispatch, NULL) == 0);
	sem_wait(&back.begun);
	CHECK_INT(lineShutdown(back.app), 0);
	CHECK(back.over);
	pthread_join(thread, NULL);
}

TEST_ONCE(client_threads, a_callback_may_shut_its_application_down)
{
	begin_with(shut_down);
	CHECK_INT(opentsp_tapi_dispatch(WAIT_MS), 1);
	CHECK_INT(back.ended, 0);
}
