/* SPDX-License-Identifier: MIT
 * address.c - see address.h. */
#include "tapi/dialing/address.h"
#include "tapi/dialing/country.h"

#define UNKNOWN_CODE_MAX 4	/* digits of a country code that no list has */

static bool decimal(char c)
{
	return c >= '0' && c <= '9';
}

static bool one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

bool address_is_digit(char c)
{
	return decimal(c) || one_of(c, "ABCDabcd*#");
}

bool address_is_modifier(char c)
{
	return one_of(c, "!,;:@$?PpTtWw");
}

bool address_is_separator(char c)
{
	return one_of(c, " -./");
}

bool address_is_number(const struct address *address)
{
	bool digits = false;

	for (size_t i = 0; i < address->subscriber.len; i++) {
		char c = address->subscriber.at[i];

		if (!address_is_digit(c) && !address_is_modifier(c) && !address_is_separator(c) &&
		    !one_of(c, "()+"))
			return false;
		digits = digits || one_of(c, "0123456789*#");
	}
	return digits;
}

static struct span skip(struct span s, size_t n)
{
	return (struct span){ s.at + n, s.len - n };
}

static struct span skip_spaces(struct span s)
{
	while (s.len && address_is_separator(s.at[0]))
		s = skip(s, 1);
	return s;
}

static size_t digits_at_start(struct span s)
{
	size_t n = 0;

	while (n < s.len && decimal(s.at[n]))
		n++;
	return n;
}

/* The country code at the start of `number`, which becomes what follows. */
static enum err read_country(struct address *out, struct span *number)
{
	size_t run = digits_at_start(*number), len = country_code_digits(*number);
	bool ends = run < number->len && one_of(number->at[run], " (");
	uint32_t code = 0;

	/* What TAPI would take, whoever has that code. */
	if (len == 0 && ends && run <= UNKNOWN_CODE_MAX)
		len = run;
	if (len == 0)
		return ERR_ADDRESS;
	out->country_digits = (struct span){ number->at, len };
	span_u32(out->country_digits, UINT32_MAX, &code);
	out->country = code;
	*number = skip_spaces(skip(*number, len));
	return code ? OK : ERR_ADDRESS;
}

/* "(425) " at the start of `number`. */
static enum err read_area(struct address *out, struct span *number)
{
	size_t len;

	if (number->len == 0 || number->at[0] != '(')
		return OK;
	*number = skip(*number, 1);
	len = digits_at_start(*number);
	if (len == number->len || number->at[len] != ')')
		return ERR_ADDRESS;
	out->area = (struct span){ number->at, len };
	*number = skip_spaces(skip(*number, len + 1));
	return OK;
}

/* What is dialled must be sure: a letter that is left away would be another number. */
static bool subscriber_valid(struct span s)
{
	bool digits = false;

	for (size_t i = 0; i < s.len; i++) {
		if (!address_is_digit(s.at[i]) && !address_is_modifier(s.at[i]) &&
		    !address_is_separator(s.at[i]))
			return false;
		digits = digits || decimal(s.at[i]);
	}
	return digits;
}

static enum err read_canonical(struct address *out, struct span number)
{
	enum err err;

	out->canonical = true;
	number = skip(number, 1);
	err = read_country(out, &number);
	if (!err)
		err = read_area(out, &number);
	if (err)
		return err;
	out->subscriber = number;
	return subscriber_valid(number) ? OK : ERR_ADDRESS;
}

/* Cut off the first row; CR alone is no end. */
static struct span first_row(struct span *text)
{
	struct span row = *text;

	for (size_t i = 0; i + 1 < text->len; i++) {
		if (text->at[i] != '\r' || text->at[i + 1] != '\n')
			continue;
		row.len = i;
		*text = skip(*text, i + 2);
		return row;
	}
	*text = SPAN_NONE;
	return row;
}

enum err address_next(struct address *out, struct span *text)
{
	struct span row = first_row(text), number = row;

	*out = (struct address){ .area = { row.at, 0 } };
	for (size_t i = 0; i < row.len; i++) {
		if (!one_of(row.at[i], "|^"))
			continue;
		number.len = i;
		break;
	}
	out->rest = skip(row, number.len);
	number = span_trim(number);
	if (number.len == 0)
		return ERR_ADDRESS;
	if (number.at[0] == '+')
		return read_canonical(out, number);
	out->subscriber = number;
	return OK;
}
