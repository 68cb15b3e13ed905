/* SPDX-License-Identifier: MIT
 * mixer.c - seats at a table, and a clock. */
#include "driver/sip/mixer.h"
#include "base/mem.h"
#include "wire/rtp/jitter.h"

#define ROOM 1024u		/* samples laid aside; the largest packet takes 800 */
_Static_assert(MIX_FRAME == JITTER_TAKE, "what is taken is what is mixed");

struct mixer_seat {
	struct list node;
	struct mixer *mixer;
	struct media *media;
	struct media_voice voice;
	bool muted;
	bool speaks;			/* `frame` is in the sum */
	struct jitter said;
	int16_t frame[MIX_FRAME];	/* of what it says, in this tick */
	int16_t heard[ROOM];		/* what it is to hear: a ring */
	uint32_t first, count;		/* of what is in it */
};

struct mixer {
	struct timers *timers;
	struct timer tick;
	struct list seats;
	bool paused;
	const struct mixer_guest *guest;	/* NULL: there is none */
	struct mix mix;
};

/* --- what a seat hears ----------------------------------------------------------- */

static void drop_oldest(struct mixer_seat *seat, uint32_t count)
{
	seat->first = (seat->first + count) % ROOM;
	seat->count -= count;
}

static void lay_aside(struct mixer_seat *seat, const int16_t frame[MIX_FRAME])
{
	if (seat->count + MIX_FRAME > ROOM)
		drop_oldest(seat, seat->count + MIX_FRAME - ROOM);
	for (uint32_t i = 0; i < MIX_FRAME; i++)
		seat->heard[(seat->first + seat->count + i) % ROOM] = frame[i];
	seat->count += MIX_FRAME;
}

/* More than a frame beyond what is asked for is of a time when nobody asked. */
static bool speak(void *arg, enum g711_law law, uint8_t *codes, size_t count)
{
	struct mixer_seat *seat = arg;

	if (seat->mixer->paused || seat->count < count)
		return false;
	if (seat->count > count + MIX_FRAME)
		drop_oldest(seat, seat->count - (uint32_t)count - MIX_FRAME);
	for (uint32_t i = 0; i < count; i++)
		codes[i] = g711_code(law, seat->heard[(seat->first + i) % ROOM]);
	drop_oldest(seat, (uint32_t)count);
	return true;
}

static void hear(void *arg, enum g711_law law, const struct rtp *p)
{
	struct mixer_seat *seat = arg;

	if (!seat->mixer->paused && !seat->muted)
		jitter_put(&seat->said, law, p);
}

/* --- the clock ------------------------------------------------------------------- */

/* The guest hears the seats, and then the seats hear the guest. */
static void guest_tick(struct mixer *mixer)
{
	const struct mixer_guest *guest = mixer->guest;
	int16_t frame[MIX_FRAME];

	if (!guest)
		return;
	mix_hear(&mixer->mix, NULL, frame);
	guest->hear(guest->arg, frame);
	if (guest->speak(guest->arg, frame))
		mix_add(&mixer->mix, frame);
}

static void tick(void *arg)
{
	struct mixer *mixer = arg;
	int16_t heard[MIX_FRAME];

	timer_set(mixer->timers, &mixer->tick, MIX_FRAME_MS, tick, mixer);
	mix_begin(&mixer->mix);
	list_each(node, &mixer->seats) {
		struct mixer_seat *seat = list_entry(node, struct mixer_seat, node);

		seat->speaks = jitter_take(&seat->said, seat->frame) && mix_add(&mixer->mix, seat->frame);
	}
	guest_tick(mixer);
	list_each(node, &mixer->seats) {
		struct mixer_seat *seat = list_entry(node, struct mixer_seat, node);

		mix_hear(&mixer->mix, seat->speaks ? seat->frame : NULL, heard);
		lay_aside(seat, heard);
	}
}

/* It goes while there is somebody and something to hear. */
static void tick_keep(struct mixer *mixer)
{
	if (mixer->paused || list_empty(&mixer->seats))
		timer_stop(mixer->timers, &mixer->tick);
	else if (!timer_is_set(&mixer->tick))
		timer_set(mixer->timers, &mixer->tick, MIX_FRAME_MS, tick, mixer);
}

/* What was said and not heard is over. */
static void forget(struct mixer_seat *seat)
{
	seat->said.begun = false;
	seat->first = seat->count = 0;
}

void mixer_pause(struct mixer *mixer, bool paused)
{
	if (paused == mixer->paused)
		return;
	mixer->paused = paused;
	list_each(node, &mixer->seats)
		forget(list_entry(node, struct mixer_seat, node));
	tick_keep(mixer);
}

/* --- who is there ---------------------------------------------------------------- */

enum err mixer_open(struct mixer **out, struct timers *timers)
{
	struct mixer *mixer = mem_zalloc(sizeof(*mixer));

	if (!mixer)
		return ERR_NOMEM;
	mixer->timers = timers;
	mixer->paused = true;
	list_init(&mixer->seats);
	*out = mixer;
	return OK;
}

void mixer_close(struct mixer *mixer)
{
	if (!mixer)
		return;
	timer_stop(mixer->timers, &mixer->tick);
	mem_free(mixer);
}

enum err mixer_sit(struct mixer_seat **out, struct mixer *mixer, struct media *media)
{
	struct mixer_seat *seat = mem_zalloc(sizeof(*seat));

	if (!seat)
		return ERR_NOMEM;
	seat->mixer = mixer;
	seat->media = media;
	seat->voice = (struct media_voice){ hear, speak, seat };
	media_attach(media, &seat->voice);
	list_append(&mixer->seats, &seat->node);
	tick_keep(mixer);
	*out = seat;
	return OK;
}

void mixer_leave(struct mixer_seat *seat)
{
	if (!seat)
		return;
	media_attach(seat->media, NULL);
	list_remove(&seat->node);
	tick_keep(seat->mixer);
	mem_free(seat);
}

void mixer_move(struct mixer_seat *seat, struct media *media)
{
	media_attach(seat->media, NULL);
	seat->media = media;
	media_attach(media, &seat->voice);
	forget(seat);
}

void mixer_mute(struct mixer_seat *seat, bool muted)
{
	seat->muted = muted;
}

void mixer_invite(struct mixer *mixer, const struct mixer_guest *guest)
{
	mixer->guest = guest;
}
