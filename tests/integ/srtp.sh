#!/bin/bash
# SPDX-License-Identifier: MIT
# srtp.sh - voice that is encrypted: with baresip by each policy of both, and
# between two of our processes by TLS; somebody on the wire looks at it.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/baresip.sh"
source "$(dirname "$0")/lib/pki.sh"

wire_has_our "offers and answers of it" 'sdp.media.proto == "RTP/SAVP"'
wire_has "voice that is encrypted" srtp.enc_payload
wire_has "reports that are" srtcp
wire_has "our keys by TLS" 'tls && sdp.media.proto == "RTP/SAVP"'
aside "reports that are encrypted, as they should be" srtcp
# Where RTP/AVP has a=crypto (wanted, may), tshark takes what is encrypted for plain.
aside "reports that may be encrypted or not" rtcp

port=$(free_ports 12)
sips_port $((port + 7)) $((port + 9))
bs_port=$((port + 2))
wire=$tmp/wire

line() {
	cat <<-LINES
	[line $1]
	driver = sip
	domain = 127.0.0.1:$bs_port
	register = no
	srtp = $1
	LINES
}
{ line none; line wanted; line required; } | configure tsp "127.0.0.1:$port"
open_agent tsp
for name in none wanted required; do
	ask tsp open "$name"
done
account() {
	echo "<sip:$1@127.0.0.1:$bs_port>;regint=0;answermode=auto;audio_codecs=PCMA${2+;mediaenc=$2}"
}
bare_modules="module srtp.so"
bare_accounts=$(account bare; account may srtp; account must srtp-mand)
row "baresip is ready" baresip_start "$bs_port" "$((port + 4))"

# --- the wire ------------------------------------------------------------------

# Whoever listens on the loopback: the payload of each packet of voice from or to
# baresip, a row of hexadecimal digits each.
wire_open() {
	local rtp=$((20000 + bs_port))

	start tshark timeout 300 tshark -l -i lo -f "udp portrange $rtp-$((rtp + 200))" \
		-d "udp.port==$rtp-$((rtp + 200)),rtp" -Y rtp -T fields -e rtp.payload
	said tshark "Capturing on"
}
payloads() {
	grep -E '^[0-9a-f:]{320,}$' "$tmp/tshark.log"
}
# What went since the last time is looked at now.
looked=0
wire_look() {
	payloads | tail -n "+$((looked + 1))" > "$wire"
	looked=$((looked + $(wc -l < "$wire")))
}
# Our silence is 160 times d5.
silences() {
	tr -d : < "$wire" | grep -cE '(d5){32}'
}
packets() {
	wc -l < "$wire"
}
all_secret() {
	why="$(silences) of $(packets) packets are silence as it is"
	[ "$(packets)" -gt 1000 ] && [ "$(silences)" = 0 ]
}
some_plain() {
	why="$(silences) of $(packets) packets are silence as it is"
	[ "$(silences)" -gt 30 ]
}

# --- calls ---------------------------------------------------------------------

opened=0

# by_srtp: packets opened since the last time.
by_srtp() {
	local now

	now=$(count tsp "voice packets by SRTP")
	fresh=$((now - opened))
	opened=$now
}
voice_is_secret() {
	by_srtp
	why="$fresh packets came by SRTP"
	[ "$fresh" -gt 50 ]
}
voice_is_plain() {
	by_srtp
	why="$fresh packets came by SRTP"
	[ "$fresh" = 0 ]
}

# Both heard a second of it, by baresip's count, which it has if our reports came too.
heard() {
	bare_summary 1 || return 1
	why="baresip received ${BASH_REMATCH[1]} and sent ${BASH_REMATCH[2]}"
	[ "${BASH_REMATCH[1]}" -gt 50 ] && [ "${BASH_REMATCH[2]}" -gt 50 ]
}

talked() {
	[ "$(payloads | wc -l)" -ge "$1" ]
}
talk_for_a_while() {
	until_true 10 talked $(($(payloads | wc -l) + 200))
}

# talks WORDS: the call is there, and so is its voice.
talks() {
	row "$1: it is connected" ask tsp wait c connected 5000
	row "$1: baresip hears our voice" bare_event CALL_RTPESTAB
	row "$1: a second goes by" talk_for_a_while
}

# we_call LINE ACCOUNT LOOK: they talk, and it is as LOOK says.
we_call() {
	local words="$1 calls $2"

	bare_forget
	row "$words: baresip answers" ask tsp dial c "$1" "$2"
	talks "$words"
	[ "${4-}" != reports ] || row "$words: our reports come too" bare_reports
	row "$words: we hang up" ask tsp drop c
	ask tsp wait c idle 2000
	row "$words: $3" "$3"
	ask tsp release c
}
we_call_in_vain() {
	local words="$1 calls $2"

	row "$words" ask tsp dial c "$1" "$2"
	row "$words: it cannot be" ask tsp wait c "disconnected (incompatible)" 5000
	ask tsp release c
}
they_call() {
	local words="$2 calls $1"

	bare_forget
	bare uafind "sip:$2@127.0.0.1:$bs_port"
	bare dial "sip:$1@127.0.0.1:$port"
	row "$words: it is offered" ask tsp offered c "$1" 5000
	row "$words: we answer" ask tsp answer c
	talks "$words"
	row "$words: baresip hangs up" bare hangup
	ask tsp wait c idle 3000
	row "$words: $3" "$3"
	ask tsp release c
}
they_call_in_vain() {
	bare_forget
	bare uafind "sip:$2@127.0.0.1:$bs_port"
	bare dial "sip:$1@127.0.0.1:$port"
	row "$2 calls $1: it hears that it cannot be" bare_event "CALL_CLOSED.*488"
}

row "somebody listens on the wire" wire_open
we_call required must voice_is_secret reports
row "baresip counts voice both ways" heard
we_call required may voice_is_secret
they_call required must voice_is_secret
they_call required may voice_is_secret
we_call wanted must voice_is_secret
we_call wanted may voice_is_secret
they_call wanted must voice_is_secret
they_call wanted may voice_is_secret
wire_look
row "whoever listened knows no voice" all_secret
row "nothing was taken for a forgery" none tsp "voice packets refused by SRTP" "voice packets lost"

we_call wanted bare voice_is_plain
they_call wanted bare voice_is_plain
we_call none may voice_is_plain
they_call none may voice_is_plain
wire_look
row "whoever listened knows the voice that was plain" some_plain

we_call_in_vain required bare
we_call_in_vain none must
they_call_in_vain required bare
they_call_in_vain none must

# --- hold ------------------------------------------------------------------------

bare_forget
row "a call that is encrypted" ask tsp dial h required must
row "is connected" ask tsp wait h connected 5000
row "we hold" ask tsp hold h
row "it is on hold" ask tsp wait h onhold 2000
row "we resume" ask tsp unhold h
row "it is connected again" ask tsp wait h connected 2000
row "its voice is heard again" talk_for_a_while
row "baresip holds us" bare hold
row "the call is connected (active, held)" ask tsp wait h "connected (activeheld)" 3000
row "baresip resumes" bare resume
row "the call is connected as before" ask tsp wait h connected 3000
row "and its voice is heard again" talk_for_a_while
row "we hang up" ask tsp drop h
ask tsp wait h idle 2000
ask tsp release h
row "nothing was taken for a forgery" none tsp "voice packets refused by SRTP"
log_has() {
	why="its log does not have that ($2) $3 times"
	[ "$(grep -cE -- "$2" "$tmp/$1.provider.log")" = "$3" ]
}
row "that the keys could be read was said once a line" log_has tsp "the keys of srtp go by UDP" 2

# --- by TLS ------------------------------------------------------------------------

pki_authority ca
row "the rig has an authority and a certificate" pki_certificate ca we IP:127.0.0.1
tls_keys() {
	printf 'authorities = %s\ncertificate = %s\nprivate-key = %s\n' "$tmp/ca.pem" "$tmp/we.pem" "$tmp/we.key"
	[ "$1" = - ] || printf 'tls-listen = 127.0.0.1:%s\n' "$1"
}
suites=(AES_CM_128_HMAC_SHA1_80 AES_CM_128_HMAC_SHA1_32 AES_256_CM_HMAC_SHA1_80 AES_256_CM_HMAC_SHA1_32)
if [ -n "$windows" ]; then
	skip "libsrtp has no GCM on Windows" "by AEAD_AES_128_GCM: voice goes both ways" \
		"by AEAD_AES_256_GCM: voice goes both ways"
else
	suites+=(AEAD_AES_128_GCM AEAD_AES_256_GCM)
fi
for suite in "${suites[@]}"; do
	printf '[line %s]\ndriver = sip\nregister = no\ntransport = tls\nsrtp = required\nsrtp-suites = %s\n' $suite $suite
done > "$tmp/lines"
sip_keys=$(tls_keys "$(tls_port $((port + 7)))")
configure a "127.0.0.1:$((port + 6))" < "$tmp/lines"
sip_keys=$(tls_keys $((port + 9)))
configure b "127.0.0.1:$((port + 8))" < "$tmp/lines"
open_agent a
open_peer b
both_heard() {
	local of_a of_b

	of_a=$(count a "voice packets by SRTP")
	of_b=$(count b "voice packets by SRTP")
	why="$of_a and $of_b packets in all"
	[ "$of_a" -ge "$1" ] && [ "$of_b" -ge "$1" ]
}
packets=0
for suite in "${suites[@]}"; do
	ask a open "$suite"
	ask b open "$suite"
	row "by $suite: a line calls the other process" ask a dial c "$suite" "sip:$suite@127.0.0.1:$((port + 9));transport=tls"
	row "by $suite: it is offered" ask b offered d "$suite" 5000
	row "by $suite: and answered" ask b answer d
	row "by $suite: and connected" ask a wait c connected 3000
	ask a monitor c
	ask b monitor d
	row "by $suite: a digit goes there" ask a digits c 5
	row "by $suite: and is heard" ask b wait d "digit 5 (DTMF)" 5000
	row "by $suite: another comes back" ask b digits d 7
	row "by $suite: and is heard" ask a wait c "digit 7 (DTMF)" 5000
	row "by $suite: we hang up" ask a drop c
	row "by $suite: on both sides" ask b wait d idle 3000
	packets=$((packets + 2))
	row "by $suite: voice went both ways" both_heard "$packets"
	ask a release c
	ask b release d
done
row "nothing was refused (a)" none a "voice packets refused by SRTP"
row "nothing was refused (b)" none b "voice packets refused by SRTP"
row "nobody could read the keys (a)" log_has a "the keys of srtp go by" 0
row "nobody could read the keys (b)" log_has b "the keys of srtp go by" 0
no_faults a
no_faults b
no_faults
finish
