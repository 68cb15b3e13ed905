/* SPDX-License-Identifier: MIT
 * vardata.h - write and read TAPI's variably sized records.
 *
 * A record is a fixed part followed by a tail; a variable field is an adjacent
 * (dwXxxSize, dwXxxOffset) pair in the fixed part that points into the tail,
 * both in bytes, the offset from the start of the record. How long the fixed
 * part is follows from the version in force: abi_fixed_size() (abi/sizes.h).
 *
 * The writer never touches a byte beyond dwTotalSize, nor a field that is newer
 * than the version in force. An item that does not fit is left out whole, with
 * size and offset 0, and only dwNeededSize grows: no one ever sees a truncated
 * name, and too little room is no error. Items lie end to end, as they come;
 * arrays written first are aligned (R-VER-5, R-STRUCT-1 to R-STRUCT-8).
 *
 * The reader believes nothing: whatever a record says, no byte beyond what its
 * owner has is read.
 *
 * Fields are positions: VARFIELD for pairs, offsetof() for plain members. Never
 * `&record->dwXxx`, which points into a packed structure.
 */
#ifndef ABI_VARDATA_H
#define ABI_VARDATA_H

#include "abi/tapi.h"
#include <stdbool.h>
#include <stddef.h>

/* The position of dwXxxSize in `type`; refuses to compile unless dwXxxOffset
 * follows it. */
#define VARFIELD(type, xxx)						\
	(offsetof(type, dw##xxx##Size) + 0 * sizeof(char[		\
	 offsetof(type, dw##xxx##Offset) == offsetof(type, dw##xxx##Size) + 4 ? 1 : -1]))

struct vardata {
	unsigned char *base;	/* the caller's record, borrowed */
	DWORD total;		/* bytes the caller owns */
	DWORD fixed;		/* bytes of the fixed part at the version in force */
	DWORD used, needed;	/* bytes written; bytes it would take to write all */
};

/* Entries of `each` bytes in the tail; their own variable fields lie behind
 * them, with offsets from the start of the record (R-STRUCT-16). */
struct varblock {
	DWORD at;		/* from the start of the record; 0: did not fit */
	DWORD count, each;
};

/* Begin at `record`, whose first three DWORDs are dwTotalSize, dwNeededSize and
 * dwUsedSize. Writes nothing yet. False: `record` is NULL, or the fixed part
 * does not fit; return LINEERR_STRUCTURETOOSMALL. */
bool vardata_begin(struct vardata *v, void *record, DWORD fixed);

/* A plain member, and one of `size` bytes (LINEDIALPARAMS, GUID). */
void vardata_put(struct vardata *v, size_t field, DWORD value);
void vardata_copy(struct vardata *v, size_t field, const void *value, size_t size);

/* Append `text` (UTF-8) as UTF-16 with its terminator. NULL and "" leave the
 * field absent: size and offset 0. */
void vardata_text(struct vardata *v, size_t field, const char *text);

/* Append `size` bytes; none leave the field absent. */
void vardata_bytes(struct vardata *v, size_t field, const void *data, size_t size);

/* Append `count` entries of `each` bytes, end to end. */
void vardata_array(struct vardata *v, size_t field, const void *entries, size_t count,
	size_t each);

/* Append a list of words (dwDeviceClasses): each with its terminator, and one
 * more behind the last. Empty words are left out. */
void vardata_words(struct vardata *v, size_t field, const char *const *words, size_t count);

/* Reserve zeroed room for `count` entries of `each` bytes, to be filled with
 * the two functions below, which write nothing into a block that did not fit
 * but let dwNeededSize grow by what they would append. `field` there is a
 * position in the entry; one beyond `each` is newer than the version in force. */
struct varblock vardata_block(struct vardata *v, size_t field, DWORD count, DWORD each);
void vardata_entry_put(struct vardata *v, const struct varblock *block, DWORD i,
	size_t field, DWORD value);
void vardata_entry_text(struct vardata *v, const struct varblock *block, DWORD i,
	size_t field, const char *text);
void vardata_entry_bytes(struct vardata *v, const struct varblock *block, DWORD i,
	size_t field, const void *data, size_t size);

/* Write dwNeededSize and dwUsedSize. */
void vardata_end(struct vardata *v);

/* A record to read, or an entry of it. Borrowed: dies with the record. */
struct varview {
	const unsigned char *base;	/* of the record, also for an entry */
	DWORD limit;			/* bytes that may be read from `base` on */
	DWORD first;			/* the least an offset may be: behind the fixed part */
	DWORD at, fixed;		/* where the members read here begin; their bytes */
};

/* Look at `record`, whose first DWORD is dwTotalSize; `max` is how many bytes
 * of it the caller knows to be there, UINT32_MAX if only dwTotalSize tells.
 * False: `record` is NULL or shorter than `fixed`. */
bool varview_open(struct varview *r, const void *record, DWORD max, DWORD fixed);

/* The same for a record that somebody filled: also nothing beyond dwUsedSize. */
bool varview_open_used(struct varview *r, const void *record, DWORD max, DWORD fixed);

/* A plain member; 0 if it is newer than the version in force. */
DWORD varview_get(const struct varview *r, size_t field);

/* The bytes of a variable field. An absent one is NULL and 0; so is one newer
 * than the version in force. False (then also NULL and 0): it points outside
 * the tail. `*at` has no alignment. */
bool varview_bytes(const struct varview *r, size_t field, const void **at, DWORD *size);

/* A UTF-16 field as UTF-8, with a terminator, in `out` of `size` > 0 bytes; ""
 * if absent. False: it points outside the tail (then ""), or was cut off. */
bool varview_text(const struct varview *r, size_t field, char *out, size_t size);

/* How many whole entries of `each` bytes the field holds; 0 if it is absent or
 * points outside the tail. */
DWORD varview_count(const struct varview *r, size_t field, DWORD each);

/* Entry `i` of such a field, as a view of its own. False: there is none. */
bool varview_entry(const struct varview *r, size_t field, DWORD i, DWORD each,
	struct varview *entry);

/* An entry that is `at` bytes from the start of the record (LINEFORWARDLIST
 * has its entries in the fixed part). False: it does not lie in the record. */
bool varview_entry_at(const struct varview *r, size_t at, DWORD each, struct varview *entry);

#endif
