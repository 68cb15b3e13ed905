/* SPDX-License-Identifier: MIT
 * fuzz_ws.c - any bytes as the answer to an opening, and as frames of either side, cut
 * anywhere: what they tell must not depend on the cuts. */
#include "base/mem.h"
#include "wire/ws/ws.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIMIT 4096
#define SIZE_MAX_HERE 65536

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* A row of what was told. */
static void tell(struct buf *out, const struct ws_news *news)
{
	buf_printf(out, "%d %u %zu ", (int)news->kind, (unsigned)news->code, news->len);
	buf_bytes(out, news->bytes, news->len);
	buf_text(out, news->why);
	must(news->kind != WS_IS_MESSAGE || news->len <= LIMIT);
	must(news->kind == WS_IS_MESSAGE || news->len <= WS_CONTROL_MAX);
	must(news->kind != WS_IS_BAD || news->why);
}

/* All that the bytes say when they come `step` at a time. */
static void run(struct buf *out, const uint8_t *data, size_t size, bool server, size_t step)
{
	static char bytes[SIZE_MAX_HERE];
	size_t begun = 0, there = 0, taken;
	struct ws_news news = { .kind = WS_NOTHING };
	struct ws_reader reader;

	ws_reader_init(&reader, LIMIT, server);
	memcpy(bytes, data, size);
	while (there < size && news.kind != WS_IS_BAD) {
		there = there + step < size ? there + step : size;
		do {
			taken = ws_read(&reader, bytes + begun, there - begun, &news);
			must(taken <= there - begun);
			begun += taken;
			if (news.kind != WS_NOTHING)
				tell(out, &news);
		} while (taken && news.kind != WS_NOTHING);
	}
	ws_reader_free(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct ws_opening opening = {
		.host = "h", .path = "/", .protocol = "sip", .key = "dGhlIHNhbXBsZSBub25jZQ==",
	};
	struct buf whole, cut, why;
	char sentence[200];
	size_t len = 0;

	if (size < 2 || size > SIZE_MAX_HERE)
		return 0;
	buf_fixed(&why, sentence, sizeof(sentence));
	switch (ws_answer_read(&len, (struct span){ (const char *)data, size }, &opening, &why)) {
	case WS_ANSWER_YES:
		must(len > 0 && len <= size);
		break;
	case WS_ANSWER_NO:
		must(why.len > 0);
		break;
	case WS_ANSWER_MORE:
		must(len == 0);
	}
	buf_grow(&whole);
	buf_grow(&cut);
	run(&whole, data + 1, size - 1, data[0] & 1, size);
	run(&cut, data + 1, size - 1, data[0] & 1, (data[0] >> 1) + 1);
	must(whole.len == cut.len && (whole.len == 0 || memcmp(whole.at, cut.at, whole.len) == 0));
	buf_free(&whole);
	buf_free(&cut);
	return 0;
}
