/* SPDX-License-Identifier: MIT
 * conference.c - who is in a conference, and what is asked of it. */
#include "driver/sip/conference.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/digits.h"
#include "driver/sip/mixer.h"
#include "driver/sip/sound.h"
#include "driver/sip/talk.h"
#include "model/join.h"

struct sip_member {
	struct list node;		/* of conference->members */
	struct sip_conference *conference;
	struct sip_call *s;
	struct mixer_seat *seat;
};

struct sip_conference {
	struct sip_call *s;		/* the conference call's */
	struct list members;
	struct mixer *mixer;
	uint32_t joins;			/* answered, this call is added by itself (handle); 0: none */
	uint32_t joins_with;		/* ... and this one with it */
};

#define members_each(node, conference) list_each(node, &(conference)->members)

static struct sip_member *member_of(struct list *node)
{
	return list_entry(node, struct sip_member, node);
}

/* --- members ---------------------------------------------------------------------- */

/* Nothing of it is under way that would have to come first. */
bool sip_conference_may_sit(const struct sip_call *s)
{
	return !s->conference && !s->member && !s->asked && !s->refer && !s->referral && !s->consult_for &&
	       !s->parking;
}

static bool is_talking(const struct sip_call *s)
{
	return s->state == SIP_CALL_TALKING || s->state == SIP_CALL_ANSWERED;
}

static enum err sit_down(struct sip_conference *c, struct sip_call *s)
{
	struct sip_member *member = mem_zalloc(sizeof(*member));
	enum err err;

	sip_sound_leave(s);
	err = member ? mixer_sit(&member->seat, c->mixer, s->media) : ERR_NOMEM;

	if (err) {
		mem_free(member);
		sip_sound_return(s);
		return err;
	}
	member->conference = c;
	member->s = s;
	s->member = member;
	list_append(&c->members, &member->node);
	sip_conference_held(s);
	return OK;
}

static void stand_up(struct sip_call *s)
{
	struct sip_member *member = s->member;

	if (!member)
		return;
	s->member = NULL;
	mixer_leave(member->seat);
	list_remove(&member->node);
	mem_free(member);
}

static void hold_member(struct sip_call *s, bool held)
{
	if (s->held == held)
		return;
	s->held = held;
	if (is_talking(s))
		sip_call_reinvite(s);
}

void sip_conference_held(struct sip_call *s)
{
	if (s->member)
		mixer_mute(s->member->seat, s->held_by_them);
}

void sip_conference_move(struct sip_call *from, struct sip_call *to)
{
	struct sip_member *member = from->member;

	if (!member)
		return;
	from->member = NULL;
	to->member = member;
	member->s = to;
	to->held = member->conference->s->held;
	mixer_move(member->seat, to->media);
	sip_conference_held(to);
}

/* --- its life --------------------------------------------------------------------- */

/* A conference for the model's call, with nobody in it and on hold. */
static enum err conference_new(struct sip_call **out, struct call *call)
{
	struct sip_conference *c = mem_zalloc(sizeof(*c));
	struct sip_call *s;
	enum err err = c ? mixer_open(&c->mixer, &sip.desk->timers) : ERR_NOMEM;

	if (!err)
		err = sip_call_new(&s, sip_line_of(call->line), call);
	if (err) {
		if (c)
			mixer_close(c->mixer);
		mem_free(c);
		return err;
	}
	list_init(&c->members);
	c->s = s;
	s->conference = c;
	s->state = SIP_CALL_CONFERENCE;
	s->held = true;
	call->data = s;
	*out = s;
	return OK;
}

/* One that the model lets go on by itself is held no more. */
static void end(struct sip_call *s)
{
	struct sip_conference *c = s->conference;

	s->conference = NULL;
	while (!list_empty(&c->members)) {
		struct sip_call *member = member_of(c->members.next)->s;

		stand_up(member);
		sip_digits_stop(member);
		sip_sound_return(member);
		if (member->call && !member->call->parent && !member->asked)
			hold_member(member, false);
	}
	mixer_close(c->mixer);
	mem_free(c);
}

static void said(struct sip_conference *c)
{
	members_each(node, c)
		if (member_of(node)->s->digits)
			return;
	if (c->s->call)
		call_generated(c->s->call, LINEGENERATETERM_DONE);
}

void sip_conference_leave(struct sip_call *s)
{
	if (s->conference)
		end(s);
	if (s->member) {
		struct sip_conference *c = s->member->conference;

		stand_up(s);
		said(c);
	}
}

void sip_conference_hold(struct sip_call *s, bool held)
{
	s->held = held;
	mixer_pause(s->conference->mixer, held);
	members_each(node, s->conference)
		hold_member(member_of(node)->s, held);
}

enum err sip_conference_change(struct sip_call *s, enum call_op op, bool held)
{
	sip_conference_hold(s, held);
	sip_call_changed(s, op, OK);
	return OK;
}

/* --- a call to bring the next one ----------------------------------------------------- */

/* Where it goes at once, as a URI to be freed; NULL: nowhere yet. */
static enum err target_of(char **out, const struct call *call, const struct call_params *params)
{
	const DWORD named = LINECALLPARAMFLAGS_ONESTEPTRANSFER | LINECALLPARAMFLAGS_NOHOLDCONFERENCE;
	enum err err;

	*out = NULL;
	if (!(params->flags & named) || !params->target || !params->target[0])
		return OK;
	err = sip_call_target(out, sip_line_of(call->line), params->target);
	return err == ERR_ADDRESS ? ERR_PARAMS : err;
}

static bool adds_itself(const struct call_args *args)
{
	return args->params->flags & LINECALLPARAMFLAGS_NOHOLDCONFERENCE;
}

/* `s->partner` is on its way, or at a dial tone. */
static void consult_begins(struct sip_call *s)
{
	struct call *consult = call_find(sip.desk, s->partner);
	char *target = s->consult_target;

	s->consult_target = NULL;
	if (target)
		sip_call_dial_on(consult, &target);
	else
		call_event(consult, EV_DIALTONE, 0);
	mem_free(target);
}

static void begin_consulting(struct sip_call *s, enum call_event event)
{
	join_consulting(s->call, call_find(sip.desk, s->partner), event);
}

/* --- setup --------------------------------------------------------------------------- */

/* `call`, which is held now, is the first member. */
static enum err set_up_from(struct sip_call *conf, struct call *call)
{
	struct sip_call *s = call->data;
	enum err err = sit_down(conf->conference, s);

	return err ? err : sip_call_change(s, CALL_SETUP_CONFERENCE, true);
}

void sip_conference_asked(struct sip_call *s, enum err err)
{
	struct sip_call *conf;

	call_reply(s->call, CALL_SETUP_CONFERENCE, err);	/* an error takes the conference along */
	if (err)
		return;
	if (!s->member) {
		hold_member(s, false);		/* it was closed before */
		return;
	}
	conf = s->member->conference->s;
	begin_consulting(conf, EV_HELD_FOR_CONFERENCE);
	join_added(conf->call, s->call);
	consult_begins(conf);
}

/* Nobody is held: who is called is in it as soon as it answers, `call` with it. */
static void set_up_alone(struct sip_call *conf, struct call *call, const struct call_args *args)
{
	if (adds_itself(args)) {
		conf->conference->joins = conf->partner;
		conf->conference->joins_with = call == conf->call ? 0 : call->handle;
	}
	call_reply(call, CALL_SETUP_CONFERENCE, OK);
	begin_consulting(conf, EV_HELD_FOR_CONFERENCE);
	consult_begins(conf);
}

enum err sip_setup_conference(struct call *call, const struct call_args *args)
{
	bool from_nothing = call == args->born[0];
	struct sip_call *conf;
	char *target;
	enum err err;

	err = target_of(&target, call, args->params);
	if (err)
		return err;
	err = conference_new(&conf, args->born[0]);
	if (err) {
		mem_free(target);
		return err;
	}
	conf->consult_target = target;
	conf->partner = args->born[1]->handle;
	if (from_nothing || adds_itself(args)) {
		set_up_alone(conf, call, args);
		return OK;
	}
	err = set_up_from(conf, call);
	if (err)
		sip_call_free(conf);
	return err;
}

/* --- growing and shrinking ------------------------------------------------------------- */

enum err sip_prepare_add(struct call *call, const struct call_args *args)
{
	struct sip_call *conf = call->data;
	char *target;
	enum err err;

	err = target_of(&target, call, args->params);
	if (err)
		return err;
	mem_free(conf->consult_target);
	conf->consult_target = target;
	conf->partner = args->born[0]->handle;
	conf->conference->joins = adds_itself(args) ? conf->partner : 0;
	conf->conference->joins_with = 0;
	if (!adds_itself(args))
		sip_conference_hold(conf, true);
	call_reply(call, CALL_PREPARE_ADD, OK);
	/* Without a hold it stays as it is: connected. */
	begin_consulting(conf, adds_itself(args) ? EV_CONNECTED : EV_HELD_FOR_CONFERENCE);
	consult_begins(conf);
	return OK;
}

/* Its own digits and tones stop: from now on it sends those of the conference. */
static void quieten(struct sip_call *s)
{
	sip_digits_stop(s);
	sip_tone_stop(s);
	call_generated(s->call, LINEGENERATETERM_CANCEL);
}

enum err sip_add_to_conference(struct call *call, const struct call_args *args)
{
	struct sip_call *conf = call->data, *s = args->other->data;
	enum err err;

	err = sit_down(conf->conference, s);
	if (err)
		return err;
	quieten(s);
	call_reply(call, CALL_ADD_TO_CONFERENCE, OK);
	join_added(call, args->other);
	sip_conference_hold(conf, false);
	call_event(call, EV_CONNECTED, 0);
	return OK;
}

enum err sip_remove_from_conference(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;

	sip_call_let_go(s);
	sip_call_hang_up(s);
	call_reply(call, CALL_REMOVE_FROM_CONFERENCE, OK);
	call_event(call, EV_GONE, 0);
	return OK;
}

enum err sip_conference_of_both(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data, *consult = args->other->data, *conf;
	enum err err;

	if (!sip_conference_may_sit(s) || !is_talking(s) || !sip_conference_may_sit(consult) || !is_talking(consult) ||
	    args->other->state != LINECALLSTATE_CONNECTED)
		return ERR_STATE;
	err = conference_new(&conf, args->born[0]);
	if (err)
		return err;
	err = sit_down(conf->conference, s);
	if (!err)
		err = sit_down(conf->conference, consult);
	if (err) {
		sip_call_free(conf);
		return err;
	}
	quieten(consult);
	call_reply(call, CALL_COMPLETE_TRANSFER, OK);
	join_added(conf->call, call);
	join_added(conf->call, args->other);
	sip_conference_hold(conf, false);
	call_event(conf->call, EV_CONNECTED, 0);
	return OK;
}

/* Who was called for the conference has answered. */
static void grow(struct sip_call *conf, struct sip_call *s)
{
	struct call *call = call_find(sip.desk, conf->conference->joins_with);
	struct sip_call *first = call && call->state == LINECALLSTATE_CONNECTED ? call->data : NULL;
	enum err err = sip_conference_may_sit(s) ? sit_down(conf->conference, s) : ERR_STATE;

	conf->conference->joins = 0;
	if (!err && first && sip_conference_may_sit(first))
		err = sit_down(conf->conference, first);
	else
		first = NULL;
	if (err) {
		log_write(LOG_WARN, "sip", call_name(s->call), "is not added to the conference: %s", err_text(err));
		stand_up(s);
		sip_sound_return(s);
		return;
	}
	if (first) {
		quieten(first);
		join_added(conf->call, call);
	}
	join_added(conf->call, s->call);
	sip_conference_hold(conf, false);
	call_event(conf->call, EV_CONNECTED, 0);
}

void sip_conference_connected(struct sip_call *s)
{
	struct sip_call *conf = s->call->original ? s->call->original->data : NULL;

	if (s->member) {
		if (s->wished != (uint8_t)sip_call_wish(s))
			sip_call_reinvite(s);	/* held or taken back while it rang */
		return;
	}
	if (!s->held)
		call_event(s->call, EV_CONNECTED, sip_call_mode(s));
	if (conf && conf->conference && conf->conference->joins == s->call->handle)
		grow(conf, s);
}

/* --- what all members get --------------------------------------------------------------- */

struct mixer *sip_conference_mixer(const struct sip_call *s)
{
	return s->conference->mixer;
}

bool sip_conference_talks(const struct sip_call *s)
{
	members_each(node, s->conference)
		if (is_talking(member_of(node)->s))
			return true;
	return false;
}

enum err sip_conference_digits(struct sip_call *s, const char *digits, uint32_t ms)
{
	enum err err = digits ? ERR_STATE : OK;

	members_each(node, s->conference) {
		struct sip_call *member = member_of(node)->s;

		if (!digits)
			sip_digits_stop(member);
		else if (is_talking(member) && err != ERR_NOMEM)
			err = sip_digits_send(member, digits, ms);
	}
	if (err && digits)
		members_each(node, s->conference)
			sip_digits_stop(member_of(node)->s);
	return err;
}

void sip_conference_said(struct sip_call *s)
{
	said(s->member->conference);
}

bool sip_conference_uui_ready(const struct sip_call *s)
{
	members_each(node, s->conference)
		if (sip_carry_ready(member_of(node)->s))
			return true;
	return false;
}

enum err sip_conference_tell(struct sip_call *s, struct bytes bytes,
			     enum err (*tell)(struct sip_call *member, struct bytes bytes))
{
	enum err err = ERR_STATE, last;
	bool any = false;

	members_each(node, s->conference) {
		last = tell(member_of(node)->s, bytes);
		if (last == OK)
			any = true;
		else if (last != ERR_STATE)
			err = last;
	}
	return any ? OK : err;
}
