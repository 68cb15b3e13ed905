/* SPDX-License-Identifier: MIT
 * test_abandon.c - what the server asks of a provider when the last owner of a call goes. */
#include "opentsp/host.h"
#include "owners_scene.h"
#include <stdlib.h>

static struct program owner;

static void tell(const char *command, char reply[32])
{
	CHECK_INT(host_command(server_host(scene_server, 0), command, reply, 32), 0);
}

static int drops(void)
{
	char reply[32] = "";

	tell("drops", reply);
	return atoi(reply);
}

/* A call that was offered to its owner, and has come to this state. */
static void offered(DWORD state)
{
	char reply[32], command[32];
	DWORD call;

	scene_fake();
	scene_open(NULL);
	owner = program_with("owner", 0, OWNER, VOICE);
	tell("ring 0", reply);
	call = program_new_call(&owner, OWNER);
	snprintf(command, sizeof(command), "become 0 %u", (unsigned)state);
	tell(command, reply);
	peer_state(owner.peer, call, state);
}

/* R-DROP-1: legal in any state but IDLE. */
TEST_ONCE(abandon, a_call_that_the_far_end_has_left_is_dropped_for_its_last_owner)
{
	offered(LINECALLSTATE_DISCONNECTED);
	CHECK_INT(NOW(owner.peer, lineClose, .line = owner.line), 0);
	CHECK_INT(drops(), 1);
}

TEST_ONCE(abandon, a_call_that_is_over_at_its_provider_is_not_dropped_any_more)
{
	char reply[32];

	offered(LINECALLSTATE_DISCONNECTED);
	tell("over 0", reply);
	CHECK_INT(NOW(owner.peer, lineClose, .line = owner.line), 0);
	CHECK_INT(drops(), 0);
}

TEST_ONCE(abandon, a_call_that_is_over_is_not_dropped_for_a_program_that_ends_in_the_middle)
{
	char reply[32];

	offered(LINECALLSTATE_CONNECTED);
	tell("over 0", reply);
	CHECK_INT(NOW(owner.peer, lineShutDown, .app = owner.app), 0);
	CHECK_INT(drops(), 0);
}
