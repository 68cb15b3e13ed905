/* SPDX-License-Identifier: MIT
 * sim.h - the extension of TSPI that the simulated exchange has (docs/sim.md):
 * what travels in lineDevSpecific, lineDevSpecificFeature, phoneDevSpecific and
 * in the DevSpecific parts of TAPI's records.
 *
 * All numbers are 32 bits, little-endian, at any alignment. There are no handles
 * and no pointers in it: lines are named by their number, or by TAPI's device
 * number; calls are those that the function or message names (R-EXT-8). Values
 * of the extension's own lie in the upper half, bits come down from bit 31
 * (R-EXT-7).
 */
#ifndef OPENTSP_SIM_H
#define OPENTSP_SIM_H

#include <stdint.h>

/* LINEEXTENSIONID and PHONEEXTENSIONID. */
#define SIM_EXT_ID { 0x4F535450, 0x9D1C4E66, 0xA2B83C51, 0x53494D31 }

#define SIM_EXT_1_0 0x00010000u
#define SIM_EXT_1_1 0x00010001u		/* besides: SIM_EXT_TEXT_READ, SIM_EXT_HOOK */

/* What is asked: `operation` of a block for lineDevSpecific and phoneDevSpecific. */
#define SIM_EXT_QUERY		0x80000001u	/* who is it, and what waits there? */
#define SIM_EXT_SEND_TEXT	0x80000002u
#define SIM_EXT_READ_TEXT	0x80000003u	/* it waits no longer then */
#define SIM_EXT_PRESS		0x80000011u	/* phones: a finger on button `id` */
#define SIM_EXT_HOOK		0x80000012u	/* phones: a hand at hookswitch device `id`, 1.1 */

/* What is told: dwParam1 of LINE_DEVSPECIFIC, LINE_CALLDEVSPECIFIC and
 * PHONE_DEVSPECIFIC. dwParam2 is the text's id. That of ..FEATURE messages is the
 * PHONEBUTTONFUNCTION_. */
#define SIM_EXT_TEXT_CAME	0x80000081u	/* dwParam3: how many wait now */
#define SIM_EXT_TEXT_READ	0x80000082u	/* one that was sent from here, 1.1 */

#define SIM_EXT_TEXT_MAX 1024		/* bytes of a text */
#define SIM_EXT_BOX_MAX 16		/* texts that can wait at a line */
#define SIM_EXT_NO_LINE 0xFFFFFFFFu

/* The block: this, then the bytes of a number, then those of a text, both UTF-8
 * without terminators. It is read at once and written before the reply. */
struct sim_ext_block {
	uint32_t operation;
	uint32_t id;		/* of the text: out SEND, in READ (0: the oldest). PRESS, HOOK: in */
	uint32_t device;	/* out QUERY, READ: TAPI's number of that line; SIM_EXT_NO_LINE.
				 * In HOOK: 1 off, 0 on */
	uint32_t waiting;	/* out: texts that wait to be read at the line */
	uint32_t number_size;	/* bytes. SEND: to whom; 0: to the other end of the call */
	uint32_t text_size;
};

/* DevSpecific of LINEDEVCAPS; behind it `features` PHONEBUTTONFUNCTION_, which
 * lineDevSpecificFeature knows. LINEADDRESSCAPS and PHONECAPS have it with none. */
struct sim_ext_caps {
	uint32_t version, text_max, box_max, features;
};

#define SIM_EXT_QUIET 0x80000000u	/* it does not want to be disturbed */

/* DevSpecific of LINEDEVSTATUS and PHONESTATUS. */
struct sim_ext_status {
	uint32_t version;
	uint32_t waiting;	/* texts */
	uint32_t flags;		/* lines: SIM_EXT_QUIET */
	uint32_t pressed;	/* phones: the button that is down; SIM_EXT_NO_LINE: none */
};

/* DevSpecific of LINECALLINFO. */
struct sim_ext_call {
	uint32_t version;
	uint32_t device;	/* TAPI's number of the line at the other end; SIM_EXT_NO_LINE */
	uint32_t texts;		/* that came by the call */
};

#endif
