/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing the texts of two revisions: paragraphs, and characters in them. */
#ifndef NB_TOOLS_TEXTDIFF_H
#define NB_TOOLS_TEXTDIFF_H

#include <stdbool.h>

#include <nbarc/archive.h>

/* A paragraph of a page's text. */
struct text_paragraph {
	struct nb_string text;
	unsigned item;	/* number of its item */
	size_t number;	/* of the paragraph in its item, from 1 */
	uint32_t class; /* the same for the same text; set by text_align() */
};

struct text_page {
	struct nb_buf text;
	struct text_paragraph *list;
	size_t count, cap;
};

/* Read the items that are not hidden, in the order of the document; with a
 * number, that one alone. */
NB_CHECK enum nb_status text_page_read(struct text_page *page,
				       const struct nb_entry *entry,
				       const struct nb_hidden *hidden,
				       const uint8_t *document, unsigned number,
				       struct nb_error *err);
void text_page_free(struct text_page *page);

/* A paragraph that was deleted (after SIZE_MAX), inserted (before SIZE_MAX) or
 * changed: indices of the pages' lists. */
struct text_edit {
	size_t before, after;
};

struct text_edits {
	struct text_edit *list;
	size_t count, cap;
};

/* What turns one page into the other, in order. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status text_align(struct text_page *before,
				   struct text_page *after,
				   struct text_edits *edits);
void text_edits_free(struct text_edits *edits);

enum text_op { TEXT_SAME, TEXT_DELETED, TEXT_INSERTED };

/* A piece of a changed paragraph; it points into one of the two. */
struct text_piece {
	enum text_op op;
	struct nb_string text;
};

struct text_pieces {
	struct text_piece *list;
	size_t count, cap;
};

/* The pieces of which the two paragraphs consist: those that are the same and
 * deleted are the first one, the same and inserted the second. */
NB_CHECK enum nb_status text_compare(const struct nb_string *before,
				     const struct nb_string *after,
				     struct text_pieces *pieces);
void text_pieces_free(struct text_pieces *pieces);

#endif
