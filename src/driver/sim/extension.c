/* SPDX-License-Identifier: MIT
 * extension.c - the blocks of the exchange's extension, in and out. */
#include "driver/sim/extension.h"
#include "base/mem.h"

const struct extension sim_extension = {
	.id = SIM_EXT_ID, .low = SIM_EXT_1_0, .high = SIM_EXT_1_1,
};

/* Who asks, and with which block. */
struct query {
	struct sim_line *sl;		/* NULL: a phone without a line */
	const struct address *address;	/* of it, for which it is asked */
	struct call *call;		/* NULL: none is named */
	struct sim_phone *sp;		/* NULL: a line asks */
	DWORD version;			/* of the extension */
	struct sim_ext_block head;
	struct span number, text;	/* in the block */
	void *to;			/* the block to write */
	size_t room;
};

static enum err block_read(struct query *q, const void *from, size_t size)
{
	const char *bytes = from;

	if (!from)
		return ERR_POINTER;
	if (size < sizeof(q->head))
		return ERR_TOOSMALL;
	memcpy(&q->head, from, sizeof(q->head));
	q->number = q->text = SPAN_NONE;
	if (q->head.operation != SIM_EXT_SEND_TEXT)
		return OK;
	size -= sizeof(q->head);
	if (q->head.number_size > size || q->head.text_size > size - q->head.number_size)
		return ERR_PARAM;
	q->number = (struct span){ bytes + sizeof(q->head), q->head.number_size };
	q->text = (struct span){ q->number.at + q->number.len, q->head.text_size };
	return OK;
}

/* All of it, or nothing. */
static enum err block_write(struct query *q, struct span number, struct span text)
{
	char *to = q->to;

	if (number.len + text.len > q->room - sizeof(q->head))
		return ERR_TOOSMALL;
	q->head.waiting = q->sl ? q->sl->text_count : 0;
	q->head.number_size = (uint32_t)number.len;
	q->head.text_size = (uint32_t)text.len;
	memcpy(to, &q->head, sizeof(q->head));
	if (number.len)
		memcpy(to + sizeof(q->head), number.at, number.len);
	if (text.len)
		memcpy(to + sizeof(q->head) + number.len, text.at, text.len);
	return OK;
}

/* --- who is who -------------------------------------------------------------------- */

static bool is_hidden(const struct call *call)
{
	const struct sim_line *sl = call->line->data;

	return sl->set.hidden || (call->param_flags & LINECALLPARAMFLAGS_BLOCKID);
}

/* TAPI's number of the line at the other end, if one may know it. */
static uint32_t far_device(const struct call *call)
{
	const struct call *other = sim_far_call(call);

	return other && !is_hidden(other) ? other->line->device_id : SIM_EXT_NO_LINE;
}

static struct span far_number(const struct call *call)
{
	const struct call *other = sim_far_call(call);

	if (!other)
		return span_of(sim_other(call->data)->number);
	return is_hidden(other) ? SPAN_NONE : span_of(sim_number(other->address));
}

/* --- operations ----------------------------------------------------------------------- */

static enum err query(struct query *q)
{
	if (!q->call) {
		q->head.device = q->sl->line->device_id;
		return block_write(q, span_of(sim_number(q->address)), SPAN_NONE);
	}
	if (!q->call->data)
		return ERR_STATE;
	q->head.device = far_device(q->call);
	return block_write(q, far_number(q->call), SPAN_NONE);
}

/* To a number, else to the other end of the call. */
static enum err find_reader(struct sim_letter *letter, const struct query *q)
{
	char number[SIM_NUMBER_SIZE];
	const struct address *to = NULL;

	if (!q->number.len && q->call) {
		letter->call = sim_far_call(q->call);
		to = letter->call ? letter->call->address : NULL;
		if (!to)
			return ERR_STATE;
	} else if (q->number.len && span_copy(q->number, number, sizeof(number))) {
		to = sim_book_find(number);
	}
	letter->to = to ? sim_line_of(to) : NULL;
	return to ? OK : ERR_ADDRESS;
}

static enum err send_text(struct query *q)
{
	struct sim_letter letter = {
		.from = q->call ? q->call->address : q->address, .text = q->text,
		.hidden = q->call ? is_hidden(q->call) : q->sl->set.hidden,
	};
	enum err err = find_reader(&letter, q);

	if (!err)
		err = sim_text_send(&q->head.id, &letter);
	return err ? err : block_write(q, SPAN_NONE, SPAN_NONE);
}

/* An empty box gives a text without id and without bytes. */
static enum err read_text(struct query *q)
{
	struct sim_text *text = sim_text_find(q->sl, q->head.id);
	const struct address *from;
	enum err err;

	if (!text && q->head.id)
		return ERR_PARAM;
	q->head.device = SIM_EXT_NO_LINE;
	if (!text)
		return block_write(q, SPAN_NONE, SPAN_NONE);
	from = text->hidden ? NULL : sim_book_find(text->from);
	q->head.id = text->id;
	if (from)
		q->head.device = from->line->device_id;
	err = block_write(q, text->hidden ? SPAN_NONE : span_of(text->from),
			  (struct span){ text->text, text->size });
	if (err)
		return err;
	sim_text_done(q->sl, text);
	q->head.waiting = q->sl->text_count;
	memcpy(q->to, &q->head, sizeof(q->head));
	return OK;
}

static enum err press(struct query *q)
{
	return sim_phone_press(q->sp->phone, q->head.id);
}

static enum err hook(struct query *q)
{
	return sim_phone_lift(q->sp->phone, q->head.id, q->head.device != 0);
}

static const struct {
	DWORD operation, since;
	bool phones;			/* only they; the others need a line */
	enum err (*run)(struct query *q);
} operations[] = {
	{ SIM_EXT_QUERY,     SIM_EXT_1_0, false, query },
	{ SIM_EXT_SEND_TEXT, SIM_EXT_1_0, false, send_text },
	{ SIM_EXT_READ_TEXT, SIM_EXT_1_0, false, read_text },
	{ SIM_EXT_PRESS,     SIM_EXT_1_0, true,  press },
	{ SIM_EXT_HOOK,      SIM_EXT_1_1, true,  hook },
};

static enum err operate(struct query *q)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		if (operations[i].operation != q->head.operation || operations[i].since > q->version)
			continue;
		if (operations[i].phones ? !q->sp : !q->sl)
			break;
		return operations[i].run(q);
	}
	return ERR_UNAVAIL;
}

/* --- lines ----------------------------------------------------------------------------- */

/* A request that takes its time. */
struct errand {
	struct list node;		/* of sim_line.errands */
	struct timer timer;
	struct sim_line *sl;
	enum line_op op;
	struct line_args args;		/* without its call, which may go before */
	uint32_t call;			/* its handle; 0: none */
	struct sim_press press;		/* of a feature: what it did */
	char bytes[];			/* of the block, as it came */
};

static void errand_free(struct errand *errand)
{
	timer_stop(&line_desk(errand->sl->line)->timers, &errand->timer);
	list_remove(&errand->node);
	mem_free(errand);
}

void sim_errands_forget(struct sim_line *sl)
{
	list_each_safe(node, &sl->errands)
		errand_free(list_entry(node, struct errand, node));
}

static enum err devspecific(struct errand *errand)
{
	struct query q = {
		.sl = errand->sl, .address = line_address(errand->sl->line, errand->args.address),
		.version = errand->sl->line->ext_version,
		.to = errand->args.data, .room = errand->args.size,
	};
	enum err err = block_read(&q, errand->bytes, errand->args.size);

	q.call = call_find(line_desk(q.sl->line), errand->call);
	if (!err && errand->call && !q.call)
		err = ERR_CALL;
	return err ? err : operate(&q);
}

/* It was pressed when it was asked for; now it is done, and the other end hears it. */
static enum err feature_done(struct errand *errand)
{
	struct call *other = call_find(line_desk(errand->sl->line), errand->press.hears);

	if (errand->args.size >= sizeof(errand->press.state))
		memcpy(errand->args.data, &errand->press.state, sizeof(errand->press.state));
	if (other)
		specific_call_feature(other, errand->args.feature, errand->press.state);
	return OK;
}

static void errand_due(void *arg)
{
	struct errand *errand = arg;
	struct line *line = errand->sl->line;
	enum line_op op = errand->op;
	enum err err = op == LINE_OP_DEVSPECIFIC ? devspecific(errand) : feature_done(errand);

	errand_free(errand);
	line_reply(line, op, err);
}

static enum err errand_new(struct errand **out, struct line *line, enum line_op op,
			   const struct line_args *args)
{
	size_t size = args->size < SIM_EXT_BLOCK_MAX ? args->size : SIM_EXT_BLOCK_MAX;
	struct errand *errand = mem_zalloc(sizeof(*errand) + size);

	if (!errand)
		return ERR_NOMEM;
	errand->sl = line->data;
	errand->op = op;
	errand->args = *args;
	errand->args.size = (DWORD)size;
	errand->call = args->call ? args->call->handle : 0;
	if (size)
		memcpy(errand->bytes, args->data, size);
	list_append(&errand->sl->errands, &errand->node);
	*out = errand;
	return OK;
}

static void begin(struct errand *errand)
{
	uint32_t ms = sim_settings()->operation_ms;

	if (ms)
		timer_set(&line_desk(errand->sl->line)->timers, &errand->timer, ms, errand_due, errand);
	else
		errand_due(errand);
}

enum err sim_devspecific(struct line *line, const struct line_args *args)
{
	struct errand *errand;
	enum err err = args->data ? errand_new(&errand, line, LINE_OP_DEVSPECIFIC, args) : ERR_POINTER;

	if (!err)
		begin(errand);
	return err;
}

enum err sim_feature(struct line *line, const struct line_args *args)
{
	struct errand *errand;
	struct span number;
	enum err err = errand_new(&errand, line, LINE_OP_DEVSPECIFIC_FEATURE, args);

	if (err)
		return err;
	number = (struct span){ errand->bytes, strnlen(errand->bytes, errand->args.size) };
	err = sim_press(line->data, args->feature, number, &errand->press);
	if (err)
		errand_free(errand);
	else
		begin(errand);
	return err;
}

/* --- phones ------------------------------------------------------------------------------ */

void sim_phone_specific(struct sim_phone *sp, const struct phone_args *args)
{
	const struct line *line = sim_phone_line(sp->phone);
	struct query q = {
		.sp = sp, .sl = line ? line->data : NULL, .address = line ? &line->addresses[0] : NULL,
		.version = sp->phone->ext_version,
		.to = args->block, .room = args->size,
	};
	enum err err = block_read(&q, args->data, args->size);

	if (!err)
		err = operate(&q);
	phone_reply(sp->phone, PHONE_OP_DEVSPECIFIC, err);
}

/* --- what stands in records --------------------------------------------------------------- */

static void write_caps(struct buf *out, const struct specific *of)
{
	bool functions = of->record == SPECIFIC_LINE_CAPS;
	const struct sim_ext_caps caps = {
		.version = of->version, .text_max = SIM_EXT_TEXT_MAX, .box_max = SIM_EXT_BOX_MAX,
		.features = functions ? sim_function_count : 0,
	};

	buf_bytes(out, &caps, sizeof(caps));
	buf_bytes(out, sim_functions, caps.features * sizeof(sim_functions[0]));
}

static void write_status(struct buf *out, const struct specific *of)
{
	const struct sim_phone *sp = of->phone ? of->phone->data : NULL;
	const struct sim_line *sl = of->line ? of->line->data : NULL;
	struct sim_ext_status status = { .version = of->version, .pressed = SIM_EXT_NO_LINE };

	if (sp)
		status.pressed = sp->pressed;
	if (sp && sim_phone_line(of->phone))
		sl = sim_phone_line(of->phone)->data;
	if (sl) {
		status.waiting = sl->text_count;
		status.flags = sl->quiet ? SIM_EXT_QUIET : 0;
	}
	buf_bytes(out, &status, sizeof(status));
}

static void write_call(struct buf *out, const struct specific *of)
{
	const struct sim_end *end = of->call->data;
	const struct sim_ext_call info = {
		.version = of->version, .device = far_device(of->call), .texts = end ? end->texts : 0,
	};

	buf_bytes(out, &info, sizeof(info));
}

void sim_specific(struct buf *out, const struct specific *of)
{
	switch (of->record) {
	case SPECIFIC_LINE_CAPS:
	case SPECIFIC_ADDRESS_CAPS:
	case SPECIFIC_PHONE_CAPS:
		write_caps(out, of);
		break;
	case SPECIFIC_LINE_STATUS:
	case SPECIFIC_PHONE_STATUS:
		write_status(out, of);
		break;
	case SPECIFIC_CALL_INFO:
		write_call(out, of);
		break;
	}
}
