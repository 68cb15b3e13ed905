/* SPDX-License-Identifier: MIT
 * fuzz_sip_event.c - any bytes as the body of a NOTIFY: XML, dialogs, a summary
 * of messages, several parts of which one is a list. */
#include "wire/sip/completion.h"
#include "wire/sip/dialoginfo.h"
#include "wire/sip/multipart.h"
#include "wire/sip/rlmi.h"
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

/* Every part takes something away, and is found by its id. */
static void parts(struct span bytes)
{
	struct sip_multipart multipart;
	struct sip_part part, found;
	size_t count = 0;

	if (sip_multipart_open(&multipart, SPAN("multipart/related;boundary=b"), bytes))
		return;
	while (sip_multipart_next(&multipart, &part)) {
		lies_in(part.type, bytes);
		lies_in(part.id, bytes);
		lies_in(part.body, bytes);
		must(++count <= bytes.len);
		if (part.id.at)
			must(sip_multipart_find(&multipart, part.id, &found) && span_eq(found.id, part.id));
	}
}

static void list(struct span bytes)
{
	struct rlmi_told told;
	struct rlmi rlmi;
	size_t count = 0;

	if (rlmi_open(&rlmi, bytes))
		return;
	while (rlmi_next(&rlmi, &told))
		must(told.uri[0] && told.state <= RLMI_TERMINATED && utf8_valid(span_of(told.cid)) &&
		     ++count <= bytes.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size };
	struct sip_completion_offer offer;
	struct sip_completion completion;
	struct sip_summary summary;
	struct dialog_about about;
	struct dialog_info info;

	pieces(bytes);
	parts(bytes);
	list(bytes);
	if (sip_completion_read(&completion, bytes) == OK)
		lies_in(completion.uri, bytes);
	if (sip_completion_offer_read(&offer, bytes)) {
		struct buf b;

		lies_in(offer.uri, bytes);
		buf_grow(&b);
		must(sip_completion_uri_write(&b, offer.uri, offer.mode));
		buf_free(&b);
	}
	if (sip_summary_read(&summary, bytes) == OK)
		lies_in(summary.account, bytes);
	if (dialog_info_open(&info, bytes) == OK)
		while (dialog_info_next(&info, &about))
			must(about.id[0] && about.state <= DIALOG_TERMINATED && utf8_valid(span_of(about.remote)));
	return 0;
}
