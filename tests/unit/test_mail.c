/* SPDX-License-Identifier: MIT
 * test_mail.c - the postbox: order, room, and what happens without memory. */
#include "base/log.h"
#include "base/mem.h"
#include "model/mail.h"
#include "test.h"

static struct mail mail;

static void scene(void)
{
	log_level_set(LOG_OFF);
	mail_init(&mail);
	DEFER(mail_free, &mail);
}

static void post(DWORD msg)
{
	mail_post(&mail, &(struct letter){ .kind = LETTER_LINE, .msg = msg });
}

TEST(mail, letters_come_out_in_the_order_in_which_they_were_posted)
{
	struct letter letter;
	DWORD in = 0, out = 0;

	scene();
	/* In and out at different paces, so that the ring turns while it grows. */
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 7; i++)
			post(in++);
		for (int i = 0; i < 3; i++) {
			CHECK(mail_take(&mail, &letter));
			CHECK_INT(letter.msg, out++);
		}
	}
	while (mail_take(&mail, &letter))
		CHECK_INT(letter.msg, out++);
	CHECK_INT(out, in);
	CHECK_INT(mail.taken, in);
	CHECK_INT(mail.lost, 0);
}

TEST(mail, an_empty_box_gives_nothing)
{
	struct letter letter;

	scene();
	CHECK(!mail_take(&mail, &letter));
	post(1);
	NEED(mail_take(&mail, &letter));
	CHECK(!mail_take(&mail, &letter));
}

/* The reserved places stay free for what must not be lost, however much
 * ordinary news comes while there is no memory. */
TEST_ONCE(mail, without_memory_ordinary_news_is_lost_and_what_is_reserved_is_not)
{
	struct letter letter;
	DWORD last = 0;

	scene();
	NEED(mail_reserve(&mail, 3) == OK);
	mem_fail_at(1);
	for (int i = 0; i < 1000; i++)
		post(1);
	CHECK(mail.lost > 0);
	CHECK_INT(mail.lost + mail.count, 1000);
	CHECK(!mail_has_room(&mail));
	for (DWORD i = 0; i < 3; i++) {
		uint64_t lost = mail.lost;

		mail_release(&mail, 1);
		post(100 + i);
		CHECK_INT(mail.lost, lost);
	}
	CHECK_INT(mail_reserve(&mail, 1), ERR_NOMEM);
	mem_fail_at(0);
	while (mail_take(&mail, &letter))
		last = letter.msg;
	CHECK_INT(last, 102);
}

TEST(mail, a_reservation_that_fails_reserves_nothing)
{
	scene();
	if (mail_reserve(&mail, 100000) != OK)
		CHECK_INT(mail.reserved, 0);
	else
		CHECK_INT(mail.reserved, 100000);
	mail_release(&mail, mail.reserved);
	CHECK_INT(mail.reserved, 0);
	NEED(mail_has_room(&mail));
}

TEST(mail, what_a_provider_had_to_say_is_withdrawn_in_place)
{
	struct provider *one = (struct provider *)16, *two = (struct provider *)32;
	struct letter letter;

	scene();
	mail_post(&mail, &(struct letter){ .kind = LETTER_REPLY, .id = 1, .provider = one });
	mail_post(&mail, &(struct letter){ .kind = LETTER_REPLY, .id = 2, .provider = two });
	mail_withdraw(&mail, one);
	NEED(mail_take(&mail, &letter));
	CHECK(letter.provider == NULL);
	NEED(mail_take(&mail, &letter));
	CHECK(letter.provider == two);
}
