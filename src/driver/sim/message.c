/* SPDX-License-Identifier: MIT
 * message.c - user-user information: long one is cut into messages, which go
 * one after the other and are put together at the far end (R-UUI-3). */
#include "base/buf.h"
#include "base/mem.h"
#include "driver/sim/carry.h"
#include "driver/sim/service.h"

struct parcel {			/* what was asked to be sent */
	struct list node;
	DWORD size, sent;
	unsigned char bytes[];
};

/* What an end sends and receives. */
struct sim_post {
	struct sim_end *end;
	struct timer timer;
	struct list out;		/* parcels, the oldest first */
	struct buf in;			/* of a chain, as far as it has come */
	bool begun;			/* its first message did come */
};

static struct sim_post *post_of(struct sim_end *end)
{
	if (!end->post) {
		end->post = mem_zalloc(sizeof(*end->post));
		if (!end->post)
			return NULL;
		end->post->end = end;
		list_init(&end->post->out);
		buf_grow(&end->post->in);
	}
	return end->post;
}

static void parcel_free(struct parcel *parcel)
{
	list_remove(&parcel->node);
	mem_free(parcel);
}

void sim_messages_forget(struct sim_end *end)
{
	struct sim_post *post = end->post;

	if (!post)
		return;
	timer_stop(&end->link->desk->timers, &post->timer);
	list_each_safe(node, &post->out)
		parcel_free(list_entry(node, struct parcel, node));
	buf_free(&post->in);
	mem_free(post);
	end->post = NULL;
}

void sim_messages_move(struct sim_end *from, struct sim_end *to)
{
	to->post = from->post;
	from->post = NULL;
	if (to->post)
		to->post->end = to;
}

/* --- at the far end ------------------------------------------------------------ */

/* One message. What has no beginning any more (another end heard it), or finds no
 * memory, is nothing. */
static void receive(struct sim_end *end, struct bytes piece, bool first, bool last)
{
	struct sim_post *post;

	if (!end || !end->call)
		return;
	if (first && last) {
		info_uui(end->call, piece);
		return;
	}
	post = post_of(end);
	if (!post)
		return;
	if (first) {
		buf_reset(&post->in);
		post->begun = true;
	}
	if (!post->begun)
		return;
	buf_bytes(&post->in, piece.at, piece.size);
	if (!last)
		return;
	if (!post->in.full)
		info_uui(end->call, (struct bytes){ post->in.at, (DWORD)post->in.len });
	post->begun = false;
}

/* The far end gets it, of a conference all far ends. */
static void carry(struct sim_end *from, struct bytes piece, bool first, bool last)
{
	if (!from->link->conference) {
		receive(sim_other(from), piece, first, last);
		return;
	}
	join_each(node, from->call) {
		struct call *member = list_entry(node, struct call, node);

		if (member->data)
			receive(sim_other(member->data), piece, first, last);
	}
}

void sim_message(struct sim_end *from, struct bytes uui)
{
	if (uui.size)
		carry(from, uui, true, true);
}

/* --- on the way ----------------------------------------------------------------- */

static struct parcel *oldest(const struct sim_post *post)
{
	return list_empty(&post->out) ? NULL : list_entry(post->out.next, struct parcel, node);
}

/* The next message of the oldest parcel; with its last one the request is done. */
static void send_next(struct sim_post *post)
{
	struct parcel *parcel = oldest(post);
	DWORD left = parcel->size - parcel->sent;
	DWORD size = left < SIM_MESSAGE_SIZE ? left : SIM_MESSAGE_SIZE;

	carry(post->end, (struct bytes){ parcel->bytes + parcel->sent, size }, parcel->sent == 0, size == left);
	parcel->sent += size;
	if (parcel->sent < parcel->size)
		return;
	parcel_free(parcel);
	call_reply(post->end->call, CALL_SEND_UUI, OK);
}

static void due(void *arg)
{
	struct sim_post *post = arg;

	send_next(post);
	if (oldest(post))
		timer_set(&post->end->link->desk->timers, &post->timer, sim_settings()->message_ms, due, post);
}

static bool has_room(struct sim_end *from)
{
	const struct call *peer = sim_other(from)->call;

	return !peer || info_uui_room(peer);
}

static enum err begin(struct sim_end *end, struct bytes uui)
{
	struct sim_post *post = post_of(end);
	struct parcel *parcel;

	if (!has_room(end))
		return ERR_RESOURCE;	/* nobody reads it there */
	parcel = post ? mem_zalloc(sizeof(*parcel) + uui.size) : NULL;
	if (!parcel)
		return ERR_NOMEM;
	if (uui.size)
		memcpy(parcel->bytes, uui.at, uui.size);
	parcel->size = uui.size;
	list_append(&post->out, &parcel->node);
	if (sim_settings()->message_ms == 0)
		while (oldest(post))
			send_next(post);
	else if (!timer_is_set(&post->timer))
		timer_set(&end->link->desk->timers, &post->timer, sim_settings()->message_ms, due, post);
	return OK;
}

static void do_send(struct sim_end *end, const struct sim_order *order)
{
	enum err err = begin(end, order->data);

	if (err)
		call_reply(end->call, CALL_SEND_UUI, err);
}

enum err sim_send_uui(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_SEND_UUI, args, do_send, sim_settings()->operation_ms);
}

static void do_release(struct sim_end *end, const struct sim_order *order)
{
	struct call *call = end->call;

	call_reply(call, CALL_RELEASE_UUI, OK);
	info_uui_release(call);
}

/* Of a call that is over, nothing of which is in the exchange, at once. */
enum err sim_release_uui(struct call *call, const struct call_args *args)
{
	if (call->data)
		return sim_begin(call, CALL_RELEASE_UUI, args, do_release, sim_settings()->operation_ms);
	call_reply(call, CALL_RELEASE_UUI, OK);
	info_uui_release(call);
	return OK;
}
