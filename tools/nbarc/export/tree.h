/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of exported files: one for each newspaper, in it one for each year.
 */
#ifndef NB_TOOLS_NBARC_TREE_H
#define NB_TOOLS_NBARC_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/buf.h>
#include <nbarc/entry.h>
#include <nbarc/status.h>

/* A folder that files are written into. */
struct nbarc_tree {
	const char *root; /* its path, the caller's */
	struct nb_buf at; /* where the last file is, below the root, with a NUL;
			   * owned */
	struct nb_buf path; /* private, owned */
};

/* Make the folder. One that is there is used, unless `fresh` is set: then
 * NB_IO. All fields but the root are zeros before. */
NB_CHECK enum nb_status nbarc_tree_create(struct nbarc_tree *t, bool fresh,
					  struct nb_error *err);

/* Make the folder `at` below it, unless it is there. */
NB_CHECK enum nb_status nbarc_tree_folder(struct nbarc_tree *t, const char *at,
					  struct nb_error *err);

/*
 * Write the file `name` about a page:
 *
 *   ROOT/jdrb/2019/NAME
 *
 * If pages are not called as those of newspapers are, it is in ROOT itself.
 * `below` stands before all of this, as "data/", or is "". The file appears
 * when it is complete.
 */
NB_CHECK enum nb_status nbarc_tree_put(struct nbarc_tree *t, const char *below,
				       const char *page, size_t page_len,
				       const char *name, const void *bytes,
				       size_t len, struct nb_error *err);

/* Write a file whose place below the root is `at`, as "bagit.txt". */
NB_CHECK enum nb_status nbarc_tree_put_at(struct nbarc_tree *t, const char *at,
					  const void *bytes, size_t len,
					  struct nb_error *err);

/* Bring the names in the folder to the disk unless st is a failure, and free
 * what is owned. Returns st, or what failed. */
NB_CHECK enum nb_status nbarc_tree_end(struct nbarc_tree *t, enum nb_status st,
				       struct nb_error *err);

/*
 * Set `name` to what the file of a page is called: its identifier, "@" and the
 * revision where pages come in several, and the ending, with a NUL. Only
 * NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_tree_name(const struct nb_entry *e,
					bool revisions, const char *ending,
					struct nb_buf *name);

#endif
