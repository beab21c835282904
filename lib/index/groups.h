/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page entries of a segment of an index, in the order of the log
 * (format-spec/nbarc-index.md, section 5).
 *
 * They are stored in groups, since each is coded by the one before it. A table
 * says which pages have more than one entry, or did have.
 */
#ifndef NB_INDEX_GROUPS_H
#define NB_INDEX_GROUPS_H

#include "index/segment.h"

/* A page entry of a group. The identifier and the numbers are in the group. */
struct nb_index_page {
	char id[UINT8_MAX];
	uint8_t id_len;
	uint32_t revision;
	uint32_t first_item, items; /* in `numbers` of the group */
};

/* A group of page entries. All zeros is a new one; owned: numbers. */
struct nb_index_group {
	uint64_t first; /* page entry of the segment, from 0 */
	uint32_t count;
	uint32_t first_doc; /* of its items; 0 in a small index */
	uint32_t docs;	    /* its items */
	struct nb_index_page pages[NB_INDEX_GROUP];
	uint16_t *numbers; /* of items, page by page */
	size_t cap;
};

/*
 * What the table of changed pages has of a page: every page of which an entry
 * is not revision 1. A page that is in no table has one entry, which was never
 * withdrawn. Several pages may have the same value.
 */
uint32_t nb_index_change(const char *id, size_t len);

/* Is a page in the table of the segment? */
NB_CHECK enum nb_status nb_index_changed(struct nb_index_reader *r,
					 uint32_t change, bool *changed,
					 struct nb_error *err);

/* The place of a group in the content, by its index. */
NB_CHECK enum nb_status nb_index_group_place(struct nb_index_reader *r,
					     uint32_t index, uint64_t *from,
					     uint64_t *to,
					     struct nb_error *err);

/* Read a group by its index. What is used of it is to be checked. */
NB_CHECK enum nb_status nb_index_group_read(struct nb_index_reader *r,
					    uint32_t index,
					    struct nb_index_group *group,
					    struct nb_error *err);

/* Check the identifier of a page entry that was read. It will be printed: one
 * with other characters, such as those of a terminal, is damage. */
NB_CHECK enum nb_status nb_index_page_check(const struct nb_index_reader *r,
					    const struct nb_index_page *page,
					    struct nb_error *err);

/* Find the group that has a document; not for small indexes. */
NB_CHECK enum nb_status nb_index_group_of(struct nb_index_reader *r,
					  uint32_t doc, uint32_t *index,
					  struct nb_error *err);

#endif
