#!/bin/bash
# SPDX-License-Identifier: MIT
# identity.sh - who is who, what travels with a call, how it rings, and answers that
# must not be lost. The far end is SIPp with a scenario for each.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/sipp.sh"

wire_has_our "preferred identity" 'sip.P-Preferred-Identity'
wire_has "an asserted one" 'sip.P-Asserted-Identity'
wire_has_our "user-user information" 'sip.msg_hdr contains "User-to-User:"'
wire_has_our "call data" 'sip.msg_hdr contains "X-Call-Data:"'
wire_has_our PRACK 'sip.Method == "PRACK"'
wire_has_our "reliable answers" 'sip.Status-Code && sip.msg_hdr contains "RSeq:"'
wire_has "an UPDATE" 'sip.CSeq.method == "UPDATE"'
aside "X-Call-Data, which is ours and no standard's" 'sip.msg_hdr contains "X-Call-Data:"'

port=$(free_ports 4)
far_port=$((port + 2))
sip_keys=$'t1 = 100 ms\nt2 = 400 ms\nt4 = 400 ms\n'
configure tsp "127.0.0.1:$port" <<LINES
[line one]
driver = sip
user = one
domain = 127.0.0.1:$far_port
register = no
calls = 4
identity = preferred
uui-purpose = isdn-uui
country = 49
area = 30
national = 0
international = 00
outside = 0
number-form = prefixed
show-form = canonical
rings = internal
auto-answer = yes
LINES
open_agent tsp
row "the line opens" ask tsp open one

call() {
	far "$1" && ask tsp dial c one "$2" "${@:3}"
}
calls() {
	far_calls "$1" -s one "127.0.0.1:$port" "${@:2}" && ask tsp offered c one 5000
}
ends() {
	ask tsp wait c "$1" 15000 && ask tsp wait c idle 2000 && far_done
}
forget() {
	ask tsp release c
}
info_is() {
	ask tsp info c && is "$1"
}

# --- numbers

scenario prefixed <<-'STEPS'
require INVITE INVITE.sip:00301234567@
reply 404 Not Found
recv ACK
STEPS
prefixed() { call prefixed +49-30-1234567 && ends "disconnected (badaddress)"; }
row "a canonical number is dialled with the prefixes of the line" prefixed
forget

# --- who calls

scenario asserted <<-'STEPS'
invite | P-Asserted-Identity: "Carol" <tel:+493012345>
get 100 optional
get 180
cancel
get 200
get 487
ack-no
STEPS
asserted() {
	calls asserted && info_is 'caller=+49 (30) 12345 caller-name="Carol"*' && ends "disconnected (cancelled)"
}
row "an asserted identity is the caller, shown in canonical form" asserted
forget

scenario diverted <<-'STEPS'
invite | Diversion: <sip:200@127.0.0.1>;reason=user-busy
get 100 optional
get 180
cancel
get 200
get 487
ack-no
STEPS
diverted() {
	calls diverted && info_is '*redirecting=200 redirection=one reason=fwdbusy' && ends "disconnected (cancelled)"
}
row "a diverted call tells who was busy" diverted
forget

scenario history <<-'STEPS'
invite | History-Info: <sip:200@127.0.0.1>;index=1, <sip:one@127.0.0.1;cause=408>;index=1.1
get 100 optional
get 180
cancel
get 200
get 487
ack-no
STEPS
history() {
	calls history && info_is '*redirecting=200 redirection=one reason=fwdnoanswer' && ends "disconnected (cancelled)"
}
row "so does one with a history" history
forget

scenario preferred <<-'STEPS'
require INVITE P-Preferred-Identity:..sip:one@
reply 603 Decline
recv ACK
STEPS
preferred() { call preferred 200 && ends "disconnected (reject)"; }
row "we prefer an identity" preferred
forget

scenario moved <<-'STEPS'
recv INVITE
answer 200 OK
recv ACK
back UPDATE | P-Asserted-Identity: "Dave" <sip:400@127.0.0.1>
get 200
recv BYE
reply 200 OK
STEPS
moved() {
	call moved 200 && ask tsp wait c connected 3000 && until_true 3 info_is '*connected=400 *' &&
		ask tsp drop c && ask tsp wait c idle 3000 && far_done
}
row "an UPDATE tells whom we talk to now" moved
forget

# --- what travels

scenario carried <<-'STEPS'
invite | User-to-User: 48656c6c6f;encoding=hex;purpose=isdn-uui
get 100 optional
get 180
get 200
ack
recv INFO
reply 200 OK
recv INFO
reply 200 OK
recv BYE
reply 200 OK
STEPS
carried() {
	calls carried && ask tsp answer c && ask tsp wait c connected 3000 && ask tsp uui c Hello &&
		ask tsp data c Order && ask tsp drop c && ask tsp wait c idle 3000 && far_done
}
row "user-user information and call data go by INFO, and SIPp takes them" carried
forget

# --- how it rings, and who answers

scenario intercom <<-'STEPS'
invite | Call-Info: <sip:127.0.0.1>;answer-after=0
get 100 optional
get 180
get 200
ack
pause 200
bye
get 200
STEPS
intercom() { calls intercom && ask tsp wait c connected 3000 && ends disconnected; }
row "a call that asks for it is answered by itself" intercom
forget

# --- answers that must not be lost

scenario reliable <<-'STEPS'
recv INVITE
answer 183 Session Progress | Require: 100rel | RSeq: 1
require PRACK RAck:.1.1.INVITE
reply 200 OK
late 200 OK
recv ACK
recv BYE
reply 200 OK
STEPS
reliable() {
	call reliable 200 && ask tsp wait c connected 5000 && ask tsp drop c && ask tsp wait c idle 3000 && far_done
}
row "SIPp's reliable answer is acknowledged, and its 200 needs no description" reliable
forget

scenario required <<-'STEPS'
invite | Require: 100rel
get 100 optional
require-status 180 RSeq:.1
prack 1
get 200
pause 100
get 200
ack
bye
get 200
STEPS
required() {
	calls required && sleep 0.4 && ask tsp answer c && ask tsp wait c connected 3000 &&
		ends disconnected
}
row "SIPp requires reliable answers of us" required
forget

no_faults
finish
