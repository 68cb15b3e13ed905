/* SPDX-License-Identifier: MIT
 * rule_dev.c - devices that come and go, and dialogs. Of OpenTSP's provider the
 * checker changes the configuration; others show what comes by itself. */
#include "check/rules.h"
#include "base/mem.h"
#include <stdio.h>

#define WAIT_MS 20000

static const char new_line[] = "[line new]\ndriver = sim\nnumber = 500\ncalls = 2\n";
static const char changed_one[] =
	"[line one]\ndriver = sim\nnumber = 100\ncalls = 7\ngroup = all\n";

static const char *const all_lines[] = { own_head, own_line_one, own_lines, NULL };
static const char *const one_more[] = { own_head, own_line_one, own_lines, new_line, NULL };
static const char *const one_less[] = { own_head, own_lines, NULL };
static const char *const one_changed[] = { own_head, changed_one, own_lines, NULL };

/* The configuration becomes that of `parts`, in the session. */
static void change(struct check *c, const char *const *parts)
{
	scene_configure(c, parts);
	step("telling the provider to read its configuration again");
	SKIP_UNLESS(c, scene_command(c, "reload"), "the configuration cannot be read again");
	scene_settle(c);
}

static const struct host_event *news(const struct check *c, enum host_kind kind, size_t from)
{
	for (size_t i = from; i < c->count; i++)
		if (c->log[i].kind == kind)
			return &c->log[i];
	return NULL;
}

/* R-DEV-1, R-LOAD-6, R-DEV-2 */
static void created(struct check *c)
{
	struct host_line_info *info = &(struct host_line_info){ 0 };
	const struct host_event *event;
	size_t before;
	uint32_t line = 0;
	LONG result;

	if (c->setup->own)
		scene_configure(c, all_lines);
	scene_open(c);
	scene_settle(c);
	for (size_t i = 0; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].kind != HOST_CREATE || c->log[i].result == 0,
			    "a device that came was refused: %s",
			    name_error(c->log[i].result));
	before = host_line_count(c->host);
	change(c, one_more);
	event = news(c, HOST_CREATE, 0);
	FAIL_UNLESS(c, event, "a line was added, and LINE_CREATE did not come");
	FAIL_UNLESS(c, event->result == 0, "providerCreateLineDevice fails: %s",
		    name_error(event->result));
	FAIL_UNLESS(c, host_line_count(c->host) == before + 1, "the new line is not there");
	FAIL_UNLESS(c, host_line_info(c->host, event->device, info) == 0 &&
		    strcmp(info->address[0].address, "500") == 0,
		    "the new line has the address \"%s\", not 500", info->address[0].address);
	result = host_line_open(c->host, event->device, VOICE, &line);
	FAIL_UNLESS(c, result == 0, "the new line does not open: %s", name_error(result));
}

/* R-DEV-5, R-DEV-6 */
static void removed(struct check *c)
{
	const struct host_event *event;
	DWORD device, got;
	LONG result;

	scene_configure(c, all_lines);
	scene_lines(c);
	device = c->device;
	change(c, one_less);
	event = news(c, HOST_REMOVE, 0);
	FAIL_UNLESS(c, event, "a line was taken away, and LINE_REMOVE did not come");
	FAIL_UNLESS(c, event->device == device, "LINE_REMOVE names device %lu, %lu went",
		    (unsigned long)event->device, (unsigned long)device);
	result = LINE_CALL(c, lineNegotiateTSPIVersion, device, TAPI_1_3, TAPI_3_1, &got);
	FAIL_UNLESS(c, result < 0, "a device that went away still answers");
}

/* R-DEV-7 */
static void numbers_stay(struct check *c)
{
	struct host_line_info *before = &(struct host_line_info){ 0 };
	struct host_line_info *after = &(struct host_line_info){ 0 };
	DWORD permanent;

	scene_configure(c, all_lines);
	scene_lines(c);
	SKIP_UNLESS(c, host_line_info(c->host, c->peer_device, before) == 0,
		    "the second line has no capabilities");
	permanent = before->permanent_id;
	change(c, one_less);
	FAIL_UNLESS(c, host_line_info(c->host, c->peer_device, after) == 0 &&
		    strcmp(after->name, before->name) == 0,
		    "when the first line went away, the second changed its number");
	scene_close(c);
	scene_forget(c);
	scene_open(c);
	SKIP_UNLESS(c, host_line_info(c->host, c->device, after) == 0, "no capabilities");
	FAIL_UNLESS(c, strcmp(after->name, before->name) == 0,
		    "in the next session device %lu is %s, not %s", (unsigned long)c->device,
		    after->name, before->name);
	FAIL_UNLESS(c, after->permanent_id == permanent,
		    "the permanent id of %s was 0x%lx and is 0x%lx", after->name,
		    (unsigned long)permanent, (unsigned long)after->permanent_id);
}

/* R-CLOSE-5 */
static void requests_first(struct check *c)
{
	uint32_t out;
	LONG request;
	int reply;

	scene_configure(c, all_lines);
	out = scene_talk(c, NULL);
	request = host_hold(c->host, out);
	SKIP_UNLESS(c, request > 0, "lineHold is refused: %s", name_error(request));
	SKIP_UNLESS(c, scene_reply(c, request, 0) == HOST_TIMEOUT, "lineHold is done at once");
	change(c, one_less);
	reply = log_reply(c, request);
	FAIL_UNLESS(c, reply >= 0, "the line is gone, and a request of it was never completed");
	for (int i = 0; i < reply; i++)
		FAIL_UNLESS(c, c->log[i].kind != HOST_CLOSED && c->log[i].kind != HOST_REMOVE,
			    "the line is closed before its request is completed");
}

/* R-CLOSE-6 */
static void change_closes(struct check *c)
{
	scene_configure(c, all_lines);
	scene_line(c);
	change(c, one_changed);
	FAIL_UNLESS(c, news(c, HOST_CLOSED, 0) || news(c, HOST_REMOVE, 0),
		    "the capabilities of an open line changed, and it stays open");
}

/* R-LOAD-11 */
static void broken(struct check *c)
{
	static const char *const nonsense[] = { "[provider]\nclock = nonsense\n", NULL };
	struct host_options options = { .ppid = PPID, .conf = c->config };
	static char text[1024];
	struct buf why;
	enum err err;

	scene_configure(c, nonsense);
	buf_fixed(&why, text, sizeof(text));
	step("beginning a session with a broken configuration");
	err = host_open(&c->host, c->setup->provider, &options, &why);
	FAIL_UNLESS(c, err != OK, "a session begins with a broken configuration");
	c->host = NULL;
	scene_configure(c, all_lines);
	scene_line(c);		/* and the next one begins */
}

const struct rule rules_dev[] = {
	{ "R-LOAD-6", SUPPLEMENTARY, false, "the create procedures are kept", created, NULL },
	{ "R-LOAD-11", BASIC, true, "Init checks what can be checked", broken, NULL },
	{ "R-CLOSE-5", BASIC, false, "a forced close completes all requests first", requests_first,
	 NULL },
	{ "R-CLOSE-6", BASIC, false, "changed capabilities force a close", change_closes, NULL },
	{ "R-DEV-1", SUPPLEMENTARY, false, "LINE_CREATE leads to providerCreateLineDevice", created,
	 NULL },
	{ "R-DEV-5", SUPPLEMENTARY, false, "LINE_REMOVE names a device there is", removed, NULL },
	{ "R-DEV-7", SUPPLEMENTARY, false, "devices are renumbered after the session only",
	 numbers_stay, NULL },
	{ 0 },
};

/* R-UI-2 */
static void control_panel(struct check *c)
{
	scene_load(c);
	SKIP_UNLESS(c, c->sp->providerUIIdentify, "it has no dialogs");
	FAIL_UNLESS(c, c->sp->providerInstall && c->sp->providerRemove && c->sp->providerConfig,
		    "it has dialogs, and not all of providerInstall, providerRemove, providerConfig");
}

/* R-UI-3 */
static void ui_identify(struct check *c)
{
	static WCHAR name[MAX_PATH + 64];
	size_t len = 0;
	LONG result;

	scene_load(c);
	for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++)
		name[i] = 0x5A5A;
	result = LINE_CALL(c, providerUIIdentify, name);
	SKIP_UNLESS(c, result == 0, "providerUIIdentify answers %s", name_error(result));
	while (len < MAX_PATH && name[len])
		len++;
	FAIL_UNLESS(c, len > 0 && len < MAX_PATH && name[0] != 0x5A5A,
		    "providerUIIdentify writes no name");
	FAIL_UNLESS(c, name[MAX_PATH] == 0x5A5A,
		    "providerUIIdentify writes more than MAX_PATH characters");
}

const struct rule rules_ui[] = {
	{ "R-UI-2", EXTENDED, false, "the old control panel finds its three functions",
	 control_panel, NULL },
	{ "R-UI-3", EXTENDED, false, "providerUIIdentify names the file of the dialogs",
	 ui_identify, NULL },
	{ "R-UI-11", EXTENDED, false, "Install and Remove do all or nothing", NULL,
	 "shows dialogs" },
	{ 0 },
};
