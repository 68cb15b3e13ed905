/* SPDX-License-Identifier: MIT
 * mail.h - the postbox: everything that TAPI is to hear, in order.
 *
 * The only queue of the provider. A letter names its line, call or phone by
 * handle; whether that one still exists is found when the courier takes it,
 * so closing something withdraws its letters by itself. Replies always
 * arrive. Room for every reply and for the last news of every call is
 * reserved when the request or the call begins, so neither is ever lost.
 */
#ifndef MODEL_MAIL_H
#define MODEL_MAIL_H

#include "abi/tspi.h"
#include "base/err.h"
#include <stdbool.h>

enum letter_kind {
	LETTER_REPLY,		/* ASYNC_COMPLETION of id with result */
	LETTER_LINE,		/* LINEEVENT of a line, or of a call on it */
	LETTER_NEWCALL,		/* LINE_NEWCALL; TAPI's handle comes back */
	LETTER_PHONE,		/* PHONEEVENT */
	LETTER_DEVICE,		/* LINE_CREATE, LINE_REMOVE, PHONE_...: to the create procedures */
	LETTER_DIALOG,		/* LINE_CREATEDIALOGINSTANCE, LINE_SENDDIALOGINSTANCEDATA, likewise */
	LETTER_MSP,		/* LINE_SENDMSPDATA */
};

struct provider;

struct letter {
	enum letter_kind kind;
	DWORD msg;
	uint32_t line, call;		/* handles (a phone's stands in line); 0: none */
	uint32_t object;		/* DIALOG, MSP: handle of the instance; 0: none */
	DRV_REQUESTID id;		/* REPLY; DIALOG: the request that it belongs to */
	LONG result;			/* REPLY: 0 or a negative error */
	struct provider *provider;	/* REPLY, DEVICE, DIALOG: whose procedure to call */
	DWORD_PTR p1, p2, p3;		/* REPLY: p1 is the handle of the one call it bears, or 0 */
	void *block;			/* DIALOG, MSP: the letter's own; NULL: none */
	DWORD size;			/* of it, in bytes */
};

struct mail {
	struct letter *box;		/* a ring */
	uint32_t size, first, count;	/* places, oldest letter, letters */
	uint32_t reserved;		/* places kept for replies and last news */
	uint64_t taken;			/* letters ever taken out */
	_Atomic uint64_t handed;	/* ... and handed to TAPI, or just being so */
	uint64_t lost;			/* news for which there was no memory */
};

void mail_init(struct mail *mail);
void mail_free(struct mail *mail);

/* Keep `places` free for what must not be lost. ERR_NOMEM. */
enum err mail_reserve(struct mail *mail, uint32_t places);
void mail_release(struct mail *mail, uint32_t places);

/* Whether an ordinary letter finds room beside what is reserved. */
bool mail_has_room(struct mail *mail);

/* Post a letter, with its block, behind all others. News that finds no memory
 * is lost and counted; who just released a place that was reserved always finds
 * one. */
void mail_post(struct mail *mail, const struct letter *letter);

/* Take out the oldest letter; its block is the caller's, for mem_free(). False:
 * the box is empty. */
bool mail_take(struct mail *mail, struct letter *out);

/* The letter at `place` from the oldest, still in the box. */
struct letter *mail_at(const struct mail *mail, uint32_t place);

/* Whether it is the reply to what makes this call (a handle, not 0) and no other. */
bool letter_bears(const struct letter *letter, uint32_t call);

/* Nobody hears any more what this provider had to say. */
void mail_withdraw(struct mail *mail, const struct provider *provider);

#endif
