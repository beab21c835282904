/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox of the tools on OpenBSD, with unveil(2) for files and pledge(2)
 * for the rest (sandbox.h). tests/unit/openbsd_test.c holds it to what it tells
 * the system; it has not been run there.
 *
 * unveil(2) goes by the deepest path that it was told, and a path only loses
 * rights if it is told again. So paths are gathered, and each is told once,
 * with the rights that it has with all the others. As elsewhere, failures are
 * passed over.
 */
#ifdef __OpenBSD__
#define _BSD_SOURCE /* pledge(), unveil() */
#endif
#include "cli/sandbox/system.h"

#ifdef SANDBOX_OPENBSD

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The system takes 128 paths. With more to be read, everything can be. */
#define PATHS_MOST 120
#define READ_MOST 100

static struct place {
	char *path; /* without links; owned */
	enum sandbox_access access;
} places[PATHS_MOST];

static size_t count;
static bool reads_all;

static void begin(struct cli_sandbox *s)
{
	(void)s;
	count = 0;
	reads_all = false;
}

/* The place with this path, or the next free one. */
static struct place *find(const char *path)
{
	size_t i = 0;

	while (i < count && strcmp(places[i].path, path) != 0)
		i++;
	return &places[i];
}

static void allow(struct cli_sandbox *s, const char *path,
		  enum sandbox_access access)
{
	const size_t most = access == SANDBOX_READ ? READ_MOST : PATHS_MOST;
	char *real = realpath(path, NULL);
	struct place *p;

	(void)s;
	if (!real)
		return;
	p = find(real);
	if (p == places + count && count < most) {
		*p = (struct place){real, access};
		count++;
		return;
	}
	if (p == places + count)
		reads_all = true;
	else if (p->access < access)
		p->access = access;
	free(real);
}

/* True if a folder that has this path in it may be written. */
static bool in_written(const char *path)
{
	size_t i;

	for (i = 0; i < count; i++) {
		size_t len = strlen(places[i].path);

		if (places[i].access == SANDBOX_WRITE &&
		    strncmp(path, places[i].path, len) == 0 && path[len] == '/')
			return true;
	}
	return false;
}

/* What unveil(2) is told of a place. A file that is written to where it stands
 * can be neither made nor removed. */
static const char *rights_of(const struct place *p)
{
	struct stat file;

	if (in_written(p->path))
		return "rwc";
	if (p->access == SANDBOX_READ)
		return "r";
	return stat(p->path, &file) == 0 && S_ISDIR(file.st_mode) ? "rwc"
								  : "rw";
}

/* Calls fail that are not promised ("error"), as they do on Linux: without, the
 * process would be killed. Libraries are loaded late ("prot_exec"), and sockets
 * of parsers are received ("recvfd"). */
static void promise(const struct cli_sandbox *s)
{
	char promises[128];

	(void)snprintf(promises, sizeof(promises),
		       "error stdio rpath flock tty prot_exec %s%s%s%s",
		       s->forks ? "proc sendfd" : "recvfd",
		       s->writes ? " wpath cpath fattr" : "",
		       s->network || s->accepts ? " inet" : "",
		       s->network ? " dns" : "");
	(void)pledge(promises, NULL);
}

static void enter(struct cli_sandbox *s)
{
	size_t i;

	if (reads_all)
		(void)unveil("/", "r");
	for (i = 0; i < count; i++)
		(void)unveil(places[i].path, rights_of(&places[i]));
	(void)unveil(NULL, NULL);
	promise(s);
	for (i = 0; i < count; i++)
		free(places[i].path);
	count = 0;
}

static bool alone(void)
{
	return pledge("stdio", NULL) == 0;
}

const struct sandbox_system cli_sandbox_system = {begin, allow, enter, alone};

#endif
