/* SPDX-License-Identifier: MIT
 * sign.c - Windows: an event, or a window that nobody sees. */
#include "os/sign.h"
#include "base/mem.h"
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#define CLASS L"OpenTSP.tapi32"
#define UP (WM_APP + 1)
#define GONE (WM_APP + 2)

/* One with a window. */
struct sign {
	HWND window;
	void (*call)(uintptr_t arg);
	uintptr_t arg;
};

/* The program gets the event itself, so an event is its own sign; a window's has bit 0 set. */
static struct sign *window_of(void *sign)
{
	return (uintptr_t)sign & 1 ? (struct sign *)((uintptr_t)sign - 1) : NULL;
}

void *sign_new(void)
{
	return CreateEventW(NULL, TRUE, FALSE, NULL);
}

void sign_up(void *sign)
{
	struct sign *window = window_of(sign);

	if (window)
		PostMessageW(window->window, UP, 0, 0);
	else
		SetEvent(sign);
}

void sign_down(void *sign)
{
	if (!window_of(sign))
		ResetEvent(sign);
}

/* A window can be destroyed by its thread only. */
void sign_free(void *sign)
{
	struct sign *window = window_of(sign);

	if (!sign)
		return;
	if (!window)
		CloseHandle(sign);
	else if (!PostMessageW(window->window, GONE, 0, 0))
		mem_free(window);		/* its thread has ended, and the window with it */
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM w, LPARAM l)
{
	struct sign *sign = (struct sign *)GetWindowLongPtrW(window, GWLP_USERDATA);

	if (message == UP && sign) {
		sign->call(sign->arg);
		return 0;
	}
	if (message == GONE && sign) {
		SetWindowLongPtrW(window, GWLP_USERDATA, 0);
		DestroyWindow(window);
		mem_free(sign);
		return 0;
	}
	return DefWindowProcW(window, message, w, l);
}

static HINSTANCE own_module(void)
{
	HMODULE module = NULL;

	GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS
			   | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
			   (LPCWSTR)(void *)own_module, &module);
	return module;
}

void *sign_calling(void (*call)(uintptr_t arg), uintptr_t arg)
{
	const WNDCLASSW class = {
		.lpfnWndProc = procedure, .hInstance = own_module(), .lpszClassName = CLASS,
	};
	struct sign *sign = mem_zalloc(sizeof(*sign));

	if (!sign)
		return NULL;
	RegisterClassW(&class);			/* for the second time that fails, and all is well */
	sign->window = CreateWindowExW(0, CLASS, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL,
				       class.hInstance, NULL);
	if (!sign->window) {
		mem_free(sign);
		return NULL;
	}
	sign->call = call;
	sign->arg = arg;
	SetWindowLongPtrW(sign->window, GWLP_USERDATA, (LONG_PTR)sign);
	return (void *)((uintptr_t)sign + 1);
}

bool sign_has_ports(void)
{
	return true;
}

bool sign_port(void *port, uintptr_t key, const void *bytes, size_t size)
{
	void *copy = LocalAlloc(LMEM_FIXED, size);

	if (!copy)
		return false;
	CopyMemory(copy, bytes, size);
	if (PostQueuedCompletionStatus(port, (DWORD)size, key, copy))
		return true;
	LocalFree(copy);
	return false;
}
