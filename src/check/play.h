/* SPDX-License-Identifier: MIT
 * play.h - the scenes that functions about calls are tried in.
 *
 * A scene brings a call into a state, with what belongs to it. What cannot be
 * brought about is a skip, as with all scenes (check.h); play_can() tells
 * beforehand what the provider surely has not.
 */
#ifndef CHECK_PLAY_H
#define CHECK_PLAY_H

#include "check/check.h"

enum in {
	IN_OFFERING,		/* the call came; peer: who calls */
	IN_ACCEPTED,
	IN_DIALTONE,
	IN_DIALING,		/* a part of the number is dialled */
	IN_RINGBACK,		/* peer: the call offered there */
	IN_BUSY,		/* other: the line check.narrow has it; when it ends, there is room */
	IN_TALK,		/* peer: the other end */
	IN_HOLD,
	IN_PENDING_TRANSFER,	/* other: the consultation call, at its dial tone */
	IN_CONSULTED,		/* the same, connected to the third line: third */
	IN_CONSULTING,		/* the other way round: the call is the consultation call */
	IN_PENDING_CONF,	/* a conference, other: the consultation call, connected */
	IN_CONFERENCE,		/* a conference, other: its added member */
	IN_MEMBER,		/* the added member, other: the conference */
	IN_IDLE,
	INS
};

struct play {
	uint32_t call, peer, other, third;
	uint32_t born;		/* what the function makes */
	DWORD set, mode;	/* what the function was given */
	LONG request;		/* what the function returned */
	HDRVCALL hd;
	size_t from;		/* of the log: what the function led to */
};

bool play_can(struct check *c, enum in in);
void play_scene(struct check *c, enum in in, struct play *p);
const char *play_name(enum in in);

#endif
