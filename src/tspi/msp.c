/* SPDX-License-Identifier: MIT
 * msp.c - the entries of media service providers. */
#include "model/msp.h"
#include "tspi/courier.h"
#include "tspi/door.h"
#include "tspi/negotiate.h"

static LONG leave(const char *function, const struct line *line, enum err err)
{
	LONG result = door_answer(function, line ? line->name : NULL, err);

	door_leave();
	return result;
}

LONG TSPIAPI TSPI_lineMSPIdentify(DWORD device, GUID *out)
{
	struct desk *desk = door_enter();
	struct line *line;
	enum err err = device_line(&line, desk, device);

	if (!err && !out)
		err = ERR_POINTER;
	if (!err && !msp_possible(line, line->provider->version))
		err = ERR_UNAVAIL;
	if (!err)
		memcpy(out, &line->msp_class, sizeof(*out));
	return leave(__func__, line, err);
}

LONG TSPIAPI TSPI_lineCreateMSPInstance(HDRVLINE hdline, DWORD address, HTAPIMSPLINE ht,
					LPHDRVMSPLINE out)
{
	struct desk *desk = door_enter();
	struct line *line = line_find(desk, (uintptr_t)hdline);
	struct msp *msp;
	enum err err = line ? OK : ERR_LINE;

	if (!err && !msp_possible(line, line->version))
		err = ERR_UNAVAIL;
	if (!err && !out)
		err = ERR_POINTER;
	if (!err && !line_address(line, address))
		err = ERR_ADDRESSID;
	if (!err)
		err = msp_new(&msp, line, ht);
	if (!err)
		*out = (HDRVMSPLINE)(uintptr_t)msp->handle;
	return leave(__func__, line, err);
}

/* The page has no error for an instance that is none but INVALPOINTER. */
LONG TSPIAPI TSPI_lineCloseMSPInstance(HDRVMSPLINE hdmsp)
{
	struct desk *desk = door_enter();
	struct msp *msp = msp_find(desk, (uintptr_t)hdmsp);
	struct line *line = msp ? msp->line : NULL;

	if (msp) {
		msp_free(msp);
		courier_settle(desk, (uint32_t)(uintptr_t)hdmsp, 0);
	}
	return leave(__func__, line, msp ? OK : ERR_POINTER);
}

/* Without a call there is nobody at the other end whom it could be for. */
LONG TSPIAPI TSPI_lineReceiveMSPData(HDRVLINE hdline, HDRVCALL hdcall, HDRVMSPLINE hdmsp,
				     LPVOID block, DWORD size)
{
	struct desk *desk = door_enter();
	struct line *line = line_find(desk, (uintptr_t)hdline);
	struct msp *msp = msp_find(desk, (uintptr_t)hdmsp);
	struct call *call = call_find(desk, (uintptr_t)hdcall);
	enum err err = line ? OK : ERR_LINE;

	if (!err && !msp_possible(line, line->version))
		err = ERR_UNAVAIL;
	if (!err && (!msp || msp->line != line || (!block && size)))
		err = ERR_POINTER;
	if (!err && (!call || call->line != line))
		err = ERR_CALL;
	if (!err && size > MSP_BLOCK_MAX)
		err = ERR_PARAM;
	if (!err && line->driver->msp_heard)
		line->driver->msp_heard(call, (struct bytes){ block, size });
	return leave(__func__, line, err);
}
