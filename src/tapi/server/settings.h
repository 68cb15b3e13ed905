/* SPDX-License-Identifier: MIT
 * settings.h - the server's configuration, tapisrv.conf (docs/tapisrv.md).
 */
#ifndef SERVER_SETTINGS_H
#define SERVER_SETTINGS_H

#include "base/conf.h"

/* [server] */
struct server_settings {
	char *socket, *token, *access, *dialing, *dialing_state, *providers_state;
	char *request_recipient;
	bool registry_providers;
	uint32_t tcp_port, clients_max, proxy_limit_ms, request_wait_ms;
};

/* [provider NAME]; `process` is of the words of its key. */
enum provider_process { PROCESS_SERVER, PROCESS_OWN };
struct provider_settings {
	char *name;		/* borrowed from the file */
	char *file, *config;
	uint32_t id, process, answer_limit_ms;
};

struct settings {
	struct conf_file *file;		/* NULL: there is none, all is as by default */
	struct server_settings server;
	struct provider_settings *providers;
	size_t provider_count;
};

extern const struct conf_key server_conf_keys[], provider_conf_keys[];

/* Read `path`; NULL: tapisrv.conf beside the providers' configuration, if it is there. A
 * file without a provider stands for OpenTSP's own. Errors as conf.h says. */
enum err settings_read(struct settings *out, const char *path, struct buf *why);
void settings_free(struct settings *settings);
void settings_drop(struct settings *settings);	/* and its memory; NULL is fine */

#endif
