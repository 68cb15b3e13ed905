/* SPDX-License-Identifier: MIT
 * dialoginfo.h - application/dialog-info+xml: what calls somebody has (RFC 4235).
 *
 *   if (dialog_info_open(&info, body) == OK)
 *           while (dialog_info_next(&info, &about))
 *                   ...
 */
#ifndef WIRE_SIP_DIALOGINFO_H
#define WIRE_SIP_DIALOGINFO_H

#include "base/err.h"
#include "wire/sip/xml.h"

#define DIALOG_INFO_TYPE "application/dialog-info+xml"

/* RFC 4235 3.7.1, in their order. */
enum dialog_info_state {
	DIALOG_TRYING, DIALOG_PROCEEDING, DIALOG_EARLY, DIALOG_CONFIRMED, DIALOG_TERMINATED
};

/* Why a dialog is terminated (3.7.1). */
enum dialog_end {
	DIALOG_END_UNTOLD, DIALOG_CANCELLED, DIALOG_REJECTED, DIALOG_REPLACED, DIALOG_LOCAL_BYE,
	DIALOG_REMOTE_BYE, DIALOG_ERROR, DIALOG_TIMEOUT
};

struct dialog_info {
	uint32_t version;
	bool full;		/* all there are; else those that changed */
	struct xml xml;
};

/* One dialog, as the one who is watched has it. Texts are UTF-8; what was not
 * said is "". */
struct dialog_about {
	char id[128];
	char call_id[256], local_tag[128], remote_tag[128];
	bool recipient;		/* direction="recipient": they are called */
	bool initiator;		/* direction="initiator": they call; many tell neither */
	bool held;		/* they render nothing of it (+sip.rendering=no): they hold it */
	enum dialog_info_state state;
	enum dialog_end end;	/* of a terminated one */
	uint32_t code;		/* the status that ended it; 0: untold */
	char local[256], remote[256];	/* URIs of identity or target */
	char remote_name[128];
};

/* ERR_SYNTAX: the document as a whole, or what every one must say, cannot be used. */
enum err dialog_info_open(struct dialog_info *out, struct span body);

/* The next dialog that has an id and a state that are known. False: the end. */
bool dialog_info_next(struct dialog_info *info, struct dialog_about *out);

#endif
