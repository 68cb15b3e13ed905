# SPDX-License-Identifier: MIT
# kamailio.sh - Kamailio by UDP, as registrar and proxy; a rig that wants it sources
# this behind rig.sh, and says what is done with requests.

# kamailio_configure NAME LISTEN [ROW...] < ROUTES: $tmp/NAME.cfg, where it listens, what
# else is to stand in its head, and its request_route{}. route(WITHIN) takes what belongs to
# a call or a transaction that is there, and comes back with what does not.
kamailio_configure() {
	local module name=$1 listen=$2

	shift 2
	{
		printf '%s\n' '#!KAMAILIO' debug=2 log_stderror=yes fork=yes children=1 disable_tcp=yes auto_aliases=no \
			"listen=udp:$listen" 'mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"'
		for module in tm sl rr pv maxfwd xlog siputils textops usrloc registrar auth; do
			echo "loadmodule \"$module.so\""
		done
		printf '%s\n' 'modparam("registrar", "min_expires", 5)' 'modparam("rr", "append_fromtag", 1)' "$@"
		cat
		cat <<-'ROUTE'
		route[WITHIN] {
		        if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
		        if (!has_totag()) { return; }
		        if (loose_route()) { t_relay(); exit; }
		        if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
		        sl_send_reply("404", "Not here");
		        exit;
		}
		ROUTE
	} > "$tmp/$name.cfg"
}

# kamailio_run NAME [COMMAND...]: start it, by a command that runs commands (setsid, nsenter).
kamailio_run() {
	local name=$1

	shift
	mkdir -p "$tmp/run-$name"
	start "$name" "$@" timeout 200 kamailio -DD -E -f "$tmp/$name.cfg" -w "$tmp/run-$name" -Y "$tmp/run-$name" \
		-P "$tmp/run-$name/pid" -m 16 -M 4
}
