/* SPDX-License-Identifier: MIT
 * peers.h - the far ends of the SIP bench, each a process of its own.
 */
#ifndef PEERS_H
#define PEERS_H

#include <stdint.h>
#include <sys/types.h>

/* A UDP port of the loopback that nobody has now. */
uint16_t peer_port(void);

/* `sipp -sn uas` at `port`; listening when this returns. */
pid_t sipp_uas_start(uint16_t port);

/* Run `sipp -sn uac` against `port`: its CPU time in seconds (user and system).
 * `failed` becomes whether any call did. */
double sipp_uac(uint16_t port, unsigned calls, unsigned in_flight, int *failed);

void peer_stop(pid_t pid);	/* all that were started are stopped at exit, too */

/* For far ends that are written here (servers.c): a socket bound to the port (-1:
 * somebody has it); fork(); what is to be stopped at exit. */
int peer_bound(uint16_t port);
pid_t peer_forked(void);
pid_t peer_remember(pid_t pid);

/* Run `fn` in a process of its own, so that neither its heap nor its CPU time is
 * mixed with others'; `out` (`size` bytes) is what it left there. */
void peer_child(void (*fn)(const void *arg, void *out), const void *arg, void *out, size_t size);

#endif
