/* SPDX-License-Identifier: MIT
 * udp.h - datagrams, many at a time. Who may call what, where: see loop.h.
 *
 * Datagrams are read in batches outside the lock and told under it, each
 * batch with one taking of the lock. What is sent is copied to the loop's
 * tray and given to the system when the lock is given back (loop_flush) or the
 * tray is full; what the system does not take then is dropped and counted.
 */
#ifndef BASE_UDP_H
#define BASE_UDP_H

#include "base/loop.h"
#include "base/net.h"

struct udp;

#define UDP_RCVBUF_BUSY (4u << 20)	/* bytes, for a socket that serves many calls */

/* One datagram. `bytes` may be changed, and there is room for one more byte
 * behind them; they are gone after the return. The socket may be closed here. */
typedef void udp_receive(void *arg, const struct sockaddr *from, char *bytes, size_t len);

/* Bind `local` (port 0: any) at once. IPv6 sockets are IPv6 only. `rcvbuf` in
 * bytes is asked for as far as the system allows; 0: its default. ERR_NOMEM,
 * ERR_RESOURCE (cannot bind; the log says why). */
enum err udp_open(struct udp **out, struct loop *loop, const struct sockaddr *local,
		  unsigned rcvbuf, udp_receive *receive, void *arg);

/* Nothing more is received; what was sent is flushed. The port is free once the
 * loop's thread has seen it, which is before the return of a callback that
 * closes, and soon otherwise. NULL is fine. */
void udp_close(struct udp *udp);

/* Where it is bound. */
const struct sockaddr *udp_local(const struct udp *udp);

/* Send; UDP promises nothing, so neither does this. */
void udp_send(struct udp *udp, const struct sockaddr *to, struct span bytes);

/* Mark what is sent for the routers: the DSCP (0 to 63), 46 for RTP, 24 for SIP. */
void udp_dscp(struct udp *udp, unsigned dscp);

#endif
