/* SPDX-License-Identifier: MIT
 * translate.c - from an address to what is dialled here; see dialing.h. */
#include "tapi/dialing/address.h"
#include "tapi/dialing/area.h"
#include "tapi/dialing/dialing.h"
#include "tapi/dialing/rule.h"
#include "abi/sizes.h"

#define DIGITS_MAX 32

#define FORCES (LINETRANSLATEOPTION_FORCELOCAL | LINETRANSLATEOPTION_FORCELD)
#define OPTIONS (LINETRANSLATEOPTION_CARDOVERRIDE | LINETRANSLATEOPTION_CANCELCALLWAITING | FORCES)

/* How far away a number is; also how one has to dial it. */
enum reach { REACH_LOCAL, REACH_FAR, REACH_ABROAD };

/* One address that is being translated. */
struct translation {
	const struct dialing_ask *ask;
	const struct dialing_location *here;
	const struct dialing_card *card;
	struct address address;
	char digits[DIGITS_MAX];	/* of the subscriber, as many as fit */
	size_t digit_count;
	enum reach reach;
	struct area_rule area_rule;
	bool has_area_rule;
	struct dialing_result *out;
};

static struct span digits_of(const struct translation *t)
{
	return (struct span){ t->digits, t->digit_count };
}

static void read_digits(struct translation *t)
{
	struct span number = t->address.subscriber;

	t->digit_count = 0;
	for (size_t i = 0; i < number.len && t->digit_count < DIGITS_MAX; i++)
		if (number.at[i] >= '0' && number.at[i] <= '9')
			t->digits[t->digit_count++] = number.at[i];
}

/* Whether a call within the own area is long distance all the same. */
static bool is_toll_call(struct translation *t)
{
	struct span prefix = digits_of(t);
	bool listed;

	if (t->here->country->code != DIALING_TOLL_COUNTRY)
		return false;
	prefix.len = prefix.len < DIALING_TOLL_DIGITS ? prefix.len : DIALING_TOLL_DIGITS;
	listed = dialing_on_list(t->here->toll_list, prefix);
	t->out->results |= listed ? LINETRANSLATERESULT_INTOLLLIST : LINETRANSLATERESULT_NOTINTOLLLIST;
	return listed;
}

/* By the numbers alone. */
static enum reach reach_of(struct translation *t)
{
	if (t->address.country != t->here->country->code)
		return REACH_ABROAD;
	t->has_area_rule = area_rule_find(&t->area_rule, span_of(t->here->area_rules),
					  t->address.area, digits_of(t));
	if (t->has_area_rule)
		return t->area_rule.number.len ? REACH_FAR : REACH_LOCAL;
	if (!span_is(t->address.area, t->here->area))
		return REACH_FAR;
	return is_toll_call(t) ? REACH_FAR : REACH_LOCAL;
}

static void find_reach(struct translation *t)
{
	static const DWORD results[] = {
		[REACH_LOCAL] = LINETRANSLATERESULT_LOCAL,
		[REACH_FAR] = LINETRANSLATERESULT_LONGDISTANCE,
		[REACH_ABROAD] = LINETRANSLATERESULT_INTERNATIONAL,
	};

	t->has_area_rule = false;
	t->reach = reach_of(t);
	if (t->reach != REACH_ABROAD && (t->ask->options & FORCES)) {
		t->has_area_rule = false;
		t->reach = t->ask->options & LINETRANSLATEOPTION_FORCELD ? REACH_FAR : REACH_LOCAL;
	}
	t->out->results |= results[t->reach];
}

/* The card's rule, if it has one for that; else the country's. */
static const char *rule_of(struct translation *t)
{
	const struct country *country = t->here->country;
	const char *const cards[] = {
		[REACH_LOCAL] = t->card->same_area,
		[REACH_FAR] = t->card->long_distance,
		[REACH_ABROAD] = t->card->international,
	};
	const char *const countrys[] = {
		[REACH_LOCAL] = country->same_area,
		[REACH_FAR] = country->long_distance,
		[REACH_ABROAD] = country->international,
	};

	if (*cards[t->reach]) {
		t->has_area_rule = false;
		return cards[t->reach];
	}
	return countrys[t->reach];
}

static const char *access_of(const struct translation *t)
{
	const char *const all[] = {
		[REACH_LOCAL] = t->card->access,
		[REACH_FAR] = t->card->access_far,
		[REACH_ABROAD] = t->card->access_abroad,
	};

	return all[t->reach];
}

/* What comes before any number: tone or pulse, then an end to call waiting. */
static void dial_before(const struct translation *t, char mode)
{
	struct dialing_result *out = t->out;

	buf_char(&out->dialable, mode);
	if (!(t->ask->options & LINETRANSLATEOPTION_CANCELCALLWAITING))
		return;
	buf_text(&out->dialable, t->here->no_waiting);
	rule_show_part(&out->displayable, span_of(t->here->no_waiting));
}

static void dial_canonical(struct translation *t)
{
	struct dialing_result *out = t->out;
	struct span rule = span_of(rule_of(t));
	struct rule_values values = {
		.country = t->address.country_digits,
		.area = t->address.area,
		.number = t->address.subscriber,
		.card = span_of(t->card->number),
		.pin = span_of(t->card->pin),
		.access = span_of(access_of(t)),
		.carrier = span_of(t->here->carrier),
		.carrier_abroad = span_of(t->here->carrier_abroad),
		.card_name = span_of(t->card->name),
	};
	const char *outside = t->reach == REACH_LOCAL ? t->here->outside : t->here->outside_far;

	dial_before(t, t->here->pulse ? 'P' : 'T');
	buf_text(&out->dialable, outside);
	rule_show_part(&out->displayable, span_of(outside));
	if (t->has_area_rule) {
		rule_show_part(&out->displayable, t->area_rule.number);
		rule_dial_number(&out->dialable, t->area_rule.number);
		rule = t->area_rule.with_area ? SPAN("FG") : SPAN("G");
	}
	rule_expand(&out->dialable, &out->displayable, rule, &values);
	if (memchr(values.number.at, ';', values.number.len))
		buf_char(&out->dialable, ';');
	out->there = t->address.country;
	out->results |= LINETRANSLATERESULT_CANONICAL;
}

/* It stays as it is; before a number goes how the location dials, if it does not say so itself. */
static void dial_dialable(const struct translation *t)
{
	struct dialing_result *out = t->out;
	struct span number = t->address.subscriber;
	char mode = t->here->pulse ? 'P' : 'T';

	if (!address_is_number(&t->address)) {
		if (t->ask->version >= TAPI_3_0)
			out->results |= LINETRANSLATERESULT_NOTRANSLATION;
		buf_span_add(&out->dialable, number);
		buf_span_add(&out->displayable, number);
		return;
	}
	if (strchr("TtPp", number.at[0])) {
		mode = number.at[0];
		number = (struct span){ number.at + 1, number.len - 1 };
	}
	dial_before(t, mode);
	buf_span_add(&out->dialable, number);
	rule_show_part(&out->displayable, span_trim(number));
}

/* What a device must be able to do for what stands behind `at`. */
static void find_signs(struct dialing_result *out, size_t at, DWORD version)
{
	static const struct { char sign; DWORD result, since; } signs[] = {
		{ '$', LINETRANSLATERESULT_DIALBILLING, TAPI_1_3 },
		{ '@', LINETRANSLATERESULT_DIALQUIET, TAPI_1_3 },
		{ 'W', LINETRANSLATERESULT_DIALDIALTONE, TAPI_1_3 },
		{ 'w', LINETRANSLATERESULT_DIALDIALTONE, TAPI_1_3 },
		{ '?', LINETRANSLATERESULT_DIALPROMPT, TAPI_1_3 },
		{ ':', LINETRANSLATERESULT_VOICEDETECT, TAPI_2_0 },
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (version >= signs[i].since &&
		    memchr(out->dialable.at + at, signs[i].sign, out->dialable.len - at))
			out->results |= signs[i].result;
}

/* One address of perhaps several. */
static void translate_one(struct translation *t)
{
	struct dialing_result *out = t->out;
	size_t before = out->dialable.len;

	read_digits(t);
	if (t->address.canonical) {
		find_reach(t);
		dial_canonical(t);
	} else {
		dial_dialable(t);
	}
	if (out->dialable.len > before && (t->address.canonical || address_is_number(&t->address)))
		find_signs(out, before, t->ask->version);
	buf_span_add(&out->dialable, t->address.rest);
}

static enum err check_ask(const struct dialing *d, const struct dialing_ask *ask,
			  struct translation *t)
{
	if ((ask->options & ~(DWORD)OPTIONS) || (ask->options & FORCES) == FORCES)
		return ERR_PARAM;
	if (!t->here)
		return ERR_CONFIG;
	t->card = dialing_card(d, ask->options & LINETRANSLATEOPTION_CARDOVERRIDE ? ask->card :
			       t->here->card);
	return t->card ? OK : ERR_CARD;
}

enum err dialing_translate(const struct dialing *d, const struct dialing_ask *ask,
			   struct dialing_result *out)
{
	struct translation t = { .ask = ask, .here = dialing_here(d), .out = out };
	struct span rest = ask->address;
	enum err err;

	*out = (struct dialing_result){ .here = 0 };
	buf_grow(&out->dialable);
	buf_grow(&out->displayable);
	err = check_ask(d, ask, &t);
	if (!err)
		out->here = t.here->country->code;
	for (bool first = true; !err && (first || rest.len); first = false) {
		err = address_next(&t.address, &rest);
		if (err)
			break;
		if (!first) {
			buf_text(&out->dialable, "\r\n");
			buf_text(&out->displayable, "\r\n");
		}
		translate_one(&t);
	}
	if (err)
		return err;
	buf_c(&out->dialable);
	buf_c(&out->displayable);
	return out->dialable.full || out->displayable.full ? ERR_NOMEM : OK;
}

void dialing_result_free(struct dialing_result *result)
{
	buf_free(&result->dialable);
	buf_free(&result->displayable);
}
