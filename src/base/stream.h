/* SPDX-License-Identifier: MIT
 * stream.h - a connection, plain or by TLS. Who may call what, where: see loop.h.
 *
 * As tcp.h says of a `struct tcp *`, with the same callbacks: by TLS connected()
 * comes when its hands are shaken, what is received and sent is plain text, and
 * closed() says what was wrong with their certificate.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include "base/tcp.h"
#include "os/tls.h"

struct stream;

/* `side` NULL: plain. `name`: whom the certificate must name (tls_open). ERR_NOMEM. */
enum err stream_connect(struct stream **out, struct loop *loop, const struct sockaddr *remote,
			struct tls_side *side, const char *name,
			const struct tcp_callbacks *callbacks, void *arg);

/* Within tcp_accepted: keep `tcp`, which belongs to the stream then. ERR_NOMEM:
 * it is not kept. */
enum err stream_take(struct stream **out, struct tcp *tcp, struct tls_side *side,
		     const struct tcp_callbacks *callbacks, void *arg);

void stream_send(struct stream *stream, struct span bytes);	/* as tcp_send */
void stream_close(struct stream *stream);			/* as tcp_close */

/* "TLSv1.3 TLS_AES_256_GCM_SHA384"; "" while it does not stand, or is plain. */
const char *stream_kind(const struct stream *stream);

#endif
