/* SPDX-License-Identifier: MIT
 * modem.c - the data modems of a call between two lines: each end has an end of one stream,
 * from when the first program asks for it until somebody leaves the call. */
#include "driver/sim/service.h"
#include "os/pair.h"
#include "os/passing.h"

/* A line has its modem always; it carries something while both ends are there and talk. */
enum err sim_call_stream(const struct call *call, intptr_t *out)
{
	struct sim_end *end = call->data;
	struct sim_link *link;

	if (!(call->media & LINEMEDIAMODE_DATAMODEM))
		return ERR_DEVICECLASS;
	*out = PASSING_NONE;
	if (!end || !sim_end_talks(end) || !sim_other(end)->call)
		return OK;
	link = end->link;
	if (!link->carries)
		link->carries = pair_open(link->streams);
	if (!link->carries)
		return ERR_RESOURCE;
	*out = link->streams[end == &link->ends[1]];
	return OK;
}

void sim_stream_end(struct sim_link *link)
{
	if (link->carries)
		pair_end(link->streams);
	link->carries = false;
}
