/* SPDX-License-Identifier: MIT
 * paths.h - where this system keeps configuration, and whose file is whose.
 */
#ifndef OS_PATHS_H
#define OS_PATHS_H

#include <stdint.h>

/* The configuration file: the environment's OPENTSP_CONF, else
 * /etc/opentsp/opentsp.conf, or %ProgramData%\OpenTSP\opentsp.conf on Windows.
 * UTF-8; the caller frees it with mem_free(); NULL: no memory. */
char *paths_configuration(void);

/* A number that changes when the file does (its time and size); 0: no file. */
uint64_t paths_stamp(const char *path);

/* The file that the code of this provider was loaded from, likewise. */
char *paths_module(void);

#endif
