/* SPDX-License-Identifier: MIT
 * device.c - the configuration of a line as a block that applications keep and
 * bring back (lineGetDevConfig, lineSetDevConfig). */
#include "driver/sim/extension.h"

#define MAGIC 0x4D495354u		/* "TSIM" */
#define VERSION 1
#define RINGS_MAX 255

/* Nobody else's: docs/sim.md says what it does, not how it looks. */
struct block {
	uint32_t magic, version, size;
	uint32_t line;			/* permanent id: it is this line's and no other's */
	uint32_t hidden, answer_rings;
	char display[SIM_DISPLAY_SIZE];
	uint32_t check;			/* of all before */
};

/* CRC-32 as Ethernet has it. */
static uint32_t checksum(const struct block *block)
{
	const unsigned char *bytes = (const unsigned char *)block;
	uint32_t crc = 0xFFFFFFFFu;

	for (size_t i = 0; i < offsetof(struct block, check); i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
	}
	return ~crc;
}

void sim_line_config(const struct line *line, struct buf *out)
{
	const struct sim_line *sl = line->data;
	struct block block = {
		.magic = MAGIC, .version = VERSION, .size = sizeof(block), .line = line->permanent_id,
		.hidden = sl->set.hidden, .answer_rings = sl->set.answer_rings,
	};

	memcpy(block.display, sl->set.display, sizeof(block.display));
	block.check = checksum(&block);
	buf_bytes(out, &block, sizeof(block));
}

static bool is_good(const struct block *block, const struct line *line)
{
	return block->magic == MAGIC && block->version == VERSION && block->size == sizeof(*block) &&
	       block->line == line->permanent_id && block->check == checksum(block) &&
	       block->hidden <= 1 && block->answer_rings <= RINGS_MAX &&
	       memchr(block->display, '\0', sizeof(block->display)) &&
	       utf8_valid(span_of(block->display));
}

enum err sim_line_configure(struct line *line, const void *config, DWORD size)
{
	struct sim_line *sl = line->data;
	struct sim_set set = { 0 };
	struct block block;

	if (size != sizeof(block))
		return ERR_PARAM;
	memcpy(&block, config, sizeof(block));
	if (!is_good(&block, line))
		return ERR_PARAM;
	set.hidden = block.hidden;
	set.answer_rings = block.answer_rings;
	span_copy(span_of(block.display), set.display, sizeof(set.display));
	if (set.hidden == sl->set.hidden && set.answer_rings == sl->set.answer_rings &&
	    strcmp(set.display, sl->set.display) == 0)
		return OK;
	sl->set = set;
	line_news(line, LINEDEVSTATE_CONFIGCHANGE, 0, 0);
	return OK;
}
