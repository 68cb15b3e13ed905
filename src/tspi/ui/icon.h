/* SPDX-License-Identifier: MIT
 * icon.h - pictures of lines and phones, where the system has pictures. */
#ifndef TSPI_UI_ICON_H
#define TSPI_UI_ICON_H

#include "abi/tspi.h"

enum icon { ICON_LINE, ICON_PHONE, ICON_COUNT };

/* A picture that stays as long as the library is loaded, which it does for good
 * on Windows. NULL: there is none, and TAPI shows its own. At the desk. */
HICON icon_of(enum icon which);

#endif
