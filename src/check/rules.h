/* SPDX-License-Identifier: MIT
 * rules.h - the tables of the groups, each at the foot of its file. */
#ifndef CHECK_RULES_H
#define CHECK_RULES_H

#include "check/check.h"

extern const struct rule rules_load[], rules_ver[], rules_ext[], rules_async[], rules_cb[],
	rules_hnd[], rules_new[], rules_state[], rules_drop[], rules_struct[], rules_media[],
	rules_dial[], rules_digit[], rules_uui[], rules_conf[], rules_xfer[], rules_fwd[],
	rules_dev[], rules_msg[], rules_getid[], rules_ui[], rules_check[], rules_phone[];

#endif
