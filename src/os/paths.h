/* SPDX-License-Identifier: MIT
 * paths.h - where this system keeps configuration, and whose file is whose.
 */
#ifndef OS_PATHS_H
#define OS_PATHS_H

#include <stdint.h>

/* The configuration file of the instance with that permanent provider id: what
 * the environment's OPENTSP_CONF_<id> names; else opentsp-<id>.conf, if there is
 * one beside the file of all instances; else that file: what OPENTSP_CONF names,
 * or /etc/opentsp/opentsp.conf, or %ProgramData%\OpenTSP\opentsp.conf on Windows.
 * UTF-8; the caller frees it with mem_free(); NULL: no memory. */
char *paths_configuration(uint32_t ppid);

/* What each system does its own way: a variable of the environment, for
 * mem_free() (NULL: not set, empty or no memory), and the file of all instances
 * where none is named. */
char *paths_variable(const char *name);
char *paths_default(void);

/* Where the system's telephony server listens: "unix:/run/opentsp/tapi.sock",
 * "pipe:\\.\pipe\opentsp-tapi"; and where the user's own does,
 * "unix:$XDG_RUNTIME_DIR/opentsp/tapi.sock" or a pipe with his SID in its name: for
 * mem_free(), NULL if there is no such place or no memory. */
const char *paths_tapi_default(void);
char *paths_tapi_own(void);

/* Where what programs changed is kept: `name` in the state folder of this service or this
 * user ($STATE_DIRECTORY, /var/lib/opentsp for root, $XDG_STATE_HOME/opentsp or
 * ~/.local/state/opentsp; %ProgramData%\OpenTSP on Windows). For mem_free(); NULL: no
 * memory, or the user has no home. */
char *paths_state(const char *name);

/* A number that changes when the file does (its time and size); 0: no file. */
uint64_t paths_stamp(const char *path);

/* The file that the code of this provider was loaded from, likewise. */
char *paths_module(void);

#endif
