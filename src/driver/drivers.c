/* SPDX-License-Identifier: MIT
 * drivers.c - the drivers of this build: the only list of them. */
#include "driver/sim/sim.h"
#include "driver/sip/sip.h"

const struct driver *const drivers[] = {
	&sim_driver,
	&sip_driver,
	NULL,
};
