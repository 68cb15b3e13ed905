#!/bin/bash
# SPDX-License-Identifier: MIT
# tcp.sh - calls over TCP and over IPv6, with SIPp and between two of our lines.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/sipp.sh"

wire_has_our "calls by TCP" 'tcp && sip.CSeq.method == "INVITE"'
wire_has_our "calls by IPv6" 'ipv6 && sip.CSeq.method == "INVITE"'
wire_has "digits by IPv6" 'ipv6 && rtpevent'
wire_has "reports by IPv6" 'ipv6 && rtcp'

calls=100
port=$(free_ports 10)
far4=$((port + 2))
far6=$((port + 4))
configure tsp "127.0.0.1:$port [::1]:$port" <<LINES
[line tcp]
driver = sip
user = tcp
name = "Line TCP"
domain = 127.0.0.1:$far4
transport = tcp
register = no
calls = 50
[line six]
driver = sip
user = six
name = "Line Six"
domain = [::1]:$far6
register = no
calls = 50
[line own]
driver = sip
user = own
domain = [::1]:$port
register = no
LINES
open_agent tsp
row "the lines open" ask tsp open tcp
ask tsp open six
ask tsp open own

all_connected="begun=$calls connected=$calls unconnected=0 refused=0 stuck=0 *"

# both_ways WORDS LINE PORT CALL-US-AT OPTION...: a hundred calls each way with SIPp.
both_ways() {
	local words=$1 line=$2 far_port=$3 us=$4

	shift 4
	sipp_builtin "out-$line" uas "$far_port" -m "$calls" -mp $((far_port + 1000)) "$@"
	row "$words: SIPp listens" until_true 10 listens "$far_port"
	row "$words: we call SIPp" ask tsp flood "$line" service "$calls" 10 20 30000
	row "$words: $calls of our calls were connected and became idle" is "$all_connected"
	row "$words: SIPp took them all" await "out-$line"
	row "$words: none failed there" stats "out-$line" "$calls" 0
	sipp_builtin "in-$line" uac "$far_port" -m "$calls" -l 10 -r 200 -d 20 -s "$line" -mp $((far_port + 1000)) \
		"$@" "$us"
	row "$words: SIPp calls us" ask tsp serve "$calls" 30000
	row "$words: $calls calls came, were connected and became idle" is "$all_connected"
	row "$words: SIPp made them all" await "in-$line"
	row "$words: none failed there" stats "in-$line" "$calls" 0
	row "$words: SIPp saw nothing twice" no_retransmissions "in-$line"
}

both_ways TCP tcp "$far4" "127.0.0.1:$port" -t t1
sipp_ip=[::1] both_ways "UDP over IPv6" six "$far6" "[::1]:$port"

# --- between two of our lines over [::1], seen from both sides ----------------------

row "a line calls another one over [::1]" ask tsp dial c six "sip:own@[::1]:$port"
row "which is offered the call" ask tsp offered d own 3000
row "the caller is known" ask tsp info d
row "by number and name" is 'caller=six caller-name="Line Six" called=own *'
row "it is answered" ask tsp answer d
row "and connected" ask tsp wait c connected 2000
row "on both sides" ask tsp wait d connected 2000
ask tsp monitor d
row "a digit goes over IPv6 by RFC 4733" ask tsp digits c 6
row "and is heard" ask tsp wait d "digit 6 (DTMF)" 3000
row "it is held" ask tsp hold c
row "and the other side told" ask tsp wait d "connected (activeheld)" 2000
row "the other side hangs up" ask tsp drop d
row "and this one is disconnected" ask tsp wait c disconnected 2000
row "and idle" ask tsp wait c idle 1000
ask tsp release c
ask tsp release d

# --- the same over TCP ------------------------------------------------------------------

row "a line calls another one over TCP" ask tsp dial c tcp "sip:own@127.0.0.1:$port;transport=tcp"
row "which is offered the call" ask tsp offered d own 3000
row "it is answered" ask tsp answer d
row "and connected" ask tsp wait c connected 2000
connection() { [ -n "$(ss -Htn state established "dport = :$port and dst 127.0.0.1")" ]; }
row "there is a connection between them" connection
row "it is held" ask tsp hold c
row "and resumed" ask tsp unhold c
row "the other side hangs up" ask tsp drop d
row "and this one is disconnected" ask tsp wait c disconnected 2000

row "the provider sent nothing again and heard nothing twice" quiet tsp
no_faults
finish
