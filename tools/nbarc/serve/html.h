/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing HTML, escaped unless it is written in the source code.
 *
 * room_put() takes a format whose own characters are markup; whatever it
 * inserts is text. Text from an archive or a request therefore cannot become
 * markup by a forgotten call. The first failure, which only memory can cause,
 * is kept, so that a page is written without looking at each call.
 */
#ifndef NB_TOOLS_NBARC_SERVE_HTML_H
#define NB_TOOLS_NBARC_SERVE_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/buf.h>
#include <nbarc/entry.h>

#include "serve/http/request.h"
#include "serve/words.h"

/* A document that is being written. The buffer is borrowed. */
struct room_html {
	struct nb_buf *out;
	const struct room_request *request; /* for language and links */
	bool failed;			    /* memory was lacking */
	bool asked; /* the address that is written has a parameter */
};

/*
 * Append markup with text in it. The format must be a literal. It has %s, %.*s,
 * %d, %u, %zu and the formats of <inttypes.h> for 64 bits, without widths. All
 * of them are escaped for text and for attributes in double quotes.
 */
void room_put(struct room_html *html, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Append text, escaped. A byte that is not UTF-8, and a character that HTML
 * does not allow, becomes U+FFFD. */
void room_text(struct room_html *html, const char *s, size_t len);

/* Append markup as it is: what was escaped already. */
void room_raw(struct room_html *html, const void *markup, size_t len);

/* A word of the table in the language of the page, for room_put(). */
const char *room_say(const struct room_html *html, enum room_word word);

/*
 * Append an address of the reading room: `/` and the text, in which everything
 * but letters, digits, "-._~" and slashes is escaped. room_address_param() adds
 * parameters, and room_address_end() carries the language on. All of it belongs
 * into an attribute in double quotes.
 */
void room_address(struct room_html *html, const char *path, size_t len);
void room_address_param(struct room_html *html, const char *name,
			const char *value);
void room_address_end(struct room_html *html);

/* Append a whole `href="..."` to a path without parameters, NUL-terminated. */
void room_href(struct room_html *html, const char *path);

/* Append the bytes with everything but the unreserved characters escaped, as a
 * value of a query. NB_NOMEM. */
NB_CHECK enum nb_status room_escape(struct nb_buf *out, const char *s,
				    size_t len, bool slashes);

#endif
