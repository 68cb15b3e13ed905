/* SPDX-License-Identifier: MIT
 * pack_phone.h - phones as the records that TAPI reads, as pack.h does it.
 */
#ifndef TSPI_PACK_PHONE_H
#define TSPI_PACK_PHONE_H

#include "model/phone.h"

enum err pack_phonecaps(PHONECAPS *out, const struct phone *phone, DWORD version, DWORD ext_version);
enum err pack_phonestatus(PHONESTATUS *out, const struct phone *phone);
enum err pack_buttoninfo(PHONEBUTTONINFO *out, const struct phone_button *button, DWORD version);

/* The other way: mode, function and label of `info`; args->text is `label`.
 * ERR_TRUNCATED: the label is longer than a button has room for; ERR_POINTER,
 * ERR_TOOSMALL. */
enum err unpack_buttoninfo(struct phone_args *args, char label[PHONE_LABEL_SIZE],
			   const PHONEBUTTONINFO *info, DWORD version);

#endif
