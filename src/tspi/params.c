/* SPDX-License-Identifier: MIT
 * params.c - LINECALLPARAMS in. */
#include "tspi/params.h"
#include "abi/sizes.h"
#include "abi/vardata.h"
#include "abi/names.h"
#include "base/mem.h"
#include "model/info.h"

#define AT(field) offsetof(LINECALLPARAMS, field)
#define TEXT_MAX 1024

static enum err read_text(char **out, const struct varview *r, size_t field)
{
	char text[TEXT_MAX];

	if (!varview_text(r, field, text, sizeof(text)))
		return ERR_PARAMS;
	if (!text[0])
		return OK;
	*out = mem_copy(text);
	return *out ? OK : ERR_NOMEM;
}

static enum err read_texts(struct params *params, const struct varview *r)
{
	static const size_t fields[] = {
		VARFIELD(LINECALLPARAMS, OrigAddress), VARFIELD(LINECALLPARAMS, TargetAddress),
		VARFIELD(LINECALLPARAMS, CallingPartyID),
	};
	enum err err = OK;

	for (size_t i = 0; i < PARAMS_TEXTS && !err; i++)
		err = read_text(&params->texts[i], r, fields[i]);
	params->call.origin = params->texts[0];
	params->call.calling_id = params->texts[2];
	/* Without these flags it means nothing here (R-DIAL-9). */
	if (params->call.flags & (LINECALLPARAMFLAGS_ONESTEPTRANSFER | LINECALLPARAMFLAGS_NOHOLDCONFERENCE |
				  LINECALLPARAMFLAGS_PREDICTIVEDIAL))
		params->call.target = params->texts[1] ? params->texts[1] : "";
	return err;
}

/* The address to call from, by its id or its number. */
static enum err check_origin(struct call_params *p, const struct line *line)
{
	const struct address *address;

	if (p->address_mode == LINEADDRESSMODE_ADDRESSID)
		return line_address(line, p->address_id) ? OK : ERR_ADDRESSID;
	if (p->address_mode != LINEADDRESSMODE_DIALABLEADDR)
		return ERR_ADDRESSMODE;
	address = p->origin ? line_address_numbered(line, p->origin) : NULL;
	if (!address)
		return ERR_ADDRESS;
	p->address_id = address->id;
	return OK;
}

static enum err read_bytes(struct bytes *out, const struct varview *r, size_t field)
{
	return varview_bytes(r, field, &out->at, &out->size) ? OK : ERR_PARAMS;
}

/* What travels with the call. */
static enum err read_luggage(struct call_params *p, const struct varview *r)
{
	enum err err = read_bytes(&p->uui, r, VARFIELD(LINECALLPARAMS, UserUserInfo));

	if (!err)
		err = read_bytes(&p->data, r, VARFIELD(LINECALLPARAMS, CallData));
	if (!err)
		err = read_bytes(&p->send_flow, r, VARFIELD(LINECALLPARAMS, SendingFlowspec));
	if (!err)
		err = read_bytes(&p->receive_flow, r, VARFIELD(LINECALLPARAMS, ReceivingFlowspec));
	p->dial.dwDialPause = varview_get(r, AT(DialParams.dwDialPause));
	p->dial.dwDialSpeed = varview_get(r, AT(DialParams.dwDialSpeed));
	p->dial.dwDigitDuration = varview_get(r, AT(DialParams.dwDigitDuration));
	p->dial.dwWaitForDialtone = varview_get(r, AT(DialParams.dwWaitForDialtone));
	return err;
}

/* A mode is one bit. */
enum err params_carried(const struct line *line, DWORD bearer, DWORD min_rate, DWORD max_rate)
{
	const struct line_traits *traits = line->driver->traits;

	if (!bearer || (bearer & (bearer - 1)) || (bearer & ~traits->bearer_modes))
		return ERR_BEARERMODE;
	return min_rate > traits->max_rate || (max_rate && min_rate > max_rate) ? ERR_RATE : OK;
}

#define FLOWSPEC_SIZE 32	/* eight ULONGs; the first is TokenRate */

enum err params_flow(const struct line *line, struct bytes flow)
{
	if (!flow.size)
		return OK;
	if (!line->driver->call[CALL_SET_QOS])
		return ERR_RATEUNAVAIL;
	if (flow.size < FLOWSPEC_SIZE || flow.size > INFO_FLOW_MAX)
		return ERR_PARAM;
	return info_flow_rate(flow) > line->driver->traits->max_rate ? ERR_RATE : OK;
}

static enum err check_luggage(const struct call_params *p, const struct line *line)
{
	enum err err = p->uui.size > line->driver->traits->uui.make ? ERR_UUITOOBIG :
		       p->data.size > line->driver->traits->max_call_data ? ERR_PARAMS : OK;

	if (!err)
		err = params_flow(line, p->send_flow);
	if (!err)
		err = params_flow(line, p->receive_flow);
	return err == ERR_PARAM ? ERR_PARAMS : err;
}

/* Hold what is asked against what the line can. */
static enum err check(struct call_params *p, const struct line *line)
{
	const struct line_traits *traits = line->driver->traits;
	enum err err = params_carried(line, p->bearer, p->min_rate, p->max_rate);

	if (err)
		return err;
	if (!p->media || (p->media & ~traits->media_modes))
		return ERR_MEDIAMODE;
	err = check_luggage(p, line);
	if (err)
		return err;
	if (p->flags & ~(line_param_flags(line) & name_known_bits(NAME_LINECALLPARAMFLAGS, line->version)))
		return ERR_PARAMS;
	if (p->predictive_states & ~line_auto_states(line))
		return ERR_PARAMS;
	if (p->predictive_states && !p->target[0])
		return ERR_PARAMS;
	if (!(line_addr_flags(line) & LINEADDRCAPFLAGS_SETCALLINGID))
		p->calling_id = NULL;
	return check_origin(p, line);
}

enum err params_read(struct params *out, const struct line *line, const LINECALLPARAMS *record)
{
	struct params params = { .call = {
		.bearer = LINEBEARERMODE_VOICE, .media = LINEMEDIAMODE_INTERACTIVEVOICE,
		.address_mode = LINEADDRESSMODE_ADDRESSID, .address_id = ADDRESS_NONE,
	} };
	struct varview r;
	DWORD mode;
	enum err err;

	if (!record) {
		*out = params;
		return OK;
	}
	if (!varview_open(&r, record, UINT32_MAX, abi_fixed_size(ABI_LINECALLPARAMS, line->version)))
		return ERR_TOOSMALL;
	params.call.bearer = varview_get(&r, AT(dwBearerMode));
	params.call.min_rate = varview_get(&r, AT(dwMinRate));
	params.call.max_rate = varview_get(&r, AT(dwMaxRate));
	params.call.media = varview_get(&r, AT(dwMediaMode));
	params.call.flags = varview_get(&r, AT(dwCallParamFlags));
	params.call.address_id = varview_get(&r, AT(dwAddressID));
	params.call.no_answer_s = varview_get(&r, AT(dwNoAnswerTimeout));
	if (params.call.flags & LINECALLPARAMFLAGS_PREDICTIVEDIAL)
		params.call.predictive_states = varview_get(&r, AT(dwPredictiveAutoTransferStates));
	mode = varview_get(&r, AT(dwAddressMode));
	if (mode)
		params.call.address_mode = mode;
	err = read_luggage(&params.call, &r);
	if (!err)
		err = read_texts(&params, &r);
	if (!err)
		err = check(&params.call, line);
	if (err)
		params_free(&params);
	else
		*out = params;
	return err;
}

void params_free(struct params *params)
{
	for (size_t i = 0; i < PARAMS_TEXTS; i++) {
		mem_free(params->texts[i]);
		params->texts[i] = NULL;
	}
}

enum err params_dialable(const struct line *line, const char *dest)
{
	static const struct {
		char sign;
		enum err err;
	} waits[] = {
		{ 'W', ERR_DIALTONE }, { '@', ERR_DIALQUIET }, { '$', ERR_DIALBILLING }, { '?', ERR_DIALPROMPT },
	};
	const char *able = line->driver->traits->dial_extras;
	struct span text = span_of(dest);

	if (!dest || span_starts(text, "sip:") || span_starts(text, "sips:") || span_starts(text, "tel:"))
		return OK;
	if (text.len > line->driver->traits->dial_text_max)
		return ERR_ADDRESS;
	for (; *dest; dest++)
		for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++)
			if (*dest == waits[i].sign && !(able && strchr(able, *dest)))
				return waits[i].err;
	return OK;
}
