# SPDX-License-Identifier: MIT
# asterisk.sh - Asterisk 22 of Debian's unstable release (scripts/sid) as the
# exchange.
#
#   pbx=$tmp/pbx && mkdir "$pbx"
#   asterisk_line alice secret "mailboxes = 8500@default" >> "$pbx/pjsip.conf"
#   cat > "$pbx/extensions.conf" <<-'ROWS'
#   [lines]
#   exten => alice,1,Dial(PJSIP/alice,30)
#   ROWS
#   row "Asterisk starts" asterisk_start "$pbx" "$port"
#   asterisk_cli "core show channels"
#   asterisk_stop
#
# It listens for UDP and TCP on the port of 127.0.0.1, unless the rig's own
# pjsip.conf has a transport. Any other file of /etc/asterisk that is put into
# the folder is read too. Its log is $tmp/asterisk.log, for `said asterisk`; a
# new start begins a new one. A rig that only stops it by cleanup() is fine.

asterisk_dir=

# asterisk_line NAME PASSWORD [ROW...]: rows of pjsip.conf, an endpoint that may
# register; the ROWs are the endpoint's own and win over those here.
asterisk_line() {
	local name=$1 password=$2 row

	shift 2
	cat <<-LINES

	[$name]
	type = endpoint
	context = lines
	auth = $name
	aors = $name
	disallow = all
	allow = alaw,ulaw
	direct_media = no
	LINES
	for row; do
		printf '%s\n' "$row"
	done
	cat <<-LINES

	[$name]
	type = auth
	auth_type = digest
	username = $name
	password = $password

	[$name]
	type = aor
	max_contacts = 1
	remove_existing = yes
	LINES
}

# asterisk_start DIR PORT: with the files in DIR; returns when all is loaded.
asterisk_start() {
	local dir=$1 port=$2

	asterisk_dir=$dir
	mkdir -p "$dir/run" "$dir/var/keys" "$dir/spool" "$dir/log" "$dir/cache"
	asterisk_files "$dir" "$port"
	start asterisk timeout 300 "$here/scripts/sid" asterisk -f -n -vvv -C "$dir/asterisk.conf"
	said asterisk "^Asterisk Ready" 30
}

# asterisk_cli COMMAND: its console; what that says goes to the standard output.
asterisk_cli() {
	"$here/scripts/sid" asterisk -C "$asterisk_dir/asterisk.conf" -rx "$1"
}

# At once and without a word to those who have calls or not; another start may follow.
asterisk_kill() {
	kill -9 "$(cat "$asterisk_dir/run/asterisk.pid")"
	await asterisk
	rm -f "$asterisk_dir"/run/*
}

# In order: calls are hung up.
asterisk_stop() {
	end asterisk
}

# What a rig did not write itself.
asterisk_files() {
	local dir=$1 port=$2 rtp=$(($2 + 26500))

	cat > "$dir/asterisk.conf" <<-CONF
	[directories]
	astetcdir => $dir
	astmoddir => /usr/lib/x86_64-linux-gnu/asterisk/modules
	astdatadir => /usr/share/asterisk
	astagidir => /usr/share/asterisk/agi-bin
	astvarlibdir => $dir/var
	astdbdir => $dir/var
	astkeydir => $dir/var
	astspooldir => $dir/spool
	astrundir => $dir/run
	astlogdir => $dir/log
	astcachedir => $dir/cache
	CONF
	[ -e "$dir/logger.conf" ] ||
		printf '[logfiles]\nconsole => notice,warning,error,verbose\n' > "$dir/logger.conf"
	[ -e "$dir/rtp.conf" ] ||
		printf '[general]\nicesupport=no\nrtpstart=%d\nrtpend=%d\n' "$rtp" $((rtp + 999)) > "$dir/rtp.conf"
	# All but what opens ports of its own or keeps records in places of its own.
	[ -e "$dir/modules.conf" ] || {
		printf '[modules]\nautoload = yes\n'
		printf 'noload = %s.so\n' chan_iax2 chan_unistim chan_motif pbx_dundi pbx_lua res_phoneprov \
			res_pjsip_phoneprov_provider res_xmpp res_snmp res_prometheus res_stun_monitor \
			app_voicemail_odbc res_config_ldap res_config_odbc res_config_pgsql res_config_sqlite3 \
			cdr_odbc cdr_pgsql cdr_radius cdr_tds cel_odbc cel_pgsql cel_radius cel_tds
	} > "$dir/modules.conf"
	grep -qsE '^type *= *transport' "$dir/pjsip.conf" || {
		printf '\n[%s]\ntype = transport\nprotocol = %s\nbind = 127.0.0.1:'"$port"'\n' udp udp tcp tcp
	} >> "$dir/pjsip.conf"
}

# over CALL...: the first is hung up; all of them end, and are let go.
over() {
	local name

	row "it ends" ask tsp drop "$1"
	for name; do
		[ "$name" = "$1" ] || row "for $name too" ask tsp wait "$name" idle 5000
		ask tsp release "$name"
	done
}
