/* SPDX-License-Identifier: MIT
 * call_in.h - what the files of the call share and nobody else needs. */
#ifndef MODEL_CALL_IN_H
#define MODEL_CALL_IN_H

#include "model/call.h"

/* Free the object itself; nothing outside points to it any more (call.c). */
void call_destroy(struct call *call);

/* A message with the time it happened, which TSPI has from 2.0 (R-DIGIT-7). */
void call_post_timed(struct call *call, DWORD msg, DWORD_PTR p1, DWORD_PTR p2);

/* A call that is to transfer itself has a new state; or is freed (predict.c). */
void predict_news(struct call *call);
void predict_forget(struct call *call);

#endif
