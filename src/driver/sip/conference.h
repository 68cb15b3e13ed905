/* SPDX-License-Identifier: MIT
 * conference.h - conferences, mixed by us.
 *
 * A conference is a sip_call without a far end, in state SIP_CALL_CONFERENCE;
 * what its members' far ends say goes through its mixer. For them it is a call
 * like any other. While the conference is held, each of them is (a=sendonly);
 * that goes on behind the scenes, for the mixer is silent at once.
 *
 * When a conference ends before its members, the model's members drop; one that
 * the model lets go on by itself is taken back first, if it is held.
 */
#ifndef DRIVER_SIP_CONFERENCE_H
#define DRIVER_SIP_CONFERENCE_H

#include "driver/sip/call.h"

/* Operations (driver.h). */
enum err sip_setup_conference(struct call *call, const struct call_args *args);
enum err sip_prepare_add(struct call *call, const struct call_args *args);
enum err sip_add_to_conference(struct call *call, const struct call_args *args);
enum err sip_remove_from_conference(struct call *call, const struct call_args *args);

/* COMPLETE_TRANSFER as a conference of all three. */
enum err sip_conference_of_both(struct call *call, const struct call_args *args);

/* The re-INVITE for SETUP_CONFERENCE is through. */
void sip_conference_asked(struct sip_call *s, enum err err);

/* Hold the conference `s` or take it back for `op`, as sip_call_change() does a call. */
enum err sip_conference_change(struct sip_call *s, enum call_op op, bool held);

/* ... or for nobody. */
void sip_conference_hold(struct sip_call *s, bool held);

/* Any call is answered: it is CONNECTED, if it is not held; a member is not; and
 * who was called for a conference takes part in it. */
void sip_conference_connected(struct sip_call *s);

/* The far end holds us, or does so no more. */
void sip_conference_held(struct sip_call *s);

/* Nothing is under way that a seat at a conference would disturb. */
bool sip_conference_may_sit(const struct sip_call *s);

bool sip_conference_talks(const struct sip_call *s);	/* one member does, at least */

/* Digits to all members (NULL: no more); what each of them sends is out. */
enum err sip_conference_digits(struct sip_call *s, const char *digits, uint32_t ms);
void sip_conference_said(struct sip_call *s);

/* Something that each member is told: OK, if one is; ERR_STATE: none can be now. */
bool sip_conference_uui_ready(const struct sip_call *s);
enum err sip_conference_tell(struct sip_call *s, struct bytes bytes,
			     enum err (*tell)(struct sip_call *member, struct bytes bytes));

struct mixer *sip_conference_mixer(const struct sip_call *s);

/* `to` takes the place of `from`. */
void sip_conference_move(struct sip_call *from, struct sip_call *to);

/* A member leaves, or the conference ends; for any sip_call. */
void sip_conference_leave(struct sip_call *s);

#endif
