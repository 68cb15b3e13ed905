/* SPDX-License-Identifier: MIT
 * table.c - tables for people and objects for programs. */
#include "tool/tool.h"
#include "base/mem.h"
#include <ctype.h>
#include <stdio.h>

#define GAP 2

static int width_of(const char *text)
{
	int width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xC0) != 0x80;
	return width;
}

void put_padded(const char *text, int width)
{
	fputs(text, stdout);
	for (int i = width_of(text); i < width; i++)
		putchar(' ');
}

void json_text(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < ' ')
			printf("\\u%04x", (unsigned)*text);
		else
			putchar(*text);
	}
	putchar('"');
}

static bool is_number(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len < 16 && strspn(text, "0123456789") == len;
}

static void json_row(const struct table *table, const char *const *cells)
{
	char key[64];
	size_t k;

	putchar('{');
	for (int i = 0; i < table->columns; i++) {
		k = 0;
		for (const char *c = table->titles[i]; *c && k < sizeof(key) - 1; c++)
			if (*c != '#')
				key[k++] = *c == ' ' ? '_' : (char)tolower((unsigned char)*c);
		key[k] = '\0';
		fputs(i ? "," : "", stdout);
		json_text(key);
		putchar(':');
		if (table->titles[i][0] == '#' && is_number(cells[i]))
			fputs(cells[i], stdout);
		else
			json_text(cells[i]);
	}
	puts("}");
}

void table_begin(struct table *table, bool json, const char *const *titles)
{
	*table = (struct table){ .json = json, .titles = titles };
	while (titles[table->columns])
		table->columns++;
}

void table_row(struct table *table, const char *const *cells)
{
	size_t size = table->size ? table->size * 2 : 64;
	char **grown;

	if (table->json) {
		json_row(table, cells);
		return;
	}
	for (int i = 0; i < table->columns; i++) {
		if (table->count == table->size) {
			grown = mem_realloc(table->cells, size * sizeof(*grown));
			if (!grown)
				return;
			table->cells = grown;
			table->size = size;
			size *= 2;
		}
		table->cells[table->count++] = mem_copy(cells[i]);
	}
}

static const char *cell(const struct table *table, size_t i)
{
	return table->cells[i] ? table->cells[i] : "";
}

static void print_row(const struct table *table, size_t row, const int *widths)
{
	const char *text;

	for (int i = 0; i < table->columns; i++) {
		text = cell(table, row * (size_t)table->columns + (size_t)i);
		if (table->titles[i][0] == '#') {
			for (int k = width_of(text); k < widths[i]; k++)
				putchar(' ');
			fputs(text, stdout);
		} else {
			put_padded(text, i + 1 < table->columns ? widths[i] : 0);
		}
		if (i + 1 < table->columns)
			printf("%*s", GAP, "");
	}
	putchar('\n');
}

void table_end(struct table *table)
{
	int widths[16] = { 0 }, width;
	const char *title;

	for (int i = 0; i < table->columns && !table->json; i++) {
		title = table->titles[i] + (table->titles[i][0] == '#');
		widths[i] = width_of(title);
		for (size_t k = (size_t)i; k < table->count; k += (size_t)table->columns) {
			width = width_of(cell(table, k));
			widths[i] = width > widths[i] ? width : widths[i];
		}
		put_padded(title, i + 1 < table->columns ? widths[i] + GAP : 0);
	}
	if (!table->json)
		putchar('\n');
	for (size_t row = 0; row < table->count / (size_t)table->columns; row++)
		print_row(table, row, widths);
	for (size_t i = 0; i < table->count; i++)
		mem_free(table->cells[i]);
	mem_free(table->cells);
}
