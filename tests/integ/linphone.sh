#!/bin/bash
# SPDX-License-Identifier: MIT
# linphone.sh - another softphone that others wrote, told what to do by its daemon: calls,
# hold, digits, transfers in every role, refusals, early media, TCP, TLS and SRTP.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/linphone.sh"
source "$(dirname "$0")/lib/pki.sh"

wire_has_our "calls by UDP" 'udp && sip.CSeq.method == "INVITE"'
wire_has_our "calls by TCP" 'tcp && !(tls) && sip.CSeq.method == "INVITE"'
wire_has_our "calls by TLS" 'tls && sip.CSeq.method == "INVITE"'
wire_has "digits within the voice" rtpevent
wire_has_our "digits by INFO" 'sip.Method == "INFO"'
wire_has_our REFER 'sip.Method == "REFER"'
wire_has_our "INVITE with Replaces" sip.Replaces
wire_has_our "news of how it went (NOTIFY)" sipfrag
wire_has_our PRACK 'sip.Method == "PRACK"'
wire_has "keys of voice" 'sdp.media_attr contains "crypto:"'
aside "reports that are encrypted or not, as is the voice" 'rtcp || srtcp'
aside "STUN of Linphone's, where reports are expected" 'data.data[0:8] == 00:01:00:00:21:12:a4:42'

port=$(free_ports 8)
lp_port=$((port + 2))
sips_port $((port + 3)) $((port + 4))
us=127.0.0.1:$port
pki_authority ca
row "the rig has an authority and a certificate" pki_certificate ca we DNS:localhost
[ -n "$no_server" ] ||
	sip_keys=$(printf 'authorities = %s\ncertificate = %s\nprivate-key = %s\ntls-listen = 127.0.0.1:%s\n' \
		"$tmp/ca.pem" "$tmp/we.pem" "$tmp/we.key" $((port + 4)))

line() {
	printf '[line %s]\ndriver = sip\nuser = %s\nname = "Line %s"\nregister = no\n' "$1" "$1" "$1"
	printf 'domain = 127.0.0.1:%s\n' "$lp_port"
	printf '%s\n' "${@:2}"
}
{
	line one
	line two
	line office "proxy = $us"
	line info "dtmf = info"
	line tcp "transport = tcp"
	line none "srtp = none"
	line wanted "srtp = wanted"
	line required "srtp = required"
	line timed "session = 90 s"
} | configure tsp "$us"
open_agent tsp
for name in one two office info tcp none wanted required timed; do
	ask tsp open "$name"
done
row "Linphone is ready" linphone_start "$lp_port" <<ROWS
[sip]
root_ca = $tmp/ca.pem
verify_server_certs = 1
[misc]
max_calls = 3
ROWS

# --- what happens in each call --------------------------------------------------------

# we_call CALL LINE [DEST]: it answers, and they talk.
we_call() {
	row "$2 calls Linphone" ask tsp dial "$1" "$2" "${3-lin}"
	row "where it rings" lin_rings
	row "as we are told" ask tsp wait "$1" ringback 3000
	row "it answers" lin answer "$lin_id"
	row "they talk" ask tsp wait "$1" connected 5000
	row "on both sides" lin_is "$lin_id" StreamsRunning
}

# they_call CALL LINE [ADDRESS]
they_call() {
	row "Linphone calls $2" lin_calls "${3-sip:$2@$us}"
	row "where it is offered" ask tsp offered "$1" "$2" 5000
	row "and answered" ask tsp answer "$1"
	row "they talk" ask tsp wait "$1" connected 3000
	row "on both sides" lin_is "$lin_id" StreamsRunning
}

# we_end CALL, they_end CALL: Linphone's newest, or the one said.
we_end() {
	row "we hang up" ask tsp drop "$1"
	row "it is over on both sides" lin_over "${2-$lin_id}"
	ask tsp release "$1"
}
they_end() {
	row "Linphone hangs up" lin terminate "${2-$lin_id}"
	row "it is over on both sides" ask tsp wait "$1" idle 3000
	ask tsp release "$1"
}

# It says something, and two seconds go by (by its own statistics).
speaks() {
	local before

	before=$(its_seconds)
	lin_speaks && until_true 10 seconds_went "$before"
}
its_seconds() {
	grep -c "Bandwidth usage for" "$tmp/linphone.trace.log"
}
seconds_went() {
	[ "$(its_seconds)" -ge $(($1 + 2)) ]
}
# more NAME: 50 more packets of what the provider counts by this name, since the last time.
declare -A counted=()
more() {
	until_true 3 counts_more "$1" && return 0
	why="$1: ${counted[$1]-0}, then $(count tsp "$1")"
	return 1
}
counts_more() {
	local now

	now=$(count tsp "$1")
	[ "$now" -ge $((${counted[$1]-0} + 50)) ] && counted[$1]=$now
}
# Of the call that is over, Linphone's own count.
it_heard() {
	local packets

	packets=$(grep -E 'ortp-message-received  +[0-9]+ packets' "$tmp/linphone.trace.log" | tail -n 1 | awk '{ print $(NF - 1) }')
	why="it received ${packets:-no} packets"
	[ "${packets:-0}" -gt 50 ]
}

holds() {
	row "we hold" ask tsp hold "$1"
	row "it is on hold" ask tsp wait "$1" onhold 2000
	row "which Linphone sees" lin_is "$lin_id" PausedByRemote
	row "we resume" ask tsp unhold "$1"
	row "it is connected again" ask tsp wait "$1" connected 2000
	row "as Linphone sees" lin_is "$lin_id" StreamsRunning
	row "Linphone holds" lin call-pause "$lin_id"
	row "which we see" ask tsp wait "$1" "connected (activeheld)" 3000
	lin_is "$lin_id" Paused
	row "Linphone resumes" lin call-resume "$lin_id"
	row "which we see" ask tsp wait "$1" connected 3000
	row "and it, too" lin_is "$lin_id" StreamsRunning
}

digits() {
	ask tsp monitor "$1"
	row "we send digits by $2" ask tsp digits "$1" "159#"
	row "we are told when they are out" ask tsp wait "$1" "generating ended (done)" 5000
	row "Linphone hears each of them" lin_digits "159#"
	for digit in 2 8 '*'; do
		row "Linphone sends $digit" lin_digit "$digit"
		row "we hear it" ask tsp wait "$1" "digit ${digit/\*/\\*} (DTMF)" 3000
	done
}

# --- calls -------------------------------------------------------------------------------

we_call c one
row "it sees our number and name" grep -q '^From: "Line one" <sip:one@' "$tmp/linphone.trace.log"
digits c "RFC 4733"
holds c
row "it says something" speaks
we_end c
row "we have heard it" more "voice packets received"
row "and it us" it_heard

they_call c one
ask tsp info c
row "its number and name are there" is 'caller=lin caller-name="Lin Phone" called=one *'
holds c
they_end c

# --- calls that come to nothing ---------------------------------------------------------

row "one calls Linphone" ask tsp dial c one lin
row "where it rings" lin_rings
row "it declines" lin terminate "$lin_id"
row "which we are told" ask tsp wait c "disconnected (reject)" 3000
ask tsp drop c
ask tsp release c
row "one calls Linphone" ask tsp dial c one lin
row "where it rings" lin_rings
row "we give it up" ask tsp drop c
row "it rings no more" lin_over "$lin_id"
ask tsp release c
row "Linphone calls one" lin_calls "sip:one@$us"
row "where it is offered" ask tsp offered c one 3000
row "Linphone gives it up" lin terminate "$lin_id"
row "which we are told" ask tsp wait c idle 3000
ask tsp release c
row "Linphone calls one" lin_calls "sip:one@$us"
row "where it is offered" ask tsp offered c one 3000
row "we do not want it" ask tsp drop c
row "which Linphone is told" lin_over "$lin_id"
ask tsp release c
row "Linphone calls somebody who is not here" lin_calls "sip:nobody@$us"
row "it is told so" said linphone.trace "^SIP/2.0 404"
row "its call is over" lin_over "$lin_id"
row "Linphone has no codec of ours" lin audio-codec-disable ALL
row "a call to it" ask tsp dial c one lin
row "cannot be" ask tsp wait c "disconnected (incompatible)" 5000
ask tsp release c
for codec in 0 8 telephone-event/8000; do
	lin audio-codec-enable "$codec"
done
# --- transfers -------------------------------------------------------------------------------

we_call c one
row "we hand Linphone on" ask tsp blind c "sip:two@$us"
row "it calls there" ask tsp offered d two 5000
row "by its number" ask tsp info d
row "as it is" is 'caller=lin *'
row "it is answered" ask tsp answer d
row "the transfer has succeeded" ask tsp reply c
row "and our call is over" ask tsp wait c idle 5000
ask tsp release c
lin_id=$((lin_id + 1))
row "they talk" lin_is "$lin_id" StreamsRunning
we_end d

we_call c one
row "we hand Linphone on to nobody" ask tsp blind c "sip:nobody@$us"
row "which fails" not ask tsp reply c
lin_id=$((lin_id + 1))
row "the call is as it was: it can be held" ask tsp hold c
we_end c $((lin_id - 1))

they_call c one
row "Linphone hands us on" lin call-transfer "$lin_id" "sip:two@$us"
row "and two is called by us" ask tsp offered d two 5000
row "by our number" ask tsp info d
row "as it is" is 'caller=one *'
row "it is answered" ask tsp answer d
row "we are told whom we talk with" ask tsp wait c "*reason*" 5000
row "as LINECALLINFO has it" ask tsp handed c
row "by whose doing" is "connected=two redirection=two redirecting=lin reason=transfer"
row "Linphone is out of it" lin_over "$lin_id"
row "two hangs up" ask tsp drop d
row "and the call is over" ask tsp wait c idle 3000
ask tsp release c
ask tsp release d

they_call c one
row "Linphone hands us on to nobody" lin call-transfer "$lin_id" "sip:nobody@$us"
row "and hears that it failed" said linphone.trace "^SIP/2.0 404 Not Found" 5
row "the call is there still" lin_is "$lin_id" StreamsRunning
they_end c

we_call a one
row "we ask for a consultation" ask tsp setup q a
row "Linphone is held for it" lin_is "$lin_id" PausedByRemote
row "we dial another" ask tsp more q "sip:two@$us"
row "who is called" ask tsp offered d two 5000
row "and answers" ask tsp answer d
row "we talk" ask tsp wait q connected 3000
row "we join Linphone and the other" ask tsp complete a q
row "which succeeds (REFER with Replaces)" ask tsp reply a
row "our first call is over" ask tsp wait a idle 5000
row "and the second" ask tsp wait q idle 5000
row "the other talks with Linphone" ask tsp handed d
row "as it knows" is "connected=lin *reason=transfer"
ask tsp release a
ask tsp release q
lin_id=$((lin_id + 1))
row "Linphone has a new call" lin_is "$lin_id" StreamsRunning
row "the other holds" ask tsp hold d
row "which Linphone sees" lin_is "$lin_id" PausedByRemote
we_end d

row "one calls two" ask tsp dial a one "sip:two@$us"
row "who is called" ask tsp offered d two 5000
row "and answers" ask tsp answer d
row "they talk" ask tsp wait a connected 3000
row "one asks for a consultation" ask tsp setup q a
row "with Linphone" ask tsp more q lin
row "where it rings" lin_rings
row "it answers" lin answer "$lin_id"
row "they talk" ask tsp wait q connected 5000
row "one joins the two" ask tsp complete a q
row "which succeeds" ask tsp reply a
row "one is out of the first call" ask tsp wait a idle 5000
row "and of the second" ask tsp wait q idle 5000
row "two talks with Linphone, by one's doing" ask tsp handed d
row "as it knows" is "*redirecting=one reason=transfer"
ask tsp release a
ask tsp release q
lin_id=$((lin_id + 1))
row "Linphone has a call instead of its call" lin_is "$lin_id" StreamsRunning
they_end d

# It names the other by his address, not by his Contact: who is told needs a server.
they_call a office
first=$lin_id
they_call d two
row "Linphone joins the two" lin call-transfer "$first" "$lin_id"
row "the one is told whom it talks with" ask tsp wait a "*reason*" 5000
row "by whose doing" ask tsp handed a
row "Linphone's" is "connected=two *redirecting=lin reason=transfer"
row "Linphone is out of the first call" lin_over "$first"
row "and of the second" lin_over "$lin_id"
row "who holds" ask tsp hold a
row "which the other sees" ask tsp wait d "connected (activeheld)" 3000
row "two hangs up" ask tsp drop d
row "and the call is over" ask tsp wait a idle 3000
ask tsp release a
ask tsp release d

# --- by TCP and TLS ------------------------------------------------------------------------------

we_call c tcp
holds c
we_end c
they_call c one "sip:one@$us;transport=tcp"
holds c
they_end c
if [ -n "$no_server" ]; then
	skip "$no_server" "Linphone calls by TLS"
else
	they_call c one "sip:one@localhost:$((port + 4));transport=tls"
	holds c
	we_end c
fi

# --- SRTP -----------------------------------------------------------------------------------------

encrypted() {
	more "voice packets by SRTP"
}
plain() {
	more "voice packets received" && not counts_more "voice packets by SRTP"
}
# policy LINE ITS-POLICY OUT IN: calls both ways, plain or encrypted.
policy() {
	row "Linphone wants: $2" lin media-encryption "$2"
	policy_way we_call "$@" "$3"
	policy_way they_call "$@" "$4"
}
policy_way() {
	"$1" c "$2"
	row "it says something" speaks
	we_end c
	row "voice was $6 ($1, $2, $3)" "$6"
	row "and Linphone heard us" it_heard
}
policy none none plain plain
policy wanted none plain plain
# It leaves out keys that are offered with the plain profile, and offers the other itself.
policy wanted srtp plain encrypted
policy required srtp encrypted encrypted
we_call c required
holds c
row "it says something after all that" speaks
we_end c
row "voice was encrypted" encrypted
row "nothing was taken for a forgery" none tsp "voice packets refused by SRTP" "voice packets lost"
row "Linphone wants no SRTP" lin media-encryption none
row "it calls who must have it" lin_calls "sip:required@$us"
row "which cannot be (488)" said linphone.trace "^SIP/2.0 488"
row "as it sees" lin_over "$lin_id"

# --- otherwise configured: digits by INFO, early media, reliable provisional answers --------------

linphone_stop
row "Linphone is started anew" linphone_start "$lp_port" <<-'ROWS'
[sip]
use_info = 1
use_rfc2833 = 0
incoming_calls_early_media = 1
100rel_support_level = 2
inc_timeout = 3
inc_timeout_status_code = 480
[misc]
max_calls = 1
ROWS
row "info calls Linphone" ask tsp dial c info lin
row "where it rings" lin_rings
row "with an announcement to come (183)" said linphone.trace "^SIP/2.0 183"
row "that must not be lost" said linphone.trace "^Require: 100rel"
row "and was not (PRACK)" said linphone.trace "^PRACK sip:"
row "we are told that it is on its way" ask tsp wait c proceeding 3000
row "it answers" lin answer "$lin_id"
row "they talk" ask tsp wait c connected 5000
ask tsp monitor c
row "we send digits by INFO" ask tsp digits c "46"
row "Linphone hears each of them" lin_digits 46
for digit in 3 '#'; do
	row "Linphone sends $digit by INFO" lin dtmf "$digit"
	row "we hear it" ask tsp wait c "digit $digit (DTMF)" 3000
done
row "somebody else calls it" ask tsp dial d one lin
row "and hears that it is busy" ask tsp wait d "disconnected (busy)" 5000
ask tsp release d
we_end c
row "one calls Linphone" ask tsp dial c one lin
row "where nobody answers (480)" ask tsp wait c "disconnected (unreachable)" 10000
ask tsp release c

no_faults
finish
