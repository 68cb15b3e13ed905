// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

// Call a number and say what becomes of it: Dialer LINE NUMBER [SECONDS]
//
// The dialler of ../c for .NET and Mono, by P/Invoke. On Linux Mono finds tapi32 as
// libtapi32.so; TAPI's records are packed.
internal sealed class Dialer : IDisposable
{
    private const uint Version = 0x00020002;
    private const uint PatienceMs = 30000;

    private enum Message : uint { CallState = 2, Reply = 12 }

    private static readonly Dictionary<uint, string> States = new Dictionary<uint, string> {
        { 0x1, "idle" }, { 0x8, "dial tone" }, { 0x10, "dialing" }, { 0x20, "ringback" },
        { 0x40, "busy" }, { 0x100, "connected" }, { 0x200, "proceeding" }, { 0x4000, "disconnected" },
    };
    private const uint Idle = 0x1, Connected = 0x100;

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct InitializeParams
    {
        public uint TotalSize, NeededSize, UsedSize, Options;
        public IntPtr Handle;
        public uint CompletionKey;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct LineMessage
    {
        public uint Device;
        public Message Id;
        public UIntPtr Instance, Param1, Param2, Param3;
    }

    [DllImport("tapi32", CharSet = CharSet.Unicode)]
    private static extern int lineInitializeExW(out uint app, IntPtr instance, IntPtr callback,
        string name, out uint devices, ref uint version, ref InitializeParams parameters);
    [DllImport("tapi32")]
    private static extern int lineNegotiateAPIVersion(uint app, uint device, uint low, uint high,
        out uint version, [Out] uint[] extension);
    [DllImport("tapi32")]
    private static extern int lineOpenW(uint app, uint device, out uint line, uint version,
        uint extVersion, UIntPtr instance, uint privileges, uint mediaModes, IntPtr parameters);
    [DllImport("tapi32", CharSet = CharSet.Unicode)]
    private static extern int lineMakeCallW(uint line, IntPtr call, string number, uint country,
        IntPtr parameters);
    [DllImport("tapi32")]
    private static extern int lineGetMessage(uint app, out LineMessage message, uint timeoutMs);
    [DllImport("tapi32")]
    private static extern int lineDrop(uint call, IntPtr userInfo, uint size);
    [DllImport("tapi32")]
    private static extern int lineDeallocateCall(uint call);
    [DllImport("tapi32")]
    private static extern int lineShutdown(uint app);

    private readonly uint app, line;

    private static void Check(int result, string what)
    {
        if (result < 0)
            throw new InvalidOperationException(string.Format("{0}: 0x{1:x8}", what, result));
    }

    private Dialer(uint device)
    {
        var parameters = new InitializeParams { Options = 2 };      // USEEVENT
        uint devices, version = Version;

        parameters.TotalSize = (uint)Marshal.SizeOf(parameters);
        Check(lineInitializeExW(out app, IntPtr.Zero, IntPtr.Zero, "dialer", out devices,
                                ref version, ref parameters), "TAPI does not begin");
        Check(lineNegotiateAPIVersion(app, device, 0x00010003, Version, out version, new uint[4]),
              "there is no such line");
        Check(lineOpenW(app, device, out line, version, 0, UIntPtr.Zero, 4, 4, IntPtr.Zero),
              "the line cannot be opened");
    }

    public void Dispose()
    {
        lineShutdown(app);
    }

    private void Call(string number, uint talkMs)
    {
        // TAPI writes the handle when the request is answered, so it may not be moved.
        IntPtr call = Marshal.AllocHGlobal(sizeof(uint));
        bool connected = false;
        LineMessage message;

        Check(lineMakeCallW(line, call, number, 0, IntPtr.Zero), "the call cannot be made");
        for (;;) {
            if (lineGetMessage(app, out message, connected ? talkMs : PatienceMs) != 0) {
                if (!connected)
                    throw new InvalidOperationException("nothing happens");
                Check(lineDrop((uint)Marshal.ReadInt32(call), IntPtr.Zero, 0),
                      "the call cannot be dropped");
                connected = false;
            } else if (message.Id == Message.Reply) {
                Check((int)(uint)message.Param2, "the request fails");
            } else if (message.Id == Message.CallState) {
                uint state = (uint)message.Param1;
                string name;

                Console.WriteLine(States.TryGetValue(state, out name) ? name : "another state");
                connected |= state == Connected;
                if (state == Idle)
                    break;
            }
        }
        Check(lineDeallocateCall((uint)Marshal.ReadInt32(call)), "the call cannot be deallocated");
        Marshal.FreeHGlobal(call);
    }

    private static int Main(string[] arguments)
    {
        if (arguments.Length < 2) {
            Console.Error.WriteLine("usage: Dialer LINE NUMBER [SECONDS]");
            return 2;
        }
        try {
            using (var dialer = new Dialer(uint.Parse(arguments[0])))
                dialer.Call(arguments[1], arguments.Length > 2 ? uint.Parse(arguments[2]) * 1000 : 2000);
        } catch (InvalidOperationException error) {
            Console.Error.WriteLine("dialer: " + error.Message);
            return 1;
        }
        return 0;
    }
}
