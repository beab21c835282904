/* SPDX-License-Identifier: Apache-2.0 */
/* What a process that was killed left of an output. */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "base/leftover.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The process in "BASE.PID.N.tmp"; 0 when the name is none of that form. */
static long owner(const char *name, const char *base)
{
	size_t len = strlen(base);
	char *end;
	long pid;

	if (strncmp(name, base, len) != 0 || name[len] != '.' ||
	    !isdigit((unsigned char)name[len + 1]))
		return 0;
	errno = 0;
	pid = strtol(name + len + 1, &end, 10);
	if (errno || *end != '.' || !isdigit((unsigned char)end[1]))
		return 0;
	end += 1 + strspn(end + 1, "0123456789");
	return strcmp(end, ".tmp") == 0 ? pid : 0;
}

/* A process on another machine may own it: that one holds a lock. */
static void remove_unlocked(int dir, const char *name)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd =
		openat(dir, name,
		       O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat s;

	if (fd < 0)
		return;
	if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode) &&
	    fcntl(fd, F_SETLK, &whole) == 0)
		(void)unlinkat(dir, name, 0);
	(void)close(fd);
}

static void tidy(const char *folder, const char *base)
{
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir && (e = readdir(dir)) != NULL) {
		long pid = owner(e->d_name, base);

		if (pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
			remove_unlocked(dirfd(dir), e->d_name);
	}
	if (dir)
		(void)closedir(dir);
}

void nb_output_tidy(const char *path)
{
	char *file = realpath(path, NULL);
	char *copy = strdup(file ? file : path);
	char *slash = copy ? strrchr(copy, '/') : NULL;

	if (slash) {
		*slash = '\0';
		tidy(slash == copy ? "/" : copy, slash + 1);
	} else if (copy) {
		tidy(".", copy);
	}
	free(copy);
	free(file);
}
