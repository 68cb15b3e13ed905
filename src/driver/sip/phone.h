/* SPDX-License-Identifier: MIT
 * phone.h - phones beside SIP lines: lamps that show what others do.
 *
 * A soft telephone has no handset, no bell and no keys that a hand could press; what it
 * has is a field of lamps. The first shows the calls of its own line, the second what
 * waits in its mailbox, and then each number in `lamps` has one: off while it is
 * free, flashing while it rings there, steady while it is busy, and
 * PHONELAMPMODE_UNKNOWN while nobody tells. Others are followed (watch.h) while both
 * the phone and its line are open.
 *
 * Positions 0 to 11 are those of a keypad, which is not there.
 */
#ifndef DRIVER_SIP_PHONE_H
#define DRIVER_SIP_PHONE_H

#include "driver/sip/line.h"
#include "model/phone.h"

struct sip_phone_conf {		/* what a [phone] with driver = sip may hold */
	char *line;
	char *lamps;		/* "201, Carol=202, 210-215" */
};

extern const struct conf_key sip_phone_keys[];

#define SIP_PHONE_LINE 12	/* the lamp of its own line */
#define SIP_PHONE_MESSAGES 13
#define SIP_PHONE_OTHERS 14	/* the first of the others */

/* The driver's functions (driver.h). */
enum err sip_phone_new(struct phone *phone, const void *conf, struct buf *why);
void sip_phone_free(struct phone *phone);
enum err sip_phone_open(struct phone *phone);
void sip_phone_close(struct phone *phone);
const struct phone *sip_line_phone(const struct line *line);
const struct line *sip_phone_line(const struct phone *phone);
void sip_phones_calls(struct line *line);	/* as line_calls */

/* The line was opened, is closed; messages wait, or do no more. */
enum err sip_phones_begin(struct sip_line *line);
void sip_phones_end(struct sip_line *line);
void sip_phones_messages(const struct sip_line *line);

#endif
