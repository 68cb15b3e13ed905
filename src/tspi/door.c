/* SPDX-License-Identifier: MIT
 * door.c - in, out, and the answer. */
#include "tspi/door.h"
#include "abi/names.h"
#include "abi/utf.h"
#include "base/log.h"
#include "base/mem.h"
#include "os/library.h"

#define ADDRESS_MAX 2048	/* longest text of TAPI, in UTF-16 units: TAPIMAXDESTADDRESSSIZE is 80 */

static struct desk desk;
static uv_once_t opened = UV_ONCE_INIT;

static void open_desk(void)
{
	library_stay();
	desk_open(&desk);
}

struct desk *door_enter(void)
{
	uv_once(&opened, open_desk);
	desk_enter(&desk);
	return &desk;
}

void door_leave(void)
{
	desk_leave(&desk);
}

static bool is_phone(const char *function)
{
	return strncmp(function, "TSPI_phone", 10) == 0 || strncmp(function, "TUISPI_phone", 12) == 0 ||
	       strcmp(function, "TSPI_providerCreatePhoneDevice") == 0;
}

LONG door_answer(const char *function, const char *who, enum err err)
{
	LONG result;

	if (!err)
		return 0;
	result = is_phone(function) ? err_phone(err) : err_line(err);
	log_write(LOG_WARN, "tspi", who, "%s: %s (%s)", function, err_text(err), name_error(result));
	return result;
}

LONG door_begun(const char *function, const char *who, enum err err, DRV_REQUESTID request)
{
	return err ? door_answer(function, who, err) : (LONG)request;
}

bool door_version(DWORD low, DWORD high, DWORD *out)
{
	/* Those that exist, the newest first (R-VER-2). */
	static const DWORD versions[] = {
		0x00030001, 0x00030000, 0x00020002, 0x00020001, 0x00020000, 0x00010004, 0x00010003,
	};

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		if (versions[i] < low || versions[i] > high)
			continue;
		*out = versions[i];
		return true;
	}
	return false;
}

enum err door_text(char **out, LPCWSTR text)
{
	size_t len = 0;

	*out = NULL;
	if (!text)
		return OK;
	while (len < ADDRESS_MAX && text[len])
		len++;
	if (len == ADDRESS_MAX)
		return ERR_ADDRESS;
	*out = utf8_from16(text, len);
	return *out ? OK : ERR_NOMEM;
}
