# SPDX-License-Identifier: MIT
# tspcheck.sh - the conformance checker against lines at real peers.
#
# Time cannot be moved there, so most of what it does is waiting: several of it
# run side by side, each with a part of the rules and lines of its own.

# tspcheck_parts COUNT: $parts, lists of all rules and functions for --rules.
tspcheck_parts() {
	local names i

	mapfile -t names < <(own tspcheck --list | tr -d '\r' | awk '/^R-/ { print $1 }'
		sed -n 's/^TSPI(\([A-Za-z]*\),.*/\1/p' "$here/src/abi/functions.def")
	parts=()
	for i in "${!names[@]}"; do
		parts[i % $1]+=,${names[i]}
	done
	parts=("${parts[@]#,}")
}

# tspcheck_start NAME CONFIGURATION RULES [OPTION...]: its report goes to $tmp/NAME.log.
tspcheck_start() {
	agent_by="timeout 500" start "$1" own tspcheck "$provider" --config "$2" --rules "$3" "${@:4}"
}

# tspcheck_end NAME...: all of them; what is not right is shown.
tspcheck_end() {
	local name good=1

	for name; do
		await "$name" || good=0
		grep -E -A 6 '^[A-Za-z0-9-]+ +(FAILED|LYING|missing)' "$tmp/$name.log" | sed 's/^/# /'
		tail -n 1 "$tmp/$name.log" >> "$tmp/tspcheck.sums"
	done
	tspcheck_sum
	why=$sum
	[ "$good" = 1 ]
}

# $sum: the last rows of all, added up.
tspcheck_sum() {
	sum=$(awk '{ for (i = 2; i <= NF; i++) { word = $i; gsub(/[^a-z]/, "", word)
			if ($(i - 1) ~ /^[0-9]+$/) n[word] += $(i - 1) } }
		END { printf "rules: %d passed, %d failed, %d skipped; functions: %d real, %d unavailable, %d missing, %d lying",
			n["passed"], n["failed"], n["skipped"], n["real"], n["unavailable"], n["missing"], n["lying"] }' \
		"$tmp/tspcheck.sums")
}
