#!/bin/bash
# SPDX-License-Identifier: MIT
# asterisk_srtp.sh - lines at an exchange by TLS, and voice that is encrypted or not, by
# each policy of both (SRTP with keys by SDES).
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/asterisk.sh"
source "$(dirname "$0")/lib/pki.sh"

wire_has_our "keys by TLS" 'tls && sdp.media.proto == "RTP/SAVP"'
wire_has "voice that is encrypted" srtp.enc_payload
wire_has "digits within voice" rtpevent
aside "reports that may be encrypted or not" 'rtcp || srtcp'

port=$(free_ports 4)
server_port=$((port + 2))
sips_port $server_port
pbx=$tmp/pbx
mkdir "$pbx"
pki_authority ca
row "the rig has an authority and a certificate" pki_certificate ca server IP:127.0.0.1

# Lines by their policy and the exchange's: wanted-may is one that wants SRTP where the
# exchange takes both.
policies="none wanted required"
offers="plain may must"
declare -A endpoint=(
	[plain]="media_encryption = no"
	[may]=$'media_encryption = sdes\nmedia_encryption_optimistic = yes'
	[must]="media_encryption = sdes"
)
cat > "$pbx/pjsip.conf" <<CONF
[tls]
type = transport
protocol = tls
bind = 127.0.0.1:$server_port
cert_file = $tmp/server.pem
priv_key_file = $tmp/server.key
ca_list_file = $tmp/ca.pem
method = tlsv1_2
CONF
for policy in $policies; do
	for offer in $offers; do
		asterisk_line "$policy-$offer" secret "${endpoint[$offer]}" "rewrite_contact = yes" >> "$pbx/pjsip.conf"
		cat <<-LINES
		[line $policy-$offer]
		driver = sip
		password = secret
		domain = 127.0.0.1:$server_port
		transport = tls
		srtp = $policy
		LINES
	done
done > "$tmp/lines"
cat > "$pbx/extensions.conf" <<'PLAN'
[lines]
exten => 602,1,Answer()
 same => n,Milliwatt()
exten => _[a-z].,1,Dial(PJSIP/${EXTEN},30)
PLAN
sip_keys="authorities = $tmp/ca.pem"
configure tsp "127.0.0.1:$port" < "$tmp/lines"
row "Asterisk starts" asterisk_start "$pbx" "$server_port"
asterisk_cli "pjsip set logger on" > /dev/null
open_agent tsp
for name in $(sed -n 's/^\[line \(.*\)\]/\1/p' "$tmp/lines"); do
	ask tsp open "$name"
	row "$name is registered by TLS" until_true 15 is_in_service "$name"
done

declare -A counted=()
# more NAME: 30 more packets of what the provider counts by this name, since the last time.
more() {
	local now

	now=$(count tsp "$1")
	[ "$now" -ge $((${counted[$1]-0} + 30)) ] && counted[$1]=$now
}
encrypted() {
	until_true 3 more "voice packets by SRTP" && more "voice packets received"
}
plain() {
	until_true 3 more "voice packets received" && ! more "voice packets by SRTP"
}
# Asterisk's own count of what came and went in the one call that is there.
flows() {
	asterisk_cli "pjsip show channelstats" | awk '
		{ for (i = 1; i < NF; i++) if ($i == "alaw" && $(i + 1) > 40 && $(i + 5) > 40) found = 1 }
		END { exit !found }'
}
talk() {
	row "$1: voice flows both ways by its count" until_true 10 flows
	row "$1: it ends" ask tsp drop c
	ask tsp wait c idle 3000
	ask tsp release c
	row "$1: voice was $2" "$2"
}

# we_call LINE plain|encrypted|no
we_call() {
	row "$1 calls a tone" ask tsp dial c "$1" 602
	if [ "$2" = no ]; then
		row "$1: which cannot be" ask tsp wait c "disconnected (incompatible)" 5000
		ask tsp release c
	else
		row "$1: they talk" ask tsp wait c connected 5000
		talk "$1" "$2"
	fi
}
they_call() {
	row "Asterisk calls $1" asterisk_cli "channel originate PJSIP/$1 extension 602@lines"
	if [ "$2" = no ]; then
		row "Asterisk, $1: which cannot be" said asterisk "^SIP/2.0 488"
		row "Asterisk, $1: and no call came" not ask tsp offered c "$1" 300
	else
		row "Asterisk, $1: it is offered" ask tsp offered c "$1" 5000
		row "Asterisk, $1: and answered" ask tsp answer c
		row "Asterisk, $1: they talk" ask tsp wait c connected 3000
		talk "Asterisk, $1" "$2"
	fi
}

while read -r name out in; do
	we_call "$name" "$out"
	they_call "$name" "$in"
done <<-'CASES'
none-plain      plain      plain
none-may        plain      plain
none-must       no         no
wanted-plain    plain      plain
wanted-may      encrypted  encrypted
wanted-must     encrypted  encrypted
required-plain  no         no
required-may    encrypted  encrypted
required-must   encrypted  encrypted
CASES

# --- one in secret, one not ---------------------------------------------------------------

row "a line with SRTP calls one without" ask tsp dial c required-must none-plain
row "which is offered" ask tsp offered d none-plain 5000
row "and answered" ask tsp answer d
row "they talk" ask tsp wait c connected 5000
ask tsp monitor c
ask tsp monitor d
row "a digit goes there" ask tsp digits c 5
row "and is heard" ask tsp wait d "digit 5 (DTMF)" 5000
row "another comes back" ask tsp digits d 7
row "and is heard" ask tsp wait c "digit 7 (DTMF)" 5000
row "we hold" ask tsp hold c
row "it is on hold" ask tsp wait c onhold 3000
row "we resume" ask tsp unhold c
row "they talk again" ask tsp wait c connected 3000
row "a digit goes there" ask tsp digits c 9
row "and is heard" ask tsp wait d "digit 9 (DTMF)" 5000
row "it ends" ask tsp drop c
row "for both" ask tsp wait d idle 5000
ask tsp release c
ask tsp release d
row "nothing was taken for a forgery" none tsp "voice packets refused by SRTP" "voice packets lost"
no_faults
finish
