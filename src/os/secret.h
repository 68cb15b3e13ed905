/* SPDX-License-Identifier: MIT
 * secret.h - secrets that stand in files, not in the configuration.
 *
 * Answers are NULL when `out` holds the secret, else the reason, as the end of
 * a sentence that begins with the name of the file: "does not exist".
 */
#ifndef OS_SECRET_H
#define OS_SECRET_H

#include <stdio.h>

/* The first row of a file, without its line end and NUL-terminated. On Unix a
 * file that everybody may read or write is refused. On Windows its access list is not
 * looked at (yet): whoever installs must see to it. */
const char *secret_read(const char *path, char *out, size_t size);

/* The first row of a credential that systemd passed to the service
 * (LoadCredential=NAME:...). Refused where there is no systemd. */
const char *secret_credential(const char *name, char *out, size_t size);

/* Write a file that only this user may read (on Unix), anew. NULL, or as above. */
const char *secret_write(const char *path, const char *text);

/* What each system does its own way: open the file if it is as private as it
 * has to be. The caller closes it. */
const char *secret_open(const char *path, FILE **out);

/* Overwrite with zeros, also where the compiler thinks that nobody looks. */
void secret_wipe(void *memory, size_t size);

#endif
