/* SPDX-License-Identifier: MIT
 * fuzz_conf.c - any bytes as a configuration file, read by a table of every
 * type. What is refused must have a sentence; nothing may be left behind. */
#include "base/conf.h"
#include "base/mem.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct record {
	char *text, *secret;
	uint32_t number, seconds, milliseconds, port, choice;
	bool yes;
};

#define KEY(name, type, fallback, choices, min, max) \
	{ #name, type, offsetof(struct record, name), fallback, "help", choices, min, max }

static const struct conf_key keys[] = {
	KEY(text, CONF_TEXT, NULL, NULL, 0, 0),
	KEY(secret, CONF_SECRET, "", NULL, 0, 0),
	KEY(number, CONF_NUMBER, "1", NULL, 1, 10),
	KEY(seconds, CONF_SECONDS, "90 s", NULL, 0, 0),
	KEY(milliseconds, CONF_MILLISECONDS, "500", NULL, 0, 3600000),
	KEY(port, CONF_PORT, "5060", NULL, 0, 0),
	KEY(choice, CONF_ENUM, "udp", "udp tcp tls", 0, 0),
	KEY(yes, CONF_BOOL, "no", NULL, 0, 0),
	{ 0 },
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* A secret in a file or a credential would make the outcome hang on the
 * machine, and could name any file of it. */
static bool names_a_file(const struct conf_section *section)
{
	struct span secret = conf_value(section, "secret");

	return span_starts(secret, "@") || span_starts(secret, "$");
}

static void fill(const struct conf_file *file, const struct conf_section *section, struct buf *why)
{
	struct record record = { 0 };
	enum err err;

	buf_reset(why);
	err = conf_fill(file, section, keys, &record, NULL, NULL, why);
	if (err) {
		must(why->len > 0 && !record.text && !record.secret);
		return;
	}
	must(record.text && record.secret && utf8_valid(span_of(record.text)));
	must(record.number >= 1 && record.number <= 10 && record.milliseconds <= 3600000);
	must(record.port <= 65535 && record.choice <= 2);
	conf_clear(keys, &record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_file *file = NULL;
	struct buf why;
	enum err err;

	buf_grow(&why);
	err = conf_parse(&file, "fuzz.conf", (struct span){ (const char *)data, size }, &why);
	must(!err || (err == ERR_CONFIG && span_starts(buf_span(&why), "fuzz.conf:")));
	must(!err || utf8_valid(buf_span(&why)));
	if (!err) {
		conf_kinds(file, "provider line", &why);
		for (uint32_t i = 0; i < file->count; i++)
			if (!names_a_file(&file->sections[i]))
				fill(file, &file->sections[i], &why);
	}
	conf_close(file);
	buf_free(&why);
	must(mem_blocks() == 0);
	return 0;
}
