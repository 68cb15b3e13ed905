/* SPDX-License-Identifier: MIT
 * keylog.c - what opens a capture of TLS. Loaded before a program (LD_PRELOAD), it
 * has OpenSSL append the secrets of each connection to the file that SSLKEYLOGFILE
 * names. For rigs only: the provider itself tells its secrets to nobody.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/ssl.h>

/* One write() a line, so that processes and threads may share the file. */
static void keep(const SSL *ssl, const char *line)
{
	const char *name = getenv("SSLKEYLOGFILE");
	int file = name ? open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;

	(void)ssl;
	if (file < 0)
		return;
	dprintf(file, "%s\n", line);
	close(file);
}

SSL_CTX *SSL_CTX_new(const SSL_METHOD *method)
{
	SSL_CTX *(*real)(const SSL_METHOD *) = NULL;
	SSL_CTX *context;

	*(void **)&real = dlsym(RTLD_NEXT, "SSL_CTX_new");
	context = real ? real(method) : NULL;
	if (context)
		SSL_CTX_set_keylog_callback(context, keep);
	return context;
}
