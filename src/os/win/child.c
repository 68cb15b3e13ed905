/* SPDX-License-Identifier: MIT
 * child.c - Windows: a named pipe whose name is the argument. */
#include "os/child.h"
#include "base/mem.h"
#include "base/text.h"
#include "link_pipe.h"
#include "os/link.h"
#include <stdio.h>
#include <wchar.h>

#define PATH_UNITS 1024
#define START_MS 30000		/* to be loaded and to open the pipe */

static LONG started;

/* What the process inherits: our standard error and nothing else. */
struct inherited {
	HANDLE error;		/* NULL: we have none */
	LPPROC_THREAD_ATTRIBUTE_LIST list;
};

static void inherited_free(struct inherited *all)
{
	if (all->list)
		DeleteProcThreadAttributeList(all->list);
	mem_free(all->list);
	if (all->error)
		CloseHandle(all->error);
}

static bool inherited_new(struct inherited *out)
{
	HANDLE us = GetCurrentProcess(), error = GetStdHandle(STD_ERROR_HANDLE);
	SIZE_T size = 0;

	*out = (struct inherited){ 0 };
	if (!error || !DuplicateHandle(us, error, us, &out->error, 0, TRUE, DUPLICATE_SAME_ACCESS)) {
		out->error = NULL;
		return false;
	}
	InitializeProcThreadAttributeList(NULL, 1, 0, &size);
	out->list = mem_alloc(size);
	if (out->list && !InitializeProcThreadAttributeList(out->list, 1, 0, &size)) {
		mem_free(out->list);
		out->list = NULL;
	}
	return out->list && UpdateProcThreadAttribute(out->list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
						      &out->error, sizeof(out->error), NULL, NULL);
}

static bool run(const char *path, const char *pipe, PROCESS_INFORMATION *out)
{
	const DWORD manner = CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW;
	STARTUPINFOEXW how = { .StartupInfo.cb = sizeof(how.StartupInfo) };
	wchar_t file[PATH_UNITS], name[128], row[PATH_UNITS + 160];
	struct inherited inherited;
	bool inherits, runs;

	if (utf16_size(path) > sizeof(file) || utf16_size(pipe) > sizeof(name))
		return false;
	utf16_write(file, path);
	utf16_write(name, pipe);
	swprintf(row, sizeof(row) / sizeof(row[0]), L"\"%ls\" pipe:%ls", file, name);
	inherits = inherited_new(&inherited);
	if (inherits) {
		how.StartupInfo.cb = sizeof(how);
		how.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
		how.StartupInfo.hStdError = inherited.error;
		how.lpAttributeList = inherited.list;
	}
	runs = CreateProcessW(file, row, NULL, NULL, inherits,
			      manner | (inherits ? EXTENDED_STARTUPINFO_PRESENT : 0), NULL, NULL,
			      &how.StartupInfo, out);
	inherited_free(&inherited);
	return runs;
}

bool child_start(struct child *out, const char *path)
{
	PROCESS_INFORMATION process;
	char pipe[96];
	intptr_t link;

	snprintf(pipe, sizeof(pipe), "\\\\.\\pipe\\opentsp-apart-%lu-%ld", GetCurrentProcessId(),
		 InterlockedIncrement(&started));
	link = link_pipe_new(pipe);
	if (link == -1)
		return false;
	if (!run(path, pipe, &process)) {
		link_close(link);
		return false;
	}
	CloseHandle(process.hThread);
	*out = (struct child){ .link = link, .process = (intptr_t)process.hProcess };
	if (link_pipe_wait(link, process.hProcess, START_MS))
		return true;
	TerminateProcess(process.hProcess, 1);
	CloseHandle(process.hProcess);
	link_close(link);
	return false;
}

intptr_t child_link(const char *argument)
{
	return link_open(argument, INFINITE);
}

void child_kill(const struct child *child)
{
	if (child->process)
		TerminateProcess((HANDLE)child->process, 1);
}

void child_end(struct child *child, unsigned patience_ms, char *how, size_t size)
{
	HANDLE process = (HANDLE)child->process;
	DWORD code = 0;

	snprintf(how, size, "ended");
	if (process && WaitForSingleObject(process, patience_ms) != WAIT_OBJECT_0) {
		TerminateProcess(process, 1);
		WaitForSingleObject(process, INFINITE);
	}
	if (process && GetExitCodeProcess(process, &code))
		snprintf(how, size, "ended with code %lu (0x%lx)", code, code);
	if (process)
		CloseHandle(process);
	link_close(child->link);
	*child = (struct child){ .link = -1 };
}
