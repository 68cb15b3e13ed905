/* SPDX-License-Identifier: MIT
 * driver.h - what a kind of device must know to be telephoned with.
 *
 * A driver is a table of functions, indexed by operation; a NULL slot says
 * that the device cannot, and the capabilities that applications see follow
 * from that. All of a driver runs at the desk (desk.h): it never waits and
 * never calls out. It asks nothing of TAPI and knows nothing of it but its
 * words; it tells what happened by call_event(), call_reply() and the line_*
 * functions of call.h and line.h.
 */
#ifndef MODEL_DRIVER_H
#define MODEL_DRIVER_H

#include "base/conf.h"
#include "base/err.h"
#include "model/ask.h"

struct call;
struct line;
struct phone;
struct desk;
struct specific;

/* Bytes that belong to whoever hands them on; { NULL, 0 }: none. */
struct bytes {
	const void *at;
	DWORD size;
};

/* A sound of up to four frequencies, as LINEGENERATETONE has them. */
struct tone {
	DWORD hz, on_ms, off_ms, volume;	/* volume 0 to 0xFFFF */
};

/* How a call is to be made: LINECALLPARAMS in our words. Text is UTF-8; all of
 * it belongs to the entry and is valid until the driver's function returns. */
struct call_params {
	DWORD bearer, min_rate, max_rate, media;	/* LINEBEARERMODE_, bit/s, LINEMEDIAMODE_ */
	DWORD flags;			/* LINECALLPARAMFLAGS_ */
	DWORD address_mode;
	DWORD address_id;		/* of the address to call from, however it was named; ADDRESS_NONE: any */
	DWORD no_answer_s;		/* give up after so long; 0: never */
	const char *origin;		/* the address to call from, with LINEADDRESSMODE_DIALABLEADDR */
	const char *calling_id;		/* what the called end is to see as the number; NULL: the line's */
	const char *target;		/* whom the flags ONESTEPTRANSFER and NOHOLDCONFERENCE mean */
	LINEDIALPARAMS dial;		/* what is 0 is the line's own */
	struct bytes uui, data;		/* user-user information; call data */
	struct bytes send_flow, receive_flow;	/* FLOWSPECs */
	DWORD predictive_states;	/* PREDICTIVEDIAL: dwPredictiveAutoTransferStates, to `target` */
};

/* What an operation on a call is given; each operation uses its own. */
struct call_args {
	const char *dest;		/* DIAL, DIAL_MORE, REDIRECT, ...: as it was asked, UTF-8 */
	DWORD country;			/* country code, 0: the default */
	const struct call_params *params; /* DIAL, setups: never NULL there */
	struct bytes data;		/* ACCEPT, ANSWER, DROP, SEND_UUI: user-user information;
					 * SET_DATA: call data; SET_QOS: what is sent */
	struct bytes more;		/* SET_QOS: what is received */
	DWORD mode;			/* GENERATE_: LINEDIGITMODE_, LINETONEMODE_; MEDIA_CONTROL:
					 * LINEMEDIACONTROL_; COMPLETE: LINECALLCOMPLMODE_; PARK: LINEPARKMODE_;
					 * SET_PARAMS: LINEBEARERMODE_; SET_TREATMENT: LINECALLTREATMENT_ */
	DWORD message;			/* COMPLETE by message: which */
	DWORD min_rate, max_rate;	/* SET_PARAMS, bit/s */
	const LINEDIALPARAMS *dial;	/* SET_PARAMS; NULL: as they are */
	const struct tone *tones;	/* GENERATE_TONE, custom: `tone_count` of them */
	DWORD tone_count;
	DWORD terminal, terminal_modes;	/* SET_TERMINAL: which, LINETERMMODE_ */
	bool enable;			/* SET_TERMINAL, MONITOR_TONES */
	const char *digits;		/* GENERATE_DIGITS: 0-9 A-D * # and ',' only */
	DWORD duration_ms;		/* GENERATE_DIGITS: 0: the default; GENERATE_TONE: 0: without end,
					 * or once, as the tone is. Without digits and mode both end
					 * whatever is generated, and say nothing */
	struct call *other;		/* the second call: SWAP_HOLD, COMPLETE_TRANSFER, ... */
	const char *group;		/* PICKUP: of whose calls; NULL: of `dest` */
	struct ask_out out;		/* where to write what COMPLETE and PARK bring forth */
	struct call *born[BIRTHS_MAX];	/* calls it gives birth to: the consultation call of
					 * SETUP_TRANSFER and PREPARE_ADD; the conference and the
					 * consultation call of SETUP_CONFERENCE; the conference of
					 * COMPLETE_TRANSFER. NULL: none */
};

/* What an operation on a line is given. */
struct line_args {
	DWORD status;			/* SET_STATUS: LINEDEVSTATUSFLAGS_ */
	bool enable;			/* SET_STATUS: set or clear them; SET_TERMINAL */
	DWORD address;			/* SET_TERMINAL, DEVSPECIFIC: id of the address; ADDRESS_NONE: of the line */
	DWORD terminal, terminal_modes;	/* SET_TERMINAL: which, LINETERMMODE_ */
	struct call *call;		/* DEVSPECIFIC: NULL: none */
	DWORD feature;			/* DEVSPECIFIC_FEATURE: PHONEBUTTONFUNCTION_ */
	void *data;			/* DEVSPECIFIC..: TAPI's block, read and written until the reply */
	DWORD size;			/* of data, in bytes */
	DWORD completion;		/* UNCOMPLETE */
	struct forwards *forwards;	/* FORWARD: one for each address that it is for, all the same;
					 * the model's from the begin on; never NULL there */
	struct call *born[BIRTHS_MAX];	/* FORWARD: its consultation call */
};

/* What an operation on a phone is given (phone_op); each uses its own. */
struct phone_args {
	DWORD devs;			/* HOOKSWITCH, VOLUME, GAIN: PHONEHOOKSWITCHDEV_ */
	DWORD mode;			/* HOOKSWITCH, LAMP, BUTTON_INFO: PHONE...MODE_; RING: 0 is silent */
	DWORD level;			/* VOLUME, GAIN, RING: 0 to 0xFFFF */
	DWORD id;			/* LAMP, BUTTON_INFO: of the button; DATA: of the area */
	DWORD function;			/* BUTTON_INFO: PHONEBUTTONFUNCTION_ */
	DWORD row, column;		/* DISPLAY: from 0 */
	const char *text;		/* DISPLAY, BUTTON_INFO: UTF-8; NULL: none */
	const void *data;		/* DATA, DEVSPECIFIC */
	DWORD size;			/* of data and block, in bytes */
	void *block;			/* DEVSPECIFIC: TAPI's own, written before the reply */
};

/* What of LINEDIALPARAMS the calls of a line can have, and have unless told otherwise. */
struct dial_limits {
	LINEDIALPARAMS least, most, usual;
};

/* How much user-user information can go with each, in bytes; `held`: how much of
 * it a call shows. */
struct uui_sizes {
	DWORD make, accept, answer, drop, send, held;
};

/* What the far end can be made to hear of a call that is not talked in. */
struct treatment {
	DWORD id;			/* LINECALLTREATMENT_, or from 0x100 on its own */
	const char *name;
};

/* What a device of this kind can carry, besides its operations. */
struct line_traits {
	DWORD media_modes;		/* LINEMEDIAMODE_ */
	DWORD bearer_modes;		/* LINEBEARERMODE_ */
	DWORD max_rate;			/* bit/s */
	DWORD max_addresses;		/* of a line; 0: one */
	DWORD max_active;		/* calls a line, unless the driver says otherwise */
	DWORD max_held, max_pending;	/* calls an address */
	DWORD generate_digits, monitor_digits;	/* LINEDIGITMODE_ */
	DWORD generate_tones, max_tones; /* LINETONEMODE_; how many at once */
	const struct treatment *treatments; /* ended by NULL name; the first is that of every call */
	DWORD answer_mode;		/* LINEANSWERMODE_: what answering does to the active call */
	DWORD call_info;		/* LINECALLINFOSTATE_ that can change */
	DWORD call_states;		/* LINECALLSTATE_ that calls can take */
	DWORD busy_modes, disconnect_modes, dialtone_modes, special_info, connected_modes;
	DWORD caller_id, called_id, connected_id, redirection_id, redirecting_id; /* LINECALLPARTYID_ */
	DWORD line_states;		/* LINEDEVSTATE_ that can change, besides those of settable_status */
	DWORD settable_status;		/* LINEDEVSTATUSFLAGS_ that SET_STATUS takes */
	DWORD dial_text_max;		/* longest destination, in characters */
	DWORD max_conference;		/* members of a conference; 0: there are none */
	DWORD remove_caps, remove_state; /* LINEREMOVEFROMCONF_; what a removed member becomes */
	DWORD park_modes;		/* LINEPARKMODE_ */
	DWORD pickup;			/* LINEADDRFEATURE_PICKUP.. that PICKUP can do */
	DWORD forward_modes;		/* LINEFORWARDMODE_ */
	DWORD max_forwards, max_specific; /* entries of a list; of those, ..SPECIFIC ones */
	DWORD min_rings, max_rings;	/* before a call counts as not answered */
	DWORD complete_modes, complete_conds; /* LINECALLCOMPLMODE_, LINECALLCOMPLCOND_ */
	DWORD max_completions;
	const char *const *messages;	/* of LINECALLCOMPLMODE_MESSAGE, ended by NULL; NULL: none */
	DWORD auto_states;		/* LINECALLSTATE_ on which a call can transfer itself */
	DWORD addr_flags;		/* LINEADDRCAPFLAGS_ besides what follows from operations */
	DWORD dev_flags;		/* LINEDEVCAPFLAGS_ */
	DWORD param_flags;		/* LINECALLPARAMFLAGS_ that a call can be made with */
	const char *dial_extras;	/* of "W@$?": what it can do while dialling */
	struct uui_sizes uui;
	DWORD max_call_data;		/* bytes */
	DWORD tracking;			/* LINECALLHUBTRACKING_ */
	const char *port;		/* of the computer that carries it (comm/datamodem/portname);
					 * "": it could be one and is not; NULL: no modem at all */
	const char *info;		/* for people: SwitchInfo */
};

/* What a function of TSPI means on a device of this kind, for docs/support.md. */
struct driver_note {
	const char *function;		/* without TSPI_; NULL ends the list */
	const char *means;
};

/* A vendor's extension of TSPI: what its lines and phones have beyond it. */
struct extension {
	DWORD id[4];			/* LINEEXTENSIONID; never all zeros (R-EXT-1) */
	DWORD low, high;		/* its versions: these and all between */
};

struct driver {
	const char *name;		/* as it stands in the configuration: "sip" */
	const struct driver *kin;	/* the one of `drivers` that has lines of this kind among its own
					 * (line_kind); NULL: this is one of `drivers` */
	const struct driver_note *notes;	/* a sentence for each slot that is filled */
	const struct line_traits *traits;
	const struct extension *extension; /* NULL: none */

	/* A section [NAME] of its own and what a [line] section may hold. */
	const struct conf_key *keys;
	size_t conf_size;
	const struct conf_key *line_keys;
	size_t line_conf_size;
	bool needs_loop;		/* it has sockets: a thread must wait for them */

	/* Hold the record of section [NAME] against what its table cannot say.
	 * ERR_CONFIG: `why` has the sentence, *key the key it is about. NULL: no need. */
	enum err (*conf_check)(const void *conf, const char **key, struct buf *why);

	/* Take up work with the configuration of section [NAME], which belongs
	 * to the provider and outlives stop(). Called again while it works, it
	 * does nothing. NULL: nothing to do. */
	enum err (*start)(struct desk *desk, const void *conf, struct buf *why);
	void (*stop)(struct desk *desk);

	/* The section was read again: what of it can be is in force now. NULL: all of it is
	 * taken up by the next start() only. retunes: whether that key is (NULL: all that are
	 * no texts). */
	void (*retune)(const void *conf);
	bool (*retunes)(const struct conf_key *key);

	/* What it counted since then: "DRIVER\tNAME\tNUMBER" rows. NULL: nothing. */
	void (*count)(struct buf *out);

	/* Which kind of line a record makes: a driver with the same keys, other slots and
	 * traits, and this one as its kin, which is started and stopped for both. NULL: all
	 * lines are of one kind. */
	const struct driver *(*line_kind)(const void *conf);

	/* A line was configured; `conf` is its record and outlives the line.
	 * Cheap: no traffic. On an error `why` says it in one sentence. */
	enum err (*line_new)(struct line *line, const void *conf, struct buf *why);
	void (*line_free)(struct line *line);

	/* TAPI opens and closes the line: reserve, register; release. After
	 * line_close the driver tells nothing of that line until it is opened. */
	enum err (*line_open)(struct line *line);
	void (*line_close)(struct line *line);

	/* TAPI's interest in new calls changed (line->media_wanted). NULL is fine. */
	void (*line_listen)(struct line *line);

	/* What dial parameters calls of the line can have. NULL: none (zeros). */
	void (*dial_limits)(const struct line *line, struct dial_limits *out);

	/* Call hubs are tracked otherwise now (line->tracking). NULL: they cannot be. */
	void (*line_track)(struct line *line);
	/* What this line can and others of its kind cannot: further bits of
	 * LINEADDRCAPFLAGS_ and LINECALLPARAMFLAGS_. NULL: nothing. */
	void (*line_flags)(const struct line *line, DWORD *addr, DWORD *params);

	/* Whether this line can do what the slot is there for: it may need something of
	 * the configuration. NULL: all that has a slot. `pickup` says which of
	 * traits->pickup it can; NULL: all. */
	bool (*call_able)(const struct line *line, enum call_op op);
	bool (*line_able)(const struct line *line, enum line_op op);

	/* Whether `op`, which the call's state allows, can begin just now: the device may
	 * be busy with something else of the call. `other`: the second call of the
	 * operation; NULL: it is not said yet. Asked before each slot of `call`, and
	 * for what is announced; not of a call that is just being made. NULL: always. */
	bool (*call_ready)(const struct call *call, enum call_op op, const struct call *other);
	DWORD (*pickup)(const struct line *line);
	DWORD (*park_modes)(const struct line *line);	/* the same of traits->park_modes */

	/* What becomes of `number` when it is dialled on the line, and when it comes in:
	 * "WAY\tRESULT\tWHAT IT IS" rows for people. NULL: it stays as it is. */
	void (*line_number)(const struct line *line, struct span number, struct buf *out);

	/* A call of the line became something else, or is gone: for phones that
	 * show it. Nothing may be asked of calls here. NULL is fine. */
	void (*line_calls)(struct line *line);

	/* A call of the driver's has a new state or another media mode. Nothing
	 * may be asked of calls here. NULL is fine. */
	void (*call_changed)(struct call *call);

	/* The media service provider of the call's line says something to that of
	 * the other end (msp.h). NULL is fine where no line has any. */
	void (*msp_heard)(struct call *call, struct bytes said);

	/* The call leaves the model: forget it now; what the device must still
	 * do (hang up) happens without it. */
	void (*call_release)(struct call *call);

	/* The LINECONNECTEDMODE_ of a call that was a member of a conference and is
	 * CONNECTED by itself now. NULL: the ordinary one. */
	DWORD (*call_mode)(const struct call *call);

	/* A data modem: what a program reads and writes of the call, to be copied at the desk
	 * (os/passing.h); PASSING_NONE: nothing just now. ERR_DEVICECLASS: it is no call of
	 * data; ERR_RESOURCE. NULL: lines of this kind have no modem. */
	enum err (*call_stream)(const struct call *call, intptr_t *out);

	/* The call has one of traits->auto_states and is to be transferred to
	 * `dest`, as by BLIND_TRANSFER; there is nobody to reply to. */
	void (*call_transfer)(struct call *call, const char *dest);

	/* Start `op`. OK means begun: the outcome comes, now or later, as exactly
	 * one call_reply(). Any error means nothing was begun. */
	enum err (*call[CALL_OP_COUNT])(struct call *call, const struct call_args *args);
	enum err (*line[LINE_OP_COUNT])(struct line *line, const struct line_args *args);

	/* Phones, as lines; without keys there are none of this kind. In
	 * phone_new the driver equips the phone (phone.h). The outcome of an
	 * operation comes as exactly one phone_did() or phone_reply(). */
	const struct conf_key *phone_keys;
	size_t phone_conf_size;
	enum err (*phone_new)(struct phone *phone, const void *conf, struct buf *why);
	void (*phone_free)(struct phone *phone);
	enum err (*phone_open)(struct phone *phone);	/* NULL is fine */
	void (*phone_close)(struct phone *phone);
	enum err (*phone[PHONE_OP_COUNT])(struct phone *phone, const struct phone_args *args);

	/* The phone that is the line's instrument, the line that is the phone's;
	 * they may answer NULL. A slot that is NULL: there are none. */
	const struct phone *(*line_phone)(const struct line *line);
	const struct line *(*phone_line)(const struct phone *phone);

	/* The line's configuration, as a block that nobody else understands, and
	 * that block back: ERR_PARAM, it is not one of this line. What it changed the
	 * driver tells (LINEDEVSTATE_CONFIGCHANGE). Both NULL: it has none. */
	void (*line_config)(const struct line *line, struct buf *out);
	enum err (*line_configure)(struct line *line, const void *config, DWORD size);

	/* With an extension: append to `out` what of a record is the driver's own
	 * (specific.h). NULL: nothing. */
	void (*specific)(struct buf *out, const struct specific *of);

	/* What a hand does at the instrument, where there is no hand: press a
	 * button and let it go, take up or put down a handset. NULL: it has a hand. */
	enum err (*phone_press)(struct phone *phone, DWORD id);
	enum err (*phone_lift)(struct phone *phone, DWORD dev, bool off);
};

/* The drivers of this build, the end marked by NULL (driver/drivers.c). */
extern const struct driver *const drivers[];
const struct driver *driver_named(const char *name);

#endif
