/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Subcommands that are programs of their own, so that the libraries which they
 * alone need are not loaded at each start of nbarc. They stand beside nbarc in
 * a build tree, in ../libexec/nbarc of it where it is installed; the folders
 * are found from the running program, so that the tree can be moved.
 */
#include "nbarc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 4096

/* The folder of the running program, with its last slash. */
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
