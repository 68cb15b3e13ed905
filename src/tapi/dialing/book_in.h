/* SPDX-License-Identifier: MIT
 * book_in.h - the two places where a book can be.
 */
#ifndef DIALING_BOOK_IN_H
#define DIALING_BOOK_IN_H

#include "tapi/dialing/book.h"

/* Add what stands in the book's place to its empty dialing and priorities, which are not
 * settled yet. As book_open(). */
enum err book_read_conf(struct dialing_book *book, struct buf *why);
enum err book_read_registry(struct dialing_book *book);

/* Keep what programs changed. ERR_FAILED, ERR_NOMEM. */
enum err book_write_conf(const struct dialing_book *book);
enum err book_write_registry(const struct dialing_book *book);

#endif
