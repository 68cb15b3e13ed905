/* SPDX-License-Identifier: MIT
 * complete.h - calls back when somebody is free.
 */
#ifndef DRIVER_SIP_COMPLETE_H
#define DRIVER_SIP_COMPLETE_H

#include "driver/sip/call.h"

enum err sip_complete(struct call *call, const struct call_args *args);
enum err sip_uncomplete(struct line *line, const struct line_args *args);
void sip_completions_end(struct sip_line *line);	/* the line is closed */
bool sip_complete_may(struct sip_call *s);	/* it is BUSY: true, it stays so for a while */
enum err sip_recall_answer(struct sip_call *s);

#endif
