/* SPDX-License-Identifier: Apache-2.0 */
/* A page of an archive as it would be made with some decisions. */
#ifndef NB_EDIT_LOOK_H
#define NB_EDIT_LOOK_H

#include <nbarc/archive.h>
#include <nbarc/decide.h>

/* What is done with the page; it is gone afterwards. */
typedef enum nb_status nb_edit_see(void *context,
				   const struct nb_converted *page,
				   struct nb_error *err);

/*
 * Make the page `id` of an archive that is open, with the decisions that it
 * keeps and these, and call `see` with it. Nothing is written. `path` is that
 * of the archive, for messages. Fails as nb_edit_form() does, or as `see`.
 */
NB_CHECK enum nb_status nb_edit_look(struct nb_archive *archive,
				     const char *path, const char *id,
				     const struct nb_decide_options *how,
				     const struct nb_decisions *decisions,
				     nb_edit_see *see, void *context,
				     struct nb_error *err);

#endif
