#!/bin/bash
# SPDX-License-Identifier: MIT
# watch.sh - what a server tells of a mailbox (RFC 3842), of another's calls (RFC 4235)
# and of a queue for who is busy (RFC 6910). The server is SIPp with a scenario for each.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/sipp.sh"

wire_has_our "subscriptions to a mailbox" 'sip.Event contains "message-summary"'
wire_has_our "subscriptions to the calls of others" 'sip.Event contains "dialog"'
wire_has_our "subscriptions to a queue" 'sip.Event contains "call-completion"'
wire_has "calls of others (NOTIFY)" xml

port=$(free_ports 4)
far_port=$((port + 2))
log_level=debug
sip_keys=$'t1 = 100 ms\nt2 = 400 ms\nt4 = 400 ms\n'
configure tsp "127.0.0.1:$port" <<LINES
[line one]
driver = sip
user = one
domain = 127.0.0.1:$far_port
register = no
message-waiting = yes
mailbox = 8500
[line two]
driver = sip
user = two
domain = 127.0.0.1:$far_port
register = no
watch = 201
[line three]
driver = sip
user = three
domain = 127.0.0.1:$far_port
register = no
call-back = yes
LINES
open_agent tsp

# --- a mailbox ------------------------------------------------------------------

summary="application/simple-message-summary"
scenario mailbox <<-STEPS
recv SUBSCRIBE
reply 200 OK | Expires: 8
notify message-summary active;expires=8 $summary Messages-Waiting: yes
get 200
pause 500
notify message-summary active;expires=8 $summary Messages-Waiting: no
get 200
require SUBSCRIBE Expires:.3600
reply 200 OK | Expires: 60
notify message-summary active;expires=60 $summary Messages-Waiting: yes
get 200
require SUBSCRIBE Expires:.0
reply 200 OK | Expires: 0
notify message-summary terminated;reason=timeout $summary Messages-Waiting: yes
get 200
STEPS
waits() { far mailbox && ask tsp open one && ask tsp wait one "line *msgwaiton*" 5000; }
row "a message waits in the mailbox that a line subscribed to" waits
row "it is heard" ask tsp wait one "line *msgwaitoff*" 5000
row "another one comes, after the subscription was refreshed" ask tsp wait one "line *msgwaiton*" 10000
row "the line closes" ask tsp close one
row "and unsubscribes" far_done

# --- whose calls a line follows ----------------------------------------------------

info="application/dialog-info+xml"
dialogs() {
	printf '<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="%s" state="%s" entity="sip:201@127.0.0.1">%s</dialog-info>' "$@"
}
rings='<dialog id="d" call-id="c1" local-tag="l1" remote-tag="r1" direction="recipient"><state>early</state></dialog>'
scenario lamp <<-STEPS
recv SUBSCRIBE
reply 200 OK | Expires: 60
notify dialog active;expires=60 $info $(dialogs 0 full "")
get 200
notify dialog active;expires=60 $info $(dialogs 1 partial "$rings")
get 200
notify dialog active;expires=60 $info $(dialogs 4 partial "$rings")
get 200
require SUBSCRIBE Expires:.3600
reply 200 OK | Expires: 60
notify dialog active;expires=60 $info $(dialogs 5 full "")
get 200
require SUBSCRIBE Expires:.0
reply 200 OK | Expires: 0
STEPS
# told STATE...: all that was told so far, in this order.
lamps() { [ "$(grep -o 'sip:201@[^ ]* is [a-z]*' "$tmp/tsp.provider.log" | cut -d ' ' -f 3 | xargs)" = "$*" ]; }
told() { until_true 5 lamps "$@"; }
follows() { far lamp && ask tsp open two && told idle ringing idle; }
row "a line follows the calls of a number, and asks for what it missed" follows
row "the line closes" ask tsp close two
row "and unsubscribes" far_done

# --- a queue for who is busy -----------------------------------------------------------

place="application/call-completion"
scenario busy <<-STEPS
recv INVITE
reply 486 Busy Here | Call-Info: <sip:queue@127.0.0.1:$far_port>;purpose=call-completion;m=BS
recv ACK
STEPS
scenario queue <<-STEPS
require SUBSCRIBE sip:queue@127.0.0.1:$far_port;m=BS
reply 200 OK | Expires: 600
notify call-completion active;expires=600 $place cc-state: queued
get 200
pause 300
notify call-completion active;expires=600 $place cc-state: ready
get 200
STEPS
scenario free <<-STEPS
require INVITE sip:201@127.0.0.1:$far_port;m=BS
answer 200 OK
recv ACK
recv BYE
reply 200 OK
STEPS
is_busy() { far busy && ask tsp open three && ask tsp dial first three 201 && ask tsp wait first "*busy*" 5000 && far_done; }
row "somebody is busy, and offers a place in a queue" is_busy
queues() { far queue && ask tsp call-back first && ask tsp wait first "*idle*" 5000; }
row "a place is taken" queues
row "it comes to its turn" far_done
row "a call is offered" ask tsp offered again three 5000
calls_back() { far free && ask tsp answer again && ask tsp wait again "*connected*" 5000 && ask tsp drop again; }
row "that is answered, so they are called" calls_back
row "and say that they were called from the queue" far_done
no_faults
finish
