/* SPDX-License-Identifier: Apache-2.0 */
/* No sandbox: the system has none that nbarc knows, or none is wanted. Tools
 * work as before. */
#include "cli/sandbox/system.h"

#ifdef SANDBOX_NONE

static void begin(struct cli_sandbox *s)
{
	(void)s;
}

static void allow(struct cli_sandbox *s, const char *path,
		  enum sandbox_access access)
{
	(void)s;
	(void)path;
	(void)access;
}

static void enter(struct cli_sandbox *s)
{
	(void)s;
}

static bool alone(void)
{
	return false;
}

const struct sandbox_system cli_sandbox_system = {begin, allow, enter, alone};

#endif
