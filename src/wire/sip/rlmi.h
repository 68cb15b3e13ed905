/* SPDX-License-Identifier: MIT
 * rlmi.h - application/rlmi+xml: what a list of resources tells, and in which part of
 * the body each of them tells it (RFC 4662 5).
 *
 *   if (rlmi_open(&rlmi, part.body) == OK)
 *           while (rlmi_next(&rlmi, &told))
 *                   ...
 */
#ifndef WIRE_SIP_RLMI_H
#define WIRE_SIP_RLMI_H

#include "base/err.h"
#include "wire/sip/xml.h"

#define RLMI_TYPE "application/rlmi+xml"

enum rlmi_state { RLMI_NONE, RLMI_ACTIVE, RLMI_PENDING, RLMI_TERMINATED };

struct rlmi {
	uint32_t version;
	bool full;		/* all resources; else those that changed */
	struct xml xml;
	char uri[256];		/* of the resource at hand; "": of none */
	bool told;		/* an instance of it was */
};

/* One instance of a resource; without any it is told once, with the state NONE. */
struct rlmi_told {
	char uri[256];
	enum rlmi_state state;
	char cid[256];		/* Content-ID of the part that has it; "": none has */
};

/* ERR_SYNTAX: the document as a whole, or what every one must say, cannot be used. */
enum err rlmi_open(struct rlmi *out, struct span document);
bool rlmi_next(struct rlmi *rlmi, struct rlmi_told *out);

#endif
