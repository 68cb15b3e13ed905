/* SPDX-License-Identifier: MIT
 * sip_driver_scene.h - SIP lines on a moved clock, and the far end by hand.
 *
 * The provider, the model and the driver are the real ones; only the last
 * step, bytes to the socket, is taken away: what the driver sends is kept here
 * and what the far end says is handed to it as if it had come by UDP from
 * 192.0.2.9:5060. A loop is there, because media has sockets, but its thread
 * finds nothing to do: the test stands at the desk all the time.
 *
 * The scene writes headers and tags itself; a test gives what matters. Lines
 * end in '\n'. What became of a call is read from scene_news() (model_scene.h).
 *
 * At the end all lines are closed and minutes go by: then no call, no
 * transaction and no timer may be left, whichever allocation failed.
 */
#ifndef SIP_DRIVER_SCENE_H
#define SIP_DRIVER_SCENE_H

#include "driver/sip/call.h"
#include "model_scene.h"

#define FAR_US "127.0.5.60"		/* where we are: of our own, for the ports of media */

/* Lines that need no server, with session timers or without, and one that registers. */
#define SESSION_LINE "[line a]\ndriver = sip\nuser = alice\nregister = no\n" \
	"domain = 192.0.2.9\npassword = secret\n"
#define FREE_LINE SESSION_LINE "session = 0\n"
#define REGISTERED_LINE "[line a]\ndriver = sip\nuser = alice\ndomain = 192.0.2.9\n" \
	"password = secret\nsession = 0\n"

/* Descriptions of the far end. To the address of SDP_QUIET no packet is sent,
 * so hours cost nothing. */
#define SDP_OF(address, rest) "v=0\no=- 1 1 IN " address "\ns=-\nc=IN " address "\nt=0 0\n" rest
#define SDP_QUIET SDP_OF("IP6 2001:db8::9", "m=audio 7000 RTP/AVP 8\n")
#define SDP_EVENTS SDP_OF("IP4 127.0.0.1", "m=audio 9 RTP/AVP 8 101\na=rtpmap:101 telephone-event/8000\n")
#define SDP_HOLD SDP_OF("IP6 2001:db8::9", "m=audio 7000 RTP/AVP 8\na=sendonly\n")
#define SDP_VIDEO SDP_OF("IP4 127.0.0.1", "m=video 7000 RTP/AVP 31\n")

/* A provider with this configuration ([sip] is written by the scene, [provider] if
 * it is not there). */
struct provider *sip_driver_open(const char *configuration);
struct line *sip_driver_line(const char *configuration);	/* ... and its line a, open */

/* lineMakeCall as request 1. NULL: it could not begin, or is over already. */
struct call *sip_driver_dial(struct line *line, const char *dest, DWORD flags);

/* A call that the far end answered, or that a answered; news and messages are taken. */
struct call *sip_driver_talk(struct line *line, const char *sdp);
struct call *sip_driver_talk_in(struct line *line, const char *sdp);

/* What the driver sent since the last time: "INVITE, ACK", "180 INVITE"; what
 * is the same, byte for byte, as something before it is left out and counted. */
const char *far_got(void);
unsigned far_repeats(void);

/* The text of the last message of this name ("INVITE", "200 INVITE"); "": none. */
const char *far_text(const char *name);
bool far_saw(const char *name, const char *text);

/* Answer the last request but ACK and CANCEL; or the last of a method, of that dialog. */
void far_answers(unsigned status, const char *headers, const char *body);
void far_answers_in(const char *call_id, const char *method, unsigned status, const char *body);
void far_answers_to(const char *method, unsigned status, const char *headers, const char *body);

/* Begin a call to `user`; give it up; acknowledge; ask something within it. */
void far_calls(const char *user, const char *headers, const char *body);
void far_cancels(const char *headers);
void far_acks(const char *body);
void far_asks(const char *method, const char *headers, const char *body);
void far_again(void);			/* its last message once more */

/* The name server's word on what is being looked up: "192.0.2.9:5060", the best first
 * ("192.0.2.1|192.0.2.2, 192.0.2.3": two are as good); NULL: there is no such name.
 * False: nothing is asked. */
bool sip_driver_resolves(struct resolve *resolve, const char *addresses);

/* The connection that it was last spoken to by breaks. */
void far_breaks(void);

/* Whatever it is, as it is but for the line ends. */
void far_says(const char *format, ...) __attribute__((format(printf, 1, 2)));

struct far_end {
	char tag[32];			/* of what it says from now on */
	char call_id[128], us[512], them[512], target[256];
	char contact[128];		/* its Contact */
	char branch[64];		/* of its last INVITE */
	uint32_t cseq, invite_cseq;
	unsigned branches;
	enum sip_transport transport;
	bool sips;			/* it calls sips: addresses */
	const char *seen;		/* where it sees us: ";rport=7;received=192.0.2.50"; NULL: it does not say */
	bool deaf;			/* sending to it fails */
	char where[NET_TEXT_SIZE];	/* the last message was sent to */
	uint32_t handle;		/* ... and by which connection or socket */
};
extern struct far_end far_end;	/* `far` alone is a macro of <windef.h> */

#endif
