# SPDX-License-Identifier: MIT
# sipp.sh - SIPp as the far end; its scenarios written a row a step.
#
#   scenario busy <<-'STEPS'
#   recv INVITE
#   reply 180 Ringing
#   reply 486 Busy Here | Retry-After: 3
#   recv ACK
#   STEPS
#
# The called side:
#   recv METHOD                  a request must come
#   require METHOD REGEX         the same, and the text must match (no spaces: write .)
#   reply STATUS REASON [| H]... answer it; more headers behind bars
#   answer STATUS REASON [| H].. the same with a session description
#   late STATUS REASON           the answer to the INVITE, after a CANCEL
#   again STATUS REASON          the same, as another fork: with another tag
#   notify EVENT STATE TYPE BODY...  a NOTIFY to the SUBSCRIBE that came
#   csta XML, csta-reply XML     an INFO of uaCSTA; the 200 to a request, with such a body
#   back METHOD [sdp [ATTR]] [| H]...  a request of ours within the call; a=ATTR;
#                                ACK-no: to a refusal
# The calling side:
#   invite [| H]...              an INVITE with an offer; invite-empty: without one
#   ack, ack-sdp                 to a 2xx; ack-no: to a refusal
#   cancel, bye, request METHOD [| H]..., reinvite ATTR, info DIGIT   within the call
#   prack RSEQ                   to a reliable provisional answer
#   ask METHOD                   a request without a call
# Both:
#   get STATUS [optional]        a response must come (or may)
#   require-status STATUS REGEX  the same, and the text must match
#   pause MS

scenario() {
	awk -v name="$1" -v session="${sdp_ip:-IP4 127.0.0.1}" -f "$here/tests/integ/lib/sipp.awk" > "$tmp/$1.xml"
}

# sipp_run NAME SCENARIO PORT OPTION...: in the background; ends by itself.
sipp_run() {
	local name=$1 scenario=$2 port=$3

	shift 3
	start "$name" env -C "$tmp" timeout 110 sipp -i "${sipp_ip:-127.0.0.1}" -p "$port" -nostdin -sf "$scenario.xml" \
		-trace_err -error_file "$name.err" -timeout 100s -timeout_error -default_behaviors all \
		"$@"
}

# far SCENARIO: one call's worth of it, listening on $far_port, ready.
far() {
	far_calls "$1"
	until_true 10 listens "$far_port"
}

# far_calls SCENARIO [OPTION...]: the same as the calling side; it may be over soon.
far_calls() {
	end far
	rm -f "$tmp/far.err"
	sipp_run far "$1" "$far_port" -m 1 "${@:2}"
}

# It went through its scenario to the end.
far_done() {
	local code

	await far
	code=$?
	[ "$code" = 0 ] && return 0
	why="sipp ends with $code: $(grep -vE '^$' "$tmp/far.err" 2>/dev/null | head -n 3 | tr '\n' ' ' | cut -c 1-300)"
	return 1
}

# --- many calls -------------------------------------------------------------------

# sipp_builtin NAME uac|uas PORT OPTION...: a scenario of SIPp's own, with statistics.
sipp_builtin() {
	local name=$1 scenario=$2 port=$3

	shift 3
	start "$name" env -C "$tmp" timeout 110 sipp -i "${sipp_ip:-127.0.0.1}" -p "$port" -nostdin -sn "$scenario" \
		-trace_err -error_file "$name.err" -timeout 100s -timeout_error -buff_size 1048576 \
		-trace_stat -stf "$name.stat" -fd 1 -trace_counts "$@"
}

# column FILE NAME: the last row's, of one of SIPp's tables.
column() {
	awk -F ';' -v name="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i }
		{ value = $at }
		END { print at ? value : "absent" }' "$1"
}

stats() {
	local good bad

	good=$(column "$tmp/$1.stat" 'SuccessfulCall(C)')
	bad=$(column "$tmp/$1.stat" 'FailedCall(C)')
	why="$good successful, $bad failed"
	[ "$good" = "$2" ] && [ "$bad" = "$3" ]
}

# Each message's own count of retransmissions, sent and received.
no_retransmissions() {
	local file again

	again=$(column "$tmp/$1.stat" 'Retransmissions(C)')
	for file in "$tmp"/*_counts.csv; do
		grep -q _Retrans "$file" || again+=" nothing-was-counted"
		again+=$(awk -F ';' '
			NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /Retrans/) name[i] = $i }
			END { for (i in name) if ($i + 0 > 0) printf " %s=%s", name[i], $i }' "$file")
	done
	why="again: $again"
	[ "$again" = 0 ]
}

