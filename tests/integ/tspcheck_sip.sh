#!/bin/bash
# SPDX-License-Identifier: MIT
# tspcheck_sip.sh - SIP lines that call each other directly, held against all rules.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/tspcheck.sh"

wire_has_our REFER 'sip.Method == "REFER"'
wire_has_our "news of how it went (NOTIFY)" sipfrag
wire_has_our hold 'sdp.media_attr == "sendonly"'
wire_has digits rtpevent
wire_has voice rtp
aside "X-Call-Data, which is ours and no standard's" 'sip.msg_hdr contains "X-Call-Data:"'

version=${1-${windows:+3.1}}	# all of them; under Wine each takes its time
jobs=12
port=$(free_ports $((jobs * 2)))
tspcheck_parts $jobs
names=()
for ((i = 0; i < jobs; i++)); do
	mkdir "$tmp/$i"		# what lines keep is kept beside their configuration
	for line in 201 202 203; do
		cat <<-LINES
		[line $line]
		driver = sip
		domain = 127.0.0.1:$((port + i * 2))
		register = no
		LINES
	done | configure "$i/check" "127.0.0.1:$((port + i * 2))"
	names+=("check$i")
	tspcheck_start "check$i" "$tmp/$i/check.conf" "${parts[i]}" ${version:+--version "$version"}
done
row "every rule that can be looked at holds, and no function lies" tspcheck_end "${names[@]}"
tspcheck_sum
echo "# $sum"
many() { [ "$(grep -oE '^rules: [0-9]+' <<< "$sum" | tr -dc 0-9)" -ge 120 ]; }
row "more than 120 were looked at" many
exit "$failed"
