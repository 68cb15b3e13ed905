/* SPDX-License-Identifier: MIT
 * rule.c - see rule.h. */
#include "tapi/dialing/rule.h"
#include "tapi/dialing/address.h"

/* One rule, as it is turned into texts. */
struct expansion {
	struct buf *dial, *show;
	const struct rule_values *values;
	bool open;		/* the last part shown are signs of the rule: more may follow at once */
	bool secret;		/* the last shown is the card's name: further secrets hide behind it */
};

/* ';' says that more will come: nothing may follow it. */
static bool is_dialled(char c)
{
	return c != ';' && (address_is_digit(c) || address_is_modifier(c));
}

void rule_show_part(struct buf *show, struct span part)
{
	if (part.len && show->len && !strchr(" \n", show->at[show->len - 1]))
		buf_char(show, ' ');
	buf_span_add(show, part);
}

void rule_dial_number(struct buf *dial, struct span number)
{
	for (size_t i = 0; i < number.len; i++)
		if (is_dialled(number.at[i]))
			buf_char(dial, number.at[i]);
}

/* A part that is a value. */
static void part(struct expansion *x, struct span value)
{
	if (!value.len)
		return;
	rule_dial_number(x->dial, value);
	rule_show_part(x->show, value);
	x->open = x->secret = false;
}

static void secret_part(struct expansion *x, struct span value)
{
	if (!value.len)
		return;
	rule_dial_number(x->dial, value);
	if (!x->secret) {
		if (x->open)
			buf_char(x->show, '[');
		else
			rule_show_part(x->show, SPAN("["));
		buf_span_add(x->show, x->values->card_name);
		buf_char(x->show, ']');
	}
	x->open = false;
	x->secret = true;
}

/* A sign of the rule that is dialled. */
static void sign(struct expansion *x, char c)
{
	buf_char(x->dial, c);
	if (x->open || address_is_modifier(c))
		buf_char(x->show, c);
	else
		rule_show_part(x->show, (struct span){ &c, 1 });
	x->open = true;
	x->secret = false;
}

static void letter(struct expansion *x, char c)
{
	const struct rule_values *values = x->values;

	switch (c) {
	case 'E': part(x, values->country); break;
	case 'F':
	case 'I': part(x, values->area); break;
	case 'G': part(x, values->number); break;
	case 'H': secret_part(x, values->card); break;
	case 'K': secret_part(x, values->pin); break;
	case 'J': part(x, values->access); break;
	case 'L':
	case 'N': part(x, values->carrier); break;
	case 'M':
	case 'S': part(x, values->carrier_abroad); break;
	case ' ': x->open = false; break;
	default:
		if (is_dialled(c))
			sign(x, c);
	}
}

void rule_expand(struct buf *dialable, struct buf *displayable, struct span rule,
		 const struct rule_values *values)
{
	struct expansion x = { .dial = dialable, .show = displayable, .values = values };

	for (size_t i = 0; i < rule.len; i++)
		letter(&x, rule.at[i]);
}

bool rule_valid(struct span rule)
{
	for (size_t i = 0; i < rule.len; i++)
		if (!rule.at[i] || !strchr("0123456789ABCD*#,!Ww@$?:TtPpEFGHIJKLMNS ", rule.at[i]))
			return false;
	return true;
}
