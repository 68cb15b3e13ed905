/* SPDX-License-Identifier: MIT
 * deskphone_csta.h - a phone that is watched and controlled by uaCSTA (ECMA TR/87).
 *
 * deskphone_csta.c has the session and what is asked in it; deskphone_csta_calls.c what
 * events and snapshots mean for the phone's calls.
 */
#ifndef DRIVER_SIP_DESKPHONE_CSTA_H
#define DRIVER_SIP_DESKPHONE_CSTA_H

#include "driver/sip/deskphone.h"
#include "wire/sip/csta.h"

struct leg;

struct csta {
	struct deskphone *phone;
	struct leg *leg;		/* NULL: there is no session */
	bool stands;			/* it is monitored */
	char monitor[CSTA_ID_SIZE];
	struct timer timer;		/* the next try, or the next look whether it is there */
	uint32_t failures;		/* in a row */
	struct list asks;		/* struct csta_ask: requests that are not answered */
};

struct csta_ask {
	struct list node;
	struct csta *csta;
	enum csta_service service;
	struct deskphone_call *c;	/* for which; NULL: for none, or it is gone */
	enum call_op op;
};

/* An event came. A SnapshotDeviceResponse: what the phone has already; what it has no
 * more is over. */
void deskphone_csta_event(struct csta *csta, const struct csta_message *m);
void deskphone_csta_snapshot(struct csta *csta, struct span body);

/* The call and the one that it was to be joined with are: neither is anything to the
 * application any more, and what the phone still tells of them is no news. */
void deskphone_csta_joined(struct deskphone_call *c);

#endif
