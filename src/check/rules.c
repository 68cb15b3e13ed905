/* SPDX-License-Identifier: MIT
 * rules.c - all groups of rules; the order is that of docs/spec/rules.md. */
#include "check/rules.h"

const struct rule *const rule_groups[] = {
	rules_load, rules_ver, rules_ext, rules_async, rules_cb, rules_hnd, rules_new, rules_state,
	rules_drop, rules_struct, rules_media, rules_dial, rules_digit, rules_uui, rules_conf,
	rules_xfer, rules_fwd, rules_dev, rules_msg, rules_getid, rules_ui, rules_check,
	rules_phone,
	NULL
};

const struct rule *rule_named(const char *id)
{
	for (size_t g = 0; rule_groups[g]; g++)
		for (const struct rule *rule = rule_groups[g]; rule->id; rule++)
			if (strcmp(rule->id, id) == 0)
				return rule;
	return NULL;
}
