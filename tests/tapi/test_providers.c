/* SPDX-License-Identifier: MIT
 * test_providers.c - the list of providers, and versions of all their devices at once. */
#include "abi/vardata.h"
#include "owners_scene.h"
#include "phone_scene.h"

static const char second[] = "[provider]\nclock = virtual\n[line far]\ndriver = sim\nnumber = 500\n"
	"[phone porch]\ndriver = sim\n";

static const char *file_of_scene(void)
{
	return strrchr(SCENE_PROVIDER, '/') + 1;
}

/* One provider of a list, and that it has this number and the file of the scene. */
static void check_entry(const void *list, DWORD i, DWORD id)
{
	const LINEPROVIDERLIST *head = list;
	const char *base = list;
	LINEPROVIDERENTRY entry;
	WCHAR wide[64];

	NEED(i < head->dwNumProviders);
	memcpy(&entry, base + head->dwProviderListOffset + i * sizeof(entry), sizeof(entry));
	CHECK_INT(entry.dwPermanentProviderID, id);
	CHECK_INT(entry.dwProviderFilenameSize, utf16_size(file_of_scene()));
	NEED(utf16_size(file_of_scene()) <= sizeof(wide));
	utf16_write(wide, file_of_scene());
	CHECK(memcmp(base + entry.dwProviderFilenameOffset, wide, utf16_size(file_of_scene())) == 0);
}

TEST_ONCE(providers, the_list_names_each_provider_by_number_and_file)
{
	static const DWORD versions[] = { TAPI_1_4, TAPI_2_2, TAPI_3_1 };
	struct packet_GetProviderList got;
	struct peer *peer;
	const void *list;

	scene_second(second);
	scene_open(NULL);
	peer = peer_hello("p");		/* which initializes nothing */
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		CHECK_INT(GET(peer, GetProviderList, &got, .version = versions[i], .list = 1000), 0);
		list = peer_tail(peer, got.list);
		NEED(list);
		CHECK_INT(((const LINEPROVIDERLIST *)list)->dwNumProviders, 2);
		check_entry(list, 0, 1);
		check_entry(list, 1, 10);
	}
}

TEST_ONCE(providers, a_list_that_is_too_small_says_how_much_it_needs)
{
	struct packet_GetProviderList got;
	struct peer *peer;
	const LINEPROVIDERLIST *list;
	DWORD needed;

	scene_second(second);
	scene_open(NULL);
	peer = peer_hello("p");
	CHECK_INT(GET(peer, GetProviderList, &got, .version = TAPI_2_2,
		      .list = sizeof(LINEPROVIDERLIST)), 0);
	list = peer_tail(peer, got.list);
	NEED(list);
	needed = list->dwNeededSize;
	CHECK_INT(needed, sizeof(LINEPROVIDERLIST)
		  + 2 * (sizeof(LINEPROVIDERENTRY) + utf16_size(file_of_scene())));
	CHECK_INT(list->dwUsedSize, sizeof(LINEPROVIDERLIST));
	CHECK_INT(list->dwProviderListSize, 0);
	CHECK_INT(GET(peer, GetProviderList, &got, .version = TAPI_2_2, .list = needed), 0);
	list = peer_tail(peer, got.list);
	NEED(list);
	CHECK_INT(list->dwUsedSize, needed);
	check_entry(list, 1, 10);
	CHECK_INT(NOW(peer, GetProviderList, .version = TAPI_2_2,
		      .list = sizeof(LINEPROVIDERLIST) - 1), (LONG)LINEERR_STRUCTURETOOSMALL);
}

TEST_ONCE(providers, there_is_no_list_before_1_4_nor_of_versions_to_come)
{
	struct peer *peer;

	scene_open(NULL);
	peer = peer_hello("p");
	CHECK_INT(NOW(peer, GetProviderList, .version = TAPI_1_3, .list = 1000),
		  (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(NOW(peer, GetProviderList, .version = TAPI_3_1 + 1, .list = 1000),
		  (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(NOW(peer, GetProviderList, .version = 0, .list = 1000),
		  (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
}

/* --- NegotiateAPIVersionForAllDevices -------------------------------------------------------- */

static LONG negotiate_all(struct program *p, struct packet_NegotiateAPIVersionForAllDevices *got,
			  DWORD version, DWORD phones)
{
	return GET(p->peer, NegotiateAPIVersionForAllDevices, got, .app = p->app, .lines = 9,
		   .phones = phones, .version = version, .line_versions_size = 9 * 4,
		   .line_extensions_size = 9 * 16, .phone_versions_size = 3 * 4,
		   .phone_extensions_size = 3 * 16);
}

TEST_ONCE(providers, versions_of_phones_are_negotiated_with_those_of_lines)
{
	struct packet_NegotiateAPIVersionForAllDevices got;
	struct packet_phoneNegotiateAPIVersion alone;
	unsigned char extension[16];
	const DWORD *versions;
	struct phone_end phone;
	struct program p;

	scene_second(second);
	scene_open(PHONES);
	p = program_new("p", TAPI_2_2);
	CHECK_INT(negotiate_all(&p, &got, TAPI_2_0, 3), 0);
	CHECK_INT(got.line_versions_size, 4 * 4);
	CHECK_INT(got.phone_versions_size, 3 * 4);
	CHECK_INT(got.phone_extensions_size, 3 * 16);
	versions = peer_tail(p.peer, got.phone_versions);
	NEED(versions);
	for (int i = 0; i < 3; i++)
		CHECK_INT(versions[i], TAPI_2_0);
	memcpy(extension, peer_tail(p.peer, got.phone_extensions), sizeof(extension));
	phone = (struct phone_end){ .peer = p.peer, .app = phone_app(p.peer, "p", TAPI_2_2) };
	CHECK_INT(GET(p.peer, phoneNegotiateAPIVersion, &alone, .app = phone.app,
		      .version = TAPI_1_3, .current = TAPI_2_2, .size = 16), 0);
	CHECK(memcmp(extension, peer_tail(p.peer, alone.extension), sizeof(extension)) == 0);
	CHECK_INT(negotiate_all(&p, &got, TAPI_2_0, 0), 0);
	CHECK_INT(got.phone_versions_size, 0);
	CHECK_INT(negotiate_all(&p, &got, TAPI_2_0, 99), 0);	/* as many as there are */
	CHECK_INT(got.phone_versions_size, 3 * 4);
	CHECK_INT(NOW(p.peer, NegotiateAPIVersionForAllDevices, .app = p.app, .phones = 3,
		      .version = TAPI_2_0, .phone_versions_size = 2 * 4,
		      .phone_extensions_size = 3 * 16), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(NOW(p.peer, NegotiateAPIVersionForAllDevices, .app = p.app, .phones = 3,
		      .version = TAPI_2_0, .phone_versions_size = 3 * 4,
		      .phone_extensions_size = 3 * 16 - 1), (LONG)LINEERR_STRUCTURETOOSMALL);
}

TEST_ONCE(providers, a_phone_that_was_removed_has_no_version)
{
	struct packet_NegotiateAPIVersionForAllDevices got;
	const DWORD *versions;
	struct program p;
	DWORD phones;

	scene_open(PHONES);
	p = program_new("p", TAPI_2_2);
	phones = phone_app(p.peer, "p", TAPI_2_2);
	CHECK(phones != 0);
	scene_write("opentsp.conf", "[provider]\nclock = virtual\n[line a]\ndriver = sim\nnumber = 100\n"
		    "[line b]\ndriver = sim\nnumber = 200\n[phone desk]\ndriver = sim\nline = b\n"
		    "headset = yes\n");
	scene_command("reload");
	CHECK(peer_event(p.peer, PHONE_REMOVE, NULL));
	CHECK_INT(negotiate_all(&p, &got, TAPI_2_2, 3), 0);
	CHECK_INT(got.phone_versions_size, 2 * 4);
	versions = peer_tail(p.peer, got.phone_versions);
	NEED(versions);
	CHECK_INT(versions[0], TAPI_2_2);
	CHECK_INT(versions[1], 0);
}
