/* SPDX-License-Identifier: MIT
 * stream.c - TLS between a connection and who uses it. */
#include "base/stream.h"
#include "base/mem.h"

struct stream {
	struct tcp *tcp;
	struct tls *tls;		/* NULL: plain */
	const struct tcp_callbacks *callbacks;
	void *arg;
	struct buf plain;		/* what came and was not consumed yet */
	struct buf wire;		/* on its way from tls to tcp */
	bool told;			/* connected() */
	bool busy;			/* inside a callback: it is freed behind that */
	bool over;
};

static void stream_free(struct stream *stream)
{
	tls_close(stream->tls);
	buf_free(&stream->plain);
	buf_free(&stream->wire);
	mem_free(stream);
}

/* What TLS has for the network goes there. */
static enum err flush(struct stream *stream)
{
	enum err err = tls_fetch(stream->tls, &stream->wire);

	if (!err && stream->wire.len)
		tcp_send(stream->tcp, buf_span(&stream->wire));
	buf_reset(&stream->wire);
	return err;
}

/* It is over for us: the peer learns why, its user too. */
static void fail(struct stream *stream, const char *reason)
{
	if (stream->over)
		return;
	(void)flush(stream);		/* the alert */
	stream->over = true;
	tcp_close(stream->tcp);
	stream->callbacks->closed(stream->arg, reason);
}

/* Offer what came, as tcp.c does. */
static void offer(struct stream *stream)
{
	struct buf *plain = &stream->plain;
	size_t start = 0, used;

	while (start < plain->len && !stream->over) {
		used = stream->callbacks->received(stream->arg, plain->at + start, plain->len - start);
		if (used == 0)
			break;
		start += used < plain->len - start ? used : plain->len - start;
	}
	plain->len -= start;
	if (start && plain->len)
		memmove(plain->at, plain->at + start, plain->len);
	if (plain->len > TCP_IN_MAX)
		fail(stream, "the peer sent a message that is too long");
}

static void tell_connected(struct stream *stream)
{
	if (stream->told || tls_state(stream->tls) != TLS_STANDS)
		return;
	stream->told = true;
	if (stream->callbacks->connected)
		stream->callbacks->connected(stream->arg);
}

/* `bytes` came from the network. */
static void hear(struct stream *stream, struct span bytes)
{
	enum err err;

	stream->busy = true;
	err = tls_hear(stream->tls, bytes, &stream->plain);
	if (!err)
		err = flush(stream);
	if (!err)
		tell_connected(stream);
	if (err == ERR_FAILED)
		fail(stream, tls_why(stream->tls));
	else if (err)
		fail(stream, "out of memory");
	if (!stream->over)
		offer(stream);
	if (!stream->over && tls_state(stream->tls) == TLS_ENDED)
		fail(stream, "closed by the peer");
	stream->busy = false;
	if (stream->over)
		stream_free(stream);
}

static void on_connected(void *arg)
{
	struct stream *stream = arg;

	if (stream->tls)
		hear(stream, SPAN_NONE);
	else if (stream->callbacks->connected)
		stream->callbacks->connected(stream->arg);
}

static size_t on_received(void *arg, char *bytes, size_t len)
{
	struct stream *stream = arg;

	if (!stream->tls)
		return stream->callbacks->received(stream->arg, bytes, len);
	hear(stream, (struct span){ bytes, len });
	return len;
}

static void on_closed(void *arg, const char *reason)
{
	struct stream *stream = arg;

	stream->over = true;
	stream->callbacks->closed(stream->arg, reason);
	stream_free(stream);
}

static const struct tcp_callbacks callbacks = { on_connected, on_received, on_closed };

static enum err stream_new(struct stream **out, struct tls_side *side, const char *name,
			   const struct tcp_callbacks *their_callbacks, void *arg)
{
	struct stream *stream = mem_zalloc(sizeof(*stream));
	enum err err = stream ? OK : ERR_NOMEM;

	if (!err && side)
		err = tls_open(&stream->tls, side, name);
	if (err) {
		mem_free(stream);
		return err;
	}
	stream->callbacks = their_callbacks;
	stream->arg = arg;
	buf_grow(&stream->plain);
	buf_grow(&stream->wire);
	*out = stream;
	return OK;
}

enum err stream_connect(struct stream **out, struct loop *loop, const struct sockaddr *remote,
			struct tls_side *side, const char *name,
			const struct tcp_callbacks *their_callbacks, void *arg)
{
	struct stream *stream;
	enum err err = stream_new(&stream, side, name, their_callbacks, arg);

	if (err)
		return err;
	err = tcp_connect(&stream->tcp, loop, NULL, remote, &callbacks, stream);
	if (err)
		stream_free(stream);
	else
		*out = stream;
	return err;
}

enum err stream_take(struct stream **out, struct tcp *tcp, struct tls_side *side,
		     const struct tcp_callbacks *their_callbacks, void *arg)
{
	struct stream *stream;
	enum err err = stream_new(&stream, side, NULL, their_callbacks, arg);

	if (err)
		return err;
	stream->tcp = tcp;
	tcp_take(tcp, &callbacks, stream);
	*out = stream;
	return OK;
}

void stream_send(struct stream *stream, struct span bytes)
{
	if (!stream->tls) {
		tcp_send(stream->tcp, bytes);
		return;
	}
	/* What fails here is heard of when the network is heard next. */
	if (!stream->over && tls_write(stream->tls, bytes) == OK)
		(void)flush(stream);
}

void stream_close(struct stream *stream)
{
	if (!stream || stream->over)
		return;
	stream->over = true;
	if (stream->tls) {
		tls_end(stream->tls);
		(void)flush(stream);
	}
	tcp_close(stream->tcp);
	if (!stream->busy)
		stream_free(stream);
}

const char *stream_kind(const struct stream *stream)
{
	return stream->tls ? tls_kind(stream->tls) : "";
}
