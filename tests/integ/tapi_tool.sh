#!/bin/bash
# SPDX-License-Identifier: MIT
# tapi_tool.sh - what tapictl does with several calls and with phones, as another program, which
# watches, sees it.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/tapi.sh"

not_on_the_loopback "programs and server speak by a Unix socket, and the exchange is in the server"

server_keys="dialing = $tmp/dialing.conf
dialing-state = $tmp/dialing.state"
tapi_server <<LINES
[sim]
dial-delay = 20
answer-after = 50
talk-time = 3 s
[line a]
driver = sim
number = 100
calls = 3
[line b]
driver = sim
number = 200
[line c]
driver = sim
number = 300
[phone desk]
driver = sim
line = b
more-lines = c
LINES
export LD_LIBRARY_PATH=$native/lib
tapictl=$native/bin/tapictl

# shows PATTERN COMMAND...: it does it, and says so.
shows() {
	local pattern=$1 out

	shift
	out=$("$tapictl" "$@" 2>&1) || { why="it fails: $out"; return 1; }
	why="it says: $out"
	grep -qE -- "$pattern" <<< "$out"
}

# refuses CODE PATTERN COMMAND...: with that exit code, and why.
refuses() {
	local code=$1 pattern=$2 out got

	shift 2
	out=$("$tapictl" "$@" 2>&1)
	got=$?
	why="exit $got, it says: $out"
	[ "$got" = "$code" ] && grep -qE -- "$pattern" <<< "$out"
}

# fresh: what the watcher is told from now on counts.
fresh() {
	mark=$(wc -l < "$tmp/watcher.log")
}

# news_count EVENT DETAIL: how often it was told that; both are patterns.
news_count() {
	tail -n "+$((mark + 1))" "$tmp/watcher.log" | grep -cE -- "\"event\":\"$1\",\"detail\":\"$2\""
}

has_news() {
	[ "$(news_count "$1" "$2")" -ge "${3:-1}" ]
}

# news EVENT DETAIL [COUNT]: it is told that, so often.
news() {
	until_true 10 has_news "$@" && return 0
	why="it was told: $(tail -n "+$((mark + 1))" "$tmp/watcher.log" | cut -c 1-150 | tail -n 12)"
	return 1
}

start watcher "$tapictl" --json watch
row "another program watches lines and phones" said watcher "^watching 3 lines and 1 phones"

# --- locations --------------------------------------------------------------------------

export OPENTSP_DIALING=$tmp/dialing.conf
row "without a location it says how to make one" \
	refuses 1 'there is no location; "tapictl locations add NAME' locations
row "it makes the first location" shows "^Office +$tmp/dialing.conf$" \
	locations add Office --country DE --area 30 --outside 0
has_office() {
	shows '^yes +[0-9]+ +Office +49 +30$' locations
}
row "... which the server reads by itself" until_true 15 has_office
row "... and translates by" shows '^dialed +T01234$' translate a "+49 (30) 1234"
row "it makes one more, and says so as JSON" \
	shows "^\{\"name\":\"Home\",\"file\":\"$tmp/dialing.conf\"\}$" --json locations add Home --country 49
kept=$(cat "$tmp/dialing.conf")
row "one of the same name is refused" \
	refuses 1 'would be wrong: row [0-9]+: \[location Home\] stands in row' locations add Home --country DE
row "... and one of no country" refuses 1 '"Atlantis" is no country' locations add X --country Atlantis
row "... and one whose name could not be read again" refuses 2 'without brackets' locations add 'X]' --country DE
row "... and one without a country" refuses 2 'wants a name and a country' locations add X
row "... and the file is as it was" test "$kept" = "$(cat "$tmp/dialing.conf")"
row "what cannot be written is an error" \
	refuses 1 'cannot be written' locations add X --country DE --file /proc/dialing.conf

# --- providers ------------------------------------------------------------------------

cp "$native/lib/libopentsp.so" "$tmp/other.so"
printf '[line new]\ndriver = sim\nnumber = 500\n' > "$tmp/opentsp-1001.conf"
row "the providers are listed" shows '^ +1 +libopentsp.so$' providers
fresh
row "one more is added" shows '^1001 +other.so$' providers add "$tmp/other.so"
row "... the watcher is told" news 'line 3 is there' ''
row "... its line is there" shows ' new +500 ' lines
row "... and it stands in the list, as JSON too" shows '^\{"id":1001,"file":"other.so"\}$' --json providers
row "twice is an error" refuses 1 'LINEERR_NOMULTIPLEINSTANCE' providers add "$tmp/other.so"
row "so is a file that there is not, with a way on" refuses 1 "server's log says why" providers add none.so
row "and to remove one that the configuration names" refuses 1 'configuration names it' providers remove 1
row "... or that there is not" refuses 1 'no provider 77; "tapictl providers" lists them' providers remove 77
row "what else is asked is asked wrongly" refuses 2 'add FILE, or remove ID' providers take 77
printf '[provider two]\nfile = %s\nid = 2\nconfig = %s\n' "$tmp/other.so" "$tmp/opentsp-1001.conf" > "$tmp/two"
fresh
row "it is removed" shows '^ +1 +libopentsp.so$' providers remove 1001
row "... the watcher is told" news 'line 3 is gone' ''
cp "$tmp/tapisrv.conf" "$tmp/one"
cat "$tmp/two" >> "$tmp/tapisrv.conf"
kill -HUP "${pids[tapisrv]}"
has_two() { shows '^ +2 +other.so$' providers; }
row "one that is written into the configuration comes by SIGHUP" until_true 10 has_two
cp "$tmp/one" "$tmp/tapisrv.conf"
kill -HUP "${pids[tapisrv]}"
has_one() { ! has_two; }
row "... and goes when it is taken out" until_true 10 has_one

# --- phones ---------------------------------------------------------------------------

row "the phone is listed with buttons, lamps, hookswitches, display" \
	shows '^ +0 +desk +19 +3 +handset\|speaker +24x2$' phones
row "and as JSON" shows '^\{"device":0,"name":"desk","buttons":19,"lamps":3,"hookswitches":"handset\|speaker","display":"24x2"\}$' --json phones
row "it tells how it is" shows '^handset +onhook$' phone desk
row "... as JSON too" shows '^\{"what":"handset","value":"onhook"\}$' --json phone desk
row "a phone that there is not is an error with a way on" \
	refuses 1 'has no phone nine; "tapictl phones" lists them' phone nine

# sets SENTENCE STATE DETAIL SHOWN WHAT...: tapictl sets it, the watcher is told, and the phone
# shows it.
sets() {
	local sentence=$1 state=$2 detail=$3 shown=$4

	shift 4
	fresh
	row "it sets $sentence" shows '^$' phone desk set "$@"
	row "... the watcher is told" news "$state" "$detail"
	row "... and the phone has it" shows "$shown" phone desk
}

sets "a volume" handsetvolume 1234 '^handset volume +1234$' volume handset 1234
sets "a gain" speakergain 4321 '^speaker gain +4321$' gain speaker 4321
sets "a lamp" lamp "18 flash" '^lamp 18 +flash$' lamp 18 flash
sets "how it rings" ringvolume 777 '^ring volume +777$' ring 2 777
row "... in its second mode" shows '^ring +2$' phone desk
sets "a text on its display" display '' '^display row 1 +  Grüße' display 1 2 "Grüße"
sets "a hookswitch" speakerhookswitch micspeaker '^speaker +micspeaker$' hook speaker micspeaker
shows . phone desk set hook speaker onhook

row "a headset that it has not is refused with TAPI's reason" \
	refuses 1 'volume cannot be set so: PHONEERR_INVALHOOKSWITCHDEV' phone desk set volume headset 5
row "a device that is none is asked wrongly" \
	refuses 2 'set volume handset\|speaker\|headset' phone desk set volume nose 5
row "what cannot be set is said with what can" refuses 2 'colour cannot be set: volume, gain' phone desk set colour 1

cat > "$tmp/presses.c" <<'PROGRAM'
#include <tapi.h>
int main(void)
{
	PHONEINITIALIZEEXPARAMS params = { .dwTotalSize = sizeof(params),
		.dwOptions = PHONEINITIALIZEEXOPTION_USEEVENT };
	DWORD press[6] = { 0x80000011u, 3 }, count, version = 0x00020002, ext;
	PHONEEXTENSIONID id;
	HPHONEAPP app;
	HPHONE phone;
	PHONEMESSAGE m;

	if (phoneInitializeExA(&app, 0, 0, "presses", &count, &version, &params)
	    || phoneNegotiateAPIVersion(app, 0, version, version, &version, &id)
	    || phoneNegotiateExtVersion(app, 0, version, 0x00010000, 0x00010001, &ext)
	    || phoneOpen(app, 0, &phone, version, ext, 0, PHONEPRIVILEGE_OWNER)
	    || phoneDevSpecific(phone, press, sizeof(press)) <= 0)
		return 1;
	while (phoneGetMessage(app, &m, 5000) == 0)
		if (m.dwMessageID == PHONE_REPLY)
			return m.dwParam2 != 0;
	return 1;
}
PROGRAM
gcc -I "$native/include" -o "$tmp/presses" "$tmp/presses.c" -L "$native/lib" -ltapi32
fresh
row "a finger presses a button" "$tmp/presses"
row "the watcher is told that it is down" news "button 3 down" keypad
row "... and up" news "button 3 up" keypad

# --- transfer -----------------------------------------------------------------------------

# answerers: two programs that take the calls of b and c.
answerers() {
	fresh
	start b "$tapictl" answer b
	start c "$tapictl" answer c
	news open '' 2
}

# interrupts NAME: Ctrl-C, and it ends well.
interrupts() {
	kill -INT "${pids[$1]}"
	await "$1"
}

row "two programs wait for calls" answerers
fresh
row "it transfers b to c without asking c" shows 'connected: to 200' transfer a 200 300
row "... and c is offered b's call" news connected 'from 200.*'
end b
row "b's program ends, and with it the call" news idle 'from .*' 2
end c

row "two programs wait again" answerers
fresh
row "it transfers b to c when c has answered" shows 'connected: to 300' transfer a 200 300 --consult
row "the watcher sees the call of c that was consulted" news connected 'from 100.*' 2
row "... both of a's calls idle" news idle 'to [23]00.*' 2
row "... and b and c, who talk now, are not" test "$(news_count idle 'from .*')" = 0
end b
row "when b's program ends, so does the call of c" news idle 'from .*' 2
fresh
row "one who is busy ends it, as an error that says so" \
	refuses 1 'the call was not connected: it became busy' transfer a 300 92 --consult
row "... that one, not who was called first" test "$(news_count connected 'from 100.*')" -ge 1
row "... and with it the call that was there" news idle 'from 100.*'
end c

# --- conference ----------------------------------------------------------------------------

row "and two more" answerers
fresh
start meeting "$tapictl" conference a 200 300 91 --for 1
row "it calls three one after the other into a conference, for a second" await meeting
row "the watcher sees all three conferenced" news conferenced 'to .*' 3
row "... and b and c connected" news connected 'from 100.*' 2
row "then all are idle: those of a" news idle 'to .*' 3
row "... and those of b and c" news idle 'from 100.*' 2
fresh
start meeting "$tapictl" conference a 951 952
row "one whose members all leave ends by itself" await meeting
row "... after all were in it" news conferenced 'to .*' 2
fresh
start meeting "$tapictl" conference a 200 91
row "one that goes on" news conferenced 'to .*' 2
row "... until Ctrl-C" interrupts meeting
row "... and its members are idle then" news idle 'from 100.*'
fresh
row "one who is busy is an error that says so" \
	refuses 1 'the call was not connected: it became busy' conference a 200 92
row "... and nobody is left on the line" news idle 'from 100.*'
row "a conference of one is asked wrongly" refuses 2 'two numbers or more' conference a 200
finish
