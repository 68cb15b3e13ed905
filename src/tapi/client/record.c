/* SPDX-License-Identifier: MIT
 * record.c - see record.h. */
#include "record.h"
#include "base/log.h"
#include "tapi/packet.h"
#include <string.h>

struct head {
	DWORD total, needed, used;
};

static struct head head_of(const void *record)
{
	struct head head;

	memcpy(&head, record, sizeof(head));
	return head;
}

DWORD record_room(const struct record *record)
{
	if (record->text == SHAPE_WIDE || record->room > PACKET_MAX / 4)
		return record->room;
	return record->room * 2;	/* so that what fits in bytes comes in UTF-16 */
}

DWORD record_more(const void *from, DWORD asked)
{
	struct head head = head_of(from);

	return head.needed > asked && head.needed < PACKET_MAX / 2 ? head.needed : 0;
}

static const char *check(const struct record *record, const void *from, DWORD size)
{
	struct head head;

	if (size < sizeof(head))
		return "a record has no head";
	head = head_of(from);
	if (head.total > size || head.used > head.total || head.needed < head.used)
		return "the sizes of a record cannot be";
	return shape_check(record->which, from, size, record->version);
}

enum err record_fill(const struct record *record, const void *from, DWORD size)
{
	const struct shape_form wide = { record->version, SHAPE_WIDE };
	const struct shape_form to = { record->version, record->text };
	const char *why = check(record, from, size);
	struct head head, written;
	enum err err;

	if (why) {
		log_write(LOG_WARN, "tapi", NULL, "the telephony server sent nonsense: %s", why);
		return ERR_FAILED;
	}
	head = head_of(from);
	if (record->text == SHAPE_WIDE) {
		if (head.total > record->room)
			return ERR_FAILED;
		memcpy((char *)record->at + 4, (const char *)from + 4, head.total - 4);
		return OK;
	}
	err = shape_copy(record->which, record->at, to, from, wide);
	if (err)
		return err;
	written = head_of(record->at);
	if (head.needed > head.used && written.needed < head.needed)	/* not all of it came */
		memcpy((char *)record->at + 4, &head.needed, sizeof(head.needed));
	return OK;
}
