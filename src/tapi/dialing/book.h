/* SPDX-License-Identifier: MIT
 * book.h - where locations, cards and priorities are kept, and what programs change of
 * them (docs/dialing.md).
 *
 * Where there is no registry, the administrator's file is read only, and what
 * programs change goes to a second one, which is laid over the first. In Windows'
 * registry they have the layout of docs/spec/registry.md, and changes are made there.
 */
#ifndef DIALING_BOOK_H
#define DIALING_BOOK_H

#include "tapi/dialing/dialing.h"
#include "tapi/dialing/priority.h"

struct dialing_book {
	struct dialing dialing;
	struct priorities priorities;

	/* For the files of this room: */
	char *conf, *state;		/* paths; `conf` NULL: the registry */
	char *registry, *user_registry;	/* keys; of the machine, of the user */
	uint64_t stamp;			/* of all of it, when it was read */
	bool wrong;			/* it could not be read, and is empty therefore */
};

/* Where it is; NULL: the system's place. OPENTSP_DIALING names the file, and
 * OPENTSP_DIALING_STATE that of the changes. */
struct book_place {
	const char *conf, *state;	/* files; `conf` given: not the registry */
	const char *registry;		/* "HKCU\\...", for all of it */
};

/* The file that a server reads which this user starts, for mem_free(); NULL: the registry, or no
 * memory. */
char *book_file(void);

/* Read all. A file that is not there is an empty one. On ERR_CONFIG and ERR_RESOURCE
 * there is a book all the same, an empty one, and `why` has a sentence: applications
 * are answered LINEERR_INIFILECORRUPT until it can be read. ERR_NOMEM: there is none. */
enum err book_open(struct dialing_book **out, const struct book_place *place, struct buf *why);
void book_close(struct dialing_book *book);	/* NULL is fine */

/* Read all anew, if somebody changed it since. *changed: it is not as it was. On an error
 * it is what it was. */
enum err book_refresh(struct dialing_book *book, bool *changed, struct buf *why);

/* dialing_go(), dialing_set_toll(), priorities_set(), and it is kept. On any error nothing was
 * changed: ERR_CONFIG also if the book got wrong since it was read, ERR_FAILED if it cannot
 * be kept. */
enum err book_go(struct dialing_book *book, DWORD location);
enum err book_set_toll(struct dialing_book *book, struct span address, DWORD option);
enum err book_set_priority(struct dialing_book *book, const struct priority_mode *mode,
			   struct span program, DWORD place, struct span name);

/* Both tables of the file, in Markdown. */
void book_document(struct buf *out);

#endif
