/* SPDX-License-Identifier: MIT
 * secret.c - a secret is a regular file that is not open to everybody. */
#include "os/secret.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

const char *secret_open(const char *path, FILE **out)
{
	const char *why = "cannot be read";
	struct stat stat;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);	/* not to wait for a pipe's writer */
	if (fd < 0)
		return errno == ENOENT ? "does not exist" :
		       errno == EACCES ? "may not be read by this user" : "cannot be opened";
	if (fstat(fd, &stat))
		goto fail;
	why = "is not a regular file";
	if (!S_ISREG(stat.st_mode))
		goto fail;
	why = "is open to everybody (chmod o= it)";
	if (stat.st_mode & (S_IROTH | S_IWOTH))
		goto fail;
	why = "cannot be read";
	*out = fdopen(fd, "r");
	if (*out)
		return NULL;
fail:
	close(fd);
	return why;
}
