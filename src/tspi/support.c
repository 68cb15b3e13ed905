/* SPDX-License-Identifier: MIT
 * support.c - which function does something on which device, from the tables
 * that decide it: functions.def, the definitions the build found, and the
 * drivers' slots. */
#include "base/log.h"
#include "model/driver.h"
#include "model/line.h"
#include "tspi/command.h"
#include "here.h"

#define SECOND(a, b, ...) b
#define IS_HERE(...) SECOND(__VA_ARGS__, 0, ~)

static const struct {
	const char *prefix, *name;
	bool here;
	DWORD since;
} functions[] = {
#define TSPI(name, answers, level, since, params) { "TSPI_", #name, IS_HERE(HERE_TSPI_##name), since },
#define TUISPI(name, answers, level, since, params) { "TUISPI_", #name, IS_HERE(HERE_TUISPI_##name), since },
#include "abi/functions.def"
};

/* Whether there are phones of this kind that do it. */
static bool does_phone(const struct driver *driver, const char *function)
{
	for (int op = 0; op < PHONE_OP_COUNT; op++)
		if (strcmp(phone_op_name(op), function) == 0)
			return driver->phone[op] != NULL;
	return driver->phone_keys != NULL;
}

/* Whether a device of this kind does the function. */
static bool does(const struct driver *driver, size_t i)
{
	if (!functions[i].here || strcmp(functions[i].prefix, "TSPI_") != 0)
		return functions[i].here;
	if (strncmp(functions[i].name, "phone", 5) == 0 || strcmp(functions[i].name, "providerCreatePhoneDevice") == 0)
		return does_phone(driver, functions[i].name);
	for (int op = 0; op < CALL_OP_COUNT; op++)
		if (strcmp(call_op_name(op), functions[i].name) == 0)
			return call_op_possible(driver, op);
	if (strstr(functions[i].name, "CallHubTracking"))
		return driver->line_track != NULL;
	for (int op = 0; op < LINE_OP_COUNT; op++)
		if (strcmp(line_op_name(op), functions[i].name) == 0)
			return driver->line[op] != NULL;
	if (strcmp(functions[i].name, "lineGetDevConfig") == 0)
		return driver->line_config != NULL;
	if (strcmp(functions[i].name, "lineSetDevConfig") == 0)
		return driver->line_configure != NULL;
	if (strstr(functions[i].name, "MSP"))
		return driver->msp_heard != NULL;
	return true;
}

const char *support_means(const struct driver *driver, const char *function)
{
	const struct driver_note *note = driver->notes;

	while (note && note->function && strcmp(note->function, function) != 0)
		note++;
	return note && note->function ? note->means : NULL;
}

/* Dialogs are the library's, whatever the device. */
static const char *ui_means(const char *function)
{
	if (strstr(function, "Config"))
		return "a window for the configuration, on Windows; elsewhere an editor does it";
	if (strstr(function, "Generic"))
		return "a window, or the terminal of the program";
	return NULL;
}

static void write_cell(struct buf *out, const struct driver *driver, size_t i, bool meaning)
{
	bool ui = strcmp(functions[i].prefix, "TUISPI_") == 0;
	const char *means = !meaning ? NULL : ui ? ui_means(functions[i].name)
					      : support_means(driver, functions[i].name);

	buf_printf(out, " %s |", !does(driver, i) ? "-" : means ? means : "yes");
}

void support_write(struct buf *out, bool meaning)
{
	buf_text(out, "| function | since |");
	for (size_t d = 0; drivers[d]; d++)
		buf_printf(out, " %s |", drivers[d]->name);
	buf_text(out, "\n| --- | --- |");
	for (size_t d = 0; drivers[d]; d++)
		buf_text(out, " --- |");
	buf_char(out, '\n');
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		buf_printf(out, "| %s%s | %u.%u |", functions[i].prefix, functions[i].name,
			   (unsigned)(functions[i].since >> 16), (unsigned)(functions[i].since & 0xffff));
		for (size_t d = 0; drivers[d]; d++)
			write_cell(out, drivers[d], i, meaning);
		buf_char(out, '\n');
	}
}
