/* SPDX-License-Identifier: MIT
 * names.c - see names.h. */
#include "abi/names.h"
#include "abi/tspi.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The word begins behind "GROUP_", but a row of OTHER is all word. */
#define WORD_AT(group) (NAME_##group == NAME_OTHER ? 0 : sizeof(#group))

static const struct name names[] = {
#define CONSTANT(name, value, group, since) \
	{ #name, &#name[WORD_AT(group)], (DWORD)(value), since, NAME_##group },
#include "abi/constants.def"
#undef CONSTANT
};

static const struct {
	const char *name;
	enum { NUMBERS, BITS } kind;
} groups[NAME_GROUP_COUNT] = {
#define GROUP(name, kind) [NAME_##name] = { #name, kind },
#include "abi/groups.def"
#undef GROUP
};

#define COUNT (sizeof(names) / sizeof(names[0]))

const struct name *name_at(size_t i)
{
	return i < COUNT ? &names[i] : NULL;
}

const char *name_of_group(enum name_group group)
{
	return (unsigned)group < NAME_GROUP_COUNT ? groups[group].name : "unknown";
}

/* The first row of a group, found once. */
static size_t begin_of(enum name_group group)
{
	static _Atomic size_t behind[NAME_GROUP_COUNT];	/* places from 1; 0: not looked for yet */
	size_t i;

	if ((unsigned)group >= NAME_GROUP_COUNT)
		return COUNT;
	i = atomic_load_explicit(&behind[group], memory_order_relaxed);
	if (i > 0)
		return i - 1;
	while (i < COUNT && names[i].group != group)
		i++;
	atomic_store_explicit(&behind[group], i + 1, memory_order_relaxed);
	return i;
}

static const struct name *find(enum name_group group, DWORD value)
{
	for (size_t i = begin_of(group); i < COUNT; i++)
		if (names[i].group == group && names[i].value == value)
			return &names[i];
	return NULL;
}

const char *name_of(enum name_group group, DWORD value)
{
	const struct name *name = find(group, value);

	return name ? name->word : NULL;
}

/* ASCII only, whatever the locale. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Append to a text that has room for `size` bytes; what does not fit is lost. */
static void append(char *out, size_t size, const char *text)
{
	size_t at = strlen(out);

	for (; *text && at + 1 < size; text++)
		out[at++] = lower(*text);
	out[at] = '\0';
}

static void append_number(char *out, size_t size, DWORD value)
{
	char number[sizeof("0x80000000")];

	snprintf(number, sizeof(number), "0x%lx", (unsigned long)value);
	append(out, size, number);
}

const char *name_words(enum name_group group, DWORD value, char *out, size_t size)
{
	const char *word = name_of(group, value);

	if (size == 0)
		return "";
	out[0] = '\0';
	if (word)
		append(out, size, word);
	else
		append_number(out, size, value);
	return out;
}

const char *name_bits(enum name_group group, DWORD bits, char *out, size_t size)
{
	DWORD strange = 0;
	const char *word;

	if (size == 0)
		return "";
	out[0] = '\0';
	for (DWORD bit = 1; bit != 0; bit <<= 1) {
		word = bits & bit ? name_of(group, bit) : NULL;
		if (word) {
			append(out, size, out[0] ? "|" : "");
			append(out, size, word);
		} else {
			strange |= bits & bit;
		}
	}
	if (strange) {
		append(out, size, out[0] ? "|" : "");
		append_number(out, size, strange);
	}
	if (bits == 0)
		append(out, size, "none");
	return out;
}

const char *name_error(LONG error)
{
	static const enum name_group errors[] = { NAME_LINEERR, NAME_PHONEERR, NAME_TAPIERR };
	const struct name *name;

	if (error == 0)
		return "OK";
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		name = find(errors[i], (DWORD)error);
		if (name)
			return name->whole;
	}
	return "unknown error";
}

const char *name_message(DWORD message)
{
	const struct name *name = find(NAME_LINE, message);

	if (!name)
		name = find(NAME_PHONE, message);
	return name ? name->whole : "unknown message";
}

static bool same(const char *word, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (word[i] == '\0' || lower(word[i]) != lower(text[i]))
			return false;
	return word[len] == '\0';
}

/* One of the joined words, of `len` bytes. */
static bool value_of(enum name_group group, const char *text, size_t len, DWORD *out)
{
	unsigned long long number;
	char *end;

	for (size_t i = 0; i < COUNT; i++) {
		if (names[i].group == group && same(names[i].word, text, len)) {
			*out = names[i].value;
			return true;
		}
	}
	if (same("none", text, len)) {
		*out = 0;
		return true;
	}
	if (len == 0 || text[0] < '0' || text[0] > '9')
		return false;
	number = strtoull(text, &end, text[1] == 'x' || text[1] == 'X' ? 16 : 10);
	if (end != text + len || number > UINT32_MAX)
		return false;
	*out = (DWORD)number;
	return true;
}

DWORD name_value(enum name_group group, const char *words, bool *found)
{
	DWORD all = 0, one;
	bool good = words != NULL;

	for (size_t len; good; words += len + 1) {
		len = strcspn(words, "|");
		good = value_of(group, words, len, &one);
		if (good)
			all |= one;
		if (words[len] == '\0')
			break;
	}
	if (found)
		*found = good;
	return good ? all : 0;
}

DWORD name_known_bits(enum name_group group, DWORD version)
{
	DWORD known = 0;

	if ((unsigned)group >= NAME_GROUP_COUNT || groups[group].kind != BITS)
		return 0;
	for (size_t i = 0; i < COUNT; i++)
		if (names[i].group == group && names[i].since <= version)
			known |= names[i].value;
	return known;
}
