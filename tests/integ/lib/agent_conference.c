/* SPDX-License-Identifier: MIT
 * agent_conference.c - three and more who talk with each other. */
#include "agent.h"
#include "abi/names.h"
#include <string.h>

/* conference CONF CONSULTATION CALL: of a call. */
static bool do_conference(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[3]);
	uint32_t conf, consult, line;
	LONG request;

	if (!call)
		return false;
	line = call->line;
	request = host_setup_conference(agent->host, call->call, line, 3, &conf, &consult);
	if (request < 0)
		return agent_result(agent, "lineSetupConference", request);
	return agent_add(agent, argv[1], line, conf) && agent_add(agent, argv[2], line, consult) &&
	       agent_result(agent, "lineSetupConference", request);
}

static bool do_prepare(struct agent *agent, int count, char **argv)
{
	struct thing *conf = agent_call(agent, argv[2]);
	uint32_t consult, line;
	LONG request;

	if (!conf)
		return false;
	line = conf->line;
	request = host_prepare_add(agent->host, conf->call, &consult);
	if (request < 0)
		return agent_result(agent, "linePrepareAddToConference", request);
	return agent_add(agent, argv[1], line, consult) &&
	       agent_result(agent, "linePrepareAddToConference", request);
}

static bool do_add(struct agent *agent, int count, char **argv)
{
	struct thing *conf = agent_call(agent, argv[1]), *call = agent_call(agent, argv[2]);

	return conf && call && agent_result(agent, "lineAddToConference",
					    host_add_to_conference(agent->host, conf->call, call->call));
}

static bool do_remove(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);

	return call && agent_result(agent, "lineRemoveFromConference",
				    host_remove_from_conference(agent->host, call->call));
}

/* confer CONF CALL CONSULTATION: a transfer becomes a conference. */
static bool do_confer(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[2]), *consult = agent_call(agent, argv[3]);
	uint32_t conf, line;
	LONG request;

	if (!call || !consult)
		return false;
	line = call->line;
	request = host_complete_transfer(agent->host, call->call, consult->call,
					 LINETRANSFERMODE_CONFERENCE, &conf);
	if (request < 0)
		return agent_result(agent, "lineCompleteTransfer", request);
	return agent_add(agent, argv[1], line, conf) &&
	       agent_result(agent, "lineCompleteTransfer", request);
}

const struct command conference_commands[] = {
	{ "conference", 3, do_conference, "CONF CONSULTATION CALL: lineSetupConference" },
	{ "prepare", 2, do_prepare, "CONSULTATION CONF: linePrepareAddToConference" },
	{ "add", 2, do_add, "CONF CALL" },
	{ "remove", 1, do_remove, "CALL: from its conference" },
	{ "confer", 3, do_confer, "CONF CALL CONSULTATION: a conference of a transfer" },
	{ 0 },
};
