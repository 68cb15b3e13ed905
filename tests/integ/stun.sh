#!/bin/bash
# SPDX-License-Identifier: MIT
# stun.sh - behind a NAT of the kernel's, with coturn as the STUN server: in a network of
# its own, where 192.168.7.2 is we and 198.51.100.7 the world, which sees us as
# 203.0.113.9 with other ports.
if [ -z "${STUN_RIG_INSIDE-}${RIG_CAPTURE-}" ]; then
	exec env STUN_RIG_INSIDE=1 unshare --map-root-user --net "$0" "$@"
fi
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/sipp.sh"

wire_has "our questions" 'stun.type == 0x0001'
wire_has_our "Contact as others see it" 'sip.Contact contains "203.0.113.9"'
wire_has_our "voice as others see it" 'sdp.connection_info.address == "203.0.113.9"'

world=198.51.100.7
far_port=5080
sipp_ip=$world
sdp_ip="IP4 $world"

network() {
	local address

	ip link set lo up || return 1
	for address in 192.168.7.2 $world 203.0.113.9; do
		ip addr add "$address/32" dev lo || return 1
	done
	nft "add table ip nat; add chain ip nat post { type nat hook postrouting priority 100; }
		add rule ip nat post ip saddr 192.168.7.2 ip daddr $world meta l4proto udp snat to 203.0.113.9:30000-30999"
}

stun_start() {
	start stun timeout 100 turnserver -n -S -L $world -p 3478 --no-cli --log-file stdout --simple-log \
		--pidfile "$tmp/stun.pid"
	until_true 10 listens 3478
}

log_has() {
	until_true "${2:-10}" grep -qE -- "$1" "$tmp/tsp.provider.log" && return 0
	why="the log has no \"$1\"; last: $(tail -n 1 "$tmp/tsp.provider.log")"
	return 1
}

# A callee to whom our Contact and the address of our voice are those of the NAT.
scenario seen <<-'STEPS'
require INVITE Contact:..sip:one@203[.]0[.]113[.]9:30[0-9]+
reply 180 Ringing
answer 200 OK
recv ACK
recv BYE
reply 200 OK
STEPS
scenario voice <<-'STEPS'
require INVITE c=IN.IP4.203[.]0[.]113[.]9
reply 180 Ringing
answer 200 OK
recv ACK
recv BYE
reply 200 OK
STEPS

call() {
	row "$1: a call is made" ask tsp dial "$2" one 200
	row "$1: it is connected" ask tsp wait "$2" connected 5000
	row "$1: and dropped" ask tsp drop "$2"
	row "$1: the far end had all that it asked for" far_done
	ask tsp release "$2"
}

row "the rig has a network with a NAT" network
row "a STUN server starts" stun_start
sip_keys="stun = $world"
printf '[line one]\ndriver = sip\ndomain = %s:%d\nregister = no\n' $world $far_port | configure tsp 192.168.7.2:5060
open_agent tsp
ask tsp open one
row "the STUN server tells as whom others see us" log_has "others see us as 203.0.113.9:30[0-9]+"
far seen
call "our Contact" c
far voice
call "our voice" d
end stun
far seen
row "the STUN server is gone: a call is made" ask tsp dial e one 200
row "and connected" ask tsp wait e connected 5000
row "the log says that nobody tells of its voice" log_has "the STUN server does not tell as whom others see our voice"
ask tsp drop e
row "the far end saw what was known of our Contact" far_done
no_faults
finish
