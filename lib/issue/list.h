/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The METS files that an ingest has found, and which page each of them knows.
 *
 * There may be as many as there are issues, so only one is in memory. Pages
 * come in the order of their identifiers, that is issue by issue.
 */
#ifndef NB_ISSUE_LIST_H
#define NB_ISSUE_LIST_H

#include <nbarc/issue.h>

/* A page that a METS file names: the hash of its path, and where it is named.
 */
struct nb_issues_page {
	uint64_t hash;
	uint32_t mets, file;
};

/* The number that an item of the issue in hand has on a page. */
struct nb_issues_number {
	size_t file;
	uint32_t item;
	unsigned number;
};

/* A METS file: where its path begins in `paths`, and whether pages of it may be
 * in folders beside its own. */
struct nb_issues_mets {
	size_t path;
	bool beside;
};

/*
 * All zeros but for `reader` at the start. Owns everything; freed by
 * nb_issues_free().
 */
struct nb_issues {
	nb_issue_reader *reader; /* NULL: METS files are passed over */
	struct nb_buf paths;	 /* of the METS files, each with a NUL */
	struct nb_issues_mets *list;
	size_t count, list_cap;
	struct nb_issues_page *pages; /* by hash, once `sorted` */
	size_t page_count, page_cap;
	bool sorted;
	/* The issue in hand, and which it is; NULL: none. */
	struct nb_issue *issue;
	size_t open;
	/* What is known of the numbers of its items: by file and item, once
	 * `numbers_sorted`. */
	struct nb_issues_number *numbers;
	bool numbers_sorted;
	size_t number_count, number_cap;
	bool *numbered; /* for each file, whether its items are known */
};

/*
 * Read the METS file at `path`, note its pages, and leave its issue in hand. A
 * page that it names by a place which is not in its folder is looked for there
 * and, if the folder is one of several in `top`, in the folder around it; NULL:
 * not there. The failures are those of the file and of its reader.
 */
NB_CHECK enum nb_status nb_issues_add(struct nb_issues *found, const char *path,
				      const char *top, struct nb_error *err);

/*
 * Find the issue of the page at `path` and take it in hand. *file is the number
 * of its file there, or SIZE_MAX if no METS file names it.
 */
NB_CHECK enum nb_status nb_issues_find(struct nb_issues *found,
				       const char *path, size_t *file,
				       struct nb_error *err);

/*
 * Replace *path by the path of a file of the issue in hand, NUL-terminated; it
 * is empty if the METS file names no place in its folder. Only NB_NOMEM can
 * happen, here and below.
 */
NB_CHECK enum nb_status nb_issues_path(const struct nb_issues *found,
				       size_t file, struct nb_buf *path,
				       struct nb_error *err);

/* Take an issue in hand that was read from elsewhere, and is owned then, also
 * after a failure: *issue becomes NULL. */
NB_CHECK enum nb_status nb_issues_take(struct nb_issues *found,
				       struct nb_issue **issue,
				       struct nb_error *err);

/* The path of the METS file in hand. */
const char *nb_issues_mets(const struct nb_issues *found);

/* Note the number of an item on a file of the issue in hand. */
NB_CHECK enum nb_status nb_issues_note(struct nb_issues *found, size_t file,
				       uint32_t item, unsigned number,
				       struct nb_error *err);

/* The number of the item on that file; 0: it is not there, or not noted. */
unsigned nb_issues_number(struct nb_issues *found, size_t file, uint32_t item);
void nb_issues_free(struct nb_issues *found);

#endif
