/* SPDX-License-Identifier: MIT
 * func.c - the probes, and what they can say. */
#include "check/func.h"
#include "check/child.h"
#include <stdio.h>

const struct func *func_named(const char *name)
{
	for (size_t g = 0; func_groups[g]; g++)
		for (const struct func *func = func_groups[g]; func->name; func++)
			if (strcmp(func->name, name) == 0)
				return func;
	return NULL;
}

void func_run(struct check *c, const char *name)
{
	const struct func *func = func_named(name);

	if (func)
		func->probe(c, name);
	else
		skip(c, "nobody knows how to look at it");
}

_Noreturn void real(struct check *c, const char *format, ...)
{
	char text[512];
	va_list args;

	tell_parent("nature real");
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	pass(c, "%s", text);
}

_Noreturn void unreal(struct check *c)
{
	tell_parent("nature unavailable");
	pass(c, "%s", "");
}

_Noreturn void untried(struct check *c, const char *why)
{
	tell_parent("nature untried");
	skip(c, "%s", why);
}

_Noreturn void lying(struct check *c, const char *format, ...)
{
	char text[512];
	va_list args;

	tell_parent("nature lying");
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fail(c, "%s", text);
}

/* --- what the provider is --------------------------------------------------------- */

static void tell_exports(const struct tspi *sp)
{
#define TSPI(name, answers, level, since, params) \
	if (sp->name) tell_parent("export %s", #name);
#define TUISPI(name, answers, level, since, params) \
	if (sp->ui_##name) tell_parent("export TUISPI_%s", #name);
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
}

void probe_run(struct check *c)
{
	DWORD got;

	scene_open(c);
	tell_exports(host_tspi_ui(c->host));
	for (const DWORD *v = check_versions; *v; v++) {
		got = 0;
		step("negotiating %s", version_text(*v));
		if (c->sp->lineNegotiateTSPIVersion(INITIALIZE_NEGOTIATION, *v, *v, &got) == 0)
			tell_parent("version %lu", (unsigned long)*v);
	}
	tell_parent("lines %lu", (unsigned long)host_line_count(c->host));
	tell_parent("phones %lu", (unsigned long)host_phone_count(c->host));
	if (c->setup->own && scene_command(c, "keys"))
		tell_parent("own 1");
	pass(c, "%s", "");
}

extern const struct func funcs_line[], funcs_request[], funcs_call[], funcs_phone[], funcs_more[];

const struct func *const func_groups[] = { funcs_line, funcs_request, funcs_call, funcs_phone,
	funcs_more, NULL };
