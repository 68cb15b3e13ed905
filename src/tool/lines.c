/* SPDX-License-Identifier: MIT
 * lines.c - look: the provider, its lines, what a line can do. */
#include "tool/tool.h"
#include "abi/names.h"
#include <stdio.h>

static const char *version_text(DWORD version, char *out, size_t size)
{
	snprintf(out, size, "%lu.%lu", (unsigned long)(version >> 16),
		 (unsigned long)(version & 0xFFFF));
	return out;
}

static const char *decimal(DWORD number, char *out, size_t size)
{
	snprintf(out, size, "%lu", (unsigned long)number);
	return out;
}

static unsigned exported(const struct tspi *tspi)
{
	unsigned count = 0;

#define TSPI(name, answers, level, since, params) count += tspi->name != NULL;
#define TUISPI(name, answers, level, since, params) count += tspi->ui_##name != NULL;
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
	return count;
}

/* What the provider says of itself: with any line, for it has no place of its own. */
static const char *provider_info(struct tool *tool, char *out, size_t size)
{
	struct host_line_info info;

	*out = '\0';
	if (host_line_count(tool->host) && host_line_info(tool->host, host_line(tool->host, 0), &info) == 0)
		snprintf(out, size, "%s", info.provider);
	return out;
}

int command_providers(struct tool *tool, int count, char **argv)
{
	static const char *const titles[] = {
		"Provider", "TSPI", "#Lines", "#Phones", "#Functions", "File", NULL,
	};
	char info[128], version[16], lines[16], phones[16], functions[16];
	const char *cells[] = { info, version, lines, phones, functions, NULL };
	struct table table;

	if (count)
		return tool_usage("only the telephony server's providers are added and removed");
	if (!tool_open(tool, tool->config))
		return 1;
	provider_info(tool, info, sizeof(info));
	version_text(host_version(tool->host), version, sizeof(version));
	decimal((DWORD)host_line_count(tool->host), lines, sizeof(lines));
	decimal((DWORD)host_phone_count(tool->host), phones, sizeof(phones));
	decimal(exported(host_tspi(tool->host)), functions, sizeof(functions));
	cells[5] = host_path(tool->host);
	table_begin(&table, tool->json, titles);
	table_row(&table, cells);
	table_end(&table);
	return 0;
}

int command_lines(struct tool *tool, int count, char **argv)
{
	static const char *const titles[] = {
		"#Device", "Name", "Address", "TSPI", "#Calls", "Media", "Switch", NULL,
	};
	struct host_line_info info;
	char device[16], version[16], calls[16], media[NAME_TEXT_SIZE];
	const char *cells[] = { device, info.name, info.address[0].address, version, calls, media,
				info.switch_info };
	struct table table;
	LONG result;
	int code = 0;

	if (!tool_open(tool, tool->config))
		return 1;
	table_begin(&table, tool->json, titles);
	for (size_t i = 0; i < host_line_count(tool->host); i++) {
		result = host_line_info(tool->host, host_line(tool->host, i), &info);
		if (result) {
			code = tool_fail("device %lu does not tell what it is: %s",
					 (unsigned long)host_line(tool->host, i), name_error(result));
			continue;
		}
		decimal(info.device, device, sizeof(device));
		version_text(info.version, version, sizeof(version));
		decimal(info.max_calls, calls, sizeof(calls));
		name_bits(NAME_LINEMEDIAMODE, info.media_modes, media, sizeof(media));
		table_row(&table, cells);
	}
	table_end(&table);
	return code;
}

static void cap(struct table *table, const char *what, const char *value)
{
	const char *cells[] = { what, value };

	table_row(table, cells);
}

static void cap_bits(struct table *table, const char *what, enum name_group group, DWORD bits)
{
	char words[2048], spaced[4096];
	size_t k = 0;

	name_bits(group, bits, words, sizeof(words));
	for (const char *c = words; *c && k + 3 < sizeof(spaced); c++) {
		spaced[k++] = *c == '|' ? ',' : *c;
		if (*c == '|')
			spaced[k++] = ' ';
	}
	spaced[k] = '\0';
	cap(table, what, spaced);
}

static void cap_number(struct table *table, const char *what, DWORD number)
{
	char text[16];

	cap(table, what, decimal(number, text, sizeof(text)));
}

static void caps_rows(struct table *table, const struct host_line_info *info)
{
	char text[64];

	cap(table, "name", info->name);
	cap_number(table, "device", info->device);
	snprintf(text, sizeof(text), "0x%08lx", (unsigned long)info->permanent_id);
	cap(table, "permanent id", text);
	cap(table, "TSPI", version_text(info->version, text, sizeof(text)));
	cap(table, "provider", info->provider);
	cap(table, "switch", info->switch_info);
	cap_bits(table, "media", NAME_LINEMEDIAMODE, info->media_modes);
	cap_bits(table, "bearer", NAME_LINEBEARERMODE, info->bearer_modes);
	cap_number(table, "calls at a time", info->max_calls);
	cap_bits(table, "line features", NAME_LINEFEATURE, info->line_features);
	cap_bits(table, "line states", NAME_LINEDEVSTATE, info->line_states);
	cap_bits(table, "line flags", NAME_LINEDEVCAPFLAGS, info->dev_flags);
	cap_bits(table, "digits sent", NAME_LINEDIGITMODE, info->generate_digits);
	cap_bits(table, "digits heard", NAME_LINEDIGITMODE, info->monitor_digits);
	for (DWORD i = 0; i < info->addresses && i < HOST_ADDRESSES; i++) {
		snprintf(text, sizeof(text), "address %lu", (unsigned long)i);
		cap(table, text, info->address[i].address);
		cap_bits(table, "  call states", NAME_LINECALLSTATE, info->address[i].call_states);
		cap_bits(table, "  call features", NAME_LINECALLFEATURE,
			 info->address[i].call_features);
		cap_bits(table, "  address features", NAME_LINEADDRFEATURE, info->address[i].features);
		cap_bits(table, "  flags", NAME_LINEADDRCAPFLAGS, info->address[i].flags);
		cap_bits(table, "  forwarding", NAME_LINEFORWARDMODE, info->address[i].forward_modes);
		cap_bits(table, "  transfer", NAME_LINETRANSFERMODE, info->address[i].transfer_modes);
	}
}

int command_caps(struct tool *tool, int count, char **argv)
{
	static const char *const titles[] = { "Capability", "Value", NULL };
	struct host_line_info info;
	struct table table;
	DWORD device;
	LONG result;

	if (count != 1)
		return tool_usage("caps wants one line: tapictl caps LINE");
	if (!tool_open(tool, tool->config) || !tool_line(tool, argv[0], &device))
		return 1;
	result = host_line_info(tool->host, device, &info);
	if (result)
		return tool_fail("%s does not tell what it is: %s", argv[0], name_error(result));
	table_begin(&table, tool->json, titles);
	caps_rows(&table, &info);
	table_end(&table);
	return 0;
}
