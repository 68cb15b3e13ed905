/* SPDX-License-Identifier: MIT
 * command.c - the private door's commands. */
#include "tspi/command.h"
#include "base/log.h"
#include "base/mem.h"
#include "abi/names.h"
#include "model/phone.h"
#include "tspi/courier.h"

static enum err reload(struct provider *provider, struct span args, struct buf *out)
{
	return provider_reload(provider, out);
}

static enum err advance(struct provider *provider, struct span args, struct buf *out)
{
	uint32_t ms;

	if (!provider->desk->virtual_clock) {
		buf_text(out, "the clock is real; set clock = virtual in [provider]");
		return ERR_STATE;
	}
	if (!span_u32(args, UINT32_MAX, &ms)) {
		buf_text(out, "say by how many milliseconds: advance 500");
		return ERR_PARAM;
	}
	desk_advance(provider->desk, ms);
	return OK;
}

/* For who moves the clock: what came of it is told when this returns. */
static enum err settle(struct provider *provider, struct span args, struct buf *out)
{
	courier_idle(provider->desk);
	return OK;
}

/* NAME\tDRIVER\tNUMBER\tSTATE, for people. */
static enum err lines(struct provider *provider, struct span args, struct buf *out)
{
	for (uint32_t i = 0; i < provider->line_count; i++) {
		const struct line *line = provider->lines[i];

		buf_printf(out, "%s\t%s\t%s\t%s\n", line->name, line->driver->name,
			   line->addresses[0].number, line->removed ? "removed" : line->handle ? "open" : "closed");
	}
	for (uint32_t i = 0; i < provider->phone_count; i++) {
		const struct phone *phone = provider->phones[i];

		buf_printf(out, "%s\t%s\tphone\t%s\n", phone->name, phone->driver->name,
			   phone->removed ? "removed" : phone->handle ? "open" : "closed");
	}
	return OK;
}

static enum err path(struct provider *provider, struct span args, struct buf *out)
{
	buf_text(out, provider->path);
	return OK;
}

static enum err check(struct provider *provider, struct span args, struct buf *out)
{
	struct config config;
	char path[1024];
	enum err err;

	span_copy(args, path, sizeof(path));
	err = config_read(&config, provider, path, out);
	if (!err)
		config_free(&config);
	return err;
}

static void rows_of(struct buf *out, const char *section, const struct conf_key *keys)
{
	for (; keys && keys->name; keys++) {
		buf_printf(out, "%s\t%s\t", section, keys->name);
		conf_describe(out, keys);
		buf_printf(out, "\t%s\t%s\n", keys->fallback ? keys->fallback : "(required)", keys->help);
	}
}

static enum err keys(struct provider *provider, struct span args, struct buf *out)
{
	char section[64];

	rows_of(out, "[provider]", provider_conf_keys);
	rows_of(out, "[line NAME]", line_conf_keys);
	rows_of(out, "[phone NAME]", phone_conf_keys);
	for (size_t i = 0; drivers[i]; i++) {
		snprintf(section, sizeof(section), "[%s]", drivers[i]->name);
		rows_of(out, section, drivers[i]->keys);
		snprintf(section, sizeof(section), "[line NAME] with driver = %s", drivers[i]->name);
		rows_of(out, section, drivers[i]->line_keys);
		snprintf(section, sizeof(section), "[phone NAME] with driver = %s", drivers[i]->name);
		rows_of(out, section, drivers[i]->phone_keys);
	}
	return OK;
}

static enum err markdown(struct provider *provider, struct span args, struct buf *out)
{
	conf_document(out, "provider", provider_conf_keys);
	conf_document(out, "line NAME", line_conf_keys);
	conf_document(out, "phone NAME", phone_conf_keys);
	for (size_t i = 0; drivers[i]; i++) {
		buf_printf(out, "## driver = %s\n\n", drivers[i]->name);
		conf_document(out, "line NAME", drivers[i]->line_keys);
		if (drivers[i]->phone_keys)
			conf_document(out, "phone NAME", drivers[i]->phone_keys);
		if (drivers[i]->keys && drivers[i]->keys->name)
			conf_document(out, drivers[i]->name, drivers[i]->keys);
	}
	return OK;
}

static void trace_line(void *arg, enum log_level level, const char *line)
{
	buf_text(arg, line);
	buf_char(arg, '\n');
}

static enum err trace(struct provider *provider, struct span args, struct buf *out)
{
	log_trace(trace_line, out);
	return OK;
}

static enum err support(struct provider *provider, struct span args, struct buf *out)
{
	support_write(out, false);
	return OK;
}

static enum err meanings(struct provider *provider, struct span args, struct buf *out)
{
	support_write(out, true);
	return OK;
}

static enum err counts(struct provider *provider, struct span args, struct buf *out)
{
	buf_printf(out, "provider\tmemory\t%lu\t%lu\n", (unsigned long)mem_blocks(),
		   (unsigned long)mem_bytes());
	buf_printf(out, "provider\tlocation\t%u\n", (unsigned)provider->desk->location);
	for (size_t i = 0; drivers[i]; i++)
		if (drivers[i]->count)
			drivers[i]->count(out);
	return OK;
}

/* The line's name may hold spaces; the number is what stands behind the tab. */
static enum err numbers(struct provider *provider, struct span args, struct buf *out)
{
	struct span number, name = span_cut(args, '\t', &number);

	for (uint32_t i = 0; i < provider->line_count; i++) {
		struct line *line = provider->lines[i];

		if (!span_is(name, line->name) || line->removed)
			continue;
		if (!number.len) {
			buf_text(out, "say which number: numbers LINE NUMBER");
			return ERR_PARAM;
		}
		if (line->driver->line_number)
			line->driver->line_number(line, number, out);
		else
			buf_printf(out, "dialled\t%.*s\tas it is\nshown\t%.*s\tas it is\n",
				   SPAN_ARG(number), SPAN_ARG(number));
		return OK;
	}
	buf_printf(out, "there is no line \"%.*s\"", SPAN_ARG(name));
	return ERR_PARAM;
}

/* --- hands at simulated phones ------------------------------------------------ */

/* The last word of `words`, which become those before it. */
static struct span last_word(struct span *words)
{
	size_t at = words->len;
	struct span word;

	while (at > 0 && words->at[at - 1] != ' ')
		at--;
	word = (struct span){ words->at + at, words->len - at };
	*words = span_trim((struct span){ words->at, at });
	return word;
}

static enum err phone_named(struct phone **out, const struct provider *provider, struct span name,
			    struct buf *why)
{
	for (uint32_t i = 0; i < provider->phone_count; i++) {
		struct phone *phone = provider->phones[i];

		if (!span_is(name, phone->name) || phone->removed)
			continue;
		if (!phone->driver->phone_press || !phone->driver->phone_lift) {
			buf_printf(why, "phone %s is no simulation: do it by hand", phone->name);
			return ERR_UNAVAIL;
		}
		*out = phone;
		return OK;
	}
	buf_printf(why, "there is no phone \"%.*s\"", SPAN_ARG(name));
	return ERR_PHONE;
}

static enum err press(struct provider *provider, struct span args, struct buf *out)
{
	struct span word = last_word(&args);
	struct phone *phone;
	uint32_t id;
	enum err err = phone_named(&phone, provider, args, out);

	if (err)
		return err;
	if (span_is(word, "*") || span_is(word, "#"))
		id = word.at[0] == '*' ? 10 : 11;
	else if (!span_u32(word, UINT32_MAX, &id))
		id = UINT32_MAX;
	return phone->driver->phone_press(phone, id);
}

static enum err hook(struct provider *provider, struct span args, struct buf *out)
{
	struct span way = last_word(&args), dev = last_word(&args);
	struct phone *phone;
	char words[32];
	DWORD bit;
	enum err err = phone_named(&phone, provider, args, out);

	if (err)
		return err;
	if (!span_is(way, "on") && !span_is(way, "off")) {
		buf_text(out, "say which and how: hook PHONE handset on, or off");
		return ERR_PARAM;
	}
	span_copy(dev, words, sizeof(words));
	bit = name_value(NAME_PHONEHOOKSWITCHDEV, words, NULL);
	return phone->driver->phone_lift(phone, bit, span_is(way, "off"));
}

static const struct {
	const char *name;
	enum err (*run)(struct provider *provider, struct span args, struct buf *out);
} commands[] = {
	{ "reload", reload }, { "lines", lines }, { "path", path }, { "advance", advance }, { "settle", settle }, { "check", check },
	{ "keys", keys }, { "markdown", markdown }, { "support", support }, { "meanings", meanings },
	{ "trace", trace }, { "counts", counts }, { "press", press }, { "hook", hook },
	{ "numbers", numbers },
};

enum err command_run(struct provider *provider, char *block, DWORD size)
{
	struct span args, name = span_cut(span_of(block), ' ', &args);
	struct buf out;
	size_t i = 0;
	enum err err;

	while (i < sizeof(commands) / sizeof(commands[0]) && !span_is(name, commands[i].name))
		i++;
	if (i == sizeof(commands) / sizeof(commands[0]))
		return ERR_PARAM;
	buf_grow(&out);
	err = commands[i].run(provider, span_trim(args), &out);
	snprintf(block, size, "%s%s%s", err ? "error: " : "ok",
		 err || !out.len ? "" : "\n", err && !out.len ? err_text(err) : buf_c(&out));
	buf_free(&out);
	return OK;
}
