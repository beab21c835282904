/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals that end long work. After cli_catch_signals(), SIGINT, SIGTERM and
 * SIGHUP only set a flag, so that a tool can finish a commit or remove its
 * temporary file. It then calls cli_die_of_signal(), so that its parent sees
 * the signal. A second signal of the same kind kills at once.
 */
#ifndef NB_TOOLS_CLI_SIGNALS_H
#define NB_TOOLS_CLI_SIGNALS_H

#include <stdbool.h>

/* Catch the signals from here on. One that is ignored stays ignored. */
void cli_catch_signals(void);

/* True after a signal. */
bool cli_interrupted(void);

/*
 * Let the signals wait: for the time in which a file is under a temporary name,
 * in a tool that does not catch them. cli_release_signals() lets them come.
 */
void cli_hold_signals(void);
void cli_release_signals(void);

/* Die of the signal that was caught; return if there was none. */
void cli_die_of_signal(void);

#endif
