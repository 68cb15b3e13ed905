/* SPDX-License-Identifier: MIT
 * test_tls.c - two ends that talk by TLS through memory. */
#include "os/tls.h"
#include "test.h"
#include "tls_pki.h"
#include <stdlib.h>

#define FILES 9

static struct {
	char paths[FILES][256];
	struct tls_side *server_side, *client_side;
	struct tls *server, *client;
	struct buf heard_by_server, heard_by_client;
	char why[512];
} scene;

enum { CA, PBX, PBX_KEY, LATE, LATE_KEY, CLIENT, CLIENT_KEY, RSA, RSA_KEY };

static void scene_end(void *arg)
{
	tls_close(scene.client);
	tls_close(scene.server);
	tls_side_close(scene.client_side);
	tls_side_close(scene.server_side);
	buf_free(&scene.heard_by_client);
	buf_free(&scene.heard_by_server);
	for (int i = 0; i < FILES; i++)
		remove(scene.paths[i]);
	memset(&scene, 0, sizeof(scene));
}

static enum err side(struct tls_side **out, bool server, int certificate, bool check);

/* Wine's CNG imports no private keys (NTE_NOT_SUPPORTED): nobody can be a server there. */
static bool can_serve(void)
{
	bool can = side(&scene.server_side, true, PBX, false) != ERR_CONFIG || !strstr(scene.why, "0x80090029");

	tls_side_close(scene.server_side);
	scene.server_side = NULL;
	if (!can)
		printf("# not tried here: %s\n", scene.why);
	return can;
}

static bool scene_begin(void)
{
	static const char *const texts[FILES] = {
		pki_ca, pki_pbx, pki_pbx_key, pki_late, pki_late_key, pki_client, pki_client_key,
		pki_rsa, pki_rsa_key,
	};
	const char *folder = getenv("TEMP") ? getenv("TEMP") : "/tmp";

	test_defer(scene_end, NULL);
	buf_grow(&scene.heard_by_client);
	buf_grow(&scene.heard_by_server);
	for (int i = 0; i < FILES; i++) {
		FILE *file;

		snprintf(scene.paths[i], sizeof(scene.paths[i]), "%s/opentsp-tls-%p-%d.pem", folder,
			 (void *)&scene, i);
		file = fopen(scene.paths[i], "w");
		NEED(file);
		fputs(texts[i], file);
		fclose(file);
	}
	return can_serve();
}

static enum err side(struct tls_side **out, bool server, int certificate, bool check)
{
	struct tls_settings settings = {
		.server = server,
		.certificate = certificate ? scene.paths[certificate] : "",
		.key = certificate ? scene.paths[certificate + 1] : "",
		.authorities = scene.paths[CA], .check = check,
	};
	struct buf why;
	enum err err;

	buf_fixed(&why, scene.why, sizeof(scene.why));
	err = tls_side_open(out, &settings, &why);
	buf_c(&why);
	return err;
}

/* A server with that certificate, and a client that looks for `name`. */
static bool meet(int certificate, const char *name)
{
	return side(&scene.server_side, true, certificate, false) == OK &&
	       side(&scene.client_side, false, 0, true) == OK &&
	       tls_open(&scene.server, scene.server_side, NULL) == OK &&
	       tls_open(&scene.client, scene.client_side, name) == OK;
}

/* What `from` has for the network goes to `to`. False: there was nothing. */
static bool carry(struct tls *from, struct tls *to, struct buf *heard)
{
	struct buf wire;
	bool any;

	buf_grow(&wire);
	any = tls_fetch(from, &wire) == OK && wire.len > 0;
	if (any)
		(void)tls_hear(to, buf_span(&wire), heard);
	buf_free(&wire);
	return any;
}

static void talk(void)
{
	bool moved = true;

	(void)tls_hear(scene.client, SPAN_NONE, &scene.heard_by_client);
	for (int turn = 0; turn < 20 && moved; turn++) {
		moved = carry(scene.client, scene.server, &scene.heard_by_server);
		moved |= carry(scene.server, scene.client, &scene.heard_by_client);
	}
}

TEST(tls, what_one_says_the_other_hears_once_the_hands_are_shaken)
{
	if (!scene_begin())
		return;
	NEED(meet(PBX, "pbx.example"));
	CHECK_INT(tls_write(scene.client, SPAN("said early")), OK);
	talk();
	CHECK_INT(tls_state(scene.client), TLS_STANDS);
	CHECK_INT(tls_state(scene.server), TLS_STANDS);
	CHECK_TEXT(buf_c(&scene.heard_by_server), "said early");
	CHECK_INT(tls_write(scene.server, SPAN("and back")), OK);
	talk();
	CHECK_TEXT(buf_c(&scene.heard_by_client), "and back");
	CHECK(strncmp(tls_kind(scene.client), "TLSv1.", 6) == 0);
}

TEST(tls, what_is_larger_than_a_record_arrives_whole)
{
	static char large[100000];

	if (!scene_begin())
		return;
	memset(large, 'x', sizeof(large));
	NEED(meet(PBX, "pbx.example"));
	CHECK_INT(tls_write(scene.client, (struct span){ large, sizeof(large) }), OK);
	talk();
	CHECK_INT(scene.heard_by_server.len, sizeof(large));
}

TEST(tls, a_numeric_address_is_looked_for_in_the_certificate)
{
	if (!scene_begin())
		return;
	NEED(meet(PBX, "127.0.0.1"));
	talk();
	CHECK_INT(tls_state(scene.client), TLS_STANDS);
}

TEST(tls, a_certificate_for_other_names_is_refused_and_it_says_so)
{
	if (!scene_begin())
		return;
	NEED(meet(PBX, "other.example"));
	talk();
	CHECK_INT(tls_state(scene.client), TLS_BROKEN);
	CHECK_TEXT(tls_why(scene.client), "the certificate of other.example is for other names");
	CHECK_INT(tls_write(scene.client, SPAN("x")), ERR_FAILED);
}

TEST(tls, a_certificate_that_has_expired_is_refused_and_it_says_so)
{
	if (!scene_begin())
		return;
	NEED(meet(LATE, "pbx.example"));
	talk();
	CHECK_INT(tls_state(scene.client), TLS_BROKEN);
	CHECK_TEXT(tls_why(scene.client), "the certificate of pbx.example has expired");
}

TEST(tls, a_certificate_of_an_authority_that_is_not_trusted_is_refused)
{
	struct tls_settings settings = { .certificate = "", .key = "", .check = true };
	struct buf why;

	if (!scene_begin())
		return;
	settings.authorities = scene.paths[CLIENT];
	buf_fixed(&why, scene.why, sizeof(scene.why));
	NEED(side(&scene.server_side, true, PBX, false) == OK);
	NEED(tls_side_open(&scene.client_side, &settings, &why) == OK);
	NEED(tls_open(&scene.server, scene.server_side, NULL) == OK);
	NEED(tls_open(&scene.client, scene.client_side, "pbx.example") == OK);
	talk();
	CHECK_INT(tls_state(scene.client), TLS_BROKEN);
	CHECK_TEXT(tls_why(scene.client), "the certificate of pbx.example is by an authority that is not trusted");
}

TEST(tls, a_server_that_checks_refuses_who_has_no_certificate)
{
	if (!scene_begin())
		return;
	NEED(side(&scene.server_side, true, PBX, true) == OK);
	NEED(side(&scene.client_side, false, 0, true) == OK);
	NEED(tls_open(&scene.server, scene.server_side, NULL) == OK);
	NEED(tls_open(&scene.client, scene.client_side, "pbx.example") == OK);
	talk();
	CHECK_INT(tls_state(scene.server), TLS_BROKEN);
	CHECK_TEXT(tls_why(scene.server), "the client has no certificate");
}

TEST(tls, a_server_that_checks_takes_who_has_one)
{
	if (!scene_begin())
		return;
	NEED(side(&scene.server_side, true, PBX, true) == OK);
	NEED(side(&scene.client_side, false, CLIENT, true) == OK);
	NEED(tls_open(&scene.server, scene.server_side, NULL) == OK);
	NEED(tls_open(&scene.client, scene.client_side, "pbx.example") == OK);
	talk();
	CHECK_INT(tls_state(scene.server), TLS_STANDS);
}

/* Wine takes RSA keys of clients, and no others. */
TEST(tls, a_client_may_have_an_rsa_key)
{
	bool serves = scene_begin();
	struct tls_settings settings = {
		.server = true, .certificate = scene.paths[PBX], .key = scene.paths[PBX_KEY],
		.authorities = scene.paths[RSA], .check = true,
	};
	struct buf why;

	NEED(side(&scene.client_side, false, RSA, true) == OK);
	if (!serves)
		return;
	buf_fixed(&why, scene.why, sizeof(scene.why));
	NEED(tls_side_open(&scene.server_side, &settings, &why) == OK);
	NEED(tls_open(&scene.server, scene.server_side, NULL) == OK);
	NEED(tls_open(&scene.client, scene.client_side, "pbx.example") == OK);
	talk();
	CHECK_INT(tls_state(scene.server), TLS_STANDS);
}

TEST(tls, a_key_that_is_not_the_certificates_is_refused_and_it_says_so)
{
	struct tls_settings settings = { .certificate = scene.paths[PBX], .key = scene.paths[RSA_KEY], .authorities = "" };
	struct buf why;

	(void)scene_begin();
	buf_fixed(&why, scene.why, sizeof(scene.why));
	CHECK_INT(tls_side_open(&scene.client_side, &settings, &why), ERR_CONFIG);
	CHECK(strstr(buf_c(&why), "does not belong to the private key"));
}

TEST(tls, who_ends_it_is_heard_to_end_it)
{
	if (!scene_begin())
		return;
	NEED(meet(PBX, "pbx.example"));
	talk();
	tls_end(scene.client);
	talk();
	CHECK_INT(tls_state(scene.server), TLS_ENDED);
	CHECK_INT(tls_write(scene.server, SPAN("x")), ERR_FAILED);
}

TEST(tls, nonsense_breaks_it_with_a_reason)
{
	if (!scene_begin())
		return;
	NEED(meet(PBX, "pbx.example"));
	CHECK_INT(tls_hear(scene.server, SPAN("INVITE sip:a@b SIP/2.0\r\n\r\n"), &scene.heard_by_server), ERR_FAILED);
	CHECK_INT(tls_state(scene.server), TLS_BROKEN);
	CHECK(strncmp(tls_why(scene.server), "TLS with the client failed: ", 28) == 0);
}

TEST(tls, a_file_that_is_not_there_is_named)
{
	struct tls_settings settings = { .server = true, .certificate = "/nowhere/pbx.pem", .key = "",
					 .authorities = "" };
	char text[256];
	struct buf why;

	buf_fixed(&why, text, sizeof(text));
	CHECK_INT(tls_side_open(&scene.server_side, &settings, &why), ERR_CONFIG);
	CHECK(strstr(buf_c(&why), "/nowhere/pbx.pem"));
}
