/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Structural links of a METS file.
 *
 * In some files the divisions of the logical map have no blocks. Those are in
 * divisions of the physical map, and the links of structLink say which of these
 * an article consists of: smLinkGrp with an smLocatorLink for each division, or
 * smLink from one to another.
 */
#ifndef NB_ISSUE_LINKS_H
#define NB_ISSUE_LINKS_H

#include "issue/issue.h"

/* A division of the logical map by its ID. All IDs here are offsets in
 * nb_issue.strings. */
struct nb_link_div {
	size_t id, div; /* div: its index */
};

/* A block of a division of another map. */
struct nb_link_block {
	size_t id; /* of the division */
	struct nb_issue_target at;
	size_t place; /* in the order of the METS file */
};

/* A division that a link names. Those of one link have the same number. */
struct nb_link_end {
	size_t id, link;
};

/* All zeros at first. Owns its lists; freed by nb_links_free(). */
struct nb_links {
	struct nb_link_div *divs;
	struct nb_link_block *blocks;
	struct nb_link_end *ends;
	size_t div_count, div_cap, block_count, block_cap, end_count, end_cap;
	size_t link; /* the number of the newest link */
};

/* Note a division of the logical map, a block of a division of another one, or
 * the end of a link: `id` may begin with '#'. NB_LIMIT if there are too many,
 * NB_NOMEM. */
NB_CHECK enum nb_status nb_links_div(struct nb_links *links,
				     struct nb_issue *issue, const char *id,
				     size_t div, struct nb_error *err);
NB_CHECK enum nb_status nb_links_block(struct nb_links *links,
				       struct nb_issue *issue, const char *id,
				       const struct nb_issue_target *at,
				       struct nb_error *err);
NB_CHECK enum nb_status nb_links_end(struct nb_links *links,
				     struct nb_issue *issue, const char *id,
				     struct nb_error *err);

/*
 * Give the blocks to the divisions that the links name, unless the logical map
 * names blocks itself or outlines a part of a page. To be called after
 * nb_beside_resolve(), which finds the pages of outlines, and before
 * nb_issue_settle(). NB_LIMIT, NB_NOMEM.
 */
NB_CHECK enum nb_status nb_links_resolve(struct nb_links *links,
					 struct nb_issue *issue,
					 struct nb_error *err);
void nb_links_free(struct nb_links *links);

#endif
