/* SPDX-License-Identifier: MIT
 * ansi.c - the functions whose names end in A; see aw.h. */
#include "aw.h"
#include "handle.h"
#include "tapi/class.h"
#include "where.h"

#define AW(name) name##A
#define FORM SHAPE_ANSI
#define IN_TEXT LPCSTR
#define OUT_TEXT LPSTR

#include "tapi/client/aw/agent.h"
#include "tapi/client/aw/assist.h"
#include "tapi/client/aw/call.h"
#include "tapi/client/aw/dialog.h"
#include "tapi/client/aw/initialize.h"
#include "tapi/client/aw/line.h"
#include "tapi/client/aw/phone.h"
