/* SPDX-License-Identifier: MIT
 * forward.c - lineForward: the list in. */
#include "abi/vardata.h"
#include "base/mem.h"
#include "model/forward.h"
#include "tspi/entry.h"
#include "tspi/pack.h"

#define TEXT_MAX 512

static enum err read_text(char **out, const struct varview *entry, size_t field)
{
	char text[TEXT_MAX];

	if (!varview_text(entry, field, text, sizeof(text)))
		return ERR_PARAM;
	if (!text[0])
		return OK;
	*out = mem_copy(text);
	return *out ? OK : ERR_NOMEM;
}

static enum err read_entry(struct forward *out, const struct varview *entry, const struct line *line)
{
	DWORD modes = line->driver->traits->forward_modes;
	enum err err;

	out->mode = varview_get(entry, offsetof(LINEFORWARD, dwForwardMode));
	out->country = varview_get(entry, offsetof(LINEFORWARD, dwDestCountryCode));
	if (!out->mode || (out->mode & (out->mode - 1)) || (out->mode & ~modes))
		return ERR_PARAM;
	err = read_text(&out->caller, entry, VARFIELD(LINEFORWARD, CallerAddress));
	if (!err)
		err = read_text(&out->dest, entry, VARFIELD(LINEFORWARD, DestAddress));
	if (!err && (out->mode & FORWARD_SPECIFIC) && !out->caller)
		err = ERR_ADDRESS;
	return err || !out->dest ? err : params_dialable(line, out->dest);
}

static enum err read_entries(struct forwards *out, const struct varview *r, const struct line *line)
{
	const struct line_traits *traits = line->driver->traits;
	DWORD each = pack_forward_size(line->version), specific = 0;

	for (DWORD i = 0; i < out->count; i++) {
		struct varview entry;
		enum err err;

		if (!varview_entry_at(r, offsetof(LINEFORWARDLIST, ForwardList) + (size_t)i * each, each, &entry))
			return ERR_TOOSMALL;
		err = read_entry(&out->list[i], &entry, line);
		if (err)
			return err;
		if (out->list[i].mode & FORWARD_SPECIFIC)
			specific++;
	}
	return specific > traits->max_specific ? ERR_RESOURCE : OK;
}

/* NULL and an empty list cancel what is in force (R-FWD-1). */
static enum err read_list(struct forwards **out, const LINEFORWARDLIST *list, const struct line *line)
{
	struct varview r;
	DWORD count = 0;
	enum err err;

	if (list) {
		if (!varview_open(&r, list, UINT32_MAX, offsetof(LINEFORWARDLIST, ForwardList)))
			return ERR_TOOSMALL;
		count = varview_get(&r, offsetof(LINEFORWARDLIST, dwNumEntries));
	}
	if (count > line->driver->traits->max_forwards)
		return ERR_RESOURCE;
	err = forwards_new(out, count);
	return err || !count ? err : read_entries(*out, &r, line);
}

/* The nearest that can be (R-FWD-3). */
static DWORD nearest(DWORD rings, const struct line_traits *traits)
{
	if (rings < traits->min_rings)
		return traits->min_rings;
	return rings > traits->max_rings ? traits->max_rings : rings;
}

/* One for each address that it is for: all of them, or the one. */
static enum err read_lists(struct forwards **out, const LINEFORWARDLIST *list,
			   const struct line *line, DWORD address, DWORD rings)
{
	enum err err = OK;

	for (DWORD id = 0; id < line->address_count && !err; id++) {
		if (address != ADDRESS_NONE && address != id)
			continue;
		err = read_list(out, list, line);
		if (!*out)
			break;
		(*out)->address = id;
		(*out)->rings = nearest(rings, line->driver->traits);
		out = &(*out)->next;
	}
	return err;
}

LONG TSPIAPI TSPI_lineForward(DRV_REQUESTID request, HDRVLINE hdline, DWORD all, DWORD address,
			      LPLINEFORWARDLIST const list, DWORD rings, HTAPICALL htconsult,
			      LPHDRVCALL out_consult, LPLINECALLPARAMS const params)
{
	struct desk *desk = door_enter();
	struct forwards *forwards = NULL;
	struct line *line;
	enum err err = entry_line(&line, desk, hdline, all ? 0 : address);

	if (!err && !line->driver->line[LINE_OP_FORWARD])
		err = ERR_UNAVAIL;
	if (!err)
		err = read_lists(&forwards, list, line, all ? ADDRESS_NONE : address, rings);
	if (!err) {
		/* No consultation call is ever made (R-FWD-4). */
		if (out_consult)
			*out_consult = NULL;
		err = line_ask(line, LINE_OP_FORWARD, request, &(struct line_args){ .forwards = forwards });
	}
	if (err)
		forwards_free(forwards);
	return entry_end(__func__, request, line ? line->name : NULL, err);
}
