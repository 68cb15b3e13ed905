/* SPDX-License-Identifier: MIT
 * nat.h - where others reach us when a NAT is between.
 *
 * Either it is configured (public-address: a NAT that leaves ports as they are) or a
 * STUN server tells it of each UDP socket, as often as udp-ping says, which keeps the
 * NAT's table as it is too. To addresses of private networks we say our own. What a
 * server that we registered with sees of us counts more (flow.h).
 */
#ifndef DRIVER_SIP_NAT_H
#define DRIVER_SIP_NAT_H

#include "driver/sip/stack.h"

struct nat;
struct stun_ask;

/* Begin, behind the opening of the sockets. On an error `why` names the key: ERR_CONFIG,
 * ERR_NOMEM. Without `stun` and `public-address` there is nothing to do. */
enum err nat_open(const struct sip_conf *conf, struct buf *why);
void nat_close(void);

/* Where the far end of `hop` reaches us, with its port, as far as that is another
 * address than hop->local. False: it is not, or nobody knows. */
bool nat_seen(struct net_addr *out, const struct sip_hop *hop);

/* How long it may take until that is known of the sockets for the first time, in ms;
 * 0: it is, or will not be. */
uint64_t nat_wait_ms(void);

/* A datagram that begins like STUN came to sip.sockets[socket]. */
void nat_hear(uint32_t socket, const struct sockaddr *from, struct span bytes);

/* The configured address alone, with the port of hop->local where it has none. */
bool nat_fixed(struct net_addr *out, const struct sip_hop *hop);

/* Whom to ask how a socket for the voice of a call by `hop` is seen; NULL: nobody. */
const struct sockaddr *nat_server_for(const struct sip_hop *hop);

#endif
