/* SPDX-License-Identifier: MIT
 * test_specific.c - the exchange's extension and configuration at the model, also
 * with little memory. */
#include "model/devclass.h"
#include "model/specific.h"
#include "model_scene.h"
#include "opentsp/sim.h"
#include "tspi/negotiate.h"

#define LINES "[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\n"
#define DESK "[phone desk]\ndriver = sim\nline = b\n"
#define SLOWLY "[sim]\noperation-delay = 100 ms\n"

enum { SPARE_BUTTON = 15 };

struct parcel {
	struct sim_ext_block head;
	char bytes[64];
};

static struct line *a, *b;
static struct phone *desk;

static void scene(const char *configuration)
{
	scene_open(configuration);
	a = scene_line("a");
	b = scene_line("b");
	a->ext_version = b->ext_version = SIM_EXT_1_1;
}

static struct parcel text_to(const char *number, const char *text)
{
	struct parcel p = { .head = {
		.operation = SIM_EXT_SEND_TEXT,
		.number_size = (uint32_t)strlen(number), .text_size = (uint32_t)strlen(text),
	} };

	snprintf(p.bytes, sizeof(p.bytes), "%s%s", number, text);
	return p;
}

static enum err ask(struct line *line, DRV_REQUESTID request, struct call *call, struct parcel *p)
{
	return line_ask(line, LINE_OP_DEVSPECIFIC, request, &(struct line_args){
		.data = p, .size = sizeof(*p), .call = call });
}

TEST(specific, nothing_is_asked_of_who_selected_nothing)	/* R-EXT-5 */
{
	struct parcel p = text_to("200", "hi");

	scene(LINES);
	a->ext_version = 0;
	CHECK_INT(ask(a, 1, NULL, &p), ERR_UNAVAIL);
	CHECK_INT(line_features(a) & LINEFEATURE_DEVSPECIFIC, 0);
	CHECK(line_features_ever(a) & LINEFEATURE_DEVSPECIFIC);
	CHECK(line_features(b) & LINEFEATURE_DEVSPECIFIC);
}

TEST(specific, a_text_is_answered_after_it_is_told)
{
	struct parcel p = text_to("b", "by name");

	scene(LINES);
	CHECK_INT(ask(a, 1, NULL, &p), OK);
	CHECK_TEXT(scene_news(), "b LINE_DEVSPECIFIC, 1 ok");
	CHECK_INT(p.head.waiting, 0);		/* at the line that asked */
}

TEST(specific, a_call_that_went_meanwhile_is_no_call)	/* R-ASYNC-10 */
{
	struct parcel p = text_to("", "too late");
	struct call *out, *in;

	scene(SLOWLY LINES);
	scene_talk(a, b, &out, &in);
	NEED(ask(a, 1, out, &p) == OK);
	call_free(out, ERR_CLOSED);
	scene_run(100);
	CHECK(strstr(scene_news(), "1 LINEERR_INVALCALLHANDLE") != NULL);
}

TEST(specific, what_was_begun_ends_with_the_line)	/* R-ASYNC-9 */
{
	struct parcel p = text_to("200", "never");
	DWORD state = 7;

	scene(SLOWLY LINES);
	NEED(ask(a, 1, NULL, &p) == OK);
	NEED(line_ask(a, LINE_OP_DEVSPECIFIC_FEATURE, 2, &(struct line_args){
		.feature = PHONEBUTTONFUNCTION_DONOTDISTURB, .data = &state, .size = sizeof(state) }) == OK);
	line_close(a);
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED, 2 LINEERR_OPERATIONFAILED");
	scene_run(1000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(p.head.id, 0);
	CHECK_INT(state, 7);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(specific, texts_that_nobody_read_are_not_left_behind)
{
	struct parcel p = text_to("200", "unread");

	scene(LINES);
	CHECK_INT(ask(a, 1, NULL, &p), OK);
	p = text_to("100", "unread, too");
	CHECK_INT(ask(b, 2, NULL, &p), OK);
	scene_news();
}

TEST(specific, a_button_with_such_a_function_does_the_same)
{
	struct call *out, *in;

	scene(LINES DESK);
	desk = scene_phone("desk");
	scene_talk(a, b, &out, &in);
	NEED(phone_ask(desk, PHONE_OP_BUTTON_INFO, 1, &(struct phone_args){
		.id = SPARE_BUTTON, .mode = PHONEBUTTONMODE_FEATURE, .function = PHONEBUTTONFUNCTION_FLASH }) == OK);
	NEED(desk->driver->phone_press(desk, SPARE_BUTTON) == OK);
	CHECK_INT(in->state, LINECALLSTATE_ONHOLD);
	scene_run(1000);
	NEED(desk->driver->phone_press(desk, SPARE_BUTTON) == OK);
	CHECK_INT(in->state, LINECALLSTATE_CONNECTED);
	scene_news();
}

TEST(specific, a_phone_asks_as_a_line_does_and_takes_its_time)
{
	struct parcel p = text_to("100", "from the desk");

	scene(SLOWLY LINES DESK);
	desk = scene_phone("desk");
	CHECK_INT(phone_ask(desk, PHONE_OP_DEVSPECIFIC, 1, &(struct phone_args){
		.data = &p, .block = &p, .size = sizeof(p) }), ERR_UNAVAIL);
	desk->ext_version = SIM_EXT_1_0;
	NEED(phone_ask(desk, PHONE_OP_DEVSPECIFIC, 1, &(struct phone_args){
		.data = &p, .block = &p, .size = sizeof(p) }) == OK);
	CHECK_TEXT(scene_news(), "");
	scene_run(100);
	CHECK_TEXT(scene_news(), "a LINE_DEVSPECIFIC, 1 ok");
	CHECK(p.head.id != 0);
	/* Closed, it is not done for nobody. */
	p = text_to("100", "again");
	NEED(phone_ask(desk, PHONE_OP_DEVSPECIFIC, 2, &(struct phone_args){
		.data = &p, .block = &p, .size = sizeof(p) }) == OK);
	phone_close(desk);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "2 PHONEERR_OPERATIONFAILED");
	CHECK_INT(p.head.id, 0);
}

TEST(specific, calls_hear_nothing_of_it_before_their_first_state_and_after_their_last)	/* R-STATE-2, R-NEW-1 */
{
	struct call *out, *in;

	scene(LINES);
	scene_talk(a, b, &out, &in);
	specific_call(out, SIM_EXT_1_0, (DWORD[]){ 1, 2, 3 });
	CHECK_TEXT(scene_news(), "a LINE_CALLDEVSPECIFIC");
	NEED(scene_ask(out, CALL_DROP, 1) == OK);
	scene_news();
	specific_call(out, SIM_EXT_1_0, (DWORD[]){ 1, 2, 3 });
	specific_call_feature(out, PHONEBUTTONFUNCTION_HOLD, 1);
	specific_call_changed(out);
	specific_call_changed(NULL);
	CHECK_TEXT(scene_news(), "");
}

/* --- versions ------------------------------------------------------------------------- */

static struct driver plain;
static const struct driver *lent;

static void give_back(void *line)
{
	((struct line *)line)->driver = lent;
}

TEST(specific, a_line_whose_driver_has_no_extension_has_no_version_of_it)	/* R-EXT-1, R-EXT-2 */
{
	scene(LINES);
	CHECK_INT(device_line_versions(a, 0x00020000, SIM_EXT_1_1), OK);
	CHECK_INT(device_line_versions(a, 0x00020000, 7), ERR_EXTVERSION);
	CHECK_INT(device_line_versions(a, 0x00020005, SIM_EXT_1_1), ERR_VERSION);
	lent = a->driver;
	plain = *lent;
	plain.extension = NULL;
	a->driver = &plain;
	DEFER(give_back, a);
	CHECK_INT(device_line_versions(a, 0x00020000, SIM_EXT_1_1), ERR_EXTVERSION);
	CHECK_INT(device_line_versions(a, 0x00020000, 0), OK);
}

/* --- classes and configuration ------------------------------------------------------------ */

TEST(devclass, a_class_is_listed_if_and_only_if_it_has_an_id)	/* R-GETID-6 */
{
	static const char *const all[] = {
		"tapi/line", "tapi/phone", "comm/datamodem/portname", "comm", "comm/datamodem", "wave/in",
	};
	const char *names[DEVCLASS_MAX];
	char memory[64];
	DWORD format;
	struct buf id;

	scene(LINES DESK);
	for (int i = 0; i < 2; i++) {
		const struct line *line = i ? b : a;
		DWORD count = devclass_names_of_line(names, line);

		CHECK_INT(count, i ? 4 : 3);
		for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
			bool listed = false;

			for (DWORD n = 0; n < count; n++)
				listed |= strcmp(names[n], all[k]) == 0;
			buf_fixed(&id, memory, sizeof(memory));
			CHECK_INT(devclass_of_line(&id, &format, line, all[k]) == OK, listed);
		}
	}
}

TEST(devclass, a_configuration_that_is_the_same_changes_nothing)	/* R-GETID-7 */
{
	struct buf config;

	scene(LINES);
	a->line_states = ~(DWORD)0;
	buf_grow(&config);
	a->driver->line_config(a, &config);
	if (!config.full) {
		CHECK_INT(a->driver->line_configure(a, config.at, (DWORD)config.len), OK);
		CHECK_INT(a->driver->line_configure(b, config.at, (DWORD)config.len), ERR_PARAM);
		CHECK_INT(a->driver->line_configure(a, config.at, (DWORD)config.len - 1), ERR_PARAM);
	}
	buf_free(&config);
	CHECK_TEXT(scene_news(), "");
}
