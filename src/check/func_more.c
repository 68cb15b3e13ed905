/* SPDX-License-Identifier: MIT
 * func_more.c - probes of dialogs that a provider opens by itself, and of what
 * media service providers say to each other. */
#include "check/func.h"
#include "check/raw.h"

#define MARKED 0xEEEEEEEEu
#define WAIT_MS 10000

static void judge(struct check *c, LONG result, bool announced)
{
	if (unavailable(result) && announced)
		lying(c, "is announced in the capabilities and answers OPERATIONUNAVAIL");
	if (unavailable(result))
		unreal(c);
	if (result < 0)
		real(c, "answers %s", name_error(result));
	if (result > 0)
		lying(c, "is synchronous and returned %ld", (long)result);
	if (!announced)
		lying(c, "succeeds, and the capabilities do not announce it");
}

/* --- dialogs ------------------------------------------------------------------------ */

static const char guarded[] =
	"[line guarded]\ndriver = sim\nnumber = 100\ncalls = 4\naccount-code = 12\n";
static const char *const with_dialogs[] = { own_head, guarded, own_lines, NULL };

HDRVLINE dialog_scene(struct check *c)
{
	scene_configure(c, with_dialogs);
	scene_load(c);
	raw_begin(c);
	SKIP_UNLESS(c, c->version >= TAPI_2_0, "needs 2.0");
	raw_open(c, 1, RAW_TWO, (HTAPILINE)(uintptr_t)2, 0);
	return raw_open(c, 0, RAW_ONE, (HTAPILINE)(uintptr_t)1, 0);
}

void dialog_ask(struct check *c, HDRVLINE line, DRV_REQUESTID request)
{
	static HDRVCALL calls[16];
	unsigned before = raw_dialogs;
	LONG result = LINE_CALL(c, lineMakeCall, request, line,
				(HTAPICALL)(uintptr_t)(0x500 + request), &calls[request % 16],
				wide("200"), 0, NULL);

	SKIP_UNLESS(c, result == (LONG)request, "lineMakeCall is refused: %s", name_error(result));
	for (int i = 0; i < 20 && raw_dialogs == before; i++)
		raw_pass(c, 50);
	SKIP_UNLESS(c, raw_dialogs == before + 1, "no dialog is opened");
}

/* The completion of `request` comes, with 0 or not. */
static LONG completion(struct check *c, DRV_REQUESTID request)
{
	int at = raw_wait(c, RAW_COMPLETION, 0, request, WAIT_MS);

	if (at < 0)
		lying(c, "leaves the request of its dialog uncompleted");
	return raw_box[at].result;
}

static void of_no_dialog(struct check *c, const char *name)
{
	char nothing[16] = "";
	LONG result;

	scene_open(c);
	if (strcmp(name, "providerFreeDialogInstance") == 0)
		result = LINE_CALL(c, providerFreeDialogInstance, NULL);
	else
		result = LINE_CALL(c, providerGenericDialogData, 0x7777,
				   TUISPIDLL_OBJECT_DIALOGINSTANCE, nothing, sizeof(nothing));
	if (result == 0)
		lying(c, "succeeds for a dialog instance that there is not");
	judge(c, result, false);
}

static void dialog(struct check *c, const char *name)
{
	bool frees = strcmp(name, "providerFreeDialogInstance") == 0;
	char code[] = "12";
	HDRVLINE line;
	LONG result;

	if (!c->setup->own)
		of_no_dialog(c, name);
	line = dialog_scene(c);
	dialog_ask(c, line, 5);
	step("calling %s", name);
	result = frees ? LINE_CALL(c, providerFreeDialogInstance, raw_dialog[0]) :
		 LINE_CALL(c, providerGenericDialogData, (DWORD_PTR)raw_dialog[0],
			   TUISPIDLL_OBJECT_DIALOGINSTANCE, code, sizeof(code));
	judge(c, result, true);
	result = completion(c, 5);
	if (frees && result == 0)
		lying(c, "frees a dialog, and what waited for it succeeds");
	if (!frees && result)
		lying(c, "takes what was entered, and what waited for it fails: %s",
		      name_error(result));
	if (!LINE_CALL(c, providerFreeDialogInstance, (HDRVDIALOGINSTANCE)(uintptr_t)0x7777))
		lying(c, "succeeds for a dialog instance that there is not");
	real(c, "%s", "");
}

/* --- media service providers ------------------------------------------------------------ */

static bool has_msp(struct check *c)
{
	return line_caps(c, c->device)->dwDevCapFlags & LINEDEVCAPFLAGS_MSP;
}

static HDRVMSPLINE instance(struct check *c, uint32_t line, uintptr_t ht)
{
	HDRVMSPLINE hd = NULL;

	judge(c, LINE_CALL(c, lineCreateMSPInstance, host_hdline(c->host, line), 0,
			   (HTAPIMSPLINE)ht, &hd), has_msp(c));
	if (!hd)
		lying(c, "succeeds and makes no instance");
	return hd;
}

static bool heard(struct check *c, size_t from)
{
	scene_settle(c);
	for (size_t i = from; i < c->count; i++)
		if (c->log[i].kind == HOST_LINE && c->log[i].message == LINE_SENDMSPDATA &&
		    c->log[i].line == c->peer && c->log[i].p1 == 0x77)
			return true;
	return false;
}

static void identify(struct check *c, const char *name)
{
	GUID id;

	scene_line(c);
	memset(&id, 0xEE, sizeof(id));
	judge(c, LINE_CALL(c, lineMSPIdentify, c->device, &id), has_msp(c));
	if (id.Data1 == MARKED)
		lying(c, "succeeds and names no class");
	real(c, "%s", "");
}

static void create(struct check *c, const char *name)
{
	HDRVMSPLINE one, two;

	scene_line(c);
	one = instance(c, c->line, 0x76);
	two = instance(c, c->line, 0x77);
	if (one == two)
		lying(c, "gives two instances one handle");
	real(c, "%s", "");
}

static void data(struct check *c, const char *name)
{
	uint32_t in = 0, out;
	HDRVMSPLINE mine, theirs;
	char block[] = "data";
	size_t from;

	scene_lines(c);
	if (!has_msp(c)) {
		judge(c, LINE_CALL(c, lineReceiveMSPData, host_hdline(c->host, c->line), NULL,
				   (HDRVMSPLINE)(uintptr_t)0x7777, block, 4), false);
		real(c, "%s", "");
	}
	out = scene_talk(c, &in);
	mine = instance(c, c->line, 0x76);
	theirs = instance(c, c->peer, 0x77);
	from = c->count;
	judge(c, LINE_CALL(c, lineReceiveMSPData, host_hdline(c->host, c->line),
			   host_hdcall(c->host, out), mine, block, 4), true);
	if (!heard(c, from) && c->setup->own)
		lying(c, "succeeds, and the other end's instance hears nothing");
	if (strcmp(name, "lineCloseMSPInstance") != 0)
		real(c, "%s", "");
	judge(c, LINE_CALL(c, lineCloseMSPInstance, theirs), true);
	from = c->count;
	LINE_CALL(c, lineReceiveMSPData, host_hdline(c->host, c->line), host_hdcall(c->host, out),
		  mine, block, 4);
	if (heard(c, from))
		lying(c, "succeeds, and the closed instance is told of data");
	real(c, "%s", "");
}

const struct func funcs_more[] = {
	{ "providerFreeDialogInstance", dialog, false },
	{ "providerGenericDialogData", dialog, false },
	{ "lineMSPIdentify", identify, false }, { "lineCreateMSPInstance", create, false },
	{ "lineCloseMSPInstance", data, false }, { "lineReceiveMSPData", data, false },
	{ NULL, NULL, false },
};
