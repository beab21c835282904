/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of lines that a file states: the ReadingOrder of PAGE XML, and of
 * ALTO since version 4.3.
 *
 * The element lists references to IDs and comes before the elements that have
 * them. So the references are collected first and get ranks; then each line
 * gets the rank of the innermost element around it that has one.
 *
 * In a file without such a list, elements may state their own places: an index
 * among the regions, or which block comes next (IDNEXT). A line may have an
 * index in its region beside a list, too. And what is in the lower margin of
 * a page is read last, although ALTO has the margins before the print space.
 */
#ifndef NB_LAYOUT_STATED_READING_H
#define NB_LAYOUT_STATED_READING_H

#include <stdbool.h>

#include "layout/stated/element.h"

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

/* What is known of the order of a line. */
struct nb_rank {
	uint32_t margin; /* as for nb_references_margin() */
	uint32_t rank;	 /* of what the line is in; 0: none */
	uint32_t inner;	 /* its own place there, from 1; 0: not stated */
	bool follows;	 /* the rank is that of the line before it */
};

/* A block that says which one comes next. */
struct nb_follower {
	uint32_t area; /* 1 + its index */
	size_t next;   /* offset of an ID in nb_references.ids */
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
	struct nb_rank at[NB_DEPTH_MAX + 1]; /* by depth: of open elements */
	struct nb_rank *lines;		     /* of each line of the layout */
	size_t line_count, line_cap;
	struct nb_follower *followers;
	size_t follower_count, follower_cap;
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
 * What the element that began last, of that depth, says of its place:
 * its number among its siblings, from 1, which counts if the file has no list
 * and no element around it has a number; the number of a line among those of
 * its region; and that it is a margin, which is read before (0) or after the
 * print space, in the order of the numbers.
 */
void nb_references_number(struct nb_references *r, unsigned depth,
			  uint32_t number);
void nb_references_inner(struct nb_references *r, unsigned depth,
			 uint32_t number);
void nb_references_margin(struct nb_references *r, unsigned depth,
			  uint32_t number);

/* After the block `area`, 1 + its index, comes the one with the ID `next`, if
 * the file has no list. */
NB_CHECK enum nb_status nb_references_next(struct nb_references *r,
					   uint32_t area, const char *next,
					   struct nb_error *err);

/*
 * The layout has got another line, in an element of that depth. It gets that
 * element's rank, or that of the line before it.
 */
NB_CHECK enum nb_status nb_references_line(struct nb_references *r,
					   unsigned depth,
					   struct nb_error *err);

/* Free the lists; all zeros afterwards. */
void nb_references_free(struct nb_references *r);

#endif
