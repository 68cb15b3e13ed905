/* SPDX-License-Identifier: MIT
 * event.h - the HANDLE of an event, as TAPI gives one to a dialog (hEvent of
 * TUISPI_providerGenericDialog).
 *
 * On Windows it is an event for SetEvent(). Elsewhere, where TAPI has no such
 * thing, a HANDLE of an event is a `sem_t *`, and to set it is sem_post().
 */
#ifndef OS_EVENT_H
#define OS_EVENT_H

/* As HANDLE; NULL: no resource for it. */
void *event_new(void);
void event_set(void *event);	/* NULL is fine */
void event_wait(void *event);	/* until it was set; for one waiter, once */
void event_free(void *event);	/* NULL is fine */

#endif
