/* SPDX-License-Identifier: MIT
 * priority.c - see priority.h. */
#include "tapi/dialing/priority.h"
#include "base/buf.h"
#include "base/mem.h"

#define LIST_MAX 3800		/* bytes: it must fit into a row of a configuration */
#define PROGRAM_MAX 255
#define EXTENSIONS_MAX 100

/* The names of docs/spec/registry.md 5, and `video` in their manner. */
static const struct {
	const char *name;
	DWORD media_mode, request_mode;
} lists[PRIORITY_LISTS] = {
	{ "RequestMakeCall", 0, LINEREQUESTMODE_MAKECALL },
	{ "RequestMediaCall", 0, LINEREQUESTMODE_MEDIACALL },
	{ "unknown", LINEMEDIAMODE_UNKNOWN, 0 },
	{ "interactivevoice", LINEMEDIAMODE_INTERACTIVEVOICE, 0 },
	{ "automatedvoice", LINEMEDIAMODE_AUTOMATEDVOICE, 0 },
	{ "datamodem", LINEMEDIAMODE_DATAMODEM, 0 },
	{ "g3fax", LINEMEDIAMODE_G3FAX, 0 },
	{ "tdd", LINEMEDIAMODE_TDD, 0 },
	{ "g4fax", LINEMEDIAMODE_G4FAX, 0 },
	{ "digitaldata", LINEMEDIAMODE_DIGITALDATA, 0 },
	{ "teletex", LINEMEDIAMODE_TELETEX, 0 },
	{ "videotex", LINEMEDIAMODE_VIDEOTEX, 0 },
	{ "telex", LINEMEDIAMODE_TELEX, 0 },
	{ "mixed", LINEMEDIAMODE_MIXED, 0 },
	{ "adsi", LINEMEDIAMODE_ADSI, 0 },
	{ "voiceview", LINEMEDIAMODE_VOICEVIEW, 0 },
	{ "video", LINEMEDIAMODE_VIDEO, 0 },
};

const char *priority_list_name(size_t i)
{
	return lists[i].name;
}

void priorities_free(struct priorities *p)
{
	for (size_t i = 0; i < PRIORITY_LISTS; i++)
		mem_free(p->programs[i]);
	for (size_t i = 0; i < p->extension_count; i++) {
		mem_free(p->extensions[i].name);
		mem_free(p->extensions[i].programs);
	}
	mem_free(p->extensions);
	*p = (struct priorities){ .extensions = NULL };
}

static bool one_bit(DWORD mode)
{
	return mode && !(mode & (mode - 1));
}

static struct priority_extension *extension_of(const struct priorities *p,
					       const LINEEXTENSIONID *id, DWORD media_mode)
{
	for (size_t i = 0; i < p->extension_count; i++)
		if (p->extensions[i].media_mode == media_mode &&
		    memcmp(&p->extensions[i].id, id, sizeof(*id)) == 0)
			return &p->extensions[i];
	return NULL;
}

/* Which list a mode is; false: none. */
static bool list_of(DWORD media_mode, DWORD request_mode, size_t *out)
{
	for (*out = 0; *out < PRIORITY_LISTS; ++*out)
		if (lists[*out].media_mode == media_mode && lists[*out].request_mode == request_mode)
			return true;
	return false;
}

/* Whether it can stand in a row of a configuration. */
static bool plain(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f)
			return false;
	return true;
}

static bool has_one(struct span text, const char *of)
{
	for (; *of; of++)
		if (memchr(text.at, *of, text.len))
			return true;
	return false;
}

static enum err check(const struct priority_mode *mode, struct span program, size_t *list)
{
	*list = PRIORITY_LISTS;
	program = span_trim(program);
	if (!program.len || program.len > PROGRAM_MAX || !plain(program) || has_one(program, "/\\,\""))
		return ERR_APPNAME;
	if (mode->extension && mode->media_mode)
		return one_bit(mode->media_mode) ? OK : ERR_MEDIAMODE;
	if (mode->media_mode)
		return list_of(mode->media_mode, 0, list) ? OK : ERR_MEDIAMODE;
	return mode->request_mode && list_of(0, mode->request_mode, list) ? OK : ERR_REQUESTMODE;
}

static DWORD place_on(const char *programs, struct span program)
{
	struct span rest = span_of(programs);

	program = span_trim(program);
	for (DWORD place = 1; rest.len; place++)
		if (span_eqi(span_trim(span_cut(rest, ',', &rest)), program))
			return place;
	return 0;
}

enum err priorities_get(const struct priorities *p, const struct priority_mode *mode,
			struct span program, DWORD *place, const char **name)
{
	const struct priority_extension *extension;
	size_t list;
	enum err err = check(mode, program, &list);

	if (err)
		return err;
	if (name)
		*name = NULL;
	if (list < PRIORITY_LISTS) {
		*place = place_on(p->programs[list], program);
		return OK;
	}
	extension = extension_of(p, mode->extension, mode->media_mode);
	*place = extension ? place_on(extension->programs, program) : 0;
	if (extension && name)
		*name = extension->name;
	return OK;
}

/* `*programs` with `program` at its first place, or without it. False: no memory. */
static bool rewrite(char **programs, struct span program, bool first)
{
	struct span rest = span_of(*programs);
	struct buf list;
	char *text;

	program = span_trim(program);
	buf_grow(&list);
	if (first)
		buf_span_add(&list, program);
	while (rest.len) {
		struct span one = span_trim(span_cut(rest, ',', &rest));

		/* Who never was first for so long falls off the end. */
		if (!one.len || span_eqi(one, program) || list.len + one.len >= LIST_MAX)
			continue;
		if (list.len)
			buf_char(&list, ',');
		buf_span_add(&list, one);
	}
	text = list.full ? NULL : mem_text(list.at ? list.at : "", list.len);
	buf_free(&list);
	if (!text)
		return false;
	mem_free(*programs);
	*programs = text;
	return true;
}

enum err priorities_set(struct priorities *p, const struct priority_mode *mode,
			struct span program, DWORD place, struct span name)
{
	struct priority_extension *extension;
	size_t list;
	enum err err = check(mode, program, &list);

	if (!err && place > 1)
		err = ERR_PARAM;
	if (err)
		return err;
	if (list < PRIORITY_LISTS)
		return rewrite(&p->programs[list], program, place == 1) ? OK : ERR_NOMEM;
	extension = extension_of(p, mode->extension, mode->media_mode);
	if (!extension) {
		if (place == 0)
			return OK;
		if (!name.len || name.len > PROGRAM_MAX || !plain(name) || has_one(name, "\""))
			return ERR_PARAM;
		if (p->extension_count >= EXTENSIONS_MAX)
			return ERR_RESOURCE;
		return priorities_put_extension(p, mode->extension, mode->media_mode, name, program) ?
		       OK : ERR_NOMEM;
	}
	return rewrite(&extension->programs, program, place == 1) ? OK : ERR_NOMEM;
}

DWORD priorities_place(const struct priorities *p, DWORD media_mode, DWORD request_mode,
		       struct span program)
{
	size_t list;

	return list_of(media_mode, request_mode, &list) ? place_on(p->programs[list], program) : 0;
}

struct span priorities_first(const struct priorities *p, DWORD request_mode)
{
	struct span rest = SPAN_NONE;
	size_t list;

	if (request_mode && list_of(0, request_mode, &list))
		rest = span_of(p->programs[list]);
	return span_trim(span_cut(rest, ',', &rest));
}

bool priorities_put(struct priorities *p, size_t i, struct span programs)
{
	char *text = mem_text(programs.at ? programs.at : "", programs.len);

	if (!text)
		return false;
	mem_free(p->programs[i]);
	p->programs[i] = text;
	return true;
}

bool priorities_put_extension(struct priorities *p, const LINEEXTENSIONID *id, DWORD media_mode,
			      struct span name, struct span programs)
{
	struct priority_extension *grown, one = { .id = *id, .media_mode = media_mode };

	one.name = mem_text(name.at ? name.at : "", name.len);
	one.programs = mem_text(programs.at ? programs.at : "", programs.len);
	grown = one.name && one.programs ?
		mem_realloc(p->extensions, (p->extension_count + 1) * sizeof(one)) : NULL;
	if (!grown) {
		mem_free(one.name);
		mem_free(one.programs);
		return false;
	}
	p->extensions = grown;
	p->extensions[p->extension_count++] = one;
	return true;
}
