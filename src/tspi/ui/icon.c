/* SPDX-License-Identifier: MIT
 * icon.c - pictures drawn with signs, so that they need no files. */
#include "tspi/ui/icon.h"

#ifdef _WIN32

#define SIDE 16

/* '#' is black, '.' white, ' ' what lies below. */
static const char *const pictures[ICON_COUNT][SIDE] = {
	[ICON_LINE] = {
		"                ", "   ##########   ", "  #..........#  ", " #............# ",
		" #...######...# ", " #..#......#..# ", "  ##........##  ", "    #......#    ",
		"    #..##..#    ", "    #..##..#    ", "    #......#    ", "     ######     ",
		"       ##       ", "       ##       ", "################", "                ",
	},
	[ICON_PHONE] = {
		"                ", "  ############  ", " #............# ", "#....######....#",
		"#...#      #...#", " ###  ####  ### ", "     #....#     ", "   ##......##   ",
		"  #..#.##.#..#  ", " #...........#  ", " #..#.#..#.#..# ", " #............# ",
		" #..#.#..#.#..# ", " #............# ", " ############## ", "                ",
	},
};

static HICON draw(const char *const rows[SIDE])
{
	/* Two bits a dot: `below` lets what lies below through, `white` paints. */
	BYTE below[SIDE * SIDE / 8] = { 0 }, white[SIDE * SIDE / 8] = { 0 };

	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++) {
			BYTE bit = (BYTE)(0x80 >> x % 8);

			if (rows[y][x] == ' ')
				below[(y * SIDE + x) / 8] |= bit;
			if (rows[y][x] == '.')
				white[(y * SIDE + x) / 8] |= bit;
		}
	return CreateIcon(NULL, SIDE, SIDE, 1, 1, below, white);
}

HICON icon_of(enum icon which)
{
	static HICON icons[ICON_COUNT];

	if (!icons[which])
		icons[which] = draw(pictures[which]);
	return icons[which];
}

#else

HICON icon_of(enum icon which)
{
	return NULL;
}

#endif
