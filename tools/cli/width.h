/* SPDX-License-Identifier: Apache-2.0 */
/* How many columns of a terminal text takes: Han characters and full-width
 * marks take two. */
#ifndef NB_TOOLS_CLI_WIDTH_H
#define NB_TOOLS_CLI_WIDTH_H

#include <stddef.h>
#include <stdint.h>

/* The columns of a character that is printed: 0, 1 or 2. The locale does not
 * matter. */
unsigned cli_width(uint32_t cp);

/* The columns of `len` bytes of UTF-8. A byte that is no character takes one.
 */
size_t cli_text_width(const char *s, size_t len);

/*
 * The bytes of the longest beginning of `len` bytes of UTF-8 that takes at most
 * `columns` columns; *taken is how many it takes. Characters without a width of
 * their own stay with the one before.
 */
size_t cli_text_cut(const char *s, size_t len, size_t columns, size_t *taken);

#endif
