/* SPDX-License-Identifier: MIT
 * people.c - see people.h. */
#define _GNU_SOURCE
#include "people.h"
#include "test.h"
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PATIENCE_MS 20000

static int people = -1, theirs = -1;	/* the end that people have, and the program's */
static char shown[4096];

static void stand_up(void *nothing)
{
	unsetenv("OPENTSP_TERMINAL");
	close(people);
	close(theirs);
}

int people_sit_down(void)
{
	people = posix_openpt(O_RDWR | O_NOCTTY);
	NEED(people >= 0 && grantpt(people) == 0 && unlockpt(people) == 0);
	theirs = open(ptsname(people), O_RDWR | O_NOCTTY);	/* so that it stays */
	NEED(theirs >= 0);
	setenv("OPENTSP_TERMINAL", ptsname(people), 1);
	shown[0] = '\0';
	DEFER(stand_up, NULL);
	return theirs;
}

const char *people_see(const char *text)
{
	struct pollfd fd = { .fd = people, .events = POLLIN };
	size_t len = strlen(shown);

	while (!strstr(shown, text) && poll(&fd, 1, PATIENCE_MS) == 1) {
		ssize_t got = read(people, shown + len, sizeof(shown) - len - 1);

		if (got <= 0)
			break;
		len += (size_t)got;
		shown[len] = '\0';
	}
	if (!strstr(shown, text))
		CHECK_TEXT(shown, text);
	return shown;
}

void people_type(const char *text)
{
	shown[0] = '\0';
	CHECK_INT(write(people, text, strlen(text)), strlen(text));
}

bool people_are_asked(void)
{
	struct termios now;

	NEED(tcgetattr(theirs, &now) == 0);
	return !(now.c_lflag & ECHO);
}
