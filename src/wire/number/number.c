/* SPDX-License-Identifier: MIT
 * number.c - numbers in and out. */
#include "wire/number/number.h"

#define SEPARATORS " -./()"
#define NUMBER_LEAST 5		/* digits of an outside number without a prefix */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool one_of(char c, const char *set)
{
	for (; *set; set++)
		if (*set == c)
			return true;
	return false;
}

static bool has(const char *text)
{
	return text && text[0];
}

/* ITU-T E.161. */
static char digit_of(char letter)
{
	static const char keys[] = "22233344455566677778889999";

	return keys[(letter | 0x20) - 'a'];
}

static struct span behind(struct span s, size_t n)
{
	return (struct span){ s.at + n, s.len - n };
}

/* --- country codes --- */

size_t number_country_digits(struct span digits)
{
	static const char two[] = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 "
				  "60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
	char code[4] = "";

	if (digits.len < 4 || digits.at[0] == '0')
		return 0;
	if (digits.at[0] == '1' || digits.at[0] == '7')
		return 1;
	memcpy(code, digits.at, 2);
	code[2] = ' ';
	return strstr(two, code) ? 2 : 3;
}

/* --- the table --- */

/* How many of `number` one side of a rule takes; -1: it does not match. */
static long matches(struct span pattern, struct span number, bool whole)
{
	size_t i = 0;

	for (; i < pattern.len; i++) {
		char want = pattern.at[i], c = i < number.len ? number.at[i] : '\0';

		if (want == '.' && i + 1 == pattern.len)
			return (long)number.len;
		if (want == 'X' ? !is_digit(c) :
		    want == 'Z' ? !is_digit(c) || c == '0' :
		    want == 'N' ? !is_digit(c) || c < '2' : c != want)
			return -1;
	}
	return whole && i < number.len ? -1 : (long)i;
}

static void split(struct span rule, struct span *prefix, struct span *pattern, struct span *new)
{
	struct span left = span_cut(rule, '>', new);

	*prefix = SPAN_NONE;
	*pattern = left;
	if (left.len && memchr(left.at, '|', left.len))
		*prefix = span_cut(left, '|', pattern);
}

/* The first rule that matches, applied. */
static bool by_table(struct buf *out, const char *table, struct span number)
{
	struct span rest = span_of(table), rule, prefix, pattern, new;
	long taken;

	while (rest.at) {
		rule = span_cut(rest, ' ', &rest);
		split(rule, &prefix, &pattern, &new);
		taken = rule.len ? matches(prefix, number, false) : -1;
		if (taken < 0 || matches(pattern, behind(number, (size_t)taken), true) < 0)
			continue;
		buf_span_add(out, new);
		buf_span_add(out, behind(number, (size_t)taken));
		return true;
	}
	return false;
}

static bool side_valid(struct span side, bool dot)
{
	for (size_t i = 0; i < side.len; i++)
		if (!is_digit(side.at[i]) && !one_of(side.at[i], "XZN+*#") &&
		    !(dot && side.at[i] == '.' && i + 1 == side.len))
			return false;
	return true;
}

bool number_matches(const char *patterns, struct span number)
{
	struct span rest = span_of(patterns), pattern;

	while (rest.at) {
		pattern = span_cut(rest, ' ', &rest);
		if (pattern.len && matches(pattern, number, true) >= 0)
			return true;
	}
	return false;
}

bool number_patterns_valid(const char *patterns)
{
	struct span rest = span_of(patterns);

	while (rest.at)
		if (!side_valid(span_cut(rest, ' ', &rest), true))
			return false;
	return true;
}

bool number_rules_valid(const char *table, struct buf *why)
{
	struct span rest = span_of(table), rule, prefix, pattern, new;
	bool valid = true;

	while (rest.at && valid) {
		rule = span_cut(rest, ' ', &rest);
		if (!rule.len)
			continue;
		split(rule, &prefix, &pattern, &new);
		valid = new.at && prefix.len + pattern.len && side_valid(prefix, false) &&
			side_valid(pattern, true);
		for (size_t i = 0; i < new.len; i++)
			valid = valid && (is_digit(new.at[i]) || one_of(new.at[i], "+*#"));
		if (!valid)
			buf_printf(why, "\"%.*s\" is no rule such as \"0|Z.>+49\" (PREFIX|PATTERN>NEW)",
				   SPAN_ARG(rule));
	}
	return valid;
}

/* --- E.164 and back --- */

static bool all_digits(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_digit(s.at[i]))
			return false;
	return s.len > 0;
}

static bool is_e164(struct span s)
{
	return s.len > 1 && s.at[0] == '+' && all_digits(behind(s, 1));
}

/* "+CC..." of a number as it is dialled from home. False: it has none. */
static bool to_e164(struct buf *out, const struct number_rules *rules, struct span number)
{
	bool national = false;

	if (is_e164(number)) {
		buf_span_add(out, number);
		return true;
	}
	if (!all_digits(number) || number.len <= rules->internal || !has(rules->country))
		return false;
	buf_char(out, '+');
	if (has(rules->international) && span_starts(number, rules->international)) {
		buf_span_add(out, behind(number, strlen(rules->international)));
		return true;
	}
	if (number.len < NUMBER_LEAST)
		return false;		/* 110, 112, 911: nobody has them elsewhere */
	if (has(rules->national) && span_starts(number, rules->national)) {
		number = behind(number, strlen(rules->national));
		national = true;
	}
	buf_text(out, rules->country);
	if (!national && has(rules->national))
		buf_text(out, rules->area);
	buf_span_add(out, number);
	return true;
}

/* The number behind our country's code; at NULL: it is another country's. */
static struct span at_home(const struct number_rules *rules, struct span e164)
{
	struct span digits = behind(e164, 1);

	if (!has(rules->country) || !span_starts(digits, rules->country))
		return SPAN_NONE;
	return behind(digits, strlen(rules->country));
}

static void prefixed(struct buf *out, const struct number_rules *rules, struct span e164)
{
	struct span home = at_home(rules, e164);

	if (!home.at && !has(rules->international)) {
		buf_span_add(out, e164);
		return;
	}
	buf_text(out, rules->outside);
	buf_text(out, home.at ? rules->national : rules->international);
	buf_span_add(out, home.at ? home : behind(e164, 1));
}

/* +CC (area) number */
static void canonical(struct buf *out, const struct number_rules *rules, struct span e164)
{
	struct span home = at_home(rules, e164), digits = behind(e164, 1);
	size_t code = home.at ? strlen(rules->country) : number_country_digits(digits);

	buf_char(out, '+');
	buf_bytes(out, digits.at, code);
	if (code)
		buf_char(out, ' ');
	digits = behind(digits, code);
	if (home.at && has(rules->area) && span_starts(digits, rules->area)) {
		buf_printf(out, "(%s) ", rules->area);
		digits = behind(digits, strlen(rules->area));
	}
	buf_span_add(out, digits);
}

/* --- what is dialled --- */

/* Tone and pulse: one is as good as the other. */
static bool is_modifier(char c)
{
	return one_of(c, "TP");
}

/* Whether it is a telephone number written for people, with what may stand in a
 * dialable address. */
static bool is_number(struct span text, bool letters)
{
	bool numeric = text.len && (is_digit(text.at[0]) || one_of(text.at[0], "+(*#"));
	size_t digits = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (is_digit(c) || c == '*' || c == '#')
			digits++;
		else if (c == ',' && digits)
			return true;
		else if (!one_of(c, SEPARATORS "!;") && !is_modifier(c) && !(c == '+' && !digits) &&
			 !(letters && numeric && is_letter(c)))
			return false;
	}
	return digits > 0;
}

/* Up to a subaddress or name, or a second line. */
static struct span address_part(struct span dest)
{
	for (size_t i = 0; i < dest.len; i++)
		if (one_of(dest.at[i], "|^\r\n"))
			dest.len = i;
	return span_trim(dest);
}

/* Its digits alone. False: there is something that nobody can dial here. */
static bool bare(struct buf *out, struct span text, bool letters)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (one_of(c, "!;"))
			return false;
		if (is_digit(c) || one_of(c, "+*#"))
			buf_char(out, c);
		else if (letters && is_letter(c))
			buf_char(out, digit_of(c));
	}
	return true;
}

static bool digits_after(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (is_digit(c) || one_of(c, "*#,ABCD"))
			buf_char(out, c);
		else if (!one_of(c, SEPARATORS) && !is_modifier(c))
			return false;
	}
	return true;
}

static void dial_form(struct buf *out, const struct number_rules *rules, struct span number)
{
	char text[NUMBER_SIZE];
	struct buf e164;

	if (by_table(out, rules->dial_rules, number))
		return;
	buf_fixed(&e164, text, sizeof(text));
	if (rules->dial_form == NUMBER_E164 && to_e164(&e164, rules, number)) {
		buf_span_add(out, buf_span(&e164));
		return;
	}
	if (is_e164(number) && rules->dial_form == NUMBER_PREFIXED) {
		prefixed(out, rules, number);
		return;
	}
	/* What is longer than an internal number is outside, and dialled as from home. */
	if (rules->internal && all_digits(number) && number.len > rules->internal)
		buf_text(out, rules->outside);
	buf_span_add(out, number);
}

/* Without a leading T or P, where a number follows. */
static struct span unmarked(struct span text, bool letters)
{
	struct span rest = text.len > 1 && one_of(text.at[0], "TPtp") ? span_trim(behind(text, 1)) : text;

	return is_number(rest, letters) ? rest : text;
}

struct span number_address(struct span dest)
{
	return unmarked(address_part(dest), false);
}

enum err number_dial(struct number_dialled *out, const struct number_rules *rules,
		     struct span dest)
{
	struct span text = unmarked(address_part(dest), rules->letters), after = SPAN_NONE;
	struct number_dialled dialled = { .is_number = false };
	char digits[NUMBER_SIZE];
	struct buf number, raw, tail;

	if (text.len > 4 && span_eqi((struct span){ text.at, 4 }, SPAN("tel:")))
		text = behind(text, 4);
	if (!text.len)
		return ERR_ADDRESS;
	dialled.is_number = is_number(text, rules->letters);
	buf_fixed(&number, dialled.number, NUMBER_SIZE - 1);
	buf_fixed(&tail, dialled.after, NUMBER_AFTER_SIZE - 2);
	buf_fixed(&raw, digits, sizeof(digits));
	if (dialled.is_number) {
		text = span_cut(text, ',', &after);
		if (!bare(&raw, text, rules->letters) || !digits_after(&tail, after) || raw.full)
			return ERR_ADDRESS;
		dial_form(&number, rules, buf_span(&raw));
		if (after.at && tail.len) {
			/* The comma itself: a pause behind the answer. */
			memmove(dialled.after + 1, dialled.after, tail.len);
			dialled.after[0] = ',';
		}
	} else {
		buf_span_add(&number, text);
	}
	if (number.full || tail.full || !number.len)
		return ERR_ADDRESS;
	*out = dialled;
	return OK;
}

/* --- what comes in --- */

void number_show(char out[NUMBER_SIZE], const struct number_rules *rules, struct span number)
{
	char text[NUMBER_SIZE], plain[NUMBER_SIZE];
	struct buf shown, e164, raw;

	memset(text, 0, sizeof(text));
	buf_fixed(&shown, text, sizeof(text) - 1);
	buf_fixed(&e164, plain, sizeof(plain));
	span_copy(number, out, NUMBER_SIZE);
	if (!is_number(number, false) || memchr(number.at, ',', number.len))
		return;
	if (by_table(&shown, rules->show_rules, number)) {
		span_copy(buf_span(&shown), out, NUMBER_SIZE);
		return;
	}
	if (rules->show_form == NUMBER_AS_IS)
		return;
	buf_fixed(&raw, text, sizeof(text));
	if (!bare(&raw, number, false) || !to_e164(&e164, rules, buf_span(&raw)) || e164.full)
		return;
	buf_fixed(&shown, text, sizeof(text) - 1);
	switch (rules->show_form) {
	case NUMBER_PREFIXED:	prefixed(&shown, rules, buf_span(&e164)); break;
	case NUMBER_CANONICAL:	canonical(&shown, rules, buf_span(&e164)); break;
	default:		buf_span_add(&shown, buf_span(&e164)); break;
	}
	if (!shown.full)
		span_copy(buf_span(&shown), out, NUMBER_SIZE);
}
