#!/bin/bash
# SPDX-License-Identifier: MIT
# websocket.sh - SIP by WebSocket, plain and by TLS, through Kamailio (RFC 7118): between
# two lines of ours, with a softphone that has never heard of it, with servers that
# refuse, and with one that falls silent.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/pki.sh"
source "$(dirname "$0")/lib/baresip.sh"

wire_has_our "calls by WebSocket" 'websocket && !(tls) && sip.CSeq.method == "INVITE"'
wire_has_our "calls by WebSocket and TLS" 'websocket && tls && sip.CSeq.method == "INVITE"'
wire_has "our pings" 'websocket.opcode == 9 && websocket.mask == 1'

port=$(free_ports 20)
plain=127.0.0.1:$((port + 2))
secured=127.0.0.1:$((port + 3))
udp=127.0.0.1:$((port + 4))
timers=$'t1 = 50 ms\nt2 = 400 ms\nt4 = 400 ms\n'

pki_authority ca
row "the rig has an authority and a certificate" pki_certificate ca server DNS:localhost,IP:127.0.0.1
sip_keys="${timers}ping = 1 s"$'\n'"authorities = $tmp/ca.pem"

kamailio_start() {
	cat > "$tmp/tls.cfg" <<-CFG
	[server:default]
	method = TLSv1.2+
	certificate = $tmp/server.pem
	private_key = $tmp/server.key
	CFG
	cat > "$tmp/kamailio.cfg" <<-CFG
	#!KAMAILIO
	debug=2
	log_stderror=yes
	fork=yes
	children=1
	tcp_children=1
	tcp_accept_no_cl=yes
	tcp_connection_lifetime=100
	enable_tls=yes
	listen=udp:$udp
	listen=tcp:$plain
	listen=tls:$secured
	auto_aliases=no
	mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
	loadmodule "tls.so"
	loadmodule "tm.so"
	loadmodule "sl.so"
	loadmodule "rr.so"
	loadmodule "pv.so"
	loadmodule "maxfwd.so"
	loadmodule "xlog.so"
	loadmodule "siputils.so"
	loadmodule "textops.so"
	loadmodule "usrloc.so"
	loadmodule "registrar.so"
	loadmodule "auth.so"
	loadmodule "nathelper.so"
	loadmodule "xhttp.so"
	loadmodule "websocket.so"
	modparam("tls", "config", "$tmp/tls.cfg")
	modparam("registrar", "min_expires", 5)
	modparam("registrar", "received_avp", "\$avp(from)")
	modparam("nathelper", "received_avp", "\$avp(from)")
	modparam("websocket", "keepalive_timeout", 2)
	modparam("websocket", "keepalive_interval", 1)
	event_route[xhttp:request] {
	        xlog("L_WARN", "rig: \$rm \$hu of \$hdr(Host) by \$proto for \$hdr(Sec-WebSocket-Protocol)\n");
	        if (\$hu != "/sip") { xhttp_reply("404", "Not Found", "", ""); exit; }
	        if (ws_handle_handshake()) { exit; }
	        xhttp_reply("400", "Bad Request", "", "");
	}
	request_route {
	        if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
	        if (\$proto =~ "ws") { force_rport(); add_contact_alias(); }
	        if (has_totag()) {
	                handle_ruri_alias();
	                t_on_reply("BACK");
	                if (loose_route()) { xlog("L_WARN", "rig: \$rm of \$fU in a dialog by \$proto\n"); t_relay(); exit; }
	                if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
	                sl_send_reply("404", "Not here");
	                exit;
	        }
	        if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
	        if (is_method("REGISTER")) {
	                if (!pv_www_authenticate("rig", "secret", "0")) { www_challenge("rig", "1"); exit; }
	                xlog("L_WARN", "rig: registered \$fU by \$proto for \$hdr(Expires) s as \$hdr(Contact)\n");
	                fix_nated_register();
	                save("location");
	                exit;
	        }
	        xlog("L_WARN", "rig: \$rm of \$fU to \$ru by \$proto\n");
	        record_route();
	        if (\$rU == "bare") { \$ru = "sip:bare@127.0.0.1:$((port + 6))"; t_relay(); exit; }
	        if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
	        t_on_reply("BACK");
	        t_relay();
	}
	onreply_route[BACK] { if (\$proto =~ "ws") { add_contact_alias(); } }
	CFG
	mkdir -p "$tmp/run"
	start kamailio timeout 110 kamailio -DD -E -f "$tmp/kamailio.cfg" -w "$tmp/run" -Y "$tmp/run" \
		-P "$tmp/run/pid" -m 32 -M 8
	until_true 10 listens "${plain#*:}" && until_true 10 listens "${secured#*:}"
}

# line NAME ws|wss PATH HOST
line() {
	printf '[line %s]\ndriver = sip\npassword = secret\ntransport = %s\nwebsocket-path = %s\n' "$1" "$2" "$3"
	printf 'domain = %s:%d\nexpires = 60\nwait = 3 s\nretry = 1 s\nretry-max = 1 s\n' "$4" \
		"$([ "$2" = ws ] && echo "${plain#*:}" || echo "${secured#*:}")"
}

log_has() {
	until_true "${2:-10}" grep -qE -- "$1" "$tmp/tsp.provider.log" && return 0
	why="the log has no \"$1\"; last: $(tail -n 1 "$tmp/tsp.provider.log")"
	return 1
}

in_service() {
	until_true "${2:-5}" is_in_service "$1" || why="its line is $answer"
	is_in_service "$1"
}

row "kamailio starts" kamailio_start
row "a softphone starts, by UDP" baresip_start $((port + 6)) $((port + 8))
for transport in ws wss; do
	rm -f "$tmp/tsp.provider.log"
	{
		line alice "$transport" /sip 127.0.0.1
		line bob "$transport" /sip 127.0.0.1
		line lost "$transport" /elsewhere localhost
	} | configure tsp "127.0.0.1:$port"
	open_agent tsp
	ask tsp open alice
	ask tsp open bob
	row "$transport: alice is registered" in_service alice
	row "$transport: bob too" in_service bob
	row "$transport: kamailio was asked for SIP at the path" said kamailio "rig: GET /sip of 127.0.0.1:[0-9]* by tcp|tls for sip"
	row "$transport: our contact is nowhere" said kamailio "rig: registered alice by $transport for 60 s as <sip:alice@[0-9a-f]+.invalid;transport=ws"
	row "$transport: alice calls bob" ask tsp dial c alice bob
	row "$transport: bob is offered the call" ask tsp offered d bob 5000
	row "$transport: he answers" ask tsp answer d
	row "$transport: and both are connected" ask tsp wait c connected 3000
	row "$transport: bob holds" ask tsp hold d
	row "$transport: alice sees that" ask tsp wait c "connected (activeheld)" 3000
	row "$transport: bob resumes" ask tsp unhold d
	row "$transport: bob hangs up" ask tsp drop d
	row "$transport: and alice is idle" ask tsp wait c idle 3000
	row "$transport: the BYE came by it" said kamailio "rig: BYE of bob in a dialog by $transport"
	ask tsp release c
	ask tsp release d
	row "$transport: bob calls alice" ask tsp dial e bob alice
	row "$transport: alice is offered the call" ask tsp offered f alice 5000
	row "$transport: bob gives up" ask tsp drop e
	row "$transport: and alice's side is over" ask tsp wait f idle 3000
	ask tsp release e
	ask tsp release f
	row "$transport: alice calls the softphone" ask tsp dial g alice bare
	row "$transport: it answers, and they are connected" ask tsp wait g connected 5000
	row "$transport: alice hangs up" ask tsp drop g
	row "$transport: and is idle" ask tsp wait g idle 3000
	ask tsp release g
	row "$transport: the softphone calls alice" bare dial "sip:alice@$udp"
	row "$transport: she is offered the call" ask tsp offered h alice 5000
	row "$transport: and answers" ask tsp answer h
	row "$transport: and is connected" ask tsp wait h connected 3000
	row "$transport: the softphone hangs up" bare hangup
	row "$transport: and alice is idle" ask tsp wait h idle 3000
	ask tsp release h
	row "$transport: a path that is not there" ask tsp open lost
	row "$transport: is refused in a sentence" log_has "no WebSocket with 127.0.0.1:[0-9]+: the server answers 404 Not Found to the path /elsewhere"
	if [ "$transport" = ws ]; then
		no_faults
		row "ws: the provider is closed without complaint" close_agent tsp
		row "ws: and alice is no longer registered" said kamailio "rig: registered alice by ws for 0 s"
	fi
done

# --- a server that falls silent -----------------------------------------------------------

ponged() { [ "$(count tsp "pings answered")" -gt 0 ]; }
row "kamailio answers pings" until_true 5 ponged
kill -STOP -- "-${pids[kamailio]}"
row "kamailio falls silent, which pings find out" log_has "ended: it answers no pings any more" 20
kill -CONT -- "-${pids[kamailio]}"
row "it speaks again, and alice's line comes back by itself" in_service alice 15
registered_twice() { [ "$(grep -c "rig: registered $1 by wss for 60 s" "$tmp/kamailio.log")" -ge 2 ]; }
row "by a registration of its own" until_true 10 registered_twice alice
row "bob's too" until_true 15 registered_twice bob
row "calls go through again" ask tsp dial i alice bob
row "to bob" ask tsp offered j bob 15000
row "who answers" ask tsp answer j
row "and is connected" ask tsp wait i connected 3000
no_faults
finish
