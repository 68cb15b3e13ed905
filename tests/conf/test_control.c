/* SPDX-License-Identifier: MIT
 * test_control.c - lineSetMediaControl and lineSetCallTreatment: what a far end
 * is made to hear. */
#include "conf_scene.h"

#define DTMF LINEDIGITMODE_DTMF
#define FAX LINEMEDIAMODE_G3FAX
#define RECORDING LINEMEDIAMODE_AUTOMATEDVOICE
#define ACTION(word) LINEMEDIACONTROL_##word
#define LENGTH(list) (DWORD)(sizeof(list) / sizeof((list)[0]))

static uint32_t a, b, call, in;

static void lines(void)
{
	scene_open(LINES);
	CHECK_INT(host_line_open(tapi, BASE, VOICE | RECORDING, &a), 0);
	b = scene_line(1);
}

/* What a call of a hears: list 1 a recording at its usual rate, 2 and 3 twice and
 * half as fast, 4 silence for a long time. */
static void listen_to(uint32_t which)
{
	static const DWORD hz[] = { 440, 880, 220, 0 };

	for (DWORD i = 0; i < 4; i++) {
		LINEMONITORTONE tone = { .dwAppSpecific = i + 1, .dwDuration = hz[i] ? 100 : 2500, .dwFrequency1 = hz[i] };

		CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, which), i + 1, &tone, 1), 0);
	}
}

static void talk(void)
{
	lines();
	call = scene_talk(a, "200", &in);
	CHECK_INT(host_monitor_media(tapi, call, RECORDING), 0);
	listen_to(call);
	scene_advance(2500);
	CHECK_TEXT(scene_news(), "a tone 4 heard (list 4)");
}

static LONG control(DWORD select, LINEMEDIACONTROLDIGIT *digits, DWORD digit_count,
		    LINEMEDIACONTROLCALLSTATE *states, DWORD state_count)
{
	return SP->lineSetMediaControl(host_hdline(tapi, b), 0, host_hdcall(tapi, in), select, digits, digit_count,
				       NULL, 0, NULL, 0, states, state_count);
}

static void press(const char *digits)
{
	CHECK_INT(host_generate_digits(tapi, call, DTMF, digits, 10, 1), 0);
	scene_advance(100);
	CHECK_TEXT(scene_news(), "a generating ended (done)");
}

/* R-STATE-4 */
TEST_ONCE(control, digits_start_and_stop_a_recording_and_change_its_rate)
{
	LINEMEDIACONTROLDIGIT keys[] = {
		{ '1', DTMF, ACTION(START) }, { '2', DTMF, ACTION(PAUSE) }, { '3', DTMF, ACTION(RESUME) },
		{ '4', DTMF, ACTION(RESET) }, { '5', DTMF, ACTION(RATEUP) }, { '6', DTMF, ACTION(RATEDOWN) },
		{ '7', DTMF, ACTION(RATENORMAL) }, { '8', LINEDIGITMODE_PULSE, ACTION(RESET) }, { '9', DTMF, ACTION(NONE) },
	};

	talk();
	CHECK_INT(control(LINECALLSELECT_CALL, keys, LENGTH(keys), NULL, 0), 0);
	CHECK_INT(host_generate_digits(tapi, call, DTMF, "1", 10, 1), 0);
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "a media automatedvoice, a generating ended (done), a tone 1 heard (list 1)");
	scene_advance(2000);
	CHECK_TEXT(scene_news(), "a tone 1 heard (list 1)");
	CHECK_INT(host_generate_digits(tapi, call, DTMF, "5", 10, 1), 0);
	scene_advance(500);
	CHECK_TEXT(scene_news(), "a generating ended (done), a tone 2 heard (list 2)");
	CHECK_INT(host_generate_digits(tapi, call, DTMF, "66", 10, 1), 0);
	scene_advance(4000);
	CHECK(strstr(scene_news(), "a tone 3 heard (list 3)") != NULL);
	CHECK_INT(host_generate_digits(tapi, call, DTMF, "789", 10, 1), 0);
	scene_advance(4000);
	CHECK(strstr(scene_news(), "a tone 1 heard (list 1)") != NULL);
	press("2");
	scene_advance(3000);
	CHECK_TEXT(scene_news(), "a tone 4 heard (list 4)");
	CHECK_INT(host_generate_digits(tapi, call, DTMF, "3", 10, 1), 0);
	scene_advance(4000);
	CHECK(strstr(scene_news(), "a tone 1 heard (list 1)") != NULL);
	press("4");
	scene_advance(3000);
	CHECK_TEXT(scene_news(), "a tone 4 heard (list 4)");
	press("3");				/* what is not paused does not go on */
	scene_advance(3000);
	CHECK_TEXT(scene_news(), "");
}

/* R-STATE-4 */
TEST_ONCE(control, volume_goes_down_to_silence_and_up_again)
{
	LINEMEDIACONTROLDIGIT keys[] = {
		{ '1', DTMF, ACTION(START) }, { '2', DTMF, ACTION(VOLUMEDOWN) }, { '3', DTMF, ACTION(VOLUMEUP) },
		{ '4', DTMF, ACTION(VOLUMENORMAL) },
	};

	talk();
	CHECK_INT(control(LINECALLSELECT_CALL, keys, LENGTH(keys), NULL, 0), 0);
	CHECK_INT(host_generate_digits(tapi, call, DTMF, "1222", 10, 1), 0);
	scene_advance(4000);
	CHECK(strstr(scene_news(), "tone 1 heard") != NULL);
	press("2");
	scene_advance(3000);
	CHECK_TEXT(scene_news(), "a tone 4 heard (list 4)");
	CHECK_INT(host_generate_digits(tapi, call, DTMF, "23", 10, 1), 0);	/* it does not go below */
	scene_advance(3000);
	CHECK(strstr(scene_news(), "tone 1 heard") != NULL);
	CHECK_INT(host_generate_digits(tapi, call, DTMF, "2", 10, 1), 0);
	scene_advance(3000);
	scene_news();
	CHECK_INT(host_generate_digits(tapi, call, DTMF, "4", 10, 1), 0);
	scene_advance(3000);
	CHECK(strstr(scene_news(), "tone 1 heard") != NULL);
}

/* R-STATE-4 */
TEST_ONCE(control, what_is_set_for_the_line_holds_for_all_its_calls_until_it_is_replaced)
{
	LINEMEDIACONTROLCALLSTATE connected[] = { { LINECALLSTATE_CONNECTED, ACTION(START) } };
	LINEMEDIACONTROLCALLSTATE accepted[] = { { LINECALLSTATE_ACCEPTED, ACTION(START) } };

	lines();
	CHECK_INT(control(LINECALLSELECT_LINE, NULL, 0, connected, 1), 0);
	call = scene_dial(a, "200", 100);
	scene_news();
	in = scene_new_call();
	NEED(host_answer(tapi, in) > 0);
	scene_advance(100);
	CHECK(strstr(scene_news(), "a media automatedvoice") != NULL);
	NEED(host_drop(tapi, call) > 0);
	CHECK_INT(control(LINECALLSELECT_ADDRESS, NULL, 0, NULL, 0), 0);	/* nothing, for the address */
	call = scene_dial(a, "200", 100);
	scene_news();
	in = scene_new_call();
	CHECK_INT(control(LINECALLSELECT_CALL, NULL, 0, accepted, 1), 0);
	CHECK_INT(control(LINECALLSELECT_LINE, NULL, 0, NULL, 0), 0);		/* that of the call goes too */
	NEED(host_accept(tapi, in) > 0 && host_answer(tapi, in) > 0);
	scene_advance(100);
	CHECK(strstr(scene_news(), "media") == NULL);
}

/* R-STATE-4 */
TEST_ONCE(control, tones_and_media_set_it_off_when_they_have_lasted)
{
	LINEMEDIACONTROLTONE tones[] = { { 1, 300, 480, 620, 0, ACTION(START) }, { 2, 300, 480, 0, 0, ACTION(RESET) } };
	LINEMEDIACONTROLMEDIA media[] = { { FAX | RECORDING, 700, ACTION(RESET) } };

	talk();
	CHECK_INT(SP->lineSetMediaControl(host_hdline(tapi, b), 0, NULL, LINECALLSELECT_ADDRESS, NULL, 0, media, 1,
					  tones, 2, NULL, 0), 0);
	CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BUSY, 299, 1), 0);
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "a generating ended (done)");
	CHECK_INT(host_generate_tone(tapi, call, LINETONEMODE_BUSY, 301, 1), 0);
	scene_advance(1000);
	CHECK_TEXT(scene_news(), "a media automatedvoice, a generating ended (done), a tone 1 heard (list 1)");
	CHECK_INT(host_set_media_mode(tapi, call, FAX), 0);
	scene_advance(699);
	scene_news();
	scene_advance(10000);
	CHECK_TEXT(scene_news(), "a tone 4 heard (list 4)");	/* it stopped within the next 2 s */
}

/* R-ASYNC-2 */
TEST_ONCE(control, lists_that_make_no_sense_change_nothing)
{
	LINEMEDIACONTROLDIGIT digits[17] = { { '1', DTMF, ACTION(START) } };
	LINEMEDIACONTROLMEDIA media[17] = { { VOICE, 0, ACTION(START) } };
	LINEMEDIACONTROLTONE tones[17] = { { 0, 0, 440, 0, 0, ACTION(START) } };
	LINEMEDIACONTROLCALLSTATE states[17] = { { LINECALLSTATE_CONNECTED, ACTION(START) } };
	HDRVLINE hd;
	HDRVCALL hc;

	talk();
	hd = host_hdline(tapi, b);
	hc = host_hdcall(tapi, in);
#define REFUSED(error, ...) CHECK_INT(SP->lineSetMediaControl(hd, __VA_ARGS__), (LONG)LINEERR_##error)
#define ON_CALL 0, hc, LINECALLSELECT_CALL
	REFUSED(INVALCALLSELECT, 0, hc, 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0);
	REFUSED(INVALCALLSELECT, 0, hc, 8, NULL, 0, NULL, 0, NULL, 0, NULL, 0);
	REFUSED(INVALADDRESSID, 99, hc, LINECALLSELECT_ADDRESS, NULL, 0, NULL, 0, NULL, 0, NULL, 0);
	REFUSED(INVALDIGITLIST, ON_CALL, digits, 17, NULL, 0, NULL, 0, NULL, 0);
	REFUSED(INVALMEDIALIST, ON_CALL, digits, 1, media, 17, NULL, 0, NULL, 0);
	REFUSED(INVALTONELIST, ON_CALL, digits, 1, media, 1, tones, 17, NULL, 0);
	REFUSED(INVALCALLSTATELIST, ON_CALL, digits, 1, media, 1, tones, 1, states, 17);
	digits[0].dwDigit = 'x';
	REFUSED(INVALDIGITLIST, ON_CALL, digits, 1, NULL, 0, NULL, 0, NULL, 0);
	digits[0] = (LINEMEDIACONTROLDIGIT){ '1', 0x80, ACTION(START) };
	REFUSED(INVALDIGITLIST, ON_CALL, digits, 1, NULL, 0, NULL, 0, NULL, 0);
	digits[0] = (LINEMEDIACONTROLDIGIT){ '1', DTMF, ACTION(START) | ACTION(RESET) };
	REFUSED(INVALDIGITLIST, ON_CALL, digits, 1, NULL, 0, NULL, 0, NULL, 0);
	media[0].dwMediaModes = LINEMEDIAMODE_TELEX;
	REFUSED(INVALMEDIALIST, ON_CALL, NULL, 0, media, 1, NULL, 0, NULL, 0);
	media[0] = (LINEMEDIACONTROLMEDIA){ VOICE, 0, 0x800 };
	REFUSED(INVALMEDIALIST, ON_CALL, NULL, 0, media, 1, NULL, 0, NULL, 0);
	tones[0].dwFrequency1 = 4001;
	REFUSED(INVALTONELIST, ON_CALL, NULL, 0, NULL, 0, tones, 1, NULL, 0);
	states[0].dwCallStates = 0x10000;
	REFUSED(INVALCALLSTATELIST, ON_CALL, NULL, 0, NULL, 0, NULL, 0, states, 1);
	states[0] = (LINEMEDIACONTROLCALLSTATE){ LINECALLSTATE_CONNECTED, 0 };
	REFUSED(INVALCALLSTATELIST, ON_CALL, NULL, 0, NULL, 0, NULL, 0, states, 1);
	press("1");
	scene_advance(3000);
	CHECK_TEXT(scene_news(), "");		/* no recording */
}

/* R-STATE-4, R-VER-5 */
TEST_ONCE(control, it_is_announced_on_every_level_and_at_every_version)
{
	for (const DWORD *v = scene_versions; *v; v++) {
		struct host_line_info info;
		LINEDEVCAPS *caps;

		scene_open_at(LINES, *v);
		NEED(host_line_info(tapi, BASE, &info) == 0);
		CHECK(*v < TAPI_1_4 || info.line_features & LINEFEATURE_SETMEDIACONTROL);
		CHECK(info.dev_flags & LINEDEVCAPFLAGS_MEDIACONTROL);
		CHECK(*v < TAPI_1_4 || info.address[0].features & LINEADDRFEATURE_SETMEDIACONTROL);
		CHECK(*v < TAPI_1_4 || info.address[0].call_features & LINECALLFEATURE_SETMEDIACONTROL);
		CHECK_INT(!!(info.address[0].call_features & LINECALLFEATURE_SETTREATMENT), *v >= TAPI_2_0);
		NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
		CHECK(caps->dwMedCtlDigitMaxListSize == 16 && caps->dwMedCtlMediaMaxListSize == 16 &&
		      caps->dwMedCtlToneMaxListSize == 16 && caps->dwMedCtlCallStateMaxListSize == 16);
		mem_free(caps);
		scene_close();
	}
}

/* --- treatment --------------------------------------------------------------------- */

static DWORD treatment_of(uint32_t which)
{
	LINECALLINFO *info;
	DWORD treatment;

	NEED(host_get_call_info(tapi, which, &info) == 0);
	treatment = info->dwCallTreatment;
	mem_free(info);
	return treatment;
}

/* Lists by what is heard: 1 ringback, 2 busy, 3 music, 4 an announcement, 5 silence. */
static void listen_to_treatments(uint32_t which)
{
	static const LINEMONITORTONE tones[] = {
		{ 1, 300, 440, 480, 0 }, { 2, 300, 480, 620, 0 }, { 3, 300, 523, 0, 0 }, { 4, 300, 220, 0, 0 },
		{ 5, 1500, 0, 0, 0 },
	};

	CHECK_INT(SP->lineMonitorTones(host_hdcall(tapi, which), 1, (LPLINEMONITORTONE)tones, 5), 0);
}

static const struct {
	DWORD id, heard;
} treatments[] = {
	{ LINECALLTREATMENT_SILENCE, 5 }, { LINECALLTREATMENT_RINGBACK, 1 }, { LINECALLTREATMENT_BUSY, 2 },
	{ LINECALLTREATMENT_MUSIC, 3 }, { 0x101, 4 },
};

static void check_heard(DWORD app)
{
	char text[40];
	const char *news;

	snprintf(text, sizeof(text), "a tone %u heard", (unsigned)app);
	news = scene_news();
	if (!strstr(news, text))
		CHECK_TEXT(news, text);
}

/* R-STATE-4, R-ASYNC-2 */
TEST_ONCE(treatment, is_heard_by_who_is_held_and_told_in_the_info)
{
	lines();
	call = scene_talk(a, "200", &in);
	CHECK_INT(host_monitor_media(tapi, call, RECORDING), 0);
	CHECK_INT(treatment_of(in), 0x100);
	for (DWORD i = 0; i < LENGTH(treatments); i++) {
		NEED(host_set_call_treatment(tapi, in, treatments[i].id) > 0);
		CHECK_TEXT(scene_news(), "b lineSetCallTreatment: ok, b call info: treatment");
		CHECK_INT(treatment_of(in), treatments[i].id);
		listen_to_treatments(call);
		NEED(host_hold(tapi, in) > 0);
		scene_advance(2000);
		check_heard(treatments[i].heard);
		NEED(host_unhold(tapi, in) > 0);
		scene_advance(2000);
		if (treatments[i].heard != 5)
			check_heard(5);		/* silence that went on is told once */
		scene_news();
	}
}

/* R-STATE-4 */
TEST_ONCE(treatment, takes_effect_at_once_on_a_call_that_waits)
{
	lines();
	call = scene_talk(a, "200", &in);
	CHECK_INT(host_monitor_media(tapi, call, RECORDING), 0);
	NEED(host_hold(tapi, in) > 0);
	scene_advance(0);
	scene_news();
	NEED(host_set_call_treatment(tapi, in, LINECALLTREATMENT_MUSIC) > 0);
	scene_advance(0);
	CHECK_TEXT(scene_news(), "b lineSetCallTreatment: ok, b call info: treatment, a media automatedvoice");
}

/* R-STATE-4 */
TEST_ONCE(treatment, is_heard_in_place_of_ringback_by_who_calls)
{
	for (DWORD i = 0; i < LENGTH(treatments); i++) {
		lines();
		call = scene_dial(a, "200", 100);
		scene_news();
		in = scene_new_call();
		listen_to_treatments(call);
		scene_advance(1000);
		check_heard(1);
		NEED(host_set_call_treatment(tapi, in, treatments[i].id) > 0);
		listen_to_treatments(call);
		scene_advance(2000);
		check_heard(treatments[i].heard);
		scene_close();
	}
}

/* R-ASYNC-2, R-STATE-4 */
TEST_ONCE(treatment, is_one_of_those_in_the_list)
{
	LINEADDRESSCAPS *caps;
	const LINECALLTREATMENTENTRY *list;

	lines();
	call = scene_talk(a, "200", &in);
	NEED(host_get_address_caps(tapi, BASE, 0, &caps) == 0);
	DEFER(mem_free, caps);
	CHECK_INT(caps->dwNumCallTreatments, 6);
	NEED(caps->dwCallTreatmentListSize == 6 * sizeof(*list));
	list = (const LINECALLTREATMENTENTRY *)((const char *)caps + caps->dwCallTreatmentListOffset);
	for (DWORD i = 0; i < 6; i++) {
		CHECK(list[i].dwCallTreatmentNameSize > 2);
		NEED(host_set_call_treatment(tapi, in, list[i].dwCallTreatmentID) > 0);
	}
	scene_news();
	CHECK_INT(host_set_call_treatment(tapi, in, 0), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(host_set_call_treatment(tapi, in, 5), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(host_set_call_treatment(tapi, in, 0x102), (LONG)LINEERR_INVALPARAM);
	CHECK_TEXT(scene_news(), "");
	NEED(host_drop(tapi, in) > 0);
	scene_news();
	CHECK_INT(host_set_call_treatment(tapi, in, LINECALLTREATMENT_MUSIC), (LONG)LINEERR_INVALCALLSTATE);
}
