#!/bin/bash
# SPDX-License-Identifier: MIT
# faults_relay.sh - hold, swap and transfers of three lines at Kamailio, when a fifth of all
# that goes either way is lost, a tenth comes twice and all of it late and out of order.
# (Hundreds of plain calls are lossy.sh's.)
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/kamailio.sh"

rounds=2
port=$(free_ports 8)
server=$((port + 2))		# Kamailio
at_us=$((port + 4))		# of the relay: we take it for the server
at_server=$((port + 6))		# ... the server takes it for us
wire_has "what was sent again" 'sip.resend == 1'
wire_has_our "transfers" 'sip.Refer-To'
sip_keys='tcp = no
t1 = 50 ms
t2 = 400 ms
t4 = 400 ms'

# It says of itself that it is where the relay is.
kamailio_start() {
	kamailio_configure kamailio "127.0.0.1:$server advertise 127.0.0.1:$at_us" \
		children=2 "alias=\"127.0.0.1:$at_us\"" \
		'modparam("tm", "retr_timer1", 50)' 'modparam("tm", "retr_timer2", 400)' \
		'modparam("tm", "fr_timer", 4000)' 'modparam("tm", "wt_timer", 4000)' <<-CFG
	request_route {
	        if (is_method("OPTIONS") && uri == myself) { sl_send_reply("200", "OK"); exit; }
	        route(WITHIN);
	        if (is_method("REGISTER")) { save("location"); exit; }
	        t_newtran();
	        record_route();
	        if (uri == myself && !lookup("location")) { t_reply("404", "Not Found"); exit; }
	        t_relay();
	}
	CFG
	kamailio_run kamailio
	until_true 10 listens "$server"
}

for name in alice bob carol; do
	printf '[line %s]\ndriver = sip\nuser = %s\ndomain = 127.0.0.1:%s\nproxy = 127.0.0.1:%s\n' "$name" "$name" "$at_us" "$at_us"
	printf 'expires = 10 s\nretry = 1 s\nretry-max = 1 s\nkeep-alive = 2 s\nrtp-timeout = 8 s\n'
done | configure tsp "127.0.0.1:$port"

row "Kamailio starts" kamailio_start
row "and a network that loses a fifth" start relay timeout 100 "$native/bin/relay" "$at_us" "$port" "$at_server" "$server" 20 10 60 5
said relay ready
open_agent tsp
for name in alice bob carol; do
	ask tsp open "$name"
	row "$name is registered" until_true 15 is_in_service "$name"
done

# What was asked for has its completion: a success, mostly; then the others must have seen it.
asked=0 refused=0
may() {
	asked=$((asked + 1))
	ask tsp "$@" && return 0
	echo "# $*: $answer"
	refused=$((refused + 1))
	[[ "$answer" == *"LINEERR_"* ]]
}

# call CALL LINE NUMBER CALLED: up to the talk, by as many tries as it takes.
call() {
	local try

	for try in 1 2 3; do
		if ask tsp dial "$1" "$2" "$3" && ask tsp offered "$4" "$3" 8000 && ask tsp answer "$4" &&
			ask tsp wait "$1" connected 8000 && ask tsp wait "$4" connected 8000; then
			return 0
		fi
		echo "# call $try to $3: $answer"
		over "$1" "$4"
	done
	return 1
}

# over CALL...: all of them become idle, whatever was lost.
over() {
	local name

	for name; do
		ask tsp drop "$name" || true
	done
	for name; do
		if [[ "$(ask tsp past "$name"; echo "$answer")" == "there is no"* ]]; then
			continue
		fi
		idle "$name" || return 1
		ask tsp release "$name"
	done
}
idle() {
	until_true 20 is_idle "$1" || why="$1: $answer"
	is_idle "$1"
}
is_idle() { ask tsp past "$1" && [[ "$answer" == *idle* ]]; }

for ((round = 1; round <= rounds; round++)); do
	row "$round: alice calls bob" call a alice bob b
	row "she holds: the request has its completion" may hold a
	row "so has the end of it" may unhold a
	row "so has bob's hold" may hold b
	row "and its end" may unhold b
	row "she asks for a consultation" may setup q a
	if ask tsp more q carol && ask tsp offered c carol 8000; then
		row "carol answers" may answer c
		ask tsp wait q connected 8000 || true
		row "alice swaps" may swap q a
		row "and back" may swap a q
		row "and hands bob on to carol" ask tsp complete a q
		row "which has its completion" may reply a
	fi
	row "all are idle at the end" over a q b c
	row "$round: bob calls alice" call a bob alice b
	row "who is handed on to carol" ask tsp blind a carol
	if ask tsp offered c carol 8000; then
		row "she answers" may answer c
	fi
	row "the transfer has its completion" may reply a
	row "all are idle at the end" over a b c
done
echo "# $asked requests, $refused of them refused"
few() { why="$refused of $asked were refused" && [ "$refused" -le $((asked / 4)) ]; }
row "most requests succeeded" few
row "messages were sent again" not none tsp "messages sent again"
row "what came twice was known" not none tsp "messages received again"

# All is lost for a while, both ways: everything comes back.
end relay
ask tsp past alice
row "nothing goes through any more: alice's line is out of service" ask tsp wait alice "line *outofservice*" 20000
row "a call is asked for" ask tsp dialing d alice bob
row "the network is back" start relay timeout 100 "$native/bin/relay" "$at_us" "$port" "$at_server" "$server" 20 10 60 9
for name in alice bob carol; do
	row "$name's line is in service again" until_true 20 is_in_service "$name"
done
row "the call has its completion" may reply d
row "and is idle at the end" over d
echo "# relay: $(tail -n 1 "$tmp/relay.log")"
no_faults
finish
