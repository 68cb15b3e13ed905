#!/bin/bash
# SPDX-License-Identifier: MIT
# faults_network.sh - two machines (network namespaces) and a cable between them: we are the
# one, behind a NAT; Kamailio and another provider are the other. The cable is cut for a
# moment and for long, the NAT forgets us, and our address becomes another one.
if [ -z "${NETWORK_RIG_INSIDE-}${RIG_CAPTURE-}" ]; then
	exec env NETWORK_RIG_INSIDE=1 unshare --map-root-user --net "$0" "$@"
fi
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/kamailio.sh"

not_on_the_loopback "there is a cable between two machines"
server=192.168.7.1
sip_keys='tcp = no
t1 = 100 ms
t2 = 400 ms
t4 = 400 ms'

there() {
	nsenter -t "${pids[world]}" --net "$@"
}

network() {
	ip link set lo up || return 1
	start world unshare --net sleep 200
	until_true 5 not same_network || return 1
	ip link add us type veth peer name them && ip link set them netns "${pids[world]}" || return 1
	ip addr add 192.168.7.2/24 dev us && ip link set us up || return 1
	there ip link set lo up && there ip addr add $server/24 dev them && there ip link set them up
}
same_network() {
	[ "$(readlink "/proc/${pids[world]}/ns/net")" = "$(readlink /proc/self/ns/net)" ]
}

# nat PORT: from now on our port 5060 is seen as that one; what was before is forgotten.
nat() {
	nft "add table ip nat; delete table ip nat; add table ip nat
		add chain ip nat post { type nat hook postrouting priority 100; }
		add rule ip nat post oif us udp sport 5060 masquerade to :$1" && ip link set us down && ip link set us up
}

kamailio_start() {
	kamailio_configure kamailio "$server:5060" \
		'modparam("tm", "fr_timer", 4000)' <<-CFG
	request_route {
	        if (is_method("OPTIONS") && uri == myself) { sl_send_reply("200", "OK"); exit; }
	        if (has_totag()) { xlog("L_WARN", "rig: \$rm within the call, Contact \$hdr(Contact)\n"); }
	        route(WITHIN);
	        if (is_method("REGISTER")) { xlog("L_WARN", "rig: REGISTER of \$fU, Contact \$hdr(Contact)\n"); save("location"); exit; }
	        record_route();
	        if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
	        t_relay();
	}
	CFG
	kamailio_run kamailio nsenter -t "${pids[world]}" --net
	until_true 10 there_listens
}
there_listens() { [ -n "$(there ss -Hlun "sport = :5060")" ]; }

line() {
	printf '[line %s]\ndriver = sip\nuser = %s\ndomain = %s\nexpires = 10 s\nretry = 1 s\nretry-max = 1 s\nkeep-alive = 1 s\n' "$1" \
		"$1" "$server"
	printf '%s\n' "${@:2}"
}

# call CALL LINE CALLED: to a line of theirs.
call() {
	ask tsp dial "$1" "$2" "$3" && ask far offered "$1" "$3" 8000 && ask far answer "$1" &&
		ask tsp wait "$1" connected 8000 && ask far wait "$1" connected 3000
}

# speaks CALL: what one does, the other hears, both ways.
speaks() {
	ask tsp hold "$1" && ask far wait "$1" "connected (activeheld)" 5000 && ask tsp unhold "$1" &&
		ask far wait "$1" connected 5000 && ask far hold "$1" && ask tsp wait "$1" "connected (activeheld)" 5000 &&
		ask far unhold "$1" && ask tsp wait "$1" connected 5000
}

row "two machines and a cable" network
row "and a NAT" nat 31000
row "Kamailio starts on the other one" kamailio_start
{ line alice "rtp-timeout = 3 s"; line anna; } | configure tsp 0.0.0.0:5060
{ line bob "rtp-timeout = 3 s"; line bill; } | configure far $server:5070
open_agent tsp
agent_by="nsenter -t ${pids[world]} --net"
open_agent far
ask far open bob
ask far open bill
for name in alice anna; do
	ask tsp open "$name"
	row "$name is registered" until_true 5 is_in_service "$name"
done
row "as the NAT shows us" said kamailio "REGISTER of alice, Contact .*192.168.7.2:31000" 5
ask tsp past alice
ask tsp past anna

# --- the cable ------------------------------------------------------------------------------

row "alice calls bob" call a alice bob
row "anna calls bill" call n anna bill
row "they talk" speaks n
row "the cable is cut" there ip link set them down
tell tsp hold n
sleep 1			# without a network
row "and mended at once" there ip link set them up
row "what was asked for meanwhile has its completion: a success" hear tsp
row "which the other heard" ask far wait n "connected (activeheld)" 5000
row "it is taken back" ask tsp unhold n
row "and nobody's call has ended" ask far wait n connected 5000
ask tsp past alice
row "the cable is cut for longer: alice hears it by the silence" there ip link set them down
row "her call ends" ask tsp wait a idle 15000
row "bob's too" ask far wait a idle 15000
row "her line is out of service" ask tsp wait alice "line *outofservice*" 20000
row "anna's too" ask tsp wait anna "line *outofservice*" 20000
row "the cable is mended" there ip link set them up
row "alice's line is in service" ask tsp wait alice "line *inservice*" 20000
row "anna's too" ask tsp wait anna "line *inservice*" 20000
row "anna's call, which nobody listened to, is still one" speaks n
row "alice calls again" call a2 alice bob
row "and hangs up" ask tsp drop a2
row "for bob too" ask far wait a2 idle 5000

# --- the NAT ------------------------------------------------------------------------------------

row "the NAT forgets us, and sees us elsewhere" nat 32000
row "the next refresh finds out" said kamailio "REGISTER of anna, Contact .*192.168.7.2:32000" 45
row "anna's call says so too" said kamailio "INVITE within the call, Contact .*192.168.7.2:32000" 10
row "who talks with her reaches her" ask far hold n
row "she hears it" ask tsp wait n "connected (activeheld)" 5000
row "as the end of it" ask far unhold n
ask tsp wait n connected 5000

# --- our address ----------------------------------------------------------------------------------

ask tsp past alice
row "our address is another one" ip addr add 192.168.7.3/24 dev us
row "and the old one is gone" ip addr del 192.168.7.2/24 dev us
# With the first address of a network its others go too.
ip addr show dev us | grep -q 192.168.7.3 || ip addr add 192.168.7.3/24 dev us
row "alice registers from there" said kamailio "REGISTER of alice, Contact .*192.168.7.3" 20
row "anna too" said kamailio "REGISTER of anna, Contact .*192.168.7.3" 20
row "her call goes on from there (re-INVITE)" said kamailio "INVITE within the call, Contact .*192.168.7.3" 10
row "they talk" speaks n
before=$(count far "voice packets received")
sleep 1			# of voice
row "who talks with her hangs up" ask far drop n
row "she is told" ask tsp wait n idle 5000
heard() {
	why="$(count far "voice packets received") packets, $before before"
	[ "$(count far "voice packets received")" -gt $((before + 40)) ]
}
row "her voice came from the new address" heard
row "both lines are in service" until_true 10 is_in_service alice
row "the other too" until_true 10 is_in_service anna
callable() {
	ask far dial b bob alice && ask tsp offered b alice 8000 && ask tsp answer b && ask far wait b connected 8000
}
row "alice is called there" callable
ask far drop b
row "until it ends" ask tsp wait b idle 5000
no_faults
no_faults far
finish
