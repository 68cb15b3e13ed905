/* SPDX-License-Identifier: MIT
 * join_scene.c - four lines, and requests that give birth to calls. */
#include "join_scene.h"

/* What is asked at once can have failed at once: look for the calls again. */

struct line *join_a, *join_b, *join_c, *join_d;

static const struct call_params plain;

void join_scene(const char *more)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s%s", JOIN_LINES, more);
	scene_open(text);
	join_a = scene_line("a");
	join_b = scene_line("b");
	join_c = scene_line("c");
	join_d = scene_line("d");
}

struct call *join_consult(struct call *call, enum call_op op, DRV_REQUESTID request,
			  const struct call_params *params)
{
	struct call *consult;
	uint32_t handle;

	if (call_may(call, op) || join_new_consult(&consult, call, (HTAPICALL)0x44))
		return NULL;
	handle = consult->handle;
	if (call_ask(call, op, request, &(struct call_args){
		.params = params ? params : &plain, .born = { consult } }) == OK)
		return call_find(&scene_desk, handle);
	call_free(consult, ERR_FAILED);
	return NULL;
}

struct call *join_conference(struct call *call, struct line *line, DRV_REQUESTID request,
			     const struct call_params *params, struct call **out_consult)
{
	struct call *conference, *consult;
	uint32_t handles[2];

	if (join_new_conference(&conference, line->addresses, (HTAPICALL)0x55))
		return NULL;
	if (join_new_consult(&consult, conference, (HTAPICALL)0x44)) {
		call_free(conference, ERR_FAILED);
		return NULL;
	}
	handles[0] = conference->handle;
	handles[1] = consult->handle;
	if (call_ask(call ? call : conference, CALL_SETUP_CONFERENCE, request, &(struct call_args){
		.params = params ? params : &plain, .born = { conference, consult } }) == OK) {
		*out_consult = call_find(&scene_desk, handles[1]);
		return call_find(&scene_desk, handles[0]);
	}
	call_free(conference, ERR_FAILED);
	call_free(consult, ERR_FAILED);
	return NULL;
}

enum err join_ask(struct call *call, enum call_op op, DRV_REQUESTID request, struct call *other)
{
	return call_ask(call, op, request, &(struct call_args){
		.other = other, .mode = LINETRANSFERMODE_TRANSFER });
}

enum err join_send(struct call *call, enum call_op op, DRV_REQUESTID request, const char *dest)
{
	return call_ask(call, op, request, &(struct call_args){ .dest = dest });
}

struct call *join_reach(struct call *consult, struct line *to)
{
	struct call *in;

	NEED(join_send(consult, CALL_DIAL_MORE, 911, to->addresses[0].number) == OK);
	scene_run(1000);
	scene_news();
	in = scene_new_call();
	NEED(in != NULL && in->line == to);
	NEED(scene_ask(in, CALL_ANSWER, 912) == OK);
	scene_run(1000);
	scene_news();
	NEED(consult->state == LINECALLSTATE_CONNECTED && in->state == LINECALLSTATE_CONNECTED);
	return in;
}

const char *join_party(const struct call *call, enum party_role role)
{
	return call->parties && call->parties[role].number ? call->parties[role].number : "";
}
