/* SPDX-License-Identifier: MIT
 * negotiate.h - which version of TSPI, and of a vendor's extension, a line or a
 * phone is spoken to with (R-VER, R-EXT). The entries that agree on them are in
 * negotiate.c; all here is for who has entered the desk already.
 */
#ifndef TSPI_NEGOTIATE_H
#define TSPI_NEGOTIATE_H

#include "model/line.h"
#include "model/phone.h"

/* The line or phone with TAPI's device number `id`. ERR_DEVICE; ERR_NODEVICE: it
 * is being removed, and *out is set all the same. */
enum err device_line(struct line **out, struct desk *desk, DWORD id);
enum err device_phone(struct phone **out, struct desk *desk, DWORD id);

/* Whether there is such a version of TSPI: ERR_VERSION. */
enum err device_version(DWORD version);

/* The same for a record that is asked for at `version`, with what is the vendor's
 * own at `ext_version` (0: without): ERR_EXTVERSION if it could not be agreed on
 * now. */
enum err device_line_versions(const struct line *line, DWORD version, DWORD ext_version);
enum err device_phone_versions(const struct phone *phone, DWORD version, DWORD ext_version);

#endif
