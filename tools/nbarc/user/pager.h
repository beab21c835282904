/* SPDX-License-Identifier: Apache-2.0 */
/* A pager between a command and the terminal. */
#ifndef NB_TOOLS_NBARC_PAGER_H
#define NB_TOOLS_NBARC_PAGER_H

#include <stdbool.h>
#include <sys/types.h>

/* A pager that runs, or may come to; pid 0 if there is none. */
struct nbarc_pager {
	pid_t pid;  /* of the process that starts it and waits for it */
	int to, go; /* what it shows, and the word to begin */
	bool started;
};

/*
 * If standard output is a terminal, prepare $NBARC_PAGER, or else $PAGER, or
 * else less(1). A pager that is empty or cat is none. This is done before the
 * command is confined; a pager that is not started later does nothing.
 */
void nbarc_pager_prepare(struct nbarc_pager *pager);

/*
 * Start the pager, and let standard output lead to it. If it cannot be started,
 * or fails before it has taken a megabyte, the output is printed without it,
 * with a message. Call this before anything is printed, and after the width and
 * the colours of the terminal were asked for.
 */
void nbarc_pager_start(struct nbarc_pager *pager);

/* Close standard output, if the pager was started, and wait until the user is
 * done. */
void nbarc_pager_end(struct nbarc_pager *pager);

/* The columns of the terminal that standard output leads to; 0 if it is none.
 */
unsigned nbarc_terminal_columns(void);

#endif
