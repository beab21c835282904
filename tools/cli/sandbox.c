/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox of the tools (sandbox.h): which files and folders a tool needs
 * for what it is to do. How the system is told is in the folder sandbox.
 */
#define _XOPEN_SOURCE 700 /* realpath() */
#include "cli/sandbox.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/sandbox/system.h"

void cli_sandbox_begin(struct cli_sandbox *s, bool network)
{
	*s = (struct cli_sandbox){.network = network, .rules = -1};
	cli_sandbox_system.begin(s);
}

void cli_sandbox_read(struct cli_sandbox *s, const char *path)
{
	cli_sandbox_system.allow(s, path, SANDBOX_READ);
}

/* Allow access to the folder of this path, which may end with slashes. */
static void allow_beside(struct cli_sandbox *s, const char *path,
			 enum sandbox_access access)
{
	char folder[PATH_MAX];
	size_t len = strlen(path);

	while (len && path[len - 1] == '/')
		len--;
	while (len && path[len - 1] != '/')
		len--;
	if (len >= sizeof(folder))
		return;
	memcpy(folder, path, len);
	folder[len] = '\0';
	cli_sandbox_system.allow(s, len ? folder : ".", access);
}

void cli_sandbox_await(struct cli_sandbox *s, const char *path)
{
	cli_sandbox_read(s, path);
	allow_beside(s, path, SANDBOX_READ);
}

void cli_sandbox_change(struct cli_sandbox *s, const char *path)
{
	s->writes = true;
	cli_sandbox_system.allow(s, path, SANDBOX_WRITE);
}

/*
 * A file is written under another name beside it and then renamed, also where a
 * symbolic link leads to it. A device or a pipe is written to as it is.
 */
void cli_sandbox_write(struct cli_sandbox *s, const char *path)
{
	char resolved[PATH_MAX];
	struct stat file;

	cli_sandbox_change(s, path);
	if (stat(path, &file) != 0 || S_ISREG(file.st_mode)) {
		allow_beside(s, path, SANDBOX_WRITE);
		if (realpath(path, resolved))
			allow_beside(s, resolved, SANDBOX_WRITE);
	}
}

/* Let the folders of LD_LIBRARY_PATH be read: OpenCC is loaded when variants
 * are looked for. */
static void read_libraries(struct cli_sandbox *s)
{
	const char *p = getenv("LD_LIBRARY_PATH");
	char folder[PATH_MAX];
	size_t len;

	for (; p && *p; p += len + (p[len] != '\0')) {
		len = strcspn(p, ":;");
		if (len == 0 || len >= sizeof(folder))
			continue;
		memcpy(folder, p, len);
		folder[len] = '\0';
		cli_sandbox_read(s, folder);
	}
}

void cli_sandbox_read_system(struct cli_sandbox *s)
{
	static const char *const folders[] = {"/usr", "/lib", "/lib64",
					      "/etc", "/opt", "/dev"};
	size_t i;

	read_libraries(s);
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		cli_sandbox_read(s, folders[i]);
}

void cli_sandbox_accept(struct cli_sandbox *s)
{
	s->accepts = true;
}

void cli_sandbox_fork(struct cli_sandbox *s)
{
	s->forks = true;
}

void cli_sandbox_enter(struct cli_sandbox *s, bool calls)
{
	cli_sandbox_system.enter(s, calls || s->writes);
}

bool cli_sandbox_alone(void)
{
	return cli_sandbox_system.alone();
}
