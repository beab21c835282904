/* SPDX-License-Identifier: Apache-2.0 */
/* A hit as a line: for people, with its context aligned, or for programs. */
#ifndef NB_TOOLS_NBARC_LINE_H
#define NB_TOOLS_NBARC_LINE_H

#include <stdbool.h>

#include <nbarc/grep.h>
#include <nbarc/id.h>

/* The forms of a line: a keyword in its context for people, tab-separated
 * values, and JSON Lines. */
enum nbarc_hit_form { NBARC_HIT_KWIC, NBARC_HIT_TSV, NBARC_HIT_JSONL };

/* How hits are printed. */
struct nbarc_hit_style {
	enum nbarc_hit_form form;
	size_t context; /* columns on each side; a Han character takes two */
	size_t width;	/* columns of the terminal; 0: none */
	bool colours;
	bool revisions; /* "@REVISION" after identifiers */
};

/* Bytes of an identifier with a revision, and its NUL. */
#define NBARC_HIT_ID_MAX (NB_ITEM_ID_MAX + 12)
/* Write the identifier of the item of a hit, NUL-terminated, with its revision
 * if that is printed. */
void nbarc_hit_id(const struct nbarc_hit_style *style, const struct nb_hit *hit,
		  char id[NBARC_HIT_ID_MAX]);

/* The date of a hit, "2019-03-04"; "" if its identifier is not that of a
 * newspaper. */
void nbarc_hit_date(const struct nb_hit *hit, char date[11]);

/*
 * The offset in the line at which the context before the hit begins, and that
 * at which the context after it ends. Neither takes more columns than the style
 * says, and both stay within the line: what stands in the next paragraph is no
 * context of a word.
 */
size_t nbarc_hit_left(const struct nbarc_hit_style *style,
		      const struct nb_hit *hit);
size_t nbarc_hit_right(const struct nbarc_hit_style *style,
		       const struct nb_hit *hit);

/* Append the line with the names of the columns; only TSV has one. */
NB_CHECK enum nb_status nbarc_hit_names(const struct nbarc_hit_style *style,
					struct nb_buf *out);

/*
 * Append the line of a hit in the form of the style. All forms have the same
 * parts in the same order; only programs get the part of the item and the
 * position, and only people get no more of a title than there is room for.
 * NB_NOMEM.
 */
NB_CHECK enum nb_status nbarc_hit_put(const struct nbarc_hit_style *style,
				      const struct nb_hit *hit,
				      struct nb_buf *out);

/* Append a value of TSV: a tab, a line end and a backslash are \t, \n or \r,
 * and \\. */
NB_CHECK enum nb_status nbarc_tsv_value(struct nb_buf *out, const char *s,
					size_t len);

#endif
