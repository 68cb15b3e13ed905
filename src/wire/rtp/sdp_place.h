/* SPDX-License-Identifier: MIT
 * sdp_place.h - refused m= lines of a session, for sdp_offer.c and tests.
 */
#ifndef WIRE_RTP_SDP_PLACE_H
#define WIRE_RTP_SDP_PLACE_H

#include "base/buf.h"
#include "wire/rtp/sdp.h"

/* All zeros, if any of its words is unknown. */
struct sdp_place sdp_place_of(struct span type, struct span proto, struct span format);

/* "m=video 0 RTP/AVP 31" and a line end. */
void sdp_place_write(struct buf *out, struct sdp_place place);

#endif
