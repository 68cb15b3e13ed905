/* SPDX-License-Identifier: MIT
 * load.c - load a provider, begin a session and end it. */
#include "host/apart/in.h"
#include "abi/names.h"
#include "abi/sizes.h"
#include "base/mem.h"

static void load_one(uv_lib_t *library, const char *name, void *slot, size_t size)
{
	void *address;

	if (uv_dlsym(library, name, &address))
		address = NULL;
	memcpy(slot, &address, size < sizeof(address) ? size : sizeof(address));
}

static void find_dialogs(uv_lib_t *library, struct tspi *tspi)
{
#define TSPI(name, answers, level, since, params)
#define TUISPI(name, answers, level, since, params) \
	load_one(library, "TUISPI_" #name, &tspi->ui_##name, sizeof(tspi->ui_##name));
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
}

static void load_all(uv_lib_t *library, struct tspi *tspi)
{
#define TSPI(name, answers, level, since, params) \
	load_one(library, "TSPI_" #name, &tspi->name, sizeof(tspi->name));
#define TUISPI(name, answers, level, since, params)
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
	find_dialogs(library, tspi);
}

void load_ui(struct host *host)
{
	uv_lib_t library;

	uv_mutex_lock(&host->lock);
	if (host->apart && host->apart->conf && !host->loaded)
		uv_os_setenv("OPENTSP_CONF", host->apart->conf);
	if (host->apart && !host->loaded && uv_dlopen(host->path, &library) == 0) {
		host->library = library;
		host->loaded = true;
		find_dialogs(&library, &host->tspi);
	}
	uv_mutex_unlock(&host->lock);
}

/* The mandatory one that is missing; NULL: all are there. */
static const char *missing(const struct tspi *tspi)
{
	if (!tspi->lineNegotiateTSPIVersion)
		return "TSPI_lineNegotiateTSPIVersion";
	if (!tspi->providerEnumDevices)
		return "TSPI_providerEnumDevices";
	if (!tspi->providerInit)
		return "TSPI_providerInit";
	if (!tspi->providerShutdown)
		return "TSPI_providerShutdown";
	return NULL;
}

/* What the system's loader says, without the path in front, which we say, and
 * without the end of line that Windows puts there. */
static struct span loader_says(struct host *host)
{
	const char *text = uv_dlerror(&host->library);
	size_t len = strlen(host->path);

	if (strncmp(text, host->path, len) == 0 && strncmp(text + len, ": ", 2) == 0)
		text += len + 2;
	return span_trim(span_of(text));
}

static enum err load_here(struct host *host, struct buf *why)
{
	struct span says;

	host->loaded = uv_dlopen(host->path, &host->library) == 0;
	if (!host->loaded) {
		says = loader_says(host);
		buf_printf(why, "%s: cannot be loaded: %.*s; give the file of a TSPI provider "
			   "that was built for this system", host->path, SPAN_ARG(says));
		uv_dlclose(&host->library);	/* its message only */
		return ERR_RESOURCE;
	}
	load_all(&host->library, &host->tspi);
	return OK;
}

static bool is_apart(const struct host *host)
{
	char text[8];
	size_t size = sizeof(text);

	return host->options.apart
	       || (uv_os_getenv("OPENTSP_APART", text, &size) == 0 && strcmp(text, "1") == 0);
}

static enum err no_room_for(struct buf *why)
{
	buf_text(why, "OPENTSP_CONF cannot be set in the environment");
	return ERR_NOMEM;
}

static enum err load(struct host *host, const char *conf, struct buf *why)
{
	const char *name;
	enum err err;

	if (is_apart(host))
		err = apart_open(host, conf, why);
	else if (conf && uv_os_setenv("OPENTSP_CONF", conf))
		err = no_room_for(why);
	else
		err = load_here(host, why);
	if (err)
		return err;
	name = missing(&host->tspi);
	if (!name)
		return OK;
	buf_printf(why, "%s: is no TSPI provider: it does not export %s", host->path, name);
	return ERR_NODRIVER;
}

static enum err refused(struct host *host, struct buf *why, const char *function, LONG result)
{
	buf_printf(why, "%s: TSPI_%s answered %s; the provider's log says why", host->path, function,
		   name_error(result));
	return result == (LONG)LINEERR_INIFILECORRUPT ? ERR_CONFIG : ERR_NODRIVER;
}

/* Devices of EnumDevices are numbered from `base` on (R-LOAD-9). */
static bool number(struct devices *devices, DWORD base, DWORD count)
{
	devices->next = base;
	for (DWORD i = 0; i < count; i++)
		if (!devices_add(devices, base + i))
			return false;
	return true;
}

/* R-LOAD-2, R-LOAD-4, in this order. */
static enum err begin(struct host *host, struct buf *why)
{
	const struct host_options *o = &host->options;
	const struct callbacks *callbacks = slot_callbacks(host);
	DWORD lines = 0, phones = 0, tspi_options = 0;
	LONG result;

	result = ASK(host, lineNegotiateTSPIVersion, INITIALIZE_NEGOTIATION, o->version_low,
		     o->version_high, &host->version);
	if (result)
		return refused(host, why, "lineNegotiateTSPIVersion", result);
	result = ASK(host, providerEnumDevices, o->ppid, &lines, &phones, (HPROVIDER)host,
		     callbacks->line, callbacks->phone);
	if (result)
		return refused(host, why, "providerEnumDevices", result);
	if (!number(&host->line_devices, o->line_base, lines)
	    || !number(&host->phone_devices, o->phone_base, phones)) {
		buf_text(why, "out of memory");
		return ERR_NOMEM;
	}
	result = ASK(host, providerInit, host->version, o->ppid, o->line_base, o->phone_base, lines,
		     phones, callbacks->completion, &tspi_options);
	if (result)
		return refused(host, why, "providerInit", result);
	host->tspi_options = tspi_options;	/* only now: no lock is held for it yet */
	if (host->tspi_options & ~(DWORD)LINETSPIOPTION_NONREENTRANT)
		fault(host, "R-CB-6", "providerInit set unknown options, 0x%lx",
		      (unsigned long)host->tspi_options);
	host->active = true;
	return OK;
}

static void settle_options(struct host_options *o)
{
	o->ppid = o->ppid ? o->ppid : 1;
	o->version_low = o->version_low ? o->version_low : TAPI_1_3;
	o->version_high = o->version_high ? o->version_high : TAPI_3_1;
	o->conf = NULL;		/* used up; belongs to the caller */
}

static struct host *host_new(const char *path, const struct host_options *options)
{
	struct host *host = mem_zalloc(sizeof(*host));

	if (!host)
		return NULL;
	host->path = mem_copy(path);
	if (!host->path || !slot_take(host)) {
		mem_free(host->path);
		mem_free(host);
		return NULL;
	}
	if (options)
		host->options = *options;
	settle_options(&host->options);
	host->head = host->tail = 1;
	handles_init(&host->handles);
	list_init(&host->lines);
	list_init(&host->phones);
	list_init(&host->chores);
	list_init(&host->dialogs);
	buf_grow(&host->faults);
	uv_mutex_init(&host->lock);
	uv_mutex_init(&host->serial);
	uv_cond_init(&host->more);
	uv_cond_init(&host->dialog_more);
	return host;
}

enum err host_open(struct host **out, const char *path, const struct host_options *options,
		   struct buf *why)
{
	struct host *host = host_new(path, options);
	enum err err = ERR_NOMEM;

	if (!host) {
		buf_printf(why, "%s: no memory, or more than %d providers at a time", path, HOST_MAX);
		return err;
	}
	err = load(host, options ? options->conf : NULL, why);
	if (err)
		goto fail;
	err = host->options.no_session ? OK : begin(host, why);
	if (err)
		goto fail;
	*out = host;
	return OK;
fail:
	host_close(host);
	return err;
}

static uint32_t first_open(struct host *host, struct list *head, bool line)
{
	uint32_t id = 0;

	uv_mutex_lock(&host->lock);
	if (!list_empty(head))
		id = line ? list_entry(head->next, struct host_line, node)->id
			  : list_entry(head->next, struct host_phone, node)->id;
	uv_mutex_unlock(&host->lock);
	return id;
}

LONG host_shutdown(struct host *host)
{
	uint32_t id;
	LONG result;

	if (!host->active)
		return 0;
	dialogs_close(host);
	while ((id = first_open(host, &host->lines, true)))
		host_line_close(host, id);
	while ((id = first_open(host, &host->phones, false)))
		host_phone_close(host, id);
	result = ASK(host, providerShutdown, host->version, host->options.ppid);
	uv_mutex_lock(&host->lock);
	host->active = false;
	if (host->request_count)
		fault_locked(host, "R-ASYNC-3", "%u requests were never answered",
			     (unsigned)host->request_count);
	uv_mutex_unlock(&host->lock);
	return result;
}

void host_close(struct host *host)
{
	if (!host)
		return;
	host_shutdown(host);
	apart_close(host);
	slot_give(host);
	if (host->loaded)
		uv_dlclose(&host->library);
	chores_free(host);
	handles_free(&host->handles);
	mem_free(host->line_devices.at);
	mem_free(host->phone_devices.at);
	mem_free(host->requests);
	mem_free(host->ring);
	buf_free(&host->faults);
	uv_cond_destroy(&host->dialog_more);
	uv_cond_destroy(&host->more);
	uv_mutex_destroy(&host->serial);
	uv_mutex_destroy(&host->lock);
	mem_free(host->path);
	mem_free(host);
}

const struct tspi *host_tspi(const struct host *host)
{
	return &host->tspi;
}

const struct tspi *host_tspi_ui(struct host *host)
{
	load_ui(host);
	return &host->tspi;
}

bool host_is_apart(const struct host *host)
{
	return host->apart != NULL;
}

const char *host_path(const struct host *host)
{
	return host->path;
}

DWORD host_version(const struct host *host)
{
	return host->version;
}

LONG host_command(struct host *host, const char *text, char *reply, size_t size)
{
	if (!span_copy(span_of(text), reply, size))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	return ASK(host, providerGenericDialogData, host->options.ppid,
		   TUISPIDLL_OBJECT_PROVIDERID, reply, (DWORD)size);
}
