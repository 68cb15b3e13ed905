#!/bin/bash
# SPDX-License-Identifier: MIT
# faults_dns.sh - name servers that lie, are silent, or do not know what they say
# (lib/names.c): each call to such a name ends with a reason, and nothing else suffers.
source "$(dirname "$0")/lib/rig.sh"

port=$(free_ports 8)
far_port=$((port + 2))
dns=$((port + 4))
aside "the name server that does not know what it says, and its far end" "udp.port == $dns || udp.port == $far_port"
sip_keys="tcp = no
t1 = 50 ms
t2 = 200 ms
t4 = 200 ms
server-pause = 0
dns = 127.0.0.1:$dns"

line() {
	printf '[line %s]\ndriver = sip\nuser = %s\nregister = %s\ndomain = %s\ncalls = 64\nretry = 1 s\nretry-max = 1 s\n' "$@"
}
{
	line one one no 127.0.0.1
	line two two no 127.0.0.1
	line reg-good reg-good yes "good.test:$far_port"
	line lost reg-good yes "spoof.test:$far_port"
	line mute silent yes silent.test
} | configure tsp "127.0.0.1:$port"

row "a far end starts" start far timeout 100 "$native/bin/hostile" serve "$far_port"
row "and a name server that lies" start names timeout 100 "$native/bin/names" "$dns" "$far_port"
said far ready && said names ready
open_agent tsp
for name in one two mute; do
	ask tsp open "$name"
done
row "two lines of ours talk" ask tsp dial a one "sip:two@127.0.0.1:$port"
ask tsp offered b two 5000
ask tsp answer b
row "both are connected" ask tsp wait a connected 5000

# --- calls to names --------------------------------------------------------------------

# All at once: by SRV and NAPTR, and by a host with a port.
true_names="good spoof flood"
lies="silent crowd empty nosuch fails refuses notimp formerr long nobody any every group loop chase circle wrongid another
	noquestion short garbage itself boasts"
for name in $true_names $lies; do
	tell tsp dialing "$name" one "sip:good@$name.test"
	tell tsp dialing "$name-port" one "sip:good@$name.test:$far_port"
done
for name in $true_names $lies; do
	hear tsp || true
	hear tsp || true
done
row "meanwhile the desk answers: one who talks holds" ask tsp hold a
row "which the other hears" ask tsp wait b "connected (activeheld)" 3000
row "a call without a name is made and connected" ask tsp dial direct one "sip:good@127.0.0.1:$far_port"
row "at once" ask tsp wait direct connected 3000

for name in $true_names; do
	for call in "$name" "$name-port"; do
		row "$call.test: among lies and repetitions the truth is found" ask tsp reply "$call"
		row "and called" ask tsp wait "$call" connected 5000
		ask tsp drop "$call"
		row "until we hang up" ask tsp wait "$call" idle 3000
		ask tsp release "$call"
	done
done

# ends CALL: its request is answered; and if it began, it becomes idle.
ends() {
	ask tsp reply "$1" || { [[ "$answer" == *"LINEERR_"* ]]; return; }
	ask tsp wait "$1" idle 15000 && return
	ask tsp drop "$1" && ask tsp wait "$1" idle 5000
}
for name in $lies; do
	row "$name.test: its request is answered, and the call becomes idle" ends "$name"
	row "the same with a port" ends "$name-port"
	ask tsp release "$name" || true
	ask tsp release "$name-port" || true
done
lied_to() { grep -q "127.0.0.66" "$tmp/tsp.provider.log"; }
row "who has to guess the number of a question was not believed" not lied_to
row "in the log each has its reason" grep -q "silent.test cannot be reached: the name servers do not answer" "$tmp/tsp.provider.log"

# --- registrations by names ------------------------------------------------------------------

ask tsp open reg-good
row "a line registers by a name" until_true 5 is_in_service reg-good
ask tsp open lost
row "another one where somebody else answers faster, and wrong" until_true 5 is_in_service lost
row "one whose name server is silent is out of service" not is_in_service mute
again() { [ "$(grep -c 'mute: not registered' "$tmp/tsp.provider.log")" -ge 2 ]; }
row "and is tried again and again" until_true 20 again
ask tsp past mute

# --- the end ---------------------------------------------------------------------------------

row "the first two still talk: the hold is taken back" ask tsp unhold a
row "on both sides" ask tsp wait b connected 3000
ask tsp drop a
row "until they hang up" ask tsp wait b idle 5000
no_faults
finish
