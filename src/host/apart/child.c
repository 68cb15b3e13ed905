/* SPDX-License-Identifier: MIT
 * child.c - the process of a provider: load it, and do what is asked. */
#include "host/apart/child.h"
#include "base/mem.h"
#include "os/child.h"
#include "os/link.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

typedef void (*anything)(void);

static uv_lib_t library;
static anything functions[APART_FN_COUNT];
static uv_mutex_t writing;
static intptr_t parent = -1;

/* What is said here happened before what is asked on hearing it, which another thread does:
 * the way leads through the other process, where nobody sees that it is one. */
static atomic_uint said;

bool apart_child_send(struct buf *b)
{
	bool sent;

	said++;
	uv_mutex_lock(&writing);
	sent = apart_send(parent, b);
	uv_mutex_unlock(&writing);
	buf_free(b);
	return sent;
}

bool apart_child_has(enum apart_fn fn)
{
	return functions[fn] != NULL;
}

/* All parameters are as wide as a pointer or are passed as if they were. */
#define P DWORD_PTR
#define AS(...) ((LONG (TSPIAPI *)(__VA_ARGS__))f)
LONG apart_child_call(enum apart_fn fn, const DWORD_PTR *a)
{
	anything f = functions[fn];

	switch (apart_rows[fn].count) {
	case 1:
		return AS(P)(a[0]);
	case 2:
		return AS(P, P)(a[0], a[1]);
	case 3:
		return AS(P, P, P)(a[0], a[1], a[2]);
	case 4:
		return AS(P, P, P, P)(a[0], a[1], a[2], a[3]);
	case 5:
		return AS(P, P, P, P, P)(a[0], a[1], a[2], a[3], a[4]);
	case 6:
		return AS(P, P, P, P, P, P)(a[0], a[1], a[2], a[3], a[4], a[5]);
	case 7:
		return AS(P, P, P, P, P, P, P)(a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
	case 8:
		return AS(P, P, P, P, P, P, P, P)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
	case 9:
		return AS(P, P, P, P, P, P, P, P, P)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7],
						    a[8]);
	case 12:
		return AS(P, P, P, P, P, P, P, P, P, P, P, P)(a[0], a[1], a[2], a[3], a[4], a[5], a[6],
							      a[7], a[8], a[9], a[10], a[11]);
	default:
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	}
}

static void find_functions(void)
{
	static const char *const names[APART_FN_COUNT] = {
#define TUISPI(name, answers, level, since, params)
#define TSPI(name, answers, level, since, params) "TSPI_" #name,
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
	};
	void *address;

	for (int i = 0; i < APART_FN_COUNT; i++)
		if (uv_dlsym(&library, names[i], &address) == 0)
			memcpy(&functions[i], &address, sizeof(address));
}

/* What the loader says of `path`, without that in front. */
static void say_why(struct buf *b, const char *path)
{
	struct span says = span_of(uv_dlerror(&library));
	size_t len = strlen(path);

	if (strncmp(says.at, path, len) == 0 && strncmp(says.at + len, ": ", 2) == 0)
		says = (struct span){ says.at + len + 2, says.len - len - 2 };
	says = span_trim(says);
	buf_printf(b, "%s: cannot be loaded: %.*s; give the file of a TSPI provider that was built for "
		   "this system", path, SPAN_ARG(says));
}

/* A text of the frame; NULL: it is none. */
static const char *take_text(struct apart_rest *rest)
{
	uint32_t size = apart_take32(rest);
	const char *text = apart_take(rest, size);

	return text && size && text[size - 1] == '\0' ? text : NULL;
}

static bool load(struct apart_rest *rest)
{
	const char *path = take_text(rest), *conf = take_text(rest);
	struct buf b;

	if (!path || !conf)
		return false;
	apart_begin(&b, APART_LOADED);
	if (*conf && uv_os_setenv("OPENTSP_CONF", conf))
		return false;
	if (uv_dlopen(path, &library)) {
		apart_u32(&b, 0);
		say_why(&b, path);
	} else {
		find_functions();
		apart_u32(&b, 1);
		for (int i = 0; i < APART_FN_COUNT; i++)
			buf_char(&b, functions[i] != NULL);
	}
	return apart_child_send(&b);
}

static bool serve(uint32_t kind, struct apart_rest *rest)
{
	uint32_t id;

	switch (kind) {
	case APART_LOAD:
		return load(rest);
	case APART_ASK:
		(void)atomic_load(&said);
		return apart_work_add(rest);
	case APART_ANSWER:
		id = apart_take32(rest);
		apart_told_answer(id, apart_take64(rest));
		return !rest->bad;
	default:
		return false;
	}
}

/* Who started us ends us by a word, and by being gone. */
int apart_child_main(const char *argument)
{
	struct apart_stream stream = { .link = child_link(argument) };
	struct apart_rest rest;
	uint32_t kind = 0;

	parent = stream.link;
	if (parent == -1)
		return 2;
	uv_mutex_init(&writing);
	apart_work_init();
	apart_told_init();
	while (apart_next(&stream, &kind, &rest) && serve(kind, &rest))
		;
	if (kind != APART_BYE)
		_exit(1);
	uv_dlclose(&library);
	mem_free(stream.at);
	return 0;
}
