#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""dialer.py - call a number and say what becomes of it: dialer.py LINE NUMBER [SECONDS]

The dialler of ../c by ctypes, for Linux (libtapi32.so.2) and Windows (tapi32.dll). TAPI's
records are packed; the W functions take UTF-16.
"""
import ctypes
import sys
from ctypes import byref, c_int32, c_size_t, c_uint32, c_void_p

VERSION = 0x00020002
USEEVENT = 2
OWNER = 4
INTERACTIVEVOICE = 4
LINE_CALLSTATE, LINE_REPLY = 2, 12
IDLE, CONNECTED = 0x1, 0x100
STATES = {
    IDLE: "idle", 0x8: "dial tone", 0x10: "dialing", 0x20: "ringback", 0x40: "busy",
    CONNECTED: "connected", 0x200: "proceeding", 0x4000: "disconnected",
}
PATIENCE_MS = 30000


class InitializeParams(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("total_size", c_uint32), ("needed_size", c_uint32), ("used_size", c_uint32),
                ("options", c_uint32), ("handle", c_void_p), ("completion_key", c_uint32)]


class Message(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("device", c_uint32), ("id", c_uint32), ("instance", c_size_t),
                ("param1", c_size_t), ("param2", c_size_t), ("param3", c_size_t)]


def load():
    """The library; its functions answer a LONG."""
    if sys.platform == "win32":
        return ctypes.WinDLL("tapi32")
    return ctypes.CDLL("libtapi32.so.2")


def utf16(text):
    return (text + "\0").encode("utf-16-le")


class TapiError(Exception):
    pass


def check(result, what):
    if c_int32(result).value < 0:
        raise TapiError(f"{what}: 0x{result & 0xFFFFFFFF:08x}")


class Dialer:
    def __init__(self, device):
        self.tapi = load()
        self.app, self.line = c_uint32(), c_uint32()
        params = InitializeParams(total_size=ctypes.sizeof(InitializeParams), options=USEEVENT)
        version, devices = c_uint32(VERSION), c_uint32()
        check(self.tapi.lineInitializeExW(byref(self.app), None, None, utf16("dialer"),
                                          byref(devices), byref(version), byref(params)),
              "TAPI does not begin")
        extension = (c_uint32 * 4)()
        agreed = c_uint32()
        check(self.tapi.lineNegotiateAPIVersion(self.app, device, 0x00010003, VERSION,
                                                byref(agreed), byref(extension)),
              "there is no such line")
        check(self.tapi.lineOpenW(self.app, device, byref(self.line), agreed, 0, c_size_t(0),
                                  OWNER, INTERACTIVEVOICE, None),
              "the line cannot be opened")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.tapi.lineShutdown(self.app)

    def next(self, timeout_ms):
        """The next message; None: none came in that time."""
        message = Message()
        if self.tapi.lineGetMessage(self.app, byref(message), timeout_ms):
            return None
        return message

    def call(self, number, talk_ms):
        handle = c_uint32()
        check(self.tapi.lineMakeCallW(self.line, byref(handle), utf16(number), 0, None),
              "the call cannot be made")
        connected = False
        while True:
            message = self.next(talk_ms if connected else PATIENCE_MS)
            if message is None:
                if not connected:
                    raise TapiError("nothing happens")
                check(self.tapi.lineDrop(handle, None, 0), "the call cannot be dropped")
                connected = False
            elif message.id == LINE_REPLY:
                check(message.param2, "the request fails")
            elif message.id == LINE_CALLSTATE:
                print(STATES.get(message.param1, "another state"), flush=True)
                connected |= message.param1 == CONNECTED
                if message.param1 == IDLE:
                    break
        check(self.tapi.lineDeallocateCall(handle), "the call cannot be deallocated")


def main(arguments):
    if len(arguments) < 2:
        print("usage: dialer.py LINE NUMBER [SECONDS]", file=sys.stderr)
        return 2
    seconds = int(arguments[2]) if len(arguments) > 2 else 2
    try:
        with Dialer(int(arguments[0])) as dialer:
            dialer.call(arguments[1], seconds * 1000)
    except TapiError as error:
        print(f"dialer: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
