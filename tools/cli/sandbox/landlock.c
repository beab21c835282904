/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox of the tools on Linux, with Landlock for files and seccomp.c for
 * the rest (sandbox.h).
 *
 * Rules of Landlock hold for what is opened later: descriptors that are open
 * keep working, and pipes can always be opened again through /dev/fd. Every
 * call may fail, in an old kernel or in a container; nothing depends on one, so
 * that failures are passed over.
 */
#define _DEFAULT_SOURCE /* syscall() */
#include "cli/sandbox/system.h"

#ifdef SANDBOX_LINUX

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/landlock.h>

#include "cli/sandbox/seccomp.h"

/* O_PATH is not in POSIX; the number is that of all of Linux but alpha. */
#ifndef O_PATH
#define O_PATH 010000000
#endif

/* Rights of the second, third and fifth version, which older headers lack. */
#define REFER ((uint64_t)1 << 13)
#define TRUNCATE ((uint64_t)1 << 14)
#define CONTROL_DEVICES ((uint64_t)1 << 15)

/* Of what Landlock refuses of TCP. */
#define CONNECT ((uint64_t)2)

#define READ_FILES ((uint64_t)LANDLOCK_ACCESS_FS_READ_FILE)
#define READ (READ_FILES | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_FILES                                              \
	(READ_FILES | LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE | \
	 CONTROL_DEVICES)
#define WRITE                                                           \
	(READ | WRITE_FILES | LANDLOCK_ACCESS_FS_MAKE_REG |             \
	 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	 LANDLOCK_ACCESS_FS_REMOVE_DIR)

/* What Landlock is to refuse, as its sixth version takes it; older ones take a
 * shorter structure, and the headers may be older than the kernel. */
struct refused {
	uint64_t files;
	uint64_t network; /* TCP: bind and connect */
	uint64_t scoped;  /* abstract sockets, signals to other processes */
};

/* Everything that this version of Landlock can refuse; returns the bytes of the
 * structure that it takes, or 0 if there is no Landlock. */
static size_t all_rights(struct refused *all)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);

	*all = (struct refused){0};
	if (version <= 0)
		return 0;
	all->files = (REFER - 1) | (version >= 2 ? REFER : 0) |
		     (version >= 3 ? TRUNCATE : 0) |
		     (version >= 5 ? CONTROL_DEVICES : 0);
	all->network = version >= 4 ? 3 : 0;
	all->scoped = version >= 6 ? 3 : 0;
	return version >= 6   ? sizeof(*all)
	       : version >= 4 ? offsetof(struct refused, scoped)
			      : offsetof(struct refused, network);
}

static void begin(struct cli_sandbox *s)
{
	struct refused all;
	size_t size = all_rights(&all);

	if (s->network)
		all.network &= ~CONNECT;
	s->rights = all.files;
	s->rules =
		size ? (int)syscall(SYS_landlock_create_ruleset, &all, size, 0)
		     : -1;
}

/* A file has only some of the rights that are given below a folder. */
static uint64_t rights_of(mode_t mode, enum sandbox_access access)
{
	if (access == SANDBOX_WRITE)
		return S_ISDIR(mode) ? WRITE : WRITE_FILES;
	return S_ISDIR(mode) ? READ : READ_FILES;
}

static void allow(struct cli_sandbox *s, const char *path,
		  enum sandbox_access access)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = 0};
	struct stat file;

	if (s->rules < 0)
		return;
	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return;
	if (fstat(rule.parent_fd, &file) == 0) {
		rule.allowed_access =
			rights_of(file.st_mode, access) & s->rights;
		(void)syscall(SYS_landlock_add_rule, s->rules,
			      LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
	(void)close(rule.parent_fd);
}

/* Let the rules hold, if there are any. */
static void restrict_files(struct cli_sandbox *s)
{
	if (s->rules < 0)
		return;
	(void)syscall(SYS_landlock_restrict_self, s->rules, 0);
	(void)close(s->rules);
	s->rules = -1;
}

static void enter(struct cli_sandbox *s)
{
	/* Both that follow need it. */
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	restrict_files(s);
	cli_seccomp_refuse(s->network, s->forks);
}

/* Whether files are confined too does not matter much: no call is left that
 * opens one. */
static bool alone(void)
{
	struct cli_sandbox nothing = {.network = false};

	begin(&nothing);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	restrict_files(&nothing);
	return cli_seccomp_alone();
}

const struct sandbox_system cli_sandbox_system = {begin, allow, enter, alone};

#endif
