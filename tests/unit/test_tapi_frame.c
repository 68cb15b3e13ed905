/* SPDX-License-Identifier: MIT
 * test_tapi_frame.c - frames and events come through, and what is none is refused. */
#include "test.h"
#include "abi/tapi.h"
#include "tapi/event.h"
#include "tapi/frame.h"

static struct buf out;

static void release(void *b)
{
	buf_free(b);
}

/* A request with the cookie 7 and the body "hello". */
static void request(void)
{
	size_t frame;

	buf_grow(&out);
	DEFER(release, &out);
	frame = frame_begin(&out, FRAME_REQUEST, 7);
	buf_text(&out, "hello");
	frame_end(&out, frame);
	NEED(!out.full);
}

/* Set a DWORD of the head; what frame_read() says then. */
static const char *fault_with(size_t at, DWORD value)
{
	struct frame frame;
	const char *why = NULL;

	memcpy(out.at + at, &value, sizeof(value));
	CHECK_INT(frame_read(&frame, out.at, out.len, &why), -1);
	return why;
}

TEST(tapi_frame, what_was_written_is_read)
{
	struct frame frame;
	const char *why;

	request();
	CHECK_INT(out.len, FRAME_HEAD + 5);
	CHECK_INT(frame_read(&frame, out.at, out.len, &why), 1);
	CHECK_INT(frame.type, FRAME_REQUEST);
	CHECK_INT(frame.cookie, 7);
	CHECK_INT(frame.size, 5);
}

TEST(tapi_frame, half_a_head_says_to_wait)
{
	struct frame frame;
	const char *why;

	request();
	for (size_t size = 0; size < FRAME_HEAD; size++)
		CHECK_INT(frame_read(&frame, out.at, size, &why), 0);
	CHECK_INT(frame_read(&frame, out.at, FRAME_HEAD, &why), 1);
}

TEST(tapi_frame, another_protocol_is_seen_by_its_first_byte)
{
	struct frame frame;
	const char *why = NULL;

	CHECK_INT(frame_read(&frame, "GET / HTTP/1.1", 1, &why), -1);
	CHECK_TEXT(why, "it does not speak the protocol of the telephony server");
}

TEST(tapi_frame, other_versions_types_and_lengths_are_refused)
{
	request();
	CHECK_TEXT(fault_with(16, FRAME_MAX + 1), "the frame is too long");
	CHECK_TEXT(fault_with(8, 0), "there is no such type of frame");
	CHECK_TEXT(fault_with(8, FRAME_HANDLE + 1), "there is no such type of frame");
	CHECK_TEXT(fault_with(4, 2), "it speaks another version of the protocol");
}

TEST(tapi_frame, frames_follow_one_another)
{
	struct frame frame;
	const char *why;
	size_t second;

	request();
	second = frame_begin(&out, FRAME_GOODBYE, 0);
	frame_end(&out, second);
	NEED(!out.full);
	CHECK_INT(frame_read(&frame, out.at + FRAME_HEAD + 5, out.len - FRAME_HEAD - 5, &why), 1);
	CHECK_INT(frame.type, FRAME_GOODBYE);
	CHECK_INT(frame.size, 0);
}

TEST(tapi_event, what_was_written_is_read)
{
	const struct event told = { .device = 5, .message = LINE_CALLSTATE, .p1 = LINECALLSTATE_IDLE };
	struct event event;
	const void *tail;
	DWORD size;

	buf_grow(&out);
	DEFER(release, &out);
	NEED(event_write(&out, &told, "abcde", 5) == OK);
	CHECK_INT(out.len, 48);
	CHECK(event_read(&event, out.at, out.len, &tail, &size) == NULL);
	CHECK_INT(event.device, 5);
	CHECK_INT(event.p1, LINECALLSTATE_IDLE);
	CHECK_INT(size, 8);
	CHECK(memcmp(tail, "abcde\0\0\0", 8) == 0);
}

TEST(tapi_event, other_lengths_are_refused)
{
	struct event event;
	const void *tail;
	DWORD size;

	buf_grow(&out);
	DEFER(release, &out);
	NEED(event_write(&out, &(struct event){ .message = LINE_REPLY }, NULL, 0) == OK);
	CHECK(event_read(&event, out.at, 40, &tail, &size) == NULL);
	CHECK(tail == NULL);
	CHECK_TEXT(event_read(&event, out.at, 39, &tail, &size), "an event is shorter than its fixed part");
	((DWORD *)out.at)[0] = 44;
	CHECK_TEXT(event_read(&event, out.at, 40, &tail, &size),
		   "an event does not have the length that it says");
}
