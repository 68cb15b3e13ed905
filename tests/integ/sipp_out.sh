#!/bin/bash
# SPDX-License-Identifier: MIT
# sipp_out.sh - we call SIPp a thousand times, fifty at a time (twenty under Wine).
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/sipp.sh"

wire_has_our calls 'sip.CSeq.method == "INVITE"'
wire_has voice rtp

calls=1000
at_once=50
[ -z "$windows" ] || at_once=20	# Wine's server has a word in each packet of voice
port=$(free_ports 4)
far_port=$((port + 2))
configure tsp "127.0.0.1:$port" <<LINES
[line one]
driver = sip
user = one
domain = 127.0.0.1:$far_port
register = no
calls = 100
LINES
open_agent tsp
row "the line opens" ask tsp open one
sipp_builtin far uas "$far_port" -m "$calls" -mp $((far_port + 1000))
row "SIPp listens" until_true 10 listens "$far_port"
row "the host made the calls" ask tsp flood one service "$calls" "$at_once" 200 60000
echo "# $answer"
row "$calls calls were connected and became idle" is "begun=$calls connected=$calls unconnected=0 refused=0 stuck=0 *"
many() { [[ "$answer" =~ most=([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge $((at_once * 3 / 5)) ]; }
row "many were in flight at a time" many
row "SIPp took $calls calls and none failed" await far
row "SIPp counts $calls successful calls and no failed one" stats far "$calls" 0
row "SIPp had nothing to send again, and heard nothing twice" no_retransmissions far
row "the provider sent nothing again and heard nothing twice" quiet tsp
no_faults
finish
