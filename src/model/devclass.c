/* SPDX-License-Identifier: MIT
 * devclass.c - the table of device classes. */
#include "model/devclass.h"
#include "model/line.h"
#include "model/phone.h"
#include "os/passing.h"

/* The number of a device as an id; one that TAPI has not numbered has none. */
static enum err number(struct buf *out, DWORD id)
{
	if (id == DEVICE_NONE)
		return ERR_DEVICECLASS;
	buf_bytes(out, &id, sizeof(id));
	return OK;
}

static enum err line_itself(struct buf *out, const struct line *line)
{
	return number(out, line->device_id);
}

static enum err phone_of_line(struct buf *out, const struct line *line)
{
	const struct phone *phone = line->driver->line_phone ? line->driver->line_phone(line) : NULL;

	return number(out, phone ? phone->device_id : DEVICE_NONE);
}

/* The phone that each terminal is, or none (0xFFFFFFFF). */
static enum err terminals_of_line(struct buf *out, const struct line *line)
{
	const struct phone *phone = line->driver->line_phone ? line->driver->line_phone(line) : NULL;

	for (DWORD i = 0; i < line->terminal_count; i++) {
		DWORD id = phone && line->terminals->all[i].dev == LINETERMDEV_PHONE ? phone->device_id : DEVICE_NONE;

		buf_bytes(out, &id, sizeof(id));
	}
	return line->terminal_count ? OK : ERR_DEVICECLASS;
}

/* A HANDLE and the name of the modem, which is the line's. */
static enum err modem_of_line(struct buf *out, const struct line *line)
{
	const HANDLE none = NULL;

	if (!line->driver->call_stream)
		return ERR_DEVICECLASS;
	buf_bytes(out, &none, sizeof(none));
	buf_bytes(out, line->name, strlen(line->name) + 1);
	return out->full ? ERR_NOMEM : OK;
}

/* "" if no port carries it (R-GETID-3). */
static enum err port_of_line(struct buf *out, const struct line *line)
{
	const char *port = line->driver->traits->port;

	if (!port)
		return ERR_DEVICECLASS;
	buf_bytes(out, port, strlen(port) + 1);
	return OK;
}

static enum err line_of_phone(struct buf *out, const struct phone *phone)
{
	const struct line *line = phone->driver->phone_line ? phone->driver->phone_line(phone) : NULL;

	return number(out, line ? line->device_id : DEVICE_NONE);
}

static enum err phone_itself(struct buf *out, const struct phone *phone)
{
	return number(out, phone->device_id);
}

static const struct {
	const char *name;
	DWORD format;			/* STRINGFORMAT_ of the id */
	enum err (*of_line)(struct buf *out, const struct line *line);
	enum err (*of_phone)(struct buf *out, const struct phone *phone);
} classes[] = {
	{ "tapi/line",  STRINGFORMAT_BINARY, line_itself, line_of_phone },
	{ "tapi/phone", STRINGFORMAT_BINARY, phone_of_line, phone_itself },
	{ "tapi/terminal", STRINGFORMAT_BINARY, terminals_of_line, NULL },
	{ "comm/datamodem", STRINGFORMAT_BINARY, modem_of_line, NULL },
	{ "comm/datamodem/portname", STRINGFORMAT_ASCII, port_of_line, NULL },
};

#define CLASSES (sizeof(classes) / sizeof(classes[0]))

/* The place of a class; CLASSES: there is none. */
static size_t place_of(const char *name)
{
	size_t i = 0;

	while (i < CLASSES && !(name && span_isi(span_of(name), classes[i].name)))
		i++;
	return i;
}

enum err devclass_of_line(struct buf *out, DWORD *format, const struct line *line, const char *name)
{
	size_t i = place_of(name);

	if (i == CLASSES || !classes[i].of_line)
		return ERR_DEVICECLASS;
	*format = classes[i].format;
	return classes[i].of_line(out, line);
}

enum err devclass_of_phone(struct buf *out, DWORD *format, const struct phone *phone, const char *name)
{
	size_t i = place_of(name);

	if (i == CLASSES || !classes[i].of_phone)
		return ERR_DEVICECLASS;
	*format = classes[i].format;
	return classes[i].of_phone(out, phone);
}

enum err devclass_stream(intptr_t *out, const struct call *call, const char *name)
{
	size_t i = place_of(name);

	*out = PASSING_NONE;
	if (i == CLASSES || classes[i].of_line != modem_of_line || !call->line->driver->call_stream)
		return OK;
	return call->line->driver->call_stream(call, out);
}

DWORD devclass_names_of_line(const char *names[DEVCLASS_MAX], const struct line *line)
{
	char memory[256];
	DWORD count = 0;
	struct buf id;

	for (size_t i = 0; i < CLASSES; i++) {
		buf_fixed(&id, memory, sizeof(memory));
		if (classes[i].of_line && !classes[i].of_line(&id, line))
			names[count++] = classes[i].name;
	}
	return count;
}

DWORD devclass_names_of_phone(const char *names[DEVCLASS_MAX], const struct phone *phone)
{
	char memory[256];
	DWORD count = 0;
	struct buf id;

	for (size_t i = 0; i < CLASSES; i++) {
		buf_fixed(&id, memory, sizeof(memory));
		if (classes[i].of_phone && !classes[i].of_phone(&id, phone))
			names[count++] = classes[i].name;
	}
	return count;
}

bool devclass_is_line(const char *name)
{
	size_t i = place_of(name);

	return i < CLASSES && classes[i].of_line == line_itself;
}
