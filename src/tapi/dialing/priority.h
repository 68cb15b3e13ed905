/* SPDX-License-Identifier: MIT
 * priority.h - which program gets a call or a request that several could take:
 * lineGetAppPriority, lineSetAppPriority.
 *
 * One list of programs a media mode, one a request mode, and one a media mode that somebody
 * made up (an extension). The first of a list goes before all others; a program is the
 * file name of its module, in any case.
 */
#ifndef DIALING_PRIORITY_H
#define DIALING_PRIORITY_H

#include "abi/tapi.h"
#include "base/err.h"
#include "base/text.h"

#define PRIORITY_LISTS 17		/* of modes that TAPI itself has */

struct priority_extension {
	LINEEXTENSIONID id;
	DWORD media_mode;		/* one bit */
	char *name;
	char *programs;
};

struct priorities {
	char *programs[PRIORITY_LISTS];	/* split by commas; NULL: none */
	struct priority_extension *extensions;
	size_t extension_count;
};

/* For which list; all by the rules of lineGetAppPriority. */
struct priority_mode {
	DWORD media_mode;		/* one LINEMEDIAMODE_, or 0 */
	const LINEEXTENSIONID *extension; /* NULL: none; else a bit of its own media modes */
	DWORD request_mode;		/* LINEREQUESTMODE_, without a media mode */
};

void priorities_free(struct priorities *p);	/* what is in it; it may be zero */

/* The place of `program` on its list: 1 goes first, 0: it is not there. `*name` is that of
 * an extension, else NULL; borrowed; may be NULL. ERR_APPNAME, ERR_MEDIAMODE,
 * ERR_REQUESTMODE. */
enum err priorities_get(const struct priorities *p, const struct priority_mode *mode,
			struct span program, DWORD *place, const char **name);

/* Put it first (`place` 1) or take it off (0). `name` is for an extension that is new. As
 * above; ERR_PARAM: another place, or an extension without a name; ERR_RESOURCE: there are too
 * many extensions; ERR_NOMEM. */
enum err priorities_set(struct priorities *p, const struct priority_mode *mode,
			struct span program, DWORD place, struct span name);

/* The place of a program on the list of a media mode or, if that is 0, of a request mode; 0
 * also if there is no such mode. */
DWORD priorities_place(const struct priorities *p, DWORD media_mode, DWORD request_mode,
		       struct span program);

/* The first program of a request mode; empty: there is none. */
struct span priorities_first(const struct priorities *p, DWORD request_mode);

/* --- for those who keep them ----------------------------------------------------------- */

/* The name of list `i`, as it stands in HandoffPriorities. */
const char *priority_list_name(size_t i);

/* Replace a list, an extension's (which is made) among them. False: no memory. */
bool priorities_put(struct priorities *p, size_t i, struct span programs);
bool priorities_put_extension(struct priorities *p, const LINEEXTENSIONID *id, DWORD media_mode,
			      struct span name, struct span programs);

#endif
