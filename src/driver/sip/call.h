/* SPDX-License-Identifier: MIT
 * call.h - a call as SIP sees it: a dialog that begins with an INVITE.
 *
 * It outlives the model's call: what TAPI has dropped must still be told to
 * the far end (CANCEL, BYE, the ACK to a late 200). Its life is here (call.c);
 * begin.h has how it comes to be, talk.h what happens in it.
 */
#ifndef DRIVER_SIP_CALL_H
#define DRIVER_SIP_CALL_H

#include "driver/sip/alert.h"
#include "driver/sip/carry.h"
#include "driver/sip/identity.h"
#include "driver/sip/keys.h"
#include "driver/sip/line.h"
#include "driver/sip/media.h"
#include "driver/sip/reliable.h"

enum sip_call_state {
	SIP_CALL_WAITING,	/* for the registration, or for the address of the far end */
	SIP_CALL_CALLING,	/* INVITE sent, no final response */
	SIP_CALL_OFFERED,	/* INVITE received, not answered */
	SIP_CALL_ANSWERED,	/* 200 sent, no ACK yet */
	SIP_CALL_TALKING,
	SIP_CALL_REFUSED,	/* the far end is busy, and the application may want to be called back */
	SIP_CALL_RECALL,	/* offered to the application; when it answers, the far end is called */
	SIP_CALL_CONFERENCE,	/* it has no far end: its members have (conference.h) */
	SIP_CALL_ENDING,	/* CANCEL or BYE is under way, or will be */
};

struct digits;
struct sip_conference;
struct sip_member;
struct sip_code;
struct sip_parking;
struct sip_refer;
struct sip_referral;
struct sip_sound;
struct sip_targets;

/* What a call has only while it rings here: it is gone when that is over. */
struct sip_ring {
	struct timer timer;		/* the next LINEDEVSTATE_RINGING */
	uint32_t count;
	uint8_t mode;			/* of the line's, from 1 */
	bool answer_mode_asked;		/* their INVITE had an Answer-Mode */
	bool auto_answered;
	struct timer answering;		/* until it is answered by itself */
	bool reliable;			/* our provisional answers are to be (reliable.h) */
	bool early_offer, early_done;	/* one carried our offer; it was answered */
	bool answer_due;		/* our 200 waits for their PRACK */
	uint32_t rseq;			/* of our last one */
	char *text;			/* ... until it is acknowledged */
	uint64_t pause_ms, waited_ms;
	struct timer again;
};

struct sip_call {
	struct list node;		/* of sip.calls */
	struct list waiting;		/* of line->more->waiting */
	struct sip_node by_dialog;	/* in sip.dialogs */
	struct call *call;		/* the model's; NULL: it let go */
	struct sip_line *line;		/* NULL: it was closed */
	uint8_t state;			/* enum sip_call_state */
	bool held;			/* by us */
	bool held_by_them;
	bool answer_taken;		/* the offer of our INVITE has its answer */
	bool offer_sent;		/* our 200 carried an offer; the ACK answers it */
	bool bye_after_ack;
	bool private;			/* our number is not to be shown */
	bool refresher;			/* we refresh the session */
	bool update_able;		/* the far end takes UPDATE */
	bool timer_able;		/* the far end knows session timers */
	bool asking;			/* the re-INVITE under way is for `asked` */
	uint8_t asked;			/* enum call_op that waits for a re-INVITE, + 1 */
	bool swaps_second;		/* `asked` SWAP_HOLD takes it back; `partner` is to be held */
	bool cancelled;			/* the INVITE under way is, though the model still has the call */
	bool kept;			/* over, but a transfer to it is under way (sip_refer_keeps) */
	bool transferred;		/* an INVITE that a REFER asked for */
	bool proxied;			/* the INVITE goes to the line's proxy */
	uint8_t born_by;		/* enum call_op that waits for the INVITE; CALL_OP_COUNT: none */
	uint8_t referrals;		/* REFERs received */
	uint8_t glares;			/* refusals by 491 in a row */
	uint8_t wished;			/* enum sdp_direction of our last INVITE */
	uint32_t invite_cseq;		/* of the last INVITE */
	uint32_t unpracked;		/* the RSeq of ours that our 200 overtook; 0: none */
	uint32_t answered_cseq;		/* ... of ours that began the dialog */
	uint32_t session_s;		/* as agreed; 0: no session timer */
	uint32_t min_session_s;
	uint32_t auth_tries;
	struct sip_dialog dialog;
	struct sip_trans *invite;	/* the INVITE under way, ours or theirs */
	struct sip_trans *settled;	/* the last one that is answered and acknowledged: it
					 * lingers for what is repeated */
	struct sip_trans *other;	/* BYE or INFO of ours under way */
	struct sip_hop hop;
	struct resolve resolve;
	struct timer timer;		/* wait for the registration; try a re-INVITE again */
	struct timer session;
	struct timer no_answer;		/* when an offered call goes elsewhere (lineForward), or
					 * fetching is given up (fetch.h) */
	struct sip_ring *ring;		/* NULL: it does not ring here */
	struct timer silence;		/* looks whether the far end still speaks (rtp-timeout) */
	uint64_t heard;			/* packets when it looked last */
	struct sip_auth *auth;
	struct reply_head *reply_head;	/* for answers to their INVITE (stack_reply_again) */
	char *offer;			/* of their INVITE, until it is answered; NULL: none */
	size_t offer_len;
	char *after;			/* digits to send once it is answered; NULL: none */
	struct list forks;		/* struct sip_fork: early dialogs besides `dialog` */
	uint8_t fork_count;
	uint8_t answers;		/* of other forks, that were ended */
	uint8_t session_tries;		/* 422 taken up */
	bool early_from_fork;		/* what is heard is of one of them */
	bool rel_unknown;		/* they know no reliable answers */
	struct sip_rseq rseq;		/* of theirs in `dialog` */
	struct sip_carry carry[SIP_CARRIES];
	struct bytes uui;		/* user-user information that goes with our answer or BYE */
	uint64_t uui_heard;		/* print of the last one in an answer */
	bool data_due;			/* call data that could not be sent yet */
	char *cc;			/* Call-Info with an offer of completion (cc.h); NULL: none */
	char *shown;			/* number to be shown instead of ours; NULL: ours */
	char *target;			/* the URI to call, until the dialog has it */
	struct sip_targets *targets;	/* whom else to call after a 3xx; NULL: none came */
	char *replaces, *referred_by;	/* values for our INVITE; NULL: none */
	struct sip_refer *refer;	/* a REFER of ours whose outcome is open */
	struct sip_referral *referral;	/* one of theirs */
	struct sip_call *referrer;	/* who asked for this call, until it talks */
	struct sip_parking *parking;	/* the far end was asked to take it away (park.h) */
	struct sip_code *code;		/* what is dialled for the line itself (code.h) */
	struct sip_call *consult_for;	/* the call that is being transferred to this one */
	DWORD kept_mode;		/* LINEDISCONNECTMODE_ */
	uint32_t partner;		/* handle: the consultation call to be, the other of a swap */
	char *consult_target;		/* ... and where it goes at once; NULL: nowhere yet */
	struct sip_conference *conference;	/* it is one; NULL: it is not */
	struct sip_member *member;	/* of one; NULL: it is not */
	struct media *media;
	struct sdp_end end;
	struct sip_keys *keys;		/* NULL: it is not by SRTP */
	struct digits *digits;		/* what is being sent; NULL: nothing */
	uint64_t digits_ms;		/* not before this the next digit begins, of whatever order */
	uint32_t digit_rest_ms;		/* to pass once the one on its way is out */
	struct sip_sound *sound;	/* tones that are played or listened for; NULL: none */
};

_Static_assert(sizeof(struct sip_call) <= 960, "ten thousand calls are cheap");

/* --- life (call.c) */
enum err sip_call_new(struct sip_call **out, struct sip_line *line, struct call *call);
void sip_call_free(struct sip_call *s);		/* at once; says nothing to anybody */
void sip_call_abandon(struct sip_call *s);	/* the stack closes */
void sip_call_list(struct sip_call *s);		/* the dialog has its Call-ID and our tag */

/* The call of a request within a dialog or of a response, or NULL. */
struct sip_call *sip_call_find(const struct sip_msg *msg);
struct sip_call *sip_call_of_dialog(struct span call_id, struct span our_tag, struct span their_tag);

/* Somebody wants it: the model, who asked for it by REFER, or the line itself. */
static inline bool sip_call_wanted(const struct sip_call *s)
{
	return s->call || s->referrer || s->code;
}

/* Whether it is held as the model has it; a member is, when its conference is. */
static inline bool sip_call_is_held(const struct sip_call *s)
{
	return s->member ? s->held : (s->call->state & CALLSTATE_HELD) != 0;
}

/* Our Contact in sip.out; who is in a conference of ours is told so (isfocus, RFC 4579). */
void sip_call_write_contact(const struct sip_call *s);

/* It is over for the far end: tell the model, and free. */
void sip_call_over(struct sip_call *s, DWORD disconnect_mode);

/* End it from our side, by whatever its state needs. The model must have let go. */
void sip_call_hang_up(struct sip_call *s);

/* The model's call lets go of this one. */
struct call *sip_call_let_go(struct sip_call *s);

/* All calls of a line: the line closes; or its registration came (OK) or will not. */
void sip_calls_let_go(struct sip_line *line);
void sip_calls_go_on(struct sip_line *line, enum err err);

/* Operations (driver.h). */
enum err sip_drop(struct call *call, const struct call_args *args);
void sip_release(struct call *call);

/* A request that no transaction knew: to the call of its dialog, or a new one
 * (route.c). */
void sip_route(struct sip_trans *trans, const struct sip_msg *msg);

#endif
