/* SPDX-License-Identifier: MIT
 * sound.h - tones to the far end (lineGenerateTone), and from it (lineMonitorTones).
 *
 * Who makes or hears tones is a guest of a mixer: of the conference's, and all its members
 * hear them; for any other call of one of its own, at which the far end sits alone
 * as long as there is something to play or to listen for. A member of a conference has none
 * of its own: the conference call hears for it (R-CONF-5).
 */
#ifndef DRIVER_SIP_SOUND_H
#define DRIVER_SIP_SOUND_H

#include "driver/sip/call.h"

/* Operations (driver.h). */
enum err sip_generate_tone(struct call *call, const struct call_args *args);
enum err sip_monitor_tones(struct call *call, const struct call_args *args);

void sip_tone_stop(struct sip_call *s);		/* what is generated ends; nobody is told */

/* Before its media goes, or is for somebody else to hear; and when it is there again. */
void sip_sound_leave(struct sip_call *s);
void sip_sound_return(struct sip_call *s);

/* The model's call goes on by `to`. */
void sip_sound_move(struct sip_call *from, struct sip_call *to);

void sip_sound_free(struct sip_call *s);

#endif
