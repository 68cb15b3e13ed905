/* SPDX-License-Identifier: MIT
 * door.h - who may connect to a server's socket or named pipe, and whom a client trusts.
 */
#ifndef OS_DOOR_H
#define OS_DOOR_H

#include <stdbool.h>
#include <stdint.h>

/* Let every user of this machine connect to a bound socket or pipe, of that path. On Windows
 * nobody from the network may, and nobody but the server's user and administrators may stand
 * in the same place. False: the system refuses. */
bool door_open_to_all(intptr_t listener, const char *path);

/* Of a client's connection by a pipe of Windows: whether the pipe belongs to the process's own
 * user, to administrators or to the system. (Of a Unix socket its folder's rights tell.) */
bool door_is_trusted(intptr_t connection);

#endif
