/* SPDX-License-Identifier: MIT
 * sip.h - the driver of SIP lines: phones, PBXs and providers by RFC 3261.
 */
#ifndef DRIVER_SIP_SIP_H
#define DRIVER_SIP_SIP_H

#include "model/driver.h"

extern const struct driver sip_driver;
extern const struct driver_note sip_notes[];

#endif
