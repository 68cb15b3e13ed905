#!/bin/bash
# SPDX-License-Identifier: MIT
# outcomes.sh - what the far end may answer and do, and what TAPI is told of it.
# The far end is SIPp with a scenario for each.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/sipp.sh"

wire_has "our CANCEL" 'sip.Method == "CANCEL"'
wire_has_our hold 'sdp.media_attr == "sendonly"'
wire_has_our 491 'sip.Status-Code == 491'
wire_has_our credentials 'sip.Authorization'
wire_has_our "session timers" 'sip.Session-Expires'
wire_has_our answers 'sip.Status-Code == 200 && sdp'
aside "X-Row, SIPp's here" 'sip.msg_hdr contains "X-Row:"'

port=$(free_ports 4)
far_port=$((port + 2))
media_port=$((far_port + 1000))
sip_keys=$'t1 = 100 ms\nt2 = 400 ms\nt4 = 400 ms\n'
configure tsp "127.0.0.1:$port" <<LINES
[line one]
driver = sip
user = one
domain = 127.0.0.1:$far_port
register = no
password = secret
calls = 4
follow-redirects = no
LINES
open_agent tsp
row "a line without a registrar opens and is in service" ask tsp open one

# call SCENARIO [OPTION...]: dial it as `c`.
call() {
	far "$1" && ask tsp dial c one far "${@:2}"
}

# What must have happened to `c` at the end, which comes within 10 s.
ends() {
	ask tsp wait c "$1" 15000 && ask tsp wait c idle 2000 && far_done
}

forget() {
	ask tsp release c
}

# refused STATUS REASON WORDS SENTENCE [HEADER]: the usual way to say no.
refused() {
	scenario "s$1" <<-STEPS
	recv INVITE
	reply 180 Ringing
	reply $1 $2 ${5+| $5}
	recv ACK
	STEPS
	refused_row() { call "s$1" && ask tsp wait c ringback 3000 && ends "$2"; }
	row "$4" refused_row "$1" "$3"
	forget
}

refused 404 "Not Found" "disconnected (badaddress)" "404 is a bad address"
refused 403 "Forbidden" "disconnected (blocked)" "403 is blocked"
refused 410 "Gone" "disconnected (numberchanged)" "410 is a changed number"
refused 484 "Address Incomplete" "disconnected (badaddress)" "484 is a bad address"
refused 480 "Temporarily Unavailable" "disconnected (unreachable)" "480 is unreachable"
refused 480 "Temporarily Unavailable" "disconnected (noanswer)" \
	"480 with the reason Q.850 19 is no answer" 'Reason: Q.850;cause=19;text="no answer"'
refused 488 "Not Acceptable Here" "disconnected (incompatible)" "488 is incompatible"
refused 302 "Moved Temporarily" "disconnected (forwarded)" "302 is forwarded"
refused 408 "Request Timeout" "disconnected (noanswer)" "408 is no answer"
refused 500 "Server Internal Error" "disconnected (tempfailure)" "500 is a temporary failure"
refused 503 "Service Unavailable" "disconnected (congestion)" "503 is congestion"
refused 603 "Decline" "disconnected (reject)" "603 is a rejection"

for status in "486 Busy Here" "600 Busy Everywhere"; do
	scenario "busy" <<-STEPS
	recv INVITE
	reply $status
	recv ACK
	STEPS
	busy() { call busy && ask tsp wait c 'busy*' 3000 && ends "disconnected (busy)"; }
	row "${status%% *} is busy, and then disconnected as busy" busy
	forget
done

scenario silence <<-'STEPS'
recv INVITE
pause 20000
STEPS
silence() {
	call silence && ask tsp wait c dialing 1000 && ask tsp wait c "disconnected (unreachable)" 15000 &&
		ask tsp wait c idle 1000
}
row "no answer at all is unreachable after 64 * T1" silence
end far
forget

nobody() {
	ask tsp dial c one "sip:far@127.0.0.1:$((port + 3))" &&
		ask tsp wait c "disconnected (unreachable)" 15000 && ask tsp wait c idle 1000
}
row "a port where nobody listens is unreachable" nobody
forget

scenario progress <<-'STEPS'
recv INVITE
reply 100 Trying
answer 183 Session Progress
pause 200
answer 200 OK
recv ACK
recv BYE
reply 200 OK
STEPS
progress() {
	call progress && ask tsp wait c proceeding 3000 && ask tsp wait c connected 3000 &&
		ask tsp drop c && ask tsp wait c idle 3000 && far_done
}
row "183 is proceeding, and the 200 behind it connected; we hang up" progress
not_ringback() { ask tsp past c && [[ "$answer" != *ringback* ]]; }
row "183 is not taken for ringback" not_ringback
forget

scenario ringing <<-'STEPS'
recv INVITE
reply 180 Ringing
recv CANCEL
reply 200 OK
late 487 Request Terminated
recv ACK
STEPS
gives_up() {
	call ringing no-answer=1 && ask tsp wait c ringback 3000 && ends "disconnected (noanswer)"
}
row "180 and then nothing is cancelled as no answer after dwNoAnswerTimeout" gives_up
forget
dropped() {
	call ringing && ask tsp wait c ringback 3000 && ask tsp drop c && ask tsp wait c idle 3000 && far_done
}
row "a call that is dropped while it rings is cancelled, and 487 acknowledged" dropped
forget

scenario empty <<-'STEPS'
recv INVITE
reply 200 OK
recv ACK
recv BYE
reply 200 OK
STEPS
empty() { call empty && ends "disconnected (incompatible)"; }
row "a 200 without a session description is acknowledged, ended and incompatible" empty
forget

scenario bye <<-'STEPS'
recv INVITE
reply 180 Ringing
answer 200 OK
recv ACK
back BYE
get 200
STEPS
bye() { call bye && ask tsp wait c connected 3000 && ends disconnected; }
row "a BYE at once is connected and then a normal disconnect" bye
forget

scenario reason <<-'STEPS'
recv INVITE
answer 200 OK
recv ACK
back BYE | Reason: Q.850;cause=38
get 200
STEPS
reason() { call reason && ask tsp wait c connected 3000 && ends "disconnected (outoforder)"; }
row "a BYE with the reason Q.850 38 is out of order" reason
forget

scenario hold <<-'STEPS'
recv INVITE
answer 200 OK
recv ACK
back INVITE sdp sendonly
get 200
back ACK
pause 100
back INVITE sdp
get 200
back ACK
back BYE
get 200
STEPS
hold() {
	call hold && ask tsp wait c connected 3000 && ask tsp wait c "connected (activeheld)" 3000 &&
		ask tsp wait c connected 3000 && ends disconnected
}
row "a re-INVITE holds us (active, held) and a second one resumes" hold
forget

scenario update <<-'STEPS'
recv INVITE
answer 200 OK | Allow: INVITE, ACK, BYE, CANCEL, UPDATE
recv ACK
back UPDATE sdp sendonly
get 200
pause 100
back UPDATE
get 200
back OPTIONS
get 200
back BYE
get 200
STEPS
update() {
	call update && ask tsp wait c connected 3000 && ask tsp wait c "connected (activeheld)" 3000 && ends disconnected
}
row "an UPDATE holds us; one without an offer and OPTIONS are answered 200" update
forget

scenario we_hold <<-'STEPS'
recv INVITE
answer 200 OK
recv ACK
require INVITE a=sendonly
answer 200 OK | X-Row: 1
recv ACK
require INVITE a=sendrecv
answer 200 OK
recv ACK
recv BYE
reply 200 OK
STEPS
we_hold() {
	call we_hold && ask tsp wait c connected 3000 && ask tsp hold c && ask tsp wait c onhold 1000 &&
		ask tsp unhold c && ask tsp wait c connected 1000 && ask tsp drop c && far_done
}
row "we hold with a=sendonly and resume with a=sendrecv" we_hold
forget

scenario no_hold <<-'STEPS'
recv INVITE
answer 200 OK
recv ACK
recv INVITE
reply 488 Not Acceptable Here
recv ACK
recv BYE
reply 200 OK
STEPS
no_hold() {
	call no_hold && ask tsp wait c connected 3000 && not ask tsp hold c && is 'hold: LINEERR_*' &&
		ask tsp drop c && ask tsp wait c idle 1000 && far_done
}
row "a hold that the far end refuses fails, and the call goes on" no_hold
forget

scenario glare <<-'STEPS'
recv INVITE
answer 200 OK
recv ACK
recv INVITE
reply 491 Request Pending
recv ACK
recv INVITE
answer 200 OK
recv ACK
recv BYE
reply 200 OK
STEPS
glare() {
	call glare && ask tsp wait c connected 3000 && ask tsp hold c && ask tsp wait c onhold 1000 &&
		ask tsp drop c && far_done
}
row "491 to our hold is tried again after a while" glare
forget

scenario crossing <<-'STEPS'
recv INVITE
answer 200 OK
recv ACK
recv INVITE
back INVITE sdp sendonly
get 491
back ACK-no
late 491 Request Pending
recv ACK
recv INVITE
answer 200 OK
recv ACK
recv BYE
reply 200 OK
STEPS
crossing() {
	call crossing && ask tsp wait c connected 3000 && ask tsp hold c && ask tsp wait c onhold 1000 &&
		ask tsp drop c && far_done
}
row "their hold that crosses ours is answered 491, and ours is tried again" crossing
forget

for status in "401 WWW" "407 Proxy"; do
	scenario challenge <<-STEPS
	recv INVITE
	reply ${status% *} Unauthorized | ${status#* }-Authenticate: Digest realm="far", nonce="abc", algorithm=MD5, qop="auth"
	recv ACK
	require INVITE uthorization:.*username=.one.
	answer 200 OK
	recv ACK
	recv BYE
	reply 200 OK
	STEPS
		challenge() { call challenge && ask tsp wait c connected 3000 && ask tsp drop c && far_done; }
	row "${status% *} on INVITE is answered with credentials" challenge
	forget
done

scenario wrong <<-'STEPS'
recv INVITE
reply 401 Unauthorized | WWW-Authenticate: Digest realm="far", nonce="abc"
recv ACK
require INVITE Authorization:
reply 401 Unauthorized | WWW-Authenticate: Digest realm="far", nonce="def"
recv ACK
require INVITE Authorization:
reply 401 Unauthorized | WWW-Authenticate: Digest realm="far", nonce="ghi"
recv ACK
STEPS
wrong() { call wrong && ends "disconnected (reject)"; }
row "credentials that are refused end the call after two tries" wrong
forget

scenario timer <<-'STEPS'
recv INVITE
reply 422 Session Interval Too Small | Min-SE: 2400
recv ACK
require INVITE Session-Expires:.2400
answer 200 OK | Session-Expires: 2400;refresher=uac | Require: timer
recv ACK
recv BYE
reply 200 OK
STEPS
timer() { call timer && ask tsp wait c connected 3000 && ask tsp drop c && far_done; }
row "422 is tried again with the interval that it asks for" timer
forget

scenario forked <<-'STEPS'
recv INVITE
reply 180 Ringing
answer 200 OK
recv ACK
again 200 OK
recv ACK
recv BYE
reply 200 OK
pause 100
back BYE
get 200
STEPS
forked() {
	call forked && ask tsp wait c connected 3000 && ends disconnected
}
row "the 200 of a second fork is acknowledged and ended; the first one goes on" forked
forget

# --- they call us ---------------------------------------------------------------

# calls SCENARIO: SIPp calls us, and the call is `c`.
calls() {
	far_calls "$1" -s one "127.0.0.1:$port" "${@:2}" && ask tsp offered c one 5000
}

scenario cancelled <<-'STEPS'
invite
get 100 optional
get 180
cancel
get 200
get 487
ack-no
STEPS
cancelled() { calls cancelled && ends "disconnected (cancelled)"; }
row "a caller that cancels is a cancelled disconnect" cancelled
forget

scenario offerless <<-'STEPS'
invite-empty
get 100 optional
get 180
get 200
ack-sdp
bye
get 200
STEPS
offerless() {
	calls offerless && ask tsp answer c && ask tsp wait c connected 3000 && ends disconnected
}
row "an INVITE without an offer gets ours in the 200 and its ACK answers it" offerless
forget

scenario caller <<-'STEPS'
invite
get 100 optional
get 180
get 200
ack
reinvite sendonly
get 200
ack
info 7
get 200
request UPDATE
get 200
request OPTIONS
get 200
pause 100
bye
get 200
STEPS
caller() {
	calls caller && ask tsp info c && is 'caller=far caller-name="Far End" called=one *' &&
		ask tsp monitor c && ask tsp answer c && ask tsp wait c connected 3000 &&
		ask tsp wait c "connected (activeheld)" 3000 && ask tsp wait c "digit 7 *" 3000 && ends disconnected
}
row "a caller is known by number and name, holds us, sends a digit by INFO, refreshes, hangs up" caller
forget

scenario se <<-'STEPS'
invite | Session-Expires: 1800;refresher=uac | Supported: timer
get 100 optional
get 180
require-status 200 Session-Expires:.1800.refresher=uac
ack
bye
get 200
STEPS
se() { calls se && ask tsp answer c && ask tsp wait c connected 3000 && ends disconnected; }
row "a session timer that the caller asks for is agreed to" se
forget

scenario options <<-'STEPS'
ask OPTIONS
get 200
STEPS
options() { far_calls options -s one "127.0.0.1:$port" && far_done; }
row "OPTIONS without a call is answered 200" options

scenario unknown <<-'STEPS'
invite
get 100 optional
get 404
ack-no
STEPS
unknown() { far_calls unknown -s nobody "127.0.0.1:$port" && far_done; }
row "a call for a user that no line has is answered 404" unknown

no_faults
finish
