/* SPDX-License-Identifier: MIT
 * test_translate.c - addresses, locations, countries and priorities, as a client sees them. */
#include "server_scene.h"
#include "abi/vardata.h"

#define V13 0x00010003u
#define V14 0x00010004u
#define V22 0x00020002u
#define NOBODY 65534u
#define BOTH (LINETRANSLATEOPTION_FORCELOCAL | LINETRANSLATEOPTION_FORCELD)

static const char places[] =
	"[location Office]\ncountry = US\narea = 425\noutside = 9\noutside-far = 9\ncard = Blue\n"
	"[location Home]\ncountry = DE\narea = 30\n"
	"[card Blue]\npin = 4321\ninternational = \"EFG$K\"\n";

static void open_with_places(void)
{
	scene_write("dialing.conf", places);
	scene_open(NULL);
}

static DWORD text_of(struct buf *tail, const char *text)
{
	static WCHAR wide[300];

	buf_grow(tail);
	NEED(utf16_size(text) <= sizeof(wide));
	utf16_write(wide, text);
	return packet_text(tail, wide);
}

/* lineTranslateAddress; its output, "" if there is none, is in `out`. */
static LONG translate(struct peer *peer, struct packet_lineTranslateAddress in, const char *address,
		      char *out, size_t size)
{
	struct varview view;
	struct buf tail;
	LONG answer;

	out[0] = '\0';
	in.address = text_of(&tail, address);
	in.out = in.out ? in.out : 1000;
	answer = ASK_WITH(peer, lineTranslateAddress, &in, &tail);
	buf_free(&tail);
	if (!answer && varview_open_used(&view, peer_tail(peer, in.out), UINT32_MAX, sizeof(LINETRANSLATEOUTPUT)))
		varview_text(&view, VARFIELD(LINETRANSLATEOUTPUT, DialableString), out, size);
	return answer;
}

static const char *dialled(struct peer *peer, const char *address)
{
	static char out[200];
	struct packet_lineTranslateAddress in = { .version = V22 };

	CHECK_INT(translate(peer, in, address, out, sizeof(out)), 0);
	return out;
}

TEST_ONCE(translate, an_address_becomes_what_is_dialled_at_the_location)
{
	struct peer *peer;

	open_with_places();
	peer = peer_hello("dialer");
	CHECK_TEXT(dialled(peer, "+1 (425) 882-8080"), "T98828080");
	CHECK_TEXT(dialled(peer, "+1 (206) 882-8080"), "T912068828080");
	CHECK_TEXT(dialled(peer, "+49 (30) 1234"), "T949301234$4321");
	CHECK_TEXT(dialled(peer, "110"), "T110");
}

TEST_ONCE(translate, what_cannot_be_translated_is_refused_with_tapis_errors)
{
	static const struct {
		struct packet_lineTranslateAddress in;
		const char *address;
		DWORD answer;
	} wrong[] = {
		{ { .version = V22, .app = 77 }, "1", LINEERR_INVALAPPHANDLE },
		{ { .version = V22, .device = 99 }, "1", LINEERR_BADDEVICEID },
		{ { .version = 0x10002 }, "1", LINEERR_INCOMPATIBLEAPIVERSION },
		{ { .version = 0x40000 }, "1", LINEERR_INCOMPATIBLEAPIVERSION },
		{ { .version = V22 }, "+49 (30", LINEERR_INVALADDRESS },
		{ { .version = V22, .options = BOTH }, "1", LINEERR_INVALPARAM },
		{ { .version = V22, .options = 1, .card = 9 }, "1", LINEERR_INVALCARD },
		{ { .version = V22, .out = 39 }, "1", LINEERR_STRUCTURETOOSMALL },
	};
	struct peer *peer;
	char out[200];

	open_with_places();
	peer = peer_hello("dialer");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CHECK_INT(translate(peer, wrong[i].in, wrong[i].address, out, sizeof(out)), (LONG)wrong[i].answer);
}

TEST_ONCE(translate, without_locations_the_configuration_is_wrong)
{
	struct packet_lineGetTranslateCaps caps = { .version = V22, .caps = 1000 };
	struct packet_lineSetCurrentLocation go = { .location = 1 };
	struct packet_lineTranslateAddress in = { .version = V22 };
	struct packet_tapiGetLocationInfo info = { .country_size = 16, .city_size = 16 };
	struct peer *peer;
	char out[20];

	scene_open(NULL);
	peer = peer_hello("dialer");
	CHECK_INT(ASK(peer, lineGetTranslateCaps, &caps), (LONG)LINEERR_INIFILECORRUPT);
	CHECK_INT(ASK(peer, lineSetCurrentLocation, &go), (LONG)LINEERR_INIFILECORRUPT);
	CHECK_INT(translate(peer, in, "+49 (30) 1", out, sizeof(out)), (LONG)LINEERR_INIFILECORRUPT);
	CHECK_INT(ASK(peer, tapiGetLocationInfo, &info), TAPIERR_REQUESTFAILED);
}

/* A line that wants to hear of it; its handle. */
static DWORD listen_for_changes(struct peer *peer)
{
	struct packet_lineSetStatusMessages in = { .line_states = LINEDEVSTATE_TRANSLATECHANGE };
	DWORD line = peer_line(peer, peer_app(peer, "listener"), 0, LINECALLPRIVILEGE_NONE);

	in.line = line;
	CHECK_INT(ASK(peer, lineSetStatusMessages, &in), 0);
	return line;
}

static DWORD current_location(struct peer *peer)
{
	struct packet_lineGetTranslateCaps in = { .version = V22, .caps = 2000 };
	const LINETRANSLATECAPS *caps;

	CHECK_INT(ASK(peer, lineGetTranslateCaps, &in), 0);
	caps = peer_tail(peer, in.caps);
	CHECK_INT(caps->dwNumLocations, 2);
	CHECK_INT(caps->dwNumCards, 2);
	return caps->dwCurrentLocationID;
}

TEST_ONCE(translate, who_goes_elsewhere_dials_from_there_and_others_hear_of_it)
{
	struct packet_lineSetCurrentLocation go = { .location = 2 };
	struct peer *peer, *other;
	struct event event = { 0 };
	DWORD line;

	open_with_places();
	peer = peer_hello("dialer");
	other = peer_hello("other");
	line = listen_for_changes(other);
	CHECK_INT(current_location(peer), 1);
	CHECK_INT(ASK(peer, lineSetCurrentLocation, &go), 0);
	CHECK_INT(current_location(other), 2);
	CHECK_TEXT(dialled(peer, "+49 (30) 1234"), "T1234");
	NEED(peer_event(other, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.device, line);
	CHECK_INT(event.p1, LINEDEVSTATE_TRANSLATECHANGE);
	CHECK(peer_none(peer, LINE_LINEDEVSTATE));
	go = (struct packet_lineSetCurrentLocation){ .location = 3 };
	CHECK_INT(ASK(peer, lineSetCurrentLocation, &go), (LONG)LINEERR_INVALLOCATION);
	go = (struct packet_lineSetCurrentLocation){ .location = 1, .app = 5 };
	CHECK_INT(ASK(peer, lineSetCurrentLocation, &go), (LONG)LINEERR_INVALAPPHANDLE);
}

TEST_ONCE(translate, a_changed_file_is_read_and_others_hear_of_it)
{
	struct peer *peer;
	struct event event = { 0 };

	open_with_places();
	peer = peer_hello("dialer");
	listen_for_changes(peer);
	CHECK_TEXT(dialled(peer, "+49 (30) 1234"), "T949301234$4321");
	scene_write("dialing.conf", "[location Berlin]\ncountry = DE\narea = 30\n");
	CHECK_TEXT(dialled(peer, "+49 (30) 1234"), "T1234");
	CHECK(peer_event(peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_TRANSLATECHANGE);
	scene_write("dialing.conf", "[location Berlin]\n");
	CHECK_TEXT(dialled(peer, "+49 (30) 1234"), "T1234");
}

static LONG toll(struct peer *peer, const char *address, DWORD device, DWORD option)
{
	struct packet_lineSetTollList in = { .device = device, .option = option };
	struct buf tail;
	LONG answer;

	in.address = text_of(&tail, address);
	answer = ASK_WITH(peer, lineSetTollList, &in, &tail);
	buf_free(&tail);
	return answer;
}

TEST_ONCE(translate, a_prefix_on_the_toll_list_is_long_distance)
{
	struct peer *peer;

	open_with_places();
	peer = peer_hello("dialer");
	CHECK_INT(toll(peer, "+1 (425) 882-8080", 0, LINETOLLLISTOPTION_ADD), 0);
	CHECK_TEXT(dialled(peer, "+1 (425) 882-8080"), "T914258828080");
	CHECK_INT(toll(peer, "+1 (425) 882-8080", 0, LINETOLLLISTOPTION_REMOVE), 0);
	CHECK_TEXT(dialled(peer, "+1 (425) 882-8080"), "T98828080");
	CHECK_INT(toll(peer, "8828080", 0, LINETOLLLISTOPTION_ADD), (LONG)LINEERR_INVALADDRESS);
	CHECK_INT(toll(peer, "+1 (206) 8828080", 0, LINETOLLLISTOPTION_ADD), (LONG)LINEERR_INVALLOCATION);
	CHECK_INT(toll(peer, "+1 (425) 882-8080", 0, 3), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(toll(peer, "+1 (425) 882-8080", 99, LINETOLLLISTOPTION_ADD), (LONG)LINEERR_BADDEVICEID);
}

TEST_ONCE(translate, countries_are_told_to_anybody)
{
	struct packet_lineGetCountry in = { .country = 0, .version = V14, .list = 24 };
	const LINECOUNTRYLIST *list;
	struct peer *peer;
	DWORD needed;

	scene_open(NULL);
	peer = peer_hello("countries");
	CHECK_INT(ASK(peer, lineGetCountry, &in), 0);
	list = peer_tail(peer, in.list);
	needed = list->dwNeededSize;
	CHECK(list->dwNumCountries > 240 && needed > 20000);
	in = (struct packet_lineGetCountry){ .version = V22, .list = needed };
	CHECK_INT(ASK(peer, lineGetCountry, &in), 0);
	list = peer_tail(peer, in.list);
	CHECK_INT(list->dwUsedSize, needed);
	in = (struct packet_lineGetCountry){ .country = 49, .version = V13, .list = 1000 };
	CHECK_INT(ASK(peer, lineGetCountry, &in), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	in = (struct packet_lineGetCountry){ .country = 2, .version = V22, .list = 1000 };
	CHECK_INT(ASK(peer, lineGetCountry, &in), (LONG)LINEERR_INVALCOUNTRYCODE);
	in = (struct packet_lineGetCountry){ .country = 49, .version = V22, .list = 23 };
	CHECK_INT(ASK(peer, lineGetCountry, &in), (LONG)LINEERR_STRUCTURETOOSMALL);
}

TEST_ONCE(translate, a_program_can_ask_where_it_is)
{
	struct packet_tapiGetLocationInfo in = { .country_size = 16, .city_size = 16 };
	struct peer *peer;

	open_with_places();
	peer = peer_hello("where");
	CHECK_INT(ASK(peer, tapiGetLocationInfo, &in), 0);
	CHECK(memcmp(peer_tail(peer, in.country), u"1", 4) == 0);
	CHECK(memcmp(peer_tail(peer, in.city), u"425", 8) == 0);
	in = (struct packet_tapiGetLocationInfo){ .country_size = 16, .city_size = 6 };
	CHECK_INT(ASK(peer, tapiGetLocationInfo, &in), TAPIERR_REQUESTFAILED);
}

static LONG set_priority(struct peer *peer, const char *program, DWORD mode, DWORD place)
{
	struct packet_lineSetAppPriority in = {
		.media_mode = mode, .extension = PACKET_NONE, .extension_name = PACKET_NONE, .priority = place,
	};
	struct buf tail;
	LONG answer;

	in.app = text_of(&tail, program);
	answer = ASK_WITH(peer, lineSetAppPriority, &in, &tail);
	buf_free(&tail);
	return answer;
}

static int get_priority(struct peer *peer, const char *program, DWORD mode)
{
	struct packet_lineGetAppPriority in = {
		.media_mode = mode, .extension = PACKET_NONE, .extension_name = 100,
	};
	struct buf tail;
	LONG answer;

	in.app = text_of(&tail, program);
	answer = ASK_WITH(peer, lineGetAppPriority, &in, &tail);
	buf_free(&tail);
	return answer ? answer : (int)in.priority;
}

TEST_ONCE(translate, a_program_can_be_put_before_others)
{
	struct peer *peer;

	scene_open(NULL);
	peer = peer_hello("priorities");
	CHECK_INT(get_priority(peer, "a.exe", VOICE), 0);
	CHECK_INT(set_priority(peer, "a.exe", VOICE, 1), 0);
	CHECK_INT(set_priority(peer, "b.exe", VOICE, 1), 0);
	CHECK_INT(get_priority(peer, "a.exe", VOICE), 2);
	CHECK_INT(set_priority(peer, "b.exe", VOICE, 0), 0);
	CHECK_INT(get_priority(peer, "a.exe", VOICE), 1);
	CHECK_INT(set_priority(peer, "a.exe", VOICE, 2), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(set_priority(peer, "x/a.exe", VOICE, 1), (LONG)LINEERR_INVALAPPNAME);
	CHECK_INT(set_priority(peer, "a.exe", 3, 1), (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(set_priority(peer, "a.exe", 0, 1), (LONG)LINEERR_INVALREQUESTMODE);
}

TEST_ONCE(translate, priorities_that_cannot_be_read_are_none_that_can_be_told_or_set)
{
	struct peer *peer;

	scene_write("dialing.conf", "this is no row\n");
	scene_open(NULL);
	peer = peer_hello("priorities");
	CHECK_INT(get_priority(peer, "a.exe", VOICE), (LONG)LINEERR_INIFILECORRUPT);
	CHECK_INT(set_priority(peer, "a.exe", VOICE, 1), (LONG)LINEERR_INIFILECORRUPT);
}

/* Two programs want the call; the second to come is the first of the list. */
TEST_ONCE(translate, the_first_of_the_list_owns_a_new_call)
{
	struct peer *first, *second, *caller;
	struct event event = { 0 };

	scene_open(NULL);
	first = peer_hello("first");
	second = peer_hello("second");
	caller = peer_hello("caller");
	peer_line(first, peer_app(first, "first"), 1, LINECALLPRIVILEGE_OWNER);
	peer_line(second, peer_app(second, "second"), 1, LINECALLPRIVILEGE_OWNER);
	CHECK_INT(set_priority(caller, "second", VOICE, 1), 0);
	peer_call(caller, peer_line(caller, peer_app(caller, "caller"), 0, LINECALLPRIVILEGE_OWNER), "200");
	scene_advance(2000);
	CHECK(peer_event(second, LINE_APPNEWCALL, &event));
	CHECK(peer_none(first, LINE_APPNEWCALL));
}

static struct peer *recipient(const char *module)
{
	struct peer *peer = peer_hello(module);
	struct packet_lineRegisterRequestRecipient in = { .modes = LINEREQUESTMODE_MAKECALL, .enable = 1 };

	in.app = peer_app(peer, module);
	CHECK_INT(ASK(peer, lineRegisterRequestRecipient, &in), 0);
	return peer;
}

TEST_ONCE(translate, the_first_of_the_list_gets_requests_for_calls)
{
	struct packet_tapiRequestMakeCall in = {
		.app = PACKET_NONE, .called_party = PACKET_NONE, .comment = PACKET_NONE,
	};
	struct peer *first, *second;
	struct event event = { 0 };
	struct buf tail;

	scene_write("dialing.conf", "[priorities]\nRequestMakeCall = third,second\n");
	scene_open(NULL);
	first = recipient("first");
	second = recipient("second");
	in.dest = text_of(&tail, "200");
	CHECK_INT(ASK_WITH(first, tapiRequestMakeCall, &in, &tail), 0);
	buf_free(&tail);
	CHECK(peer_event(second, LINE_REQUEST, &event));
	CHECK(peer_none(first, LINE_REQUEST));
}

TEST_ONCE(translate, who_is_no_administrator_changes_nothing)
{
	struct packet_lineSetCurrentLocation go = { .location = 2 };
	struct packet_lineTranslateAddress in = { .version = V22 };
	struct peer *peer;
	char out[100];

	scene_write("dialing.conf", places);
	scene_write("access.conf", "[everyone]\nmonitor = *\n");
	snprintf(out, sizeof(out), "access = %s", scene_file("access.conf"));
	scene_open_with(NULL, out);
	peer = peer_hello_as("guest", NOBODY);
	CHECK_INT(ASK(peer, lineSetCurrentLocation, &go), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(toll(peer, "+1 (425) 882-8080", 0, LINETOLLLISTOPTION_ADD), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(set_priority(peer, "a.exe", VOICE, 1), (LONG)LINEERR_OPERATIONFAILED);
	/* Nor does he pay with the card of those who may call. */
	CHECK_INT(translate(peer, in, "+49 (30) 1234", out, sizeof(out)), 0);
	CHECK_TEXT(out, "T901149301234");
}
