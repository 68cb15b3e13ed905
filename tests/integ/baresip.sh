#!/bin/bash
# SPDX-License-Identifier: MIT
# baresip.sh - a softphone that others wrote: voice, hold and digits both ways.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/baresip.sh"

wire_has voice rtp
wire_has "reports of it" rtcp
wire_has "digits within it" rtpevent
wire_has_our "digits by INFO" 'sip.Method == "INFO"'
wire_has_our hold 'sdp.media_attr == "sendonly"'

port=$(free_ports 8)
bs_port=$((port + 2))
configure tsp "127.0.0.1:$port" <<LINES
[line one]
driver = sip
user = one
name = "Line One"
domain = 127.0.0.1:$bs_port
register = no
[line two]
driver = sip
user = two
domain = 127.0.0.1:$bs_port
register = no
codecs = PCMU
dtmf = info
LINES
open_agent tsp
row "both lines open" ask tsp open one
ask tsp open two
row "baresip is ready" baresip_start "$bs_port" "$((port + 4))"

# Voice goes both ways by the counts of both: baresip's of the call that is over,
# ours since the start.
voice_went() {
	local heard said sent received

	bare_summary "$1" || return 1
	heard=${BASH_REMATCH[1]}
	said=${BASH_REMATCH[2]}
	sent=$(count tsp "voice packets sent")
	received=$(count tsp "voice packets received")
	echo "# baresip received $heard and sent $said; we sent $sent and received $received in all"
	why="baresip received $heard and sent $said; we sent $sent and received $received"
	[ "$heard" -gt 50 ] && [ "$said" -gt 50 ] && [ "$sent" -ge "$heard" ] && [ "$received" -gt 50 ]
}

# --- we call ---------------------------------------------------------------------

bare uafind "sip:bare@127.0.0.1:$bs_port"
row "baresip answers our call" ask tsp dial c one bare
row "it is connected" ask tsp wait c connected 5000
row "baresip sees our number and name" bare_event 'CALL_ESTABLISHED.*"peeruri":"sip:one@.*"peerdisplayname":"Line One"'
row "baresip hears our voice" bare_event CALL_RTPESTAB
ask tsp monitor c

row "we send digits by RFC 4733" ask tsp digits c "159#"
row "we are told when they are out" ask tsp wait c "generating ended (done)" 5000
row "baresip hears each of them" bare_digits "159#"
for digit in 2 8 '*'; do
	bare sndcode "$digit"
	row "we hear digit $digit of baresip by RFC 4733" ask tsp wait c "digit ${digit/\*/\\*} (DTMF)" 3000
done

row "we hold" ask tsp hold c
row "the call is on hold" ask tsp wait c onhold 1000
row "we resume" ask tsp unhold c
row "the call is connected again" ask tsp wait c connected 1000
row "baresip holds us" bare hold
row "the call is connected (active, held)" ask tsp wait c "connected (activeheld)" 3000
row "baresip resumes" bare resume
row "the call is connected as before" ask tsp wait c connected 3000
row "our RTCP tells baresip of the voice" bare_reports
row "we hang up" ask tsp drop c
row "our side is idle" ask tsp wait c idle 1000
row "baresip's side is over" bare_event CALL_CLOSED
row "voice went both ways" voice_went 1
ask tsp release c

# --- baresip calls ------------------------------------------------------------------

bare_forget
row "baresip calls us" bare dial "sip:one@127.0.0.1:$port"
row "the call is offered" ask tsp offered d one 5000
row "its number and name are there" ask tsp info d
row "they are right" is 'caller=bare caller-name="Bare Sip" called=one *'
row "we answer" ask tsp answer d
row "it is connected" ask tsp wait d connected 3000
row "baresip hears our voice again" bare_event CALL_RTPESTAB
row "our RTCP tells baresip of the voice" bare_reports
row "baresip hangs up" bare hangup
row "our side is disconnected" ask tsp wait d disconnected 3000
row "and idle" ask tsp wait d idle 1000
row "voice went both ways" voice_went 2
ask tsp release d

# --- digits by INFO ---------------------------------------------------------------------

bare uafind "sip:info@127.0.0.1:$bs_port"
row "baresip's other account answers" ask tsp dial e two info
row "it is connected" ask tsp wait e connected 5000
ask tsp monitor e
bare_forget
row "we send digits by INFO" ask tsp digits e "46"
row "we are told when they are out" ask tsp wait e "generating ended (done)" 5000
row "baresip hears each of them" bare_digits "46"
# baresip 1.0 sends none by INFO; that we hear them is shown with SIPp (outcomes.sh).
row "baresip hangs up" bare hangup
row "our side is disconnected" ask tsp wait e disconnected 3000
row "nothing had to be sent again" none tsp "messages sent again" "transactions timed out" "voice packets lost"
no_faults
finish
