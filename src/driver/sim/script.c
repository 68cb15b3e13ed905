/* SPDX-License-Identifier: MIT
 * script.c - the language of scripted far ends, read into steps. */
#include "driver/sim/script.h"
#include "driver/sim/sound.h"
#include "abi/names.h"
#include "base/mem.h"
#include "model/sound.h"

enum takes { NOTHING, A_TIME, MAYBE_TIME, MAYBE_MODE, MODE_AND_TIME, A_TEXT };

/* What can be written. The first whose words fit is meant, so longer ones come
 * first. `ends`: nothing can stand behind it. */
static const struct verb {
	const char *words;
	enum sim_verb verb;
	enum takes takes;
	enum name_group modes;
	DWORD mode;			/* when none is given */
	const char *time;		/* the setting that counts when no time is given */
	bool ends;
} verbs[] = {
	{ "ring",	  SIM_RING,	    MAYBE_TIME, 0, 0, "answer-after", false },
	{ "answer",	  SIM_ANSWER,	    NOTHING, 0, 0, NULL, false },
	{ "busy",	  SIM_BUSY,	    MODE_AND_TIME, NAME_LINEBUSYMODE, LINEBUSYMODE_STATION, "busy-time", false },
	{ "info",	  SIM_INFO,	    MODE_AND_TIME, NAME_LINESPECIALINFO, LINESPECIALINFO_NOCIRCUIT,
	  "busy-time", false },
	{ "wait",	  SIM_WAIT,	    A_TIME, 0, 0, NULL, false },
	{ "hang up",	  SIM_HANG_UP,	    MAYBE_MODE, NAME_LINEDISCONNECTMODE, LINEDISCONNECTMODE_NORMAL, NULL, true },
	{ "reject",	  SIM_HANG_UP,	    MAYBE_MODE, NAME_LINEDISCONNECTMODE, LINEDISCONNECTMODE_REJECT, NULL, true },
	{ "congested",	  SIM_HANG_UP,	    NOTHING, 0, LINEDISCONNECTMODE_CONGESTION, NULL, true },
	{ "unreachable",  SIM_HANG_UP,	    NOTHING, 0, LINEDISCONNECTMODE_UNREACHABLE, NULL, true },
	{ "digits",	  SIM_DIGITS,	    A_TEXT, 0, 0, NULL, false },
	{ "uui",	  SIM_UUI,	    A_TEXT, 0, 0, NULL, false },
	{ "name",	  SIM_NAME,	    A_TEXT, 0, 0, NULL, false },
	{ "hold release", SIM_HOLD_RELEASE, A_TIME, 0, 0, NULL, false },
	{ "hold",	  SIM_HOLD,	    NOTHING, 0, 0, NULL, false },
	{ "unhold",	  SIM_UNHOLD,	    NOTHING, 0, 0, NULL, false },
	{ "call back",	  SIM_CALL_BACK,    A_TIME, 0, 0, NULL, false },
	{ "tone",	  SIM_TONES,	    A_TEXT, 0, 0, NULL, false },
	{ "media",	  SIM_MEDIA,	    MAYBE_MODE, NAME_LINEMEDIAMODE, LINEMEDIAMODE_INTERACTIVEVOICE, NULL, false },
	{ "repeat",	  SIM_REPEAT,	    NOTHING, 0, 0, NULL, true },
};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))
#define SHOWN 40

/* The first word, without the spaces around it. */
static struct span next_word(struct span text, struct span *rest)
{
	struct span word = span_cut(span_trim(text), ' ', rest);

	*rest = span_trim(*rest);
	return span_trim(word);
}

static bool begins_with(struct span text, const char *words, struct span *rest)
{
	struct span wanted = span_of(words);

	while (wanted.len) {
		struct span word = next_word(wanted, &wanted), given = next_word(text, &text);

		if (!span_eqi(word, given))
			return false;
	}
	*rest = text;
	return true;
}

/* --- times and modes ---------------------------------------------------------- */

static bool named_time(struct span text, struct sim_step *step)
{
	for (const struct conf_key *key = sim_conf_keys; key->name; key++) {
		if (key->type != CONF_MILLISECONDS || !span_isi(text, key->name))
			continue;
		step->by_name = true;
		step->time = (uint32_t)key->field;
		return true;
	}
	return false;
}

static bool read_time(struct span text, struct sim_step *step)
{
	uint64_t ms;

	if (named_time(text, step))
		return true;
	if (!conf_time(text, 1, &ms) || ms >= SIM_NO_TIME)
		return false;
	step->time = (uint32_t)ms;
	return true;
}

/* A word of the group that names one value. */
static bool read_mode(struct span word, enum name_group group, DWORD *mode)
{
	char text[SHOWN];
	bool found = true;
	DWORD value;

	if (!word.len || !span_copy(word, text, sizeof(text)) || (*text >= '0' && *text <= '9'))
		return false;
	value = name_value(group, text, &found);
	if (!found || !value || (value & (value - 1)))
		return false;
	*mode = value;
	return true;
}

static bool fits_mode(struct span *rest, const struct verb *verb, struct sim_step *step)
{
	struct span behind, word = next_word(*rest, &behind);

	if (!read_mode(word, verb->modes, &step->mode))
		return false;
	*rest = behind;
	return true;
}

/* --- one step ------------------------------------------------------------------- */

static enum err complain(struct buf *why, struct span step, const char *what)
{
	char shown[SHOWN];
	bool whole = span_copy(step, shown, sizeof(shown));

	buf_printf(why, "\"%s%s\" %s", shown, whole ? "" : "...", what);
	return ERR_CONFIG;
}

static enum err unknown(struct buf *why, struct span step)
{
	complain(why, step, "is no step (there are: ");
	for (size_t i = 0; i < VERBS; i++)
		buf_printf(why, "%s%s", i ? ", " : "", verbs[i].words);
	buf_char(why, ')');
	return ERR_CONFIG;
}

DWORD sim_script_tones(DWORD *hz, const char *text)
{
	struct span rest = span_of(text);
	DWORD count = 0;

	while (rest.at) {
		struct span one = span_trim(span_cut(rest, '+', &rest));

		uint32_t frequency;

		if (count == MELODY_PARTIALS || !span_u32(one, SOUND_HZ_MAX, &frequency) || !frequency)
			return 0;
		hz[count++] = frequency;
	}
	return count;
}

/* '...' keeps commas and spaces; `text` is in the script's own copy. */
static enum err read_text(struct span text, struct sim_step *step, struct buf *why)
{
	bool quoted = text.len >= 2 && text.at[0] == '\'' && text.at[text.len - 1] == '\'';
	char *at = (char *)text.at + quoted;

	if (text.len <= 2u * quoted)
		return complain(why, text, "must have a text behind it");
	at[text.len - 2u * quoted] = '\0';
	step->text = at;
	if (step->verb == SIM_TONES && !span_isi(span_of(at), "off") &&
	    !sim_script_tones((DWORD[MELODY_PARTIALS]){ 0 }, at))
		return complain(why, text, "is no tone: up to four frequencies with + between them, or off");
	if (step->verb != SIM_DIGITS)
		return OK;
	if (!quoted && span_isi(text, "rest"))
		step->text = NULL;
	else if (at[strspn(at, "0123456789ABCDabcd*#,")])
		return complain(why, text, "are no digits: 0 to 9, A to D, * and #, a comma for a pause, or rest");
	return OK;
}

static enum err read_values(struct span rest, const struct verb *verb, struct sim_step *step,
			    struct span whole, struct buf *why)
{
	step->verb = verb->verb;
	step->mode = verb->mode;
	step->time = SIM_NO_TIME;
	if (verb->time)
		named_time(span_of(verb->time), step);
	if (verb->takes == A_TEXT)
		return rest.len ? read_text(rest, step, why) : complain(why, whole, "must have a text behind it");
	if (verb->takes == MAYBE_MODE || verb->takes == MODE_AND_TIME)
		fits_mode(&rest, verb, step);
	if (verb->takes == A_TIME && !rest.len)
		return complain(why, whole, "must have a time behind it");
	if (rest.len && (verb->takes == A_TIME || verb->takes == MAYBE_TIME || verb->takes == MODE_AND_TIME)) {
		step->by_name = false;
		if (read_time(rest, step))
			return OK;
	}
	if (!rest.len)
		return OK;
	return complain(why, whole, verb->takes == NOTHING ? "can have nothing behind it" :
			verb->takes == MAYBE_MODE ? "has no such mode" :
			verb->takes == MODE_AND_TIME ? "has no such mode, and no time" : "has no such time");
}

static enum err read_step(struct span text, struct sim_step *step, bool *ends, struct buf *why)
{
	struct span rest;

	for (size_t i = 0; i < VERBS; i++) {
		if (!begins_with(text, verbs[i].words, &rest))
			continue;
		*ends = verbs[i].ends;
		return read_values(rest, &verbs[i], step, text, why);
	}
	return unknown(why, text);
}

/* --- a script ---------------------------------------------------------------------- */

/* Up to the next comma that is not in '...'. */
static struct span cut_step(struct span text, struct span *rest)
{
	bool quoted = false;
	size_t len = 0;

	for (; len < text.len && (quoted || text.at[len] != ','); len++)
		quoted ^= text.at[len] == '\'';
	*rest = len < text.len ? (struct span){ text.at + len + 1, text.len - len - 1 } : SPAN_NONE;
	return span_trim((struct span){ text.at, len });
}

static enum err read_steps(struct sim_script *script, struct span rest, struct buf *why)
{
	bool ends = false;

	while (rest.at) {
		struct span step = cut_step(rest, &rest);
		enum err err;

		if (ends)
			return complain(why, step, "comes too late: the step before it is the last one there can be");
		if (script->count == SIM_STEPS_MAX)
			return complain(why, step, "is one step too many");
		err = read_step(step, &script->steps[script->count++], &ends, why);
		if (err)
			return err;
	}
	return OK;
}

enum err sim_script_read(struct sim_script **out, const char *text, struct buf *why)
{
	struct sim_script *script;
	size_t steps = 1;
	enum err err;

	*out = NULL;
	if (!span_trim(span_of(text)).len)
		return OK;
	for (const char *at = text; *at; at++)
		steps += *at == ',';
	if (steps > SIM_STEPS_MAX)
		steps = SIM_STEPS_MAX;
	script = mem_zalloc(sizeof(*script) + steps * sizeof(script->steps[0]));
	if (!script)
		return ERR_NOMEM;
	script->texts = mem_copy(text);
	err = script->texts ? read_steps(script, span_of(script->texts), why) : ERR_NOMEM;
	if (err)
		sim_script_free(script);
	else
		*out = script;
	return err;
}

void sim_script_free(struct sim_script *script)
{
	if (!script)
		return;
	mem_free(script->texts);
	mem_free(script);
}

uint32_t sim_step_ms(const struct sim_step *step)
{
	uint32_t ms;

	if (step->time == SIM_NO_TIME)
		return 0;
	if (!step->by_name)
		return step->time;
	memcpy(&ms, (const char *)sim_settings() + step->time, sizeof(ms));
	return ms;
}

/* --- all of them ---------------------------------------------------------------------- */

/* By the character behind the prefix. */
static struct sim_script *scripts[SIM_SCRIPTS], *tone;
static const char digits[SIM_SCRIPTS + 1] = "0123456789*#";

enum err sim_scripts_check(const void *record, const char **key, struct buf *why)
{
	const struct sim_conf *conf = record;

	for (int i = 0; i < SIM_SCRIPTS; i++) {
		struct sim_script *script;
		enum err err = sim_script_read(&script, conf->scripts[i], why);

		sim_script_free(script);
		if (!err)
			continue;
		for (const struct conf_key *at = sim_conf_keys; at->name; at++)
			if (at->field == offsetof(struct sim_conf, scripts) + (size_t)i * sizeof(conf->scripts[0]))
				*key = at->name;
		return err;
	}
	return OK;
}

enum err sim_scripts_start(const struct sim_conf *conf)
{
	enum err err = OK;
	struct buf why;

	buf_grow(&why);
	for (int i = 0; i < SIM_SCRIPTS && !err; i++)
		err = sim_script_read(&scripts[i], conf->scripts[i], &why);
	if (!err)
		err = sim_script_read(&tone, "wait busy-time, hang up busy", &why);
	buf_free(&why);
	if (err)
		sim_scripts_stop();
	return err;
}

void sim_scripts_stop(void)
{
	for (int i = 0; i < SIM_SCRIPTS; i++) {
		sim_script_free(scripts[i]);
		scripts[i] = NULL;
	}
	sim_script_free(tone);
	tone = NULL;
}

const struct sim_script *sim_script_tone(void)
{
	return tone;
}

const struct sim_script *sim_script_find(const char *number)
{
	const char *prefix = sim_settings()->prefix, *digit;
	size_t len = prefix ? strlen(prefix) : 0;

	if (len == 0 || strncmp(number, prefix, len) != 0 || !number[len])
		return NULL;
	digit = strchr(digits, number[len]);
	return digit ? scripts[digit - digits] : NULL;
}
