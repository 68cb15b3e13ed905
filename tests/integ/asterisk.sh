#!/bin/bash
# SPDX-License-Identifier: MIT
# asterisk.sh - the exchange that most offices have: what it registers, connects,
# tells and hands on. (Parking, pickup and forwarding by it are office.sh's.)
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/asterisk.sh"

wire_has_our "credentials by MD5" 'sip.auth.algorithm contains "MD5"'
wire_has_our "credentials by SHA-256" 'sip.auth.algorithm contains "SHA-256"'
wire_has "digits within the voice" rtpevent
wire_has_our "digits by INFO" 'sip.Method == "INFO"'
wire_has_our REFER 'sip.Method == "REFER"'
wire_has "how a transfer went (NOTIFY)" sipfrag
wire_has_our subscriptions 'sip.Method == "SUBSCRIBE"'
wire_has "a mailbox (NOTIFY)" 'sip.Event contains "message-summary" && sip.Method == "NOTIFY"'
wire_has "calls of others (NOTIFY)" 'sip.Event contains "dialog" && xml'
wire_has "who it is that we talk to (UPDATE)" 'sip.CSeq.method == "UPDATE"'
aside "Remote-Party-ID, which never became a standard" 'sip.msg_hdr contains "Remote-Party-ID:"'

port=$(free_ports 6)
server_port=$((port + 2))
server=127.0.0.1:$server_port
pbx=$tmp/pbx
log_level=debug
sip_keys=$'t1 = 100 ms\nt2 = 400 ms\nt4 = 400 ms\n'
mkdir "$pbx"

# --- the exchange -------------------------------------------------------------------

{
	asterisk_line 201 secret 'callerid = "Alice" <201>' "subscribe_context = lines" "send_pai = yes" \
		"trust_id_outbound = yes" "moh_passthrough = yes" | sed '/^type = aor/a mailboxes = 8500@default'
	asterisk_line 202 secret 'callerid = "Bob" <202>' "dtmf_mode = info" "send_pai = yes" \
		"trust_id_outbound = yes" "moh_passthrough = yes" "mailboxes = 8500@default" |
		sed '/^type = auth/a supported_algorithms_uas = SHA-256'
	asterisk_line 203 secret 'callerid = "Carol" <203>' "send_rpid = yes" "trust_id_outbound = yes" \
		"moh_passthrough = yes" "timers = always" "timers_sess_expires = 180" "timers_min_se = 120" | sed 's/^allow = .*/allow = ulaw/'
	asterisk_line 204 secret "allow = !all,g722"
	asterisk_line 205 secret
} > "$pbx/pjsip.conf"
printf '[featuremap]\natxfer => *2\n[general]\natxferdropcall = no\n' > "$pbx/features.conf"
printf '[general]\nformat = wav\npollmailboxes = yes\npollfreq = 1\n[default]\n8500 => 1234,Alice\n' > "$pbx/voicemail.conf"
cat > "$pbx/extensions.conf" <<'PLAN'
[lines]
exten => _20X,hint,PJSIP/${EXTEN}
exten => _20X,1,Dial(PJSIP/${EXTEN},30,tT)
exten => 8500,1,Answer()
 same => n,VoiceMail(8500@default,s)
; it hears digits
exten => 600,1,Answer()
 same => n,Read(heard,,4,,1,10)
 same => n,Verbose(1,rig: heard ${heard})
 same => n,Wait(30)
; it says them
exten => 601,1,Answer()
 same => n,Wait(1)
 same => n,SendDTMF(19*#,50,100)
 same => n,Wait(30)
; a tone of 1004 Hz; one before the answer
exten => 602,1,Answer()
 same => n,Milliwatt()
exten => 603,1,Progress()
 same => n,Playtones(1004/1000)
 same => n,Wait(30)
; it hands the caller on, who is connected
exten => 604,1,Answer()
 same => n,Wait(0.5)
 same => n,Transfer(PJSIP/sip:203@${RIG_SERVER})
 same => n,Wait(30)
; who is talked with changes
exten => 605,1,Answer()
 same => n,Wait(0.5)
 same => n,Set(CONNECTEDLINE(name,i)=Reception)
 same => n,Set(CONNECTEDLINE(num)=4711)
 same => n,Wait(30)
; the call was forwarded, or its caller does not want to be known
exten => 606,1,Set(REDIRECTING(from-num,i)=333)
 same => n,Set(REDIRECTING(from-num-valid,i)=1)
 same => n,Set(REDIRECTING(count,i)=1)
 same => n,Set(REDIRECTING(reason)=cfb)
 same => n,Dial(PJSIP/202,30)
exten => 607,1,Set(CALLERID(pres)=prohib)
 same => n,Dial(PJSIP/202,30)
exten => 608,1,Busy(5)
exten => 609,1,Hangup(1)
exten => 610,1,Congestion(5)
exten => 611,1,Ringing()
 same => n,Wait(1)
 same => n,Hangup(19)
PLAN
sed -i "1i [globals]\nRIG_SERVER = $server" "$pbx/extensions.conf"

# up: Asterisk runs, and writes down each message.
up() {
	asterisk_start "$pbx" "$server_port" && asterisk_cli "pjsip set logger on" > /dev/null
}

# --- the lines -----------------------------------------------------------------------

line() {
	cat <<-LINES
	[line $1]
	driver = sip
	password = ${2:-secret}
	domain = $server
	expires = 60
	retry = 1 s
	retry-max = 1 s
	keep-alive = 1 s
	LINES
	shift 2
	printf '%s\n' "$@"
}

{
	line 201 "" "message-waiting = yes" "watch = 202"
	line 202 "" "dtmf = info" "session = 0"
	line 203 "" "session = 90 s"
	line 204 "" "session = 0"
	line 205 "" "rtp-timeout = 3 s"
} | configure tsp "127.0.0.1:$port"

in_service() {
	until_true 15 is_in_service "$1" || why="its line is $answer"
	is_in_service "$1"
}

# bridged COUNT: so many pairs of channels are joined; what is told of a call before,
# Asterisk does not always heed.
bridged() {
	until_true 10 bridges "$1" || why="$(asterisk_cli "bridge show all" | tr '\n' ';')"
	bridges "$1"
}
bridges() {
	[ "$(asterisk_cli "bridge show all" | awk '$3 == 2' | wc -l)" = "$1" ]
}

# call CALL LINE NUMBER [CALLED CALLED-LINE]: up to the talk.
call() {
	row "$2 calls $3" ask tsp dial "$1" "$2" "$3"
	if [ $# -gt 3 ]; then
		row "which comes to $5" ask tsp offered "$4" "$5" 5000
		row "who answers" ask tsp answer "$4"
	fi
	row "they talk" ask tsp wait "$1" connected 5000
	[ $# -le 3 ] || ask tsp wait "$4" connected 3000
}

row "Asterisk starts" up
open_agent tsp
for name in 201 202 203 204 205; do
	ask tsp open "$name"
	row "$name is registered" in_service "$name"
done
row "one of them with digest by MD5" said asterisk 'Authorization: .*username="201".*algorithm="?MD5'
row "another one with SHA-256" said asterisk 'Authorization: .*username="202".*algorithm="?SHA-256'

# --- calls, who they are with, hold ------------------------------------------------------

call a 201 202 b 202
ask tsp info b
row "who is called knows who calls" is 'caller=201 caller-name="Alice" *'
row "we hold" ask tsp hold a
row "the far end hears it through Asterisk" ask tsp wait b "connected (activeheld)" 3000
row "we resume" ask tsp unhold a
row "which it hears" ask tsp wait b connected 3000
row "the far end holds" ask tsp hold b
row "we hear it" ask tsp wait a "connected (activeheld)" 3000
row "it resumes" ask tsp unhold b
row "we hear that" ask tsp wait a connected 3000
over b a

call a 201 605
connected() { ask tsp info a && is "*connected=4711 *"; }
row "Asterisk tells that another one has taken it (CONNECTEDLINE)" until_true 5 connected
over a
row "a call that was forwarded comes" ask tsp dial a 201 606
row "to us" ask tsp offered b 202 5000
ask tsp info b
row "with who forwarded it, and why (Diversion)" is "*redirecting=333 *reason=fwdbusy"
row "it ends" ask tsp drop a
row "for us too" ask tsp wait b idle 5000
ask tsp release a; ask tsp release b
row "one who does not want to be known calls" ask tsp dial a 201 607
row "us" ask tsp offered b 202 5000
row "with a P-Asserted-Identity and Privacy" said asterisk "^Privacy: id"
ask tsp info b
row "and we do not learn who" is 'caller= caller-name="" *'
ask tsp drop a; ask tsp wait b idle 5000; ask tsp release a; ask tsp release b
row "a call comes with Remote-Party-ID" ask tsp dial a 202 203
ask tsp offered b 203 5000
ask tsp info b
row "its caller is known" is 'caller=202 caller-name="Bob" *'
row "by that header" said asterisk '^Remote-Party-ID: "Bob" <sip:202@'
ask tsp drop a; ask tsp wait b idle 5000; ask tsp release a; ask tsp release b

# --- media ----------------------------------------------------------------------------------

call a 203 602
coded() { asterisk_cli "pjsip show channelstats" | grep -q " ulaw "; }
row "the one codec that both have is taken (G.711 mu-law)" until_true 5 coded
before=$(count tsp "voice packets received")
sleep 1			# of voice
over a
# heard PACKETS: so many came in the call that is over, and all before it.
heard() {
	why="$(count tsp "voice packets received") packets, $before before"
	[ "$(count tsp "voice packets received")" -ge $((before + $1)) ]
}
row "voice came" heard 40
row "and none was lost" none tsp "voice packets lost"
row "who has no codec of ours" ask tsp dial a 204 602
row "cannot be talked with" ask tsp wait a "disconnected (incompatible)" 5000
ask tsp release a
before=$(count tsp "voice packets received")
row "a call with an announcement before the answer" ask tsp dial a 201 603
row "is on its way" ask tsp wait a proceeding 3000
sleep 1			# of voice
row "it is given up before it is answered" ask tsp drop a
row "and over" ask tsp wait a idle 3000
row "the announcement was heard" heard 40
ask tsp release a

# --- digits ------------------------------------------------------------------------------------

for user in 201 202; do
	way=$([ $user = 201 ] && echo "RFC 4733" || echo INFO)
	call a $user 600
	row "digits go there by $way" ask tsp digits a "1*${user:1}"
	row "and are heard" said asterisk "rig: heard 1\*${user:1}"
	over a
	call a $user 601
	ask tsp monitor a
	for digit in 1 9 '\*' '#'; do
		row "$digit comes by $way" ask tsp wait a "digit $digit *" 5000
	done
	over a
done

# --- tones ------------------------------------------------------------------------------------

not_heard() { [[ "$answer" != *"(list 1400)"* ]]; }
call a 201 602
ask tsp listen a 1000
ask tsp listen a 1400
row "a tone of theirs is heard for what it is" ask tsp wait a "tone 0 heard (list 1000)" 5000
ask tsp past a
row "and for nothing else" not_heard
over a
row "one is asked for before the answer" ask tsp dial a 201 603
ask tsp listen a 1000
row "it is heard there, too" ask tsp wait a "tone 0 heard (list 1000)" 5000
ask tsp drop a
ask tsp release a
call a 201 202 b 202
ask tsp listen b 1400
row "a tone of ours goes through the PBX" ask tsp tone a
row "and is heard at the other end" ask tsp wait b "tone 0 heard (list 1400)" 5000
row "it is over" ask tsp wait a "generating ended (done)" 3000
over a b

# --- what is waiting, and whose calls ------------------------------------------------------------

told() { [ "$(grep -oE '202@[^ ]* is [a-z]*' "$tmp/tsp.provider.log" | tail -n 1 | cut -d ' ' -f 3)" = "$1" ]; }
row "somebody whose calls we follow has none" until_true 3 told idle
call a 203 8500
row "a message is spoken" sleep 2
over a
row "the mailbox says so to who subscribed" ask tsp wait 201 "line *msgwaiton*" 10000
row "and to who did not, unasked" ask tsp wait 202 "line *msgwaiton*" 10000
row "one whom we follow is called" ask tsp dial a 203 202
row "it rings there" ask tsp offered b 202 5000
row "which we are told" until_true 3 told ringing
ask tsp answer b
row "and that it is busy" until_true 3 told busy
over a b
row "and that it is idle again" until_true 3 told idle
rm -f "$pbx"/spool/voicemail/default/8500/INBOX/*
row "the message is taken out of the mailbox" ask tsp wait 201 "line *msgwaitoff*" 10000
row "which both hear" ask tsp wait 202 "line *msgwaitoff*" 10000

# --- calls that end otherwise ----------------------------------------------------------------------

for case in "608 busy" "609 badaddress" "610 congestion" "611 noanswer"; do
	row "a call to ${case% *}" ask tsp dial a 202 "${case% *}"
	row "ends with ${case#* }" ask tsp wait a "disconnected (${case#* })" 8000
	ask tsp drop a
	ask tsp release a
done

# --- transfers --------------------------------------------------------------------------------------

call a 201 202 b 202
row "Asterisk has joined the two" bridged 1
row "we hand the far end on" ask tsp blind a 203
row "to another" ask tsp offered c 203 5000
row "who answers" ask tsp answer c
row "our request has succeeded" ask tsp reply a
row "and our call is over" ask tsp wait a idle 5000
other() { ask tsp info b && is "*connected=203 *"; }
row "the far end is told whom it talks with" until_true 5 other
ask tsp release a
over c b

call a 201 202 b 202
row "Asterisk has joined the two" bridged 1
row "we ask for a consultation" ask tsp setup q a
row "with another" ask tsp more q 203
row "who is called" ask tsp offered c 203 5000
row "who answers" ask tsp answer c
row "we talk" ask tsp wait q connected 5000
row "Asterisk has joined these two too" bridged 2
row "we join the two" ask tsp complete a q
row "which succeeds (REFER with Replaces)" ask tsp reply a
row "our first call is over" ask tsp wait a idle 5000
row "and the second" ask tsp wait q idle 5000
row "the others talk: one holds" ask tsp hold c
row "and the other hears it" ask tsp wait b "connected (activeheld)" 3000
ask tsp release a; ask tsp release q
over c b

call a 201 604
row "Asterisk hands us on" ask tsp offered c 203 5000
row "to who answers" ask tsp answer c
row "and our call is one with him" ask tsp wait c connected 5000
handed() { ask tsp handed a && is "connected=203 *reason=transfer"; }
row "as LINECALLINFO says" until_true 5 handed
over c a

call a 201 202 b 202
row "Asterisk has joined the two" bridged 1
row "the far end dials what transfers at Asterisk" ask tsp digits b "*2"
sleep 1
row "and a number" ask tsp digits b 203
row "which is called" ask tsp offered c 203 8000
row "and answers" ask tsp answer c
ask tsp wait c connected 3000
row "Asterisk has joined these two too" bridged 2
row "it hangs up" ask tsp drop b
row "and is out of it" ask tsp wait b idle 5000
ask tsp release b
row "Asterisk has joined the other two" bridged 1
with_a() { ask tsp info c && is "*connected=201 *"; }
row "as the one is told" until_true 5 with_a
over a c

# --- session timers, and a server that goes and comes --------------------------------------------------

call a 203 202 b 202
row "a session is too short for it (422)" said asterisk "^SIP/2.0 422"
row "and is made longer" said asterisk "^Session-Expires: 120"
over a b

call a 205 602
cp "$tmp/asterisk.log" "$tmp/asterisk.before.log"
asterisk_kill 2> /dev/null
row "Asterisk dies in a call, which ends by itself" ask tsp wait a idle 15000
row "the line is out of service" ask tsp wait 201 "line *outofservice*" 15000
ask tsp release a
row "it comes back" up
row "and the line is in service" in_service 201
row "another one too" in_service 202
call a 201 202 b 202
asterisk_stop
row "it is stopped in order, and hangs up" ask tsp wait a idle 5000
row "on both sides" ask tsp wait b idle 5000
no_faults
finish
