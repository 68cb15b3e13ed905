/* SPDX-License-Identifier: MIT
 * ticker.c - a provider that does nothing but tell its lines the time, for bench_tapi: how
 * long news of a provider is on its way to an application. See ticker.h. */
#define _GNU_SOURCE
#include "ticker.h"
#include "abi/sizes.h"
#include "abi/tspi.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

static struct {
	DWORD base;
	ASYNC_COMPLETION complete;
	LINEEVENT event;
	_Atomic(uintptr_t) lines[TICKER_LINES];	/* HTAPILINE; 0: closed */
	pthread_mutex_t lock;
	pthread_cond_t more;
	pthread_t thread;
	struct ticker_order order;
	unsigned line;			/* whose order it is */
	bool ordered, ends;
} t = { .lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER };

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void sleep_until(uint64_t ns)
{
	const struct timespec until = { (time_t)(ns / 1000000000u), (long)(ns % 1000000000u) };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static void tick(unsigned line, uint32_t number)
{
	const uintptr_t handle = t.lines[line];
	const uint64_t now = now_ns();

	if (handle)
		t.event((HTAPILINE)handle, (HTAPICALL)0, LINE_DEVSPECIFIC, number,
			(DWORD)(now >> 32), (DWORD)now);
}

static void carry_out(const struct ticker_order *order, unsigned line)
{
	const uint64_t start = now_ns();
	uint64_t due;

	for (uint32_t i = 0; i < order->count; i++) {
		if (order->per_second) {
			due = start + (uint64_t)i * 1000000000u / order->per_second;
			if (now_ns() < due)
				sleep_until(due);
		}
		tick(order->all ? i % TICKER_LINES : line, i);
	}
}

static void *run(void *nothing)
{
	struct ticker_order order;
	unsigned line;

	pthread_mutex_lock(&t.lock);
	while (!t.ends) {
		if (!t.ordered) {
			pthread_cond_wait(&t.more, &t.lock);
			continue;
		}
		order = t.order;
		line = t.line;
		t.ordered = false;
		pthread_mutex_unlock(&t.lock);
		carry_out(&order, line);
		pthread_mutex_lock(&t.lock);
	}
	pthread_mutex_unlock(&t.lock);
	return NULL;
}

LONG TSPIAPI TSPI_lineNegotiateTSPIVersion(DWORD device, DWORD low, DWORD high, LPDWORD out)
{
	if (low > TAPI_2_2 || high < TAPI_2_2)
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	*out = TAPI_2_2;
	return 0;
}

LONG TSPIAPI TSPI_providerEnumDevices(DWORD provider, LPDWORD lines, LPDWORD phones,
				      HPROVIDER handle, LINEEVENT line_create,
				      PHONEEVENT phone_create)
{
	*lines = TICKER_LINES;
	*phones = 0;
	return 0;
}

LONG TSPIAPI TSPI_providerInit(DWORD version, DWORD provider, DWORD line_base, DWORD phone_base,
			       DWORD_PTR lines, DWORD_PTR phones, ASYNC_COMPLETION completion,
			       LPDWORD options)
{
	t.base = line_base;
	t.complete = completion;
	return pthread_create(&t.thread, NULL, run, NULL) ? (LONG)LINEERR_NOMEM : 0;
}

LONG TSPIAPI TSPI_providerShutdown(DWORD version, DWORD provider)
{
	pthread_mutex_lock(&t.lock);
	t.ends = true;
	pthread_cond_signal(&t.more);
	pthread_mutex_unlock(&t.lock);
	pthread_join(t.thread, NULL);
	return 0;
}

LONG TSPIAPI TSPI_lineGetDevCaps(DWORD device, DWORD version, DWORD ext, LPLINEDEVCAPS caps)
{
	const DWORD fixed = abi_fixed_size(ABI_LINEDEVCAPS, version);

	caps->dwNumAddresses = 1;
	caps->dwMediaModes = LINEMEDIAMODE_INTERACTIVEVOICE;
	caps->dwPermanentLineID = device - t.base + 1;
	caps->dwNeededSize = caps->dwUsedSize = fixed;
	return 0;
}

LONG TSPIAPI TSPI_lineOpen(DWORD device, HTAPILINE ht, LPHDRVLINE out, DWORD version,
			   LINEEVENT event)
{
	t.event = event;
	t.lines[device - t.base] = (uintptr_t)ht;
	*out = (HDRVLINE)(uintptr_t)(device - t.base + 1);
	return 0;
}

LONG TSPIAPI TSPI_lineClose(HDRVLINE line)
{
	t.lines[(uintptr_t)line - 1] = 0;
	return 0;
}

LONG TSPIAPI TSPI_lineSetDefaultMediaDetection(HDRVLINE line, DWORD modes)
{
	return 0;
}

LONG TSPIAPI TSPI_lineDevSpecific(DRV_REQUESTID request, HDRVLINE line, DWORD address,
				  HDRVCALL call, LPVOID params, DWORD size)
{
	if (size != sizeof(t.order))
		return (LONG)LINEERR_INVALPARAM;
	pthread_mutex_lock(&t.lock);
	memcpy(&t.order, params, sizeof(t.order));
	t.line = (unsigned)(uintptr_t)line - 1;
	t.ordered = true;
	pthread_cond_signal(&t.more);
	pthread_mutex_unlock(&t.lock);
	t.complete(request, 0);
	return (LONG)request;
}
