/* SPDX-License-Identifier: MIT
 * wide.c - the functions whose names end in W; see aw.h. */
#include "aw.h"
#include "handle.h"
#include "tapi/class.h"
#include "where.h"

#define AW(name) name##W
#define FORM SHAPE_WIDE
#define IN_TEXT LPCWSTR
#define OUT_TEXT LPWSTR

#include "tapi/client/aw/agent.h"
#include "tapi/client/aw/assist.h"
#include "tapi/client/aw/call.h"
#include "tapi/client/aw/dialog.h"
#include "tapi/client/aw/initialize.h"
#include "tapi/client/aw/line.h"
#include "tapi/client/aw/phone.h"
