/* SPDX-License-Identifier: MIT
 * params.h - what TAPI hands in with a call: LINECALLPARAMS and dial strings.
 */
#ifndef TSPI_PARAMS_H
#define TSPI_PARAMS_H

#include "model/line.h"

#define PARAMS_TEXTS 4

/* LINECALLPARAMS in our words, with the memory of its texts. */
struct params {
	struct call_params call;
	char *texts[PARAMS_TEXTS];	/* origin, called party, comment, target */
};

/* Read `record` (NULL: an ordinary voice call, R-MEDIA-8) at the line's version
 * and hold it against what the line can. Any error that lineMakeCall names for
 * its parameters; nothing stays allocated then. */
enum err params_read(struct params *out, const struct line *line, const LINECALLPARAMS *record);
void params_free(struct params *params);

/* Whether `dest` (UTF-8) can be dialled here (R-DIAL-1): ERR_DIALTONE,
 * ERR_DIALQUIET, ERR_DIALBILLING, ERR_DIALPROMPT for the first character that
 * the line cannot wait for. URIs (sip:, sips:, tel:) hold no such characters. */
enum err params_dialable(const struct line *line, const char *dest);

#endif
