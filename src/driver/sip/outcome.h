/* SPDX-License-Identifier: MIT
 * outcome.h - SIP's status codes and Q.850's causes in TAPI's words.
 */
#ifndef DRIVER_SIP_OUTCOME_H
#define DRIVER_SIP_OUTCOME_H

#include "abi/tapi.h"
#include <stdint.h>

struct sip_msg;

struct sip_outcome {
	DWORD disconnect;	/* LINEDISCONNECTMODE_ */
	DWORD busy;		/* LINEBUSYMODE_ to tell first; 0: none */
};
struct sip_outcome sip_outcome_of_status(uint32_t status);	/* from 300 on */
struct sip_outcome sip_outcome_of(const struct sip_msg *msg);	/* a final response of 300 and more, a BYE or CANCEL */

#endif
