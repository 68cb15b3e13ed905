#!/bin/bash
# SPDX-License-Identifier: MIT
# tspcheck_sip.sh - SIP lines that call each other directly, held against all rules.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/tspcheck.sh"

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
	tspcheck_start "check$i" "$tmp/$i/check.conf" "${parts[i]}" ${1:+--version "$1"}
done
row "every rule that can be looked at holds, and no function lies" tspcheck_end "${names[@]}"
tspcheck_sum
echo "# $sum"
many() { [ "$(grep -oE '^rules: [0-9]+' <<< "$sum" | tr -dc 0-9)" -ge 120 ]; }
row "more than 120 were looked at" many
exit "$failed"
