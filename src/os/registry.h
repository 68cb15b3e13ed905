/* SPDX-License-Identifier: MIT
 * registry.h - Windows' registry. Where there is none, no key can be opened.
 *
 * Names and texts are UTF-8. Keys are of the native view, also for a 32-bit program.
 */
#ifndef OS_REGISTRY_H
#define OS_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct registry_key;

/* Whether this system has one. */
bool registry_exists(void);

/* Open "HKLM\\..." or "HKCU\\...", to read, or to write (it is made then). NULL: it is not
 * there, may not be opened, or there is no memory. */
struct registry_key *registry_open(const char *path, bool to_write);
struct registry_key *registry_open_below(const struct registry_key *key, const char *path);
void registry_close(struct registry_key *key);		/* NULL is fine */

/* A value; for mem_free(). NULL: there is none of that kind, or no memory. */
char *registry_text(const struct registry_key *key, const char *name);
bool registry_number(const struct registry_key *key, const char *name, uint32_t *out);

bool registry_set_text(const struct registry_key *key, const char *name, const char *text);
bool registry_set_number(const struct registry_key *key, const char *name, uint32_t number);

/* The name of subkey `i`; false: there is none, or it is longer than `size`. */
bool registry_child(const struct registry_key *key, uint32_t i, char *name, size_t size);

/* A number that changes when the key or something below it does; 0: it is not there. */
uint64_t registry_stamp(const char *path);

#endif
