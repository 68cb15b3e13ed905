/* SPDX-License-Identifier: MIT
 * fuzz_number.c - any bytes as a number that is dialled or shown, as the rules for both, as
 * a list of numbers or of patterns, and as user-user information. The input is rows: the
 * number, the two tables of rules, the list. */
#include "wire/number/number.h"
#include "wire/number/range.h"
#include "wire/sip/uui.h"
#include <stdlib.h>

#define NUMBERS_MAX 100000	/* of a list: ranges are short texts and many numbers */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* The next row as a text of its own size; to be freed. */
static char *row(struct span *rest)
{
	struct span bytes = span_cut(*rest, '\n', rest);
	char *text = malloc(bytes.len + 1);

	must(text != NULL);
	if (bytes.len)
		memcpy(text, bytes.at, bytes.len);
	text[bytes.len] = '\0';
	return text;
}

static void dial_and_show(const struct number_rules *rules, const char *number)
{
	struct number_dialled dialled;
	char shown[NUMBER_SIZE];

	if (number_dial(&dialled, rules, span_of(number)) == OK)
		must(dialled.number[0] && memchr(dialled.number, '\0', NUMBER_SIZE) &&
		     memchr(dialled.after, '\0', NUMBER_AFTER_SIZE));
	number_show(shown, rules, span_of(number));
	must(memchr(shown, '\0', NUMBER_SIZE) != NULL);
	must(number_address(span_of(number)).len <= strlen(number));
}

static void list(const char *text)
{
	struct number_list list;
	char number[64];
	unsigned count = 0;

	number_list_valid(span_of(text));
	number_list_open(&list, span_of(text));
	while (count < NUMBERS_MAX && number_list_next(&list, number, sizeof(number))) {
		must(memchr(number, '\0', sizeof(number)) != NULL);
		count++;
	}
}

static void user_information(const char *text)
{
	struct span rest = span_of(text);
	struct buf out;

	buf_grow(&out);
	while (rest.len) {
		size_t before = rest.len;

		sip_uui_next(&rest, &out);
		must(rest.len < before);
	}
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char country[] = "49", area[] = "30", national[] = "0", international[] = "00", outside[] = "9";
	struct span rest = { (const char *)data, size };
	char *number = row(&rest), *dial_rules = row(&rest), *show_rules = row(&rest), *numbers = row(&rest);
	char room[200];
	struct buf why;
	bool valid;

	buf_fixed(&why, room, sizeof(room));
	valid = number_rules_valid(dial_rules, &why) && number_rules_valid(show_rules, &why);
	for (uint32_t form = NUMBER_AS_IS; form <= NUMBER_CANONICAL; form++) {
		struct number_rules rules = {
			.country = country, .area = area, .national = national, .international = international,
			.outside = form % 2 ? outside : NULL, .internal = 3, .letters = form > NUMBER_E164,
			.dial_form = form < NUMBER_CANONICAL ? form : NUMBER_E164, .show_form = form,
		};

		dial_and_show(&rules, number);
		rules.dial_rules = valid ? dial_rules : NULL;
		rules.show_rules = valid ? show_rules : NULL;
		dial_and_show(&rules, number);
	}
	if (number_patterns_valid(numbers))
		number_matches(numbers, span_of(number));
	number_country_digits(span_of(number));
	list(numbers);
	user_information(number);
	free(number);
	free(dial_rules);
	free(show_rules);
	free(numbers);
	return 0;
}
