/* SPDX-License-Identifier: MIT
 * call_in.h - what the files of the call share and nobody else needs. */
#ifndef MODEL_CALL_IN_H
#define MODEL_CALL_IN_H

#include "model/call.h"

/* Free the object itself; nothing outside points to it any more (call.c). */
void call_destroy(struct call *call);

#endif
