/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing the texts of two revisions: paragraphs, and characters in them. */
#ifndef NB_TOOLS_NBARC_READ_TEXTDIFF_H
#define NB_TOOLS_NBARC_READ_TEXTDIFF_H

#include <stdbool.h>

#include <nbarc/archive.h>

/* A paragraph of a page's text. */
struct text_paragraph {
	struct nb_string text;
	unsigned item;	    /* number of its item */
	size_t number;	    /* of the paragraph in its item, from 1 */
	uint32_t same_text; /* equal for equal texts; set by text_align() */
};

/* The text of a page and its paragraphs, which point into it. */
struct text_page {
	struct nb_buf text;
	struct text_paragraph *list;
	size_t count, cap;
};

/* Read the items that are not hidden, in the order of the document; if number
 * is not 0, only the item with that number. Call text_page_free() also after a
 * failure. */
NB_CHECK enum nb_status text_page_read(struct text_page *page,
				       struct nb_archive *archive,
				       const struct nb_entry *entry,
				       unsigned number, struct nb_error *err);
void text_page_free(struct text_page *page);

/* A paragraph that was changed: its indices in the lists of the two pages. One
 * that was deleted has SIZE_MAX as `after`, one that was inserted as `before`.
 */
struct text_edit {
	size_t before, after;
};

/* The edits in the order of the text. */
struct text_edits {
	struct text_edit *list;
	size_t count, cap;
};

/* Find the edits that turn one page into the other. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status text_align(struct text_page *before,
				   struct text_page *after,
				   struct text_edits *edits);
void text_edits_free(struct text_edits *edits);

enum text_op { TEXT_SAME, TEXT_DELETED, TEXT_INSERTED };

/* A piece of a changed paragraph. It points into the text of one of the two,
 * and must not outlive that. */
struct text_piece {
	enum text_op op;
	struct nb_string text;
};

/* The pieces in the order of the text; where both are at one place, what was
 * deleted comes before what was inserted. */
struct text_pieces {
	struct text_piece *list;
	size_t count, cap;
};

/* Find the pieces of two paragraphs: those that are the same or deleted make up
 * the first paragraph, those that are the same or inserted the second. Only
 * NB_NOMEM can happen. */
NB_CHECK enum nb_status text_compare(const struct nb_string *before,
				     const struct nb_string *after,
				     struct text_pieces *pieces);
void text_pieces_free(struct text_pieces *pieces);

#endif
