#!/bin/bash
# SPDX-License-Identifier: MIT
# asterisk_calls.sh - what an exchange says beside its calls: how they ring, who answers
# by itself, what they carry, who is connected now, and that they are still there.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/asterisk.sh"

wire_has_our "credentials by SHA-512-256" 'sip.auth.algorithm contains "SHA-512-256"'
wire_has_our "calls by TCP" 'tcp && sip.CSeq.method == "INVITE"'
wire_has_our "user-user information" 'sip.msg_hdr contains "User-to-User:"'
wire_has_our PRACK 'sip.Method == "PRACK"'
wire_has_our "302" 'sip.Status-Code == 302'
wire_has "how to ring (Alert-Info)" sip.Alert-Info
wire_has "who it was that was called (History-Info)" sip.History-Info
wire_has "that it is there still (UPDATE)" 'sip.Method == "UPDATE" && sip.Session-Expires'

port=$(free_ports 6)
server_port=$((port + 2))
server=127.0.0.1:$server_port
pbx=$tmp/pbx
mkdir "$pbx"
timed="timers = always
timers_sess_expires = 90
timers_min_se = 90"
{
	asterisk_line 301 secret 'callerid = "Alice" <301>' "send_pai = yes" "trust_id_outbound = yes" \
		"connected_line_method = update"
	asterisk_line 302 secret 'callerid = "Bob" <302>' "100rel = required" "send_history_info = yes" \
		"send_diversion = no"
	asterisk_line 303 secret 'callerid = "Carol" <303>' "send_pai = yes" "trust_id_outbound = yes" \
		"connected_line_method = invite" | sed '/^type = auth/a supported_algorithms_uas = SHA-512-256'
	asterisk_line 304 secret "$timed"
	asterisk_line 305 secret "$timed"
} > "$pbx/pjsip.conf"
cat > "$pbx/extensions.conf" <<'PLAN'
[lines]
exten => _30X,1,Dial(PJSIP/${EXTEN},30)
exten => 600,1,Answer()
 same => n,Echo()
exten => 602,1,Answer()
 same => n,Milliwatt()
; an announcement, and the answer behind it
exten => 603,1,Progress()
 same => n,Playtones(1004/1000)
 same => n,Wait(1)
 same => n,Answer()
 same => n,Echo()
; who is talked with changes
exten => 605,1,Answer()
 same => n,Wait(0.5)
 same => n,Set(CONNECTEDLINE(name,i)=Reception)
 same => n,Set(CONNECTEDLINE(num)=4711)
 same => n,Wait(30)
; the call was forwarded
exten => 606,1,Set(REDIRECTING(from-num,i)=333)
 same => n,Set(REDIRECTING(from-num-valid,i)=1)
 same => n,Set(REDIRECTING(to-num,i)=302)
 same => n,Set(REDIRECTING(count,i)=1)
 same => n,Set(REDIRECTING(reason)=cfnr)
 same => n,Dial(PJSIP/302,30)
; both ring
exten => 607,1,Dial(PJSIP/302&PJSIP/303,30)
; how it is to ring, who is to answer by himself, what the caller sends along
exten => 611,1,Dial(PJSIP/303,30,b(headers^ring^1))
exten => 612,1,Dial(PJSIP/303,30,b(headers^answer^1))
exten => 613,1,Dial(PJSIP/303,30,b(headers^intercom^1))
exten => 614,1,Set(__uui=${PJSIP_HEADER(read,User-to-User)})
 same => n,Dial(PJSIP/303,30,b(headers^uui^1))
[headers]
exten => ring,1,Set(PJSIP_HEADER(add,Alert-Info)=<http://127.0.0.1/Bellcore-dr3>)
 same => n,Return()
exten => answer,1,Set(PJSIP_HEADER(add,Call-Info)=<sip:127.0.0.1>\;answer-after=0)
 same => n,Return()
exten => intercom,1,Set(PJSIP_HEADER(add,Alert-Info)=<http://127.0.0.1>\;info=alert-autoanswer)
 same => n,Return()
exten => uui,1,Set(PJSIP_HEADER(add,User-to-User)=${uui})
 same => n,Return()
PLAN

line() {
	printf '[line %s]\ndriver = sip\npassword = secret\ndomain = %s\nexpires = 60\n' "$1" "$server"
	printf '%s\n' "${@:2}"
}
{
	line 301 "session = 0"
	line 302 "session = 0"
	line 303 "session = 0" "transport = tcp" "rings = internal Bellcore-dr3" "auto-answer = yes"
	line 304 "session = 90 s"
	line 305 "session = 0"
} | configure tsp "127.0.0.1:$port"

row "Asterisk starts" asterisk_start "$pbx" "$server_port"
asterisk_cli "pjsip set logger on" > /dev/null
open_agent tsp
for name in 301 302 303 304 305; do
	ask tsp open "$name"
	row "$name is registered" until_true 15 is_in_service "$name"
done
row "one of them by TCP" said asterisk "^Via: SIP/2.0/TCP"
row "and with digest by SHA-512-256" said asterisk 'Authorization: .*username="303".*algorithm="?SHA-512-256'

# --- session timers: they go on while all else happens ----------------------------------

row "304 calls the tone, with a session timer" ask tsp dial timed 304 602
row "they talk" ask tsp wait timed connected 5000
row "Asterisk calls 305 with one" asterisk_cli "channel originate PJSIP/305 extension 602@lines"
row "which is offered" ask tsp offered watched 305 5000
row "and answered" ask tsp answer watched
row "they talk" ask tsp wait watched connected 3000

# called CALL LINE NUMBER CALLED CALLED-LINE: it is offered there.
called() {
	row "$2 calls $3" ask tsp dial "$1" "$2" "$3"
	row "which comes to $5" ask tsp offered "$4" "$5" 5000
}
answered() {
	row "who answers" ask tsp answer "$2"
	row "they talk" ask tsp wait "$1" connected 5000
	ask tsp wait "$2" connected 3000
}
# --- how it rings, who answers, what it carries -------------------------------------------

called a 301 303 b 303
row "it rings as calls do" ask tsp wait 303 "line ringing 0" 3000
over a b
called a 301 611 b 303
row "it rings as Alert-Info says" ask tsp wait 303 "line ringing 0 (mode 3)" 3000
over a b
for case in "612 Call-Info" "613 Alert-Info"; do
	called a 301 "${case% *}" b 303
	row "it is answered by itself (${case#* })" ask tsp wait b connected 3000
	row "and they talk" ask tsp wait a connected 3000
	over a b
done
row "301 calls with user-user information" ask tsp dial a 301 614 uui=Hello
row "which comes to 303" ask tsp offered b 303 5000
uui_is() { ask tsp heard-uui b && is "$1"; }
row "with what the dialplan handed on" uui_is Hello
over a b

# --- who it is with ---------------------------------------------------------------------------

for case in "301 UPDATE" "303 INVITE"; do
	row "${case% *} calls" ask tsp dial a "${case% *}" 605
	row "they talk" ask tsp wait a connected 5000
	connected() { ask tsp info a && is "*connected=4711 *"; }
	row "another one has taken it" until_true 5 connected
	row "which a message told (${case#* })" said asterisk "^${case#* } sip:${case% *}@.*"
	over a
done
called a 301 606 b 302
ask tsp info b
row "it was forwarded, as History-Info says" is "*redirecting=333 * reason=fwdnoanswer"
row "which it has instead of Diversion" said asterisk "^History-Info: <sip:333@"
over a b
called a 301 303 b 303
row "it is sent to 302 (302 Moved Temporarily)" ask tsp redirect b 302
row "which is done" ask tsp reply b
row "it comes there" ask tsp offered c 302 5000
ask tsp info c
row "by whose doing" is "caller=301 *redirecting=303 *"
ask tsp release b
answered a c
over a c

# --- several are called, and nothing may be lost ---------------------------------------------------

called a 301 607 b 302
row "and to 303" ask tsp offered c 303 5000
row "provisional answers must not be lost" said asterisk "^Require: 100rel"
row "nor were they (PRACK)" said asterisk "^PRACK sip:302@"
answered a c
row "it rings no more at the other" ask tsp wait b idle 5000
ask tsp release b
over a c
row "302 calls an announcement" ask tsp dial a 302 603
row "it is on its way" ask tsp wait a proceeding 3000
row "we said that we had heard it (PRACK)" said asterisk "^PRACK sip:603@|^PRACK sip:127.0.0.1:$server_port"
row "they talk" ask tsp wait a connected 5000
over a

# --- the timers ---------------------------------------------------------------------------------------

# renewed METHOD PATTERN: such a request within a call, with a session timer.
renewed() {
	tr -d '\r' < "$tmp/asterisk.log" |
		awk -v RS= -v method="\n$1 sip:" -v pattern="$2" \
			'index($0, method) && $0 ~ pattern && /\nTo: [^\n]*;tag=/ && /\nSession-Expires: 90/ { found = 1 }
			END { exit !found }'
}
row "half of its time later we renew our session" until_true 60 renewed INVITE "From: [^\n]*sip:304@"
row "and Asterisk its own" until_true 20 renewed UPDATE "To: [^\n]*sip:305@"
row "which was taken" said asterisk "^CSeq: [0-9]+ UPDATE"
row "the one call is there still" ask tsp hold timed
over timed
row "and the other" ask tsp hold watched
over watched
no_faults
finish
