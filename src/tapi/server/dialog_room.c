/* SPDX-License-Identifier: MIT
 * dialog_room.c - what dialogs in programs ask, and icons.
 *
 * To configure a provider is for administrators, as its configuration is (access.h); a dialog
 * that a provider opened by itself is the client's whose request led to it.
 */
#include "base/mem.h"
#include "base/text.h"
#include "os/window.h"
#include "tapi/server/ask.h"
#include "tapi/server/dialog.h"
#include "tapi/server/phone.h"
#include "tapi/server/provider.h"

static LONG find_provider(const struct turn *turn, DWORD object, DWORD type, struct provider **out)
{
	struct line_device *line = NULL;
	struct phone_device *phone = NULL;
	LONG result = 0;

	if (type == TUISPIDLL_OBJECT_LINEID)
		result = turn_device(turn, object, TAPI_VERSION, &line);
	else if (type == TUISPIDLL_OBJECT_PHONEID)
		result = phone_of_id(turn, object, TAPI_VERSION, &phone);
	if (result)
		return result;
	*out = line ? line->provider : phone ? phone->provider : NULL;
	if (type == TUISPIDLL_OBJECT_PROVIDERID)
		*out = provider_find(turn->server, object);
	return *out ? 0 : (LONG)LINEERR_INVALPARAM;
}

/* Whose configuration the object is, for one who may change it. */
static LONG configured(const struct turn *turn, DWORD object, DWORD type, struct provider **out)
{
	LONG result = find_provider(turn, object, type, out);

	if (result || access_is_admin(&turn->client->account))
		return result;
	return type == TUISPIDLL_OBJECT_PHONEID ? (LONG)PHONEERR_OPERATIONUNAVAIL
						: (LONG)LINEERR_OPERATIONUNAVAIL;
}

/* --- configuration ------------------------------------------------------------------ */

/* One that could not begin is asked all the same: to be configured may be what it lacks. */
static LONG library_of(const struct provider *provider, char **path)
{
	struct host *host = NULL;
	struct buf why;
	LONG result = (LONG)LINEERR_OPERATIONFAILED;

	if (provider->host)
		return host_ui_library(provider->host, path);
	buf_grow(&why);
	if (!host_open(&host, provider->path, &(struct host_options){ .no_session = true }, &why))
		result = host_ui_library(host, path);
	host_close(host);
	buf_free(&why);
	return result;
}

static LONG give_path(struct turn *turn, const char *path, DWORD room, DWORD *slot, DWORD *size)
{
	const DWORD need = (DWORD)utf16_size(path);
	WCHAR *wide;

	if (need > room)
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	wide = mem_alloc(need);
	if (!wide)
		return (LONG)LINEERR_NOMEM;
	utf16_write(wide, path);
	*slot = packet_data(turn->tail, wide, need);
	*size = need;
	mem_free(wide);
	return 0;
}

SERVES(GetUIDllName)
{
	struct provider *provider;
	char *path = NULL;
	LONG result = configured(turn, in->object, in->object_type, &provider);

	if (!result)
		result = library_of(provider, &path);
	if (!result)
		result = give_path(turn, path, in->ui_name_size, &out->ui_name, &out->ui_name_size);
	mem_free(path);
	return result;
}

/* --- blocks ------------------------------------------------------------------------- */

struct says {
	struct provider *provider;
	DWORD_PTR object;
	DWORD type;
};

static LONG who_says(const struct turn *turn, DWORD object, DWORD type, struct says *out)
{
	const struct dialog *dialog;

	*out = (struct says){ NULL, object, type };
	if (type != TUISPIDLL_OBJECT_DIALOGINSTANCE)
		return configured(turn, object, type, &out->provider);
	dialog = handle_find(&turn->client->handles, HANDLE_DIALOG, object);
	if (!dialog)
		return (LONG)LINEERR_INVALPARAM;
	out->provider = dialog->provider;
	out->object = dialog->host_dialog;
	return 0;
}

SERVES(TUISPIDLLCallback)
{
	const void *given = packet_at(turn->in, in->in);
	const DWORD size = given ? in->in_size : 0;
	struct says says;
	LONG result = who_says(turn, in->object, in->object_type, &says);
	void *block;

	if (result)
		return result;
	if (!says.provider->host)
		return (LONG)LINEERR_NODRIVER;
	block = mem_alloc(size + 1);	/* the provider writes its answer there */
	if (!block)
		return (LONG)LINEERR_NOMEM;
	if (size)
		memcpy(block, given, size);
	result = host_dialog_says(says.provider->host, says.object, says.type, size ? block : NULL,
				  size);
	if (!result) {
		out->out_size = size < in->out_size ? size : in->out_size;
		out->out = packet_data(turn->tail, block, out->out_size);
	}
	mem_free(block);
	return result;
}

SERVES(FreeDialogInstance)
{
	struct dialog *dialog = handle_find(&turn->client->handles, HANDLE_DIALOG, in->dialog);

	if (!dialog)
		return (LONG)LINEERR_INVALPARAM;
	dialog_end(dialog);
	return 0;
}

/* --- icons -------------------------------------------------------------------------- */

/* An icon that means something in another process of this machine; 0: a generic one of the
 * program's own, as the provider has none (R-LOAD-16). */
static LONG give_icon(LONG result, HICON icon, DWORD unavailable, DWORD *out)
{
	if (!result && !window_system())
		return (LONG)unavailable;
	*out = (DWORD)(ULONG_PTR)icon;
	return result;
}

SERVES(lineGetIcon)
{
	struct line_device *device;
	HICON icon = NULL;
	LONG result = turn_device(turn, in->device, TAPI_VERSION, &device);

	if (!result && device->provider->tspi->lineGetIcon)
		result = ASK_PROVIDER(device->provider, lineGetIcon, device->id,
				      packet_at(turn->in, in->class), &icon);
	return give_icon(result, icon, LINEERR_OPERATIONUNAVAIL, &out->icon);
}

SERVES(phoneGetIcon)
{
	struct phone_device *device;
	HICON icon = NULL;
	LONG result = phone_of_id(turn, in->device, TAPI_VERSION, &device);

	if (!result && device->provider->tspi->phoneGetIcon)
		result = ASK_PROVIDER(device->provider, phoneGetIcon, device->id,
				      packet_at(turn->in, in->class), &icon);
	return give_icon(result, icon, PHONEERR_OPERATIONUNAVAIL, &out->icon);
}

const struct serve dialog_room[] = {
	SERVE(GetUIDllName), SERVE(TUISPIDLLCallback), SERVE(FreeDialogInstance),
	SERVE(lineGetIcon), SERVE(phoneGetIcon), SERVE_END,
};
