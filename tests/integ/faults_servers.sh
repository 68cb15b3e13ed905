#!/bin/bash
# SPDX-License-Identifier: MIT
# faults_servers.sh - Kamailio and Asterisk are killed in the middle of calls and of
# registrations, started again without a memory, and replaced: each by the other at its
# place, and at another place by the name server.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/kamailio.sh"
source "$(dirname "$0")/lib/asterisk.sh"

port=$(free_ports 8)
here_port=$((port + 2))		# the place that the name leads to at first
there_port=$((port + 4))
dns=$((port + 6))
pbx=$tmp/pbx
sip_keys="tcp = no
t1 = 50 ms
t2 = 400 ms
t4 = 400 ms
dns = 127.0.0.1:$dns
server-wait = 1 s
server-pause = 1 s"
mkdir "$pbx"
aside "a name server that is silent is asked again" 'dns.retransmit_request || dns.retransmit_response'

# kamailio_start PORT: a registrar that lets everybody in, and a proxy that stays in the way.
kamailio_start() {
	kamailio_configure kamailio "127.0.0.1:$1" \
		'alias="pbx.test"' <<-CFG
	request_route {
	        if (is_method("OPTIONS") && !has_totag()) { sl_send_reply("200", "OK"); exit; }
	        route(WITHIN);
	        if (is_method("REGISTER")) { save("location"); exit; }
	        record_route();
	        if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
	        t_relay();
	}
	CFG
	kamailio_run kamailio setsid
	until_true 10 listens "$1"
}

# At once and without a word: all of its processes, which are a group of their own.
kamailio_kill() {
	{
		kill -9 -- "-$(ps -o pgid= -p "$(cat "$tmp/run-kamailio/pid")" | tr -d ' ')"
		await kamailio
	} 2> /dev/null
	until_true 5 not listens "$1"
}

# names PORT: the name server that leads to that one from now on.
names() {
	end names
	start names timeout 200 dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file= --no-resolv --no-hosts \
		--port="$dns" --listen-address=127.0.0.1 --bind-interfaces --local=/test/ --local-ttl=1 \
		--srv-host="_sip._udp.pbx.test,one.pbx.test,$1,10,0" --host-record=one.pbx.test,127.0.0.1
	until_true 10 listens "$dns"
}

line() {
	cat <<-LINES
	[line $1]
	driver = sip
	user = $1
	password = secret
	domain = pbx.test
	expires = 20
	retry = 1 s
	retry-max = 1 s
	keep-alive = 1 s
	wait = 20 s
	rtp-timeout = ${2-0}
	LINES
}

# back: both lines are in service again, after they were not.
back() {
	ask tsp wait 201 "line *inservice*" "${1-20}000" && until_true 20 is_in_service 202
}
lost() {
	ask tsp wait 201 "line *outofservice*" 20000
}

call_through() {
	ask tsp dial "$1" 201 202 && ask tsp offered "$1b" 202 8000 && ask tsp answer "$1b" &&
		ask tsp wait "$1" connected 8000 && ask tsp wait "$1b" connected 3000
}
end_call() {
	ask tsp drop "$1" && ask tsp wait "$1" idle 8000 && ask tsp wait "$1b" idle 8000 && ask tsp release "$1" &&
		ask tsp release "$1b"
}

{ asterisk_line 201 secret; asterisk_line 202 secret; } > "$pbx/pjsip.conf"
printf '[lines]\nexten => _20X,1,Dial(PJSIP/${EXTEN},30)\n' > "$pbx/extensions.conf"

# --- killed in a call ---------------------------------------------------------------------

row "a name server starts" names "$here_port"
row "Kamailio starts" kamailio_start "$here_port"
{ line 201; line 202 "5 s"; } | configure tsp "127.0.0.1:$port"
open_agent tsp
ask tsp open 201
ask tsp open 202
row "two lines are registered" until_true 10 is_in_service 201
row "both" until_true 10 is_in_service 202
row "a call" call_through a
row "one more, which is still ringing" ask tsp dial r 201 202
ask tsp offered rb 202 5000
ask tsp past 201
row "Kamailio is killed" kamailio_kill "$here_port"
row "what rings is dropped: the CANCEL finds nobody" ask tsp drop r
row "it is idle all the same" ask tsp wait r idle 15000
row "for the other, who gives up, too" ask tsp drop rb
row "at once" ask tsp wait rb idle 15000
row "a hold in the call finds nobody either, and has its completion" not ask tsp hold a
row "the call is idle" ask tsp wait a idle 15000
row "the other one's too (rtp-timeout)" ask tsp wait ab idle 15000
row "the lines are out of service" lost
for name in a ab r rb; do ask tsp release "$name"; done
row "a call that is asked for waits" ask tsp dialing w 201 202

# --- replaced --------------------------------------------------------------------------------

ask tsp past 201
row "Asterisk takes Kamailio's place" asterisk_start "$pbx" "$here_port"
row "the lines register with it" back
row "the call that waited has its completion" ask tsp reply w
until_true 3 ask tsp offered wb 202 100
ask tsp drop w			# if nobody was there yet, it has ended by itself
row "and it is idle at the end" ask tsp wait w idle 8000
ask tsp release w
ask tsp drop wb; ask tsp release wb
row "a call is made" call_through b
asterisk_kill 2> /dev/null
row "Asterisk is killed: a drop finds nobody" ask tsp drop b
row "the call is idle" ask tsp wait b idle 15000
row "the other one's too" ask tsp wait bb idle 15000
ask tsp release b; ask tsp release bb
row "the lines are out of service" lost
row "Kamailio starts at another place" kamailio_start "$there_port"
row "where the name leads from now on" names "$there_port"
# What a name server said that is silent now counts for half a minute more.
row "the lines follow" back 90
row "a call is made" call_through c
row "and ends" end_call c

# --- killed while lines register --------------------------------------------------------------

ask tsp past 201
row "Kamailio is killed again" kamailio_kill "$there_port"
row "the lines are out of service" lost
row "while one is tried it is closed" ask tsp close 202
row "and opened again" ask tsp open 202
row "Kamailio is back, and remembers nothing" kamailio_start "$there_port"
row "the lines are in service" back
row "a call is made" call_through d
row "and ends" end_call d
no_faults
finish
