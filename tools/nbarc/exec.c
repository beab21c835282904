/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands that are programs of their own, so that nbarc need not load at each
 * start the libraries that only they use: loading them takes longer than
 * getting an article.
 *
 * A program stands beside nbarc in a build tree, and in ../libexec/nbarc once
 * it is installed. Both places are found from the running program and not from
 * a path that is compiled in, so that the tree can be moved. /proc/self/exe is
 * the path of that program, also where nbarc was started through a link.
 */
#include "exec.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/message.h"

/* A longer path of nbarc is an error. */
#define PATH_SIZE 4096

/* The folder of the running program, with its last slash. False if it cannot be
 * found out. */
static bool own_folder(char folder[PATH_SIZE])
{
	ssize_t n = readlink("/proc/self/exe", folder, PATH_SIZE - 1);
	char *slash;

	if (n <= 0 || n >= PATH_SIZE - 1)
		return false;
	folder[n] = '\0';
	slash = strrchr(folder, '/');
	if (!slash)
		return false;
	slash[1] = '\0';
	return true;
}

/*
 * The process is replaced, so that signals and the exit code need no care. A
 * program that exists but cannot be run is an error at once: the other place
 * is not tried.
 */
int nbarc_exec(const struct cli *cli, const char *name, char **argv)
{
	static const char *const places[] = {"", "../libexec/nbarc/"};
	char folder[PATH_SIZE], path[PATH_SIZE + 64];
	size_t i;

	if (!own_folder(folder)) {
		cli_say(cli, "%s: cannot tell where nbarc is installed", name);
		return 1;
	}
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s%snbarc-%s", folder,
			       places[i], name);
		(void)execv(path, argv);
		if (errno != ENOENT)
			break;
	}
	cli_say(cli, "%s: %s: %s", name, path, strerror(errno));
	return 1;
}
