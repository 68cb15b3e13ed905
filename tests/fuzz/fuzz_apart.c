/* SPDX-License-Identifier: MIT
 * fuzz_apart.c - the process of a provider says anything to the host.
 *
 * A thread plays that process (apart_process.c): it answers what it is asked rightly, and
 * the input says where it does otherwise: other results and other bytes, frames that nobody
 * asked for, bytes that are no frame, an early end. Meanwhile a program uses lines, calls and
 * phones as the first bytes of the input say; at the end nothing may be left.
 */
#include "apart_process.h"
#include "base/log.h"
#include "base/mem.h"
#include "host/apart/in.h"
#include "os/thread.h"
#include <stdlib.h>
#include <string.h>

#define LIMIT_MS 25		/* how long a function may take */
#define CALLS 8
#define BLOCKS 32
#define MUST(holds) do { if (!(holds)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a request was given to write to, until it is answered. */
struct block {
	DWORD request;		/* 0: free */
	void *at;
};

static struct {
	struct host *host;
	uv_mutex_t lock;
	uint32_t lines[2], phone, dialog;
	uint32_t calls[CALLS];
	unsigned next;
	struct block blocks[BLOCKS];
	DWORD answered[BLOCKS];		/* requests, the newest ones */
	unsigned answered_count;
	uint8_t inside;			/* to ask in the next callback; 0: nothing */
	WCHAR *gathered[BLOCKS];
	unsigned gathered_count;
} program;

static void know_call(uint32_t call)
{
	if (call)
		program.calls[program.next++ % CALLS] = call;
}

static void give_back(DWORD request)
{
	program.answered[program.answered_count++ % BLOCKS] = request;
	for (int i = 0; i < BLOCKS; i++) {
		struct block *block = &program.blocks[i];

		if (!request || block->request != request)
			continue;
		free(block->at);
		*block = (struct block){ 0 };
	}
}

/* The block of a request that was made just now. */
static void lend(LONG request, void *at)
{
	bool over = request <= 0;

	uv_mutex_lock(&program.lock);
	for (int i = 0; i < BLOCKS; i++)
		over = over || program.answered[i] == (DWORD)request;
	for (int i = 0; i < BLOCKS && !over; i++) {
		if (program.blocks[i].request)
			continue;
		program.blocks[i] = (struct block){ (DWORD)request, at };
		at = NULL;
		over = true;
	}
	uv_mutex_unlock(&program.lock);
	MUST(over);
	free(at);
}

/* A procedure of TAPI's may ask the provider itself; what is gathered into lives on. */
static void ask_inside(uint8_t what, uint32_t line, uint32_t of)
{
	const struct tspi *tspi = host_tspi(program.host);
	HDRVCALL call = host_hdcall(program.host, of);
	LINECALLSTATUS status = { .dwTotalSize = sizeof(status) };
	WCHAR *room;

	if (what == 1 && tspi->lineGetCallStatus) {
		tspi->lineGetCallStatus(call, &status);
	} else if (what == 2 && tspi->lineCloseCall) {
		tspi->lineCloseCall(call);
	} else if (what == 5 && tspi->lineClose) {
		tspi->lineClose(host_hdline(program.host, line));
	} else if (what == 3 && tspi->lineGatherDigits && program.gathered_count < BLOCKS) {
		room = calloc(5, sizeof(*room));
		MUST(room);
		if (tspi->lineGatherDigits(call, 0, LINEDIGITMODE_DTMF, room, 4, NULL, 0, 0))
			free(room);
		else
			program.gathered[program.gathered_count++] = room;
	}
}

/* All that an event points to can be read. */
static void hear(void *arg, const struct host_event *event)
{
	const unsigned char *at = (const unsigned char *)event->p2;
	unsigned sum = 0;
	uint32_t line, call;
	uint8_t inside;

	(void)arg;
	if (event->kind == HOST_LINE && event->message == LINE_SENDMSPDATA)
		for (DWORD_PTR i = 0; i < event->p3; i++)
			sum += at[i];
	MUST(sum != 1u << 31);
	uv_mutex_lock(&program.lock);
	if (event->kind == HOST_NEWCALL)
		know_call(event->call);
	if (event->kind == HOST_REPLY && event->function)
		give_back(event->request);
	if (event->kind == HOST_LINE && event->message == LINE_CREATEDIALOGINSTANCE)
		program.dialog = (uint32_t)event->p1;
	inside = program.inside;
	program.inside = 0;
	line = program.lines[0];
	call = program.calls[(program.next - 1) % CALLS];
	uv_mutex_unlock(&program.lock);
	if (inside)
		ask_inside(inside, line, call);
}

static uint32_t call_of(uint8_t which)
{
	uint32_t call;

	uv_mutex_lock(&program.lock);
	call = program.calls[which % CALLS];
	uv_mutex_unlock(&program.lock);
	return call;
}

static void born(LONG request, uint32_t call, uint32_t call2)
{
	uv_mutex_lock(&program.lock);
	if (request > 0) {
		know_call(call);
		know_call(call2);
	}
	uv_mutex_unlock(&program.lock);
}

static void open_line(unsigned i)
{
	struct host *host = program.host;
	uint32_t line = 0;

	host_line_open(host, host_line(host, i), LINEMEDIAMODE_INTERACTIVEVOICE, &line);
	uv_mutex_lock(&program.lock);
	program.lines[i] = line ? line : program.lines[i];
	uv_mutex_unlock(&program.lock);
}

/* Its process has ended, and another may be there soon. */
static void revive(void)
{
	struct apart *apart = program.host->apart;
	bool up = false;

	for (int i = 0; i < 20 && !up; i++) {
		host_pump(program.host);
		uv_mutex_lock(&apart->lock);
		up = apart->state == APART_UP && !apart->ended;
		uv_mutex_unlock(&apart->lock);
		if (!up)
			os_blink();
	}
}

/* Who shows it hears what it is told, and says something. */
static void show_dialog(void)
{
	uint32_t dialog;
	const char *library;
	const void *first;
	char word[8] = "word";
	struct buf out;
	DWORD size;
	bool closes;

	uv_mutex_lock(&program.lock);
	dialog = program.dialog;
	uv_mutex_unlock(&program.lock);
	if (!host_dialog_first(program.host, dialog, &library, &first, &size))
		return;
	buf_grow(&out);
	buf_text(&out, library);
	buf_bytes(&out, first, size);
	host_dialog_next(program.host, dialog, &out, &closes);
	host_dialog_says(program.host, dialog, TUISPIDLL_OBJECT_DIALOGINSTANCE, word, sizeof(word));
	buf_free(&out);
	host_dialog_over(program.host, dialog);
}

static void records(uint32_t line, uint32_t call)
{
	struct host *host = program.host;
	struct host_line_info *info = malloc(sizeof(*info));
	struct host_call_info about;
	LINECALLSTATUS *status = NULL;
	VARSTRING *id = NULL;

	MUST(info);
	host_line_info(host, host_line(host, 0), info);
	host_call_info(host, call, &about);
	host_get_call_status(host, call, &status);
	host_get_id(host, line, 0, 0, LINECALLSELECT_LINE, "tapi/line", &id);
	mem_free(status);
	mem_free(id);
	free(info);
}

static void operation_of_call(uint8_t what, uint32_t line, uint32_t call)
{
	struct host *host = program.host;
	struct host_gather gather = { .modes = LINEDIGITMODE_DTMF, .count = what & 1 ? 4 : 0 };
	uint32_t one = 0, two = 0;
	char text[64];

	switch (what) {
	case 0: case 1:
		host_gather_digits(host, call, &gather);
		break;
	case 2:
		host_gathered(host, call, text, sizeof(text));
		host_parked(host, call, text, sizeof(text));
		break;
	case 3:
		host_drop(host, call);
		break;
	case 4:
		host_close_call(host, call);
		break;
	case 5:
		host_park(host, call, LINEPARKMODE_NONDIRECTED, NULL);
		break;
	case 6:
		host_complete_call(host, call, LINECALLCOMPLMODE_CALLBACK, 0);
		break;
	case 7:
		born(host_setup_transfer(host, call, &one), one, 0);
		break;
	case 8:
		born(host_setup_conference(host, call, line, 3, &one, &two), one, two);
		break;
	default:
		host_set_call_data(host, call, "data", 4);
		break;
	}
}

static void operation_of_line(uint8_t what, uint32_t line, uint32_t call)
{
	struct host *host = program.host;
	void *block = calloc(1, 64);
	LINEFORWARDLIST list = { .dwTotalSize = sizeof(list) };
	uint32_t one = 0;
	LONG lent = 0;

	MUST(block);
	switch (what) {
	case 0: case 1:
		open_line(what);
		break;
	case 2:
		host_line_close(host, line);
		break;
	case 3:
		host_phone_open(host, host_phone(host, 0), &program.phone);
		break;
	case 4:
		host_phone_close(host, program.phone);
		break;
	case 5:
		born(host_make_call(host, line, "102", NULL, &one), one, 0);
		break;
	case 6:
		records(line, call);
		break;
	case 7:
		lent = host_dev_specific(host, line, 0, call, block, 64);
		break;
	case 8:
		lent = host_phone_specific(host, program.phone, block, 64);
		break;
	case 9:
		host_forward(host, line, &list, 3, &one);
		break;
	case 10:
		host_command(host, "word", block, 64);
		break;
	case 11:
		revive();
		break;
	case 12:
		show_dialog();
		break;
	default:
		host_pump(host);
		break;
	}
	lend(lent, block);
}

static void operation(uint8_t what)
{
	const uint32_t line = program.lines[what >> 7], call = call_of(what >> 5);
	const uint8_t more = what & 0x80 ? 3 : 0;

	what &= 31;
	if (what < 16) {
		operation_of_line(what, line, call);
	} else if (what < 28) {
		operation_of_call(what - 16, line, call);
	} else if (what == 28) {
		host_pump(program.host);
	} else {
		uv_mutex_lock(&program.lock);
		program.inside = what - 28 + more;
		uv_mutex_unlock(&program.lock);
	}
}

static bool begin(void)
{
	const struct host_options options = { .apart = true, .apart_limit_ms = LIMIT_MS };
	struct apart *apart;
	struct buf why;
	bool good;

	buf_grow(&why);
	good = !host_open(&program.host, "provider", &options, &why);
	buf_free(&why);
	if (!good)
		return false;
	host_dialogs_elsewhere(program.host);
	host_on_event(program.host, hear, NULL);
	apart = program.host->apart;
	uv_mutex_lock(&apart->lock);
	apart->pause_ms = 0;		/* another process at once */
	uv_mutex_unlock(&apart->lock);
	return true;
}

static void end(void)
{
	host_close(program.host);
	for (int i = 0; i < BLOCKS; i++)
		free(program.blocks[i].at);
	for (unsigned i = 0; i < program.gathered_count; i++)
		free(program.gathered[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	const uint8_t *operations = input + 1;
	size_t count = size ? input[0] % 32 : 0;

	if (!size)
		return 0;
	log_level_set(LOG_OFF);
	if (count > size - 1)
		count = size - 1;
	memset(&program, 0, sizeof(program));
	apart_process_begin(operations + count, input + size);
	uv_mutex_init(&program.lock);
	if (begin()) {
		open_line(0);
		for (size_t i = 0; i < count; i++)
			operation(operations[i]);
		end();
	}
	uv_mutex_destroy(&program.lock);
	MUST(mem_blocks() == 0);
	return 0;
}
