/* SPDX-License-Identifier: MIT
 * apart_process.h - of fuzz_apart: what plays the process of a provider.
 *
 * Instead of the system's os/child.h: a thread that answers what it is asked, and does
 * otherwise where the input says so.
 */
#ifndef FUZZ_APART_PROCESS_H
#define FUZZ_APART_PROCESS_H

#include <stdint.h>

/* The input of all processes until the next call, which one after the other take from it. */
void apart_process_begin(const uint8_t *input, const uint8_t *end);

#endif
