/* SPDX-License-Identifier: MIT
 * test_err.c - every error has a sentence and two of TAPI's numbers. */
#include "test.h"
#include "base/err.h"

TEST_ONCE(err, every_error_has_a_sentence_and_numbers_of_lines_and_phones)
{
	CHECK_INT(err_line(OK), 0);
	CHECK_INT(err_phone(OK), 0);
	for (int i = OK + 1; i < ERR_COUNT; i++) {
		const char *text = err_text((enum err)i);

		CHECK(text && *text && text[strlen(text) - 1] != '.');
		CHECK((DWORD)err_line((enum err)i) >> 16 == 0x8000);
		CHECK((DWORD)err_phone((enum err)i) >> 16 == 0x9000);
	}
	CHECK(err_line(ERR_NOMEM) == (LONG)LINEERR_NOMEM);
	CHECK(err_phone(ERR_NOMEM) == (LONG)PHONEERR_NOMEM);
}

TEST_ONCE(err, a_number_that_is_no_error_is_still_a_failure)
{
	CHECK(*err_text((enum err)ERR_COUNT));
	CHECK(err_line((enum err)-1) == (LONG)LINEERR_OPERATIONFAILED);
	CHECK(err_phone(ERR_COUNT) == (LONG)PHONEERR_OPERATIONFAILED);
}
