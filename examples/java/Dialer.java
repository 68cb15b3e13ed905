// SPDX-License-Identifier: MIT
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Call a number and say what becomes of it: {@code Dialer LINE NUMBER [SECONDS]}.
 *
 * <p>The dialler of ../c by JNA. TAPI's records are packed, so they are read and written by
 * their offsets; on Windows the library is an stdcall one (StdCallLibrary) named tapi32.
 */
public final class Dialer implements AutoCloseable {
    interface Tapi extends Library {
        int lineInitializeExA(IntByReference app, Pointer instance, Pointer callback, String name,
                              IntByReference devices, IntByReference version, Pointer params);
        int lineNegotiateAPIVersion(int app, int device, int low, int high, IntByReference version,
                                    Pointer extension);
        int lineOpenA(int app, int device, IntByReference line, int version, int extVersion,
                      long instance, int privileges, int mediaModes, Pointer params);
        int lineMakeCallA(int line, IntByReference call, byte[] number, int country, Pointer params);
        int lineGetMessage(int app, Pointer message, int timeoutMs);
        int lineDrop(int call, Pointer userInfo, int size);
        int lineDeallocateCall(int call);
        int lineShutdown(int app);
    }

    private static final int VERSION = 0x00020002;
    private static final int OWNER = 4;
    private static final int INTERACTIVE_VOICE = 4;
    private static final int PATIENCE_MS = 30000;
    private static final int LINE_CALLSTATE = 2;
    private static final int LINE_REPLY = 12;
    private static final int IDLE = 0x1;
    private static final int CONNECTED = 0x100;
    private static final Map<Integer, String> STATES = Map.of(
        IDLE, "idle", 0x8, "dial tone", 0x10, "dialing", 0x20, "ringback", 0x40, "busy",
        CONNECTED, "connected", 0x200, "proceeding", 0x4000, "disconnected");

    private final Tapi tapi = Native.load("tapi32", Tapi.class);
    private final int app;
    private final int line;
    private final Memory message = new Memory(8 + 4L * Native.POINTER_SIZE);

    private static void check(int result, String what) {
        if (result < 0) {
            throw new IllegalStateException(String.format("%s: 0x%08x", what, result));
        }
    }

    Dialer(int device) {
        Memory params = new Memory(16 + Native.POINTER_SIZE + 4);
        IntByReference handle = new IntByReference();
        IntByReference version = new IntByReference(VERSION);

        params.clear();
        params.setInt(0, (int) params.size());      // dwTotalSize
        params.setInt(12, 2);                       // dwOptions: USEEVENT
        check(tapi.lineInitializeExA(handle, null, null, "dialer", new IntByReference(), version,
                                     params), "TAPI does not begin");
        app = handle.getValue();
        check(tapi.lineNegotiateAPIVersion(app, device, 0x00010003, VERSION, version, new Memory(16)),
              "there is no such line");
        check(tapi.lineOpenA(app, device, handle, version.getValue(), 0, 0, OWNER,
                             INTERACTIVE_VOICE, null), "the line cannot be opened");
        line = handle.getValue();
    }

    @Override
    public void close() {
        tapi.lineShutdown(app);
    }

    /** False: nothing came in that time. */
    private boolean next(int timeoutMs) {
        return tapi.lineGetMessage(app, message, timeoutMs) == 0;
    }

    private int parameter(int number) {
        return (int) message.getLong(8 + (long) number * Native.POINTER_SIZE);
    }

    void call(String number, int talkMs) {
        IntByReference handle = new IntByReference();
        byte[] text = (number + "\0").getBytes(StandardCharsets.ISO_8859_1);
        boolean connected = false;

        check(tapi.lineMakeCallA(line, handle, text, 0, null), "the call cannot be made");
        for (;;) {
            if (!next(connected ? talkMs : PATIENCE_MS)) {
                if (!connected) {
                    throw new IllegalStateException("nothing happens");
                }
                check(tapi.lineDrop(handle.getValue(), null, 0), "the call cannot be dropped");
                connected = false;
            } else if (message.getInt(4) == LINE_REPLY) {
                check(parameter(2), "the request fails");
            } else if (message.getInt(4) == LINE_CALLSTATE) {
                System.out.println(STATES.getOrDefault(parameter(1), "another state"));
                connected |= parameter(1) == CONNECTED;
                if (parameter(1) == IDLE) {
                    break;
                }
            }
        }
        check(tapi.lineDeallocateCall(handle.getValue()), "the call cannot be deallocated");
    }

    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            System.err.println("usage: Dialer LINE NUMBER [SECONDS]");
            System.exit(2);
        }
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
        try (Dialer dialer = new Dialer(Integer.parseInt(arguments[0]))) {
            dialer.call(arguments[1], seconds * 1000);
        } catch (IllegalStateException error) {
            System.err.println("dialer: " + error.getMessage());
            System.exit(1);
        }
    }
}
