# SPDX-License-Identifier: MIT
# tapi.sh - a telephony server for the programs of a rig, and those programs
# (tapi_agent.c), each with a row of its own to read and to write.
declare -A programs=()		# NAME -> descriptor for what it is told
declare -A seen=()		# NAME -> rows of its log that were taken

# tapi_server < LINES: with the sim lines that are given, and rows of [server] in $server_keys if
# that is set; programs find it by the environment.
tapi_server() {
	local port

	port=$(free_ports 1)
	{
		printf '[provider]\nlog = warn\n'
		cat
	} > "$tmp/opentsp.conf"
	cat > "$tmp/tapisrv.conf" <<-CONF
		[server]
		tcp-port = $port
		token = $tmp/token
		providers-state = $tmp/providers.conf
		${server_keys-}
		[provider one]
		config = $tmp/opentsp.conf
	CONF
	export OPENTSP_TAPI=unix:$tmp/tapi.sock OPENTSP_TAPI_TOKEN=$tmp/token
	tapi_port=$port
	start tapisrv "$native/bin/tapisrv" --config "$tmp/tapisrv.conf" --socket "unix:$tmp/tapi.sock" --log info
	row "the telephony server listens" said tapisrv "^listening at"
}

# program NAME [COMMAND...]: one of this system, under that name as a file too; or COMMAND.
program() {
	local name=$1 in

	shift
	if [ $# = 0 ]; then
		cp "$native/bin/tapi_agent" "$tmp/$name"
		set -- "$tmp/$name"
	fi
	mkfifo "$tmp/$name.in"
	: > "$tmp/$name.log"		# as start() does
	"$@" "$name" < "$tmp/$name.in" > "$tmp/$name.log" 2> "$tmp/$name.err" &
	pids[$name]=$!
	exec {in}> "$tmp/$name.in"
	programs[$name]=$in
	seen[$name]=0
	next_row "$name" '^(ok|no) '
	case "$found" in
	ok*) return 0 ;;
	esac
	why="$name says: $found"
	return 1
}

# program_of_windows NAME: the same source, built for Windows with mingw's own libtapi32.a,
# with our DLL beside it and Wine told to take that.
program_of_windows() {
	local folder=$tmp/$1.windows

	mkdir -p "$folder"
	x86_64-w64-mingw32-gcc -o "$folder/$1.exe" "$here/tests/integ/lib/tapi_agent.c" -ltapi32 || return 1
	cp "$here/build/win64/bin/tapi32.dll" "$folder"
	"$here/scripts/wine" --branch "$tmp/wine" || return 1
	OPENTSP_WINE_PREFIX=$tmp/wine OPENTSP_TAPI=tcp:$tapi_port WINEDLLOVERRIDES=tapi32=n WINE_LIMIT=500 \
		program "$1" "$here/scripts/wine" "$folder/$1.exe"
}

# tell NAME WORD...: a row to the program.
tell() {
	local name=$1

	shift
	echo "$*" >&"${programs[$name]}"
}

# next_row NAME PATTERN: wait for the first row behind those that were taken that matches, and
# take it; $found is it.
next_row() {
	local name=$1 pattern=$2 end=$((SECONDS + 20)) at ended=

	while [ "$SECONDS" -lt "$end" ]; do
		at=$(tail -n "+$((seen[$name] + 1))" "$tmp/$name.log" | tr -d '\r' | grep -nE -m 1 -- "$pattern") || {
			[ -z "$ended" ] || break
			running "$name" || ended=yes	# and may have said it before that
			sleep 0.05
			continue
		}
		found=${at#*:}
		seen[$name]=$((seen[$name] + ${at%%:*}))
		return 0
	done
	found=
	why="$name did not say \"$pattern\"; last: $(tail -n 1 "$tmp/$name.log")"
	return 1
}

# The answer to what it was told, wherever it stands among what it heard.
heard_ok() {
	says "$1" '^ok'
}

says() {
	next_row "$1" "$2"
}

hears() {
	next_row "$1" "^heard $2\$"
}

# either_owns ONE OTHER: one of them is offered a call as its owner ($owner, $other).
either_owns() {
	local end=$((SECONDS + 20))

	while [ "$SECONDS" -lt "$end" ]; do
		for owner in "$1" "$2"; do
			other=$2
			[ "$owner" = "$1" ] || other=$1
			if tail -n "+$((seen[$owner] + 1))" "$tmp/$owner.log" | tr -d '\r' | grep -q '^heard offering as owner$'; then
				hears "$owner" "offering as owner"
				return
			fi
		done
		sleep 0.05
	done
	why="neither $1 nor $2 owns it"
	return 1
}

# same_states ONE OTHER: what they heard of the state of calls is the same, but for privileges.
same_states() {
	local one other

	one=$(states_of "$1")
	other=$(states_of "$2")
	why="$1: $one; $2: $other"
	[ -n "$one" ] && [ "$one" = "$other" ]
}

# The states of its log in their order; one that is told again with a new privilege counts once.
states_of() {
	tr -d '\r' < "$tmp/$1.log" |
		sed -nE 's/^heard (offering|accepted|connected|onhold|disconnected|idle)( as .*)?$/\1/p' | uniq | tr '\n' ' '
}

forget_heard() {
	local name

	for name; do
		seen[$name]=$(wc -l < "$tmp/$name.log")
	done
}

kill_program() {
	kill -9 "${pids[$1]}"
	wait "${pids[$1]}" 2> /dev/null
	unset "pids[$1]" "programs[$1]"
}

# leave NAME: it shuts down and ends well.
leave() {
	tell "$1" quit
	says "$1" '^ok bye' || return 1
	await "$1"
}
