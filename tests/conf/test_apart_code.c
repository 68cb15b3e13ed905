/* SPDX-License-Identifier: MIT
 * test_apart_code.c - the table of parameters, and what is believed of another process. */
#include "test.h"
#include "host/apart/apart.h"

static const struct apart_row *row_of(const char *name)
{
	for (int i = 0; i < APART_FN_COUNT; i++)
		if (strcmp(apart_rows[i].name, name) == 0)
			return &apart_rows[i];
	return NULL;
}

TEST(apart_code, each_row_says_where_its_numbers_stand_and_what_it_makes)
{
	for (int f = 0; f < APART_FN_COUNT; f++) {
		const struct apart_row *row = &apart_rows[f];

		CHECK(row->count > 0 && row->count <= APART_ARGS);
		CHECK_INT(row->args[0].kind == APART_REQUEST, row->async);
		for (int i = 0; i < row->count; i++) {
			const struct apart_arg *arg = &row->args[i];

			if (arg->at)
				NEED(i + arg->at >= 0 && i + arg->at < row->count);
			if (arg->at)
				CHECK_INT(row->args[i + arg->at].kind, APART_VALUE);
			if (arg->kind == APART_BORN)
				CHECK_INT(row->args[i + 1].unit, sizeof(void *));
			if (arg->kind == APART_GIVES || arg->kind == APART_FIXED)
				CHECK(arg->unit > 0);
		}
	}
}

TEST(apart_code, a_size_is_what_the_parameters_say)
{
	const struct apart_row *row = row_of("lineMonitorTones");
	LINEMONITORTONE tones[3] = { { 0 } };
	DWORD total = 400;
	DWORD_PTR a[APART_ARGS] = { 1, 2, (DWORD_PTR)tones, 3 };
	WCHAR text[] = u"12";

	CHECK_INT(apart_size(row, a, 2), sizeof(tones));
	a[2] = 0;
	CHECK_INT(apart_size(row, a, 2), APART_NONE);
	a[2] = (DWORD_PTR)tones;
	a[3] = 0xFFFFFFFF;
	CHECK(apart_size(row, a, 2) > APART_BLOCK_MAX);
	row = row_of("lineGetDevCaps");
	a[3] = (DWORD_PTR)&total;
	CHECK_INT(apart_size(row, a, 3), 400);
	total = 0;
	CHECK_INT(apart_size(row, a, 3), sizeof(total));
	row = row_of("lineDial");
	a[2] = (DWORD_PTR)text;
	CHECK_INT(apart_size(row, a, 2), sizeof(text));
}

/* What a lineGetDevCaps is believed that was given 64 bytes. */
static bool believed(DWORD total, DWORD used, size_t len, LONG result)
{
	const DWORD head[3] = { total, 64, used };
	const uint32_t sizes[APART_ARGS] = { 0, 0, 0, 64 };
	char record[80] = { 0 };

	memcpy(record, head, sizeof(head));
	return apart_outs_hold((struct apart_rest){ record, len, false }, row_of("lineGetDevCaps"), sizes,
			       result);
}

TEST(apart_code, a_record_is_believed_that_is_as_large_as_it_was_and_uses_no_more)
{
	CHECK(believed(64, 64, 64, 0));
	CHECK(believed(64, 12, 64, 0));
	CHECK(!believed(64, 65, 64, 0));
	CHECK(!believed(64, 0xFFFFFFFF, 64, 0));
	CHECK(!believed(65, 64, 64, 0));
	CHECK(!believed(0xFFFFFFFF, 64, 64, 0));
	CHECK(!believed(64, 64, 63, 0));
	CHECK(!believed(64, 64, 65, 0));
	CHECK(believed(64, 99, 64, (LONG)LINEERR_OPERATIONFAILED));	/* it need not be filled */
}

TEST(apart_code, nothing_is_taken_behind_the_end)
{
	const char bytes[6] = { 1, 0, 0, 0, 9, 9 };
	struct apart_rest rest = { bytes, sizeof(bytes), false };

	CHECK_INT(apart_take32(&rest), 1);
	CHECK_INT(apart_take32(&rest), 0);
	CHECK(rest.bad);
	CHECK(!apart_take(&rest, 1));	/* and so it stays */
	CHECK_INT(rest.len, 2);
}

TEST(apart_code, a_frame_without_memory_is_not_sent)
{
	static struct buf b;

	apart_begin(&b, APART_ASK);
	apart_block(&b, "text", 5);
	DEFER(buf_free, &b);
	if (b.full)
		CHECK(!apart_send(-1, &b));
	else
		CHECK_INT(b.len, 2 * sizeof(uint32_t) + sizeof(uint32_t) + 5);
}
