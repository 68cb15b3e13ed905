# SPDX-License-Identifier: MIT
# sipp.awk - steps (sipp.sh says which) to a scenario of SIPp.

BEGIN {
	print "<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n<!DOCTYPE scenario SYSTEM \"sipp.dtd\">"
	print "<scenario name=\"" name "\">"
	cseq = 0
}

# The description, with a direction if there is one.
function sdp(direction) {
	return "\nv=0\no=far 53655765 " (1000 + cseq) " IN " session "\ns=-\nc=IN " session \
		"\nt=0 0\nm=audio [media_port] RTP/AVP 8 101\na=rtpmap:8 PCMA/8000\n" \
		"a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\n" (direction ? "a=" direction "\n" : "")
}

# What stands behind bars, a header a row.
function extra(    i, count, parts, text) {
	text = more
	more = ""
	count = split($0, parts, /[ \t]*\|[ \t]*/)
	for (i = 2; i <= count; i++)
		text = text parts[i] "\n"
	return text
}

function message(text, body, attributes) {
	printf "<send%s><![CDATA[\n%s", attributes, text
	if (body != "")
		printf "Content-Type: %s\nContent-Length: [len]\n%s\n", type, body
	else
		printf "Content-Length: 0\n\n"
	print "]]></send>"
	type = "application/sdp"
}

function response(status, reason, tag, body) {
	message("SIP/2.0 " status " " reason "\n[last_Via:]\n[last_Record-Route:]\n[last_From:]\n[last_To:]" \
		(status > 100 ? ";tag=" tag : "") "\n[last_Call-ID:]\n[last_CSeq:]\n" \
		($0 ~ /Contact:/ ? "" : "Contact: <sip:far@[local_ip]:[local_port];transport=[transport]>\n") \
		extra(), body, "")
}

# An answer to the INVITE when other requests came since.
function late(status, reason, tag, body) {
	message("SIP/2.0 " status " " reason "\nVia:[$4]\n[last_From:]\nTo:[$2];tag=" tag \
		"\n[last_Call-ID:]\nCSeq:[$5]\n" \
		"Contact: <sip:far@[local_ip]:[local_port];transport=[transport]>\n" extra(), body, "")
}

function reason_of(    text) {
	text = $0
	sub(/[ \t]*\|.*/, "", text)
	sub(/^[^ ]+ +[^ ]+ */, "", text)
	return text
}

# A request of the calling side; in the call it has the far tag. CANCEL and the
# ACK to a refusal are of the INVITE's transaction.
function request(method, number, tagged, body, attributes,    branch) {
	branch = method == "CANCEL" || $1 == "ack-no" ? number "-INVITE" : number "-" method
	message(method " sip:[service]@[remote_ip]:[remote_port] SIP/2.0\n" \
		"Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK-[pid]-[call_number]-" branch \
		"\nMax-Forwards: 70\nFrom: \"Far End\" <sip:far@[local_ip]:[local_port]>;tag=c[call_number]x[pid]\n" \
		"To: <sip:[service]@[remote_ip]:[remote_port]>" (tagged ? "[peer_tag_param]" : "") \
		"\nCall-ID: [call_id]\nCSeq: " number " " method "\n" \
		"Contact: <sip:far@[local_ip]:[local_port];transport=[transport]>\n" extra(), body, attributes)
}

# A request of the called side: its From is the To of the INVITE and so on.
function backward(method, body,    branch) {
	branch = $2 == "ACK-no" ? cseq "-INVITE" : (cseq + 1) "-" method
	cseq += method != "ACK"
	message(method " [next_url] SIP/2.0\n" \
		"Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK-b[pid]-[call_number]-" branch \
		"\nMax-Forwards: 70\n" \
		"From: [$2];tag=far[call_number]\nTo: [$1]\nCall-ID: [call_id]\nCSeq: " cseq " " method "\n" \
		"Contact: <sip:far@[local_ip]:[local_port];transport=[transport]>\n" extra(), body, \
		method == "ACK" ? "" : " retrans=\"500\"")
}

{ gsub(/^[ \t]+/, ""); type = "application/sdp" }
/^$/ || /^#/ { next }

# What answers to a request are made of.
function parts() {
	return "<ereg regexp=\".*\" search_in=\"hdr\" header=\"From:\" assign_to=\"1\"/>" \
		"<ereg regexp=\"[^;&lt;]*&lt;[^>]*>|[^;&lt;]+\" search_in=\"hdr\" header=\"To:\" assign_to=\"2\"/>" \
		"<ereg regexp=\".*\" search_in=\"hdr\" header=\"Via:\" assign_to=\"4\"/>" \
		"<ereg regexp=\".*\" search_in=\"hdr\" header=\"CSeq:\" assign_to=\"5\"/>"
}
$1 == "recv" || $1 == "require" || $1 == "require-status" {
	begins = $1 != "require-status" && ($2 == "INVITE" || $2 == "SUBSCRIBE")
	actions = begins ? parts() : ""
	if ($1 != "recv")
		actions = actions "<ereg regexp=\"" $3 "\" search_in=\"msg\" check_it=\"true\" assign_to=\"3\"/>"
	print "<recv " ($1 == "require-status" ? "response" : "request") "=\"" $2 "\"" (begins ? " rrs=\"true\"" : "") \
		($1 == "recv" && $3 == "optional" ? " optional=\"true\"" : "") \
		(actions ? "><action>" actions "</action></recv>" : "/>")
	called = called || begins
	third = third || $1 != "recv"
	next
}
$1 == "get"    { print "<recv response=\"" $2 "\" rrs=\"true\"" ($3 == "optional" ? " optional=\"true\"" : "") "/>"; next }
$1 == "reply"  { response($2, reason_of(), "far[call_number]"); next }
$1 == "late"   { late($2, reason_of(), "far[call_number]", ""); next }
$1 == "again"  { late($2, reason_of(), "fork[call_number]", sdp()); next }
$1 == "answer" { response($2, reason_of(), "far[call_number]", sdp()); next }
$1 == "invite" { request("INVITE", ++cseq, 0, sdp(), " retrans=\"500\""); next }
$1 == "invite-empty" { request("INVITE", ++cseq, 0, "", " retrans=\"500\""); next }
$1 == "reinvite" { request("INVITE", ++cseq, 1, sdp($2), " retrans=\"500\""); next }
$1 == "ack" || $1 == "ack-no" { request("ACK", cseq, 1, ""); next }
$1 == "ack-sdp" { request("ACK", cseq, 1, sdp()); next }
$1 == "cancel" { request("CANCEL", cseq, 0, ""); next }
# A PRACK leaves the number of the INVITE as it is, which its ACK needs.
$1 == "prack"  {
	rack = "RAck: " $2 " " cseq " INVITE"
	$0 = "prack | " rack
	request("PRACK", cseq + ++pracks, 1, "", " retrans=\"500\"")
	next
}
$1 == "bye"    { cseq += pracks; request("BYE", ++cseq, 1, "", " retrans=\"500\""); next }
$1 == "request" { request($2, ++cseq, 1, "", " retrans=\"500\""); next }
$1 == "ask"    { request($2, ++cseq, 0, "", " retrans=\"500\""); next }
$1 == "info"   {
	type = "application/dtmf-relay"
	request("INFO", ++cseq, 1, "\nSignal=" $2 "\nDuration=160\n", " retrans=\"500\"")
	next
}
$1 == "back"   {
	backward($2 == "ACK-no" ? "ACK" : $2, $3 == "sdp" ? sdp($4 == "|" ? "" : $4) : "")
	next
}
$1 == "notify" {
	type = $4
	more = "Event: " $2 "\nSubscription-State: " $3 "\n"
	sub(/^[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ */, "")
	body = $0
	$0 = ""
	backward("NOTIFY", "\n" body "\n")
	next
}
# What a phone says by uaCSTA, in a request of its own or in its answer to one.
$1 == "csta" || $1 == "csta-reply" {
	own = $1 == "csta"
	type = "application/csta+xml"
	sub(/^[^ ]+ +/, "")
	body = "\n" $0 "\n"
	$0 = ""
	if (own)
		backward("INFO", body)
	else
		response(200, "OK", "far[call_number]", body)
	next
}
$1 == "pause"  { print "<pause milliseconds=\"" $2 "\"/>"; next }
{ print "sipp.awk: no such step: " $0 > "/dev/stderr"; exit 1 }

END {
	if (called || third)
		print "<Reference variables=\"" (called ? "1,2,4,5" : "") (called && third ? "," : "") (third ? "3" : "") "\"/>"
	print "</scenario>"
}
