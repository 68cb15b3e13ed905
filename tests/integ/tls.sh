#!/bin/bash
# SPDX-License-Identifier: MIT
# tls.sh - SIP by TLS 1.2 and 1.3: with Kamailio, between two of our processes,
# with servers that have the wrong certificate, and with one that falls silent.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/pki.sh"

wire_has_our "calls by TLS" 'tls && sip.CSeq.method == "INVITE"'
wire_has_our "registrations by TLS" 'tls && sip.Method == "REGISTER"'
wire_has "TLS 1.2" 'tls.handshake.type == 2 && !(tls.handshake.extensions.supported_version)'
wire_has "TLS 1.3" 'tls.handshake.type == 2 && tls.handshake.extensions.supported_version == 0x0304'

port=$(free_ports 20)
sips_port $((port + 1)) $((port + 2)) $((port + 5)) $((port + 7))
server=127.0.0.1:$((port + 2))
timers=$'t1 = 50 ms\nt2 = 400 ms\nt4 = 400 ms\n'

pki_authority ca
pki_authority stranger
row "the rig has an authority and certificates" pki_certificate ca server DNS:localhost,IP:127.0.0.1
pki_certificate ca client IP:127.0.0.1
pki_certificate ca other DNS:other.example
pki_certificate ca late IP:127.0.0.1 20200101 20200201
pki_certificate stranger unknown IP:127.0.0.1

# keys CERTIFICATE TLS-PORT: rows for [sip]; - for none.
keys() {
	printf '%sping = 1 s\nauthorities = %s\n' "$timers" "$tmp/ca.pem"
	[ "$1" = - ] || printf 'certificate = %s\nprivate-key = %s\n' "$tmp/$1.pem" "$tmp/$1.key"
	[ "$2" = - ] || printf 'tls-listen = 127.0.0.1:%s\n' "$2"
}

log_has() {
	until_true "${3:-10}" grep -qE -- "$2" "$tmp/$1.provider.log" && return 0
	why="its log has no \"$2\"; last: $(tail -n 1 "$tmp/$1.provider.log")"
	return 1
}

in_service() {
	until_true "${2:-5}" is_in_service "$1" || why="its line is $answer"
	is_in_service "$1"
}

# --- between two of our processes ---------------------------------------------------

own_calls() {
	local words=$1 callee=$2

	row "$words: a line calls the other process" ask a dial c one "$callee"
	row "$words: which is offered the call" ask b offered d two 5000
	row "$words: it is answered" ask b answer d
	row "$words: and connected" ask a wait c connected 3000
	row "$words: held" ask a hold c
	row "$words: which the other side sees" ask b wait d "connected (activeheld)" 3000
	row "$words: resumed" ask a unhold c
	row "$words: the other side hangs up" ask b drop d
	row "$words: and this one is idle" ask a wait c idle 3000
	ask a release c
	ask b release d
}

calls_back() {
	row "$1: the other process calls back" ask b dial e two "sip:one@127.0.0.1:$((port + 5))"
	row "$1: it is offered" ask a offered f one 5000
	row "$1: and answered" ask a answer f
	row "$1: and connected" ask b wait e connected 3000
	row "$1: it ends" ask b drop e
	row "$1: on both sides" ask a wait f idle 3000
}

connections() {
	ss -Htn state established "dport = :$1 and dst 127.0.0.1" | wc -l
}
one_connection() {
	why="$(connections "$1") connections"
	[ "$(connections "$1")" = 1 ]
}

# OpenSSL's own file holds b to a version; a finds it.
versions=(TLSv1.2 TLSv1.3)
[ -z "$windows" ] || versions=(TLSv1.2)
for version in "${versions[@]}"; do
	printf 'openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nMaxProtocol = %s\n' "$version" \
		> "$tmp/openssl.cnf"
	sip_keys=$(keys client "$(tls_port $((port + 5)))")
	printf '[line one]\ndriver = sip\nregister = no\ntransport = tls\n' | configure a "127.0.0.1:$((port + 4))"
	sip_keys=$(keys server $((port + 7)))$'\ntls-ask = yes'
	printf '[line two]\ndriver = sip\nregister = no\ntransport = tls\n' | configure b "127.0.0.1:$((port + 6))"
	open_agent a
	OPENSSL_CONF=$tmp/openssl.cnf open_peer b
	ask a open one
	ask b open two
	own_calls "$version" "sip:two@127.0.0.1:$((port + 7));transport=tls"
	row "it was by $version" log_has a "by $version"
	own_calls "$version, sips:" "sips:two@127.0.0.1:$((port + 7))"
	row "one connection served both" one_connection $((port + 7))
	if [ -n "$no_server" ]; then
		skip "$no_server" "$version: the other process calls back"
	else
		calls_back "$version"
	fi
	no_faults a
	no_faults b
	row "the first provider is closed without complaint" close_agent a
	row "the second too" close_agent b
done

[ -z "$windows" ] || skip "Wine's Schannel ends at TLS 1.2" "TLSv1.3: a line calls the other process" \
	"TLSv1.3: calls through kamailio"

# --- who has no certificate is refused by who asks for one ------------------------------

sip_keys=$(keys server $((port + 7)))$'\ntls-ask = yes'
printf '[line two]\ndriver = sip\nregister = no\n' | configure b "127.0.0.1:$((port + 6))"
sip_keys=$(keys - -)
printf '[line one]\ndriver = sip\nregister = no\ntransport = tls\n' | configure a "127.0.0.1:$((port + 4))"
rm "$tmp"/[ab].provider.log
open_agent a
open_peer b
ask a open one
ask b open two
row "a client without a certificate calls" ask a dial c one "sip:two@127.0.0.1:$((port + 7))"
row "and is refused" ask a wait c "disconnected (unreachable)" 5000
row "which the server says" log_has b "WARN|warn.*no TLS with 127.0.0.1:[0-9]+, who connected: the client has no certificate"
no_faults a
close_agent a
close_agent b

# --- servers with the wrong certificate --------------------------------------------------

impostor() {
	start "$1" timeout 100 openssl s_server -accept "127.0.0.1:$2" -cert "$tmp/$1.pem" -key "$tmp/$1.key" -quiet
	until_true 10 listens "$2"
}

impostor other $((port + 10))
impostor late $((port + 11))
impostor unknown $((port + 12))
for name in other:10 late:11 unknown:12; do
	printf '[line %s]\ndriver = sip\ndomain = 127.0.0.1:%d\ntransport = tls\nretry = 1 s\nretry-max = 1 s\n' \
		"${name%:*}" $((port + ${name#*:}))
	printf '[line call-%s]\ndriver = sip\ndomain = 127.0.0.1:%d\ntransport = tls\nregister = no\n' \
		"${name%:*}" $((port + ${name#*:}))
done > "$tmp/impostors"
sip_keys=$(keys - -)
configure tsp "127.0.0.1:$port" < "$tmp/impostors"
open_agent tsp
refused() {
	local name=$1 words=$2

	ask tsp open "$name"
	ask tsp open "call-$name"
	row "a certificate that $words is refused, and the log says so" \
		log_has tsp "no TLS with 127.0.0.1:$3: the certificate of 127.0.0.1 $words"
	row "the line is out of service" ask tsp service "$name"
	row "so it says" is "out of service"
	row "and a call to that server" ask tsp dial "c-$name" "call-$name" 200
	row "is unreachable" ask tsp wait "c-$name" "disconnected (unreachable)" 5000
	ask tsp close "$name"
}
refused other "is for other names" $((port + 10))
refused late "has expired" $((port + 11))
refused unknown "is by an authority that is not trusted" $((port + 12))
no_faults
row "the provider is closed and unloaded without complaint" close_agent tsp
end other; end late; end unknown

# --- Kamailio --------------------------------------------------------------------------------

# FLOWS: it calls nobody by a connection of its own, but by the one that is there.
kamailio_start() {
	cat > "$tmp/tls.cfg" <<-CFG
	[server:default]
	method = $1
	certificate = $tmp/server.pem
	private_key = $tmp/server.key
	ca_list = $tmp/ca.pem
	verify_certificate = yes
	require_certificate = yes
	[client:default]
	method = $1
	certificate = $tmp/server.pem
	private_key = $tmp/server.key
	ca_list = $tmp/ca.pem
	verify_certificate = yes
	require_certificate = yes
	CFG
	cat > "$tmp/kamailio.cfg" <<-CFG
	#!KAMAILIO
	debug=2
	log_stderror=yes
	fork=yes
	children=1
	tcp_children=1
	enable_tls=yes
	listen=tls:$server
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
	#!ifdef FLOWS
	loadmodule "nathelper.so"
	modparam("registrar", "received_avp", "\$avp(from)")
	modparam("nathelper", "received_avp", "\$avp(from)")
	#!endif
	modparam("tls", "config", "$tmp/tls.cfg")
	modparam("auth", "algorithm", "SHA-256")
	modparam("registrar", "min_expires", 5)
	request_route {
	        if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
	#!ifdef FLOWS
	        force_rport();
	        add_contact_alias();
	        handle_ruri_alias();
	        t_on_reply("BACK");
	#!endif
	        if (has_totag()) {
	                if (loose_route()) { t_relay(); exit; }
	                if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
	                sl_send_reply("404", "Not here");
	                exit;
	        }
	        if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
	        if (is_method("REGISTER")) {
	                if (!pv_www_authenticate("rig", "secret", "0")) { www_challenge("rig", "1"); exit; }
	                xlog("L_WARN", "rig: registered \$fU by \$proto \$tls_version from \$tls_peer_subject_cn\n");
	#!ifdef FLOWS
	                fix_nated_register();
	#!endif
	                save("location");
	                exit;
	        }
	        xlog("L_WARN", "rig: \$rm of \$fU to \$ru by \$proto\n");
	        record_route();
	        if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
	        t_relay();
	}
	#!ifdef FLOWS
	onreply_route[BACK] { add_contact_alias(); }
	#!endif
	CFG
	mkdir -p "$tmp/run"
	start kamailio timeout 100 kamailio -DD -E -f "$tmp/kamailio.cfg" -w "$tmp/run" -Y "$tmp/run" \
		-P "$tmp/run/pid" -m 32 -M 8 ${no_server:+-A FLOWS}
	until_true 10 listens "${server#*:}"
}

line() {
	printf '[line %s]\ndriver = sip\ndomain = %s\npassword = secret\ntransport = tls\n' "$1" "$server"
	printf 'expires = 60\nwait = 3 s\nretry = 1 s\nretry-max = 1 s\n'
}

for version in "${versions[@]}"; do
	# Kamailio 5.6 knows 1.3 by no name but "1.2 and later".
	row "kamailio starts with $version" kamailio_start "${version/3/2+}"
	sip_keys=$(keys client "$(tls_port $((port + 1)))")
	{ line alice; line bob; } | configure tsp "127.0.0.1:$port"
	open_agent tsp
	ask tsp open alice
	ask tsp open bob
	row "alice is registered by $version" in_service alice
	row "bob too" in_service bob
	row "kamailio saw our certificate" said kamailio "rig: registered alice by tls $version from client"
	row "alice calls bob through kamailio" ask tsp dial c alice bob
	row "bob is offered the call" ask tsp offered d bob 5000
	row "he answers" ask tsp answer d
	row "and both are connected" ask tsp wait c connected 3000
	row "bob holds" ask tsp hold d
	row "alice sees that" ask tsp wait c "connected (activeheld)" 3000
	row "bob resumes" ask tsp unhold d
	row "bob hangs up" ask tsp drop d
	row "and alice is idle" ask tsp wait c idle 3000
	ask tsp release c
	ask tsp release d
	row "bob calls alice" ask tsp dial e bob alice
	row "alice is offered the call" ask tsp offered f alice 5000
	row "bob gives up" ask tsp drop e
	row "and alice's side is over" ask tsp wait f idle 3000
	ask tsp release e
	ask tsp release f
	[ "$version" = "${versions[-1]}" ] || { end kamailio; no_faults; row "it closes" close_agent tsp; }
done

# --- a server that falls silent --------------------------------------------------------------

ponged() { [ "$(count tsp "pings answered")" -gt 0 ]; }
row "kamailio answers pings" until_true 5 ponged
kill -STOP -- "-${pids[kamailio]}"
row "kamailio falls silent, which pings find out" log_has tsp "ended: it answers no pings any more" 20
kill -CONT -- "-${pids[kamailio]}"
row "it speaks again, and alice's line comes back by itself" in_service alice 15
registered_twice() { [ "$(grep -c "rig: registered $1" "$tmp/kamailio.log")" -ge 2 ]; }
row "by a registration of its own" until_true 10 registered_twice alice
row "bob's too, which went by the same connection" until_true 15 registered_twice bob
row "calls go through again" ask tsp dial g alice bob
row "to bob" ask tsp offered h bob 15000
row "who answers" ask tsp answer h
row "and is connected" ask tsp wait g connected 3000
no_faults
finish
