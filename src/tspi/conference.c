/* SPDX-License-Identifier: MIT
 * conference.c - the entries of conferences. */
#include "model/join.h"
#include "tspi/entry.h"

/* From a call, or from nothing, where that can be (R-CONF-1). */
static enum err begins_at(struct call **call, struct line **line, struct desk *desk,
			  HDRVCALL hdcall, HDRVLINE hdline)
{
	enum err err;

	if (hdcall) {
		err = entry_call(call, desk, hdcall);
		*line = err ? NULL : (*call)->line;
		return err ? err : call_may(*call, CALL_SETUP_CONFERENCE);
	}
	err = entry_line(line, desk, hdline, 0);
	if (!err && !(*line)->driver->call[CALL_SETUP_CONFERENCE])
		return ERR_UNAVAIL;
	if (!err && !((*line)->driver->traits->addr_flags & LINEADDRCAPFLAGS_SETUPCONFNULL))
		return ERR_CALL;
	return err;
}

/* The two calls that it begins with. Without a call that leaves its place for
 * the consultation call there must be room. */
static enum err bear(struct call *born[2], const struct call *call, struct address *address,
		     HTAPICALL htconf, HTAPICALL htconsult)
{
	enum err err;

	if (!call && !address_has_room(address))
		return ERR_CALLUNAVAIL;
	err = join_new_conference(&born[0], address, htconf);
	return err ? err : join_new_consult(&born[1], born[0], htconsult);
}

LONG TSPIAPI TSPI_lineSetupConference(DRV_REQUESTID request, HDRVCALL hdcall, HDRVLINE hdline,
				      HTAPICALL htconf, LPHDRVCALL out_conf, HTAPICALL htconsult,
				      LPHDRVCALL out_consult, DWORD parties,
				      LPLINECALLPARAMS const params)
{
	struct desk *desk = door_enter();
	struct call *call = NULL, *born[2] = { NULL, NULL };
	struct line *line = NULL;
	struct params read = { 0 };
	enum err err = out_conf && out_consult ? OK : ERR_POINTER;

	if (!err)
		err = begins_at(&call, &line, desk, hdcall, hdline);
	if (!err)
		err = params_read(&read, line, params);
	if (!err)
		err = bear(born, call, call ? call->address : entry_origin(line, &read.call), htconf, htconsult);
	if (!err)
		err = info_fill(born[1], &read.call);
	if (!err) {
		entry_handle(out_conf, born[0]);
		entry_handle(out_consult, born[1]);
		err = call_ask(call ? call : born[0], CALL_SETUP_CONFERENCE, request,
			       &(struct call_args){ .params = &read.call, .born = { born[0], born[1] } });
	}
	for (int i = 0; i < 2; i++)
		if (err && born[i])
			call_free(born[i], err);
	params_free(&read);
	return entry_end(__func__, request, line ? line->name : NULL, err);
}

LONG TSPIAPI TSPI_linePrepareAddToConference(DRV_REQUESTID request, HDRVCALL hdconf,
					     HTAPICALL htconsult, LPHDRVCALL out,
					     LPLINECALLPARAMS const params)
{
	struct desk *desk = door_enter();
	struct params read = { 0 };
	struct call *conf, *consult = NULL;
	enum err err = entry_call(&conf, desk, hdconf);

	if (err)
		err = ERR_CONFERENCE;
	if (!err && !out)
		err = ERR_POINTER;
	if (!err)
		err = call_may(conf, CALL_PREPARE_ADD);
	if (!err)
		err = params_read(&read, conf->line, params);
	if (!err)
		err = join_new_consult(&consult, conf, htconsult);
	if (!err)
		err = info_fill(consult, &read.call);
	if (!err) {
		entry_handle(out, consult);
		err = call_ask(conf, CALL_PREPARE_ADD, request, &(struct call_args){
			.params = &read.call, .born = { consult } });
	}
	if (err && consult)
		call_free(consult, err);
	params_free(&read);
	return entry_end(__func__, request, err && conf ? call_name(conf) : NULL, err);
}

LONG TSPIAPI TSPI_lineAddToConference(DRV_REQUESTID request, HDRVCALL hdconf, HDRVCALL hdconsult)
{
	struct desk *desk = door_enter();
	struct call *conf, *consult;
	enum err err = entry_call(&conf, desk, hdconf);

	if (!err)
		err = entry_call(&consult, desk, hdconsult);
	if (!err)
		err = call_ask(conf, CALL_ADD_TO_CONFERENCE, request,
			       &(struct call_args){ .other = consult });
	return entry_end(__func__, request, err && conf ? call_name(conf) : NULL, err);
}

LONG TSPIAPI TSPI_lineRemoveFromConference(DRV_REQUESTID request, HDRVCALL call)
{
	return entry_ask(__func__, request, call, CALL_REMOVE_FROM_CONFERENCE, &(struct call_args){ 0 });
}
