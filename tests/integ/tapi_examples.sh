#!/bin/bash
# SPDX-License-Identifier: MIT
# tapi_examples.sh - the diallers of examples/, each built with its language's own tools and
# run with libtapi32 against a telephony server with sim lines.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/tapi.sh"

not_on_the_loopback "programs and server speak by a Unix socket"

tapi_server <<LINES
[sim]
answer-after = 100
[line a]
driver = sim
number = 100
LINES

flags=(-I "$native/include")
libraries=(-L "$native/lib" -ltapi32 "-Wl,-rpath,$native/lib")
export LD_LIBRARY_PATH=$native/lib
mkdir -p "$tmp/java"

# dials LANGUAGE COMMAND...: it tells of a call that is answered and that it hangs up.
dials() {
	local language=$1 states

	shift
	states=$("$@" 0 91 0 2> "$tmp/$language.err" | tr '\r\n' '  ' | tr -s ' ')
	why="it says: $states$(cat "$tmp/$language.err")"
	[[ "$states" =~ dialing.*ringback.*connected.*idle ]]
}

# fails_politely LANGUAGE COMMAND...: of a line that there is not, it says so.
fails_politely() {
	local language=$1 said

	shift
	said=$("$@" 7 91 0 2>&1 > /dev/null) && { why="it succeeded"; return 1; }
	why="it says: $said"
	[[ "$said" == *"dialer: "*line* ]]
}

both() {
	row "in $1 a call is made, answered and ended" dials "$@"
	row "in $1 a line that there is not is an error" fails_politely "$@"
}

row "C builds" gcc -Wall -Werror "${flags[@]}" -o "$tmp/dialer_c" "$here/examples/c/dialer.c" "${libraries[@]}"
both C "$tmp/dialer_c"
row "C++ builds" g++ -std=c++14 -Wall -Werror "${flags[@]}" -o "$tmp/dialer_cpp" "$here/examples/cpp/dialer.cpp" "${libraries[@]}"
both C++ "$tmp/dialer_cpp"
both Python python3 "$here/examples/python/dialer.py"
row "Java builds" javac -cp /usr/share/java/jna.jar -d "$tmp/java" "$here/examples/java/Dialer.java"
both Java java -cp "/usr/share/java/jna.jar:$tmp/java" Dialer
row "C# builds" mcs -out:"$tmp/Dialer.exe" "$here/examples/csharp/Dialer.cs"
both C# mono "$tmp/Dialer.exe"

# The source of the first one as a program of Windows.
on_wine() {
	OPENTSP_WINE_PREFIX=$tmp/wine OPENTSP_TAPI=tcp:$tapi_port WINEDLLOVERRIDES=tapi32=n \
		"$here/scripts/wine" "$tmp/windows/dialer.exe" "$@"
}

mkdir -p "$tmp/windows"
row "C for Windows builds, with mingw's own import library" \
	x86_64-w64-mingw32-gcc -o "$tmp/windows/dialer.exe" "$here/examples/c/dialer.c" -ltapi32
cp "$here/build/win64/bin/tapi32.dll" "$tmp/windows"
"$here/scripts/wine" --branch "$tmp/wine"
both "C for Windows under Wine" on_wine
OPENTSP_WINE_PREFIX=$tmp/wine "$here/scripts/wine" --end
finish
