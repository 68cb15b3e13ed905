/* SPDX-License-Identifier: MIT
 * talk.h - within the dialog: hold, what the far end asks, session timers (call_talk.c).
 */
#ifndef DRIVER_SIP_TALK_H
#define DRIVER_SIP_TALK_H

#include "driver/sip/call.h"

void sip_call_request(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg);
/* Hold or take back by a re-INVITE, for `op`; one at a time. Or for nobody. */
enum err sip_call_change(struct sip_call *s, enum call_op op, bool held);
/* ... and that is through. */
void sip_call_changed(struct sip_call *s, enum call_op op, enum err err);
void sip_call_reinvite(struct sip_call *s);
void sip_call_talk(struct sip_call *s, const struct sdp_session_choice *choice);
enum sdp_direction sip_call_wish(const struct sip_call *s);
DWORD sip_call_mode(const struct sip_call *s);	/* LINECONNECTEDMODE_ */
bool sip_call_session_short(const struct sip_msg *msg);	/* a request to be answered 422 */
void sip_call_session_asked(struct sip_call *s, const struct sip_msg *msg);	/* of a request */
void sip_call_session_agreed(struct sip_call *s, const struct sip_msg *msg);	/* of our 2xx's */
void sip_call_write_session(const struct sip_call *s, bool request);
void sip_call_session_start(struct sip_call *s);

/* Operations (driver.h). */
enum err sip_hold(struct call *call, const struct call_args *args);
enum err sip_unhold(struct call *call, const struct call_args *args);

#endif
