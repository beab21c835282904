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

static void read_all(struct cli_sandbox *s, const char *const *paths)
{
	for (; *paths; paths++)
		cli_sandbox_read(s, *paths);
}

/* Nothing of /etc and /dev but what is named: both have what only its owner
 * should read, and a tool may run as that. */
void cli_sandbox_read_system(struct cli_sandbox *s)
{
	static const char *const always[] = {"/usr",
					     "/lib",
					     "/lib64",
					     "/opt",
					     "/etc/ld.so.cache",
					     "/etc/alternatives",
					     "/etc/localtime",
					     "/etc/ssl/openssl.cnf",
					     "/dev/null",
					     "/dev/zero",
					     "/dev/random",
					     "/dev/urandom",
					     NULL};
	static const char *const of_network[] = {
		"/etc/resolv.conf", "/etc/hosts",
		"/etc/host.conf",   "/etc/nsswitch.conf",
		"/etc/gai.conf",    "/etc/services",
		"/etc/ssl/certs",   "/etc/ca-certificates",
		"/etc/pki/tls",	    NULL};

	read_libraries(s);
	read_all(s, always);
	if (s->network)
		read_all(s, of_network);
}

void cli_sandbox_accept(struct cli_sandbox *s)
{
	s->accepts = true;
}

void cli_sandbox_fork(struct cli_sandbox *s)
{
	s->forks = true;
}

void cli_sandbox_enter(struct cli_sandbox *s)
{
	cli_sandbox_system.enter(s);
}

bool cli_sandbox_alone(void)
{
	return cli_sandbox_system.alone();
}
