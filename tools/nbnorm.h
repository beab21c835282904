/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm: its faces, a file each. */
#ifndef NB_TOOLS_NBNORM_H
#define NB_TOOLS_NBNORM_H

#include "cli_repair.h"

#include <nbarc/encoding.h>
#include <nbarc/review.h>

/* What a face is given. */
struct norm_view {
	const struct nb_page *page;
	const struct nb_profile *profile;
	const char *name;	  /* of the file, for people */
	struct nb_source source;  /* of the page */
	bool json;		  /* for machines */
	bool terminal;		  /* for a person who sees colours */
	unsigned long long place; /* of --explain */
};

/* A face appends what it shows to out. */
typedef enum nb_status norm_face(const struct norm_view *view,
				 struct nb_buf *out, struct nb_error *err);
norm_face norm_review, norm_diff, norm_explain, norm_suspects, norm_report;

/* ---- what faces have in common */

/* Text from data: with control characters masked, as cli_mask() does it. */
NB_CHECK enum nb_status norm_masked(struct nb_buf *out, const char *text,
				    size_t len);

/* Colours on a terminal, nothing elsewhere. */
enum norm_colour { NORM_PLAIN, NORM_RED, NORM_GREEN, NORM_BOLD, NORM_DIM };
NB_CHECK enum nb_status norm_colour(const struct norm_view *view,
				    enum norm_colour colour,
				    struct nb_buf *out);

/* Where the text before or behind a place begins or ends, within its line and
 * with so many characters at most; *cut: the line has more. */
size_t norm_before(const char *s, size_t end, unsigned characters, bool *cut);
size_t norm_behind(const char *s, size_t at, size_t len, unsigned characters,
		   bool *cut);

/* A break with the ends of the lines around it: "…left ⏎ right…". */
NB_CHECK enum nb_status norm_context(const struct norm_view *view,
				     const struct nb_boundary *boundary,
				     struct nb_buf *out);

/* A probability as ".512"; the result is static to the caller's buffer. */
#define NORM_PROBABILITY_MAX 16
const char *norm_probability(double p, char out[NORM_PROBABILITY_MAX]);

#endif
