#!/bin/bash
# SPDX-License-Identifier: MIT
# faults_peers.sh - far ends and registrars that never answer, answer twice, answer for
# another call, say nonsense and flood (lib/hostile.c): each request has its completion, each
# call becomes idle, and who talks meanwhile is not disturbed.
source "$(dirname "$0")/lib/rig.sh"

port=$(free_ports 8)
far_port=$((port + 2))
flood_port=$((port + 4))
flooded_port=$((port + 6))
aside "what the far end says that does what none should, and our answers, which repeat it" \
	"!(udp.srcport == udp.dstport && (udp.port == $port || udp.port == $flooded_port))"
wire_has_our hold 'sdp.media_attr == "sendonly"'
quick='t1 = 50 ms
t2 = 200 ms
t4 = 200 ms'

line() {
	printf '[line %s]\ndriver = sip\nuser = %s\nregister = %s\ndomain = 127.0.0.1:%s\ncalls = %s\npassword = secret\n' "$1" "$1" \
		"$2" "$far_port" "${3-4}"
	printf 'retry = 1 s\nretry-max = 1 s\n'
}
lines() {
	line one no 32
	line two no
	line victim no
	for name in reg-good reg-flood reg-nothing reg-brief reg-mixed reg-never; do
		line "$name" yes
	done
}
lines | sip_keys="tcp = no"$'\n'"$quick" configure tsp "127.0.0.1:$port"
lines | sip_keys="tcp = no" configure flooded "127.0.0.1:$flooded_port"

row "a far end that does what none should starts" start far timeout 100 "$native/bin/hostile" serve "$far_port"
said far ready

# two_talk AGENT PORT: its calls a and b.
two_talk() {
	open_agent "$1"
	for name in one two victim; do
		ask "$1" open "$name"
	done
	row "two lines of ours talk" ask "$1" dial a one "sip:two@127.0.0.1:$2"
	ask "$1" offered b two 5000
	ask "$1" answer b
	row "both are connected" ask "$1" wait a connected 5000
	ask "$1" wait b connected 3000
}

# talk AGENT: they are not disturbed: what one does, the other hears, as late as it may be.
talk() {
	ask "$1" hold a && ask "$1" wait b "connected (activeheld)" 40000 &&
		ask "$1" unhold a && ask "$1" wait b connected 40000
}
two_talk tsp "$port"

# --- who is called ------------------------------------------------------------------------

# becomes CALL STATE; over CALL [AGENT]: by us; gone CALL: by them.
becomes() {
	ask tsp wait "$1" "$2" 15000
}
over() {
	local agent=${2-tsp}

	ask "$agent" drop "$1" && ask "$agent" wait "$1" idle 8000 && ask "$agent" release "$1"
}
gone() {
	ask tsp wait "$1" idle 8000 && ask tsp release "$1"
}

for name in never rings twice yesno noyes forks garbage storm wordy brief redirects password deaf; do
	ask tsp dialing "$name" one "$name"
done
for name in never rings twice yesno noyes forks garbage storm wordy brief redirects password deaf; do
	row "a call to \"$name\": the request has its completion" ask tsp reply "$name"
done
row "who never answers is unreachable" becomes never "disconnected (unreachable)"
row "and the call idle" gone never
row "who only rings, and never says how it ends, rings" becomes rings ringback
row "until we hang up: it is idle" over rings
row "each of two answers is one: the call is connected" becomes twice connected
row "and ends" over twice
row "a no behind the yes is none" becomes yesno connected
row "and ends" over yesno
row "a yes behind the no is none" becomes noyes 'disconnected (busy)'
row "and the call idle" gone noyes
row "400 places ring, and all of them answer: one is connected" becomes forks connected
row "and ends" over forks
row "1,000 pieces of nonsense, and an answer: connected" becomes garbage connected
row "and ends" over garbage
row "3,000 provisional answers: connected" becomes storm connected
row "and ends" over storm
row "headers of 5,000 bytes, and 800 of them: connected" becomes wordy connected
row "and ends" over wordy
row "who wants a longer session each time is given up" becomes brief "disconnected*"
row "and the call idle" gone brief
row "who redirects to itself for ever is given up" becomes redirects "disconnected*"
row "and the call idle" gone redirects
row "whose nonce is never fresh is given up" becomes password "disconnected*"
row "and the call idle" gone password
row "who answers and hears nothing afterwards is connected" becomes deaf connected
row "and idle when we hang up" over deaf
few() {
	local count

	count=$(grep -c "^INVITE $1" "$tmp/far.log")
	why="$count INVITEs"
	[ "$count" -le "$2" ]
}
# Some are the same once more: it is busy with the others.
row "a longer session was tried a few times" few brief 40
row "so was another place" few redirects 40
row "and a password" few password 40
row "who talked is not disturbed" talk tsp

# --- one answers for the other -------------------------------------------------------------------

ask tsp dial w one waits
row "a call rings" ask tsp wait w ringback 3000
ask tsp dial m one mixed
row "another is answered with its Call-ID, by its branch, as another request, and refused: it is refused" \
	becomes m "disconnected (reject)"
row "and idle" gone m
past() { ask tsp past w && [[ "$answer" != *connected* ]]; }
row "the first one is not answered" past
row "and ends when we hang up" over w

# --- within a call --------------------------------------------------------------------------------

row "who has answered asks 400 times within the call, and of calls that are none" ask tsp dial q one asks
row "it is connected" becomes q connected
answered() { [ "$(grep -cE '^BYE asks' "$tmp/far.log")" = 0 ] && ask tsp digits q 1; }
row "and stays so" until_true 5 answered
row "until we hang up" over q
row "who talked is not disturbed" talk tsp

# --- registrars -----------------------------------------------------------------------------------

for name in reg-good reg-flood reg-nothing reg-brief reg-mixed reg-never; do
	ask tsp open "$name"
done
row "a line registers" until_true 5 is_in_service reg-good
row "another one whose server answers 3,000 times more, otherwise" until_true 5 is_in_service reg-flood
row "it stays registered" is_in_service reg-flood
row "who is granted no time is not registered" not is_in_service reg-nothing
row "nor who is asked for a longer one each time" not is_in_service reg-brief
row "nor whose answer has another's Call-ID" not is_in_service reg-mixed
row "nor who has none" not is_in_service reg-never
registers() { [ "$(grep -c "^REGISTER $1" "$tmp/far.log")" -ge "$2" ]; }
row "all of them are tried again" until_true 15 registers reg-nothing 3
slowly() {
	local count

	count=$(grep -c "^REGISTER reg-brief" "$tmp/far.log")
	why="$count REGISTERs"
	[ "$count" -le $((8 * ($(grep -c "^REGISTER reg-nothing" "$tmp/far.log") + 1))) ]
}
row "after pauses" slowly
for name in reg-nothing reg-brief reg-mixed reg-never; do
	ask tsp close "$name"
done

# --- floods -----------------------------------------------------------------------------------------

# They come to a process with SIP's own timers. By those of above it would say 2,000 answers that
# nobody acknowledges again each 200 ms, and give up after 3 s: a busy machine has no such time.
ask tsp drop a
row "the first two talked all the time" ask tsp wait b idle 5000
two_talk flooded "$flooded_port"
ask flooded open reg-good
in_service() { ask flooded service reg-good && is "in service"; }
row "another line is registered" until_true 5 in_service

# The most that the process ever had; under Wine it is not the one that we started.
memory_kib() {
	local pid=${pids[flooded]} child

	while child=$(pgrep -n -P "$pid"); do
		pid=$child
	done
	awk '/^VmHWM/ { print $2 }' "/proc/$pid/status"
}

# flood SENTENCE USER KIND COUNT: and while it lasts, who talks is not disturbed.
flood() {
	row "$1" start flood timeout 60 "$native/bin/hostile" flood "$flood_port" "$flooded_port" "$2" "$3" "$4" 2000
	row "meanwhile two hold and resume" talk flooded
	await flood
}
before=$(memory_kib)
flood "2,000 calls come to one line, which nobody acknowledges" victim invite 2000
flood "to numbers that are none" nobody invite 2000
flood "2,000 OPTIONS" one options 2000
flood "2,000 NOTIFYs that nobody asked for" one notify 2000
flood "2,000 answers to nothing" reg-good response 2000
flood "2,000 CANCELs of nothing" one cancel 2000
flood "2,000 BYEs of no call" one bye 2000
flood "2,000 pieces of nonsense" victim garbage 2000
after=$(memory_kib)
echo "# memory: $before KiB before, $after KiB at the most in 16,000 messages"
bounded() { why="$before KiB before, $after KiB at the most" && [ $((after - before)) -le 65536 ]; }
row "the process took less than 64 MiB for it" bounded
row "who is registered still is" in_service
row "what the victim was offered at a time was four" ask flooded offered v victim 5000
for name in v2 v3 v4; do
	ask flooded offered "$name" victim 1000
done
row "no more" not ask flooded offered v5 victim 200
for name in v v2 v3 v4; do
	row "one is dropped: it is idle" ask flooded drop "$name"
	row "at once" ask flooded wait "$name" idle 8000
	ask flooded release "$name"
done
row "a call goes out as ever" ask flooded dial g one good
row "and is connected" ask flooded wait g connected 5000
row "until it ends" over g flooded
ask flooded drop a
row "the two talked all the time" ask flooded wait b idle 5000
no_faults
no_faults flooded
finish
