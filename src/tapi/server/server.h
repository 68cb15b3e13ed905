/* SPDX-License-Identifier: MIT
 * server.h - the telephony server: TAPI for the programs of a machine.
 *
 * It loads the providers of its configuration through the host, merges their
 * devices, and serves many programs at once. Programs reach it by TAPI's client
 * library (docs/tapi-protocol.md). All of it runs on one thread, which never waits
 * for a device.
 */
#ifndef TAPI_SERVER_H
#define TAPI_SERVER_H

#include "base/buf.h"
#include "base/err.h"
#include <stdbool.h>

struct server;
struct host;

struct server_options {
	const char *conf;	/* its configuration (docs/tapisrv.md); NULL: the system's */
	const char *socket;	/* of the clients, before what the configuration says; NULL: that */
	bool ends_alone;	/* stop when the last client has gone */
};

/* Read the configuration, load the providers, listen. A provider that cannot be loaded
 * costs its own devices only; the log says why. On an error `why` holds one sentence. */
enum err server_open(struct server **out, const struct server_options *options, struct buf *why);

/* Serve until server_stop(), which any thread may call, then say goodbye to all. On a thread
 * of its own, which signals do not reach. */
void server_run(struct server *server);
void server_stop(struct server *server);

/* Read the configuration anew: providers come and go, and who may do what changes. Any thread
 * may call it, and a signal's handler. */
void server_reload(struct server *server);

/* End the providers' sessions. Not while it runs; NULL is fine. */
void server_close(struct server *server);

/* Where it listens, "unix:/run/opentsp/tapi.sock". */
const char *server_address(const struct server *server);

/* The host of the provider at place `i`, for tests that move its clock; NULL: none. */
struct host *server_host(struct server *server, size_t i);

#endif
