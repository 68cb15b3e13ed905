/* SPDX-License-Identifier: MIT
 * later.c - the rows of a server that has no location, and of which a provider does not load, a
 * device goes, and a provider wants to begin anew, in this order: nothing else can be tried then. */
#include "tapiconf.h"

enum stage { NO_DRIVER, NO_LOCATION, NO_DEVICE, NEW_BEGINNING };

static const struct later {
	enum stage stage;
	const char *function, *error;
} laters[] = {
	{ NO_DRIVER, "lineNegotiateAPIVersion", "LINEERR_NODRIVER" },
	{ NO_DRIVER, "lineNegotiateExtVersion", "LINEERR_NODRIVER" },
	{ NO_DRIVER, "lineGetDevCaps", "LINEERR_NODRIVER" },
	{ NO_DRIVER, "lineGetAddressCaps", "LINEERR_NODRIVER" },
	{ NO_DRIVER, "lineOpen", "LINEERR_NODRIVER" },
	{ NO_DRIVER, "phoneNegotiateAPIVersion", "PHONEERR_NODRIVER" },
	{ NO_DRIVER, "phoneNegotiateExtVersion", "PHONEERR_NODRIVER" },
	{ NO_DRIVER, "phoneGetDevCaps", "PHONEERR_NODRIVER" },
	{ NO_DRIVER, "phoneOpen", "PHONEERR_NODRIVER" },
	{ NO_LOCATION, "lineGetTranslateCaps", "LINEERR_INIFILECORRUPT" },
	{ NO_LOCATION, "lineTranslateAddress", "LINEERR_INIFILECORRUPT" },
	{ NO_LOCATION, "lineSetCurrentLocation", "LINEERR_INIFILECORRUPT" },
	{ NO_LOCATION, "lineSetTollList", "LINEERR_INIFILECORRUPT" },
	{ NO_LOCATION, "lineTranslateDialog", "LINEERR_INIFILECORRUPT" },
	{ NO_LOCATION, "lineGetAppPriority", "LINEERR_INIFILECORRUPT" },
	{ NO_LOCATION, "lineSetAppPriority", "LINEERR_INIFILECORRUPT" },
	{ NO_LOCATION, "tapiGetLocationInfo", "TAPIERR_REQUESTFAILED" },
	{ NO_LOCATION, "lineAddProvider", "LINEERR_INIFILECORRUPT" },
	{ NO_LOCATION, "lineRemoveProvider", "LINEERR_INIFILECORRUPT" },
	{ NO_DEVICE, "lineNegotiateAPIVersion", "LINEERR_NODEVICE" },
	{ NO_DEVICE, "lineNegotiateExtVersion", "LINEERR_NODEVICE" },
	{ NO_DEVICE, "lineGetDevCaps", "LINEERR_NODEVICE" },
	{ NO_DEVICE, "lineGetAddressCaps", "LINEERR_NODEVICE" },
	{ NO_DEVICE, "lineGetDevConfig", "LINEERR_NODEVICE" },
	{ NO_DEVICE, "lineSetDevConfig", "LINEERR_NODEVICE" },
	{ NO_DEVICE, "lineGetAgentCaps", "LINEERR_NODEVICE" },
	{ NO_DEVICE, "lineGetIcon", "LINEERR_NODEVICE" },
	{ NO_DEVICE, "lineConfigDialog", "LINEERR_NODEVICE" },
	{ NO_DEVICE, "phoneGetIcon", "PHONEERR_NODEVICE" },
	{ NO_DEVICE, "phoneConfigDialog", "PHONEERR_NODEVICE" },
	{ NO_DEVICE, "lineOpen", "LINEERR_NODEVICE" },
	{ NO_DEVICE, "phoneNegotiateAPIVersion", "PHONEERR_NODEVICE" },
	{ NO_DEVICE, "phoneNegotiateExtVersion", "PHONEERR_NODEVICE" },
	{ NO_DEVICE, "phoneGetDevCaps", "PHONEERR_NODEVICE" },
	{ NO_DEVICE, "phoneOpen", "PHONEERR_NODEVICE" },
	{ NEW_BEGINNING, "lineInitialize", "LINEERR_REINIT" },
	{ NEW_BEGINNING, "lineInitializeEx", "LINEERR_REINIT" },
	{ NEW_BEGINNING, "phoneInitialize", "PHONEERR_REINIT" },
	{ NEW_BEGINNING, "phoneInitializeEx", "PHONEERR_REINIT" },
};

bool comes_later(const char *function, const char *error)
{
	for (size_t i = 0; i < sizeof(laters) / sizeof(laters[0]); i++)
		if (strcmp(laters[i].function, function) == 0 && strcmp(laters[i].error, error) == 0)
			return true;
	return false;
}

static const char *const told[] = {
	"of a device whose provider speaks no version", "of a server whose files cannot be read",
	"of a device that was removed", "when a provider wants to begin anew",
};

static HLINEAPP lines;
static HPHONEAPP phones;

/* Without a word about versions: nothing is known of any device yet. */
static bool begin(void)
{
	LINEINITIALIZEEXPARAMS how = {
		.dwTotalSize = sizeof(how), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT };
	PHONEINITIALIZEEXPARAMS phone_how = {
		.dwTotalSize = sizeof(phone_how), .dwOptions = PHONEINITIALIZEEXOPTION_USEEVENT };
	DWORD count, version = VERSION;

	if (lineInitializeExA(&lines, NULL, NULL, "later", &count, &version, &how) != 0)
		return false;
	version = VERSION;
	return phoneInitializeExA(&phones, NULL, NULL, "later", &count, &version, &phone_how) == 0;
}

/* Values of a row about a device; the scene's own would negotiate and open. */
static void values(const struct function *f, DWORD line, DWORD phone)
{
	scene(NONE);
	x.app = lines;
	x.phone_app = phones;
	x.device = strncmp(f->name, "phone", 5) == 0 ? phone : line;
}

/* What the provider does at the next thing it is asked; waits until it is so. */
static bool happens(const char *what, DWORD which, bool (*is)(void))
{
	LINEDEVCAPS *caps = (LINEDEVCAPS *)x.out;

	refuse(what, (LONG)which);
	for (unsigned i = 0; i < PATIENCE; i++) {
		caps->dwTotalSize = ROOM;
		lineGetDevCapsA(lines, 0, VERSION, 0, caps);
		if (is())
			break;
	}
	refuse(NULL, 0);
	return is();
}

static bool line_gone(void)
{
	LINEEXTENSIONID extension;
	DWORD version;

	return lineNegotiateAPIVersion(lines, 2, 0x00010003, VERSION, &version, &extension) != 0;
}

static bool phone_gone(void)
{
	PHONEEXTENSIONID extension;
	DWORD version;

	return phoneNegotiateAPIVersion(phones, 1, 0x00010003, VERSION, &version, &extension) != 0;
}

static bool anew(void)
{
	LINEINITIALIZEEXPARAMS how = {
		.dwTotalSize = sizeof(how), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT };
	DWORD count, version = VERSION;
	HLINEAPP app;

	if (lineInitializeExA(&app, NULL, NULL, "anew", &count, &version, &how) != 0)
		return true;
	lineShutdown(app);
	return false;
}

static bool prepare(enum stage stage)
{
	scene(NONE);
	switch (stage) {
	case NO_DRIVER: return begin();
	case NO_DEVICE:
		return happens("remove-line", 2, line_gone) && happens("remove-phone", 1, phone_gone);
	case NEW_BEGINNING: return happens("reinit", 0, anew);
	default: return true;
	}
}

static LONG try(const struct function *f, enum stage stage)
{
	LONG got;

	if (stage == NO_LOCATION)
		scene(f->need == PROVIDER ? NONE : f->need);
	else
		values(f, stage == NO_DEVICE ? 2 : 0, stage == NO_DEVICE ? 1 : 0);
	if (stage == NO_DRIVER)
		refuse(strncmp(f->name, "phone", 5) == 0 ? "TSPI_phoneNegotiateTSPIVersion"
							 : "TSPI_lineNegotiateTSPIVersion",
		       (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	got = settle(f->call());
	refuse(NULL, 0);
	return got;
}

static void rows(enum stage stage, const char *function, const char *error)
{
	const struct function *f = form_of(function);

	for (const struct wanted *w = wanted; w->function; w++)
		if (strcmp(w->function, function) == 0 && strcmp(w->error_name, error) == 0) {
			LONG got = try(f, stage);

			say(got == w->error, function, error, told[stage], got);
		}
}

void later(void)
{
	without_location = true;
	for (enum stage stage = NO_DRIVER; stage <= NEW_BEGINNING; stage++) {
		if (!prepare(stage))
			say(false, "later", told[stage], "", 0);
		for (size_t i = 0; i < sizeof(laters) / sizeof(laters[0]); i++)
			if (laters[i].stage == stage)
				rows(stage, laters[i].function, laters[i].error);
		if (stage == NO_LOCATION)
			scene_anew();
	}
	lineShutdown(lines);
	phoneShutdown(phones);
}
