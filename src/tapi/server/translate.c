/* SPDX-License-Identifier: MIT
 * translate.c - addresses, locations, countries, priorities: what TAPI answers without a
 * provider (docs/dialing.md). */
#include "tapi/server/translate.h"
#include "abi/vardata.h"
#include "base/log.h"
#include "base/mem.h"
#include "tapi/dialing/book.h"
#include "tapi/server/app.h"
#include "tapi/server/priority.h"
#include "tapi/server/turn.h"

#define LOOK_MS 5000		/* how often to look whether the book was changed */
#define RECORD_MORE 1024	/* bytes behind a fixed part, to begin with */

/* --- the book ------------------------------------------------------------------------ */

/* Who is older than that message is to start anew, as its page says. */
static void tell_line(const struct line *line)
{
	if (line->version < TAPI_1_4)
		line_tell(line, LINE_LINEDEVSTATE, LINEDEVSTATE_REINIT, 0, 0);
	else if (line->line_states & LINEDEVSTATE_TRANSLATECHANGE)
		line_tell(line, LINE_LINEDEVSTATE, LINEDEVSTATE_TRANSLATECHANGE, 0, 0);
}

static void tell_all(struct server *server)
{
	for (size_t i = 0; i < server->line_count; i++)
		list_each(node, &server->lines[i]->lines)
			tell_line(list_entry(node, struct line, device_node));
}

static void refresh(struct server *server)
{
	char room[512];
	struct buf why;
	bool changed;

	buf_fixed(&why, room, sizeof(room));
	if (book_refresh(server->book, &changed, &why))
		log_write(LOG_WARN, "dialing", NULL, "locations stay as they were: %s", buf_c(&why));
	else if (changed)
		tell_all(server);
}

static void on_look(uv_timer_t *timer)
{
	refresh(timer->data);
}

static const char *given(const char *path)
{
	return path[0] ? path : NULL;
}

enum err translate_open(struct server *server, const struct settings *settings)
{
	struct book_place place = {
		.conf = given(settings->server.dialing), .state = given(settings->server.dialing_state),
	};
	char room[512];
	struct buf why;
	enum err err;

	buf_fixed(&why, room, sizeof(room));
	err = book_open(&server->book, &place, &why);
	if (err == ERR_NOMEM)
		return err;
	if (err)
		log_write(LOG_WARN, "dialing", NULL, "there are no locations: %s", buf_c(&why));
	uv_timer_init(&server->loop, &server->look);
	server->look.data = server;
	uv_timer_start(&server->look, on_look, LOOK_MS, LOOK_MS);
	return OK;
}

void translate_close(struct server *server)
{
	book_close(server->book);
	server->book = NULL;
}

static unsigned place_of(const struct server *server, DWORD media_mode, DWORD request_mode,
			 const char *module)
{
	DWORD place = priorities_place(&server->book->priorities, media_mode, request_mode,
				       span_of(module));

	return place ? place : PRIORITY_NONE;
}

unsigned priority_of(const struct server *server, DWORD media_mode, const char *module)
{
	return place_of(server, media_mode, 0, module);
}

unsigned priority_of_request(const struct server *server, const char *module)
{
	return place_of(server, 0, LINEREQUESTMODE_MAKECALL, module);
}

/* --- records ------------------------------------------------------------------------- */

/* Something of the book that can be written as a record, which becomes as long as it has to. */
struct written {
	enum abi_struct which;
	enum err (*write)(const struct written *self, void *record, DWORD version);
	const void *of;
	DWORD id;
};

static LONG whole_record(const struct written *what, DWORD version, void **out)
{
	DWORD size = abi_fixed_size(what->which, version) + RECORD_MORE, needed;
	unsigned char *record;
	enum err err;

	for (;;) {
		record = mem_zalloc(size);
		if (!record)
			return (LONG)LINEERR_NOMEM;
		memcpy(record, &size, sizeof(size));
		err = what->write(what, record, version);
		memcpy(&needed, record + sizeof(size), sizeof(needed));
		if (err || needed <= size)
			break;
		mem_free(record);
		size = needed;
	}
	if (err) {
		mem_free(record);
		return err_line(err);
	}
	*out = record;
	return 0;
}

static LONG give_record(struct turn *turn, DWORD *slot, DWORD total, const struct written *what,
			DWORD version)
{
	void *record = NULL;
	LONG result = whole_record(what, version, &record);

	if (result)
		return result;
	result = turn_record(turn, slot, what->which, total, version, record, version);
	mem_free(record);
	return result;
}

static enum err write_output(const struct written *self, void *record, DWORD version)
{
	return dialing_write_output(self->of, record, version);
}

static enum err write_caps(const struct written *self, void *record, DWORD version)
{
	return dialing_write_caps(self->of, record, version);
}

static enum err write_countries(const struct written *self, void *record, DWORD version)
{
	return dialing_write_countries(self->id, record, version);
}

/* --- requests ------------------------------------------------------------------------ */

static bool version_known(DWORD version)
{
	return version >= TAPI_1_3 && version <= TAPI_VERSION;
}

/* An application need not be initialized to ask for these. */
static bool app_known(const struct turn *turn, DWORD app)
{
	return !app || turn_app(turn, app);
}

/* Who may only look may not pay with the card of those who call. */
static void take_card_away(const struct turn *turn, struct line_device *device,
			   struct dialing_ask *ask)
{
	if (turn_right(turn, device) == ACCESS_OWN)
		return;
	ask->options |= LINETRANSLATEOPTION_CARDOVERRIDE;
	ask->card = 0;
}

SERVES(lineTranslateAddress)
{
	struct dialing_ask ask = { .card = in->card, .options = in->options, .version = in->version };
	struct dialing_result result;
	struct written what = { ABI_LINETRANSLATEOUTPUT, write_output, &result, 0 };
	struct line_device *device;
	char *address;
	LONG answer;

	if (!app_known(turn, in->app))
		return (LONG)LINEERR_INVALAPPHANDLE;
	answer = turn_device(turn, in->device, in->version, &device);
	if (answer)
		return answer;
	refresh(turn->server);
	address = turn_text(turn, in->address);
	if (!address)
		return (LONG)LINEERR_NOMEM;
	ask.address = span_of(address);
	take_card_away(turn, device, &ask);
	answer = err_line(dialing_translate(&turn->server->book->dialing, &ask, &result));
	if (!answer)
		answer = give_record(turn, &out->out, in->out, &what, in->version);
	dialing_result_free(&result);
	mem_free(address);
	return answer;
}

SERVES(lineGetTranslateCaps)
{
	struct written what = { ABI_LINETRANSLATECAPS, write_caps, &turn->server->book->dialing, 0 };

	if (!app_known(turn, in->app))
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (!version_known(in->version))
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	refresh(turn->server);
	if (!turn->server->book->dialing.location_count)
		return (LONG)LINEERR_INIFILECORRUPT;
	return give_record(turn, &out->caps, in->caps, &what, in->version);
}

SERVES(lineGetCountry)
{
	struct written what = { ABI_LINECOUNTRYLIST, write_countries, NULL, in->country };

	if (!version_known(in->version))
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	return give_record(turn, &out->list, in->list, &what, in->version);
}

/* What is changed is changed for all who use the server. */
static LONG may_change(const struct turn *turn)
{
	return access_is_admin(&turn->client->account) ? 0 : (LONG)LINEERR_OPERATIONFAILED;
}

SERVES(lineSetCurrentLocation)
{
	LONG answer = may_change(turn);

	if (!app_known(turn, in->app))
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (answer)
		return answer;
	refresh(turn->server);
	if (!turn->server->book->dialing.location_count)
		return (LONG)LINEERR_INIFILECORRUPT;
	answer = err_line(book_go(turn->server->book, in->location));
	if (!answer)
		tell_all(turn->server);
	return answer;
}

SERVES(lineSetTollList)
{
	struct line_device *device;
	char *address;
	LONG answer = turn_device(turn, in->device, TAPI_VERSION, &device);

	if (!app_known(turn, in->app))
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (!answer)
		answer = may_change(turn);
	if (answer)
		return answer;
	refresh(turn->server);
	address = turn_text(turn, in->address);
	if (!address)
		return (LONG)LINEERR_NOMEM;
	answer = err_line(book_set_toll(turn->server->book, span_of(address), in->option));
	if (!answer)
		tell_all(turn->server);
	mem_free(address);
	return answer;
}

/* A text for the caller; what he has no room for is left out. */
static bool give_text(struct turn *turn, const char *text, DWORD room, DWORD *slot, DWORD *size)
{
	WCHAR wide[64] = { 0 };
	DWORD need = (DWORD)utf16_size(text);

	if (need > room || need > sizeof(wide))
		return false;
	utf16_write(wide, text);
	*slot = packet_data(turn->tail, wide, need);
	*size = need;
	return true;
}

SERVES(tapiGetLocationInfo)
{
	const struct dialing_location *here;
	char code[16];

	refresh(turn->server);
	here = dialing_here(&turn->server->book->dialing);
	if (!here)
		return TAPIERR_REQUESTFAILED;
	snprintf(code, sizeof(code), "%lu", (unsigned long)here->country->code);
	if (!give_text(turn, code, in->country_size, &out->country, &out->country_size) ||
	    !give_text(turn, here->area, in->city_size, &out->city, &out->city_size))
		return TAPIERR_REQUESTFAILED;
	return 0;
}

/* --- priorities ------------------------------------------------------------------------ */

/* An extension of zeros is none. */
static const LINEEXTENSIONID *extension_at(const struct turn *turn, DWORD slot, DWORD size)
{
	static const LINEEXTENSIONID none;
	const void *id = packet_at(turn->in, slot);

	return id && size == sizeof(none) && memcmp(id, &none, size) != 0 ? id : NULL;
}

static enum err write_name(const struct written *self, void *record, DWORD version)
{
	struct vardata v;

	if (!vardata_begin(&v, record, sizeof(VARSTRING)))
		return ERR_TOOSMALL;
	vardata_put(&v, offsetof(VARSTRING, dwStringFormat), STRINGFORMAT_UNICODE);
	vardata_text(&v, VARFIELD(VARSTRING, String), self->of);
	vardata_end(&v);
	return OK;
}

SERVES(lineGetAppPriority)
{
	struct priority_mode mode = {
		.media_mode = in->media_mode, .request_mode = in->request_mode,
		.extension = extension_at(turn, in->extension, in->extension_size),
	};
	struct written what = { ABI_VARSTRING, write_name, NULL, 0 };
	char *program = turn_text(turn, in->app);
	const char *name = NULL;
	DWORD place = 0;
	LONG answer;

	if (!program)
		return (LONG)LINEERR_NOMEM;
	refresh(turn->server);
	if (turn->server->book->wrong) {
		mem_free(program);
		return (LONG)LINEERR_INIFILECORRUPT;
	}
	answer = err_line(priorities_get(&turn->server->book->priorities, &mode, span_of(program), &place,
					 &name));
	mem_free(program);
	what.of = name;
	if (!answer && in->extension_name)
		answer = give_record(turn, &out->extension_name, in->extension_name, &what, TAPI_VERSION);
	out->priority = place;
	return answer;
}

SERVES(lineSetAppPriority)
{
	struct priority_mode mode = {
		.media_mode = in->media_mode, .request_mode = in->request_mode,
		.extension = extension_at(turn, in->extension, in->extension_size),
	};
	char *program = turn_text(turn, in->app), *name = turn_text(turn, in->extension_name);
	LONG answer = program && name ? may_change(turn) : (LONG)LINEERR_NOMEM;

	if (!answer)
		answer = err_line(book_set_priority(turn->server->book, &mode, span_of(program),
						    in->priority, span_of(name)));
	mem_free(program);
	mem_free(name);
	return answer;
}

const struct serve translate_room[] = {
	SERVE(lineTranslateAddress), SERVE(lineGetTranslateCaps), SERVE(lineGetCountry),
	SERVE(lineSetCurrentLocation), SERVE(lineSetTollList), SERVE(tapiGetLocationInfo),
	SERVE(lineGetAppPriority), SERVE(lineSetAppPriority), SERVE_END,
};
