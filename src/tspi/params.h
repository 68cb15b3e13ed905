/* SPDX-License-Identifier: MIT
 * params.h - what TAPI hands in with a call: LINECALLPARAMS and dial strings.
 */
#ifndef TSPI_PARAMS_H
#define TSPI_PARAMS_H

#include "model/line.h"

#define PARAMS_TEXTS 3

/* LINECALLPARAMS in our words, with the memory of its texts; its bytes are
 * where TAPI has them. */
struct params {
	struct call_params call;
	char *texts[PARAMS_TEXTS];	/* origin, target, calling id */
};

/* Read `record` (NULL: an ordinary voice call, R-MEDIA-8) at the line's version
 * and hold it against what the line can. Any error that lineMakeCall names for
 * its parameters; nothing stays allocated then. */
enum err params_read(struct params *out, const struct line *line, const LINECALLPARAMS *record);
void params_free(struct params *params);

/* Whether a call of the line can be carried so: ERR_BEARERMODE, ERR_RATE. */
enum err params_carried(const struct line *line, DWORD bearer, DWORD min_rate, DWORD max_rate);

/* The same for a FLOWSPEC and what stands behind it (size 0: none): ERR_PARAM
 * (it is none), ERR_RATE, ERR_RATEUNAVAIL (nothing can be promised here). */
enum err params_flow(const struct line *line, struct bytes flow);

/* Whether `dest` (UTF-8) can be dialled here (R-DIAL-1): ERR_DIALTONE,
 * ERR_DIALQUIET, ERR_DIALBILLING, ERR_DIALPROMPT for the first character that
 * the line cannot wait for. URIs (sip:, sips:, tel:) hold no such characters. */
enum err params_dialable(const struct line *line, const char *dest);

#endif
