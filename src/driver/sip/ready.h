/* SPDX-License-Identifier: MIT
 * ready.h - what can begin in a call just now.
 */
#ifndef DRIVER_SIP_READY_H
#define DRIVER_SIP_READY_H

#include "model/driver.h"

bool sip_call_ready(const struct call *call, enum call_op op, const struct call *other);

#endif
