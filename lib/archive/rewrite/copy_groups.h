/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The passes of a copy over the page entries of its inputs: groups of all
 * revisions of a page, in the order of the catalogue. copy.h has the model.
 */
#ifndef NB_ARCHIVE_COPY_GROUPS_H
#define NB_ARCHIVE_COPY_GROUPS_H

#include "archive/rewrite/copy.h"

/*
 * Insert a copy of an entry at the front of the group; *page points to it,
 * until the group changes again. Its document is that of the entry in the
 * archive with the index `input`, unless page->document is filled in.
 */
NB_CHECK enum nb_status nb_copy_insert(struct nb_copy_group *group,
				       const struct nb_entry *entry,
				       unsigned input,
				       struct nb_copy_page **page,
				       struct nb_error *err);

/* Remove the revision with this index from the group and free it. */
void nb_copy_drop(struct nb_copy_group *group, size_t index);

/* Give the documents of a group their slots, from copy->slot on; revisions that
 * share a document get the same one. Purged revisions have none. */
void nb_copy_number(struct nb_copy *copy, struct nb_copy_group *group);

/* What a pass does with a group. */
typedef enum nb_status nb_copy_visitor(struct nb_copy *copy,
				       struct nb_copy_group *group,
				       void *context, struct nb_error *err);

/* One pass: call `visit` for each group, edited and numbered, of all prefixes.
 * NB_ABSENT if progress stopped it. */
NB_CHECK enum nb_status nb_copy_visit(struct nb_copy *copy,
				      nb_copy_visitor *visit, void *context,
				      struct nb_error *err);

#endif
