/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of files, white space aside. */
#ifndef NB_LAYOUT_LINES_SPACES_H
#define NB_LAYOUT_LINES_SPACES_H

#include <stdbool.h>

#include <nbarc/buf.h>

/* Is the valid UTF-8 nothing but white space? */
bool nb_spaces_only(const uint8_t *text, size_t len);

/* Have both the same characters, white space aside? */
bool nb_spaces_aside(const struct nb_buf *a, const struct nb_buf *b);

#endif
