#!/bin/bash
# SPDX-License-Identifier: MIT
# tapi.sh - three programs on the same lines of one telephony server: two of this system, and
# one of Windows, which was built with mingw's import library and knows nothing of us, under
# Wine with our tapi32.dll.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/tapi.sh"

not_on_the_loopback "programs and server speak by a Unix socket; by TCP it is TAPI's protocol, not SIP"

tapi_server <<LINES
[sim]
dial-delay = 50
[line a]
driver = sim
number = 100
[line b]
driver = sim
number = 200
calls = 2
LINES

program alice && program bob
row "two programs of this system begin" test "${#programs[@]}" = 2
row "a program of Windows begins under Wine, and has the same two lines" program_of_windows carol

# --- a call that all three have to do with ------------------------------------------

tell alice open 0 owner
row "alice owns line a" heard_ok alice
tell bob open 1 owner
row "bob owns line b" heard_ok bob
tell carol open 1 both
row "carol, of Windows, has line b too" heard_ok carol
tell alice dial 200
row "alice is told that her call was made" hears alice "reply ok"
row "bob or carol is offered the call as its owner" either_owns bob carol
row "the other one hears of it as a monitor" hears "$other" "offering as monitor"
tell "$owner" answer
row "the owner's answer succeeds" hears "$owner" "reply ok"
for name in alice bob carol; do
	row "$name sees it connected" hears "$name" connected
done
tell carol info
row "carol reads who calls, how many own it and how many monitor it" \
	says carol "caller 100 owners 1 monitors 1"

# --- handed to the program of Windows, and back -----------------------------------------

case $owner in
bob) taker=carol file=carol.exe ;;
carol) taker=bob file=bob ;;
esac
tell "$owner" handoff "$file"
row "$owner hands the call to $taker, by the name of its file" heard_ok "$owner"
row "$taker owns it now" hears "$taker" "connected as owner"
tell "$taker" hold
row "$taker holds it" hears "$taker" "onhold"
row "$owner sees that" hears "$owner" "onhold"
tell "$taker" unhold
row "$taker takes it back" hears "$taker" connected
tell "$owner" privilege monitor
row "$owner gives up owning it" heard_ok "$owner"
tell "$owner" drop
row "and can end it no longer" says "$owner" "no 0x80000046"
tell "$taker" drop
for name in alice bob carol; do
	row "$name sees it idle" hears "$name" idle
done

# --- what was heard ------------------------------------------------------------------

row "bob and carol heard the same states in the same order" same_states bob carol

# --- a program that dies ---------------------------------------------------------------

for name in alice bob carol; do
	tell "$name" dealloc
	heard_ok "$name"
done
forget_heard alice bob carol
tell alice dial 200
row "a second call is offered" either_owns bob carol
tell "$owner" answer
row "alice sees it connected" hears alice connected
kill_program alice
row "when alice dies, her call is dropped: $owner sees it idle" hears "$owner" idle
row "the server goes on" running tapisrv

for name in bob carol; do
	row "$name ends" leave "$name"
done
finish
