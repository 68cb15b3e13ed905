/* SPDX-License-Identifier: MIT
 * supervisor.h - what the system's service manager passes to a service: systemd's socket
 * activation and readiness (sd_listen_fds(3), sd_notify(3)).
 */
#ifndef OS_SUPERVISOR_H
#define OS_SUPERVISOR_H

/* The descriptor of the first listening socket that was passed, and only once; -1: none. */
int supervisor_socket(void);

/* Say that the service is ready, if somebody wants to know. */
void supervisor_ready(void);

#endif
