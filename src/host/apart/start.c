/* SPDX-License-Identifier: MIT
 * start.c - start a provider's process, and end it for good. */
#include "host/apart/in.h"
#include "base/mem.h"
#include "os/clock.h"
#include "os/link.h"

#define LIMIT_MS 10000
#define PAUSE_MS 500

static struct apart *slots[HOST_MAX];	/* set while a host has the slot */

struct apart *apart_of(int slot)
{
	return slots[slot];
}

static void say_load(struct apart *apart)
{
	const char *conf = apart->conf ? apart->conf : "";
	struct buf b;

	apart_begin(&b, APART_LOAD);
	apart_block(&b, apart->path, (uint32_t)strlen(apart->path) + 1);
	apart_block(&b, conf, (uint32_t)strlen(conf) + 1);
	uv_mutex_lock(&apart->write);
	apart_send(apart->child.link, &b);
	uv_mutex_unlock(&apart->write);
	buf_free(&b);
}

enum err apart_start(struct apart *apart)
{
	uint64_t until = uv_hrtime() + (uint64_t)apart->limit_ms * 1000000, now;
	struct child child;

	if (!child_start(&child, apart->program)) {
		buf_reset(&apart->why);
		buf_printf(&apart->why, "%s: cannot be started", apart->program);
		return ERR_RESOURCE;
	}
	link_limit(child.link, apart->limit_ms);	/* it may not read */
	uv_mutex_lock(&apart->lock);
	apart->child = child;
	apart->stream.link = child.link;
	apart->stream.from = apart->stream.len = 0;
	apart->ended = apart->loaded = false;
	apart->late = NULL;
	apart->state = APART_STARTS;
	apart->reads = uv_thread_create(&apart->reader, apart_read, apart) == 0;
	apart->ended = !apart->reads;
	uv_mutex_unlock(&apart->lock);
	say_load(apart);
	uv_mutex_lock(&apart->lock);
	for (now = uv_hrtime(); !apart->loaded && !apart->ended && now < until; now = uv_hrtime())
		uv_cond_timedwait(&apart->changed, &apart->lock, until - now);
	if (!apart->loaded && !apart->why.len)
		buf_printf(&apart->why, "%s: did not load in its process", apart->path);
	uv_mutex_unlock(&apart->lock);
	apart->started_ms = clock_ms();
	return apart->loaded ? OK : ERR_RESOURCE;
}

/* Beside this program, or where packages put it. */
static char *find_program(void)
{
	static const char *const folders[] = { "", "../libexec/opentsp/", "../bin/" };
	static const char *const names[] = { "tspi-apart", "tspi-apart.exe" };
	size_t len = 1024, folder;
	char here[1024], *found = NULL;
	struct buf path;
	uv_fs_t request;

	if (uv_exepath(here, &len))
		return NULL;
	for (folder = len; folder > 0 && here[folder - 1] != '/' && here[folder - 1] != '\\';)
		folder--;
	buf_grow(&path);
	for (size_t i = 0; i < 6 && !found; i++) {
		buf_reset(&path);
		buf_bytes(&path, here, folder);
		buf_text(&path, folders[i / 2]);
		buf_text(&path, names[i % 2]);
		if (uv_fs_stat(NULL, &request, buf_c(&path), NULL) == 0)
			found = mem_copy(buf_c(&path));
		uv_fs_req_cleanup(&request);
	}
	buf_free(&path);
	return found;
}

static struct apart *apart_new(struct host *host, const char *conf)
{
	struct apart *apart = mem_zalloc(sizeof(*apart));

	if (!apart)
		return NULL;
	apart->host = host;
	apart->slot = host->slot;
	apart->child.link = -1;
	apart->limit_ms = host->options.apart_limit_ms ? host->options.apart_limit_ms : LIMIT_MS;
	apart->pause_ms = PAUSE_MS;
	uv_mutex_init(&apart->lock);
	uv_mutex_init(&apart->write);
	uv_cond_init(&apart->changed);
	list_init(&apart->asks);
	list_init(&apart->frames);
	list_init(&apart->owed);
	list_init(&apart->opens);
	list_init(&apart->calls);
	list_init(&apart->digits);
	buf_grow(&apart->why);
	apart->path = mem_copy(host->path);
	apart->conf = mem_copy(conf);
	apart->program = find_program();
	return apart;
}

static void apart_free(struct apart *apart)
{
	apart_forget_locked(apart);
	mem_free(apart->lines.at);
	mem_free(apart->phones.at);
	mem_free(apart->stream.at);
	mem_free(apart->path);
	mem_free(apart->conf);
	mem_free(apart->program);
	buf_free(&apart->why);
	uv_cond_destroy(&apart->changed);
	uv_mutex_destroy(&apart->write);
	uv_mutex_destroy(&apart->lock);
	mem_free(apart);
}

enum err apart_open(struct host *host, const char *conf, struct buf *why)
{
	struct apart *apart = apart_new(host, conf);
	enum err err = ERR_NOMEM;

	host->apart = apart;
	if (!apart || !apart->path)
		return err;
	if (!apart->program) {
		buf_printf(why, "%s: tspi-apart, the program for its process, is not beside this one",
			   host->path);
		return ERR_RESOURCE;
	}
	slots[host->slot] = apart;
	err = apart_start(apart);
	if (err) {
		buf_span_add(why, buf_span(&apart->why));
		return err;
	}
	apart->kept = uv_thread_create(&apart->keeper, apart_keep, apart) == 0;
	if (!apart->kept)
		return ERR_RESOURCE;
	apart_fill(&host->tspi, host->slot, apart->exported);
	apart->state = APART_UP;
	return OK;
}

void apart_close(struct host *host)
{
	struct apart *apart = host->apart;
	char how[200];

	if (!apart)
		return;
	uv_mutex_lock(&apart->lock);
	apart->closing = true;
	uv_cond_broadcast(&apart->changed);
	uv_mutex_unlock(&apart->lock);
	if (apart->kept)
		uv_thread_join(&apart->keeper);
	else if (apart->reads)
		apart_fall(apart, how, sizeof(how));
	slots[host->slot] = NULL;
	apart_free(apart);
	host->apart = NULL;
}
