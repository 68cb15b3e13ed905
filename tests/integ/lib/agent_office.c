/* SPDX-License-Identifier: MIT
 * agent_office.c - what the telephones of an office do for each other. */
#include "agent.h"
#include "abi/names.h"
#include "base/mem.h"
#include <stdlib.h>
#include <string.h>

/* --- where calls go -------------------------------------------------------------- */

static const struct {
	const char *name;
	DWORD mode;
} modes[] = {
	{ "all", LINEFORWARDMODE_UNCOND }, { "busy", LINEFORWARDMODE_BUSY },
	{ "no-answer", LINEFORWARDMODE_NOANSW }, { "busy-no-answer", LINEFORWARDMODE_BUSYNA },
	{ "outside", LINEFORWARDMODE_UNCONDEXTERNAL },
};

/* The bytes of one LINEFORWARD of this line. */
static DWORD stride(struct agent *agent, uint32_t line)
{
	DWORD version = 0;

	host_line_version(agent->host, host_line_device(agent->host, line), &version);
	return version >= 0x00030001 ? 32 : 24;
}

/* forward LINE off | forward LINE MODE [NUMBER]; no number: do not disturb. */
static bool do_forward(struct agent *agent, int count, char **argv)
{
	struct thing *line = agent_line(agent, argv[1]);
	const char *dest = count > 3 ? argv[3] : NULL;
	DWORD list[128] = { 8 }, at, size;
	uint32_t consult;

	if (!line)
		return false;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(argv[2], modes[i].name) != 0)
			continue;
		at = 8 + stride(agent, line->line);
		size = dest ? (DWORD)utf16_size(dest) : 0;
		list[0] = at + size;
		list[1] = 1;
		list[2] = modes[i].mode;
		list[6] = size;
		list[7] = size ? at : 0;
		if (dest && at + size <= sizeof(list))
			utf16_write((char *)list + at, dest);
	}
	if (list[1] == 0 && strcmp(argv[2], "off") != 0)
		return agent_no(agent, "there is no way %s to forward", argv[2]);
	return agent_result(agent, "lineForward",
			    host_forward(agent->host, line->line, (LINEFORWARDLIST *)list, 2, &consult));
}

static bool do_forwards(struct agent *agent, int count, char **argv)
{
	struct thing *line = agent_line(agent, argv[1]);
	LINEADDRESSSTATUS *status;
	const char *entry;
	char dest[128];

	if (!line || !agent_result(agent, "lineGetAddressStatus",
				   host_get_address_status(agent->host, line->line, 0, &status)))
		return false;
	entry = (const char *)status + status->dwForwardOffset;
	for (DWORD i = 0; i < status->dwForwardNumEntries; i++, entry += stride(agent, line->line)) {
		DWORD words[6];

		memcpy(words, entry, sizeof(words));
		host_field(status, words[4], words[5], dest, sizeof(dest));
		buf_printf(&agent->answer, "%s%u>%s", i ? " " : "", (unsigned)words[0], dest);
	}
	mem_free(status);
	return true;
}

/* --- calls that are fetched and left ----------------------------------------------- */

/* A call that is born by `request`. */
static bool born(struct agent *agent, const char *name, struct thing *line, uint32_t number, LONG request,
		 const char *what)
{
	struct thing *call;

	if (request < 0)
		return agent_result(agent, what, request);
	call = agent_add(agent, name, line->line, number);
	return call && agent_result(agent, what, request);
}

static bool do_pickup(struct agent *agent, int count, char **argv)
{
	struct thing *line = agent_line(agent, argv[2]);
	bool group = strcmp(argv[0], "pickup-group") == 0;
	const char *whom = count > 3 ? argv[3] : NULL;
	uint32_t number = 0;
	LONG request;

	if (!line)
		return false;
	request = host_pickup(agent->host, line->line, 0, group ? NULL : whom, group ? whom ? whom : "" : NULL, &number);
	return born(agent, argv[1], line, number, request, "linePickup");
}

static bool do_unpark(struct agent *agent, int count, char **argv)
{
	struct thing *line = agent_line(agent, argv[2]);
	uint32_t number = 0;
	LONG request;

	if (!line)
		return false;
	request = host_unpark(agent->host, line->line, 0, argv[3], &number);
	return born(agent, argv[1], line, number, request, "lineUnpark");
}

/* Where to; or anywhere, and the answer says where. */
static bool do_park(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);
	const char *dest = count > 2 ? argv[2] : NULL;
	char where[64];

	if (!call || !agent_result(agent, "linePark",
				   host_park(agent->host, call->call,
					     dest ? LINEPARKMODE_DIRECTED : LINEPARKMODE_NONDIRECTED, dest)))
		return false;
	if (!dest)
		buf_text(&agent->answer, host_parked(agent->host, call->call, where, sizeof(where)));
	return true;
}

/* --- lamps ------------------------------------------------------------------------------ */

/* The phone of this name, open; 0: there is none. */
static uint32_t phone_named(struct agent *agent, const char *name)
{
	struct thing *thing = agent_thing(agent, name);
	uint32_t number = 0;
	PHONECAPS *caps;
	char text[64];

	if (thing)
		return thing->phone;
	for (size_t i = 0; i < host_phone_count(agent->host) && !number; i++) {
		if (host_get_phone_caps(agent->host, host_phone(agent->host, i), &caps))
			continue;
		HOST_FIELD(caps, PhoneName, text);
		mem_free(caps);
		if (strcmp(text, name) == 0)
			host_phone_open(agent->host, host_phone(agent->host, i), &number);
	}
	thing = number ? agent_add(agent, name, 0, 0) : NULL;
	if (thing)
		thing->phone = number;
	else
		agent_no(agent, "there is no phone %s, or it cannot be opened", name);
	return number;
}

static bool do_lamp(struct agent *agent, int count, char **argv)
{
	uint32_t phone = phone_named(agent, argv[1]);
	char words[64];
	DWORD mode;

	if (!phone || !agent_result(agent, "phoneGetLamp",
				    host_tspi(agent->host)->phoneGetLamp(host_hdphone(agent->host, phone),
									 (DWORD)strtoul(argv[2], NULL, 10), &mode)))
		return false;
	buf_text(&agent->answer, name_words(NAME_PHONELAMPMODE, mode, words, sizeof(words)));
	return true;
}

/* --- calls back ------------------------------------------------------------------------ */

static bool do_call_back(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);

	return call && agent_result(agent, "lineCompleteCall",
				    host_complete_call(agent->host, call->call, LINECALLCOMPLMODE_CALLBACK, 0));
}

const struct command office_commands[] = {
	{ "forward", 2, do_forward, "LINE off|MODE [NUMBER]" },
	{ "forwards", 1, do_forwards, "LINE" },
	{ "pickup", 3, do_pickup, "CALL LINE NUMBER" },
	{ "pickup-group", 2, do_pickup, "CALL LINE [GROUP]" },
	{ "unpark", 3, do_unpark, "CALL LINE PLACE" },
	{ "park", 1, do_park, "CALL [PLACE]" },
	{ "lamp", 2, do_lamp, "PHONE ID" },
	{ "call-back", 1, do_call_back, "CALL" },
	{ NULL, 0, NULL, NULL },
};
