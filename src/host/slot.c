/* SPDX-License-Identifier: MIT
 * slot.c - a set of callbacks for each host there can be.
 *
 * ASYNC_COMPLETION and the messages about devices carry nothing that says for
 * whom they are; so each host gives its provider functions of its own.
 */
#include "host_in.h"

static struct host *slots[HOST_MAX];
static uv_once_t once = UV_ONCE_INIT;
static uv_rwlock_t guard;

static void prepare(void)
{
	uv_rwlock_init(&guard);
}

static struct host *host_at(int slot)
{
	struct host *host;

	uv_rwlock_rdlock(&guard);
	host = slots[slot];
	uv_rwlock_rdunlock(&guard);
	return host;
}

/* A provider that speaks after it was unloaded from its host is not heard. */
#define SLOT(n)									\
static void CALLBACK completion_##n(DRV_REQUESTID id, LONG result)		\
{										\
	struct host *host = host_at(n);						\
										\
	if (host)								\
		news_reply(host, id, result);					\
}										\
static void CALLBACK line_##n(HTAPILINE ht_line, HTAPICALL ht_call, DWORD message, \
			      DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)		\
{										\
	struct host *host = host_at(n);						\
										\
	if (host)								\
		news_line(host, ht_line, ht_call, message, p1, p2, p3);		\
}										\
static void CALLBACK phone_##n(HTAPIPHONE ht_phone, DWORD message,		\
			       DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)	\
{										\
	struct host *host = host_at(n);						\
										\
	if (host)								\
		news_phone(host, ht_phone, message, p1, p2, p3);		\
}										\
static LONG CALLBACK ui_##n(DWORD_PTR object, DWORD type, LPVOID block, DWORD size) \
{										\
	struct host *host = host_at(n);						\
										\
	return host ? host_dialog_says(host, object, type, block, size) : (LONG)LINEERR_OPERATIONFAILED; \
}
SLOT(0) SLOT(1) SLOT(2) SLOT(3) SLOT(4) SLOT(5) SLOT(6) SLOT(7)

#define ROW(n) { completion_##n, line_##n, phone_##n, ui_##n }
static const struct callbacks callbacks[HOST_MAX] = {
	ROW(0), ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7),
};

bool slot_take(struct host *host)
{
	bool taken = false;

	uv_once(&once, prepare);
	uv_rwlock_wrlock(&guard);
	for (int i = 0; i < HOST_MAX && !taken; i++) {
		if (slots[i])
			continue;
		slots[i] = host;
		host->slot = i;
		taken = true;
	}
	uv_rwlock_wrunlock(&guard);
	return taken;
}

void slot_give(struct host *host)
{
	uv_rwlock_wrlock(&guard);
	slots[host->slot] = NULL;
	uv_rwlock_wrunlock(&guard);
}

const struct callbacks *slot_callbacks(const struct host *host)
{
	return &callbacks[host->slot];
}
