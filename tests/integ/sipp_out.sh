#!/bin/bash
# SPDX-License-Identifier: MIT
# sipp_out.sh - we call SIPp a thousand times, fifty at a time.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/sipp.sh"

wire_has_our calls 'sip.CSeq.method == "INVITE"'
wire_has voice rtp

calls=1000
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
row "the host made the calls" ask tsp flood one service "$calls" 50 200 60000
echo "# $answer"
row "$calls calls were connected and became idle" is "begun=$calls connected=$calls unconnected=0 refused=0 stuck=0 *"
row "many were in flight at a time" is "* most=[345]? *"
row "SIPp took $calls calls and none failed" await far
row "SIPp counts $calls successful calls and no failed one" stats far "$calls" 0
row "SIPp had nothing to send again, and heard nothing twice" no_retransmissions far
row "the provider sent nothing again and heard nothing twice" quiet tsp
no_faults
finish
