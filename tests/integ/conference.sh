#!/bin/bash
# SPDX-License-Identifier: MIT
# conference.sh - conferences that we mix: four softphones that others wrote, each
# of which says a tone of its own. What each of them hears is looked at in the
# voice that comes to its ports.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/baresip.sh"
source "$(dirname "$0")/lib/tones.sh"

wire_has voice rtp
wire_has "reports of it" rtcp
wire_has "digits within it" rtpevent
wire_has_our "offers and answers" sdp

port=$(free_ports 36)
declare -A at=() hz=([bob]=425 [carol]=670 [dave]=1010 [erin]=1630)

next=$((port + 4))
for name in bob carol dave erin; do
	at[$name]=$next
	phone "$name"
	row "$name is ready" baresip_start "$next" "$((next + 2))" "${hz[$name]}" 7
	next=$((next + 8))
done
configure tsp "127.0.0.1:$port" <<LINES
[line one]
driver = sip
user = one
domain = 127.0.0.1
session = 0
register = no
LINES
open_agent tsp
row "the line is open" ask tsp open one

# From now on.
listen() {
	tones_listen $((20000 + at[bob])) $((20000 + at[erin] + 7))
}

# hears NAME OTHER...: while we listened it heard those, and no others.
hears() {
	local first=$((20000 + at[$1])) other want= tones

	shift
	for other in bob carol dave erin; do
		case " $* " in *" $other "*) want+="${want:+ }${hz[$other]}" ;; esac
	done
	tones=$(tones_to "$first" $((first + 7)) "${hz[bob]}" "${hz[carol]}" "${hz[dave]}" "${hz[erin]}")
	why="it hears \"$tones\" Hz, not \"${want:=silence}\""
	[ "$tones" = "$want" ]
}

# call NAME WHOM ACCOUNT: by lineMakeCall.
call() {
	row "we call $2" ask tsp dial "$1" one "sip:$3@127.0.0.1:${at[$2]}"
	row "who answers" ask tsp wait "$1" connected 5000
}

# bring NAME WHOM ACCOUNT: by a consultation call.
bring() {
	row "we ask $2" ask tsp more "$1" "sip:$3@127.0.0.1:${at[$2]}"
	row "who is called" ask tsp reply "$1"
	row "and answers" ask tsp wait "$1" connected 5000
}

# --- three ---------------------------------------------------------------------------

call b bob bare
row "we begin a conference with bob" ask tsp conference k q b
row "he is a member" ask tsp wait b "conferenced*" 3000
row "and the conference waits" ask tsp wait k onholdpendconf 1000
bring q carol info
listen
row "bob hears nobody" hears bob
row "we add carol" ask tsp add k q
row "she is a member" ask tsp wait q "conferenced*" 3000
row "and the conference is on" ask tsp wait k "connected*" 3000
listen
row "bob (A-law) hears carol and not himself" hears bob carol
row "carol (mu-law) hears bob and not herself" hears carol bob

# --- four, five ------------------------------------------------------------------------

row "we prepare for dave" ask tsp prepare r k
row "the conference waits" ask tsp wait k onholdpendconf 1000
listen
row "bob hears nobody meanwhile" hears bob
bring r dave bare
row "we add dave" ask tsp add k r
row "he is a member" ask tsp wait r "conferenced*" 3000
listen
row "bob hears both others" hears bob carol dave
row "carol too" hears carol bob dave
row "and dave" hears dave bob carol
row "we prepare for erin" ask tsp prepare s k
bring s erin info
row "we add erin" ask tsp add k s
row "she is a member" ask tsp wait s "conferenced*" 3000
listen
row "bob hears three" hears bob carol dave erin
row "erin hears three" hears erin bob carol dave

# --- what else happens -------------------------------------------------------------------

ask tsp monitor k
phone dave
bare uafind "sip:bare@127.0.0.1:${at[dave]}"
bare sndcode 7
row "the conference call hears dave's digit" ask tsp wait k "digit 7 (DTMF)" 3000
row "we send a digit to all" ask tsp digits k 5
row "and are told when it is out" ask tsp wait k "generating ended (done)" 5000
for name in bob carol dave erin; do
	phone "$name"
	row "$name has heard it" bare_digits 5
done
phone dave
row "dave holds us" bare hold
listen
row "the others do not hear him" hears bob carol erin
row "dave resumes" bare resume
listen
row "they hear him again" hears bob carol dave erin
row "we hold the conference" ask tsp hold k
listen
row "nobody hears anybody" hears carol
row "we take it back" ask tsp unhold k
listen
row "they hear each other again" hears carol bob dave erin

# --- fewer ---------------------------------------------------------------------------------

row "we remove erin" ask tsp remove s
row "her call is over" ask tsp wait s idle 3000
listen
row "and the others do not hear her" hears bob carol dave
phone dave
row "dave hangs up" bare hangup
row "his call is over" ask tsp wait r idle 5000
listen
row "the others go on" hears bob carol
row "carol is removed" ask tsp remove q
row "the conference is over" ask tsp wait k idle 3000
row "bob's call is one like any other" ask tsp wait b connected 3000
listen
row "he hears nobody" hears bob
for name in r s q k; do
	ask tsp release "$name"
done

# --- of a transfer ----------------------------------------------------------------------------

row "we ask for a consultation" ask tsp setup q b
bring q carol info
row "and make a conference of both" ask tsp confer k b q
row "bob is a member" ask tsp wait b "conferenced*" 3000
row "and carol" ask tsp wait q "conferenced*" 3000
listen
row "they hear each other" hears bob carol
row "both" hears carol bob
row "we drop the conference" ask tsp drop k
row "and all of it ends" ask tsp wait b idle 3000
row "with all calls" ask tsp wait q idle 3000
for name in b q k; do
	ask tsp release "$name"
done
row "no voice packet was lost on its way" none tsp "voice packets lost" nonsense
no_faults
finish
