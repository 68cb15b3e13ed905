#!/bin/bash
# SPDX-License-Identifier: MIT
# tapi_modem.sh - a program of Windows with data modems, built with mingw's import library: by
# the named pipe of a telephony server of Windows it has handles of its own, by TCP it has none.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/tapi.sh"

not_on_the_loopback "programs and server speak by a pipe, and by TCP of their own"

pipe='pipe:\\.\pipe\opentsp-'$(basename "$tmp")
export WINE_LIMIT=120

tapi_server <<LINES
[line a]
driver = sim
number = 100
[line b]
driver = sim
number = 200
LINES

cat > "$tmp/windows.conf" <<-CONF
	[provider one]
	file = Z:$here/build/win64/bin/opentsp.tsp
	config = Z:$tmp/opentsp.conf
CONF

# modems SERVER: what the program says is in modems.log.
modems() {
	OPENTSP_TAPI=$1 timeout 150 "$here/scripts/wine" "$tmp/modems.exe" 2>&1 | tr -d '\r' > "$tmp/modems.log"
	why="it says: $(tr '\n' ' ' < "$tmp/modems.log")"
}

modems_says() {
	modems "$1"
	[ "$(tail -n 1 "$tmp/modems.log")" = "$2" ]
}

"$here/scripts/build" win64 tapisrv opentsp tapi32 || exit 1
x86_64-w64-mingw32-gcc -o "$tmp/modems.exe" "$here/tests/integ/lib/modems.c" -ltapi32
cp "$here/build/win64/bin/tapi32.dll" "$tmp"
"$here/scripts/wine" --branch "$tmp/wine" || exit 1
export OPENTSP_WINE_PREFIX=$tmp/wine WINEDLLOVERRIDES=tapi32=n

start server_of_windows "$here/scripts/wine" "$here/build/win64/bin/tapisrv.exe" \
	--config "Z:$tmp/windows.conf" --socket "$pipe"
row "a telephony server of Windows listens at a pipe" said server_of_windows "^listening at" 60
row "its program reads at one modem what it writes at the other, until the call ends" modems_says "$pipe" ok
row "and does so again" modems_says "$pipe" ok
row "by TCP there is no handle: OPERATIONUNAVAIL" modems_says "tcp:$tapi_port" \
	"lineGetID: 80000049 instead of 0"
end server_of_windows
"$here/scripts/wine" --end

finish
