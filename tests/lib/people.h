/* SPDX-License-Identifier: MIT
 * people.h - a terminal of the test's own, at which it is the people. Unix.
 */
#ifndef TEST_PEOPLE_H
#define TEST_PEOPLE_H

#include <stdbool.h>

/* Open one, and name it as the program's (OPENTSP_TERMINAL) until the test ends. Returns the
 * program's end, which stays open as long. */
int people_sit_down(void);

/* Wait until people see `text`; if that does not come it is a failure. Returns all that they
 * have seen since they typed last. */
const char *people_see(const char *text);

void people_type(const char *text);

/* Whether what they type now would be hidden from those beside them, as a code is. */
bool people_are_asked(void);

#endif
