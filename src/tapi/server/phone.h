/* SPDX-License-Identifier: MIT
 * phone.h - phones: the devices of all providers, and what applications have open of them.
 *
 * One application may own a phone, any number may watch it. The provider's phone is open
 * while anybody has it, in the one version of its extension that was asked for.
 */
#ifndef SERVER_PHONE_H
#define SERVER_PHONE_H

#include "tapi/server/ask.h"

/* A phone that some provider has. */
struct phone_device {
	DWORD id;			/* TAPI's */
	struct provider *provider;	/* NULL: it was removed (R-DEV-6), or is not there yet */
	DWORD version;			/* of TSPI; 0: not negotiated yet */
	char *name;			/* what the access file calls it; NULL: not asked yet */
	uint32_t host_phone;		/* 0: nobody has it open */
	struct list phones;
	DWORD ext_version;		/* that is selected at the provider; 0: none */
	DWORD states, button_modes, button_states; /* that it was told to report */
};

/* phoneOpen. */
struct phone {
	struct list node;		/* in its app's */
	struct list device_node;
	struct app *app;
	struct phone_device *device;
	uint32_t handle;
	DWORD context, version, ext_version;
	DWORD privilege;		/* PHONEPRIVILEGE_ */
	DWORD states, button_modes, button_states; /* phoneSetStatusMessages */
};

/* --- devices (phone_device.c) ----------------------------------------------------- */

/* A device with TAPI's number `id`; NULL: no memory. `provider` NULL: it will be there. */
struct phone_device *phone_device_new(struct server *server, struct provider *provider, DWORD id);
void phone_devices_free(struct server *server);

/* The place of a phone that a provider is about to make; HOST_NO_DEVICE: no memory. */
DWORD phone_next_number(struct server *server);

/* Of TSPI; 0: the provider does not agree. Its name; "" if it cannot say. */
DWORD phone_device_version(struct phone_device *device);
const char *phone_device_name(struct phone_device *device);

/* As device_settle(): open or close it at the provider, who is told what is wanted now. A
 * negative PHONEERR_. */
LONG phone_settle(struct phone_device *device);

/* The provider has closed it; what applications have of it is still there. */
void phone_lost(struct phone_device *device);

/* How many have it open with that privilege. */
DWORD phone_count(const struct phone_device *device, DWORD privilege);

/* What the client's user may do with it; the device `id`, as turn_device(). */
enum access_right phone_right(const struct turn *turn, struct phone_device *device);
LONG phone_of_id(const struct turn *turn, DWORD id, DWORD version, struct phone_device **out);

/* What the provider adds to a device that it has; all zeros: nothing (R-EXT-1). */
PHONEEXTENSIONID phone_extension(struct phone_device *device);

/* PHONEERR_ of what functions for all devices answer in the numbers of lines. */
LONG phone_error(LONG error);

/* --- open phones (phone.c) --------------------------------------------------------- */

struct phone *turn_phone(const struct turn *turn, DWORD handle);

/* As phoneClose, and who else has it hears of it; or its memory only. */
void phone_end(struct phone *phone);
void phone_forget(struct phone *phone);

/* --- news (phone_news.c) ------------------------------------------------------------ */

/* A message for the application of an open phone. */
void phone_tell(const struct phone *phone, DWORD message, DWORD p1, DWORD p2, DWORD p3);

/* PHONE_STATE for all who have it open and want to hear it, but `except`. */
void phones_tell_state(const struct phone_device *device, const struct phone *except, DWORD state,
		       DWORD detail);

/* HOST_PHONE, HOST_CREATE, HOST_CLOSED, HOST_REMOVE. */
void phone_message(struct provider *from, const struct host_event *event);
void phone_created(struct provider *from, const struct host_event *event);
void phone_closed(struct provider *from, const struct host_event *event);
void phone_removed(struct provider *from, const struct host_event *event);

/* As life_came(), life_gone(). */
void phones_came(struct provider *provider);
void phones_gone(struct provider *provider);

/* All applications of phones are asked to begin anew. */
void phones_reinit(struct server *server);

/* --- asking the provider ------------------------------------------------------------- */

static inline HDRVPHONE phone_hd(const struct phone *phone)
{
	return host_hdphone(phone->device->provider->host, phone->device->host_phone);
}

/* A function of the provider for an open phone, the arguments behind its handle; NOW answers
 * at once, LATER with the request. `answer` negative: what is wrong already. RECORD is NOW
 * within host_get_record(), which sees to one call at a time (R-CB-5). */
#define PHONE_NOW(of, answer, fn, ...) \
	PHONE_BY(ASK_PROVIDER, of, answer, fn, hd_, ##__VA_ARGS__)
#define PHONE_RECORD(of, fn, ...) \
	PHONE_BY(PHONE_ASK_PLAINLY, of, 0, fn, hd_, ##__VA_ARGS__)
#define PHONE_ASK_PLAINLY(from, fn, ...) (from)->tspi->fn(__VA_ARGS__)
#define PHONE_BY(way, of, answer, fn, ...) ({					\
	const struct phone *p_ = (of);						\
	const HDRVPHONE hd_ = p_ ? phone_hd(p_) : NULL;				\
	LONG a_ = (answer);							\
	if (!a_ && !p_->device->provider->tspi->fn)				\
		a_ = (LONG)PHONEERR_OPERATIONUNAVAIL;				\
	if (!a_ && !hd_)							\
		a_ = (LONG)PHONEERR_INVALPHONEHANDLE;	/* it is just being closed */ \
	if (!a_)								\
		a_ = way(p_->device->provider, fn, __VA_ARGS__);		\
	a_;									\
})

#define PHONE_LATER(turn, request, of, answer, fn, ...) ({			\
	struct phone *p_ = (of);						\
	const HDRVPHONE hd_ = p_ ? phone_hd(p_) : NULL;				\
	struct pending *w_ = NULL;						\
	LONG a_ = (answer);							\
	if (!a_ && !p_->device->provider->tspi->fn)				\
		a_ = (LONG)PHONEERR_OPERATIONUNAVAIL;				\
	if (!a_)								\
		w_ = pending_of_phone(turn, request, #fn, p_, &a_);		\
	if (w_)									\
		a_ = pending_end(w_, ASK_PROVIDER(p_->device->provider, fn,	\
			(DRV_REQUESTID)w_->host_request, hd_, ##__VA_ARGS__));	\
	a_;									\
})

#endif
