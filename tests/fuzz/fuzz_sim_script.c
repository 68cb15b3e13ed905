/* SPDX-License-Identifier: MIT
 * fuzz_sim_script.c - any text as the steps of a scripted far end. What is refused
 * must have a sentence; what is read must hold what its steps promise. */
#include "base/mem.h"
#include "driver/sim/script.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_step(const struct sim_step *step, bool last)
{
	must(!step->by_name || step->time < sizeof(struct sim_conf));
	must((step->verb != SIM_NAME && step->verb != SIM_UUI) || (step->text && step->text[0]));
	must(step->verb != SIM_DIGITS || !step->text || step->text[0]);
	must((step->mode & (step->mode - 1)) == 0);
	must(step->verb != SIM_WAIT || step->time != SIM_NO_TIME);
	if (step->verb == SIM_HANG_UP || step->verb == SIM_REPEAT)
		must(last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_text((const char *)data, size);
	struct sim_script *script;
	struct buf why;
	enum err err;

	buf_grow(&why);
	err = sim_script_read(&script, text, &why);
	must(!err || err == ERR_CONFIG);
	must((err == OK) == (why.len == 0));
	if (script) {
		must(!err && script->count >= 1 && script->count <= SIM_STEPS_MAX);
		for (uint32_t i = 0; i < script->count; i++)
			check_step(&script->steps[i], i + 1 == script->count);
	}
	sim_script_free(script);
	buf_free(&why);
	mem_free(text);
	must(mem_blocks() == 0);
	return 0;
}
