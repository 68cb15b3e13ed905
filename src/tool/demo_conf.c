/* SPDX-License-Identifier: MIT
 * demo_conf.c - the lines of the demonstration. */
#include "tool/demo.h"
#include "base/mem.h"
#include <uv.h>

/* A UDP port of the loopback that nobody has now; 0: there is none. */
static unsigned free_port(void)
{
	struct sockaddr_in address;
	struct sockaddr_storage name;
	int size = sizeof(name);
	unsigned port = 0;
	uv_loop_t loop;
	uv_udp_t udp;

	if (uv_loop_init(&loop))
		return 0;
	uv_udp_init(&loop, &udp);
	uv_ip4_addr("127.0.0.1", 0, &address);
	if (uv_udp_bind(&udp, (const struct sockaddr *)&address, 0) == 0
	    && uv_udp_getsockname(&udp, (struct sockaddr *)&name, &size) == 0)
		port = ntohs(((struct sockaddr_in *)&name)->sin_port);
	uv_close((uv_handle_t *)&udp, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	return port;
}

/* Two lines on one socket: what one sends to its own domain, the other gets. */
static void two_lines(struct buf *b)
{
	unsigned port = free_port();

	buf_printf(b, "[provider]\nlog = warn\n\n"
		   "[sip]\nlisten = 127.0.0.1:%u\ntcp = no\n\n"
		   "[line 101]\ndriver = sip\nuser = 101\nname = \"Alice Example\"\n"
		   "domain = 127.0.0.1:%u\nregister = no\n\n"
		   "[line 102]\ndriver = sip\nuser = 102\nname = \"Bob Example\"\n"
		   "domain = 127.0.0.1:%u\nregister = no\nringing = accept\n", port, port, port);
}

/* The password is only named in the configuration, and found from anywhere. */
static void secret(struct buf *b, const char *file)
{
	uv_fs_t request;
	bool found = uv_fs_realpath(NULL, &request, file, NULL) == 0;

	buf_printf(b, "password = \"@%s\"\n", found ? (const char *)request.ptr : file);
	uv_fs_req_cleanup(&request);
}

/* One line, to call out into the world. */
static void one_line(struct buf *b, const struct demo *demo)
{
	struct span host, user = span_cut(span_of(demo->aor ? demo->aor : demo->to), '@', &host);

	if (span_starts(user, "sip:"))
		user = (struct span){ user.at + 4, user.len - 4 };
	buf_printf(b, "[provider]\nlog = warn\n\n[line demo]\ndriver = sip\nname = \"OpenTSP demo\"\n"
		   "domain = \"%.*s\"\n", SPAN_ARG(host));
	if (demo->aor) {
		buf_printf(b, "user = \"%.*s\"\nregister = yes\n", SPAN_ARG(user));
		secret(b, demo->secret_file);
	} else {
		buf_text(b, "user = demo\nregister = no\n");
	}
}

char *demo_configuration(const struct demo *demo)
{
	struct buf b;
	char *text;

	buf_grow(&b);
	if (demo->to)
		one_line(&b, demo);
	else
		two_lines(&b);
	text = b.full ? NULL : mem_text(b.at, b.len);
	buf_free(&b);
	if (!text)
		tool_fail("out of memory");
	return text;
}
