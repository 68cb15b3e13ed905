/* SPDX-License-Identifier: MIT
 * windef.h - the words of <windows.h> that TAPI's contract is written in.
 *
 * On Windows they are the SDK's. Elsewhere they are these, of the same widths:
 * a LONG has 32 bits, a WCHAR 16 (u"..." makes strings of it), and what the
 * SDK makes as wide as a pointer is as wide as a pointer.
 */
#ifndef ABI_WINDEF_H
#define ABI_WINDEF_H

#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN	/* above all without winsock.h */
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>

#define TSPI_EXPORT		/* the .def file says what is exported */

#else

typedef uint8_t BYTE, *LPBYTE;
typedef uint16_t WORD, *LPWORD;
typedef uint32_t DWORD, *LPDWORD;
typedef uint32_t UINT, ULONG;
typedef int32_t LONG, *LPLONG;
typedef int32_t HRESULT;
typedef int BOOL, *LPBOOL;
typedef uintptr_t DWORD_PTR, UINT_PTR, ULONG_PTR, WPARAM;
typedef intptr_t LONG_PTR, INT_PTR, LPARAM, LRESULT;
typedef int64_t LONGLONG;
typedef uint64_t ULONGLONG;

typedef char *LPSTR;
typedef const char *LPCSTR;
typedef uint16_t WCHAR, *LPWSTR;
typedef const uint16_t *LPCWSTR;
typedef void *LPVOID;
typedef const void *LPCVOID;

typedef void *HANDLE, *HWND, *HICON, *HINSTANCE, *HMODULE;
typedef HANDLE *LPHANDLE;

typedef double DATE;		/* days since 30 December 1899 */
typedef union {
	LONGLONG int64;		/* ten thousandths of the currency's unit */
} CURRENCY;

typedef struct {
	DWORD Data1;
	WORD Data2, Data3;
	BYTE Data4[8];
} GUID, *LPGUID, CLSID;

typedef struct {
	WORD wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds;
} SYSTEMTIME, *LPSYSTEMTIME;

#define CALLBACK
#define WINAPI
#define TSPI_EXPORT __attribute__((visibility("default")))

#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif
#define MAX_PATH 260		/* WCHARs, the terminator among them */
#define WM_USER 0x0400

#define LOWORD(l) ((WORD)((DWORD_PTR)(l) & 0xFFFF))
#define HIWORD(l) ((WORD)(((DWORD_PTR)(l) >> 16) & 0xFFFF))
#define LOBYTE(w) ((BYTE)((DWORD_PTR)(w) & 0xFF))
#define HIBYTE(w) ((BYTE)(((DWORD_PTR)(w) >> 8) & 0xFF))
#define MAKEWORD(low, high) ((WORD)((BYTE)(low) | (WORD)(BYTE)(high) << 8))
#define MAKELONG(low, high) ((LONG)((WORD)(low) | (DWORD)(WORD)(high) << 16))

#endif /* _WIN32 */
#endif
