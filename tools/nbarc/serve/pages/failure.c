/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a request that failed: what kind of failure it is in the language
 * of the reader, and what the library says of it as it says it. */
#include "serve/pages/failure.h"

#include "serve/pages/frame.h"

static enum room_word word_of(unsigned status)
{
	switch (status) {
	case 404:
		return SAY_NOT_FOUND;
	case 405:
		return SAY_BAD_METHOD;
	case 410:
		return SAY_GONE;
	case 503:
		return SAY_BUSY;
	default:
		return status < 500 ? SAY_BAD_REQUEST : SAY_BROKEN;
	}
}

/*
 * What the library says is English, and is marked so. It is left out where it
 * would name files.
 */
void room_failure_page(struct room_request *q, struct room_response *a,
		       const struct nb_error *err)
{
	const char *what = room_word(q->language, word_of(a->status));
	struct room_page p;

	room_page_begin(&p, q, a, what, NULL, NULL);
	room_put(&p.html, "<h1>%s</h1>\n", what);
	if (err->text[0])
		room_put(&p.html, "<p class=\"detail\" lang=\"en\">%s</p>\n",
			 err->text);
	room_put(&p.html, "<p class=\"status\">HTTP %u</p>\n", a->status);
	(void)!room_page_end(&p, NULL);
}
