/* SPDX-License-Identifier: MIT
 * device.h - the line devices of all providers, and opening them for applications.
 */
#ifndef SERVER_DEVICE_H
#define SERVER_DEVICE_H

#include "tapi/server/server_in.h"

/* A device of `provider` with TAPI's number `id`; NULL: no memory. */
struct line_device *device_new(struct server *server, struct provider *provider, DWORD id);

/* Of TSPI, as the provider has agreed on for it; 0: it does not. */
DWORD device_version(struct line_device *device);

/* As the provider calls it; "" if it cannot say. */
const char *device_name(struct line_device *device);

/* What it can do and has, as its capabilities say. */
LONG device_read(struct line_device *device);	/* the two below; 0, or why they are not known */
DWORD device_media(struct line_device *device);
DWORD device_addresses(struct line_device *device);

/* Nobody has it open at the provider any more; its capabilities may be others now. */
void device_closed(struct line_device *device);
void device_changed(struct line_device *device);

/* Somebody opened it, closed it, or changed what he wants to hear: open the provider's line,
 * close it when nobody has it any more, and tell the provider what is wanted now
 * (R-LOAD-13, R-MEDIA-1, R-MSG-3). A negative LINEERR_. */
LONG device_settle(struct line_device *device);

/* The provider's handle of an open device. */
HDRVLINE device_hd(const struct line_device *device);

#endif
