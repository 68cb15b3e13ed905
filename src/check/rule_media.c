/* SPDX-License-Identifier: MIT
 * rule_media.c - media modes and their detection. */
#include "check/rules.h"

#define WAIT_MS 20000

/* R-MEDIA-1 */
static void detection_set(struct check *c)
{
	LONG result;

	scene_line(c);
	for (int i = 0; i < 3; i++) {
		result = LINE_CALL(c, lineSetDefaultMediaDetection, host_hdline(c->host, c->line),
				   i % 2 ? 0 : VOICE);
		FAIL_UNLESS(c, result == 0, "lineSetDefaultMediaDetection(%s) fails: %s",
			    i % 2 ? "0" : "voice",
			    name_error(result));
	}
}

/* R-MEDIA-2: what the line listens for is heard of a call without lineMonitorMedia. */
static void detected_from_the_first(struct check *c)
{
	uint32_t in = 0, out;
	DWORD other;
	LONG result;

	scene_lines(c);
	other = media_beside_voice(c, c->peer_device);
	SKIP_UNLESS(c, other && (address_caps(c, c->peer_device)->dwCallFeatures &
				 LINECALLFEATURE_MONITORMEDIA),
		    "the line detects no media");
	result = LINE_CALL(c, lineSetDefaultMediaDetection, host_hdline(c->host, c->peer),
			   VOICE | other);
	FAIL_UNLESS(c, result == 0, "two modes that the line has are refused: %s",
		    name_error(result));
	out = scene_talk(c, &in);
	SKIP_UNLESS(c, in, "the other end is not to be seen");
	result = host_set_media_mode(c->host, out, other);
	SKIP_UNLESS(c, result == 0, "lineSetMediaMode fails: %s", name_error(result));
	FAIL_UNLESS(c, scene_event(c, LINE_MONITORMEDIA, in, WAIT_MS, NULL),
		    "a media mode that the line listens for is not told of a new call");
}

/* R-MEDIA-3 */
static void unsupported_mode(struct check *c)
{
	DWORD modes, none;
	LONG result;

	scene_line(c);
	modes = line_caps(c, c->device)->dwMediaModes;
	none = name_known_bits(NAME_LINEMEDIAMODE,
			       c->version) & ~modes & ~(DWORD)LINEMEDIAMODE_UNKNOWN;
	none &= ~(none - 1);
	SKIP_UNLESS(c, none, "the line carries every media mode");
	result = LINE_CALL(c, lineSetDefaultMediaDetection, host_hdline(c->host, c->line), none);
	FAIL_UNLESS(c, result == (LONG)LINEERR_INVALMEDIAMODE ||
		    result == (LONG)LINEERR_OPERATIONUNAVAIL,
		    "lineSetDefaultMediaDetection of a mode that the line has not is answered with %s", name_error(result));
	result = LINE_CALL(c, lineConditionalMediaDetection, host_hdline(c->host, c->line), none,
			   NULL);
	FAIL_UNLESS(c, result < 0,
		    "lineConditionalMediaDetection of a mode that the line has not succeeds");
}

/* R-MEDIA-4 */
static void conditional(struct check *c)
{
	LONG result;
	size_t before;

	scene_line(c);
	scene_settle(c);		/* of what opening leads to, as that a line is registered */
	before = c->count;
	result = LINE_CALL(c, lineConditionalMediaDetection, host_hdline(c->host, c->line), VOICE,
			   NULL);
	SKIP_UNLESS(c, !unavailable(result), "lineConditionalMediaDetection is not available");
	FAIL_UNLESS(c, result == 0, "on an idle line a voice call is answered with %s",
		    name_error(result));
	scene_settle(c);
	FAIL_UNLESS(c, c->count == before, "lineConditionalMediaDetection leads to %s",
		    name_message(c->log[before].message));
}

/* R-MEDIA-6 */
static void mode_is_set_only(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	DWORD mode = call_info(c, out)->dwMediaMode;
	LONG result;

	FAIL_UNLESS(c, mode & VOICE, "a voice call has the media mode 0x%lx", (unsigned long)mode);
	result = host_monitor_media(c->host, out, VOICE);
	FAIL_UNLESS(c, call_info(c, out)->dwMediaMode == mode,
		    "lineMonitorMedia changed the media mode");
	result = host_set_media_mode(c->host, out, VOICE);
	FAIL_UNLESS(c, result == 0, "lineSetMediaMode of the mode that the call has fails: %s",
		    name_error(result));
	FAIL_UNLESS(c, call_info(c, out)->dwMediaMode == VOICE,
		    "lineSetMediaMode(voice) left 0x%lx",
		    (unsigned long)call_info(c, out)->dwMediaMode);
}

/* R-MEDIA-7 */
static void monitor_set(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	LONG result = host_monitor_media(c->host, out, 0);

	SKIP_UNLESS(c, !unavailable(result), "media modes cannot be monitored");
	FAIL_UNLESS(c, result == 0, "lineMonitorMedia(0) fails: %s", name_error(result));
}

/* R-MEDIA-8 */
static void default_call(struct check *c)
{
	uint32_t out = scene_dial(c);
	LINECALLINFO *info = call_info(c, out);

	FAIL_UNLESS(c, info->dwBearerMode == LINEBEARERMODE_VOICE,
		    "a call without LINECALLPARAMS has the bearer mode 0x%lx",
		    (unsigned long)info->dwBearerMode);
	FAIL_UNLESS(c, info->dwMediaMode & VOICE,
		    "a call without LINECALLPARAMS has the media mode 0x%lx",
		    (unsigned long)info->dwMediaMode);
	FAIL_UNLESS(c, info->dwOrigin == LINECALLORIGIN_OUTBOUND,
		    "a call that was made has the origin 0x%lx",
		    (unsigned long)info->dwOrigin);
	FAIL_UNLESS(c, info->dwLineDeviceID == c->device,
		    "the call names line %lu as its line, not %lu",
		    (unsigned long)info->dwLineDeviceID, (unsigned long)c->device);
	FAIL_UNLESS(c, info->dwAddressID == 0 || info->dwAddressID < line_caps(c,
	    c->device)->dwNumAddresses,
		    "the call names address %lu, which there is not",
		    (unsigned long)info->dwAddressID);
}

const struct rule rules_media[] = {
	{ "R-MEDIA-1", BASIC, false, "default media detection can be set, 0 too", detection_set,
	 NULL },
	{ "R-MEDIA-2", BASIC, false, "default detection is each new call's first",
	 detected_from_the_first, NULL },
	{ "R-MEDIA-3", BASIC, false, "a media mode that is not supported is INVALMEDIAMODE",
	 unsupported_mode, NULL },
	{ "R-MEDIA-4", BASIC, false, "lineConditionalMediaDetection only tests", conditional,
	 NULL },
	{ "R-MEDIA-6", BASIC, false, "dwMediaMode changes by lineSetMediaMode only",
	 mode_is_set_only, NULL },
	{ "R-MEDIA-7", SUPPLEMENTARY, false, "lineMonitorMedia(0) cancels", monitor_set, NULL },
	{ "R-MEDIA-8", BASIC, false, "a call without parameters is a voice call", default_call,
	 NULL },
	{ 0 },
};
