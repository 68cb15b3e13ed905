#!/bin/bash
# SPDX-License-Identifier: MIT
# desk.sh - a line that watches a hardware phone, and makes it call. The phone is
# baresip behind Asterisk, which tells of its calls by dialog-info; who is at the
# other end is a line of ours that is a phone itself.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/baresip.sh"
source "$(dirname "$0")/lib/asterisk.sh"

port=$(free_ports 10)
server_port=$((port + 2))
bs_port=$((port + 4))
server=127.0.0.1:$server_port
pbx=$tmp/pbx

# --- a phone behind Asterisk -----------------------------------------------------

mkdir "$pbx"
{
	asterisk_line 201 secret-201 'callerid = "Desk" <201>'
	asterisk_line 300 secret-300 'callerid = "Carol" <300>'
	asterisk_line cti secret-cti 'subscribe_context = lines' 'allow_subscribe = yes'
} > "$pbx/pjsip.conf"
cat > "$pbx/extensions.conf" <<-'ROWS'
[lines]
exten => 201,hint,PJSIP/201
exten => 201,1,Dial(PJSIP/201,30)
exten => 300,1,Dial(PJSIP/300,30)
exten => 399,1,Busy(5)
ROWS
sip_keys=$'t1 = 100 ms\nt2 = 400 ms\nt4 = 400 ms\n'
configure tsp "127.0.0.1:$port" <<LINES
[line desk]
driver = sip
user = cti
password = secret-cti
domain = $server
desk-phone = 201
[line other]
driver = sip
user = 300
password = secret-300
domain = $server
LINES

is_in_service() {
	ask tsp service "$1" && [ "$answer" = "in service" ]
}
in_service() {
	until_true 10 is_in_service "$1" || why="its line is $answer"
	is_in_service "$1"
}
has_contact() {
	asterisk_cli "pjsip show contacts" | grep -q "Contact:  $1/"
}

row "Asterisk starts" asterisk_start "$pbx" "$server_port"
bare_accounts="<sip:201@$server>;auth_user=201;auth_pass=secret-201;regint=60;answermode=manual;audio_codecs=PCMA"
row "baresip is the phone" baresip_start "$bs_port" $((bs_port + 3))
row "and registers" until_true 10 has_contact 201
open_agent tsp
ask tsp open desk
ask tsp open other
row "the phone is in sight" in_service desk
row "the other line is registered" in_service other

row "somebody calls the phone" ask tsp dial o other 201
row "the call is seen" ask tsp offered d desk 5000
row "as one that rings" ask tsp wait d offering 1000
row "who calls is known" ask tsp info d
row "by number and name" is 'caller=300 caller-name="Carol"*'
row "it is answered at the phone" bare accept
row "which is seen" ask tsp wait d connected 5000
row "the caller talks" ask tsp wait o connected 5000
row "the phone hangs up" bare hangup
row "which is seen" ask tsp wait d idle 5000
row "the caller is disconnected" ask tsp wait o disconnected 5000

bare_forget
row "a click" ask tsp dial c desk 300
row "rings the phone" bare_event CALL_INCOMING
row "which answers" bare accept
row "and is handed on" ask tsp wait c proceeding 5000
row "to the other" ask tsp offered p other 5000
row "who answers" ask tsp answer p
row "both talk" ask tsp wait c connected 5000
row "the phone's call goes on as that call" not ask tsp offered x desk 4000
row "the other hangs up" ask tsp drop p
row "the call is over" ask tsp wait c idle 8000

bare_forget
row "a click that nobody wants" ask tsp dial e desk 300
row "the phone rings" bare_event CALL_INCOMING
row "and is hung up" bare hangup
row "why is told" ask tsp wait e "disconnected (busy)" 5000

bare_forget
row "a click that is taken back" ask tsp dial g desk 300
row "while the phone rings" bare_event CALL_INCOMING
row "is" ask tsp drop g
row "idle" ask tsp wait g idle 1000
row "and the phone stops ringing" bare_event CALL_CLOSED

row "a line that closes" ask tsp close desk
no_faults
finish
