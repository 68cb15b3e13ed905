/* SPDX-License-Identifier: MIT
 * book.c - see book.h. */
#include "tapi/dialing/book_in.h"
#include "base/mem.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/registry.h"

#define FILE_NAME "dialing.conf"
#define TELEPHONY "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Telephony"

/* dialing.conf beside the file of all instances. */
static char *default_conf(void)
{
	char *beside = paths_default(), *path = NULL;
	struct buf b;

	buf_grow(&b);
	if (beside) {
		buf_bytes(&b, beside, file_folder(beside));
		buf_text(&b, FILE_NAME);
		path = b.full ? NULL : mem_text(b.at, b.len);
	}
	buf_free(&b);
	mem_free(beside);
	return path;
}

char *book_file(void)
{
	char *path = paths_variable("OPENTSP_DIALING");

	return path || registry_exists() ? path : default_conf();
}

static bool place_files(struct dialing_book *book, const struct book_place *place)
{
	book->conf = place->conf ? mem_copy(place->conf) : paths_variable("OPENTSP_DIALING");
	if (!book->conf && (place->registry || registry_exists())) {
		book->registry = mem_copy(place->registry ? place->registry : "HKLM\\" TELEPHONY);
		book->user_registry = mem_copy(place->registry ? place->registry : "HKCU\\" TELEPHONY);
		return book->registry && book->user_registry;
	}
	if (!book->conf)
		book->conf = default_conf();
	book->state = place->state ? mem_copy(place->state) : paths_variable("OPENTSP_DIALING_STATE");
	if (!book->state && !place->state)
		book->state = paths_state(FILE_NAME);
	return book->conf && (book->state || !place->state);
}

static uint64_t stamp_of(const struct dialing_book *book)
{
	if (book->registry)
		return registry_stamp(book->registry) * 31 + registry_stamp(book->user_registry);
	return paths_stamp(book->conf) * 31 + (book->state ? paths_stamp(book->state) : 0);
}

static void forget(struct dialing_book *book)
{
	dialing_free(&book->dialing);
	priorities_free(&book->priorities);
}

static enum err read_all(struct dialing_book *book, struct buf *why)
{
	enum err err;

	book->stamp = stamp_of(book);
	err = book->registry ? book_read_registry(book) : book_read_conf(book, why);
	if (!err)
		err = dialing_settle(&book->dialing, why);
	if (err)
		forget(book);
	return err;
}

enum err book_open(struct dialing_book **out, const struct book_place *place, struct buf *why)
{
	struct dialing_book *book = mem_zalloc(sizeof(*book));
	enum err err;

	if (!book)
		return ERR_NOMEM;
	if (!place_files(book, place)) {
		book_close(book);
		return ERR_NOMEM;
	}
	err = read_all(book, why);
	if (err == ERR_NOMEM) {
		book_close(book);
		return err;
	}
	book->wrong = err != OK;
	*out = book;
	return err;
}

void book_close(struct dialing_book *book)
{
	if (!book)
		return;
	forget(book);
	mem_free(book->conf);
	mem_free(book->state);
	mem_free(book->registry);
	mem_free(book->user_registry);
	mem_free(book);
}

/* The same book, read anew. */
static enum err read_copy(const struct dialing_book *book, struct dialing_book *copy, struct buf *why)
{
	*copy = *book;
	copy->dialing = (struct dialing){ .current = 0 };
	copy->priorities = (struct priorities){ .extensions = NULL };
	copy->wrong = false;
	return read_all(copy, why);
}

enum err book_refresh(struct dialing_book *book, bool *changed, struct buf *why)
{
	struct dialing_book copy;
	enum err err;

	*changed = false;
	if (stamp_of(book) == book->stamp)
		return OK;
	err = read_copy(book, &copy, why);
	book->stamp = copy.stamp;
	if (err)
		return err;
	forget(book);
	*book = copy;
	*changed = true;
	return OK;
}

/* A change is made to a copy, which takes the book's place when it is kept. */
static enum err change_begin(const struct dialing_book *book, struct dialing_book *copy)
{
	char room[1];
	struct buf why;

	buf_fixed(&why, room, sizeof(room));
	return read_copy(book, copy, &why);
}

static enum err change_end(struct dialing_book *book, struct dialing_book *copy, enum err err)
{
	if (!err)
		err = book->registry ? book_write_registry(copy) : book_write_conf(copy);
	if (err) {
		forget(copy);
		return err;
	}
	forget(book);
	*book = *copy;
	book->stamp = stamp_of(book);
	return OK;
}

enum err book_go(struct dialing_book *book, DWORD location)
{
	struct dialing_book copy;
	enum err err = change_begin(book, &copy);

	return err ? err : change_end(book, &copy, dialing_go(&copy.dialing, location));
}

enum err book_set_toll(struct dialing_book *book, struct span address, DWORD option)
{
	struct dialing_book copy;
	enum err err = change_begin(book, &copy);

	return err ? err : change_end(book, &copy, dialing_set_toll(&copy.dialing, address, option));
}

enum err book_set_priority(struct dialing_book *book, const struct priority_mode *mode,
			   struct span program, DWORD place, struct span name)
{
	struct dialing_book copy;
	enum err err = change_begin(book, &copy);

	return err ? err : change_end(book, &copy, priorities_set(&copy.priorities, mode, program, place, name));
}
