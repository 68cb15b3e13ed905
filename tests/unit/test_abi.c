/* SPDX-License-Identifier: MIT
 * test_abi.c - the tables of the contract agree with each other. */
#include "test.h"
#include "abi/names.h"
#include "abi/sizes.h"
#include "abi/tspi.h"

TEST(abi, every_record_and_every_field_of_tapi_has_its_row)
{
	enum {
		structs = 0
#define STRUCT(name, x86, x64) + 1
#define FIELD(type, field, x86, x64, size_x86, size_x64)
#include "abi/layout.def"
#undef STRUCT
#undef FIELD
	};
	enum {
		fields = 0
#define STRUCT(name, x86, x64)
#define FIELD(type, field, x86, x64, size_x86, size_x64) + 1
#include "abi/layout.def"
#undef STRUCT
#undef FIELD
	};

	CHECK_INT(structs, 63);
	CHECK_INT(fields, 805);
	CHECK_INT(ABI_STRUCT_COUNT, 63);
}

struct row {
	const char *name, *answers, *level, *params;
	DWORD since;
};

static const struct row rows[] = {
#define TSPI(name, answers, level, since, params) \
	{ "TSPI_" #name, #answers, #level, #params, since },
#define TUISPI(name, answers, level, since, params) \
	{ "TUISPI_" #name, #answers, #level, #params, since },
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static int rows_that_answer(const char *answers)
{
	int count = 0;

	for (size_t i = 0; i < ROWS; i++)
		count += strcmp(rows[i].answers, answers) == 0;
	return count;
}

TEST(abi, the_functions_are_all_there_and_42_of_them_are_asynchronous)
{
	CHECK_INT(ROWS, 125);
	CHECK_INT(rows_that_answer("ASYNC") + rows_that_answer("BIRTH"), 42);
	CHECK_INT(rows_that_answer("BIRTH"), 8);
	CHECK_INT(rows_that_answer("SYNC"), 125 - 42);
}

TEST(abi, a_function_is_asynchronous_if_and_only_if_it_begins_with_a_request_id)
{
	static const char first[] = "(DRV_REQUESTID request";

	for (size_t i = 0; i < ROWS; i++) {
		bool async = strncmp(rows[i].params, first, sizeof(first) - 1) == 0;

		CHECK(async == (strcmp(rows[i].answers, "SYNC") != 0));
	}
}

TEST(abi, a_birth_is_given_a_call_handle_of_tapi_and_gives_back_one_of_ours)
{
	for (size_t i = 0; i < ROWS; i++) {
		bool given = strstr(rows[i].params, "HTAPICALL") != NULL;

		CHECK(given == (strcmp(rows[i].answers, "BIRTH") == 0));
		CHECK(given == (strstr(rows[i].params, "LPHDRVCALL") != NULL));
	}
}

TEST(abi, each_function_has_a_level_and_a_version_that_exists)
{
	static const char *const levels[] = {
		"MANDATORY", "BASIC", "PHONE", "OPTIONAL", "OBSOLETE", "MSP",
	};
	size_t level;

	for (size_t i = 0; i < ROWS; i++) {
		for (level = 0; level < 6; level++)
			if (strcmp(rows[i].level, levels[level]) == 0)
				break;
		CHECK(level < 6);
		CHECK(rows[i].since == TAPI_1_3 || rows[i].since == TAPI_1_4 ||
		      rows[i].since == TAPI_2_0 || rows[i].since == TAPI_3_0);
	}
}

TEST(abi, a_record_is_as_long_as_at_the_version_in_force)
{
	CHECK_INT(abi_fixed_size(ABI_LINEADDRESSCAPS, TAPI_1_3), 176);
	CHECK_INT(abi_fixed_size(ABI_LINEADDRESSCAPS, TAPI_1_4), 180);
	CHECK_INT(abi_fixed_size(ABI_LINEADDRESSCAPS, TAPI_2_0), 228);
	CHECK_INT(abi_fixed_size(ABI_LINEDEVCAPS, TAPI_2_1), 252);
	CHECK_INT(abi_fixed_size(ABI_LINEDEVCAPS, TAPI_2_2), 268);
	CHECK_INT(abi_fixed_size(ABI_LINEDEVCAPS, TAPI_3_0), 292);
	CHECK_INT(abi_fixed_size(ABI_LINECALLINFO, TAPI_2_2), 324);
	CHECK_INT(abi_fixed_size(ABI_LINECALLINFO, TAPI_3_0), 344);
	CHECK_INT(abi_fixed_size(ABI_LINEFORWARD, TAPI_3_0), 24);
	CHECK_INT(abi_fixed_size(ABI_LINEFORWARD, TAPI_3_1), 32);
	CHECK_INT(abi_fixed_size(ABI_PHONECAPS, TAPI_1_4), 144);
	CHECK_INT(abi_fixed_size(ABI_PHONECAPS, TAPI_2_0), 180);
	CHECK_INT(abi_fixed_size(ABI_PHONECAPS, TAPI_2_2), 196);
	CHECK_INT(abi_fixed_size(ABI_LINECARDENTRY, TAPI_1_3), 12);
	CHECK_INT(abi_fixed_size(ABI_VARSTRING, TAPI_1_3), 24);
}

TEST(abi, a_record_newer_than_the_version_does_not_exist)
{
	CHECK_INT(abi_fixed_size(ABI_LINECALLTREATMENTENTRY, TAPI_1_4), 0);
	CHECK_INT(abi_fixed_size(ABI_LINECALLTREATMENTENTRY, TAPI_2_0), 12);
	CHECK_INT(abi_fixed_size(ABI_LINEMESSAGE, TAPI_1_4), 0);
	CHECK_INT(abi_fixed_size(ABI_LINECALLHUBTRACKINGINFO, TAPI_2_2), 0);
	CHECK_INT(abi_fixed_size(ABI_LINECALLHUBTRACKINGINFO, TAPI_3_0), 20);
	CHECK_INT(abi_fixed_size(ABI_LINECALLINFO, 0x00010002), 0);
	CHECK_INT(abi_fixed_size(ABI_LINECALLINFO, 0), 0);
	CHECK_INT(abi_fixed_size(ABI_STRUCT_COUNT, TAPI_2_0), 0);
}

TEST(abi, a_version_between_two_counts_as_the_lower_one)
{
	CHECK_INT(abi_fixed_size(ABI_LINEADDRESSCAPS, 0x00010009), 180);
	CHECK_INT(abi_fixed_size(ABI_LINEDEVCAPS, 0x00020009), 268);
	CHECK_INT(abi_fixed_size(ABI_LINEFORWARD, 0xFFFFFFFF), 32);
}

TEST(abi, handles_of_64_bits_make_a_record_longer)
{
	DWORD more = sizeof(void *) == 8 ? 1 : 0;

	CHECK_INT(abi_fixed_size(ABI_LINEMESSAGE, TAPI_2_0), 24 + 16 * more);
	CHECK_INT(abi_fixed_size(ABI_PHONEINITIALIZEEXPARAMS, TAPI_2_0), 24 + 4 * more);
	CHECK_INT(abi_fixed_size(ABI_TUISPICREATEDIALOGINSTANCEPARAMS, TAPI_2_0), 24 + 24 * more);
}

TEST(abi, no_record_ever_grows_shorter)
{
	static const DWORD versions[] = {
		TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_1, TAPI_2_2, TAPI_3_0, TAPI_3_1,
	};
	DWORD before, now;

	for (int which = 0; which < ABI_STRUCT_COUNT; which++) {
		before = 0;
		for (int i = 0; i < 7; i++) {
			now = abi_fixed_size((enum abi_struct)which, versions[i]);
			CHECK(now >= before);
			before = now;
		}
		CHECK(before > 0);
	}
}
