/* SPDX-License-Identifier: MIT
 * tone.c - what machines and keys sound like: fax T.30, modems V.25 and Bell 103, text
 * telephones V.18. */
#include "driver/sim/sound.h"

/* What a machine sends when it calls, and when it is called. */
static const struct partial
	fax_calling[] = { { 1100, MELODY_LOUD, 0, 500, 3000 } },
	fax_called[] = { { 2100, MELODY_LOUD, 0, 3000, MELODY_FOREVER } },
	modem_calling[] = { { 1300, MELODY_LOUD, 0, 600, 2000 } },
	modem_called[] = { { 2100, MELODY_LOUD, 0, 3300, MELODY_FOREVER }, { 2225, MELODY_LOUD, 3300, MELODY_STEADY } },
	text_telephone[] = { { 1400, MELODY_LOUD, 0, MELODY_STEADY } };

struct melody sim_media_tones(DWORD mode, bool calling)
{
	switch (mode) {
	case LINEMEDIAMODE_G3FAX:
		return (struct melody){ calling ? fax_calling : fax_called, 1 };
	case LINEMEDIAMODE_DATAMODEM:
		return (struct melody){ calling ? modem_calling : modem_called, calling ? 1 : 2 };
	case LINEMEDIAMODE_TDD:
		return (struct melody){ text_telephone, 1 };
	default:
		return (struct melody){ NULL, 0 };
	}
}

void sim_key_tones(struct partial out[2], char digit)
{
	static const char keys[] = "123A456B789C*0#D";
	static const DWORD rows[] = { 697, 770, 852, 941 }, columns[] = { 1209, 1336, 1477, 1633 };
	const char *key = strchr(keys, digit);
	size_t at = key && digit ? (size_t)(key - keys) : 0;

	out[0] = (struct partial){ rows[at / 4], MELODY_LOUD, 0, MELODY_STEADY };
	out[1] = (struct partial){ columns[at % 4], MELODY_LOUD, 0, MELODY_STEADY };
}
