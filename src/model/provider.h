/* SPDX-License-Identifier: MIT
 * provider.h - one installed instance of the provider: its configuration, its
 * lines and its phones. The DLL can be listed several times (R-LOAD-12); all instances
 * share the desk.
 */
#ifndef MODEL_PROVIDER_H
#define MODEL_PROVIDER_H

#include "model/config.h"
#include "model/desk.h"

struct provider {
	struct desk *desk;
	struct list node;
	DWORD ppid;			/* dwPermanentProviderID */
	HPROVIDER htprovider;		/* TAPI's name for us (R-LOAD-6) */
	LINEEVENT line_create;
	PHONEEVENT phone_create;
	ASYNC_COMPLETION complete;
	DWORD version;
	DWORD line_base;
	DWORD phone_base, phones_told;	/* of Init: numbers for so many phones */
	bool active;			/* between Init and Shutdown */
	bool fresh;			/* enumerated, not begun: keep what was counted */
	int inits;			/* Inits without their Shutdown (R-LOAD-8) */

	char *path;			/* of the configuration */
	struct config config;		/* what it says, without its lines and phones */
	struct line **lines;		/* the numbered first, in order of device_id */
	uint32_t line_count;
	struct phone **phones;		/* in no order */
	uint32_t phone_count;
	struct list dialogs;		/* what TAPI shows for us (dialog.h) */
	struct timer watch;
	uint64_t seen;			/* the file's stamp when it was looked at last */
	DWORD temp_ids;
};

/* Read the configuration and make its lines, not yet numbered. ERR_CONFIG and
 * others with one sentence in `why`; then nothing is left. */
enum err provider_new(struct provider **out, struct desk *desk, DWORD ppid,
		      const char *path, struct buf *why);
void provider_free(struct provider *provider);	/* lines must be closed; NULL is fine */

/* Begin a session: number `lines` of the lines from `base`, and phones_told of
 * the phones from phone_base; the rest is announced by LINE_CREATE and
 * PHONE_CREATE. Drivers take up work. */
enum err provider_start(struct provider *provider, DWORD base, DWORD lines, struct buf *why);
void provider_stop(struct provider *provider);

/* Read the configuration again: new lines are announced by LINE_CREATE, lines
 * that are gone by LINE_REMOVE, changed ones by both (R-DEV-1, R-DEV-5,
 * R-CLOSE-6); phones likewise. On an error all stays as it was; on success `why` has a row for
 * each setting that takes effect at the next start only, if any. */
enum err provider_reload(struct provider *provider, struct buf *why);

/* TAPI's answer to LINE_CREATE. */
enum err provider_number_line(struct provider *provider, DWORD temp_id, DWORD device_id);

/* A line that was removed is closed: it can go. */
void provider_drop_line(struct provider *provider, struct line *line);

/* The same for phones (phones.c). */
enum err provider_number_phone(struct provider *provider, DWORD temp_id, DWORD device_id);
void provider_drop_phone(struct provider *provider, struct phone *phone);

struct provider *provider_find(struct desk *desk, DWORD ppid);

#endif
