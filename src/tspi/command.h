/* SPDX-License-Identifier: MIT
 * command.h - what tools may tell the provider by its private door,
 * TSPI_providerGenericDialogData with TUISPIDLL_OBJECT_PROVIDERID:
 *
 *   reload         read the configuration again; a row for each key that is to wait for the
 *                  next start
 *   lines          its lines and phones: NAME, driver, number, open or not, split by tabs
 *   path           the file of its configuration
 *   advance MS     move a virtual clock
 *   settle         return when TAPI has been told all that there is to tell by now
 *   check PATH     whether that file could be used as configuration
 *   keys           the keys of the configuration, a row each
 *   markdown       the same as docs/config.md
 *   support        every function of TSPI and which kinds of device do it, as Markdown
 *   meanings       ... and what it means there
 *   counts         what the drivers counted, a row each
 *   numbers LINE NUMBER   what becomes of a number that the line dials, or that comes in
 *   trace          the last lines of the log, whatever its level
 *   press PHONE BUTTON             a finger presses a button of a simulated phone and lets
 *                                  it go: its number, or * or #
 *   hook PHONE DEVICE on|off       a hand puts down or takes up its handset, speaker or headset
 */
#ifndef TSPI_COMMAND_H
#define TSPI_COMMAND_H

#include "model/provider.h"

struct driver;

/* Run the command in `block` (`size` bytes, NUL-terminated) and put the outcome
 * in its place, NUL-terminated and cut off to fit: "ok", "ok" and rows, or
 * "error: sentence". ERR_PARAM: no such command. At the desk. */
enum err command_run(struct provider *provider, char *block, DWORD size);

/* The table of `support`, or of `meanings`. */
void support_write(struct buf *out, bool meaning);

/* What a function (without TSPI_) means on a kind of device; NULL: it is not said. */
const char *support_means(const struct driver *driver, const char *function);

#endif
