#!/bin/bash
# SPDX-License-Identifier: MIT
# desk.sh - a line that watches a hardware phone, and makes it call. The phone is
# baresip behind Asterisk, which tells of its calls by dialog-info; who is at the
# other end is a line of ours that is a phone itself. Phones that can be controlled
# are played by SIPp, which does what their makers' papers say.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/baresip.sh"
source "$(dirname "$0")/lib/asterisk.sh"
source "$(dirname "$0")/lib/sipp.sh"

wire_has_our subscriptions 'sip.Method == "SUBSCRIBE"'
wire_has "calls of the phone (NOTIFY)" 'sip.Event contains "dialog" && xml'
wire_has_our REFER 'sip.Method == "REFER"'
wire_has_our uaCSTA 'sip.Content-Type contains "application/csta+xml" && xml'

port=$(free_ports 12)
server_port=$((port + 2))
bs_port=$((port + 4))
far_port=$((port + 9))
talk_port=$((port + 10))
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
[line join]
driver = sip
user = cti
password = secret-cti
domain = $server
register = no
desk-phone = 201
desk-dial = 3pcc
[line other]
driver = sip
user = 300
password = secret-300
domain = $server
[line csta]
driver = sip
register = no
domain = 127.0.0.1:$far_port
desk-phone = 201
desk-control = csta
[line talk]
driver = sip
register = no
domain = 127.0.0.1:$far_port
desk-phone = 201
desk-control = talk
desk-control-address = sip:201@127.0.0.1:$talk_port
LINES

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

bare_forget
row "a line that joins both ends itself" ask tsp open join
row "sees the phone" in_service join
row "a click" ask tsp dial h join 300
row "rings the phone" bare_event CALL_INCOMING
row "which answers" bare accept
row "and the other" ask tsp offered q other 5000
row "who answers" ask tsp answer q
row "both talk" ask tsp wait h connected 5000
row "the other side too" ask tsp wait q connected 3000
row "it can be dropped" ask tsp drop h
row "which ends it" ask tsp wait h idle 1000
row "on the other side" ask tsp wait q disconnected 5000
row "and at the phone" bare_event CALL_CLOSED
ask tsp close join

# --- a phone with uaCSTA ----------------------------------------------------------

happens() {
	printf '<%s><monitorCrossRefID>5</monitorCrossRefID><connection><callID>7</callID><deviceID>201</deviceID></connection>' "$1"
	printf '<callingDevice><deviceIdentifier>sip:300@127.0.0.1</deviceIdentifier></callingDevice>'
	printf '<calledDevice><deviceIdentifier>sip:201@127.0.0.1</deviceIdentifier></calledDevice>'
	printf '<localConnectionInfo>%s</localConnectionInfo></%s>' "$2" "$1"
}
scenario csta <<-STEPS
recv INVITE
csta-reply <RequestSystemStatusResponse><systemStatus>normal</systemStatus></RequestSystemStatusResponse>
recv ACK
require INFO MonitorStart
csta-reply <MonitorStartResponse><monitorCrossRefID>5</monitorCrossRefID></MonitorStartResponse>
require INFO SnapshotDevice
csta-reply <SnapshotDeviceResponse></SnapshotDeviceResponse>
csta $(happens DeliveredEvent alerting)
get 200
require INFO AnswerCall
csta-reply <AnswerCallResponse></AnswerCallResponse>
csta $(happens EstablishedEvent connected)
get 200
require INFO HoldCall
csta-reply <HoldCallResponse></HoldCallResponse>
csta $(happens HeldEvent hold)
get 200
require INFO RetrieveCall
csta-reply <RetrieveCallResponse></RetrieveCallResponse>
csta $(happens RetrievedEvent connected)
get 200
require INFO ClearConnection
csta-reply <ClearConnectionResponse></ClearConnectionResponse>
csta $(happens ConnectionClearedEvent null)
get 200
recv BYE
reply 200 OK
STEPS
far csta
row "a phone with uaCSTA" ask tsp open csta
row "tells of a call" ask tsp offered k csta 5000
row "who calls is known" ask tsp info k
row "by number" is 'caller=300 *'
row "it answers" ask tsp answer k
row "which is seen" ask tsp wait k connected 3000
row "it holds" ask tsp hold k
row "which is seen" ask tsp wait k onhold 3000
row "it resumes" ask tsp unhold k
row "which is seen" ask tsp wait k connected 3000
row "it hangs up" ask tsp drop k
row "which is seen" ask tsp wait k idle 3000
row "the line closes" ask tsp close csta
row "and ends the session; it was all as the phone wanted it" far_done

# --- a phone with Event: talk -----------------------------------------------------

info="application/dialog-info+xml"
dialogs() {
	printf '<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="%s" state="full" entity="sip:201@127.0.0.1">%s</dialog-info>' "$@"
}
call() {
	printf '<dialog id="d" direction="recipient"><state>%s</state>%s</dialog>' "$@"
}
held='<local><target uri="sip:201@127.0.0.1"><param pname="+sip.rendering" pval="no"/></target></local>'
scenario watched <<-STEPS
recv SUBSCRIBE
reply 200 OK | Expires: 60
notify dialog active;expires=60 $info $(dialogs 0 "$(call early "")")
get 200
pause 700
notify dialog active;expires=60 $info $(dialogs 1 "$(call confirmed "")")
get 200
pause 700
notify dialog active;expires=60 $info $(dialogs 2 "$(call confirmed "$held")")
get 200
require SUBSCRIBE Expires:.0
reply 200 OK | Expires: 0
STEPS
scenario talks <<-STEPS
require NOTIFY Event:.talk
reply 200 OK
STEPS
scenario holds <<-STEPS
require NOTIFY Event:.hold
reply 200 OK
STEPS
far watched
sipp_run talked talks "$talk_port" -m 1
until_true 10 listens "$talk_port"
row "a phone that takes Event: talk" ask tsp open talk
row "rings" ask tsp offered t talk 5000
row "it answers" ask tsp answer t
row "for it was told to talk" await talked
row "which is seen" ask tsp wait t connected 3000
sipp_run held holds "$talk_port" -m 1
until_true 10 listens "$talk_port"
row "it holds" ask tsp hold t
row "for it was told to" await held
row "which is seen" ask tsp wait t onhold 3000
row "the line closes" ask tsp close talk
row "and unsubscribes" far_done
no_faults
finish
