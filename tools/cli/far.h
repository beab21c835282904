/* SPDX-License-Identifier: Apache-2.0 */
/* URLs on command lines, and the folder that keeps what was read of them. */
#ifndef NB_TOOLS_CLI_FAR_H
#define NB_TOOLS_CLI_FAR_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/tool.h"

/* Bytes that the folder of the cache may take, unless NBARC_CACHE_SIZE says
 * something else. */
#define CLI_CACHE_SIZE ((uint64_t)256 << 20)

/* A longer path of the folder is as if there were none. */
#define CLI_CACHE_PATH 4096

/* True if the word is a URL of http, https or s3. */
bool cli_is_url(const char *word);

/* True if any of these words of a command line is a URL of http, https or s3.
 */
bool cli_names_url(char **words, int count);

/* From now on cli_parse() and cli_next() end the program if an operand is a
 * URL, or what it would write: nbarc itself and its helpers call this,
 * nbarc-far does not. */
void cli_refuse_urls(void);

/* True if that was called and the word is a URL; a message says so. */
bool cli_refused_url(const struct cli *cli, const char *word);

/* Write the folder of the cache: $XDG_CACHE_HOME/nbarc, or ~/.cache/nbarc.
 * False if neither variable says where that is. */
bool cli_cache_folder(char folder[CLI_CACHE_PATH]);

/* Make that folder, before the process gives up the right to. */
void cli_make_cache_folder(void);

#endif
