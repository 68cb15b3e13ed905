#!/bin/bash
# SPDX-License-Identifier: MIT
# kamailio.sh - a registrar and proxy that others wrote: digest by MD5 and by
# SHA-256, calls through it, a wrong password, and a server that goes and comes.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/kamailio.sh"

wire_has_our registrations 'sip.Method == "REGISTER"'
wire_has_our "credentials for a proxy" 'sip.Proxy-Authorization'
wire_has_our "credentials by SHA-256" 'sip.auth.algorithm contains "SHA-256"'
wire_has_our "requests by a route" 'sip.Route'

port=$(free_ports 6)
server=127.0.0.1:$((port + 2))
sip_keys=$'t1 = 50 ms\nt2 = 400 ms\nt4 = 400 ms\n'

# kamailio_start ALGORITHM: registrar with digest, and proxy that stays in the way.
kamailio_start() {
	kamailio_configure kamailio "$server" "modparam(\"auth\", \"algorithm\", \"$1\")" <<-CFG
	request_route {
	        if (is_method("OPTIONS") && uri == myself) { xlog("L_WARN", "rig: OPTIONS of \$fU\n"); sl_send_reply("200", "OK"); exit; }
	        if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
	        if (is_method("BYE") && has_totag()) { xlog("L_WARN", "rig: BYE through us, \$ru\n"); }
	        route(WITHIN);
	        if (is_method("REGISTER|INVITE")) {
	                if (!(is_present_hf("Authorization") || is_present_hf("Proxy-Authorization"))) {
	                        xlog("L_WARN", "rig: \$rm of \$fU without credentials\n");
	                } else {
	                        xlog("L_WARN", "rig: \$rm of \$fU with \$adu \$hdr(Authorization) \$hdr(Proxy-Authorization)\n");
	                }
	        }
	        if (is_method("REGISTER")) {
	                if (!pv_www_authenticate("rig", "secret", "0")) { www_challenge("rig", "1"); exit; }
	                xlog("L_WARN", "rig: registered \$fU for \$hdr(Expires) s\n");
	                save("location");
	                exit;
	        }
	        if (is_method("INVITE")) {
	                if (!pv_proxy_authenticate("rig", "secret", "0")) { proxy_challenge("rig", "1"); exit; }
	                consume_credentials();
	        }
	        record_route();
	        if (\$rU == "carol") { \$ru = "sip:carol@127.0.0.1:$port"; t_relay(); exit; }
	        if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
	        t_relay();
	}
	CFG
	kamailio_run kamailio
	until_true 10 listens "${server#*:}"
}

line() {
	cat <<-LINES
	[line $1]
	driver = sip
	user = $1
	password = $2
	domain = $server
	expires = ${3-60}
	wait = 3 s
	retry = 1 s
	retry-max = 1 s
	keep-alive = 1 s
	LINES
}

# Known to kamailio without a registration.
carol() {
	printf '[line carol]\ndriver = sip\nuser = carol\nregister = no\n'
}

lines() {
	{ line alice secret; line bob secret; line mallory wrong; carol; } | configure "$1" "127.0.0.1:$port"
	open_agent "$1"
}

call_through() {
	ask tsp dial "$1" alice bob && ask tsp offered "$1b" bob 5000 && ask tsp answer "$1b" &&
		ask tsp wait "$1" connected 5000 && ask tsp wait "$1b" connected 1000
}

end_call() {
	ask tsp drop "$1" && ask tsp wait "$1" idle 2000 && ask tsp wait "$2" disconnected 2000 &&
		ask tsp wait "$2" idle 1000
}

# --- digest, and a call through the proxy --------------------------------------------

in_service() {
	until_true 5 is_in_service "$1" || why="its line is $answer"
	is_in_service "$1"
}

for algorithm in MD5 SHA-256; do
	row "kamailio starts with $algorithm" kamailio_start "$algorithm"
	lines tsp
	ask tsp open alice
	ask tsp open bob
	row "alice is registered ($algorithm)" in_service alice
	row "bob is registered ($algorithm)" in_service bob
	row "the answer to the challenge was by $algorithm" said kamailio "REGISTER of alice with .*algorithm=\"?$algorithm"
	row "alice calls bob through kamailio, which challenges the INVITE" call_through "c"
	row "bob sees who calls" ask tsp info cb
	row "it is alice" is "caller=alice *"
	row "alice holds" ask tsp hold c
	row "bob is held" ask tsp wait cb "connected (activeheld)" 2000
	row "alice resumes" ask tsp unhold c
	row "alice hangs up" end_call c cb
	row "the BYE went through kamailio (Record-Route)" said kamailio "rig: BYE through us"
	row "bob is not registered when his line closes" ask tsp close bob
	row "which kamailio was told" said kamailio "rig: registered bob for 0 s"
	row "and a call for him is a bad address" ask tsp dial d alice bob
	row "with a disconnect" ask tsp wait d "disconnected (badaddress)" 3000
	ask tsp wait d idle 1000
	if [ "$algorithm" = MD5 ]; then
		no_faults
		row "the provider is closed and unloaded without complaint" close_agent tsp
		row "alice is no longer registered when the provider closes" said kamailio "rig: registered alice for 0 s"
		end kamailio
	fi
done

# --- a wrong password ---------------------------------------------------------------------

ask tsp open mallory
refused() { until_true 5 grep -q 'mallory: the server refuses user "mallory"' "$tmp/tsp.provider.log"; }
row "a wrong password is said in the log" refused
tries() {
	why="$(grep -c 'REGISTER of mallory' "$tmp/kamailio.log") REGISTERs"
	[ "$(grep -c 'REGISTER of mallory with ' "$tmp/kamailio.log")" = 2 ]
}
row "it was tried twice" tries
row "the line is out of service" ask tsp service mallory
row "so it says" is "out of service"
row "a call on it fails at once" not ask tsp dial m mallory bob
row "with a reason" is "lineMakeCall: LINEERR_*"
# The server is asked about alice's line every second, so time has passed when it
# was asked three times more: longer than any pause between tries (retry = 1 s).
asked=$(grep -c "OPTIONS of alice" "$tmp/kamailio.log")
asked_more() { [ "$(grep -c "OPTIONS of alice" "$tmp/kamailio.log")" -ge $((asked + 3)) ]; }
row "the server is asked whether it is there (keep-alive)" until_true 10 asked_more
row "no more was tried" tries

# --- a server that goes and comes -------------------------------------------------------

end kamailio
row "kamailio goes, and alice's line is out of service" ask tsp wait alice "line *outofservice*" 15000
ask tsp past alice
row "a call is asked for meanwhile" ask tsp dialing w alice bob
row "without a registrar it fails with a clear error after 3 s (wait)" not ask tsp reply w
row "which says so" is "lineMakeCall: LINEERR_*"
row "and so does the log" grep -q "was not registered within 3 s" "$tmp/tsp.provider.log"
ask tsp open bob
ask tsp open carol
row "a call is asked for before there is a registration" ask tsp dialing x alice carol
row "kamailio comes back" kamailio_start MD5
row "the call that waited comes through it" ask tsp offered xc carol 15000
row "and is connected" ask tsp answer xc
row "on both sides" ask tsp wait x connected 2000
row "the reply to its request was good" ask tsp reply x
row "it ends" end_call x xc
row "alice's line is in service again" ask tsp wait alice "line *inservice*" 15000
row "bob's too" ask tsp wait bob "line *inservice*" 15000
row "another one goes through" call_through y
row "and ends" end_call y yb
no_faults
finish
