/* SPDX-License-Identifier: MIT
 * test_conf.c - good files fill records; bad ones are one sentence. */
#include "test.h"
#include "base/conf.h"
#include "base/mem.h"
#include "os/file.h"
#include "os/secret.h"
#include <stdlib.h>
#include <uv.h>

struct record {
	char *registrar, *password;
	uint32_t expires_s, watch_s, t1_ms, port, transport, lines;
	bool enabled;
};

static const struct conf_key keys[] = {
	{ "registrar", CONF_TEXT, offsetof(struct record, registrar), NULL, "the server to register with", NULL, 0, 0 },
	{ "password", CONF_SECRET, offsetof(struct record, password), "", "its password", NULL, 0, 0 },
	{ "expires", CONF_SECONDS, offsetof(struct record, expires_s), "1 h", "lifetime", NULL, 60, 86400 },
	{ "watch", CONF_SECONDS, offsetof(struct record, watch_s), "0", "how often to look", NULL, 0, 0 },
	{ "t1", CONF_MILLISECONDS, offsetof(struct record, t1_ms), "500", "RFC 3261 T1", NULL, 0, 0 },
	{ "port", CONF_PORT, offsetof(struct record, port), "5060", "the port", NULL, 0, 0 },
	{ "transport", CONF_ENUM, offsetof(struct record, transport), "udp", "how | to send", "udp tcp tls", 0, 0 },
	{ "lines", CONF_NUMBER, offsetof(struct record, lines), "3", "how many", NULL, 1, 0 },
	{ "enabled", CONF_BOOL, offsetof(struct record, enabled), "yes", "whether", NULL, 0, 0 },
	{ 0 },
};

struct other { char *number; };

static const struct conf_key other_keys[] = {
	{ "number", CONF_TEXT, offsetof(struct other, number), "", "the line's number", NULL, 0, 0 },
	{ 0 },
};

static struct conf_file *file;
static struct record record;
static struct other other;
static struct buf why;
static char why_text[1024];

static void end(void *arg)
{
	conf_clear(keys, &record);
	conf_clear(other_keys, &other);
	conf_close(file);
	file = NULL;
}

static void begin(void)
{
	file = NULL;
	memset(&record, 0, sizeof(record));
	memset(&other, 0, sizeof(other));
	buf_fixed(&why, why_text, sizeof(why_text));
	DEFER(end, NULL);
}

static enum err parse(struct span text)
{
	return conf_parse(&file, "opentsp.conf", text, &why);
}

/* Parse `text` and fill both records from its first section. */
static enum err read_text(const char *text)
{
	enum err err = parse(span_of(text));

	if (err)
		return err;
	return conf_fill(file, file->count ? file->sections : NULL, keys, &record,
			 other_keys, &other, &why);
}

/* Reading `text` must fail with this sentence, and leave nothing behind. */
static void refuses(const char *text, const char *sentence)
{
	end(NULL);
	buf_reset(&why);
	CHECK_INT(read_text(text), ERR_CONFIG);
	CHECK_TEXT(buf_c(&why), sentence);
	CHECK(!record.registrar && !record.password && !other.number && !record.expires_s);
}

/* Likewise for the value of one key. */
static void refuses_value(const char *key, const char *value, const char *sentence)
{
	char text[512], whole[512];

	snprintf(text, sizeof(text), "[line x]\nregistrar = r\n%s = %s\n", key, value);
	snprintf(whole, sizeof(whole), "opentsp.conf:3: \"%s\" must be %s", key, sentence);
	refuses(text, whole);
}

TEST(conf, a_file_fills_its_record)
{
	begin();
	NEED(read_text("# a comment\n"
		  "[line reception]\n"
		  "registrar = pbx.example;transport=tcp\r\n"
		  "password=\" s\\\"e\\\\c # ret \"\n"
		  "  expires\t=  5 min \n"
		  "; another\n\n"
		  "t1 = 2 s\nport = 65535\ntransport = TLS\nlines=7\nenabled = off\n"
		  "number = +49 30 1") == OK);
	CHECK_INT(file->count, 1);
	CHECK_TEXT(file->sections[0].kind, "line");
	CHECK_TEXT(file->sections[0].name, "reception");
	CHECK_INT(file->sections[0].row, 2);
	CHECK_TEXT(record.registrar, "pbx.example;transport=tcp");
	CHECK_TEXT(record.password, " s\"e\\c # ret ");
	CHECK_INT(record.expires_s, 300);
	CHECK_INT(record.t1_ms, 2000);
	CHECK_INT(record.port, 65535);
	CHECK_INT(record.transport, 2);
	CHECK_INT(record.lines, 7);
	CHECK(!record.enabled);
	CHECK_TEXT(other.number, "+49 30 1");
	CHECK_INT(why.len, 0);
}

TEST(conf, what_is_not_given_has_its_default)
{
	begin();
	NEED(read_text("[line x]\nregistrar = r\n") == OK);
	CHECK_TEXT(record.password, "");
	CHECK_INT(record.expires_s, 3600);
	CHECK_INT(record.t1_ms, 500);
	CHECK_INT(record.port, 5060);
	CHECK_INT(record.transport, 0);
	CHECK_INT(record.lines, 3);
	CHECK(record.enabled);
	CHECK_TEXT(other.number, "");
}

TEST(conf, a_section_that_is_not_there_gives_all_defaults)
{
	begin();
	NEED(conf_fill(NULL, NULL, other_keys, &other, NULL, NULL, &why) == OK);
	CHECK_TEXT(other.number, "");
	CHECK_INT(conf_fill(NULL, NULL, keys, &record, NULL, NULL, &why), ERR_CONFIG);
	CHECK_TEXT(buf_c(&why), "the configuration: \"registrar\" must be given: the server to register with");
}

TEST(conf, sections_have_a_kind_and_perhaps_a_name)
{
	begin();
	NEED(parse(SPAN("\xEF\xBB\xBF[provider]\r\n[ line  B\xC3\xBCro 2 ]\r\na=1\r\n[line x]")) == OK);
	CHECK_INT(file->count, 3);
	CHECK_TEXT(file->sections[0].kind, "provider");
	CHECK_TEXT(file->sections[0].name, "");
	CHECK_TEXT(file->sections[1].kind, "line");
	CHECK_TEXT(file->sections[1].name, "B\xC3\xBCro 2");
	CHECK(span_is(conf_value(&file->sections[1], "a"), "1"));
	CHECK(conf_value(&file->sections[1], "b").at == NULL);
	CHECK(conf_value(NULL, "b").at == NULL);
	CHECK_INT(file->sections[2].row, 4);
}

TEST(conf, an_empty_file_has_no_sections)
{
	begin();
	NEED(parse(SPAN_NONE) == OK);
	CHECK_INT(file->count, 0);
}

TEST(conf, a_row_that_cannot_be_read_is_named_with_its_number)
{
	static const struct { const char *text, *sentence; } bad[] = {
		{ "\n[line x", "opentsp.conf:2: a section's head ends with \"]\" and has nothing behind it" },
		{ "[line x] # no", "opentsp.conf:1: a section's head ends with \"]\" and has nothing behind it" },
		{ "[]", "opentsp.conf:1: a section's head is \"[kind]\" or \"[kind name]\"" },
		{ "[", "opentsp.conf:1: a section's head ends with \"]\" and has nothing behind it" },
		{ "[line/x]", "opentsp.conf:1: a section's head is \"[kind]\" or \"[kind name]\"" },
		{ "[line a[b]", "opentsp.conf:1: a section's name has no \"[\" or \"]\" in it" },
		{ "[a]\nsecret words", "opentsp.conf:2: this is no \"[section]\", no \"key = value\" and no comment" },
		{ "[a]\n= x", "opentsp.conf:2: this is no \"[section]\", no \"key = value\" and no comment" },
		{ "a = 1", "opentsp.conf:1: \"a\" stands in front of the first [section]" },
		{ "[a]\nb=\"x", "opentsp.conf:2: the quotes are not closed" },
		{ "[a]\nb=\"x\\\"", "opentsp.conf:2: the quotes are not closed" },
		{ "[a]\nb=\"", "opentsp.conf:2: the quotes are not closed" },
		{ "[a]\nb=\"x\" y", "opentsp.conf:2: there is something behind the closing quotes" },
		{ "[a]\nb=\"C:\\new\"", "opentsp.conf:2: in quotes a \"\\\" stands before \" or \\ only; write \\\\ for one" },
		{ "[a]\nb = 1 # one", "opentsp.conf:2: a comment stands on a row of its own; a value with a \"#\" behind a space stands in quotes" },
		{ "[a]\nb = ;", "opentsp.conf:2: a comment stands on a row of its own; a value with a \";\" behind a space stands in quotes" },
		{ "[a]\nb=1\nc=1\nb=2", "opentsp.conf:4: \"b\" stands in row 2 already" },
		{ "[a]\n[b x]\n[a]\n[b x]", "opentsp.conf:3: [a] stands in row 1 already" },
		{ "[b x]\n[a]\n[b x]", "opentsp.conf:3: [b x] stands in row 1 already" },
		{ "[a]\nb=\xFF", "opentsp.conf:2: this is not UTF-8" },
		{ "# caf\xE9", "opentsp.conf:1: this is not UTF-8" },
		{ "[a]\rb=1", "opentsp.conf:1: there is a control character (0x0D)" },
		{ "[a]\nb=\x1b[31m", "opentsp.conf:2: there is a control character (0x1B)" },
		{ "\xFF\xFE[", "opentsp.conf:1: this is UTF-16: save the file as UTF-8" },
	};

	begin();
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refuses(bad[i].text, bad[i].sentence);
}

TEST(conf, a_nul_byte_is_no_text)
{
	begin();
	CHECK_INT(parse(SPAN("[a]\nb = 1\0 2\n")), ERR_CONFIG);
	CHECK_TEXT(buf_c(&why), "opentsp.conf:2: there is a NUL byte: is this a text file in UTF-8?");
}

TEST(conf, quotes_are_for_the_whole_value_only)
{
	begin();
	NEED(parse(SPAN("[a]\nb = C:\\x\\y\nc = \"\"\nd = a\"b\"\ne=#1\nf =\n")) == OK);
	CHECK(span_is(conf_value(file->sections, "b"), "C:\\x\\y"));
	CHECK(span_is(conf_value(file->sections, "c"), ""));
	CHECK(span_is(conf_value(file->sections, "d"), "a\"b\""));
	CHECK(span_is(conf_value(file->sections, "e"), "#1"));
	CHECK(span_is(conf_value(file->sections, "f"), "") && conf_value(file->sections, "f").at);
}

TEST(conf, a_bad_value_is_told_what_it_must_be)
{
	begin();
	refuses_value("expires", "soon", "a time such as \"90 s\" or \"1 h\" from 60 s to 86400 s, not \"soon\"");
	refuses_value("expires", "59 s", "a time such as \"90 s\" or \"1 h\" from 60 s to 86400 s, not \"59 s\"");
	refuses_value("expires", "2 d", "a time such as \"90 s\" or \"1 h\" from 60 s to 86400 s, not \"2 d\"");
	refuses_value("expires", "60000 ms", "a time such as \"90 s\" or \"1 h\" from 60 s to 86400 s, not \"60000 ms\"");
	refuses_value("watch", "5000 ms", "a time such as \"90 s\" or \"1 h\", not \"5000 ms\"");
	refuses_value("t1", "5 m", "a time such as \"500 ms\" or \"2 s\", not \"5 m\"");
	refuses_value("t1", "50 d", "a time such as \"500 ms\" or \"2 s\", not \"50 d\"");
	refuses_value("t1", "-1", "a time such as \"500 ms\" or \"2 s\", not \"-1\"");
	refuses_value("t1", "", "a time such as \"500 ms\" or \"2 s\", not \"\"");
	refuses_value("t1", "4294967296", "a time such as \"500 ms\" or \"2 s\", not \"4294967296\"");
	refuses_value("port", "65536", "a port from 0 to 65535, not \"65536\"");
	refuses_value("transport", "sctp", "udp, tcp or tls, not \"sctp\"");
	refuses_value("transport", "udp tcp", "udp, tcp or tls, not \"udp tcp\"");
	refuses_value("lines", "0", "a number of at least 1, not \"0\"");
	refuses_value("enabled", "maybe", "yes or no, not \"maybe\"");
	refuses_value("enabled", "0123456789012345678901234567890123456789012345678901234567890123456789",
		      "yes or no, not \"01234567890123456789012345678901234567890123456789012345678...\"");
}

TEST(conf, units_may_stand_close_and_in_any_case)
{
	begin();
	NEED(read_text("[l]\nregistrar=r\nexpires = 1H\nt1=90\tS") == OK);
	CHECK_INT(record.expires_s, 3600);
	CHECK_INT(record.t1_ms, 90000);
}

TEST(conf, an_unknown_key_is_told_what_was_meant)
{
	begin();
	refuses("[line x]\nregistar = r", "opentsp.conf:2: [line] has no key \"registar\" (did you mean \"registrar\"?)");
	refuses("[line x]\nregistrar = r\nNumber = 1", "opentsp.conf:3: [line] has no key \"Number\" (did you mean \"number\"?)");
	refuses("[line x]\nprot = 1", "opentsp.conf:2: [line] has no key \"prot\" (did you mean \"port\"?)");
	refuses("[line x]\nnothing-like-it = 1", "opentsp.conf:2: [line] has no key \"nothing-like-it\"");
	refuses("[line x]\nx = 1", "opentsp.conf:2: [line] has no key \"x\"");
}

TEST(conf, a_missing_value_is_told_with_its_section)
{
	begin();
	refuses("\n[line x]\nport = 1", "opentsp.conf:2: \"registrar\" must be given: the server to register with");
	refuses("[line x]\nregistrar =", "opentsp.conf:2: \"registrar\" must not be empty: the server to register with");
}

TEST(conf, an_unknown_kind_of_section_is_told_what_was_meant)
{
	begin();
	NEED(parse(SPAN("[provider]\n[line x]\n[lime y]\n")) == OK);
	CHECK_INT(conf_kinds(file, "provider line lime", &why), OK);
	CHECK_INT(conf_kinds(file, "provider line", &why), ERR_CONFIG);
	CHECK_TEXT(buf_c(&why), "opentsp.conf:3: there is no kind of section \"lime\" (did you mean \"line\"?)");
}

TEST(conf, a_caller_may_complain_in_the_same_form)
{
	begin();
	NEED(parse(SPAN("\n[line x]\nport = 1\n")) == OK);
	conf_complain(file, file->sections, "port", &why, "port %d is taken", 1);
	CHECK_TEXT(buf_c(&why), "opentsp.conf:3: port 1 is taken");
	buf_reset(&why);
	conf_complain(file, file->sections, "expires", &why, "no");
	CHECK_TEXT(buf_c(&why), "opentsp.conf:2: no");
	buf_reset(&why);
	conf_complain(file, NULL, NULL, &why, "no");
	CHECK_TEXT(buf_c(&why), "opentsp.conf: no");
}

TEST_ONCE(conf, rows_sections_and_files_that_are_too_large_are_refused)
{
	static struct buf b;

	begin();
	buf_grow(&b);
	DEFER(buf_free, &b);
	buf_text(&b, "[a]\nb=");
	while (b.len < 6 + CONF_ROW_MAX - 1)
		buf_char(&b, 'x');
	CHECK_INT(parse(buf_span(&b)), ERR_CONFIG);
	CHECK_TEXT(buf_c(&why), "opentsp.conf:2: the row is longer than 4096 bytes");
	buf_reset(&why);
	b.len--;
	CHECK_INT(parse(buf_span(&b)), OK);
	end(NULL);

	buf_reset(&b);
	buf_text(&b, "[a]\n");
	for (uint32_t i = 0; i <= CONF_KEYS_MAX; i++)
		buf_printf(&b, "k%u=\n", i);
	CHECK_INT(parse(buf_span(&b)), ERR_CONFIG);
	CHECK_TEXT(buf_c(&why), "opentsp.conf:258: a section has at most 256 keys");

	buf_reset(&why);
	while (b.len <= CONF_FILE_MAX)
		buf_text(&b, "################################################################\n");
	CHECK_INT(parse(buf_span(&b)), ERR_CONFIG);
	CHECK_TEXT(buf_c(&why), "opentsp.conf: the file is larger than 16 MB");
}

/* It would take minutes if each were held against all others. */
TEST_ONCE(conf, a_hundred_thousand_sections_are_read_at_once)
{
	static struct buf b;

	begin();
	buf_grow(&b);
	DEFER(buf_free, &b);
	for (uint32_t i = 0; i < 100000; i++)
		buf_printf(&b, "[line %u]\nregistrar = r\n", i);
	NEED(parse(buf_span(&b)) == OK);
	CHECK_INT(file->count, 100000);
	CHECK_TEXT(file->sections[99999].name, "99999");
}

/* A file of the test's own in the working folder; removed at its end. */
static char path[64];

static void remove_it(void *arg)
{
	remove(path);
}

static void write_file(const char *text, size_t len, int mode)
{
	uv_fs_t request;
	FILE *out;

	snprintf(path, sizeof(path), "test_conf.%d.tmp", (int)uv_os_getpid());
	DEFER(remove_it, NULL);
	out = file_open(path, "wb");
	NEED(out);
	len = fwrite(text, 1, len, out) - len;
	NEED(fclose(out) == 0 && len == 0);
	uv_fs_chmod(NULL, &request, path, mode, NULL);
	uv_fs_req_cleanup(&request);
}

TEST(conf, a_file_is_read_from_the_disk)
{
	begin();
	write_file("[line x]\na = b\n", 15, 0600);
	NEED(conf_read(&file, path, &why) == OK);
	CHECK_TEXT(file->path, path);
	CHECK(span_is(conf_value(file->sections, "a"), "b"));
}

TEST(conf, a_file_that_is_not_there_is_told_by_its_name)
{
	begin();
	CHECK_INT(conf_read(&file, "no/such.conf", &why), ERR_RESOURCE);
	CHECK_TEXT(buf_c(&why), "no/such.conf: the file does not exist");
	buf_reset(&why);
	CHECK_INT(conf_read(&file, ".", &why), ERR_RESOURCE);
	CHECK(span_starts(buf_span(&why), ".: the file cannot be "));
}

static enum err read_secret(const char *value)
{
	char text[256];

	end(NULL);
	buf_reset(&why);
	snprintf(text, sizeof(text), "[line x]\nregistrar = r\npassword = %s\n", value);
	return read_text(text);
}

TEST(conf, a_secret_is_the_first_row_of_the_file_that_it_names)
{
	char value[80];

	begin();
	write_file("s3cret word\r\nnot this\n", 22, 0600);
	snprintf(value, sizeof(value), "@%s", path);	/* beside opentsp.conf: in this folder */
	NEED(read_secret(value) == OK);
	CHECK_TEXT(record.password, "s3cret word");
}

TEST(conf, a_secret_without_a_line_end_is_whole)
{
	char value[80];

	begin();
	write_file("s3cret", 6, 0600);
	snprintf(value, sizeof(value), "@%s", path);
	NEED(read_secret(value) == OK);
	CHECK_TEXT(record.password, "s3cret");
}

TEST(conf, a_secret_that_is_not_there_is_told_without_its_name)
{
	begin();
	CHECK_INT(read_secret("@Pa55word"), ERR_CONFIG);
	CHECK(!strstr(why_text, "Pa55word"));
	CHECK(span_starts(buf_span(&why), "opentsp.conf:3: \"password\": the file that it names with \"@\" "));
	CHECK(!record.registrar);
}

TEST(conf, a_secret_that_is_no_text_is_refused)
{
	char value[80];

	begin();
	write_file("a\0b\n", 4, 0600);
	snprintf(value, sizeof(value), "@%s", path);
	CHECK_INT(read_secret(value), ERR_CONFIG);
	CHECK(strstr(buf_c(&why), "is not a text file"));
	write_file("\nx\n", 3, 0600);
	CHECK_INT(read_secret(value), ERR_CONFIG);
	CHECK(strstr(buf_c(&why), "has nothing in its first row"));
}

TEST(conf, a_secret_that_is_open_to_everybody_is_refused)
{
	char value[80];
	uv_fs_t request;

	begin();
	write_file("s3cret\n", 7, 0644);
	uv_fs_stat(NULL, &request, path, NULL);
	if (request.statbuf.st_mode & 4 && file_absolute("C:x"))
		return;		/* Windows, whose access lists are not looked at */
	snprintf(value, sizeof(value), "@%s", path);
	CHECK_INT(read_secret(value), ERR_CONFIG);
	CHECK_TEXT(buf_c(&why), "opentsp.conf:3: \"password\": the file that it names with \"@\" "
		   "is open to everybody (chmod o= it)");
}

static void forget_folder(void *arg)
{
	uv_os_unsetenv("CREDENTIALS_DIRECTORY");
}

TEST(conf, a_secret_may_be_a_credential_of_systemd)
{
	char value[80];

	begin();
	uv_os_unsetenv("CREDENTIALS_DIRECTORY");
	CHECK_INT(read_secret("$pbx"), ERR_CONFIG);
	CHECK_TEXT(buf_c(&why), "opentsp.conf:3: \"password\": the systemd credential that it names "
		   "with \"$\" cannot be looked up: systemd passed no credentials");
	write_file("from systemd\n", 13, 0400);
	uv_os_setenv("CREDENTIALS_DIRECTORY", ".");
	DEFER(forget_folder, NULL);
	snprintf(value, sizeof(value), "$%s", path);
	NEED(read_secret(value) == OK);
	CHECK_TEXT(record.password, "from systemd");
	CHECK_INT(read_secret("$../x"), ERR_CONFIG);
	CHECK(strstr(buf_c(&why), "is no name of a credential"));
}

TEST(conf, a_first_row_longer_than_the_room_for_it_is_no_secret)
{
	char out[8];

	begin();
	write_file("1234567", 7, 0600);
	CHECK(!secret_read(path, out, sizeof(out)));
	CHECK_TEXT(out, "1234567");
	CHECK_TEXT(secret_read(path, out, 7), "has too long a first row");
	CHECK(memcmp(out, "\0\0\0\0\0\0\0", 7) == 0);
}

TEST(conf, the_manual_is_made_from_the_table)
{
	static struct buf b;

	begin();
	buf_grow(&b);
	DEFER(buf_free, &b);
	conf_document(&b, "line NAME", keys);
	NEED(!b.full);
	CHECK(span_starts(buf_span(&b), "### `[line NAME]`\n\n| key | value | default | meaning |\n|---|"));
	CHECK(strstr(buf_c(&b), "| `registrar` | text | must be given | the server to register with |\n"));
	CHECK(strstr(buf_c(&b), "| `password` | secret: `@FILE`, `$CREDENTIAL` or itself | empty |"));
	CHECK(strstr(buf_c(&b), "| `transport` | udp, tcp or tls | `udp` | how \\| to send |\n"));
}
