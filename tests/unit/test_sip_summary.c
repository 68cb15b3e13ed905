/* SPDX-License-Identifier: MIT
 * test_sip_summary.c - what waits in a mailbox. */
#include "wire/sip/summary.h"
#include "test.h"

TEST(sip_summary, the_example_of_the_standard)
{
	struct sip_summary summary;

	NEED(sip_summary_read(&summary, SPAN("Messages-Waiting: yes\r\nMessage-Account: sip:alice@vmail.example.com\r\n"
					     "Voice-Message: 2/8 (0/2)\r\n\r\nTo: alice\r\n")) == OK);
	CHECK(summary.waiting);
	CHECK(span_is(summary.account, "sip:alice@vmail.example.com"));
	CHECK_INT(summary.voice_new, 2);
	CHECK_INT(summary.voice_old, 8);
}

TEST(sip_summary, names_and_words_are_read_without_regard_to_case)
{
	struct sip_summary summary;

	NEED(sip_summary_read(&summary, SPAN("messages-waiting : NO")) == OK);
	CHECK(!summary.waiting);
	CHECK_INT(summary.voice_new, 0);
}

TEST(sip_summary, what_does_not_say_it_is_none)
{
	static const char *const bodies[] = { "", "\n\n", "Voice-Message: 2/8\n", "Messages-Waiting: perhaps\n",
		"Messages-Waiting\n", "Messages-Waiting: yesno" };
	struct sip_summary summary = { .voice_new = 7 };

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		CHECK_INT(sip_summary_read(&summary, span_of(bodies[i])), ERR_SYNTAX);
	CHECK_INT(summary.voice_new, 7);
}

TEST(sip_summary, counts_that_are_none_count_nothing)
{
	struct sip_summary summary;

	NEED(sip_summary_read(&summary, SPAN("Messages-Waiting: yes\nVoice-Message: 3\n")) == OK);
	CHECK_INT(summary.voice_new, 0);
	NEED(sip_summary_read(&summary, SPAN("Messages-Waiting: yes\nVoice-Message: -1/99999999999\n")) == OK);
	CHECK_INT(summary.voice_old, 0);
}
