#!/bin/bash
# SPDX-License-Identifier: MIT
# transfer.sh - calls that are handed on: by us, by others and by ourselves, and
# callers who are sent elsewhere.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/kamailio.sh"
source "$(dirname "$0")/lib/baresip.sh"
source "$(dirname "$0")/lib/sipp.sh"

wire_has_our REFER 'sip.Method == "REFER"'
wire_has_our "REFER with Replaces" 'sip.Refer-To contains "Replaces="'
wire_has_our "INVITE with Replaces" 'sip.Replaces'
wire_has_our "news of how it went (NOTIFY)" sipfrag
wire_has_our 302 'sip.Status-Code == 302'

port=$(free_ports 12)
bs_port=$((port + 2))
far_port=$((port + 6))
media_port=$((far_port + 1000))
proxy=127.0.0.1:$((port + 8))
sip_keys=$'t1 = 100 ms\nt2 = 400 ms\nt4 = 400 ms\n'

line() {
	cat <<-LINES
	[line $1]
	driver = sip
	user = $1
	register = no
	session = 0
	${2-}
	${3-}
	LINES
}

{
	line one "domain = 127.0.0.1:$bs_port"
	line sipp "domain = 127.0.0.1:$far_port" "transfer-wait = 3 s"
	line stubborn "domain = 127.0.0.1:$far_port" "transferable = no"
	line server "domain = $proxy" "proxy = $proxy"
} | configure tsp "127.0.0.1:$port"
{
	line two "domain = 127.0.0.1:$bs_port"
	line three "domain = 127.0.0.1:$bs_port"
	line carol "domain = $proxy" "proxy = $proxy"
	line dave "domain = $proxy" "proxy = $proxy"
} | configure peer "127.0.0.1:$((port + 10))"
peer=127.0.0.1:$((port + 10))
open_agent tsp
open_agent peer
for name in one sipp stubborn server; do
	ask tsp open "$name"
done
for name in two three carol dave; do
	ask peer open "$name"
done
row "baresip is ready" baresip_start "$bs_port" "$((port + 4))"

# gone AGENT CALL...: they are released.
gone() {
	local agent=$1 name

	shift
	for name; do
		ask "$agent" release "$name"
	done
}

# --- blind, by us, of baresip -------------------------------------------------------

bare uafind "sip:bare@127.0.0.1:$bs_port"
row "baresip answers our call" ask tsp dial c one bare
row "it is connected" ask tsp wait c connected 5000
row "we hand baresip on to another" ask tsp blind c "sip:two@$peer"
row "who is called by it" ask peer offered d two 5000
row "and answers" ask peer answer d
row "they are connected" ask peer wait d connected 5000
row "the transfer has succeeded" ask tsp reply c
row "and our call is idle" ask tsp wait c idle 3000
row "it is baresip that they talk with" ask peer info d
row "by its number" is 'caller=bare *'
ask peer drop d
gone tsp c
gone peer d

row "baresip answers another call" ask tsp dial c one bare
row "it is connected" ask tsp wait c connected 5000
row "we hand baresip on to nobody" ask tsp blind c "sip:nobody@$peer"
row "the transfer fails" not ask tsp reply c
row "the call is as it was: it can be held" ask tsp hold c
row "and dropped" ask tsp drop c
gone tsp c

# --- blind, by baresip, of us --------------------------------------------------------

bare_forget
row "baresip calls us" bare dial "sip:one@127.0.0.1:$port"
row "the call is offered" ask tsp offered c one 5000
row "we answer" ask tsp answer c
row "it is connected" ask tsp wait c connected 3000
row "baresip has seen the call through" bare_event CALL_ESTABLISHED
row "baresip hands us on" bare transfer "sip:two@$peer"
row "and two is called by us" ask peer offered d two 5000
row "by our number, not baresip's" ask peer info d
row "as it is" is 'caller=one *'
row "two answers" ask peer answer d
row "we are told whom we talk with" ask tsp wait c "*reason*" 5000
row "as LINECALLINFO has it" ask tsp handed c
row "two, by baresip's doing" is 'connected=two redirection=two redirecting=bare reason=transfer'
row "our application's call is one with two now: it hangs up" ask peer drop d
row "and ours is over" ask tsp wait c disconnected 3000
row "and idle" ask tsp wait c idle 1000
gone tsp c
gone peer d

# --- consultation, by ourselves -------------------------------------------------------

# consult B C WORDS LINE "B'S-LINE C'S-LINE": A, on LINE, talks with B and asks C.
consult() {
	local b=$1 c=$2

	row "A calls B ($3)" ask tsp dial a "$4" "$b"
	row "B is called" ask peer offered b "${5%% *}" 5000
	row "B answers" ask peer answer b
	row "A and B talk" ask tsp wait a connected 3000
	row "A asks for a consultation" ask tsp setup q a
	row "B is held for it" ask tsp wait a onholdpendtransfer 3000
	row "and hears so" ask peer wait b "connected (activeheld)" 3000
	row "there is a dial tone" ask tsp wait q "dialtone*" 1000
	row "A dials C" ask tsp more q "$c"
	row "which is done" ask tsp reply q
	row "C is called" ask peer offered c "${5##* }" 5000
	row "C answers" ask peer answer c
	row "A and C talk" ask tsp wait q connected 3000
}

for way in direct proxy; do
	if [ "$way" = direct ]; then
		consult "sip:two@$peer" "sip:three@$peer" "directly" one "two three"
		second=three
	else
		kamailio_configure kamailio "$proxy" <<-CFG
		request_route {
		        if (is_method("REFER|NOTIFY") && has_totag()) { xlog("L_WARN", "rig: \$rm through us\n"); }
		        route(WITHIN);
		        record_route();
		        if (is_present_hf("Replaces")) { xlog("L_WARN", "rig: replaces for \$rU\n"); }
		        if (\$rU == "server") { \$ru = "sip:server@127.0.0.1:$port"; t_relay(); exit; }
		        \$ru = "sip:" + \$rU + "@$peer";
		        t_relay();
		}
		CFG
		kamailio_run kamailio
		row "Kamailio is ready" until_true 10 listens "${proxy#*:}"
		consult carol dave "through a proxy" server "carol dave"
		second=dave
	fi
	row "A swaps the two" ask tsp swap q a
	row "A talks with B" ask tsp wait a connected 3000
	row "C is held for the transfer" ask tsp wait q onholdpendtransfer 3000
	row "and hears so" ask peer wait c "connected (activeheld)" 3000
	row "A swaps them again" ask tsp swap a q
	row "A talks with C" ask tsp wait q connected 3000
	row "A joins B and C" ask tsp complete a q
	row "which succeeds" ask tsp reply a
	row "A is out of the first call" ask tsp wait a idle 3000
	row "and of the second" ask tsp wait q idle 3000
	row "B talks with C" ask peer wait b "connected" 3000
	row "and knows it" ask peer handed b
	row "C is $second" is "connected=$second * reason=transfer"
	row "C never lost its call" not ask peer wait c disconnected 300
	row "C holds B: they have one call" ask peer hold c
	row "B hears it" ask peer wait b "connected (activeheld)" 3000
	row "B hangs up" ask peer drop b
	row "C's call is over" ask peer wait c disconnected 3000
	gone tsp a q
	gone peer b c
done
row "REFER went through the proxy" said kamailio "rig: REFER through us" 1
row "and NOTIFY" said kamailio "rig: NOTIFY through us" 1
row "and the INVITE that replaces" said kamailio "rig: replaces for dave" 1

consult "sip:two@$peer" "sip:three@$peer" "once more" one "two three"
row "C hangs up" ask peer drop c
row "A has B back by itself" ask tsp wait a connected 5000
row "B hears it" ask peer wait b "connected" 3000
ask tsp drop a
gone tsp a q
gone peer b c

# --- far ends that do it badly ----------------------------------------------------------

scenario norefer <<-'STEPS'
recv INVITE
answer 200 OK
recv ACK
require REFER Refer-To:..sip:300@
reply 501 Not Implemented
recv BYE
reply 200 OK
STEPS
row "a far end without REFER is called" far norefer
ask tsp dial c sipp far
row "it is connected" ask tsp wait c connected 5000
row "we try to hand it on" ask tsp blind c 300
row "which fails" not ask tsp reply c
row "for it cannot" is "*OPERATIONUNAVAIL*"
row "the call is there still, until we drop it" ask tsp drop c
row "the far end saw all of it" far_done
gone tsp c

scenario silent <<-'STEPS'
recv INVITE
answer 200 OK
recv ACK
require REFER Referred-By:..sip:sipp@
reply 202 Accepted
recv BYE
reply 200 OK
STEPS
row "a far end that takes REFER and never tells is called" far silent
ask tsp dial c sipp far
row "it is connected" ask tsp wait c connected 5000
row "we try to hand it on" ask tsp blind c 300
row "which fails after transfer-wait" not ask tsp reply c
row "the call is there still, until we drop it" ask tsp drop c
row "the far end saw all of it" far_done
gone tsp c

scenario refers <<-'STEPS'
invite
get 100 optional
get 180 optional
get 200
ack
pause 300
request REFER | Refer-To: <sip:300@127.0.0.1>
get 603
bye
get 200
STEPS
row "a far end calls a line that is not transferable" far_calls refers -s stubborn "127.0.0.1:$port"
row "the call is offered" ask tsp offered c stubborn 5000
row "we answer" ask tsp answer c
row "REFER is declined, the call goes on until they hang up" ask tsp wait c disconnected 5000
row "the far end saw all of it" far_done
gone tsp c

# --- redirect -----------------------------------------------------------------------------

bare_forget
row "baresip calls us" bare dial "sip:one@127.0.0.1:$port"
row "the call is offered" ask tsp offered c one 5000
row "we send it elsewhere" ask tsp redirect c "sip:two@$peer"
row "which is done" ask tsp reply c
row "and our call is idle" ask tsp wait c idle 3000
row "baresip calls there" ask peer offered d two 5000
row "and is answered" ask peer answer d
row "as baresip sees" bare_event CALL_ESTABLISHED
ask peer drop d
gone tsp c
gone peer d

scenario moved <<-STEPS
recv INVITE
reply 302 Moved Temporarily | Contact: <sip:nobody@$peer>;q=0.2, <sip:two@$peer>;q=0.8
recv ACK
STEPS
row "a far end that has moved is called" far moved
ask tsp dial c sipp far
row "the call goes where it says" ask peer offered d two 5000
row "and is answered there" ask peer answer d
row "we are connected" ask tsp wait c connected 5000
row "and know by whose doing" ask tsp handed c
row "the far end's" is 'connected=two redirection=two redirecting=far *'
row "the far end saw all of it" far_done
ask tsp drop c
gone tsp c
gone peer d

scenario moved_list <<-STEPS
recv INVITE
reply 300 Multiple Choices | Contact: <sip:two@$peer>;q=0.2, <sip:nobody@$peer>;q=0.8
recv ACK
STEPS
row "a far end that may be in two places is called" far moved_list
ask tsp dial c sipp far
row "where the better one is not there, the other rings" ask peer offered d two 5000
row "and is answered" ask peer answer d
row "we are connected with it" ask tsp wait c connected 5000
row "and know that" ask tsp handed c
row "it is the other" is 'connected=two redirection=two redirecting=far *'
row "it knows who sent us" ask peer handed d
row "by Diversion and History-Info" is '* redirecting=far *'
row "the far end saw no more" far_done
ask tsp drop c
gone tsp c
gone peer d
no_faults
no_faults peer
finish
