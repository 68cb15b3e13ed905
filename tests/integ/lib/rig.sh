# SPDX-License-Identifier: MIT
# rig.sh - what the rigs share; a rig begins with `source .../lib/rig.sh`.
#
# A rig starts its peers itself, on ports of the loopback that nobody has, with
# a folder of its own that is removed at the end; it waits for what it can see
# and never for a time to pass; and it ends what it started, by pid.
#
#   RIG_BUILD     the build to test (build/linux). One for Windows runs under Wine, with
#                 a server of its own; its present drive is Z:, which is /, so paths are
#                 the same on both sides. The peers are this system's own either way
#   RIG_KEEP      set: keep the folder, and say where it is
#   RIG_CAPTURE   set by tests/integ/captured: what that is to know goes to this folder
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
build=$(cd "${RIG_BUILD:-$here/build/linux}" && pwd) || exit 1
tmp=$(mktemp -d "${TMPDIR:-/tmp}/opentsp-rig.XXXXXX")
failed=0
provider=$build/lib/libopentsp.so
native=$build	# one of this system
windows=	# the build is one for Windows
declare -A pids=() to=() from=()
answer=

cleanup() {
	local name

	trap '' PIPE		# of an agent that is gone
	for name in "${!to[@]}"; do
		close_agent "$name"
	done
	for name in "${!pids[@]}"; do
		end "$name"
	done
	[ ! -d "$tmp/wine" ] || OPENTSP_WINE_PREFIX=$tmp/wine "$here/scripts/wine" --end
	[ ! -d "$tmp/wine32" ] || OPENTSP_WINE_PREFIX=$tmp/wine32 "$here/scripts/sid" "$here/scripts/wine" --end
	if [ -n "${RIG_KEEP-}" ]; then
		echo "# kept: $tmp"
	else
		rm -rf "$tmp"
	fi
}
trap cleanup EXIT
trap 'exit 1' INT TERM

if [ -e "$build/bin/opentsp.tsp" ]; then
	windows=yes
	provider=$build/bin/opentsp.tsp
	native=$here/build/linux
	"$here/scripts/wine" --branch "$tmp/wine" || exit 1
	export OPENTSP_WINE_PREFIX=$tmp/wine WINE_LIMIT=${WINE_LIMIT:-500}
fi

# own PROGRAM ARGUMENT...: one of the build, in place of the shell that runs this.
own() {
	local keys=()

	if [ -n "$windows" ]; then
		exec "$here/scripts/wine" "$build/bin/$1.exe" "${@:2}"
	fi
	[ -z "${RIG_CAPTURE-}" ] || keys=("LD_PRELOAD=$native/lib/libkeylog.so" "SSLKEYLOGFILE=$RIG_CAPTURE/keys")
	exec ${agent_by-} env "${keys[@]}" "$build/bin/$1" "${@:2}"
}

# --- rows --------------------------------------------------------------------

ok() {
	echo "ok - $1"
}

not_ok() {
	echo "not ok - $1 ($2)"
	failed=1
}

# skip REASON SENTENCE...: true elsewhere, and not to be seen here.
skip() {
	local sentence

	for sentence in "${@:2}"; do
		echo "ok - $sentence # skip $1"
	done
}

# row SENTENCE COMMAND...: the sentence is true if the command succeeds.
row() {
	local sentence=$1

	shift
	if "$@"; then
		ok "$sentence"
	else
		not_ok "$sentence" "${why:-$*}"
	fi
	why=
}

# The last rows of a rig.
finish() {
	local name

	for name in "${!to[@]}"; do
		row "the provider is closed and unloaded without complaint ($name)" close_agent "$name"
	done
	exit "$failed"
}

# --- for tests/integ/captured -----------------------------------------------------

capture_row() {
	[ -z "${RIG_CAPTURE-}" ] || printf '%s\t%s\n' "$2" "$3" >> "$RIG_CAPTURE/$1"
}

# wire_has WHAT FILTER: the rig has such packets sent, by a display filter of Wireshark
# without commas.
wire_has() {
	capture_row has "$1" "$2"
}

# wire_has_our WHAT FILTER: messages of ours, as they say (ACK, CANCEL and short answers do not).
wire_has_our() {
	wire_has "our $1" "(sip.User-Agent contains \"OpenTSP\" || sip.Server contains \"OpenTSP\") && ($2)"
}

# aside WHY FILTER: what is not ours, or wrong by intent, and so not looked at.
aside() {
	capture_row aside "$1" "$2"
}

# not_on_the_loopback WHY: what it sends goes by other devices, which are not captured.
not_on_the_loopback() {
	capture_row apart "$1" yes
}

# sips_port PORT...: SIP by TLS is spoken there.
sips_port() {
	local port

	for port; do
		capture_row sips "$port" sip
	done
}

# --- ports and processes ---------------------------------------------------------

# The first of $1 ports of the loopback, side by side and with five digits, that
# nobody has; below those that the system gives away.
free_ports() {
	local count=$1 first port try

	for try in {1..200}; do
		first=$((10000 + (RANDOM % 2900) * 2))
		for ((port = first; port < first + count; port++)); do
			[ -z "$(ss -Hltun "sport = :$port")" ] || continue 2
		done
		echo "$first"
		return
	done
	echo "rig: no free ports" >&2
	exit 1
}

# start NAME COMMAND...: in the background; its output goes to $tmp/NAME.log, which is
# emptied here: who looks before the new process has opened it must not find an old one's.
start() {
	local name=$1

	shift
	: > "$tmp/$name.log"
	"$@" > "$tmp/$name.log" 2>&1 < /dev/null &
	pids[$name]=$!
}

running() {
	[ -n "${pids[$1]-}" ] && kill -0 "${pids[$1]}" 2>/dev/null
}

# End what was started, and see it gone.
end() {
	local pid=${pids[$1]-} try

	[ -n "$pid" ] || return 0
	unset "pids[$1]"
	kill "$pid" 2>/dev/null
	for try in {1..60}; do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	return 0
}

# Wait for one that ends by itself; its exit code.
await() {
	local pid=${pids[$1]-} code

	wait "$pid"
	code=$?
	unset "pids[$1]"
	return $code
}

# until_true SECONDS COMMAND...: ask again and again.
until_true() {
	local end=$((SECONDS + $1))

	shift
	while ! "$@" > /dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.05
	done
}

# said NAME PATTERN [SECONDS]: a row of its log matches.
said() {
	until_true "${3:-10}" grep -qE -- "$2" "$tmp/$1.log" && return 0
	why="its log has no \"$2\"; last: $(tail -n 1 "$tmp/$1.log")"
	return 1
}

listens() {
	[ -n "$(ss -Hltun "sport = :$1")" ]
}

# --- the provider -----------------------------------------------------------------

# configure NAME LISTEN < LINES: a configuration with the SIP section made here.
# The log is as talkative as $log_level; timers as they are by default unless $sip_keys holds rows for [sip].
configure() {
	local rtp

	rtp=$((16384 + (RANDOM % 3800) * 4))
	{
		printf '[provider]\nlog = '"${log_level-info}"'\nlog-numbers = yes\nlog-file = %s\n' "$tmp/$1.provider.log"
		printf '[sip]\nlisten = %s\nrtp-first = %d\n%s\n' "$2" "$rtp" "${sip_keys-}"
		cat
	} > "$tmp/$1.conf"
}

# open_agent NAME: the provider with NAME's configuration, driven by `ask NAME`. It is
# started by $agent_by, where that is set: a command that runs another one.
open_agent() {
	local name=$1 in out

	mkfifo "$tmp/$name.in" "$tmp/$name.out"
	own integ "$tmp/$name.conf" < "$tmp/$name.in" > "$tmp/$name.out" 2> "$tmp/$name.log" &
	pids[$name]=$!
	exec {in}> "$tmp/$name.in" {out}< "$tmp/$name.out"
	to[$name]=$in
	from[$name]=$out
	rm "$tmp/$name.in" "$tmp/$name.out"
	hear "$name" || { not_ok "the provider starts" "$answer"; exit 1; }
}

# open_peer NAME: the same as somebody's far end: of this system, whatever is tested.
open_peer() {
	local windows= build=$native

	open_agent "$1"
}

hear() {
	local reply=

	if ! read -r -t "${patience:-100}" -u "${from[$1]}" reply; then
		answer="the provider's process answers no more: $(tail -n 1 "$tmp/$1.log")"
		return 1
	fi
	reply=${reply%$'\r'}
	answer=${reply#??}
	answer=${answer# }
	[ "${reply:0:2}" = ok ]
}

tell() {
	local name=$1

	shift
	printf '%s\n' "$*" >&"${to[$name]}"
}

# ask NAME COMMAND...: what it answers is in $answer (and $why, if it is no).
ask() {
	tell "$@"
	hear "$1" && return 0
	why=$answer
	return 1
}

# close_agent NAME: all is closed, and the process ends by itself, well and without
# a word on its standard error.
close_agent() {
	local in=${to[$1]} out=${from[$1]} code

	# Peers that were started since hold the pipe open too: its end would not come.
	tell "$1" quit 2>/dev/null
	unset "to[$1]" "from[$1]"
	exec {in}>&-
	until_true 10 not running "$1"
	exec {out}<&-
	running "$1" && why="it did not end" && return 1
	await "$1"
	code=$?
	why="exit $code: $(head -c 300 "$tmp/$1.log" | tr '\n' ' ')"
	[ "$code" = 0 ] && [ ! -s "$tmp/$1.log" ]
}

not() {
	! "$@"
}

# is WANTED: the last answer matches the pattern.
is() {
	# shellcheck disable=SC2053
	[[ "$answer" == $1 ]] && return 0
	why="got \"$answer\""
	return 1
}

# is_in_service LINE: of the agent tsp. A registration can be quicker than TAPI's asking for
# the events of it: what counts is the state.
is_in_service() {
	ask tsp service "$1" && is "in service"
}

# count AGENT WORDS: one of the provider's own counters.
count() {
	ask "$1" counts || return 1
	tr ';' '\n' <<< "$answer" | awk -F '\t' -v name="$2" '$2 == name { print $3; found = 1 } END { if (!found) print "absent" }'
}

# none AGENT WORDS...: these counters of the provider are 0.
none() {
	local agent=$1 name value

	shift
	for name; do
		value=$(count "$agent" "$name")
		[ "$value" = 0 ] && continue
		why="$name: $value"
		return 1
	done
}

# quiet AGENT: nothing was sent or received twice, lost or not understood.
quiet() {
	none "$1" "messages sent again" "messages received again" "transactions timed out" \
		"transactions failed" "stray messages" nonsense "datagrams not sent"
}

# Every rig ends so: the host looked at all that the provider said.
no_faults() {
	row "the provider broke none of TAPI's rules${1:+ ($1)}" ask "${1:-tsp}" faults
}
