/* SPDX-License-Identifier: Apache-2.0 */
/* The process that makes parsers (parsers.h). */
#ifndef NB_TOOLS_CLI_FORK_SERVER_H
#define NB_TOOLS_CLI_FORK_SERVER_H

#include <sys/types.h>

/* The most parsers at a time. */
#define CLI_PARSERS_MAX 256

/*
 * Fork it, and return the socket over which it is asked; *pid is its number. -1
 * with errno on failure. It ends when the socket is shut down, or its parent
 * ends. The caller has no threads.
 */
int cli_fork_server_start(pid_t *pid);

/* Have it make a parser, and return the socket that it serves; -1 with errno.
 * One thread at a time. */
int cli_fork_server_ask(int server);

#endif
