/* SPDX-License-Identifier: MIT
 * utf.h - the turn between UTF-8, our text, and UTF-16, TAPI's.
 *
 * UTF-16 text lies at any alignment, in the byte order of the machine. What is
 * no UTF-8 or no UTF-16 becomes U+FFFD: one for each part that no continuation
 * can save, one for each lone surrogate. No function here can fail.
 */
#ifndef ABI_UTF_H
#define ABI_UTF_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of `text` (UTF-8; NULL is "") as UTF-16 with its terminator. */
size_t utf_size16(const char *text);

/* Write just so many bytes to `out`. */
void utf_write16(void *out, const char *text);

/* Turn UTF-16 into UTF-8: at most `max` code units of `in` (NULL is ""), or up
 * to its terminator. Writes at most `size` bytes to `out`, the last a
 * terminator, cut off between characters. Returns the bytes all would need,
 * terminator counted: more than `size` says that it was cut off. */
size_t utf_read8(const void *in, size_t max, char *out, size_t size);

/* Turn a text, or several with NULs between them, of a known length: from UTF-16
 * to UTF-8 and back. Returns how much it takes, in bytes or code units, and has
 * written it to `out` if that is not more than `room`. */
size_t utf_turn8(const void *in, size_t units, char *out, size_t room);
size_t utf_turn16(const char *in, size_t bytes, void *out, size_t room);

#endif
