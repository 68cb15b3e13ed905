/* SPDX-License-Identifier: MIT
 * replay.c - a fuzz target without libFuzzer: give it files.
 *
 *   fuzz_conf [--mutate N SEED] FILE-OR-FOLDER...
 *
 * Each file is one input; with --mutate also up to N simple mutations of each. A
 * crash is a crash of this program; it says the input's name first.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define INPUT_MAX (1u << 20)
#define ENOUGH_NS UINT64_C(4000000000)	/* of mutations of one input, where a run is slow */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
	unsigned long mutations;
	uint64_t random;
	unsigned long inputs;
} run;

static uint32_t chance(uint32_t below)
{
	run.random ^= run.random << 13;
	run.random ^= run.random >> 7;
	run.random ^= run.random << 17;
	return (uint32_t)(run.random >> 16) % below;
}

/* The target gets a copy of exactly this size, so that a sanitizer sees the
 * first byte read beyond it. */
static void give(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	if (size)
		memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	run.inputs++;
}

/* Move the end of the input so that `take` bytes at `at` become `put`. */
static size_t resize(uint8_t *data, size_t size, size_t at, size_t take, size_t put)
{
	if (size - take + put > INPUT_MAX)
		return size;
	memmove(data + at + put, data + at + take, size - at - take);
	return size - take + put;
}

static size_t mutate_once(uint8_t *data, size_t size)
{
	static const uint8_t dear[] = "\0\r\n\t \"\\=:;,<>@[]%#\x7f\x80\xff" "0129azAZ";
	uint32_t at = chance((uint32_t)size + 1), len = chance(16) + 1, from;

	if (len > size - at)
		len = (uint32_t)size - at;
	switch (chance(7)) {
	case 0:			/* a bit turned over */
		if (at < size)
			data[at] ^= (uint8_t)(1u << chance(8));
		return size;
	case 1:			/* a byte that means something somewhere */
		if (at < size)
			data[at] = dear[chance(sizeof(dear) - 1)];
		return size;
	case 2:			/* such a byte put in */
		if (size == INPUT_MAX)
			return size;
		size = resize(data, size, at, 0, 1);
		data[at] = dear[chance(sizeof(dear) - 1)];
		return size;
	case 3:			/* a piece left out */
		return resize(data, size, at, len, 0);
	case 4:			/* the end cut off */
		return at;
	case 5:			/* a piece written over another */
		from = chance((uint32_t)(size - len) + 1);
		memmove(data + at, data + from, len);
		return size;
	default:		/* a piece said many times over */
		for (uint32_t times = chance(64); times && size + len <= INPUT_MAX; times--) {
			size = resize(data, size, at, 0, len);
			memcpy(data + at, data + at + len, len);
		}
		return size;
	}
}

static void give_mutations(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(INPUT_MAX);
	uint64_t until = uv_hrtime() + ENOUGH_NS;

	if (!copy)
		abort();
	for (unsigned long i = 0; i < run.mutations && uv_hrtime() < until; i++) {
		size_t now = size;

		if (size)
			memcpy(copy, data, size);
		for (uint32_t times = chance(8) + 1; times; times--)
			now = mutate_once(copy, now);
		give(copy, now);
	}
	free(copy);
}

static bool give_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(INPUT_MAX);
	bool read = false;
	size_t size;

	if (file && data) {
		size = fread(data, 1, INPUT_MAX, file);
		read = !ferror(file);
		printf("%s: %u bytes\n", path, (unsigned)size);
		fflush(stdout);
		give(data, size);
		give_mutations(data, size);
	}
	if (!read)
		fprintf(stderr, "%s: cannot be read\n", path);
	free(data);
	if (file)
		fclose(file);
	return read;
}

static bool give_path(const char *path)
{
	uv_fs_t folder;
	uv_dirent_t entry;
	char inside[4096];
	bool good = true;

	if (uv_fs_scandir(NULL, &folder, path, 0, NULL) < 0) {
		uv_fs_req_cleanup(&folder);
		return give_file(path);
	}
	while (uv_fs_scandir_next(&folder, &entry) != UV_EOF) {
		snprintf(inside, sizeof(inside), "%s/%s", path, entry.name);
		good = give_path(inside) && good;
	}
	uv_fs_req_cleanup(&folder);
	return good;
}

int main(int argc, char **argv)
{
	int at = 1;
	bool good = true;

	if (argc > 3 && strcmp(argv[1], "--mutate") == 0) {
		run.mutations = strtoul(argv[2], NULL, 10);
		run.random = strtoull(argv[3], NULL, 10) * 2 + 1;	/* it must not be 0 */
		at = 4;
	}
	if (at >= argc) {
		fprintf(stderr, "use: %s [--mutate N SEED] FILE-OR-FOLDER...\n", argv[0]);
		return 2;
	}
	for (; at < argc; at++)
		good = give_path(argv[at]) && good;
	printf("%lu inputs, 0 crashes\n", run.inputs);
	return good ? 0 : 1;
}
