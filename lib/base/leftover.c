/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Temporary files that processes which were killed left behind.
 *
 * A file "PATH.PID.N.tmp" is removed if no process of that number runs here and
 * no process anywhere holds a lock on the file. The process may run on another
 * machine that shares the directory, or the number may belong to a new process:
 * both checks err on the side of keeping the file.
 */
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

/* The process id in "BASE.PID.N.tmp", or 0 if the name has another form. */
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

/*
 * Remove a file unless it is locked. Its owner, on another machine, holds a
 * lock for as long as it writes.
 */
static void remove_unlocked(int dir, const char *name)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	/*
	 * The name is not trusted: no symbolic link is followed, no device or
	 * FIFO waited for.
	 */
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

/*
 * Go through a directory. ESRCH alone says that there is no such process; EPERM
 * says that there is one.
 */
static void remove_leftovers(const char *folder, const char *base)
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
	/* A replaced file was written next to the target of its links. */
	char *file = realpath(path, NULL);
	char *copy = strdup(file ? file : path);
	char *slash = copy ? strrchr(copy, '/') : NULL;

	if (slash) {
		*slash = '\0';
		remove_leftovers(slash == copy ? "/" : copy, slash + 1);
	} else if (copy) {
		remove_leftovers(".", copy);
	}
	free(copy);
	free(file);
}
