# SPDX-License-Identifier: MIT
# tones.sh - which tones are in the voice that goes to somebody (RTP with G.711).
#
#   tones_listen 30002 30029	# two seconds of all that goes to these ports
#   tones_to 30002 30005 425 670 1010	# which of these are in what goes to those

# tones_listen FIRST LAST: what comes from now on.
tones_listen() {
	rm -f "$tmp/tones.pcap"
	dumpcap -q -i lo -a duration:2 -f "udp and dst portrange $1-$2" -w "$tmp/tones.pcap" \
		> "$tmp/tones.log" 2>&1
}

# tones_to FIRST LAST HZ...: of the last second, by Goertzel's filter. What is 20 dB below
# the loudest, or below -50 dBm0, is not there. "silence" if there are only such, and
# "nothing" if there is less than half a second of packets.
tones_to() {
	local first=$1 last=$2

	shift 2
	tshark -n -r "$tmp/tones.pcap" -Y "udp.dstport >= $first && udp.dstport <= $last && udp.length >= 100" \
		-T fields -e frame.time_relative -e udp.payload 2>/dev/null |
		awk '{ at[NR] = $1; payload[NR] = $2 }
			END { for (i = 1; i <= NR; i++) if (at[i] > at[NR] - 1) print payload[i] }' |
		awk -v list="$*" '
		function byte(text, at) {
			return 16 * digit[substr(text, at, 1)] + digit[substr(text, at + 1, 1)]
		}
		function ulaw(code) {
			code = 255 - code
			size = ((2 * (code % 16) + 33) * 2 ^ (int(code / 16) % 8) - 33) * 4
			return code > 127 ? -size : size
		}
		# Every second bit goes inverted over the line.
		function alaw(code,    bit, value) {
			for (bit = 1; bit < 256; bit *= 2)
				value += (int(code / bit) % 2 != (bit == 1 || bit == 4 || bit == 16 || bit == 64)) * bit
			segment = int(value / 16) % 8
			step = 2 * (value % 16) + 1
			size = (segment ? (step + 32) * 2 ^ (segment - 1) : step) * 8
			return value > 127 ? size : -size
		}
		BEGIN {
			for (i = 0; i < 16; i++)
				digit[substr("0123456789abcdef", i + 1, 1)] = i
			for (i = 0; i < 256; i++) {
				sample[0, i] = ulaw(i)
				sample[8, i] = alaw(i)
			}
		}
		{
			type = byte($1, 3) % 128
			for (at = 25; type % 8 == 0 && at < length($1); at += 2)
				heard[n++] = sample[type, byte($1, at)]
		}
		END {
			if (n < 4000) {
				print "nothing"
				exit
			}
			count = split(list, hz, " ")
			for (i = 1; i <= count; i++) {
				c = 2 * cos(2 * 3.14159265358979 * hz[i] / 8000)
				s1 = s2 = 0
				for (k = 0; k < n; k++) {
					s = heard[k] + c * s1 - s2
					s2 = s1
					s1 = s
				}
				power = s1 * s1 + s2 * s2 - c * s1 * s2
				level[i] = 2 * sqrt(power > 0 ? power : 0) / n
				top = level[i] > top ? level[i] : top
			}
			for (i = 1; i <= count; i++)
				if (level[i] > 100 && level[i] > top / 10)
					said = said (said ? " " : "") hz[i]
			print said ? said : "silence"
		}'
}
