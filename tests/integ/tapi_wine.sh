#!/bin/bash
# SPDX-License-Identifier: MIT
# tapi_wine.sh - what programs and people get on an installed system: packaging/wine/opentsp-wine
# and a program of Windows that has nothing beside it, tapictl's words for bash, pages of the manual.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/tapi.sh"

not_on_the_loopback "programs and server speak by a Unix socket, and by TCP of their own"

tapi_server <<LINES
[sim]
answer-after = 100
[line first]
driver = sim
number = 100
[line Front desk]
driver = sim
number = 101
LINES

# --- Wine -------------------------------------------------------------------------

windows=$tmp/wine/drive_c/windows

# A branch shares drive_c; this one gets folders of its own where libraries are, with links.
own_windows() {
	local real

	"$here/scripts/wine" --branch "$tmp/wine" || return 1
	real=$(readlink -f "$tmp/wine/drive_c")
	rm "$tmp/wine/drive_c"
	mkdir -p "$windows"
	cp -as "$real/windows/system32" "$windows"
	mkdir -p "$windows/syswow64"
	ln -s "$real"/* "$tmp/wine/drive_c" 2> /dev/null	# not windows, which is there
	ln -s "$real"/windows/* "$windows" 2> /dev/null
	before=$(readlink "$windows/system32/tapi32.dll")
	[ -e "$before" ]
}

# Debian's Wine looks for its server below TMPDIR; scripts/wine, which started it, has none.
installer() {
	env -u TMPDIR WINEPREFIX=${for_prefix:-$tmp/wine} WINEDEBUG=-all WINE="${instead_of_wine:-wine}" \
		timeout 300 "${the_installer:-$here/packaging/wine/opentsp-wine}" "$@" > "$tmp/installer.log" 2>&1
}

# installer_says CODE TEXT ARGUMENT...
installer_says() {
	local code=$1 text=$2 got

	shift 2
	installer "$@"
	got=$?
	why="exit $got: $(tr '\n' ' ' < "$tmp/installer.log")"
	[ "$got" = "$code" ] && grep -qF -- "$text" "$tmp/installer.log"
}

# The program alone: it has the prefix, and not a word in its environment.
on_wine() {
	env -u OPENTSP_TAPI -u OPENTSP_TAPI_TOKEN -u WINEDLLOVERRIDES -u XDG_RUNTIME_DIR \
		OPENTSP_WINE_PREFIX="$tmp/wine" WINEDEBUG=+loaddll WINE_LIMIT=120 \
		"$here/scripts/wine" "$tmp/program/dialer.exe" 0 91 0 > "$tmp/dialer.log" 2> "$tmp/dialer.err"
}

loaded() {
	why="of tapi32 Wine says: $(grep -i 'tapi32' "$tmp/dialer.err" | head -n 3)"
	grep -i 'system32.*tapi32\.dll' "$tmp/dialer.err" | grep -q "$1"
}

calls() {
	on_wine
	why="it says: $(tr '\r\n' '  ' < "$tmp/dialer.log")$(grep -v loaddll "$tmp/dialer.err" | head -n 3)"
	[[ "$(tr '\r\n' '  ' < "$tmp/dialer.log")" =~ ringback.*connected.*idle ]]
}

calls_nobody() {
	! calls
}

is_as_before() {
	why="$(ls -l "$windows"/sys*/tapi32.dll* 2>&1)"
	[ "$(readlink "$windows/system32/tapi32.dll")" = "$before" ] && [ ! -e "$windows/syswow64/tapi32.dll" ] &&
		[ -z "$(find "$windows/system32/" "$windows/syswow64/" -name 'tapi32.dll.*')" ]
}

# No 32-bit program runs here, so any file of ours can stand for the DLL of those.
mkdir -p "$tmp/dlls/x64" "$tmp/dlls/x86" "$tmp/program"
cp "$here/build/win64/bin/tapi32.dll" "$tmp/dlls/x64"
cp "$here/build/win64/bin/tapi32.dll" "$tmp/dlls/x86"
printf 32 >> "$tmp/dlls/x86/tapi32.dll"
x86_64-w64-mingw32-gcc -o "$tmp/program/dialer.exe" "$here/examples/c/dialer.c" -ltapi32
row "a prefix of its own" own_windows

row "before, the check says that programs have Wine's" installer_says 1 "x64 programs: not OpenTSP's" --check
row "and a program calls nobody" calls_nobody
row "it is Wine's own that is loaded" loaded builtin
row "it is installed" installer --dlls "$tmp/dlls" --port "$tapi_port" --token "$tmp/token"
row "the DLL for 64-bit programs is in system32" cmp -s "$tmp/dlls/x64/tapi32.dll" "$windows/system32/tapi32.dll"
row "the one for 32-bit programs is in syswow64" cmp -s "$tmp/dlls/x86/tapi32.dll" "$windows/syswow64/tapi32.dll"
row "the check says so" installer_says 0 "Wine is told to take it (native)" --check
row "and where the server is" installer_says 0 \
	"the server: tcp:$tapi_port, with the token in Z:${tmp//\//\\}\\token" --check
row "a program calls by the native server" calls
row "with our DLL from system32" loaded native
row "to install again is no mistake" installer --dlls "$tmp/dlls"
row "and keeps where the server is" installer_says 0 "the server: tcp:$tapi_port" --check
row "it is uninstalled" installer --uninstall
row "Wine's own file is back, and nothing else stays" is_as_before
row "the check says so too" installer_says 1 "Wine is not told to take it" --check
row "nothing says where the server is" installer_says 1 "what each program's own environment says" --check
row "a program calls nobody again" calls_nobody
row "Wine's own is loaded again" loaded builtin
row "to uninstall again is no mistake" installer --uninstall
OPENTSP_WINE_PREFIX=$tmp/wine "$here/scripts/wine" --end

# --- prefixes of other kinds, and mistakes: with a Wine that is none -----------------------

instead_of_wine=$tmp/no_wine
cat > "$instead_of_wine" <<-WINE
	#!/bin/sh
	echo "\$@" >> $tmp/no_wine.log
	[ ! -e $tmp/no_wine.fails ] || { echo "wine: it is broken"; exit 3; }
WINE
chmod +x "$instead_of_wine"

# prefix NAME ARCH FOLDER...
prefix() {
	local folder

	for_prefix=$tmp/$1
	for folder in "${@:3}"; do
		mkdir -p "$for_prefix/drive_c/windows/$folder"
		echo "Wine builtin DLL" > "$for_prefix/drive_c/windows/$folder/tapi32.dll"
	done
	printf 'WINE REGISTRY Version 2\n#arch=%s\n' "$2" > "$for_prefix/system.reg"
	: > "$tmp/no_wine.log"
}

has_in_its_prefix() {
	cmp -s "$tmp/dlls/$1/tapi32.dll" "$for_prefix/drive_c/windows/$2/tapi32.dll"
}

asked_wine() {
	why="it asked: $(tail -n 1 "$tmp/no_wine.log")"
	grep -qF -- "$1" "$tmp/no_wine.log"
}

prefix of32 win32 system32
row "a 32-bit prefix is installed into" installer --dlls "$tmp/dlls"
row "it has the DLL for 32-bit programs in system32" has_in_its_prefix x86 system32
row "no other server was asked for" not asked_wine 'HKCU\Environment'
row "it is uninstalled there" installer --uninstall
row "and has its file again" grep -q "Wine builtin" "$for_prefix/drive_c/windows/system32/tapi32.dll"

prefix half win64 system32 syswow64
rm -r "$tmp/dlls/x86"
row "who lacks a DLL for one kind is told" installer_says 0 "no tapi32.dll for x86 programs" --dlls "$tmp/dlls"
row "that kind may take Wine's own" asked_wine "/d native,builtin"
row "and has it" grep -q "Wine builtin" "$for_prefix/drive_c/windows/syswow64/tapi32.dll"

# An installed one finds what was installed with it.
mkdir -p "$tmp/usr/bin" "$tmp/usr/lib/opentsp/wine"
cp "$here/packaging/wine/opentsp-wine" "$tmp/usr/bin"
the_installer=$tmp/usr/bin/opentsp-wine
row "an installed one misses the DLLs that are not beside it" installer_says 1 "there is no tapi32.dll in $tmp/usr/lib/opentsp/wine"
cp -r "$tmp/dlls/x64" "$tmp/usr/lib/opentsp/wine"
row "and takes them where they belong" installer
the_installer=

prefix empty win64 system32
mkdir "$tmp/nothing"
row "a folder without DLLs is refused" installer_says 1 "there is nothing in $tmp/nothing" --dlls "$tmp/nothing"
row "and nothing is set" not asked_wine "reg add"
row "the check takes no port" installer_says 2 "--check takes nothing else" --check --port 1 --token "$tmp/token"
row "a port without a token is refused" installer_says 2 "--port wants --token" --port 5067
row "a token without a port is refused" installer_says 2 "--token wants --port" --token "$tmp/token"
row "what is no port is refused" installer_says 2 "from 1 to 65535" --port 70000 --token "$tmp/token"
row "a token in no folder is refused" installer_says 1 "no such folder" --port 1 --token "$tmp/nowhere/token"
row "an unknown option is refused" installer_says 2 "there is no option --remove" --remove
touch "$tmp/no_wine.fails"
row "of a Wine that fails it says what that said" installer_says 1 "wine: it is broken" --dlls "$tmp/dlls"
for_prefix=$tmp/nothing
row "a folder that is no prefix is refused" installer_says 1 "is no Wine prefix" --dlls "$tmp/dlls"
instead_of_wine=$tmp/nowhere
row "without Wine it says so" installer_says 1 "Wine is not installed"

# --- bash ---------------------------------------------------------------------------

# completes WANTED WORD...: the last word becomes these.
completes() {
	local wanted=$1 got

	shift
	got=$(PATH=$native/bin:$PATH LD_LIBRARY_PATH=$native/lib bash -c '
		. "$1"
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_tapictl 2>&1
		printf "%s\n" "${COMPREPLY[@]}" | sort | tr "\n" " "' bash "$here/packaging/bash/tapictl" "$@")
	why="it offers: $got"
	[ "${got% }" = "$wanted" ]
}

cp "$tmp/opentsp.conf" "$tmp/only.conf"
printf '[line separate]\ndriver = sim\nnumber = 200\n' > "$tmp/separate.conf"
row "commands complete" completes "transfer translate" tapictl tran
row "all that begin so" completes "lines locations" tapictl l
row "options before the command" completes "--json" tapictl --j
row "the options of a command" completes "--digits" tapictl dial first 91 --d
row "a word that a command takes" completes "add" tapictl locations a
row "names of lines" completes "first" tapictl dial f
row "one with a space is quoted" completes 'Front\ desk' tapictl caps F
row "or its quote stays open" completes 'Front desk' tapictl caps "'Fr"
row "the lines of the configuration that is named" completes "separate" \
	tapictl --config "$tmp/separate.conf" caps ""
row "files where a file belongs" completes "$tmp/separate.conf" tapictl config --check "$tmp/sep"
row "words that a command wants" completes "add remove" tapictl providers ""
row "and a file behind one" completes "$tmp/separate.conf" tapictl providers add "$tmp/sep"
row "but none behind the other" completes "" tapictl providers remove "$tmp/sep"
row "behind a line comes nothing that is known" completes "" tapictl dial first ""
row "without a server there is silence" env OPENTSP_TAPI=unix:/nonexistent bash -c "$(declare -f completes); \
	native=$native here=$here; completes '' tapictl dial ''"

# --- the manual ----------------------------------------------------------------------

reads_well() {
	why=$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$1" 2>&1 > "$tmp/page")
	[ -z "$why" ] && [ -s "$tmp/page" ]
}

for page in "$here"/packaging/man/*.[1-8]; do
	row "$(basename "$page") is a page without complaints" reads_well "$page"
done
finish
