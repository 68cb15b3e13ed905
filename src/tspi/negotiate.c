/* SPDX-License-Identifier: MIT
 * negotiate.c - the entries that agree on versions, for lines and phones alike. */
#include "tspi/negotiate.h"
#include "tspi/door.h"

/* A line or a phone, as far as versions go. */
struct device {
	const char *name;			/* NULL: none is meant, or there is none */
	const struct extension *extension;	/* NULL: it has none */
	DWORD *selected;			/* the extension version in force; 0: none */
};

enum kind { LINES, PHONES };

enum err device_line(struct line **out, struct desk *desk, DWORD id)
{
	*out = line_of_device(desk, id);
	if (*out && (*out)->removed)
		return ERR_NODEVICE;
	return *out ? OK : ERR_DEVICE;
}

enum err device_phone(struct phone **out, struct desk *desk, DWORD id)
{
	*out = phone_of_device(desk, id);
	if (*out && (*out)->removed)
		return ERR_NODEVICE;
	return *out ? OK : ERR_DEVICE;
}

static struct device of_line(struct line *line)
{
	return (struct device){ line->name, line->driver->extension, &line->ext_version };
}

static struct device of_phone(struct phone *phone)
{
	return (struct device){ phone->name, phone->driver->extension, &phone->ext_version };
}

static enum err find(struct device *out, struct desk *desk, enum kind kind, DWORD id)
{
	struct phone *phone = NULL;
	struct line *line = NULL;
	enum err err = kind == LINES ? device_line(&line, desk, id) : device_phone(&phone, desk, id);

	if (line)
		*out = of_line(line);
	if (phone)
		*out = of_phone(phone);
	return err;
}

static LONG leave(const char *function, const struct device *device, enum err err)
{
	LONG result = door_answer(function, device->name, err);

	door_leave();
	return result;
}

/* --- versions of TSPI ------------------------------------------------------------ */

enum err device_version(DWORD version)
{
	DWORD agreed;

	return door_version(version, version, &agreed) ? OK : ERR_VERSION;
}

/* INITIALIZE_NEGOTIATION is accepted for phones, too (R-VER-10). */
static LONG tspi_version(const char *function, enum kind kind, DWORD id, const DWORD range[2],
			 LPDWORD version)
{
	struct desk *desk = door_enter();
	struct device device = { NULL };
	enum err err = version ? OK : ERR_POINTER;

	/* Before Init there are no devices yet to be wrong about (R-LOAD-7). */
	if (!err && id != INITIALIZE_NEGOTIATION && desk_has_session(desk))
		err = find(&device, desk, kind, id);
	if (!err && !door_version(range[0], range[1], version))
		err = ERR_VERSION;
	return leave(function, &device, err);
}

LONG TSPIAPI TSPI_lineNegotiateTSPIVersion(DWORD device_id, DWORD low, DWORD high, LPDWORD version)
{
	return tspi_version(__func__, LINES, device_id, (DWORD[]){ low, high }, version);
}

LONG TSPIAPI TSPI_phoneNegotiateTSPIVersion(DWORD device_id, DWORD low, DWORD high, LPDWORD version)
{
	return tspi_version(__func__, PHONES, device_id, (DWORD[]){ low, high }, version);
}

/* --- extensions -------------------------------------------------------------------- */

/* The highest version in the range; while one is in force there is no other
 * (R-EXT-2, R-EXT-3). 0: none. */
static DWORD highest(const struct device *device, DWORD low, DWORD high)
{
	DWORD least, most;

	if (!device->extension)
		return 0;
	least = *device->selected ? *device->selected : device->extension->low;
	most = *device->selected ? *device->selected : device->extension->high;
	if (low > most || high < least || low > high)
		return 0;
	return high < most ? high : most;
}

static enum err versions(const struct device *device, DWORD version, DWORD ext_version)
{
	enum err err = device_version(version);

	if (!err && ext_version && !highest(device, ext_version, ext_version))
		err = ERR_EXTVERSION;
	return err;
}

enum err device_line_versions(const struct line *line, DWORD version, DWORD ext_version)
{
	struct device device = of_line((struct line *)line);

	return versions(&device, version, ext_version);
}

enum err device_phone_versions(const struct phone *phone, DWORD version, DWORD ext_version)
{
	struct device device = of_phone((struct phone *)phone);

	return versions(&device, version, ext_version);
}

/* Without extensions it is all zeros (R-EXT-1). */
static LONG extension_id(const char *function, enum kind kind, DWORD id, DWORD version, void *out)
{
	static const DWORD none[4];
	struct desk *desk = door_enter();
	struct device device = { NULL };
	enum err err = find(&device, desk, kind, id);

	if (!err && !out)
		err = ERR_POINTER;
	if (!err)
		err = device_version(version);
	if (!err)
		memcpy(out, device.extension ? device.extension->id : none, sizeof(none));
	return leave(function, &device, err);
}

LONG TSPIAPI TSPI_lineGetExtensionID(DWORD device_id, DWORD version, LPLINEEXTENSIONID extension)
{
	return extension_id(__func__, LINES, device_id, version, extension);
}

LONG TSPIAPI TSPI_phoneGetExtensionID(DWORD device_id, DWORD version, LPPHONEEXTENSIONID extension)
{
	return extension_id(__func__, PHONES, device_id, version, extension);
}

static LONG ext_version(const char *function, enum kind kind, DWORD id, const DWORD range[3],
			LPDWORD out)
{
	struct desk *desk = door_enter();
	struct device device = { NULL };
	enum err err = find(&device, desk, kind, id);

	if (!err && !out)
		err = ERR_POINTER;
	if (!err)
		err = device_version(range[0]);
	if (!err) {
		*out = highest(&device, range[1], range[2]);
		err = *out ? OK : ERR_EXTVERSION;
	}
	return leave(function, &device, err);
}

LONG TSPIAPI TSPI_lineNegotiateExtVersion(DWORD device_id, DWORD version, DWORD low, DWORD high,
					  LPDWORD out)
{
	return ext_version(__func__, LINES, device_id, (DWORD[]){ version, low, high }, out);
}

LONG TSPIAPI TSPI_phoneNegotiateExtVersion(DWORD device_id, DWORD version, DWORD low, DWORD high,
					   LPDWORD out)
{
	return ext_version(__func__, PHONES, device_id, (DWORD[]){ version, low, high }, out);
}

/* 0 cancels what was selected (R-EXT-4). */
static enum err select_version(const struct device *device, DWORD version)
{
	if (version && !highest(device, version, version))
		return ERR_EXTVERSION;
	*device->selected = version;
	return OK;
}

LONG TSPIAPI TSPI_lineSelectExtVersion(HDRVLINE hdline, DWORD version)
{
	struct desk *desk = door_enter();
	struct line *line = line_find(desk, (uintptr_t)hdline);
	struct device device = { NULL };

	if (line)
		device = of_line(line);
	return leave(__func__, &device, line ? select_version(&device, version) : ERR_LINE);
}

LONG TSPIAPI TSPI_phoneSelectExtVersion(HDRVPHONE hdphone, DWORD version)
{
	struct desk *desk = door_enter();
	struct phone *phone = phone_find(desk, (uintptr_t)hdphone);
	struct device device = { NULL };

	if (phone)
		device = of_phone(phone);
	return leave(__func__, &device, phone ? select_version(&device, version) : ERR_PHONE);
}
