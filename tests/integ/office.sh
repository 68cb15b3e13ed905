#!/bin/bash
# SPDX-License-Identifier: MIT
# office.sh - lines behind a PBX: calls that it sends elsewhere, that are parked and
# picked up. The PBX is Asterisk.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/asterisk.sh"

wire_has_our subscriptions 'sip.Method == "SUBSCRIBE"'
wire_has "calls of others (NOTIFY)" 'sip.Event contains "dialog" && xml'
wire_has "a list of them" mime_multipart
wire_has_our REFER 'sip.Method == "REFER"'
wire_has "our digits" rtpevent

port=$(free_ports 4)
pbx_port=$((port + 2))
pbx=$tmp/pbx
mkdir "$pbx"
for user in 201 202 203; do
	asterisk_line "$user" secret "callerid = \"Phone $user\" <$user>" "call_group = 1" "pickup_group = 1" \
		"subscribe_context = lines"
done > "$pbx/pjsip.conf"
cat >> "$pbx/pjsip.conf" <<'ROWS'
[blf]
type = resource_list
event = dialog
list_item = 201
list_item = 203
full_state = no
ROWS
cat > "$pbx/res_parking.conf" <<'PLAN'
[general]
[default]
parkext => 700
parkpos => 701-703
context => parked
parkinghints = yes
findslot => next
parkingtime => 60
PLAN
printf '[featuremap]\nparkcall => *5\n' > "$pbx/features.conf"
cat > "$pbx/extensions.conf" <<'PLAN'
[lines]
include => parked
exten => _20X,hint,PJSIP/${EXTEN}
exten => _20X,1,Set(to=${DB(all/${EXTEN})})
 same => n,GotoIf($["${DB(quiet/${EXTEN})}" = "yes"]?quiet)
 same => n,GotoIf($["${to}" != ""]?away)
 same => n,Dial(PJSIP/${EXTEN},20,kK)
 same => n,Set(to=${DB(busy/${EXTEN})})
 same => n,GotoIf($["${DIALSTATUS}" = "BUSY" & "${to}" != ""]?away)
 same => n,Hangup(17)
 same => n(away),Dial(PJSIP/${to},20)
 same => n,Hangup()
 same => n(quiet),Busy(1)
; its own numbers: each does its work only behind the answer
exten => _*72X.,1,Answer()
 same => n,Wait(0.2)
 same => n,Set(DB(all/${CALLERID(num)})=${EXTEN:3})
 same => n,Hangup()
exten => _*90X.,1,Answer()
 same => n,Set(DB(busy/${CALLERID(num)})=${EXTEN:3})
 same => n,Wait(60)
exten => *73,1,Answer()
 same => n,NoOp(${DB_DELETE(all/${CALLERID(num)})}${DB_DELETE(busy/${CALLERID(num)})})
 same => n,Hangup()
exten => _*5XXX,1,Set(PARKINGEXTEN=${EXTEN:2})
 same => n,Park()
exten => _*8X.,1,Pickup(${EXTEN:2})
exten => *78,1,Answer()
 same => n,Set(DB(quiet/${CALLERID(num)})=yes)
 same => n,Hangup()
exten => *79,1,Answer()
 same => n,NoOp(${DB_DELETE(quiet/${CALLERID(num)})})
 same => n,Hangup()
PLAN

line_keys="driver = sip
domain = 127.0.0.1:$pbx_port
password = secret
session = 0"
configure tsp "127.0.0.1:$port" <<LINES
[line 201]
$line_keys
forward-code = *72\$
forward-busy-code = *90
forward-off-code = *73
disturb-code = *78
disturb-off-code = *79
code-wait = 500 ms
park-code = *5\$
park-any-code = 700
park-by = transfer
park-slots = 701-703
pickup-code = *8\$
pickup-group-code = *8
[line 202]
$line_keys
park-any-code = *5
park-slots = 701-703
watch-list = blf
[line 203]
$line_keys
[phone desk]
driver = sip
line = 201
lamps = 202, Carol=203, 701-703
[phone list]
driver = sip
line = 202
lamps = 201, 203, 701
LINES

# asterisk_is COMMAND PATTERN: its console's answer matches.
asterisk_is() {
	local said

	said=$(asterisk_cli "$1")
	why="$1: $(tail -c 300 <<< "$said" | tr '\n' ' ')"
	grep -qE -- "$2" <<< "$said"
}
row "Asterisk starts" asterisk_start "$pbx" "$pbx_port"
open_agent tsp
is_registered() { ask tsp service "$1" && is "in service"; }
for line in 201 202 203; do
	ask tsp open "$line"
	row "line $line is registered" until_true 10 is_registered "$line"
done

# --- calls go elsewhere ------------------------------------------------------------

# goes_to NUMBER: a call of 202 to 201 comes out there.
goes_to() {
	ask tsp dial out 202 201 &&
	ask tsp offered in "$1" 5000 && ask tsp answer in && ask tsp wait out "*connected*" 5000 &&
	ask tsp drop out && ask tsp wait in "*idle*" 5000 && ask tsp release out && ask tsp release in
}
row "a call comes where it is meant for" goes_to 201
row "a code sends all calls elsewhere" ask tsp forward 201 all 203
row "the PBX took it" asterisk_is "database show all" "all/201 *: 203"
forwards_are() { ask tsp forwards 201 && is "$1"; }
row "it is what the address tells" forwards_are "1>203"
row "a call goes there" goes_to 203
row "a code sends calls elsewhere while the line is busy, and the old one is taken back" ask tsp forward 201 busy 203
row "the PBX took both" asterisk_is "database show busy" "busy/201 *: 203"
row "a call comes to the line again" goes_to 201
row "nobody is to disturb" ask tsp forward 201 all
disturbed() { ask tsp dial out 202 201 && ask tsp wait out "*busy*" 5000 && ask tsp wait out "*idle*" 5000 && ask tsp release out; }
row "a caller hears that it is busy" disturbed
row "a number that the PBX has no code for" ask tsp forward 201 outside 203
row "its own codes are taken back" not asterisk_is "database show" "/(all|busy|quiet)/201"
row "calls from inside come as before" goes_to 201
row "all is as before" ask tsp forward 201 off
row "and the address tells of nothing" forwards_are ""

# --- calls are parked, and fetched -----------------------------------------------------

# talk A B: calls of these names, of 203 to line A's telephone.
talks_with() {
	ask tsp dial outer 203 "$1" && ask tsp offered inner "$1" 5000 && ask tsp answer inner &&
	ask tsp wait outer "*connected*" 5000 && until_true 5 asterisk_is "bridge show all" "2 +basic +simple_bridge"
}
place=
is_at() { [[ "$answer" == 70[1-3] ]] && place=$answer && return 0; why="got \"$answer\""; return 1; }
parked_at() { asterisk_is "parking show default" "Space *: *$1"; }
fetches() { ask tsp unpark fetched 201 "$1" && ask tsp wait fetched "*connected*" 5000; }
over() {
	ask tsp drop fetched && ask tsp wait outer "*idle*" 5000 &&
	ask tsp release fetched && ask tsp release outer && ask tsp release inner
}
row "a caller talks with 201" talks_with 201
row "who parks the call anywhere" ask tsp park inner
row "and is told where" is_at
row "the PBX has it there" parked_at "$place"
row "the call is over here" ask tsp wait inner "*idle*" 5000
row "it is fetched from there" fetches "$place"
row "and hung up" over
row "a caller talks with 201 again" talks_with 201
row "who parks the call at 703" ask tsp park inner 703
row "the PBX has it there" parked_at 703
row "it is fetched from there" fetches 703
row "and hung up" over
row "a caller talks with 202" talks_with 202
row "who parks the call by digits" ask tsp park inner
row "and is told where, too" is_at
row "the PBX has it there" parked_at "$place"
row "it is fetched by another" fetches "$place"
row "and hung up" over

# --- lamps ------------------------------------------------------------------------------

# lamps PHONE MODE...: of its lamps, from the first of others on.
lamps() {
	local phone=$1 id=14 mode

	shift
	for mode; do
		ask tsp lamp "$phone" $((id++)) && is "$mode" || return 1
	done
}
shows() { until_true 8 lamps "$@" || lamps "$@"; }
row "nobody talks, and no call is parked" shows desk off off off off off
row "nor for another phone, by a list of the server and one that is not in it" shows list off off off
row "the PBX tells of the list in one subscription" asterisk_is "pjsip show subscriptions inbound" "Resource: blf/dialog"
rings_at_203() { ask tsp dial outer 202 203 && ask tsp offered inner 203 5000; }
row "a call rings" rings_at_203
row "its lamp flashes, and that of the caller is lit" shows desk steady flash off off off
row "the other phone's, too" shows list off flash
row "it is answered" ask tsp answer inner
row "both are lit" shows desk steady steady
row "and on the other phone" shows list off steady
row "it ends" ask tsp drop outer
row "both go out" shows desk off off
row "and on the other phone" shows list off off
gone() { ask tsp wait inner "*idle*" 5000 && ask tsp release inner && ask tsp release outer; }
row "all is over" gone

# --- calls are picked up -------------------------------------------------------------------

rings_at_202() { ask tsp dial outer 203 202 && ask tsp offered inner 202 5000 && ask tsp wait outer "*ringback*" 5000; }
picks() { ask tsp "$@" && ask tsp wait fetched "*connected*" 5000 && ask tsp wait outer "*connected*" 5000; }
row "a call rings at 202" rings_at_202
row "it is picked up at 201, by its number" picks pickup fetched 201 202
row "and rings no more" ask tsp wait inner "*idle*" 5000
row "it is hung up" over
row "a call rings at 202 again" rings_at_202
row "it is picked up at 201, of its group" picks pickup-group fetched 201 own
row "and rings no more" ask tsp wait inner "*idle*" 5000
row "it is hung up" over
no_faults
finish
