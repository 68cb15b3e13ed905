# SPDX-License-Identifier: MIT
# baresip.sh - a softphone as the far end, told by its JSON port what to do.
#
# There can be more than one: `phone NAME` says which one is meant from now on.

bs=baresip
declare -A bs_fds=()

phone() {
	bs=$1
}

# baresip_start SIP-PORT CONTROL-PORT [HZ [RTP-PORTS]]: it registers nowhere and
# answers at once, unless $bare_accounts has other accounts, and says a tone. Its RTP
# ports begin 20000 above the SIP port. $bare_modules are loaded too, a row each.
baresip_start() {
	local fd

	mkdir -p "$tmp/$bs"
	cat > "$tmp/$bs/config" <<-CONFIG
	poll_method epoll
	sip_listen 127.0.0.1:$1
	net_interface 127.0.0.1
	module_path /usr/lib/baresip/modules
	module g711.so
	module aufile.so
	module ausine.so
	module ctrl_tcp.so
	module rtcpsummary.so
	${bare_modules-}
	module_tmp account.so
	module_app menu.so
	ctrl_tcp_listen 127.0.0.1:$2
	audio_source ausine,${3-440}
	audio_player aufile,$tmp/$bs/heard.wav
	audio_alert aufile,$tmp/$bs/alert.wav
	ausrc_srate 48000
	ausrc_channels 2
	auplay_channels 1
	auplay_srate 8000
	audio_path $tmp/$bs
	rtp_ports $((20000 + $1))-$((20000 + $1 + ${4-200}))
	call_local_timeout 20
	call_max_calls 4
	CONFIG
	[ -z "${bare_accounts-}" ] || printf '%s\n' "$bare_accounts" > "$tmp/$bs/accounts"
	[ -n "${bare_accounts-}" ] || cat > "$tmp/$bs/accounts" <<-ACCOUNTS
	"Bare Info" <sip:info@127.0.0.1:$1>;regint=0;answermode=auto;audio_codecs=PCMU
	"Bare Sip" <sip:bare@127.0.0.1:$1>;regint=0;answermode=auto;audio_codecs=PCMA
	ACCOUNTS
	: > "$tmp/$bs/contacts"
	aside "the control port of a baresip" "tcp.port == $2"
	cp /usr/share/baresip/*.wav "$tmp/$bs/" 2>/dev/null
	start "$bs" timeout 120 baresip -4 -f "$tmp/$bs"
	said "$bs" "baresip is ready" || return 1
	exec {fd}<> "/dev/tcp/127.0.0.1/$2" || return 1
	bs_fds[$bs]=$fd
	: > "$tmp/$bs.events"
	cat <&"$fd" > "$tmp/$bs.events" &
	pids[${bs}_events]=$!
}

# bare COMMAND [PARAMETER]: a command of its menu, as a netstring of JSON; waits
# for its answer.
bare() {
	local text before

	before=$(grep -ao '"response":true' "$tmp/$bs.events" | wc -l)
	text="{\"command\":\"$1\",\"params\":\"${2-}\"}"
	printf '%d:%s,' "${#text}" "$text" >&"${bs_fds[$bs]}"
	until_true 5 bare_answered "$before"
}

bare_answered() {
	[ "$(grep -ao '"response":true' "$tmp/$bs.events" | wc -l)" -gt "$1" ]
}

# bare_event TYPE: it has told of such an event (a regex, from the type on).
bare_event() {
	until_true 5 bare_told "$1" && return 0
	why="it did not tell of $1"
	return 1
}

bare_told() {
	grep -aqE "\"type\":\"$1" "$tmp/$bs.events"
}

# Forget the events so far.
bare_forget() {
	: > "$tmp/$bs.events"
}

# These digits came, in order.
bare_digits() {
	until_true 5 bare_heard "$1" && return 0
	why="it heard \"$(bare_heard_digits)\""
	return 1
}

bare_heard_digits() {
	grep -aoE '"type":"CALL_DTMF_START"[^}]*"param":"[^"]*"' "$tmp/$bs.events" |
		sed -E 's/.*"param":"(.*)"/\1/' | tr -d '\n'
}

bare_heard() {
	[ "$(bare_heard_digits)" = "$1" ]
}

# A report of ours came: baresip has statistics of the far end.
bare_reports() {
	until_true 10 bare_told CALL_RTCP && return 0
	why="no RTCP"
	return 1
}

# Its summary of the $1-th call; received and sent packets go to BASH_REMATCH.
bare_summary() {
	local text

	until_true 5 bare_summed "$1"
	text=$(grep -a '^EX=BareSip' "$tmp/$bs.log" | sed -n "$1p")
	why="its summary: $text"
	[[ "$text" =~ PR=([0-9]+)\;PS=([0-9]+) ]]
}

bare_summed() {
	[ "$(grep -ac '^EX=BareSip' "$tmp/$bs.log")" -ge "$1" ]
}
