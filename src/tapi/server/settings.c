/* SPDX-License-Identifier: MIT
 * settings.c - tapisrv.conf by its tables. */
#include "tapi/server/settings.h"
#include "base/mem.h"
#include "os/paths.h"
#include "tapi/server/listed.h"
#include <uv.h>

#define FIELD(name) offsetof(struct server_settings, name)
const struct conf_key server_conf_keys[] = {
	{ "socket", CONF_TEXT, FIELD(socket), "",
	  "Where programs reach the server: unix:PATH, or pipe:NAME on Windows; empty: $XDG_RUNTIME_DIR/opentsp/tapi.sock for a user, /run/opentsp/tapi.sock for root; on Windows a pipe of the user.",
	  NULL, 0, 0 },
	{ "access", CONF_TEXT, FIELD(access), "",
	  "The file that says who may use which line; empty: administrators and the server's user only.",
	  NULL, 0, 0 },
	{ "tcp-port", CONF_PORT, FIELD(tcp_port), "0",
	  "Listen at this port of 127.0.0.1 too, for programs under Wine; 0: do not.", NULL, 0, 0 },
	{ "token", CONF_TEXT, FIELD(token), "",
	  "The file into which the server writes what such programs must know.", NULL, 0, 0 },
	{ "dialing", CONF_TEXT, FIELD(dialing), "",
	  "The file of locations, calling cards and priorities (docs/dialing.md); empty: the system's.",
	  NULL, 0, 0 },
	{ "dialing-state", CONF_TEXT, FIELD(dialing_state), "",
	  "Where the server keeps what programs change of it; empty: the system's place.", NULL, 0, 0 },
	{ "providers-state", CONF_TEXT, FIELD(providers_state), "",
	  "Where the server keeps which providers programs have added; empty: the system's place; none: they may add and remove none.",
	  NULL, 0, 0 },
	{ "registry-providers", CONF_BOOL, FIELD(registry_providers), "no",
	  "Load the providers too that Windows' registry lists (Telephony\\Providers).", NULL, 0, 0 },
	{ "clients", CONF_NUMBER, FIELD(clients_max), "4096",
	  "How many programs may be connected at a time.", NULL, 1, 65536 },
	{ "proxy-limit", CONF_MILLISECONDS, FIELD(proxy_limit_ms), "30 s",
	  "How long an application that serves agents (a proxy) may take to answer a request.",
	  NULL, 1, 3600000 },
	{ "request-recipient", CONF_TEXT, FIELD(request_recipient), "tapictl request",
	  "The program that is started for tapiRequestMakeCall when none has registered, and its arguments; without a folder it is searched beside the server first; empty: none. It runs as the server's user, for him only; for others their own library starts tapictl.",
	  NULL, 0, 0 },
	{ "request-wait", CONF_MILLISECONDS, FIELD(request_wait_ms), "15 s",
	  "How long tapiRequestMakeCall waits for that program to register.", NULL, 1, 3600000 },
	{ NULL, CONF_TEXT, 0, NULL, NULL, NULL, 0, 0 },
};
#undef FIELD

#define FIELD(name) offsetof(struct provider_settings, name)
const struct conf_key provider_conf_keys[] = {
	{ "file", CONF_TEXT, FIELD(file), OPENTSP_PROVIDER,
	  "The provider's library; without a folder it is searched beside the server.",
	  NULL, 0, 0 },
	{ "id", CONF_NUMBER, FIELD(id), "0",
	  "Its permanent provider id; 0: its place among the providers, from 1.", NULL, 0, 65535 },
	{ "config", CONF_TEXT, FIELD(config), "",
	  "Of OpenTSP's own provider: its configuration; empty: the system's.", NULL, 0, 0 },
	{ "process", CONF_ENUM, FIELD(process), "server",
	  "Where it runs: in the server, or in a process of its own, which if it ends or hangs costs its own lines only.",
	  "server own", 0, 0 },
	{ "answer-limit", CONF_MILLISECONDS, FIELD(answer_limit_ms), "10 s",
	  "With process = own: how long a function of it may take before its process is ended.",
	  NULL, 100, 3600000 },
	{ NULL, CONF_TEXT, 0, NULL, NULL, NULL, 0, 0 },
};
#undef FIELD

/* tapisrv.conf in the folder of opentsp.conf, if it is there. */
static char *default_path(void)
{
	char *path = paths_default(), *cut = path, *whole = NULL;
	struct buf text;

	if (!path)
		return NULL;
	for (char *c = path; *c; c++)
		cut = *c == '/' || *c == '\\' ? c + 1 : cut;
	*cut = '\0';
	buf_grow(&text);
	buf_printf(&text, "%stapisrv.conf", path);
	mem_free(path);
	if (!text.full && paths_stamp(buf_c(&text)))
		whole = mem_copy(buf_c(&text));
	buf_free(&text);
	return whole;
}

static enum err read_providers(struct settings *s, struct buf *why)
{
	const struct conf_section *section = NULL;
	const uint32_t listed = s->server.registry_providers ? listed_count() : 0;
	uint32_t count = s->file ? s->file->count : 0;
	struct provider_settings *provider;
	enum err err = OK;

	s->providers = mem_zalloc((count + listed + 1) * sizeof(*s->providers));
	if (!s->providers)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < count; i++) {
		section = &s->file->sections[i];
		if (strcmp(section->kind, "provider") != 0)
			continue;
		provider = &s->providers[s->provider_count];
		err = conf_fill(s->file, section, provider_conf_keys, provider, NULL, NULL, why);
		if (err)
			return err;
		provider->name = section->name;
		s->provider_count++;
	}
	if (listed)
		err = listed_read(s->providers, &s->provider_count);
	if (err || s->provider_count)
		return err;
	s->providers[0].name = "opentsp";
	s->provider_count = 1;
	return conf_fill(s->file, NULL, provider_conf_keys, &s->providers[0], NULL, NULL, why);
}

static enum err read_server(struct settings *s, struct buf *why)
{
	const struct conf_section *found = NULL;

	for (uint32_t i = 0; s->file && i < s->file->count; i++)
		if (strcmp(s->file->sections[i].kind, "server") == 0)
			found = &s->file->sections[i];
	return conf_fill(s->file, found, server_conf_keys, &s->server, NULL, NULL, why);
}

enum err settings_read(struct settings *out, const char *path, struct buf *why)
{
	char *own = path ? NULL : default_path();
	enum err err = OK;

	memset(out, 0, sizeof(*out));
	path = path ? path : own;
	if (path)
		err = conf_read(&out->file, path, why);
	if (!err && out->file)
		err = conf_kinds(out->file, "server provider", why);
	if (!err)
		err = read_server(out, why);
	if (!err)
		err = read_providers(out, why);
	mem_free(own);
	if (err)
		settings_free(out);
	return err;
}

void settings_free(struct settings *settings)
{
	for (size_t i = 0; i < settings->provider_count; i++)
		conf_clear(provider_conf_keys, &settings->providers[i]);
	mem_free(settings->providers);
	conf_clear(server_conf_keys, &settings->server);
	conf_close(settings->file);
	memset(settings, 0, sizeof(*settings));
}

void settings_drop(struct settings *settings)
{
	if (!settings)
		return;
	settings_free(settings);
	mem_free(settings);
}
