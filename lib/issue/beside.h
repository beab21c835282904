/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of one page.
 *
 * An outline is one of an image, so that some METS files name the image and not
 * the ALTO file. Which of these belongs to it is stated twice as a rule: they
 * have the same GROUPID, and a division of the physical map has both. A group
 * with several ALTO files says nothing: some files have one for the issue.
 */
#ifndef NB_ISSUE_BESIDE_H
#define NB_ISSUE_BESIDE_H

#include "issue/issue.h"

/* A file that is in a group. Both are offsets in nb_issue.strings. */
struct nb_beside_file {
	size_t group, file;
};

/* All zeros at first. Owns its list; freed by nb_beside_free(). */
struct nb_beside {
	struct nb_beside_file *list;
	size_t count, cap;
};

/* Note that a file is in a group. NB_LIMIT if there are too many, NB_NOMEM. */
NB_CHECK enum nb_status nb_beside_add(struct nb_beside *beside,
				      struct nb_issue *issue, const char *group,
				      const char *file, struct nb_error *err);

/*
 * Let references that outline a part of an image be about the ALTO file of its
 * page, in pixels; those of images without such a file are about none. To be
 * called before nb_issue_settle(), and again if references were added since: it
 * passes over those that it has seen. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_beside_resolve(struct nb_beside *beside,
					  struct nb_issue *issue,
					  struct nb_error *err);
void nb_beside_free(struct nb_beside *beside);

#endif
