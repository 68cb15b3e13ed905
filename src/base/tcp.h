/* SPDX-License-Identifier: MIT
 * tcp.h - connections. Who may call what, where: see loop.h.
 *
 * A `struct tcp *` is good until its closed() was called or tcp_close() was;
 * after that nobody is called back and the pointer is dead. TCP_NODELAY is set.
 */
#ifndef BASE_TCP_H
#define BASE_TCP_H

#include "base/loop.h"
#include "base/net.h"

struct tcp;
struct tcp_server;

#define TCP_IN_MAX (256u << 10)		/* bytes that may wait unconsumed */
#define TCP_OUT_MAX (1024u << 10)	/* bytes that may wait to be sent */

struct tcp_callbacks {
	/* The connection stands (of tcp_connect only). May be NULL. */
	void (*connected)(void *arg);

	/* All bytes that came and were not consumed yet. Returns how many are
	 * consumed; the rest is offered again, at once if some were consumed, else
	 * together with the next bytes. Consumed bytes may have been changed.
	 * More than TCP_IN_MAX unconsumed bytes end the connection. */
	size_t (*received)(void *arg, char *bytes, size_t len);

	/* It is over, or never came to be: `reason` is for people ("connection
	 * refused", "closed by the peer"). The pointer is dead. */
	void (*closed)(void *arg, const char *reason);
};

/* Begin to connect; `local` may be NULL. The outcome is connected() or
 * closed(); there is no time limit but the system's. `callbacks` must outlive
 * the connection. ERR_NOMEM. */
enum err tcp_connect(struct tcp **out, struct loop *loop, const struct sockaddr *local,
		     const struct sockaddr *remote, const struct tcp_callbacks *callbacks, void *arg);

/* Queue a copy of `bytes`, also before connected(). When more than TCP_OUT_MAX
 * wait, or memory lacks, the connection ends with closed(). */
void tcp_send(struct tcp *tcp, struct span bytes);

/* What was sent and fits the system's buffers still goes out. NULL is fine. */
void tcp_close(struct tcp *tcp);

const struct sockaddr *tcp_local(const struct tcp *tcp);	/* once connected */
const struct sockaddr *tcp_remote(const struct tcp *tcp);

/* Somebody connected: call tcp_take() before the return to keep `tcp`; otherwise
 * it is closed. */
typedef void tcp_accepted(void *arg, struct tcp *tcp, const struct sockaddr *from);
void tcp_take(struct tcp *tcp, const struct tcp_callbacks *callbacks, void *arg);

/* Bind `local` (port 0: any) at once and listen. ERR_NOMEM, ERR_RESOURCE (the
 * log says why). Closing leaves the connections that were accepted. */
enum err tcp_listen(struct tcp_server **out, struct loop *loop, const struct sockaddr *local,
		    tcp_accepted *accepted, void *arg);
const struct sockaddr *tcp_server_local(const struct tcp_server *server);
void tcp_server_close(struct tcp_server *server);	/* NULL is fine */

#endif
