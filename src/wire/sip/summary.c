/* SPDX-License-Identifier: MIT
 * summary.c - what waits in a mailbox. */
#include "wire/sip/summary.h"

/* "4/8 (1/2)": new and old ones; the urgent ones of them in parentheses. */
static void read_counts(struct sip_summary *out, struct span value)
{
	struct span rest, count = span_cut(value, '/', &rest);
	uint32_t fresh, old;

	rest = span_trim(span_cut(rest, '(', &(struct span){ 0 }));
	if (!rest.at || !span_u32(span_trim(count), UINT32_MAX, &fresh) ||
	    !span_u32(rest, UINT32_MAX, &old))
		return;
	out->voice_new = fresh;
	out->voice_old = old;
}

enum err sip_summary_read(struct sip_summary *out, struct span body)
{
	struct sip_summary read = { .account = SPAN_NONE };
	bool told = false;

	for (struct span rest = body; rest.at;) {
		struct span value, line = span_cut(rest, '\n', &rest);
		struct span name = span_trim(span_cut(line, ':', &value));

		value = span_trim(value);
		if (span_isi(name, "Messages-Waiting")) {
			read.waiting = span_isi(value, "yes");
			if (!read.waiting && !span_isi(value, "no"))
				return ERR_SYNTAX;
			told = true;
		} else if (span_isi(name, "Message-Account")) {
			read.account = value;
		} else if (span_isi(name, "Voice-Message")) {
			read_counts(&read, value);
		}
	}
	if (!told)
		return ERR_SYNTAX;
	*out = read;
	return OK;
}
