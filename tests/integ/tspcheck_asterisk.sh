#!/bin/bash
# SPDX-License-Identifier: MIT
# tspcheck_asterisk.sh - lines that are registered at Asterisk and call each other
# through it, held against all rules.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/asterisk.sh"
source "$(dirname "$0")/lib/tspcheck.sh"

wire_has_our REFER 'sip.Method == "REFER"'
wire_has_our hold 'sdp.media_attr == "sendonly"'
wire_has digits rtpevent
wire_has voice rtp
aside "X-Call-Data, which is ours and no standard's" 'sip.msg_hdr contains "X-Call-Data:"'

jobs=8
port=$(free_ports $((jobs * 2 + 4)))
server_port=$((port + jobs * 2))
pbx=$tmp/pbx
mkdir "$pbx"
tspcheck_parts $jobs
names=()
printf '[lines]\nexten => _XX0[1-3],1,Dial(PJSIP/${EXTEN},30)\n' > "$pbx/extensions.conf"
for ((i = 0; i < jobs; i++)); do
	mkdir "$tmp/$i"
	for line in 01 02 03; do
		asterisk_line "$((i + 10))$line" secret "moh_passthrough = yes" >> "$pbx/pjsip.conf"
		cat <<-LINES
		[line $((i + 10))$line]
		driver = sip
		password = secret
		domain = 127.0.0.1:$server_port
		session = 0
		uui = no
		LINES
	done | configure "$i/check" "127.0.0.1:$((port + i * 2))"
done
row "Asterisk starts" asterisk_start "$pbx" "$server_port"
for ((i = 0; i < jobs; i++)); do
	names+=("check$i")
	tspcheck_start "check$i" "$tmp/$i/check.conf" "${parts[i]}" --version "${1:-3.1}" --limit 60
done
row "every rule that can be looked at holds, and no function lies" tspcheck_end "${names[@]}"
tspcheck_sum
echo "# $sum"
many() { [ "$(grep -oE '^rules: [0-9]+' <<< "$sum" | tr -dc 0-9)" -ge 110 ]; }
row "more than 110 were looked at" many
exit "$failed"
