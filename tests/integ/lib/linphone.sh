# SPDX-License-Identifier: MIT
# linphone.sh - Linphone's daemon as the far end, told by its standard input what to do.
#
#   row "Linphone is ready" linphone_start "$port" <<-'ROWS'
#   [sip]
#   incoming_calls_early_media = 1
#   ROWS
#   lin call "sip:one@127.0.0.1:$ours"	# what it answers is in $lin_said
#   lin_is "$lin_id" StreamsRunning
#   lin terminate
#
# It needs no audio device: without one it says nothing until `lin_speaks`. Its log, with
# all messages, is $tmp/linphone.trace.log, for `said linphone.trace`.

lin_fd=
lin_id=0	# of its newest call; it counts them from 1
lin_said=

# linphone_start PORT < ROWS: it listens for UDP and TCP on PORT of 127.0.0.1, and
# registers nowhere. ROWS are its own configuration, and win over those here. Its RTP
# ports begin 20000 above. Another start may follow `linphone_stop`.
linphone_start() {
	local home=$tmp/linphone

	mkdir -p "$home/.local/share/linphone" "$home/.config/linphone"
	{
		cat
		cat <<-CONFIG
		[sip]
		bind_address=127.0.0.1
		sip_port=$1
		sip_tcp_port=$1
		sip_tls_port=$(($1 + 1))
		contact="Lin Phone" <sip:lin@127.0.0.1:$1>
		use_ipv6=0
		ipv6_migration_done=1
		guess_hostname=0
		use_rfc2833=1
		use_info=0
		[rtp]
		bind_address=127.0.0.1
		audio_rtp_port=$((20000 + $1))-$((20000 + $1 + 98))
		[video]
		enabled=0
		CONFIG
	} | linphone_sections > "$home/rc"
	rm -f "$home/in" "$tmp/linphone.trace.log"
	mkfifo "$home/in"
	# Open for reading too: who writes must not wait, nor be ended when it is gone.
	exec {lin_fd}<> "$home/in"
	start linphone linphone_run "$home"
	lin_id=0
	until_true 10 listens "$1"
}

linphone_run() {
	HOME=$1 exec timeout 300 linphone-daemon --config "$1/rc" --log "$tmp/linphone.trace.log" \
		--disable-stats-events < "$1/in"
}

linphone_stop() {
	end linphone
	exec {lin_fd}>&-
}

# The rows of a section together, and of each name only the first.
linphone_sections() {
	awk -F ' *= *' '
		/^\[/ { section = $0; if (!(section in rows)) { order[++n] = section; rows[section] = "" } }
		/=/ && !((section, $1) in had) { had[section, $1] = 1; rows[section] = rows[section] $1 "=" $2 "\n" }
		END { for (i = 1; i <= n; i++) printf "%s\n%s", order[i], rows[order[i]] }'
}

# lin COMMAND...: it says Ok.
lin() {
	local from

	from=$(wc -l < "$tmp/linphone.log")
	printf '%s\n' "$*" >&"$lin_fd"
	until_true 5 lin_answered "$from" || lin_said="nothing"
	why="$1: $(tr '\n' ' ' <<< "$lin_said")"
	[[ "$lin_said" == *"Status: Ok"* ]]
}

lin_answered() {
	lin_said=$(tail -n "+$(($1 + 1))" "$tmp/linphone.log")
	[[ "$lin_said" == *Status:* ]]
}

# lin_calls ADDRESS [OPTION]: its number is in $lin_id.
lin_calls() {
	lin call "$@" && lin_id=$((lin_id + 1)) && [[ "$lin_said" == *"Id: $lin_id"* ]]
}

# A call comes to it; its number is in $lin_id.
lin_rings() {
	lin_id=$((lin_id + 1))
	lin_is "$lin_id" Incoming
}

# lin_is CALL STATE: that begins so, of its LinphoneCall... ones.
lin_is() {
	until_true 10 lin_state "$1" "$2" && return 0
	why="its call is $(tr '\n' ' ' <<< "$lin_said")"
	return 1
}

lin_state() {
	lin call-status "$1" && [[ "$lin_said" == *"State: LinphoneCall$2"* ]]
}

# It is over: it has no call of that number any more.
lin_over() {
	until_true 5 lin_forgot "$1"
}

lin_forgot() {
	! lin call-status "$1" && [[ "$lin_said" == *"No call"* ]]
}

# It says something in its newest call until that ends or is held: five minutes of it,
# for version 5.1 does not survive the end of a file.
lin_speaks() {
	local wav=$tmp/linphone/voice.wav

	[ -e "$wav" ] || {
		printf 'RIFF\x24\x3e\x49\x00WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0'
		printf 'data\x00\x3e\x49\x00'
		head -c 4800000 /dev/zero | tr '\0' '\021'
	} > "$wav"
	lin incall-player-start "$wav" "$lin_id"
}

# lin_digit DIGIT: it sends it by RFC 4733, and is ready for another.
lin_digit() {
	local before

	before=$(lin_sent_digits)
	lin dtmf "$1" && until_true 5 lin_sent_digit "$before"
}

lin_sent_digits() {
	grep -c "Finished sending RFC2833" "$tmp/linphone.trace.log"
}

lin_sent_digit() {
	[ "$(lin_sent_digits)" -gt "$1" ]
}

# These digits came, in order, since it was started.
lin_digits() {
	until_true 5 lin_heard "$1" && return 0
	why="it heard \"$(lin_heard_digits)\""
	return 1
}

lin_heard_digits() {
	sed -n 's/^Tone: //p' "$tmp/linphone.log" | tr -d '\n'
}

lin_heard() {
	[ "$(lin_heard_digits)" = "$1" ]
}
