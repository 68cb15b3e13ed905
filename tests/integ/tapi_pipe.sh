#!/bin/bash
# SPDX-License-Identifier: MIT
# tapi_pipe.sh - all of it for Windows: tapisrv.exe, and programs of 64 and 32 bits with our
# tapi32.dll, which speak to it by a named pipe, under Wine.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/tapi.sh"

not_on_the_loopback "programs and server speak by a named pipe"

win64=$here/build/win64
folder=$tmp/windows
pipe='\\.\pipe\opentsp-rig'
unset OPENTSP_TAPI OPENTSP_TAPI_TOKEN
mkdir -p "$folder"
cp "$win64"/bin/{tapisrv.exe,tapi32.dll,opentsp.tsp} "$folder"
x86_64-w64-mingw32-gcc -o "$folder/agent.exe" "$here/tests/integ/lib/tapi_agent.c" -ltapi32 || exit 1
cp "$folder/agent.exe" "$folder/other.exe"
x86_64-w64-mingw32-gcc -o "$folder/ways.exe" "$here/tests/integ/lib/tapi_ways.c" -ltapi32 || exit 1
"$here/scripts/wine" --branch "$tmp/wine" || exit 1
export OPENTSP_WINE_PREFIX=$tmp/wine WINEDLLOVERRIDES=tapi32=n WINE_LIMIT=300

cat > "$tmp/opentsp.conf" <<-LINES
	[provider]
	log = warn
	[sim]
	dial-delay = 50
	[line a]
	driver = sim
	number = 100
	[line b]
	driver = sim
	number = 200
	calls = 2
LINES

# serve NAME [ROW OF THE CONFIGURATION]...: with our provider, and what else is said.
serve() {
	local name=$1

	{
		echo "[server]"
		printf '%s\n' "${@:2}"
		printf '[provider ours]\nconfig = %s\n' "$tmp/opentsp.conf"
	} > "$tmp/tapisrv.conf"
	start "$name" "$here/scripts/wine" "$folder/tapisrv.exe" --config "Z:$tmp/tapisrv.conf" \
		--socket "pipe:$pipe" --log info
	said "$name" "^listening at pipe:" 60
}

# windows_program NAME [FILE]: by the server that OPENTSP_TAPI names, or by what the library finds.
windows_program() {
	program "$1" "$here/scripts/wine" "$folder/${2-$1}.exe"
}

on_wine() {
	"$here/scripts/wine" "$@"
}

row "the server listens at its pipe" serve tapisrv
export OPENTSP_TAPI=pipe:$pipe
windows_program agent
row "a program begins by the pipe, and has both lines" test "$found" = "ok 2 lines"
row "another one too" windows_program other
row "the server knows whose programs they are, from the pipe" said tapisrv "client 1 is agent.exe of $(id -un)"

tell agent open 0 owner
row "one owns line a" heard_ok agent
tell other open 1 both
row "the other line b" heard_ok other
tell agent dial 200
row "a call is made" hears agent "reply ok"
row "and offered" hears other "offering as owner"
tell other answer
for name in agent other; do
	row "$name sees it connected" hears "$name" connected
done
tell other info
row "who calls can be read" says other "caller 100 owners 1 monitors 0"
tell agent handoff nobody.exe
row "it is handed to nobody who is not there" says agent "no 0x"
tell agent open 1 owner
row "the caller opens line b too" heard_ok agent
tell other handoff agent.exe
row "the call is handed to it by its file's name" heard_ok other
row "it owns the call" hears agent "connected as owner"
tell agent drop
row "and ends it" hears agent idle
row "the other one sees that" hears other idle

# Every way to hear of what happens, in one program.
on_wine "$folder/ways.exe" 91 > "$tmp/ways.log" 2>&1
for way in window event port; do
	row "a program hears by $way" grep -q "^$way: reply connected idle.\?$" "$tmp/ways.log"
done

# --- a server that is killed ----------------------------------------------------------

forget_heard agent other
end tapisrv
for name in agent other; do
	row "the server is killed: $name is told to begin anew" hears "$name" "line state 0x40000"
	tell "$name" open 0 owner
	row "and cannot go on" says "$name" "no 0x"
done
kill_program other
row "the other one ends" leave agent

# --- providers of others ------------------------------------------------------------------

# listed INDEX ID FILE: an entry as installers make it.
listed() {
	on_wine reg add "$key" /v "ProviderID$1" /t REG_DWORD /d "$2" /f &&
		on_wine reg add "$key" /v "ProviderFilename$1" /t REG_SZ /d "$3" /f
}

cp "$win64/lib/fake_provider.dll" "$folder/vendor.tsp"
key='HKLM\Software\Microsoft\Windows\CurrentVersion\Telephony\Providers'
{
	on_wine reg add "$key" /v NumProviders /t REG_DWORD /d 4 /f
	listed 0 42 "Z:$folder/vendor.tsp"
	listed 1 43 unimdm.tsp
	listed 2 44 'C:\windows\system32\kernel32.dll'
} > "$tmp/reg.log" 2>&1
row "a server that is to load what the registry lists" serve again "registry-providers = yes"
row "has no lines of a library that is not there, and says so" \
	said again 'error tapi .*System32.unimdm\.tsp: cannot be loaded.*its devices are missing'
row "nor of one that is no provider" said again 'kernel32\.dll: is no TSPI provider.*its devices are missing'
row "and passes over an entry that is written by half" said again "entry 3 of Telephony.Providers has no file"
windows_program again_agent agent
row "it has our lines and the vendor's" test "$found" = "ok 4 lines"
tell again_agent open 2 owner
row "a line of the vendor is opened" heard_ok again_agent
tell again_agent providers
row "the list of providers has the vendor's with the number of the registry" says again_agent "^ok .* 42 vendor\.tsp "
leave again_agent
end again

# --- a server on demand ----------------------------------------------------------------

servers() {
	pgrep -cf "^[^ ]*${folder//\//.}.tapisrv\.exe.*--on-demand"
}

is_alone() {
	[ "$(servers)" = 0 ]
}

unset OPENTSP_TAPI
export OPENTSP_CONF=$tmp/opentsp.conf
windows_program first agent
row "a program that finds no server starts the one beside its library" test "$found" = "ok 2 lines"
windows_program second agent
row "another one finds it" test "$found" = "ok 2 lines"
row "there is one server" test "$(servers)" = 1
for name in first second; do
	row "the $name program ends" leave "$name"
done
row "with the last one the server ends" until_true 20 is_alone
"$here/scripts/wine" --end

# --- a program of 32 bits, and the server of 64 --------------------------------------------

# In the Wine of Debian's unstable release, which runs both.
other_wine() {
	OPENTSP_WINE_PREFIX=${prefix-$tmp/wine32} "$here/scripts/sid" "$here/scripts/wine" "$@"
}

if "$here/scripts/sid" --check wine wine64 && [ -e "$here/build/win32/bin/tapi32.dll" ]; then
	mkdir "$tmp/x86"
	cp "$here/build/win32/bin/tapi32.dll" "$tmp/x86"
	i686-w64-mingw32-gcc -static-libgcc -o "$tmp/x86/agent.exe" "$here/tests/integ/lib/tapi_agent.c" -ltapi32
	prefix=prefix32 other_wine --branch "$tmp/wine32"
	start tapisrv64 other_wine "$folder/tapisrv.exe" --config "Z:$tmp/tapisrv.conf" --socket "pipe:$pipe" --log info
	row "the server listens in a Wine for both" said tapisrv64 "^listening at" 60
	export OPENTSP_TAPI=pipe:$pipe
	program wide other_wine "$folder/agent.exe"
	program narrow other_wine "$tmp/x86/agent.exe"
	row "a program of 32 bits begins, with the server of 64" test "$found" = "ok 2 lines"
	tell narrow open 0 owner
	heard_ok narrow
	tell wide open 1 owner
	heard_ok wide
	tell narrow dial 200
	row "the one of 64 bits is offered its call" hears wide "offering as owner"
	tell wide answer
	for name in narrow wide; do
		row "the $name one sees it connected" hears "$name" connected
	done
	tell narrow info
	row "the narrow one reads who calls" says narrow "caller 100"
	tell narrow drop
	row "the wide one sees the end" hears wide idle
	for name in narrow wide; do
		row "the $name one ends" leave "$name"
	done
	end tapisrv64
	other_wine --end
else
	skip "there is no Wine for both, or no build of 32 bits" "a program of 32 bits speaks to a server of 64"
fi
finish
