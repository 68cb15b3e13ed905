#!/bin/bash
# SPDX-License-Identifier: MIT
# lossy.sh - hundreds of calls over a network that loses, doubles and reorders.
# Two providers, each in a process of its own, and a relay between them. Voice
# goes past the relay: when every BYE of a call is lost, its end is heard by
# the silence (rtp-timeout).
source "$(dirname "$0")/lib/rig.sh"

wire_has "what was sent again" 'sip.resend == 1'
wire_has voice rtp

calls=300
port=$(free_ports 10)
a=$port b=$((port + 2)) at_a=$((port + 4)) at_b=$((port + 6))
sip_keys=$'tcp = no\nt1 = 50 ms\nt2 = 400 ms\nt4 = 400 ms\n'

line() {
	cat <<-LINES
	[line $1]
	driver = sip
	user = $1
	domain = 127.0.0.1:$2
	register = no
	calls = 100
	rtp-timeout = 5 s
	LINES
}
line near "$at_a" | configure near "127.0.0.1:$a"
line far "$at_b" | configure far "127.0.0.1:$b"
open_agent near
open_agent far
row "the near line opens" ask near open near
row "the far line opens" ask far open far

# The counts of both sides after calls from $5 to $6 over a relay.
trouble() {
	local words=$1 loss=$2 twice=$3 delay=$4 caller=$5 called=$6 at_caller at_called

	start relay timeout 100 "$native/bin/relay" "$at_a" "$a" "$at_b" "$b" "$loss" "$twice" "$delay" 7
	said relay ready || return 1
	tell "$called" serve "$calls" 60000 4000
	tell "$caller" flood "$caller" "$called" "$calls" 20 100 60000
	row "$words: the calls are made" hear "$caller"
	at_caller=$answer
	row "$words: and taken" hear "$called"
	at_called=$answer
	end relay
	echo "# caller: $at_caller"
	echo "# called: $at_called"
	echo "# relay: $(tail -n 1 "$tmp/relay.log")"
	answer=$at_caller
	row "$words: each call was begun, none was refused, none is stuck" is "begun=$calls * refused=0 stuck=0 *"
	row "$words: each became idle" all_idle "$at_caller"
	row "$words: at least ${7-98} of a hundred were connected" mostly "$at_caller" "${7-98}"
	answer=$at_called
	row "$words: none is stuck at the called side" is "* refused=0 stuck=0 *"
}

field() {
	[[ " $1 " =~ \ $2=([0-9]+)\  ]] && echo "${BASH_REMATCH[1]}"
}

all_idle() {
	[ $(($(field "$1" connected) + $(field "$1" unconnected))) = "$calls" ]
}

# With 64 * T1 to try, a call that is not connected is a rare misfortune.
mostly() {
	why="$(field "$1" connected) of $calls"
	[ "$(field "$1" connected)" -ge $((calls * $2 / 100)) ]
}

trouble "20 % lost, 10 % doubled, all reordered" 20 10 40 near far
row "messages were sent again" not none near "messages sent again"
row "what came twice was known" not none far "messages received again"
trouble "the same the other way" 20 10 40 far near
trouble "45 % lost" 45 0 20 near far 80
trouble "half of all doubled, late by up to 120 ms" 0 50 120 near far
row "no message was nonsense" none near nonsense
row "nor at the other side" none far nonsense
no_faults near
no_faults far
finish
