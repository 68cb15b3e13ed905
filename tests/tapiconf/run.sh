#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh - every function of TAPI 2.2, its success and its documented errors, by a TAPI program:
# tests/tapiconf/run.sh [linux|win64|win32] [FUNCTION]. For Windows it is built with mingw's own
# header and import library and runs under Wine with our tapi32.dll. The server is this system's.
source "$(dirname "$0")/../integ/lib/rig.sh"
source "$here/tests/integ/lib/tapi.sh"

kind=${1:-linux}
only=${2-}
sources=("$here"/tests/tapiconf/*.c)
flags=(-std=gnu11 -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers -O1 -I "$tmp" -I "$here/tests/tapiconf")
tsv=$here/docs/spec/tapi-functions.tsv
cannot=$here/tests/tapiconf/cannot.tsv

# A provider that is ours and answers what it is told.
export OPENTSP_TERMINAL=/dev/null	# nobody is asked anything
export TAPICONF_REFUSE=$tmp/refuse TAPICONF_PROVIDER=$native/lib/libopentsp.so
awk -f "$here/tests/tapiconf/contrary.awk" "$here/src/abi/functions.def" > "$tmp/contrary.c"
gcc -std=gnu11 -shared -fPIC -I "$here/src" -o "$tmp/contrary.so" "$tmp/contrary.c" -ldl || exit 1
awk -f "$here/tests/tapiconf/wanted.awk" "$tsv" > "$tmp/wanted.inc"

# And one to be added, which has a line in each of its instances.
export TAPICONF_ADDED=$tmp/added.so
cp "$native/lib/libopentsp.so" "$tmp/added.so"
for id in {1001..1030}; do
	printf '[line added]\ndriver = sim\n' > "$tmp/opentsp-$id.conf"
done

serve() {
	local port

	port=$(free_ports 1)
	cat > "$tmp/opentsp.conf"
	cat > "$tmp/tapisrv.conf" <<-CONF
		[server]
		tcp-port = $port
		token = $tmp/token
		dialing = $tmp/dialing.conf
		dialing-state = $tmp/dialing.state
		request-recipient =
		providers-state = $tmp/providers.conf
		[provider one]
		file = $tmp/contrary.so
		config = $tmp/opentsp.conf
	CONF
	printf '[location Office]\nid = 1\ncountry = US\narea = 425\n[location Home]\nid = 2\ncountry = DE\narea = 30\n' > "$tmp/dialing.conf"
	export OPENTSP_TAPI=unix:$tmp/tapi.sock OPENTSP_TAPI_TOKEN=$tmp/token OPENTSP_CONF=$tmp/opentsp.conf
	tapi_port=$port
	start tapisrv "$native/bin/tapisrv" --config "$tmp/tapisrv.conf" --socket "$OPENTSP_TAPI" --log warn
	until_true 20 listens "$port" || { not_ok "the server listens" "$(tail -n 3 "$tmp/tapisrv.log")"; exit 1; }
}

build_program() {
	case $kind in
	linux)
		gcc "${flags[@]}" -I "$native/include" -o "$tmp/tapiconf.exe" "${sources[@]}" \
			-L "$native/lib" -ltapi32 "-Wl,-rpath,$native/lib" ;;
	win64)
		x86_64-w64-mingw32-gcc "${flags[@]}" -o "$tmp/tapiconf.exe" "${sources[@]}" -ltapi32 ;;
	win32)
		i686-w64-mingw32-gcc "${flags[@]}" -static-libgcc -o "$tmp/tapiconf.exe" "${sources[@]}" -ltapi32 ;;
	esac
}

# run_program FILE [WHAT]
run_program() {
	local wine=wine

	if [ "$kind" = linux ]; then
		timeout 120 "$tmp/$1.exe" "$TAPICONF_REFUSE" $2
		return
	fi
	[ "$kind" = win64 ] || wine=wine32
	OPENTSP_TAPI=tcp:$tapi_port WINEDLLOVERRIDES=tapi32=n WINE_LIMIT=900 \
		"$here/scripts/$wine" "$tmp/$1.exe" "Z:$TAPICONF_REFUSE" $2
}

serve <<LINES
[provider]
log = warn
[sim]
dial-delay = 1
ring-delay = 1
answer-after = 1
busy-time = 20 s
talk-time = 20 s
[line a]
driver = sim
number = 100
calls = 16
bandwidth = 32000
[line b]
driver = sim
number = 200
calls = 1
terminals = handset, headset, speaker
[line c]
driver = sim
number = 300
[phone desk]
driver = sim
line = b
[phone hall]
driver = sim
LINES
build_program || { not_ok "the program builds" "$kind"; exit 1; }
cp "$tmp/tapiconf.exe" "$tmp/other.exe"
if [ "$kind" != linux ]; then
	cp "$here/build/$kind/bin/tapi32.dll" "$tmp"
fi
if [ "$kind" = win64 ]; then
	"$here/scripts/wine" --branch "$tmp/wine" || exit 1
	export OPENTSP_WINE_PREFIX=$tmp/wine
fi
case $only in
"" | lineHandoff)
	: > "$TAPICONF_REFUSE"
	run_program other other > "$tmp/other.log" 2>&1 &
	pids[other]=$!
	row "another program begins" said other ready 60 ;;
esac
run_program tapiconf "$only" > "$tmp/rows" 2> "$tmp/errors"
code=$?
rm -f "$TAPICONF_REFUSE"	# so the other program ends
[ -z "${pids[other]-}" ] || row "the other program ends" await other
if [ -z "$only" ]; then
	echo "this is no row" > "$tmp/dialing.conf"
	rm -f "$tmp/dialing.state"
	echo "last = many" > "$tmp/providers.conf"
	end tapisrv
	start tapisrv "$native/bin/tapisrv" --config "$tmp/tapisrv.conf" --socket "$OPENTSP_TAPI" --log warn
	until_true 20 listens "$tapi_port"
	run_program tapiconf later >> "$tmp/rows" 2>> "$tmp/errors"
fi
tr -d '\r' < "$tmp/rows" > "$tmp/rows.txt"
awk -v only="$only" -v kind="$kind" -f "$here/tests/tapiconf/complete.awk" "$tsv" "$cannot" "$tmp/rows.txt" > "$tmp/said"
cat "$tmp/said"
grep -q '^# said all' "$tmp/rows.txt" || not_ok "the program comes to its end" "exit $code: $(tail -n 2 "$tmp/errors")"
row "the server goes on" running tapisrv
[ "$kind" != win64 ] || "$here/scripts/wine" --end
! grep -q '^not ok' "$tmp/said" || failed=1
finish
