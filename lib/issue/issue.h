/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An issue while it is read, and as the files of this folder share it
 * (nbarc/issue.h).
 *
 * mets.c adds files, divisions and references in the order of the METS file.
 * nb_issue_settle() then finds out which divisions are items.
 */
#ifndef NB_ISSUE_ISSUE_H
#define NB_ISSUE_ISSUE_H

#include "layout/stated/types.h"

#include <nbarc/issue.h>

/* A file of the METS file. Both are offsets in nb_issue.strings. */
struct nb_issue_file {
	size_t id, path; /* path as nb_issue_file() gives it */
	size_t away;	 /* if that is "": nb_issue_tail() of the reference */
	bool alto;	 /* it is in a group of ALTO files */
	size_t page;	 /* its number among those with pages, or SIZE_MAX */
};

/* The order of a division that states none. */
#define NB_DIV_NO_ORDER SIZE_MAX

/* A division. */
struct nb_issue_div {
	size_t parent; /* 1 + its index; 0: none */
	size_t order;  /* its place among its siblings, or NB_DIV_NO_ORDER */
	enum nb_div_class class;
	enum nb_said_kind kind; /* of an item */
	enum nb_said said;
	bool known;	/* its type is in the table */
	bool has_items; /* an item is inside of it that is no picture */
	/* Set by nb_issue_settle(): the item that it is or is part of, by
	 * number from 1, or 0. */
	uint32_t item;
};

/*
 * What an area element points to: a block, all blocks from `begin` to `end`, or
 * what its coordinates outline. All but `pixels` are offsets in
 * nb_issue.strings.
 */
struct nb_issue_target {
	size_t file;	   /* its ID; later its number */
	size_t begin, end; /* IDs; `end` is 0 if there is none */
	size_t coords;	   /* COORDS; 0: it names blocks */
	bool pixels;	   /* they are of an image, and not of the file */
};

/* The attributes of an area element, of which only `file` must be there. */
struct nb_issue_area {
	const char *file, *begin, *end, *coords;
};

/* A reference of a division to a part of a page. */
struct nb_issue_ref {
	struct nb_issue_target at;
	size_t div;   /* index */
	size_t place; /* in the order of the METS file */
	uint32_t item;
	enum nb_said_kind kind;
	enum nb_said said;
};

/* An issue owns everything. Strings end with a NUL; the first is "". */
struct nb_issue {
	uint8_t sha256[NB_SHA256_SIZE]; /* of the METS file */
	char charset[NB_CHARSET_MAX];	/* that it declares */
	struct nb_buf strings;
	struct nb_issue_file *files; /* sorted by ID once settled */
	size_t file_count, file_cap;
	struct nb_issue_div *divs; /* parents before what is in them */
	size_t div_count, div_cap;
	/* Once settled: by file, then in the order of the METS file. */
	struct nb_issue_ref *refs;
	size_t ref_count, ref_cap;
	/* Once settled: the pages, as indexes of files; where the references of
	 * each begin, with an element more; the parts of items, sorted. */
	size_t *pages, page_count, *first_refs;
	struct nb_issue_part *parts;
	size_t part_count;
	uint32_t items; /* the number of the last item */
};

/* An item is on a page. Sorted by item; those of an item in its order. */
struct nb_issue_part {
	uint32_t item;
	size_t page, place;
};

/* Add a string of len bytes. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_issue_string(struct nb_issue *issue, const char *s,
					size_t len, size_t *offset,
					struct nb_error *err);

/* Add the strings of an area element. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_issue_target(struct nb_issue *issue,
					const struct nb_issue_area *area,
					struct nb_issue_target *target,
					struct nb_error *err);

/*
 * Add a file, a division with the type and the place that the METS file gives,
 * or a reference. NB_LIMIT if there are too many.
 */
NB_CHECK enum nb_status nb_issue_add_file(struct nb_issue *issue,
					  const char *id, const char *href,
					  bool alto, struct nb_error *err);
NB_CHECK enum nb_status nb_issue_add_div(struct nb_issue *issue, size_t parent,
					 const char *type, size_t order,
					 struct nb_error *err);
NB_CHECK enum nb_status nb_issue_add_ref(struct nb_issue *issue, size_t div,
					 const struct nb_issue_target *at,
					 struct nb_error *err);

/* The tail of a page of which nb_issue_file() is ""; else "". */
const char *nb_issue_away(const struct nb_issue *issue, size_t file);

/* Give such a page the path at which it was found. */
NB_CHECK enum nb_status nb_issue_move(struct nb_issue *issue, size_t file,
				      const char *path, struct nb_error *err);

/* Find the items, the pages and the parts. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_issue_settle(struct nb_issue *issue,
					struct nb_error *err);

#endif
