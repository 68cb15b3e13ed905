/* SPDX-License-Identifier: MIT
 * dialer.cpp - call a number and say what becomes of it: dialer LINE NUMBER [SECONDS]
 *
 * The dialler of ../c in C++: what is opened is closed by its owner's destructor. */
#include <cstdlib>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#ifdef _WIN32
#include <windows.h>
#endif
#include <tapi.h>

namespace {

const DWORD version = 0x00020002;
const DWORD patience_ms = 30000;

void check(LONG result, const std::string &what)
{
	if (result < 0)
		throw std::runtime_error(what + ": error " + std::to_string(result));
}

class Application {
public:
	Application()
	{
		LINEINITIALIZEEXPARAMS params = {};
		DWORD agreed = version, devices = 0;

		params.dwTotalSize = sizeof(params);
		params.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT;
		check(lineInitializeExA(&handle, nullptr, nullptr, "dialer", &devices, &agreed, &params),
		      "TAPI does not begin");
	}
	~Application() { lineShutdown(handle); }
	Application(const Application &) = delete;
	Application &operator=(const Application &) = delete;

	/* False: nothing came in that time. */
	bool next(LINEMESSAGE &message, DWORD timeout_ms) const
	{
		return lineGetMessage(handle, &message, timeout_ms) == 0;
	}

	HLINEAPP handle = 0;
};

class Line {
public:
	Line(const Application &app, DWORD device)
	{
		LINEEXTENSIONID extension;
		DWORD agreed = 0;

		check(lineNegotiateAPIVersion(app.handle, device, 0x00010003, version, &agreed,
					      &extension), "there is no such line");
		check(lineOpenA(app.handle, device, &handle, agreed, 0, 0, LINECALLPRIVILEGE_OWNER,
				LINEMEDIAMODE_INTERACTIVEVOICE, nullptr), "the line cannot be opened");
	}
	~Line() { lineClose(handle); }
	Line(const Line &) = delete;
	Line &operator=(const Line &) = delete;

	HLINE handle = 0;
};

std::string state_name(DWORD_PTR state)
{
	static const std::map<DWORD_PTR, std::string> names = {
		{ LINECALLSTATE_IDLE, "idle" }, { LINECALLSTATE_DIALTONE, "dial tone" },
		{ LINECALLSTATE_DIALING, "dialing" }, { LINECALLSTATE_RINGBACK, "ringback" },
		{ LINECALLSTATE_BUSY, "busy" }, { LINECALLSTATE_CONNECTED, "connected" },
		{ LINECALLSTATE_PROCEEDING, "proceeding" },
		{ LINECALLSTATE_DISCONNECTED, "disconnected" },
	};
	const auto found = names.find(state);

	return found == names.end() ? "another state" : found->second;
}

void call(const Application &app, const Line &line, const std::string &number, DWORD talk_ms)
{
	LINEMESSAGE message;
	HCALL handle = 0;
	bool connected = false;

	check(lineMakeCallA(line.handle, &handle, number.c_str(), 0, nullptr),
	      "the call cannot be made");
	for (;;) {
		if (!app.next(message, connected ? talk_ms : patience_ms)) {
			if (!connected)
				throw std::runtime_error("nothing happens");
			check(lineDrop(handle, nullptr, 0), "the call cannot be dropped");
			connected = false;
		} else if (message.dwMessageID == LINE_REPLY) {
			check(static_cast<LONG>(message.dwParam2), "the request fails");
		} else if (message.dwMessageID == LINE_CALLSTATE) {
			std::cout << state_name(message.dwParam1) << std::endl;
			connected |= message.dwParam1 == LINECALLSTATE_CONNECTED;
			if (message.dwParam1 == LINECALLSTATE_IDLE)
				break;
		}
	}
	check(lineDeallocateCall(handle), "the call cannot be deallocated");
}

} // namespace

int main(int argc, char **argv)
try {
	if (argc < 3) {
		std::cerr << "usage: dialer LINE NUMBER [SECONDS]\n";
		return 2;
	}
	const Application app;
	const Line line(app, static_cast<DWORD>(std::atoi(argv[1])));

	call(app, line, argv[2], argc > 3 ? static_cast<DWORD>(std::atoi(argv[3])) * 1000 : 2000);
	return 0;
} catch (const std::exception &error) {
	std::cerr << "dialer: " << error.what() << '\n';
	return 1;
}
