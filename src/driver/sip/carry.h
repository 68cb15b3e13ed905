/* SPDX-License-Identifier: MIT
 * carry.h - what two users hand each other along with a call: user-user
 * information (User-to-User, RFC 7433) and call data (`data-header`, in the same
 * form).
 *
 * It goes with the INVITE, its answers and the BYE; within the call by INFO or by
 * UPDATE (`uui`). What comes is the model's (info.h).
 */
#ifndef DRIVER_SIP_CARRY_H
#define DRIVER_SIP_CARRY_H

#include "model/info.h"

#define SIP_UUI_SIZE 256	/* bytes, of each */
#define SIP_DATA_SIZE 512
#define SIP_CARRIES 2		/* one of user-user information, one of call data */

struct sip_call;
struct sip_msg;
struct sip_trans;

struct sip_carry {			/* a request of ours that carries something */
	struct sip_trans *trans;	/* NULL: none is under way */
	struct bytes bytes;
	bool reply;			/* somebody waits for the outcome */
};

/* What `msg` brings, to the model: any message of the call. */
void sip_carry_heard(struct sip_call *s, const struct sip_msg *msg);

/* Into sip.out: what goes with the INVITE; with an answer or the BYE: s->uui. */
void sip_carry_write_setup(const struct sip_call *s);
void sip_carry_write(const struct sip_call *s);

/* The call is connected: what could not be sent before goes now. */
void sip_carry_connected(struct sip_call *s);
/* User-user information that nobody waits for. ERR_STATE, ERR_RESOURCE, ERR_NOMEM. */
enum err sip_carry_tell(struct sip_call *s, struct bytes uui);

void sip_carry_free(struct sip_call *s);

/* Something can be sent: a dialog is there, early or not, and no request that
 * would have to come first. */
bool sip_carry_ready(const struct sip_call *s);

/* Operations (driver.h). */
enum err sip_send_uui(struct call *call, const struct call_args *args);
enum err sip_release_uui(struct call *call, const struct call_args *args);
enum err sip_set_data(struct call *call, const struct call_args *args);

#endif
