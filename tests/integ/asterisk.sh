#!/bin/bash
# SPDX-License-Identifier: MIT
# asterisk.sh - the exchange that most offices have: registration, and calls
# through it and to its own applications.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/asterisk.sh"

port=$(free_ports 6)
server_port=$((port + 2))
server=127.0.0.1:$server_port
pbx=$tmp/pbx

line() {
	cat <<-LINES
	[line $1]
	driver = sip
	user = $1
	password = secret-$1
	domain = $server
	expires = 60
	retry = 1 s
	retry-max = 1 s
	keep-alive = 1 s
	LINES
	shift
	printf '%s\n' "$@"
}

is_in_service() {
	ask tsp service "$1" && [ "$answer" = "in service" ]
}
in_service() {
	until_true 10 is_in_service "$1" || why="its line is $answer"
	is_in_service "$1"
}

mkdir "$pbx"
{
	asterisk_line alice secret-alice
	asterisk_line bob secret-bob
} > "$pbx/pjsip.conf"
cat > "$pbx/extensions.conf" <<-'ROWS'
[lines]
exten => alice,1,Dial(PJSIP/alice,30)
exten => bob,1,Dial(PJSIP/bob,30)
exten => 600,1,Answer()
 same => n,Wait(60)
ROWS
{ line alice; line bob; } | configure tsp "127.0.0.1:$port"

row "Asterisk starts" asterisk_start "$pbx" "$server_port"
open_agent tsp
ask tsp open alice
ask tsp open bob
row "alice is registered" in_service alice
row "bob is registered" in_service bob
asterisk_cli "pjsip show contacts"
row "alice calls bob" ask tsp dial c alice bob
row "who is called" ask tsp offered b bob 5000
row "and answers" ask tsp answer b
row "they talk" ask tsp wait c connected 5000
row "both" ask tsp wait b connected 5000
ask tsp drop c
ask tsp wait c idle 3000
no_faults
finish
