#!/bin/bash
# SPDX-License-Identifier: MIT
# tapi_other.sh - a server that is not the user's own: whom it cannot start for him, his program's
# library starts, as him.
source "$(dirname "$0")/lib/rig.sh"
source "$(dirname "$0")/lib/tapi.sh"

not_on_the_loopback "programs and server speak by a Unix socket, and the exchange is in the server"
if [ "$(id -u)" != 0 ] || ! command -v setpriv > /dev/null; then
	skip "a program of another user" "only root can start one, by setpriv"
	finish
fi

chmod 711 "$tmp"
other=65534
cp "$native/bin/tapictl" "$native/lib/libtapi32.so.2" "$tmp"
chmod 755 "$tmp/tapictl" "$tmp/libtapi32.so.2"
printf '[everyone]\nown = a\n' > "$tmp/access.conf"
server_keys="access = $tmp/access.conf"
tapi_server <<LINES
[sim]
dial-delay = 20
answer-after = 50
talk-time = 2 s
[line a]
driver = sim
number = 100
LINES
chmod 666 "$tmp/tapi.sock"

cat > "$tmp/asks.c" <<'PROGRAM'
#include <tapi.h>
int main(void) { return tapiRequestMakeCallA("95", "asks", "", "") != 0; }
PROGRAM
gcc -I "$native/include" -o "$tmp/asks" "$tmp/asks.c" -L "$native/lib" -ltapi32

# as_other PROGRAM...: with our library, and a PATH in which a wrong tapictl comes first.
as_other() {
	setpriv --reuid "$other" --regid "$other" --clear-groups \
		env "PATH=$tmp/wrong:$PATH" "LD_LIBRARY_PATH=$tmp" "$@"
}
mkdir "$tmp/wrong"
printf '#!/bin/sh\ntouch "%s/wrong.ran"\n' "$tmp" > "$tmp/wrong/tapictl"
chmod 755 "$tmp/wrong" "$tmp/wrong/tapictl"

start watcher "$native/bin/tapictl" --json watch
row "somebody watches" said watcher "^watching 1 lines"
row "a program of another user asks for a call, and somebody is found to make it" as_other "$tmp/asks"
row "the call is made" said watcher '"event":"connected"'
row "... by tapictl of that user" sh -c "ps -o comm= -u $other | grep -qx tapictl"
row "... which ends with it" until_true 10 sh -c "! ps -o comm= -u $other | grep -qx tapictl"
rm "$tmp/tapictl"
chmod 777 "$tmp"
why="a tapictl of PATH was started"
row "without tapictl beside the library nothing is started" \
	sh -c "! LD_LIBRARY_PATH=$tmp PATH=$tmp/wrong:$PATH setpriv --reuid $other --regid $other --clear-groups $tmp/asks"
row "... and no other of that name" test ! -e "$tmp/wrong.ran"
end tapisrv
row "a tapictl that watches says that the server has ended" \
	said watcher "the telephony server has ended"
await watcher
row "... and ends as with an error" test $? = 1
finish
