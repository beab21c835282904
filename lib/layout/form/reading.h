/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of lines that a file states: the ReadingOrder of PAGE XML, and of
 * ALTO since version 4.3.
 *
 * The element lists references to IDs and comes before the elements that have
 * them. So the references are collected first and get ranks; then each line
 * gets the rank of the innermost element around it that has one.
 */
#ifndef NB_LAYOUT_FORM_READING_H
#define NB_LAYOUT_FORM_READING_H

#include <stdbool.h>

#include "layout/form/element.h"

#include <nbarc/layout.h>

/*
 * Greatest depth of an element. Ten are usual, but in HTML elements that are
 * not closed are inside of one another. Deeper files are refused.
 */
#define NB_DEPTH_MAX 200

/* A reference to an ID. */
struct nb_reference {
	size_t id, len; /* offset and bytes of the ID in nb_references.ids */
	/* 0, or the number of the UnorderedGroup it is in; later its rank. */
	uint32_t rank;
	/* 0, or the number of the innermost OrderedGroup it is in, unless that
	 * is the whole page. */
	uint32_t group;
};

/* A member of an OrderedGroup: the references from `from` on. */
struct nb_member {
	unsigned depth; /* of its element */
	size_t from;	/* index in nb_references.list */
	size_t count;	/* of its references, once its group has ended */
	size_t place;	/* what it says of its place (@index), or SIZE_MAX */
};

/*
 * The references, and the ranks of the lines so far. All zeros at the start;
 * owns its lists. A rank is 1 or more; 0 means that there is none. `list` is in
 * the order that the file states until `sorted`, then in that of the IDs.
 */
struct nb_references {
	struct nb_reference *list;
	size_t count, cap;
	struct nb_buf ids; /* each ends with a NUL */
	/* Members of the groups that are open, the innermost last. */
	struct nb_member *members;
	size_t member_count, member_cap;
	uint32_t loose;	 /* number of UnorderedGroups so far */
	uint32_t groups; /* number of OrderedGroups inside of another group */
	bool inside;	 /* the element ReadingOrder */
	bool sorted;
	/* By depth, of open elements: the number of an UnorderedGroup, or 0;
	 * whether it is an OrderedGroup. */
	uint32_t shared[NB_DEPTH_MAX + 1];
	bool ordered[NB_DEPTH_MAX + 1];
	uint32_t group[NB_DEPTH_MAX + 1];    /* as in struct nb_reference */
	uint32_t ranks_at[NB_DEPTH_MAX + 1]; /* by depth: of open elements */
	uint32_t *lines; /* the rank of each line of the layout */
	size_t line_count, line_cap;
};

/*
 * Take the start of an element (depth at most NB_DEPTH_MAX), and the end of
 * one. Only NB_NOMEM can happen, here and below.
 */
NB_CHECK enum nb_status nb_references_start(struct nb_references *r,
					    const struct nb_element *e,
					    struct nb_error *err);
NB_CHECK enum nb_status nb_references_stop(struct nb_references *r,
					   const char *name, unsigned depth,
					   struct nb_error *err);

/*
 * The OrderedGroup that lists the ID, as in struct nb_reference; 0: none does,
 * or the list has not ended yet.
 */
uint32_t nb_references_group(const struct nb_references *r, const char *id);

/*
 * The layout has got another line, in an element of that depth. It gets that
 * element's rank, or that of the line before it.
 */
NB_CHECK enum nb_status nb_references_line(struct nb_references *r,
					   unsigned depth,
					   struct nb_error *err);

/*
 * Put the lines of the layout into the order of their images, then of their
 * ranks, and of the file where these are equal. *said is false, and nothing
 * changes, if the file states no order for its lines.
 */
NB_CHECK enum nb_status nb_references_order(const struct nb_references *r,
					    struct nb_layout *layout,
					    bool *said, struct nb_error *err);

/* Free the lists; all zeros afterwards. */
void nb_references_free(struct nb_references *r);

#endif
