/* SPDX-License-Identifier: MIT
 * sound.c - the entries for what a call hears and says: tones, media. */
#include "model/sound.h"
#include "tspi/entry.h"

static LONG leave(const char *function, const struct call *call, enum err err)
{
	LONG result = door_answer(function, err && call ? call_name(call) : NULL, err);

	door_leave();
	return result;
}

/* --- tones --------------------------------------------------------------------- */

static enum err read_tones(struct tone *out, const LINEGENERATETONE *tones, DWORD count)
{
	for (DWORD i = 0; i < count; i++) {
		if (tones[i].dwFrequency > SOUND_HZ_MAX || tones[i].dwVolume > SOUND_VOLUME_MAX)
			return ERR_TONE;
		out[i] = (struct tone){ .hz = tones[i].dwFrequency, .on_ms = tones[i].dwCadenceOn,
					.off_ms = tones[i].dwCadenceOff, .volume = tones[i].dwVolume };
	}
	return OK;
}

#define TONES_MAX 8u

LONG TSPIAPI TSPI_lineGenerateTone(HDRVCALL hdcall, DWORD end_to_end, DWORD mode, DWORD duration,
				   DWORD count, LPLINEGENERATETONE const tones)
{
	struct desk *desk = door_enter();
	struct call_args args = { .mode = mode, .duration_ms = duration };
	struct tone custom[TONES_MAX];
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_GENERATE_TONE);
	if (!err && mode == LINETONEMODE_CUSTOM) {
		DWORD most = call->line->driver->traits->max_tones;

		err = !tones || !count || count > most || count > TONES_MAX
		      ? ERR_TONE : read_tones(custom, tones, count);
		args.tones = custom;
		args.tone_count = count;
	}
	if (!err)
		err = call_generate_tone(call, end_to_end, &args);
	return leave(__func__, call, err);
}

LONG TSPIAPI TSPI_lineMonitorTones(HDRVCALL hdcall, DWORD list, LPLINEMONITORTONE const entries, DWORD count)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_monitor_tones(call, list, entries, count);
	return leave(__func__, call, err);
}

/* --- media ----------------------------------------------------------------------- */

LONG TSPIAPI TSPI_lineMonitorMedia(HDRVCALL hdcall, DWORD modes)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_MONITOR_MEDIA);
	if (!err && (modes & ~call->line->driver->traits->media_modes))
		err = ERR_MEDIAMODE;
	if (!err)
		err = call_monitor_media(call, modes);
	return leave(__func__, call, err);
}

LONG TSPIAPI TSPI_lineSetMediaMode(HDRVCALL hdcall, DWORD media_mode)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err && (!media_mode || (media_mode & ~call->line->driver->traits->media_modes)))
		err = ERR_MEDIAMODE;
	if (!err)
		call_set_media(call, media_mode);
	return leave(__func__, call, err);
}

static bool is_treatment(const struct line *line, DWORD id)
{
	const struct treatment *treatment = line->driver->traits->treatments;

	while (treatment && treatment->name && treatment->id != id)
		treatment++;
	return treatment && treatment->name;
}

LONG TSPIAPI TSPI_lineSetCallTreatment(DRV_REQUESTID request, HDRVCALL hdcall, DWORD treatment)
{
	struct desk *desk = door_enter();
	struct call *call;
	enum err err = entry_call(&call, desk, hdcall);

	if (!err)
		err = call_may(call, CALL_SET_TREATMENT);
	if (!err && !is_treatment(call->line, treatment))
		err = ERR_PARAM;
	if (!err)
		err = call_ask(call, CALL_SET_TREATMENT, request, &(struct call_args){ .mode = treatment });
	return entry_end(__func__, request, err && call ? call_name(call) : NULL, err);
}

/* --- media control ------------------------------------------------------------------ */

/* One action, of those there are. */
static bool is_action(DWORD action)
{
	return action && !(action & (action - 1)) && action <= LINEMEDIACONTROL_VOLUMENORMAL;
}

static bool is_digit(DWORD digit)
{
	return digit && digit < 128 && strchr("0123456789ABCD*#", (int)digit);
}

static enum err read_digits(struct control *out, const struct line_traits *traits,
			    const LINEMEDIACONTROLDIGIT *list, DWORD count)
{
	if (!list)
		return OK;
	if (count > CONTROL_MAX)
		return ERR_DIGITLIST;
	for (DWORD i = 0; i < count; i++) {
		const DWORD modes = list[i].dwDigitModes;

		if (!is_digit(list[i].dwDigit) || !modes || (modes & ~traits->monitor_digits) ||
		    !is_action(list[i].dwMediaControl))
			return ERR_DIGITLIST;
		out->digit[i] = list[i];
	}
	out->digits = count;
	return OK;
}

static enum err read_media(struct control *out, const struct line_traits *traits,
			   const LINEMEDIACONTROLMEDIA *list, DWORD count)
{
	if (!list)
		return OK;
	if (count > CONTROL_MAX)
		return ERR_MEDIALIST;
	for (DWORD i = 0; i < count; i++) {
		const DWORD modes = list[i].dwMediaModes;

		if (!modes || (modes & ~traits->media_modes) || !is_action(list[i].dwMediaControl))
			return ERR_MEDIALIST;
		out->medium[i] = list[i];
	}
	out->media = count;
	return OK;
}

static enum err read_tone_list(struct control *out, const LINEMEDIACONTROLTONE *list, DWORD count)
{
	if (!list)
		return OK;
	if (count > CONTROL_MAX)
		return ERR_TONELIST;
	for (DWORD i = 0; i < count; i++) {
		if (list[i].dwFrequency1 > SOUND_HZ_MAX || list[i].dwFrequency2 > SOUND_HZ_MAX ||
		    list[i].dwFrequency3 > SOUND_HZ_MAX || !is_action(list[i].dwMediaControl))
			return ERR_TONELIST;
		out->tone[i] = list[i];
	}
	out->tones = count;
	return OK;
}

static enum err read_states(struct control *out, const LINEMEDIACONTROLCALLSTATE *list, DWORD count)
{
	if (!list)
		return OK;
	if (count > CONTROL_MAX)
		return ERR_CALLSTATELIST;
	for (DWORD i = 0; i < count; i++) {
		if (!list[i].dwCallStates || (list[i].dwCallStates & ~(DWORD)CALLSTATE_ALL) ||
		    !is_action(list[i].dwMediaControl))
			return ERR_CALLSTATELIST;
		out->state[i] = list[i];
	}
	out->states = count;
	return OK;
}

struct selection {
	DWORD select, address;
	HDRVLINE line;
	HDRVCALL call;
};

/* Whom it means: *call, or *line. */
static enum err select_whom(struct line **line, struct call **call, struct desk *desk,
			    const struct selection *from)
{
	*line = NULL;
	*call = NULL;
	switch (from->select) {
	case LINECALLSELECT_CALL:
		if (entry_call(call, desk, from->call))
			return ERR_CALL;
		*line = (*call)->line;
		return OK;
	case LINECALLSELECT_ADDRESS:
		return entry_line(line, desk, from->line, from->address);
	case LINECALLSELECT_LINE:
		return entry_line(line, desk, from->line, 0);
	default:
		return ERR_CALLSELECT;
	}
}

LONG TSPIAPI TSPI_lineSetMediaControl(HDRVLINE hdline, DWORD address, HDRVCALL hdcall, DWORD select,
				      LPLINEMEDIACONTROLDIGIT const digits, DWORD digit_count,
				      LPLINEMEDIACONTROLMEDIA const media, DWORD media_count,
				      LPLINEMEDIACONTROLTONE const tones, DWORD tone_count,
				      LPLINEMEDIACONTROLCALLSTATE const states, DWORD state_count)
{
	struct desk *desk = door_enter();
	struct control control = { .address = select == LINECALLSELECT_ADDRESS ? address : ADDRESS_NONE };
	struct line *line;
	struct call *call;
	enum err err = select_whom(&line, &call, desk, &(struct selection){ select, address, hdline, hdcall });

	if (!err && !line->driver->call[CALL_MEDIA_CONTROL])
		err = ERR_UNAVAIL;
	if (!err)
		err = read_digits(&control, line->driver->traits, digits, digit_count);
	if (!err)
		err = read_media(&control, line->driver->traits, media, media_count);
	if (!err)
		err = read_tone_list(&control, tones, tone_count);
	if (!err)
		err = read_states(&control, states, state_count);
	if (!err)
		err = call ? call_control(call, &control) : line_control(line, &control);
	return leave(__func__, call, err);
}
