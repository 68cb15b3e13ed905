/* SPDX-License-Identifier: MIT
 * errors.c - what brings each error about: by its shape, by a value that is not one, or by a
 * provider or a proxy that answers so. */
#include "tapiconf.h"

const char *refuse_file;

#define NOWHERE ((DWORD_PTR)0x7777)

static bool is(const char *text, const char *one)
{
	return strcmp(text, one) == 0;
}

/* The provider's function answers so from now on; NULL: as it is. */
void refuse(const char *provider_function, LONG error)
{
	FILE *file = fopen(refuse_file, "wb");

	if (!file)
		return;
	if (provider_function)
		fprintf(file, "%s %lx", provider_function, (unsigned long)(DWORD)error);
	fclose(file);
}

/* --- of the same shape wherever they are --------------------------------------------------- */

static void no_pointers(void)
{
	x.out = x.out2 = x.out3 = x.made = x.in = x.list = x.groups = x.request = NULL;
	x.uui = NULL;
	x.flow = x.dial = x.generate = x.monitor = x.digits = x.media = x.tones = x.states = NULL;
	x.button = x.digits_out = x.init = x.phone_init = x.group = NULL;
	x.version_out = NULL;
	x.number = x.own = x.class = x.phone_class = x.name = x.target = (struct text){ 0 };
	x.park = x.pin = (struct text){ 0 };
	x.digit = x.agent = x.canonical = x.provider = (struct text){ 0 };
}

static void too_small(void)
{
	DWORD small = 4;

	memcpy(x.out, &small, 4);
	if (x.params)
		x.params->dwTotalSize = 4;
	((LINEINITIALIZEEXPARAMS *)x.init)->dwTotalSize = 4;
	((PHONEBUTTONINFO *)x.button)->dwTotalSize = 4;
	memcpy(x.groups, &small, 4);
}

static bool change(const char *function, const char *error)
{
	const char *name = strchr(error, '_') + 1;

	if (is(name, "INVALCALLHANDLE") || is(name, "INVALCONFCALLHANDLE"))
		x.call = (HCALL)NOWHERE;
	else if (is(name, "INVALCONSULTCALLHANDLE"))
		x.call2 = (HCALL)NOWHERE;
	else if (is(name, "INVALLINEHANDLE"))
		x.line = x.proxy = (HLINE)NOWHERE;
	else if (is(name, "INVALPHONEHANDLE"))
		x.phone = (HPHONE)NOWHERE;
	else if (is(name, "INVALAPPHANDLE"))
		x.app = (HLINEAPP)NOWHERE, x.phone_app = (HPHONEAPP)NOWHERE;
	else if (is(name, "BADDEVICEID"))
		x.device = 99;
	else if (is(name, "INVALADDRESSID"))
		x.address = 77;
	else if (is(name, "INCOMPATIBLEAPIVERSION"))
		x.version = 0x00000001;
	else if (is(name, "INCOMPATIBLEEXTVERSION") && strstr(function, "Open"))
		x.ext = 0x77777777;
	else if (is(function, "lineAgentSpecific") && is(name, "STRUCTURETOOSMALL"))
		return false;
	else if (is(name, "STRUCTURETOOSMALL"))
		too_small();
	else if (is(name, "INVALPOINTER"))
		no_pointers();
	else if (is(name, "NOTOWNER"))
		return x.phone_app && strncmp(error, "PHONE", 5) == 0 ? false : foreign_call();
	else if (is(name, "INVALCALLSTATE"))
		return ended_call();
	else
		return false;
	return true;
}

static const char *shape(const char *error)
{
	const char *name = strchr(error, '_') + 1;
	static const char *const told[][2] = {
		{ "INVALCALLHANDLE", "of a call that there is not" },
		{ "INVALCONFCALLHANDLE", "of a conference that there is not" },
		{ "INVALCONSULTCALLHANDLE", "of a consultation call that there is not" },
		{ "INVALLINEHANDLE", "of a line that is not open" },
		{ "INVALPHONEHANDLE", "of a phone that is not open" },
		{ "INVALAPPHANDLE", "of a program that has not begun" },
		{ "BADDEVICEID", "of a device that there is not" },
		{ "INVALADDRESSID", "of an address that the line has not" },
		{ "INCOMPATIBLEAPIVERSION", "by a version that nobody speaks" },
		{ "INCOMPATIBLEEXTVERSION", "by a version of an extension that there is not" },
		{ "STRUCTURETOOSMALL", "with no room for the record" },
		{ "INVALPOINTER", "without what a pointer must lead to" },
		{ "NOTOWNER", "by a monitor of the call" },
		{ "INVALCALLSTATE", "of a call that is over" },
	};

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (is(told[i][0], name))
			return told[i][1];
	return "";
}

/* --- a value that is not one ---------------------------------------------------------------- */

static const struct wrong_value {
	const char *function, *error;	/* NULL: any */
	int which;			/* of M, D, E */
	DWORD value;
} wrong_values[] = {
#include "values.inc"
};

static const struct wrong_value *value_of(const char *function, const char *error)
{
	for (size_t i = 0; i < sizeof(wrong_values) / sizeof(wrong_values[0]); i++)
		if (is(wrong_values[i].error, error) &&
		    (!wrong_values[i].function || is(wrong_values[i].function, function)))
			return &wrong_values[i];
	return NULL;
}

/* --- what belongs to one function only --------------------------------------------------------- */

static void set(int which, DWORD value)
{
	x.value[which] = value;
	x.changed[which] = true;
}

static void of_an_address(void)
{
	set(0, LINECALLSELECT_ADDRESS);
	x.address = 77;
}

static void of_a_call(void)
{
	set(0, LINECALLSELECT_CALL);
	x.call = (HCALL)NOWHERE;
}

static void params_address(void)
{
	x.params->dwAddressID = 77;
}

static void open_media(void)
{
	set(0, LINECALLPRIVILEGE_OWNER);
	set(1, 0x40000000);
}

static void open_mapper(void)
{
	x.device = LINEMAPPER;
	set(0, LINECALLPRIVILEGE_OWNER);
	x.params->dwTotalSize = 4;
}

static void no_conference_out(void)
{
	set(0, LINETRANSFERMODE_CONFERENCE);
	x.out = NULL;
}

static void not_over(void)
{
	scene(CALL);
}

static void park_anywhere(void)
{
	DWORD small = 4;

	set(0, LINEPARKMODE_NONDIRECTED);
	memcpy(x.out, &small, 4);
}

static void no_call_no_line(void)
{
	x.call = 0;
	x.no_line = (HLINE)NOWHERE;
}

static void conference_over(void)
{
	end_call(x.call);
}

static void consultation_nowhere(void)
{
	x.call2 = (HCALL)NOWHERE;
}

static void consultation_over(void)
{
	HCALL conference = x.call;

	ended_call();
	x.call2 = x.call;
	x.call = conference;
}

static void to_nobody(void)
{
	x.target = both_forms("nobody.exe");
}

static void to_no_mode(void)
{
	x.target.a = NULL;
	x.target.w = NULL;
	set(0, 3);
}

static void uui_too_big(void)
{
	static char big[4096];

	memset(big, 'u', sizeof(big));
	x.uui = big;
	x.uui_size = sizeof(big);
	x.params->dwUserUserInfoSize = 0;
}

static void class_nobody_has(void)
{
	x.class = x.phone_class = x.port = both_forms("nobody/has");
}

static void app_name(void)
{
	x.target = both_forms("");
}

static void to_self(void)
{
	x.target = both_forms(own_file);
}

static void no_request(void)
{
	while (lineGetRequestA(x.app, LINEREQUESTMODE_MAKECALL, x.out) == 0)
		;
}

static void not_registered(void)
{
	lineRegisterRequestRecipient(x.app, 5, LINEREQUESTMODE_MAKECALL, 0);
}

static void long_number(void)
{
	static char digits[200];

	memset(digits, '1', sizeof(digits) - 1);
	x.number = both_forms(digits);
}

static void mapper_fails(void)
{
	x.device = LINEMAPPER;
	set(0, LINECALLPRIVILEGE_OWNER);
	x.params->dwBearerMode = LINEBEARERMODE_MULTIUSE;
}

static void no_option(void)
{
	((LINEINITIALIZEEXPARAMS *)x.init)->dwOptions = 0x40;
	((PHONEINITIALIZEEXPARAMS *)x.phone_init)->dwOptions = 0x40;
}

static void no_proxy(void)
{
	x.proxy = x.line;
}

static void call_nowhere(void)
{
	x.call = (HCALL)NOWHERE;
}

static void other_request(void)
{
	x.request = x.out3;
}

static void no_message(void)
{
	set(0, LINE_CALLINFO);
}

static void agent_state(void)
{
	set(0, 0x40000);
}

static void agent_state_ex(void)
{
	set(1, 0x40000);
}

static void of_a_request(void)
{
	set(0, 0);
	set(1, 0x40);
}

static void card_nobody_has(void)
{
	set(0, 77);
	set(1, LINETRANSLATEOPTION_CARDOVERRIDE);
}

static void other_country(void)
{
	lineSetCurrentLocation(x.app, 2);
}

static void no_number(void)
{
	x.canonical = both_forms("not a number");
}

static void no_characters(void)
{
	x.canonical = both_forms("");
}

static void none(void)
{
}

static void letters_in_it(void)
{
	x.canonical = both_forms("+49 (30) 12x4");
}

static void many_requests(void)
{
	for (int i = 0; i < 5000; i++)
		if (tapiRequestMakeCallA("91", "conf", NULL, NULL) != 0)
			break;
}

static void unprintable_name(void)
{
	x.name = both_forms("conf\ntwo");
}

static void provider_twice(void)
{
	lineAddProviderA(x.provider.a, NULL, &x.added);
}

static void provider_somewhere(void)
{
	x.provider = both_forms("lib/vendor.tsp");
}

static void provider_nowhere(void)
{
	x.provider = both_forms("none.tsp");
}

static const struct own_way own_ways[] = {
	{ "lineAddProvider", "LINEERR_NOMULTIPLEINSTANCE", provider_twice, "of a file that was added" },
	{ "lineAddProvider", "LINEERR_INVALPARAM", provider_somewhere, "of a path that does not say where it begins" },
	{ "lineAddProvider", "LINEERR_OPERATIONFAILED", provider_nowhere, "of a file that there is not" },
	{ "lineGetID", "LINEERR_INVALADDRESSID", of_an_address, "of an address that the line has not" },
	{ "lineGetID", "LINEERR_INVALCALLHANDLE", of_a_call, "of a call that there is not" },
	{ "lineGetNewCalls", "LINEERR_INVALADDRESSID", of_an_address, "of an address that the line has not" },
	{ "lineSetTerminal", "LINEERR_INVALADDRESSID", of_an_address, "of an address that the line has not" },
	{ "lineSetTerminal", "LINEERR_INVALCALLHANDLE", of_a_call, "of a call that there is not" },
	{ "lineSetMediaControl", "LINEERR_INVALADDRESSID", of_an_address, "of an address that the line has not" },
	{ "lineSetMediaControl", "LINEERR_INVALCALLHANDLE", of_a_call, "of a call that there is not" },
	{ "lineMakeCall", "LINEERR_INVALADDRESSID", params_address, "from an address that the line has not" },
	{ "lineOpen", "LINEERR_INVALMEDIAMODE", open_media, "for a kind of media that there is not" },
	{ "lineOpen", "LINEERR_STRUCTURETOOSMALL", open_mapper, "with no room for the record" },
	{ "lineCompleteTransfer", "LINEERR_INVALPOINTER", no_conference_out, "with nowhere to put the conference" },
	{ "lineDeallocateCall", "LINEERR_INVALCALLSTATE", not_over, "by the only owner of a call that is not over" },
	{ "linePark", "LINEERR_STRUCTURETOOSMALL", park_anywhere, "with no room for the place" },
	{ "lineSetupConference", "LINEERR_INVALLINEHANDLE", no_call_no_line, "without a call, of a line that is not open" },
	{ "linePrepareAddToConference", "LINEERR_INVALCALLSTATE", conference_over, "of a conference that is over" },
	{ "lineAddToConference", "LINEERR_INVALCALLHANDLE", consultation_nowhere, "of a call that there is not" },
	{ "lineAddToConference", "LINEERR_INVALCALLSTATE", consultation_over, "of a call that is over" },
	{ "lineHandoff", "LINEERR_INVALMEDIAMODE", to_no_mode, "to two kinds of media at once" },
	{ "lineHandoff", "LINEERR_TARGETNOTFOUND", to_nobody, "to a program that does not run" },
	{ "lineHandoff", "LINEERR_TARGETSELF", to_self, "to the program itself" },
	{ "lineGetAppPriority", "LINEERR_INVALAPPNAME", app_name, "of a program without a name" },
	{ "lineSetAppPriority", "LINEERR_INVALAPPNAME", app_name, "of a program without a name" },
	{ "lineGetRequest", "LINEERR_NOREQUEST", no_request, "when there is none" },
	{ "lineGetRequest", "LINEERR_NOTREGISTERED", not_registered, "by one that takes none" },
	{ "tapiRequestMakeCall", "TAPIERR_NOREQUESTRECIPIENT", not_registered, "when nobody takes them" },
	{ "tapiRequestMakeCall", "TAPIERR_INVALDESTADDRESS", long_number, "to a number that is too long" },
	{ "lineGetConfRelatedCalls", "LINEERR_NOCONFERENCE", not_over, "of a call that is in none" },
	{ "lineGetDevConfig", "LINEERR_INVALDEVICECLASS", class_nobody_has, "of a class that nobody has" },
	{ "lineSetDevConfig", "LINEERR_INVALDEVICECLASS", class_nobody_has, "of a class that nobody has" },
	{ "lineGetID", "LINEERR_INVALDEVICECLASS", class_nobody_has, "of a class that nobody has" },
	{ "phoneGetID", "PHONEERR_INVALDEVICECLASS", class_nobody_has, "of a class that nobody has" },
	{ "phoneGetIcon", "PHONEERR_INVALDEVICECLASS", class_nobody_has, "of a class that nobody has" },
	{ "lineGetAppPriority", "LINEERR_INVALREQUESTMODE", of_a_request, "for no kind of request" },
	{ "lineSetAppPriority", "LINEERR_INVALREQUESTMODE", of_a_request, "for no kind of request" },
	{ "lineTranslateAddress", "LINEERR_INVALCARD", card_nobody_has, "with a card that there is not" },
	{ "lineTranslateAddress", "LINEERR_INVALADDRESS", letters_in_it, "of a number with a letter" },
	{ "lineSetTollList", "LINEERR_INVALLOCATION", other_country, "where there are no toll lists" },
	{ "lineTranslateDialog", "LINEERR_INVALADDRESS", no_characters, "to an address without a character" },
	{ "lineTranslateDialog", "LINEERR_OPERATIONFAILED", none, "where there is nobody to ask" },
	{ "lineSetTollList", "LINEERR_INVALADDRESS", no_number, "of what is no number" },
	{ "tapiRequestMakeCall", "TAPIERR_REQUESTQUEUEFULL", many_requests, "when too many wait" },
	{ "lineAccept", "LINEERR_USERUSERINFOTOOBIG", uui_too_big, "with more than fits" },
	{ "lineAnswer", "LINEERR_USERUSERINFOTOOBIG", uui_too_big, "with more than fits" },
	{ "lineDrop", "LINEERR_USERUSERINFOTOOBIG", uui_too_big, "with more than fits" },
	{ "lineSendUserUserInfo", "LINEERR_USERUSERINFOTOOBIG", uui_too_big, "with more than fits" },
	{ "lineOpen", "LINEERR_LINEMAPPERFAILED", mapper_fails, "when no line has what is asked for" },
	{ "lineInitializeEx", "LINEERR_INVALPARAM", no_option, "with no way to be told" },
	{ "phoneInitializeEx", "PHONEERR_INVALPARAM", no_option, "with no way to be told" },
	{ "lineInitialize", "LINEERR_INVALAPPNAME", unprintable_name, "by a name that cannot be shown" },
	{ "lineInitializeEx", "LINEERR_INVALAPPNAME", unprintable_name, "by a name that cannot be shown" },
	{ "phoneInitialize", "PHONEERR_INVALAPPNAME", unprintable_name, "by a name that cannot be shown" },
	{ "phoneInitializeEx", "PHONEERR_INVALAPPNAME", unprintable_name, "by a name that cannot be shown" },
	{ "lineGetProxyStatus", "LINEERR_INVALPARAM", no_pointers, "without a place for the list" },
	{ "lineProxyMessage", "LINEERR_NOTREGISTERED", no_proxy, "by a line that is no proxy" },
	{ "lineProxyResponse", "LINEERR_NOTREGISTERED", no_proxy, "by a line that is no proxy" },
	{ "lineProxyMessage", "LINEERR_INVALCALLHANDLE", call_nowhere, "of a call that there is not" },
	{ "lineProxyResponse", "LINEERR_INVALPARAM", other_request, "of what is no request" },
	{ "lineProxyMessage", "LINEERR_INVALPARAM", no_message, "with what is no message of proxies" },
	{ "lineSetAgentState", "LINEERR_INVALAGENTSTATE", agent_state, "into no state that there is" },
	{ "lineSetAgentStateEx", "LINEERR_INVALAGENTSTATE", agent_state_ex, "into no state that there is" },
	{ "lineSetAgentSessionState", "LINEERR_INVALAGENTSTATE", agent_state_ex, "into no state that there is" },
};

static const struct own_way *own_way(const char *function, const char *error)
{
	for (size_t i = 0; i < sizeof(own_ways) / sizeof(own_ways[0]); i++)
		if (is(own_ways[i].function, function) && is(own_ways[i].error, error))
			return &own_ways[i];
	for (const struct own_way *cause = causes; cause->function; cause++)
		if (is(cause->function, function) && is(cause->error, error))
			return cause;
	return NULL;
}

/* --- one row ----------------------------------------------------------------------------------- */

static enum verdict verdict(const struct wanted *w, LONG got)
{
	return got == w->error ? RIGHT : WRONG;
}

enum verdict provoke(const struct function *f, const struct wanted *w, char *how, LONG *got)
{
	const struct wrong_value *value = value_of(w->function, w->error_name);
	const struct own_way *own = own_way(w->function, w->error_name);
	enum verdict result;

	if (comes_later(w->function, w->error_name))
		return NO_WAY;
	if (!scene(f->need)) {
		snprintf(how, 128, "the scene: %s", scene_why);
		return WRONG;
	}
	if (own) {
		own->change();
		snprintf(how, 128, "%s", own->told);
		*got = settle(f->call());
		if (own->undo)
			own->undo();
		return verdict(w, *got);
	}
	if (!value && change(w->function, w->error_name)) {
		snprintf(how, 128, "%s", shape(w->error_name));
		*got = settle(f->call());
		return verdict(w, *got);
	}
	if (value) {
		x.value[value->which] = value->value;
		x.changed[value->which] = true;
		snprintf(how, 128, "by the value 0x%lx", (unsigned long)value->value);
		*got = settle(f->call());
		if (*got == w->error)
			return RIGHT;
		scene_end();
		if (!scene(f->need))
			return WRONG;
	}
	if (is(w->provider, "proxy"))
		proxy_result = (DWORD)w->error;
	else if (*w->provider)
		refuse(w->provider, w->error);
	else
		return value ? WRONG : NO_WAY;
	snprintf(how, 128, "as the %s answers", proxy_result ? "proxy" : "provider");
	*got = settle(f->call());
	refuse(NULL, 0);
	proxy_result = 0;
	result = verdict(w, *got);
	return result;
}
