/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What sandbox.c asks of the system. Each way of giving up rights has a source
 * in this folder, and one macro chooses it: SANDBOX_LINUX, SANDBOX_OPENBSD or
 * SANDBOX_NONE.
 *
 * `make SANDBOX=0` leaves all of them out, for coverage and the sanitizers,
 * which write files of their own.
 */
#ifndef NB_TOOLS_CLI_SANDBOX_SYSTEM_H
#define NB_TOOLS_CLI_SANDBOX_SYSTEM_H

#include "cli/sandbox.h"

#ifndef NB_SANDBOX
#define NB_SANDBOX 1
#endif

/* tests/unit/openbsd_test.c defines the second one by itself. */
#ifdef SANDBOX_OPENBSD
#elif NB_SANDBOX && defined(__linux__) && \
	__has_include(<linux/landlock.h>) && __has_include(<linux/seccomp.h>)
#define SANDBOX_LINUX
#elif NB_SANDBOX && defined(__OpenBSD__)
#define SANDBOX_OPENBSD
#else
#define SANDBOX_NONE
#endif

enum sandbox_access {
	SANDBOX_READ,
	SANDBOX_WRITE /* and read, make, replace and remove */
};

/* The members are what the functions of sandbox.h do that have their names. */
struct sandbox_system {
	void (*begin)(struct cli_sandbox *s);
	/* Let this file be used, or this folder with all that is in it. One
	 * that does not exist may be passed over. */
	void (*allow)(struct cli_sandbox *s, const char *path,
		      enum sandbox_access access);
	void (*enter)(struct cli_sandbox *s);
	bool (*alone)(void);
};

extern const struct sandbox_system cli_sandbox_system;

#endif
