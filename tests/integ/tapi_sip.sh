#!/bin/bash
# SPDX-License-Identifier: MIT
# tapi_sip.sh - tapictl as a TAPI program, by the telephony server and a SIP line to baresip,
# while another program watches.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/tapi.sh"
source "$(dirname "$0")/lib/baresip.sh"

wire_has voice rtp
wire_has_our "a call" 'sip.Method == "INVITE"'

port=$(free_ports 8)
bs_port=$((port + 2))
tapi_server <<LINES
[sip]
listen = 127.0.0.1:$port
rtp-first = $((16384 + (RANDOM % 3800) * 4))
[line one]
driver = sip
user = one
name = "Line One"
domain = 127.0.0.1:$bs_port
register = no
LINES
row "baresip is ready" baresip_start "$bs_port" "$((port + 4))"
bare uafind "sip:bare@127.0.0.1:$bs_port"
export LD_LIBRARY_PATH=$native/lib
tapictl=$native/bin/tapictl

shows() {
	local pattern=$1 out

	shift
	out=$("$tapictl" "$@" 2>&1)
	why="it says: $out"
	grep -qE -- "$pattern" <<< "$out"
}

row "tapictl lists the line" shows "one +one +" lines
row "and as JSON" shows '^\{"device":0,"name":"one"' --json lines
row "it tells what the line can do" shows "call features +.*blindtransfer" caps one
row "a line that there is not is an error with a way on" shows 'has no line nine; "tapictl lines" lists them' caps nine

start watcher "$tapictl" watch
row "another program watches" said watcher "^watching 1 lines"

start dialler "$tapictl" dial one bare --for 2
row "it calls baresip, which answers" said dialler "connected: to bare"
row "baresip sees our name" bare_event 'CALL_ESTABLISHED.*"peerdisplayname":"Line One"'
row "baresip hears voice" bare_event CALL_RTPESTAB
row "it hangs up after two seconds, and that is no error" await dialler
row "it has seen the call idle" said dialler "idle"
row "the one who watches saw the same call" said watcher "connected: to bare"
row "... to its end" said watcher "idle"

opened=$(grep -c "line 0 open" "$tmp/watcher.log")
start answerer "$tapictl" --json answer one --count 1
until_true 10 sh -c "[ \$(grep -c 'line 0 open' '$tmp/watcher.log') -gt $opened ]"
bare dial "sip:one@127.0.0.1:$port"
row "baresip's call is offered, with who calls" said answerer '"event":"offering","detail":"from bare'
row "it is answered" said answerer '"event":"connected"'
bare hangup
row "it ends when its call has ended" await answerer
end watcher

# --- a program that only asks for a call ------------------------------------------------
# Nobody has registered for that, so the server starts tapictl itself.
cat > "$tmp/asks.c" <<'PROGRAM'
#include <tapi.h>
int main(void) { return tapiRequestMakeCallA("bare", "asks", "Bare Sip", "") != 0; }
PROGRAM
gcc -I "$native/include" -o "$tmp/asks" "$tmp/asks.c" -L "$native/lib" -ltapi32
bare_forget
row "a program asks for a call, and somebody is found to make it" "$tmp/asks"
row "baresip is called" bare_event 'CALL_ESTABLISHED'
bare hangup
finish
