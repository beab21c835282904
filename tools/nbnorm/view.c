/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the faces of nbnorm have in common: masked text, colours, the
 * surroundings of a break, probabilities.
 */
#include "view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/message.h"

/* Characters that are shown on each side of a break. */
#define CONTEXT 20

/* The escape sequences are in the order of enum norm_colour. */
enum nb_status norm_colour(const struct norm_view *view,
			   enum norm_colour colour, struct nb_buf *out)
{
	static const char *const codes[] = {"\033[0m", "\033[31m", "\033[32m",
					    "\033[1m", "\033[2m"};

	return view->terminal ? nb_buf_puts(out, codes[colour]) : NB_OK;
}

size_t norm_before(const char *s, size_t end, unsigned characters, bool *cut)
{
	size_t at = end;
	uint32_t cp = 0;

	*cut = false;
	while (at > 0 && s[at - 1] != '\n' && s[at - 1] != '\r') {
		*cut = characters-- == 0;
		if (*cut)
			break;
		at -= nb_utf8_prev(s, at, &cp);
	}
	return at;
}

size_t norm_after(const char *s, size_t at, size_t len, unsigned characters,
		  bool *cut)
{
	uint32_t cp = 0;

	*cut = false;
	while (at < len && s[at] != '\n' && s[at] != '\r') {
		*cut = characters-- == 0;
		if (*cut)
			break;
		at += nb_utf8_get(s + at, len - at, &cp);
	}
	return at;
}

/* The break is shown as one sign, whatever white space it consists of. */
enum nb_status norm_context(const struct norm_view *view,
			    const struct nb_boundary *b, struct nb_buf *out)
{
	bool cut_left, cut_right;
	size_t len, right = b->offset + b->len;
	const char *s = nb_page_source(view->page, &len);
	size_t from = norm_before(s, b->offset, CONTEXT, &cut_left);
	size_t to = norm_after(s, right, len, CONTEXT, &cut_right);
	enum nb_status st = nb_buf_puts(out, cut_left ? "…" : "");

	if (!st)
		st = cli_mask_add(out, s + from, b->offset - from);
	if (!st)
		st = norm_colour(view, NORM_RED, out);
	if (!st)
		st = nb_buf_puts(out, " ⏎ ");
	if (!st)
		st = norm_colour(view, NORM_PLAIN, out);
	if (!st)
		st = cli_mask_add(out, s + right, to - right);
	return st ? st : nb_buf_puts(out, cut_right ? "…" : "");
}

/*
 * By hand, so that the locale does not change the full stop. A probability of
 * 1 is "1.000".
 */
const char *norm_probability(double p, char out[NORM_PROBABILITY_MAX])
{
	unsigned n = (unsigned)(p * 1000 + .5);

	(void)snprintf(out, NORM_PROBABILITY_MAX, "%u.%03u", n / 1000,
		       n % 1000);
	return n < 1000 ? out + 1 : out;
}
