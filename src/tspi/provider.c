/* SPDX-License-Identifier: MIT
 * provider.c - the life of the provider: enumerate, begin, end. */
#include "base/log.h"
#include "base/loop.h"
#include "base/mem.h"
#include "os/paths.h"
#include "tspi/command.h"
#include "tspi/courier.h"
#include "tspi/door.h"

/* Sessions begin and end one at a time; the desk's lock cannot serve, as
 * threads start and end here. */
static uv_mutex_t life;
static uv_once_t life_made = UV_ONCE_INIT;
static int sessions;		/* providers between Init and Shutdown */

static void make_life(void)
{
	uv_mutex_init(&life);
}

static void life_enter(void)
{
	uv_once(&life_made, make_life);
	uv_mutex_lock(&life);
}

static void desk_lock(void *arg)
{
	desk_enter(arg);
}

static void desk_unlock(void *arg)
{
	desk_leave(arg);
}

/* The provider instance `ppid` with its configuration freshly read, unless it
 * is at work (R-LOAD-10, R-LOAD-15). At the desk. */
static enum err instance(struct provider **out, struct desk *desk, DWORD ppid)
{
	struct provider *provider = provider_find(desk, ppid);
	char *path;
	struct buf why;
	enum err err;

	if (provider && (provider->active || provider->fresh)) {
		*out = provider;
		return OK;
	}
	provider_free(provider);
	path = paths_configuration(ppid);
	if (!path)
		return ERR_NOMEM;
	buf_grow(&why);
	err = provider_new(out, desk, ppid, path, &why);
	if (err)
		log_write(LOG_ERROR, "provider", NULL, "nothing starts: %s",
			  why.len ? buf_c(&why) : err_text(err));
	buf_free(&why);
	mem_free(path);
	return err;
}

LONG TSPIAPI TSPI_providerEnumDevices(DWORD ppid, LPDWORD lines, LPDWORD phones,
				      HPROVIDER htprovider, LINEEVENT line_create,
				      PHONEEVENT phone_create)
{
	struct provider *provider;
	struct desk *desk;
	enum err err = ERR_POINTER;
	LONG result;

	life_enter();
	desk = door_enter();
	if (lines && phones)
		err = instance(&provider, desk, ppid);
	if (!err) {
		provider->htprovider = htprovider;
		provider->line_create = line_create;
		provider->phone_create = phone_create;
		provider->fresh = true;
		*lines = provider->line_count;
		*phones = provider->phone_count;
	}
	/* INIFILECORRUPT is no answer of this function (functions.tsv). */
	result = door_answer(__func__, NULL, err == ERR_CONFIG ? ERR_FAILED : err);
	door_leave();
	uv_mutex_unlock(&life);
	return result;
}

/* The threads that a session needs. Not at the desk. */
static enum err threads_start(struct desk *desk, bool virtual_clock)
{
	const struct loop_lock lock = { desk_lock, desk_unlock, desk };
	struct loop *loop = NULL;
	enum err err;

	if (!desk->loop && !virtual_clock) {
		err = loop_open(&loop, &desk->timers, &lock);
		if (err)
			return err;
		desk_enter(desk);
		desk->loop = loop;
		desk_leave(desk);
	}
	return courier_start(desk);
}

static void threads_stop(struct desk *desk)
{
	struct loop *loop;

	courier_stop();
	desk_enter(desk);
	loop = desk->loop;
	desk->loop = NULL;
	desk_leave(desk);
	loop_close(loop);
}

static enum err begin(struct desk *desk, struct provider *provider, DWORD base, DWORD lines)
{
	struct buf why;
	enum err err;

	buf_grow(&why);
	err = provider_start(provider, base, lines, &why);
	if (err)
		log_write(LOG_ERROR, "provider", NULL, "nothing starts: %s",
			  why.len ? buf_c(&why) : err_text(err));
	buf_free(&why);
	return err;
}

LONG TSPIAPI TSPI_providerInit(DWORD version, DWORD ppid, DWORD line_base, DWORD phone_base,
			       DWORD_PTR lines, DWORD_PTR phones, ASYNC_COMPLETION completion,
			       LPDWORD options)
{
	struct provider *provider = NULL;
	struct desk *desk;
	DWORD agreed;
	bool virtual_clock = false;
	enum err err;
	LONG result;

	life_enter();
	desk = door_enter();
	err = completion ? OK : ERR_POINTER;
	if (!err && (!door_version(version, version, &agreed)))
		err = ERR_VERSION;
	if (!err)
		err = instance(&provider, desk, ppid);
	if (!err && provider->active) {		/* R-LOAD-8 */
		provider->inits++;
		goto out;
	}
	if (!err)
		virtual_clock = provider->config.provider.clock == CLOCK_VIRTUAL;
	door_leave();
	if (!err)
		err = threads_start(desk, virtual_clock);
	door_enter();
	if (!err) {
		provider->version = version;
		provider->complete = completion;
		provider->phone_base = phone_base;
		provider->phones_told = (DWORD)phones;
		desk->virtual_clock = !desk->loop;
		err = begin(desk, provider, line_base, (DWORD)lines);
	}
	if (!err) {
		sessions++;
		provider->inits = 1;
	} else if (provider) {
		provider_stop(provider);
		provider_free(provider);
	}
	if (!err && options)
		*options = 0;			/* reentrant (R-CB-6) */
out:
	result = door_answer(__func__, NULL, err);
	door_leave();
	if (err && sessions == 0)
		threads_stop(desk);
	uv_mutex_unlock(&life);
	return result;
}

LONG TSPIAPI TSPI_providerShutdown(DWORD version, DWORD ppid)
{
	struct provider *provider;
	struct desk *desk;

	life_enter();
	desk = door_enter();
	provider = provider_find(desk, ppid);
	if (provider && provider->active && --provider->inits == 0) {
		provider_stop(provider);
		courier_farewell(desk, provider);
		provider_free(provider);
		sessions--;
		door_leave();
		if (sessions == 0)
			threads_stop(desk);
		door_enter();
		if (sessions == 0)
			desk_clear(desk);
	}
	door_leave();
	uv_mutex_unlock(&life);
	return 0;
}

/* TAPI does not say whose device it is; the one who announced it knows `temp`. */
static LONG number_device(const char *function, DWORD_PTR temp, DWORD device,
			  enum err (*number)(struct provider *provider, DWORD temp, DWORD device))
{
	struct desk *desk = door_enter();
	enum err err = ERR_DEVICE;
	LONG result;

	list_each(node, &desk->providers) {
		struct provider *provider = list_entry(node, struct provider, node);

		if (provider->active)
			err = number(provider, (DWORD)temp, device);
		if (!err)
			break;
	}
	result = door_answer(function, NULL, err);
	door_leave();
	return result;
}

LONG TSPIAPI TSPI_providerCreateLineDevice(DWORD_PTR temp, DWORD device)
{
	return number_device(__func__, temp, device, provider_number_line);
}

LONG TSPIAPI TSPI_providerCreatePhoneDevice(DWORD_PTR temp, DWORD device)
{
	return number_device(__func__, temp, device, provider_number_phone);
}

LONG TSPIAPI TSPI_providerUIIdentify(LPWSTR out)
{
	char *path = paths_module();
	enum err err = path ? OK : ERR_NOMEM;

	if (!out)
		err = ERR_POINTER;
	else if (!err && utf16_size(path) > 260 * sizeof(WCHAR))	/* MAX_PATH (R-UI-3) */
		err = ERR_FAILED;
	if (!err)
		utf16_write(out, path);
	mem_free(path);
	return door_answer(__func__, NULL, err);
}
