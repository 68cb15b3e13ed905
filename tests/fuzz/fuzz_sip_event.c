/* SPDX-License-Identifier: MIT
 * fuzz_sip_event.c - any bytes as the body of a NOTIFY: XML, dialogs, a summary
 * of messages. */
#include "wire/sip/dialoginfo.h"
#include "wire/sip/summary.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void lies_in(struct span s, struct span all)
{
	must(s.len == 0 || (s.at >= all.at && s.at + s.len <= all.at + all.len));
}

/* It comes to an end, and every piece takes something away. */
static void pieces(struct span bytes)
{
	struct xml_piece piece;
	struct xml xml;
	size_t count = 0;
	char text[40];

	xml_begin(&xml, bytes);
	do {
		piece = xml_next(&xml);
		lies_in(piece.name, bytes);
		lies_in(piece.text, bytes);
		must(xml.depth <= XML_DEPTH && ++count <= bytes.len + 2);
		xml_text(piece.text, piece.plain, text, sizeof(text));
		must(strlen(text) < sizeof(text) && utf8_valid(span_of(text)));
	} while (piece.kind < XML_DONE);
	must(xml_next(&xml).kind == piece.kind);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size };
	struct sip_summary summary;
	struct dialog_about about;
	struct dialog_info info;

	pieces(bytes);
	if (sip_summary_read(&summary, bytes) == OK)
		lies_in(summary.account, bytes);
	if (dialog_info_open(&info, bytes) == OK)
		while (dialog_info_next(&info, &about))
			must(about.id[0] && about.state <= DIALOG_TERMINATED && utf8_valid(span_of(about.remote)));
	return 0;
}
