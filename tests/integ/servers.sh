#!/bin/bash
# SPDX-License-Identifier: MIT
# servers.sh - two servers behind one name (SRV): one goes in the middle and comes
# back, calls and registrations go on at the other; name servers that are silent,
# and that say something else.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/kamailio.sh"

wire_has "our questions for servers (SRV)" 'dns.qry.type == 33 && dns.flags.response == 0'
wire_has "our questions for transports (NAPTR)" 'dns.qry.type == 35 && dns.flags.response == 0'
wire_has_our "registrations with an instance" 'sip.Method == "REGISTER" && sip.Contact contains "sip.instance"'
aside "a name server that is silent is asked again" 'dns.retransmit_request || dns.retransmit_response'

port=$(free_ports 6)
one=$((port + 2))
two=$((port + 3))
dns=$((port + 4))
sip_keys="t1 = 50 ms
t2 = 400 ms
t4 = 400 ms
dns = 127.0.0.1:$dns
server-wait = 1 s
server-pause = 3 s"

# registrar NAME PORT: takes all who come, and calls those who are there.
registrar() {
	kamailio_configure "$1" "127.0.0.1:$2" \
		'alias="pbx.test"' <<-CFG
	request_route {
	        if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
	        if (is_method("CANCEL|ACK")) { if (t_check_trans()) { t_relay(); } exit; }
	        if (is_method("REGISTER")) { xlog("L_WARN", "rig: REGISTER of \$fU \$hdr(Contact)\n"); save("location"); exit; }
	        xlog("L_WARN", "rig: \$rm of \$fU to \$rU\n");
	        if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
	        t_relay();
	}
	CFG
	kamailio_run "$1"
	until_true 10 listens "$2"
}

# names SRV...: a name server that knows pbx.test; SRV: HOST,PORT,PRIORITY.
names() {
	local srv args=()

	for srv; do
		args+=("--srv-host=_sip._udp.pbx.test,$srv,0")
	done
	start names timeout 200 dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file= --no-resolv --no-hosts \
		--port="$dns" --listen-address=127.0.0.1 --bind-interfaces --local=/test/ --local-ttl=1 \
		--naptr-record=pbx.test,10,10,s,SIP+D2U,,_sip._udp.pbx.test "${args[@]}" \
		--host-record=one.pbx.test,127.0.0.1 --host-record=two.pbx.test,127.0.0.1 --log-queries --log-facility=-
	until_true 10 listens "$dns"
}

line() {
	cat <<-LINES
	[line $1]
	driver = sip
	user = $1
	domain = pbx.test
	expires = 20
	retry = 1 s
	retry-max = 2 s
	come-back = 4 s
	keep-alive = 1 s
	LINES
}

call_through() {
	ask tsp dial "$1" alice bob && ask tsp offered "$1b" bob 8000 && ask tsp answer "$1b" &&
		ask tsp wait "$1" connected 8000 && ask tsp wait "$1b" connected 1000
}

end_call() {
	ask tsp drop "$1" && ask tsp wait "$1" idle 2000 && ask tsp wait "$2" disconnected 2000 &&
		ask tsp wait "$2" idle 1000
}

# --- the first of two --------------------------------------------------------------

row "a name server starts" names "one.pbx.test,$one,10" "two.pbx.test,$two,20"
row "the first server starts" registrar one "$one"
row "and the second" registrar two "$two"
{ line alice; line bob; } | configure tsp "127.0.0.1:$port"
open_agent tsp
ask tsp open alice
ask tsp open bob
row "alice's line is in service" until_true 5 is_in_service alice
row "bob's too" until_true 5 is_in_service bob
row "by the first server, which NAPTR and SRV name" said one "REGISTER of alice .*reg-id=1"
row "the second was not asked" not said two "REGISTER" 0
row "alice calls bob" call_through c
row "by the first server" said one "INVITE of alice to bob"

# --- it goes in the middle ------------------------------------------------------------

end one
row "the first server goes: the lines hear of it" ask tsp wait alice "line *outofservice*" 15000
row "alice registers with the second" said two "REGISTER of alice" 15
row "bob too" said two "REGISTER of bob" 15
row "alice's line is in service again" until_true 10 is_in_service alice
row "bob's too" until_true 10 is_in_service bob
row "the call went on all the time, and ends" end_call c cb
row "another one is made" call_through d
row "by the second server" said two "INVITE of alice to bob"
row "and ends" end_call d db

# --- it comes back ----------------------------------------------------------------------

row "the first server comes back" registrar one "$one"
row "alice comes back to it by herself" said one "REGISTER of alice" 30
row "bob too" said one "REGISTER of bob" 30
row "a call is made" call_through e
row "by the first server again" said one "INVITE of alice to bob"
row "and ends" end_call e eb

# --- a call that finds it dead ---------------------------------------------------------

tried() { [ "$(grep -c 'INVITE of alice to bob' "$tmp/two.log")" -gt "$before" ]; }
before=$(grep -c 'INVITE of alice to bob' "$tmp/two.log")
end one
row "the first server goes once more: a call that is made at once comes all the same" call_through f
row "by the second server, within the time of server-wait" tried
row "and ends" end_call f fb

# --- name servers -------------------------------------------------------------------------

# stop, or go on: of dnsmasq, whose parent is timeout.
all_names() { kill "-$1" $(pgrep -P "${pids[names]}") "${pids[names]}"; }

row "the name server falls silent" all_names STOP
ask tsp past alice
row "calls go on by what it said" call_through g
row "and end" end_call g gb
row "a name that it never told is no address" not ask tsp dial h alice sip:200@elsewhere.test
row "with a reason" is "lineMakeCall: LINEERR_*"
row "which the log gives in one sentence" grep -qE "elsewhere.test cannot be reached: the name servers do not answer" \
	"$tmp/tsp.provider.log"
all_names CONT
end names
row "a name server that knows another first server" names "two.pbx.test,$two,10" "one.pbx.test,$one,20"
row "the first server is there again" registrar one "$one"
# What was said last counts for half a minute more, and once more if the name servers fell
# silent within a question; a refresh behind that goes to the second.
row "it is asked" until_true 75 grep -q 'query\[SRV\] _sip._udp.pbx.test' "$tmp/names.log"
registered() { grep -c "REGISTER of $1" "$tmp/two.log"; }
alice=$(registered alice) bob=$(registered bob)
moved() { [ "$(registered alice)" -gt "$alice" ] && [ "$(registered bob)" -gt "$bob" ]; }
row "the next refresh goes where the name leads now" until_true 30 moved
row "alice's line is in service" is_in_service alice
row "bob's too" is_in_service bob
row "a call is made" call_through i
row "by what is now the first" not said one "INVITE of" 0
row "and ends" end_call i ib
no_faults
finish
