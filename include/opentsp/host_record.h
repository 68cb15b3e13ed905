/* SPDX-License-Identifier: MIT
 * host_record.h - TAPI's records as the provider fills them; a part of host.h.
 */
#ifndef OPENTSP_HOST_RECORD_H
#define OPENTSP_HOST_RECORD_H

#include "opentsp/host.h"

/* Zeroed, preset, and asked for again with more room while the provider needs
 * it (R-STRUCT-1..3). Members newer than the version of the device do not hold
 * what they are named after: text may stand there. The caller frees *out with
 * mem_free(). What is against R-STRUCT becomes a fault. */
LONG host_get_line_caps(struct host *host, DWORD device, LINEDEVCAPS **out);
LONG host_get_address_caps(struct host *host, DWORD device, DWORD address, LINEADDRESSCAPS **out);
/* With what the extension's version has of the vendor's own (R-EXT-6); 0: without. */
LONG host_get_line_caps_of(struct host *host, DWORD device, DWORD ext_version, LINEDEVCAPS **out);
LONG host_get_address_caps_of(struct host *host, DWORD device, DWORD address, DWORD ext_version,
			      LINEADDRESSCAPS **out);
LONG host_get_line_status(struct host *host, uint32_t line, LINEDEVSTATUS **out);
LONG host_get_address_status(struct host *host, uint32_t line, DWORD address,
			     LINEADDRESSSTATUS **out);
LONG host_get_call_info(struct host *host, uint32_t call, LINECALLINFO **out);
LONG host_get_call_status(struct host *host, uint32_t call, LINECALLSTATUS **out);
LONG host_get_phone_caps(struct host *host, DWORD device, PHONECAPS **out);
LONG host_get_phone_status(struct host *host, uint32_t phone, PHONESTATUS **out);
/* `select`: LINECALLSELECT_; exactly one of line and call counts (R-GETID-5). A handle that the
 * id begins with (comm/datamodem) is valid in this process, and the caller's to close: a HANDLE,
 * on Unix a descriptor in the place of one (hTargetProcess is NULL there). */
LONG host_get_id(struct host *host, uint32_t line, DWORD address, uint32_t call, DWORD select,
		 const char *device_class, VARSTRING **out);

LONG host_get_dev_config(struct host *host, DWORD device, const char *device_class,
			 VARSTRING **out);	/* the line need not be open */

/* Any other record, of `fixed` bytes before its tail: `ask` calls the provider with the
 * room for it, perhaps more than once. */
struct host_record {
	const char *function;
	DWORD fixed;
	LONG (*ask)(void *arg, void *room);
	void *arg;
};
LONG host_get_record(struct host *host, const struct host_record *record, void **out);

/* A text field of a record, "" when it is absent or lies outside of it. */
const char *host_field(const void *record, DWORD size, DWORD offset, char *out, size_t out_size);
#define HOST_FIELD(record, field, out) host_field((record), (record)->dw##field##Size, \
	(record)->dw##field##Offset, (out), sizeof(out))

#endif
