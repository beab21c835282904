/* SPDX-License-Identifier: Apache-2.0 */
/* Writing XML for exports. Only memory can be lacking: it is noted, and looked
 * at once at the end. */
#ifndef NB_TOOLS_NBARC_MARKUP_H
#define NB_TOOLS_NBARC_MARKUP_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

/* What is written into; the buffer is the caller's, the status NB_OK before. */
struct nbarc_markup {
	struct nb_buf *out;
	enum nb_status status;
};

/* Append what printf(3) makes: markup, numbers and identifiers, which need no
 * escapes. */
void nbarc_markup_put(struct nbarc_markup *m, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Append text, escaped so that it may also stand in an attribute. */
void nbarc_markup_text(struct nbarc_markup *m, const char *text, size_t len);

/* Append an element on a line of its own, with text: `start` is its name, and
 * after a space attributes that need no escapes. */
void nbarc_markup_element(struct nbarc_markup *m, const char *start,
			  const char *text);

/* Append a day, of the eight digits of an identifier: "2019-03-04", and as much
 * less as is not known. */
void nbarc_markup_day(struct nbarc_markup *m, const char *digits);

#endif
