#!/bin/bash
# SPDX-License-Identifier: MIT
# conference_asterisk.sh - a conference of a softphone and the applications of an
# exchange: one says a tone, the other says again what it hears.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/asterisk.sh"
source "$(dirname "$0")/lib/baresip.sh"
source "$(dirname "$0")/lib/tones.sh"

wire_has voice rtp
wire_has "reports of it" rtcp
wire_has_our "offers and answers" sdp

port=$(free_ports 16)
server_port=$((port + 2))
bob_port=$((port + 6))
pbx=$tmp/pbx

mkdir "$pbx"
asterisk_line alice secret > "$pbx/pjsip.conf"
cat > "$pbx/extensions.conf" <<-'ROWS'
[lines]
exten => 600,1,Answer()
 same => n,Echo()
exten => 601,1,Answer()
 same => n,Milliwatt()
ROWS
configure tsp "127.0.0.1:$port" <<LINES
[line alice]
driver = sip
user = alice
password = secret
domain = 127.0.0.1:$server_port
expires = 60
LINES
row "Asterisk starts" asterisk_start "$pbx" "$server_port"
phone bob
row "bob is ready" baresip_start "$bob_port" $((bob_port + 2)) 425 7
open_agent tsp
row "the line is open" ask tsp open alice

# bob_hears HZ...: those of 425 (his own) and 1004; what peers have in their buffers comes
# a while yet.
bob_hears() { until_true 10 bob_hears_now "$@"; }

bob_hears_now() {
	local first=$((20000 + bob_port)) tones

	tones_listen "$first" $((first + 7))
	tones=$(tones_to "$first" $((first + 7)) 425 1004)
	why="he hears \"$tones\" Hz"
	[ "$tones" = "$*" ]
}

row "we call bob" ask tsp dial b alice "sip:bare@127.0.0.1:$bob_port"
row "who answers" ask tsp wait b connected 5000
row "we begin a conference" ask tsp conference k q b
row "which waits" ask tsp wait k onholdpendconf 3000
row "we ask the exchange for its echo" ask tsp more q 600
row "which answers" ask tsp wait q connected 10000
row "it is added" ask tsp add k q
row "the conference is on" ask tsp wait k "connected*" 3000
row "bob hears himself by way of it" bob_hears 425
row "we prepare for another" ask tsp prepare r k
row "we ask the exchange for its tone" ask tsp more r 601
row "which answers" ask tsp wait r connected 10000
row "the echo is removed" ask tsp remove q
row "and the tone is added" ask tsp add k r
row "bob hears it, and himself no more" bob_hears 1004
row "we drop the conference" ask tsp drop k
row "and all calls end" ask tsp wait r idle 3000
row "all" ask tsp wait b idle 3000
no_faults
finish
