/* SPDX-License-Identifier: MIT
 * test_dialing_book.c - locations, cards and priorities in files, and in the registry. */
#include "test.h"
#include "base/mem.h"
#include "os/file.h"
#include "os/registry.h"
#include "tapi/dialing/book.h"
#include <stdlib.h>
#include <uv.h>

static char folder[512], conf[600], state[700], below[700];
static struct dialing_book *book, *other;
static char why_text[500];
static struct buf why;

static void remove_folder(void *arg)
{
	uv_fs_t request;

	file_delete(conf);
	file_delete(state);
	uv_fs_rmdir(NULL, &request, below, NULL);
	uv_fs_rmdir(NULL, &request, folder, NULL);
}

static void close_books(void *arg)
{
	book_close(book);
	book_close(other);
	book = other = NULL;
}

/* A folder of its own with `text` as the file; NULL: without it. */
static void begin(const char *text)
{
	char pattern[600];
	size_t size = 500;
	uv_fs_t request;
	FILE *file;

	NEED(uv_os_tmpdir(folder, &size) == 0);
	snprintf(pattern, sizeof(pattern), "%s/opentsp-dialing-XXXXXX", folder);
	NEED(uv_fs_mkdtemp(NULL, &request, pattern, NULL) == 0);
	snprintf(folder, sizeof(folder), "%s", request.path);
	uv_fs_req_cleanup(&request);
	snprintf(conf, sizeof(conf), "%s/dialing.conf", folder);
	snprintf(below, sizeof(below), "%s/below", folder);
	snprintf(state, sizeof(state), "%s/below/state.conf", folder);
	DEFER(remove_folder, NULL);
	DEFER(close_books, NULL);
	book = other = NULL;
	buf_fixed(&why, why_text, sizeof(why_text));
	file = text ? file_open(conf, "wb") : NULL;
	if (!file)
		return;
	fwrite(text, 1, strlen(text), file);
	fclose(file);
}

static enum err open_book(struct dialing_book **out)
{
	struct book_place place = { .conf = conf, .state = state };

	buf_reset(&why);
	return book_open(out, &place, &why);
}

static const char offices[] =
	"[dialing]\n"
	"location = Paris\n"
	"[location Berlin]\n"
	"country = DE\n"
	"area = 30\n"
	"outside = 0\n"
	"[location Paris]\n"
	"country = France\n"
	"area = 1\n"
	"card = Blue\n"
	"[location Seattle]\n"
	"id = 1\n"
	"country = 1\n"
	"area = 206\n"
	"toll-list = 881\n"
	"area-rules = \"425 > 1 area\"\n"
	"[card Blue]\n"
	"number = 12345\n"
	"long-distance = \"J,FG,H\"\n"
	"[priorities]\n"
	"RequestMakeCall = phone.exe,dialer.exe\n";

TEST(book, a_file_has_locations_and_cards)
{
	const struct dialing *d;

	begin(offices);
	NEED(open_book(&book) == OK);
	d = book ? &book->dialing : NULL;
	NEED(d && d->location_count == 3 && d->card_count == 2);
	if (!d || d->location_count != 3)
		return;
	CHECK_TEXT(d->locations[0].name, "Berlin");
	CHECK_INT(d->locations[0].id, 2);
	CHECK_INT(d->locations[1].id, 3);
	CHECK_INT(d->locations[2].id, 1);
	CHECK_INT(d->current, 3);
	CHECK_INT(d->locations[1].card, 1);
	CHECK_INT(d->locations[1].country->code, 33);
	CHECK_INT(d->cards[0].id, 0);
	CHECK_TEXT(d->cards[1].name, "Blue");
	CHECK(span_is(priorities_first(&book->priorities, LINEREQUESTMODE_MAKECALL), "phone.exe"));
}

TEST(book, without_a_file_there_is_no_location)
{
	begin(NULL);
	NEED(open_book(&book) == OK);
	if (!book)
		return;
	CHECK_INT(book->dialing.location_count, 0);
	CHECK_INT(book->dialing.card_count, 1);
	CHECK_INT(book_go(book, 1), ERR_LOCATION);
}

/* What one program changed, the next finds; the administrator's file is as it was. */
TEST(book, changes_are_kept)
{
	struct priority_mode voice = { .media_mode = LINEMEDIAMODE_INTERACTIVEVOICE };
	static const LINEEXTENSIONID id = { 1, 2, 3, 0xFFFFFFFF };
	struct priority_mode extension = { .media_mode = 0x80000000, .extension = &id };
	const char *name = NULL;
	DWORD place = 0;

	begin(offices);
	NEED(open_book(&book) == OK);
	if (!book)
		return;
	CHECK_INT(book_go(book, 1), OK);
	CHECK_INT(book_set_toll(book, SPAN("+1 (206) 882-8080"), LINETOLLLISTOPTION_ADD), OK);
	CHECK_INT(book_set_priority(book, &voice, SPAN("a \"b\\.exe"), 1, SPAN_NONE), ERR_APPNAME);
	CHECK_INT(book_set_priority(book, &voice, SPAN("a b.exe"), 1, SPAN_NONE), OK);
	CHECK_INT(book_set_priority(book, &extension, SPAN("x.exe"), 1, SPAN("Smoke [1] \\ #")), OK);
	NEED(open_book(&other) == OK);
	if (!other)
		return;
	CHECK_INT(other->dialing.current, 1);
	CHECK_TEXT(other->dialing.locations[2].toll_list, "881,882");
	CHECK_INT(priorities_place(&other->priorities, LINEMEDIAMODE_INTERACTIVEVOICE, 0, SPAN("a b.exe")), 1);
	CHECK(span_is(priorities_first(&other->priorities, LINEREQUESTMODE_MAKECALL), "phone.exe"));
	CHECK_INT(priorities_get(&other->priorities, &extension, SPAN("x.exe"), &place, &name), OK);
	CHECK_INT(place, 1);
	CHECK_TEXT(name, "Smoke [1] \\ #");
}

TEST(book, what_cannot_be_kept_is_not_changed)
{
	begin(offices);
	NEED(open_book(&book) == OK);
	if (!book)
		return;
	snprintf(state, sizeof(state), "%s/x", conf);	/* a file is no folder */
	mem_free(book->state);
	book->state = mem_copy(state);
	CHECK_INT(book_go(book, 1), ERR_FAILED);
	CHECK_INT(book->dialing.current, 3);
	CHECK_INT(book->dialing.location_count, 3);
}

static void rewrite(const char *text)
{
	FILE *file = file_open(conf, "wb");

	NEED(file != NULL);
	if (!file)
		return;
	fwrite(text, 1, strlen(text), file);
	fclose(file);
}

TEST(book, a_changed_file_is_read_again)
{
	bool changed = true;

	begin(offices);
	NEED(open_book(&book) == OK);
	if (!book)
		return;
	CHECK_INT(book_refresh(book, &changed, &why), OK);
	CHECK(!changed);
	rewrite("[location Rome]\ncountry = IT\narea = 06\n");
	CHECK_INT(book_refresh(book, &changed, &why), OK);
	CHECK(changed);
	CHECK_INT(book->dialing.location_count, 1);
	if (book->dialing.location_count)
		CHECK_TEXT(book->dialing.locations[0].name, "Rome");
}

TEST(book, a_file_that_got_wrong_changes_nothing)
{
	bool changed = true;

	begin(offices);
	NEED(open_book(&book) == OK);
	if (!book)
		return;
	rewrite("[location Rome]\n");
	CHECK_INT(book_refresh(book, &changed, &why), ERR_CONFIG);
	CHECK(!changed);
	CHECK(why.len > 0);
	CHECK_INT(book->dialing.location_count, 3);
	CHECK_INT(book_refresh(book, &changed, &why), OK);
}

/* An empty book, and a sentence. */
static void refuses(const char *text, const char *sentence)
{
	close_books(NULL);
	rewrite(text);
	CHECK_INT(open_book(&book), ERR_CONFIG);
	CHECK(strstr(buf_c(&why), sentence) != NULL);
	CHECK(book && book->dialing.location_count == 0);
}

TEST(book, a_wrong_file_is_an_empty_book_and_a_sentence)
{
	begin("");
	refuses("[location A]\n", "location \"A\": \"\" is no country");
	refuses("[location A]\ncountry = 800\n", "\"800\" is no country");
	refuses("[location A]\ncountry = DE\narea = 0x\n", "\"0x\" is no area code");
	refuses("[location A]\ncountry = DE\ncard = x\n", "\"x\" is no calling card");
	refuses("[location A]\ncountry = DE\ntoll-list = x\n", "\"x\" is no list of prefixes");
	refuses("[location A]\ncountry = DE\narea-rules = x\n", "\"x\" is no area-code rule");
	refuses("[location A]\ncountry = DE\nid = 2\n[location B]\ncountry = DE\nid = 2\n",
		"location \"B\": another has the id 2 too");
	refuses("[location A]\ncountry = DE\ncolour = red\n", "colour");
	refuses("[dialing]\nlocation = A\n", "there is no location \"A\"");
	refuses("[card A]\nsame-area = X\n", "card \"A\": \"X\" is no dialling rule");
	refuses("[card A]\nid = 2\n[card B]\nid = 2\n", "card \"B\": another has the id 2 too");
	refuses("[priorities]\nbanana = a\n", "\"banana\" is no media mode");
	refuses("[extension 1]\nid = 1 2 3\nmedia-mode = 4\nname = x\n", "must be four numbers");
	refuses("[line A]\n", "line");
}

/* The page for administrators has the tables that read the file. */
TEST_ONCE(book, the_page_has_each_key)
{
	static char page[65536];
	FILE *file = file_open(SOURCES "/docs/dialing.md", "rb");
	struct buf tables;
	size_t len;

	NEED(file != NULL);
	if (!file)
		return;
	len = fread(page, 1, sizeof(page) - 1, file);
	fclose(file);
	page[len] = '\0';
	buf_grow(&tables);
	book_document(&tables);
	if (getenv("OPENTSP_WRITE_DOCS"))
		printf("%s", buf_c(&tables));
	CHECK(strstr(page, buf_c(&tables)) != NULL);
	buf_free(&tables);
}

#define KEY "HKCU\\Software\\OpenTSP\\Test"

static void put(const char *path, const char *name, const char *text, uint32_t number)
{
	struct registry_key *key = registry_open(path, true);
	bool done = key && (text ? registry_set_text(key, name, text) :
			    registry_set_number(key, name, number));

	registry_close(key);
	NEED(done);
}

/* Where there is a registry. */
TEST(book, the_registry_has_locations_cards_and_priorities)
{
	struct book_place place = { .registry = KEY };
	struct priority_mode voice = { .media_mode = LINEMEDIAMODE_INTERACTIVEVOICE };

	if (!registry_exists())
		return;
	DEFER(close_books, NULL);
	book = other = NULL;
	buf_fixed(&why, why_text, sizeof(why_text));
	put(KEY "\\Locations", "CurrentID", NULL, 4);
	put(KEY "\\Locations\\Location0", "ID", NULL, 4);
	put(KEY "\\Locations\\Location0", "Name", "Seattle", 0);
	put(KEY "\\Locations\\Location0", "Country", NULL, 1);
	put(KEY "\\Locations\\Location0", "AreaCode", "206", 0);
	put(KEY "\\Locations\\Location0", "OutsideAccess", "9", 0);
	put(KEY "\\Locations\\Location0", "TollList", ",881,", 0);
	put(KEY "\\Locations\\Location0", "Flags", NULL, 3);
	put(KEY "\\Locations\\Location0", "CallingCard", NULL, 8);
	put(KEY "\\Locations\\Location9", "Name", "Berlin", 0);
	put(KEY "\\Locations\\Location9", "Country", NULL, 49);
	put(KEY "\\Cards\\Card1", "ID", NULL, 8);
	put(KEY "\\Cards\\Card1", "Name", "Blue", 0);
	put(KEY "\\Cards\\Card1", "LDRule", "18005551000,FG", 0);
	put(KEY "\\HandoffPriorities", "RequestMakeCall", "phone.exe\"DIALER.EXE\"", 0);
	NEED(book_open(&book, &place, &why) == OK);
	if (!book || book->dialing.location_count != 2)
		return;
	CHECK_INT(book->dialing.current, 4);
	CHECK_TEXT(book->dialing.locations[0].toll_list, "881");
	CHECK_INT(book->dialing.locations[0].card, 8);
	CHECK(book->dialing.locations[1].pulse == false);
	CHECK_INT(book->dialing.locations[1].id, 9);
	CHECK(span_is(priorities_first(&book->priorities, LINEREQUESTMODE_MAKECALL), "phone.exe"));
	CHECK_INT(book_set_toll(book, SPAN("+1 (206) 882-8080"), LINETOLLLISTOPTION_ADD), OK);
	CHECK_INT(book_go(book, 9), OK);
	CHECK_INT(book_set_priority(book, &voice, SPAN("a b.exe"), 1, SPAN_NONE), OK);
	NEED(book_open(&other, &place, &why) == OK);
	if (!other || other->dialing.location_count != 2)
		return;
	CHECK_INT(other->dialing.current, 9);
	CHECK_TEXT(other->dialing.locations[0].toll_list, "881,882");
	CHECK_INT(priorities_place(&other->priorities, LINEMEDIAMODE_INTERACTIVEVOICE, 0, SPAN("a b.exe")), 1);
	CHECK_INT(priorities_place(&other->priorities, LINEMEDIAMODE_INTERACTIVEVOICE, 0, SPAN("x")), 0);
}
