/* SPDX-License-Identifier: MIT
 * act_call.c - operations of calls. */
#include "soak.h"
#include "abi/sizes.h"
#include <stdlib.h>
#include <string.h>

#define FEATURE(bit) LINECALLFEATURE_##bit
#define STATE(bit) LINECALLSTATE_##bit
#define HELD (STATE(ONHOLD) | STATE(ONHOLDPENDCONF) | STATE(ONHOLDPENDTRANSFER))

/* --- asked of one call, and no more to it ---------------------------------------- */

#define SIMPLE(name)								\
	static LONG op_##name(struct actor *a, const struct pick *c, const struct pick *o)	\
	{									\
		DRV_REQUESTID id = ask_of_call(a, #name, c);			\
		return ask_returned(a, id, TSPI_##name(id, c->hd), NULL, NULL);	\
	}

#define WITH_UUI(name)								\
	static LONG op_##name(struct actor *a, const struct pick *c, const struct pick *o)	\
	{									\
		DRV_REQUESTID id = ask_of_call(a, #name, c);			\
		DWORD size = one_in(a, 4) ? chance(a, 64) : 0;			\
		char *uui = size || one_in(a, 2) ? scratch(a, size) : NULL;	\
		return ask_returned(a, id, TSPI_##name(id, c->hd, uui, size), NULL, NULL);	\
	}

#define WITH_DEST(name)								\
	static LONG op_##name(struct actor *a, const struct pick *c, const struct pick *o)	\
	{									\
		DRV_REQUESTID id = ask_of_call(a, #name, c);			\
		LPCWSTR dest = wide(a, one_in(a, 256) ? NULL : some_number(a));	\
		return ask_returned(a, id, TSPI_##name(id, c->hd, dest, 0), NULL, NULL);	\
	}

#define WITH_OTHER(name)							\
	static LONG op_##name(struct actor *a, const struct pick *c, const struct pick *o)	\
	{									\
		DRV_REQUESTID id = ask_of_call(a, #name, c);			\
		return ask_returned(a, id, TSPI_##name(id, c->hd, o->hd), NULL, NULL);	\
	}

WITH_UUI(lineAccept)
WITH_UUI(lineAnswer)
WITH_UUI(lineDrop)
WITH_UUI(lineSendUserUserInfo)
SIMPLE(lineHold)
SIMPLE(lineUnhold)
SIMPLE(lineSecureCall)
SIMPLE(lineReleaseUserUserInfo)
SIMPLE(lineRemoveFromConference)
WITH_DEST(lineDial)
WITH_DEST(lineRedirect)
WITH_DEST(lineBlindTransfer)
WITH_OTHER(lineSwapHold)
WITH_OTHER(lineAddToConference)

static LONG op_linePark(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "linePark", c);
	bool directed = one_in(a, 2);
	DWORD size = one_in(a, 8) ? sizeof(VARSTRING) + chance(a, 8) : 256;
	VARSTRING *out = ask_memory(id, size);

	out->dwTotalSize = size;
	return ask_returned(a, id, TSPI_linePark(id, c->hd, directed ? LINEPARKMODE_DIRECTED : LINEPARKMODE_NONDIRECTED,
						  wide(a, some_number(a)), out), NULL, NULL);
}

static LONG op_lineCompleteCall(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "lineCompleteCall", c);
	LPDWORD out = ask_memory(id, sizeof(*out));
	DWORD mode = a->plain ? LINECALLCOMPLMODE_CALLBACK : 1u << chance(a, 4);

	return ask_returned(a, id, TSPI_lineCompleteCall(id, c->hd, out, mode, chance(a, 4)), NULL, NULL);
}

/* --- births ------------------------------------------------------------------------ */

/* By now another device may stand where its line stood, not open yet: that has no version. */
static uint32_t line_serial_of(const struct pick *c, DWORD *version)
{
	uint32_t serial = 0;

	book_lock();
	*version = TAPI_3_1;
	if (c->row >= 0 && book.calls[c->row].serial == c->serial) {
		serial = book.calls[c->row].line_serial;
		if (book.lines[c->line].version)
			*version = book.lines[c->line].version;
	}
	book_unlock();
	return serial;
}

static LONG op_lineSetupTransfer(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "lineSetupTransfer", c);
	DWORD version;
	HTAPICALL ht = ask_bears(id, c->line, line_serial_of(c, &version));
	LINECALLPARAMS *params = some_params(a, version, true);
	HDRVCALL hd = NULL;
	LONG result = ht ? TSPI_lineSetupTransfer(id, c->hd, ht, &hd, params) : -1;

	return ask_returned(a, id, result, hd, NULL);
}

static LONG op_linePrepareAddToConference(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "linePrepareAddToConference", c);
	DWORD version;
	HTAPICALL ht = ask_bears(id, c->line, line_serial_of(c, &version));
	LINECALLPARAMS *params = some_params(a, version, true);
	HDRVCALL hd = NULL;
	LONG result = ht ? TSPI_linePrepareAddToConference(id, c->hd, ht, &hd, params) : -1;

	return ask_returned(a, id, result, hd, NULL);
}

static LONG op_lineSetupConference(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "lineSetupConference", c);
	DWORD version;
	uint32_t serial = line_serial_of(c, &version);
	HTAPICALL ht = ask_bears(id, c->line, serial), ht2 = ht ? ask_bears(id, c->line, serial) : NULL;
	LINECALLPARAMS *params = some_params(a, version, true);
	HDRVCALL hd = NULL, hd2 = NULL;
	LONG result = ht2 ? TSPI_lineSetupConference(id, c->hd, NULL, ht, &hd, ht2, &hd2, 3, params) : -1;

	return ask_returned(a, id, result, hd, hd2);
}

static LONG op_lineCompleteTransfer(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "lineCompleteTransfer", c);
	bool conference = !a->plain && one_in(a, 3);
	DWORD version;
	HTAPICALL ht = conference ? ask_bears(id, c->line, line_serial_of(c, &version)) : NULL;
	HDRVCALL hd = NULL;
	LONG result = -1;

	if (ht || !conference)
		result = TSPI_lineCompleteTransfer(id, c->hd, o->hd, ht, conference ? &hd : NULL,
						   conference ? LINETRANSFERMODE_CONFERENCE : LINETRANSFERMODE_TRANSFER);
	return ask_returned(a, id, result, hd, NULL);
}

/* --- digits and tones ---------------------------------------------------------------- */

/* One that ends with a message of its own. NULL: another thread begins one. */
static struct stretch *stretch_of(const struct pick *c, bool gathers)
{
	struct call_row *call = c->row < 0 ? NULL : &book.calls[c->row];

	return call && call->serial == c->serial && call->standing != CALL_FREE
	       ? gathers ? &call->gathering : &call->generation : NULL;
}

/* Say what is going to begin, beside what still goes on: only one at a time is
 * kept account of, so none is begun until the last one was ended. */
static DWORD stretch_begin(struct actor *a, const struct pick *c, bool gathers, void *memory)
{
	static DWORD last;
	struct stretch *stretch;
	DWORD id = 0;

	book_lock();
	stretch = stretch_of(c, gathers);
	if (stretch && !stretch->id) {
		id = stretch->id = ++last | 0x5000000;
		stretch->memory = memory;
	}
	book_unlock();
	if (!id)
		free(memory);
	return id;
}

static void stretch_begun(const struct pick *c, bool gathers, DWORD id, LONG result)
{
	struct stretch *stretch;

	book_lock();
	stretch = stretch_of(c, gathers);
	if (stretch && stretch->id == id) {
		if (!result && book.calls[c->row].idle)
			fault("what was begun at %u goes on after IDLE (R-STATE-6)", (unsigned)id);
		stretch->begun = !result;
		if (result) {
			free(stretch->memory);
			*stretch = (struct stretch){ 0 };
		}
	}
	book_unlock();
}

static LONG op_lineGatherDigits(struct actor *a, const struct pick *c, const struct pick *o)
{
	DWORD count = chance(a, 6) + 1, id;
	WCHAR *memory = calloc(count + 1, sizeof(WCHAR));
	LONG result;

	if (one_in(a, 4)) {
		free(memory);
		return TSPI_lineGatherDigits(c->hd, 0, 0, NULL, 0, NULL, 0, 0);
	}
	id = stretch_begin(a, c, true, memory);
	if (!id)
		return -1;
	result = TSPI_lineGatherDigits(c->hd, id, LINEDIGITMODE_DTMF, memory, count,
				       one_in(a, 2) ? wide(a, "#") : NULL, chance(a, 2000), chance(a, 500));
	stretch_begun(c, true, id, result);
	return result;
}

static LONG op_lineGenerateDigits(struct actor *a, const struct pick *c, const struct pick *o)
{
	DWORD id;
	LONG result;

	if (one_in(a, 4))
		return TSPI_lineGenerateDigits(c->hd, 0, LINEDIGITMODE_DTMF, NULL, 0);
	id = stretch_begin(a, c, false, NULL);
	if (!id)
		return -1;
	result = TSPI_lineGenerateDigits(c->hd, id, LINEDIGITMODE_DTMF,
					 wide(a, one_in(a, 2) ? "12#" : "1x,*"), one_in(a, 2) ? 0 : chance(a, 300));
	stretch_begun(c, false, id, result);
	return result;
}

static LONG op_lineGenerateTone(struct actor *a, const struct pick *c, const struct pick *o)
{
	DWORD count = chance(a, 5), mode = one_in(a, 2) ? LINETONEMODE_CUSTOM : some_bit(a, 0x1f), id;
	LINEGENERATETONE *tones = scratch(a, count * sizeof(*tones));
	LONG result;

	if (one_in(a, 4))
		return TSPI_lineGenerateTone(c->hd, 0, 0, 0, 0, NULL);
	for (DWORD i = 0; i < count; i++)
		tones[i] = (LINEGENERATETONE){ 300 + chance(a, 3000), chance(a, 500), chance(a, 500), chance(a, 0x10000) };
	id = stretch_begin(a, c, false, NULL);
	if (!id)
		return -1;
	result = TSPI_lineGenerateTone(c->hd, id, mode, 1 + chance(a, 300), mode == LINETONEMODE_CUSTOM ? count : 0, tones);
	stretch_begun(c, false, id, result);
	return result;
}

static LONG op_lineMonitorDigits(struct actor *a, const struct pick *c, const struct pick *o)
{
	DWORD modes = chance(a, 8) & (LINEDIGITMODE_DTMF | LINEDIGITMODE_DTMFEND);

	book_lock();
	if (c->row >= 0 && book.calls[c->row].serial == c->serial)
		book.calls[c->row].digits |= modes;	/* letters of before may still come */
	book_unlock();
	return TSPI_lineMonitorDigits(c->hd, modes);
}

static LONG op_lineMonitorTones(struct actor *a, const struct pick *c, const struct pick *o)
{
	DWORD count = chance(a, 4);
	LINEMONITORTONE *tones = scratch(a, count * sizeof(*tones));

	for (DWORD i = 0; i < count; i++)
		tones[i] = (LINEMONITORTONE){ i, chance(a, 500), 400 + chance(a, 1000), chance(a, 2) * 800, 0 };
	return TSPI_lineMonitorTones(c->hd, chance(a, 4), one_in(a, 8) ? NULL : tones, count);
}

/* --- the rest ---------------------------------------------------------------------- */

static LONG op_lineMonitorMedia(struct actor *a, const struct pick *c, const struct pick *o)
{
	return TSPI_lineMonitorMedia(c->hd, one_in(a, 4) ? chance(a, 0x10000) : VOICE);
}

static LONG op_lineSetMediaControl(struct actor *a, const struct pick *c, const struct pick *o)
{
	DWORD counts[4];
	LINEMEDIACONTROLDIGIT *digits;
	LINEMEDIACONTROLMEDIA *media;
	LINEMEDIACONTROLTONE *tones;
	LINEMEDIACONTROLCALLSTATE *states;

	for (int i = 0; i < 4; i++)
		counts[i] = chance(a, 3);
	digits = scratch(a, counts[0] * sizeof(*digits));
	media = scratch(a, counts[1] * sizeof(*media));
	tones = scratch(a, counts[2] * sizeof(*tones));
	states = scratch(a, counts[3] * sizeof(*states));
	for (DWORD i = 0; i < counts[0]; i++)
		digits[i] = (LINEMEDIACONTROLDIGIT){ '0' + chance(a, 10), LINEDIGITMODE_DTMF, 1u << chance(a, 8) };
	for (DWORD i = 0; i < counts[1]; i++)
		media[i] = (LINEMEDIACONTROLMEDIA){ VOICE, chance(a, 300), 1u << chance(a, 8) };
	for (DWORD i = 0; i < counts[2]; i++)
		tones[i] = (LINEMEDIACONTROLTONE){ i, chance(a, 300), 440, 0, 0, 1u << chance(a, 8) };
	for (DWORD i = 0; i < counts[3]; i++)
		states[i] = (LINEMEDIACONTROLCALLSTATE){ 1u << chance(a, 16), 1u << chance(a, 8) };
	return TSPI_lineSetMediaControl(NULL, 0, c->hd, LINECALLSELECT_CALL, digits, counts[0], media, counts[1],
					tones, counts[2], states, counts[3]);
}

static LONG op_lineSetCallParams(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "lineSetCallParams", c);
	LINEDIALPARAMS *dial = one_in(a, 2) ? scratch(a, sizeof(*dial)) : NULL;

	return ask_returned(a, id, TSPI_lineSetCallParams(id, c->hd, LINEBEARERMODE_VOICE, 0, chance(a, 64001), dial),
			    NULL, NULL);
}

static LONG op_lineSetCallTreatment(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "lineSetCallTreatment", c);

	return ask_returned(a, id, TSPI_lineSetCallTreatment(id, c->hd, 1 + chance(a, 5)), NULL, NULL);
}

static LONG op_lineSetCallData(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "lineSetCallData", c);
	DWORD size = chance(a, 64);

	return ask_returned(a, id, TSPI_lineSetCallData(id, c->hd, scratch(a, size), size), NULL, NULL);
}

static LONG op_lineSetCallQualityOfService(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "lineSetCallQualityOfService", c);
	DWORD size = one_in(a, 2) ? 32 : chance(a, 64);

	return ask_returned(a, id, TSPI_lineSetCallQualityOfService(id, c->hd, scratch(a, size), size,
								    scratch(a, size), size), NULL, NULL);
}

static LONG op_lineSetTerminal(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "lineSetTerminal", c);

	return ask_returned(a, id, TSPI_lineSetTerminal(id, NULL, 0, c->hd, LINECALLSELECT_CALL, chance(a, 0x80),
							chance(a, 3), chance(a, 2)), NULL, NULL);
}

static LONG op_lineDevSpecific(struct actor *a, const struct pick *c, const struct pick *o)
{
	DRV_REQUESTID id = ask_of_call(a, "lineDevSpecific", c);
	struct device line = { 0 };
	DWORD size = chance(a, 64);

	book_lock();
	if (c->line >= 0)
		line = book.lines[c->line];
	book_unlock();
	return ask_returned(a, id, TSPI_lineDevSpecific(id, (HDRVLINE)line.hd, 0, c->hd, ask_memory(id, size + 1), size),
			    NULL, NULL);
}

static LONG op_lineSetAppSpecific(struct actor *a, const struct pick *c, const struct pick *o)
{
	return TSPI_lineSetAppSpecific(c->hd, chance(a, 1000));
}

static LONG op_lineSetMediaMode(struct actor *a, const struct pick *c, const struct pick *o)
{
	return TSPI_lineSetMediaMode(c->hd, one_in(a, 8) ? chance(a, 0x10000) & ~(DWORD)VOICE : VOICE);
}

static LONG op_lineCloseCall(struct actor *a, const struct pick *c, const struct pick *o)
{
	/* As a rule when it is over; what is alive is seldom let go. */
	if (c->state == STATE(IDLE) || one_in(a, 8))
		close_call(a, c, false);
	return 0;
}

#define OP(name, ...) { #name, __VA_ARGS__, op_##name }

const struct call_act call_acts[] = {
	OP(lineAccept, FEATURE(ACCEPT), 8, STATE(OFFERING), false),
	OP(lineAnswer, FEATURE(ANSWER), 60, STATE(OFFERING) | STATE(ACCEPTED), false),
	OP(lineDrop, FEATURE(DROP), 20, 0, false),
	OP(lineHold, FEATURE(HOLD), 15, STATE(CONNECTED), false),
	OP(lineUnhold, FEATURE(UNHOLD), 15, HELD, false),
	OP(lineSwapHold, FEATURE(SWAPHOLD), 15, STATE(CONNECTED), true),
	OP(lineDial, FEATURE(DIAL), 30, STATE(DIALTONE) | STATE(DIALING), false),
	OP(lineRedirect, FEATURE(REDIRECT), 4, STATE(OFFERING), false),
	OP(lineBlindTransfer, FEATURE(BLINDTRANSFER), 5, STATE(CONNECTED), false),
	OP(lineSetupTransfer, FEATURE(SETUPTRANSFER), 15, STATE(CONNECTED), false),
	OP(lineCompleteTransfer, FEATURE(COMPLETETRANSF), 20, STATE(ONHOLDPENDTRANSFER) | STATE(ONHOLD), true),
	OP(lineSetupConference, FEATURE(SETUPCONF), 12, STATE(CONNECTED), false),
	OP(linePrepareAddToConference, FEATURE(PREPAREADDCONF), 15, STATE(CONNECTED), false),
	OP(lineAddToConference, FEATURE(ADDTOCONF), 25, STATE(ONHOLDPENDCONF) | STATE(ONHOLD), true),
	OP(lineRemoveFromConference, FEATURE(REMOVEFROMCONF), 5, STATE(CONFERENCED), false),
	OP(linePark, FEATURE(PARK), 8, STATE(CONNECTED), false),
	OP(lineCompleteCall, FEATURE(COMPLETECALL), 10, STATE(BUSY) | STATE(RINGBACK), false),
	OP(lineSecureCall, FEATURE(SECURECALL), 3, 0, false),
	OP(lineSendUserUserInfo, FEATURE(SENDUSERUSER), 5, STATE(CONNECTED), false),
	OP(lineReleaseUserUserInfo, FEATURE(RELEASEUSERUSERINFO), 3, 0, false),
	OP(lineGatherDigits, FEATURE(GATHERDIGITS), 15, 0, false),
	OP(lineGenerateDigits, FEATURE(GENERATEDIGITS), 15, STATE(CONNECTED), false),
	OP(lineGenerateTone, FEATURE(GENERATETONE), 10, STATE(CONNECTED), false),
	OP(lineMonitorDigits, FEATURE(MONITORDIGITS), 10, 0, false),
	OP(lineMonitorTones, FEATURE(MONITORTONES), 5, 0, false),
	OP(lineMonitorMedia, FEATURE(MONITORMEDIA), 5, 0, false),
	OP(lineSetMediaControl, FEATURE(SETMEDIACONTROL), 5, 0, false),
	OP(lineSetCallParams, FEATURE(SETCALLPARAMS), 3, 0, false),
	OP(lineSetCallTreatment, FEATURE(SETTREATMENT), 5, 0, false),
	OP(lineSetCallData, FEATURE(SETCALLDATA), 3, 0, false),
	OP(lineSetCallQualityOfService, FEATURE(SETQOS), 3, 0, false),
	OP(lineSetTerminal, FEATURE(SETTERMINAL), 3, 0, false),
	OP(lineDevSpecific, 0, 2, 0, false),
	OP(lineSetAppSpecific, 0, 5, 0, false),
	OP(lineSetMediaMode, 0, 5, 0, false),
	OP(lineCloseCall, 0, 120, STATE(IDLE), false),
	{ 0 },
};
