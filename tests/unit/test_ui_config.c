/* SPDX-License-Identifier: MIT
 * test_ui_config.c - the configuration in the hands of people, without a window. */
#include "model_scene.h"
#include "tspi/command.h"
#include "tspi/ui/ui.h"

#define A "[provider]\nlog = off\nclock = virtual\n[line a]\ndriver = sim\nnumber = 100\n"
#define B "[line b]\ndriver = sim\nnumber = 200\n"

static struct provider *provider;
static struct ui_config config;
static char said[UI_TEXT_SIZE];

/* TAPI's part: the way to the provider, if it works. */
static LONG CALLBACK way(DWORD_PTR object, DWORD type, LPVOID block, DWORD size)
{
	if (!provider || object != 7 || type != TUISPIDLL_OBJECT_PROVIDERID)
		return (LONG)LINEERR_OPERATIONFAILED;
	return command_run(provider, block, size) ? (LONG)LINEERR_OPERATIONFAILED : 0;
}

static void free_config(void *which)
{
	ui_config_free(which);
}

static void begin(void)
{
	provider = scene_open(A);
	config = (struct ui_config){ .callback = way, .object = 7, .type = TUISPIDLL_OBJECT_PROVIDERID };
	DEFER(free_config, &config);
	NEED(ui_config_read(&config, 7) == OK);
}

static const char *content(void)
{
	static char text[1024];
	FILE *file = fopen(scene_path(), "rb");

	NEED(file != NULL);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	return text;
}

TEST(ui_config, people_see_the_lines_and_the_text)	/* R-UI-4 */
{
	begin();
	scene_line("a");
	CHECK_TEXT(config.path, scene_path());
	CHECK_TEXT(config.text, A);
	CHECK_TEXT(config.lines, "a\tsim\t100\tclosed\n");
}

TEST(ui_config, what_cannot_be_used_is_said_and_not_saved)	/* R-UI-4 */
{
	begin();
	CHECK(!ui_config_check(&config, "[line a]\ndriver = pigeon\n", said));
	CHECK(strstr(said, "there is no driver \"pigeon\"") != NULL);
	CHECK(!ui_config_save(&config, "[line a]\ndriver = pigeon\n", said));
	CHECK(strstr(said, "there is no driver \"pigeon\"") != NULL);
	CHECK_TEXT(content(), A);
	CHECK_TEXT(scene_news(), "");
}

TEST(ui_config, what_is_saved_is_in_use)	/* R-UI-4, R-LOAD-15 */
{
	begin();
	CHECK(ui_config_check(&config, A B, said));
	CHECK_TEXT(said, "This can be used.");
	CHECK_TEXT(content(), A);
	CHECK(ui_config_save(&config, A B, said));
	CHECK_TEXT(said, "Saved and in use.");
	CHECK_TEXT(content(), A B);
	CHECK_TEXT(scene_news(), "LINE_CREATE 1");
	CHECK(ui_config_save(&config, A B "[sim]\nscript-prefix = 5\n", said));
	CHECK_TEXT(said, "[sim] script-prefix takes effect at the next start");
}

TEST(ui_config, without_telephony_at_work_the_file_is_still_checked)	/* R-UI-4 */
{
	begin();
	provider = NULL;
	CHECK(!ui_config_check(&config, "[line a]\ndriver = pigeon\n", said));
	CHECK(strstr(said, "there is no driver \"pigeon\"") != NULL);
	CHECK(ui_config_save(&config, A B, said));
	CHECK_TEXT(said, "Saved; it is used when telephony starts.");
	CHECK_TEXT(content(), A B);
	CHECK_TEXT(scene_news(), "");
}
