/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folder of a static site, which appears under its name only when it is
 * complete. It is made beside the target and then renamed.
 */
#ifndef NB_TOOLS_NBARC_SITE_H
#define NB_TOOLS_NBARC_SITE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

#include "base/ranges.h"
#include "export/tree.h"

/* A site that is made. Begin with zeros and what the caller sets; the paths are
 * its own. */
struct nbarc_site {
	bool force;	      /* the caller's: a site may be replaced */
	const char *keeps[2]; /* the caller's: files that no replaced site may
			       * take along, the archive and its index */
	char target[PATH_MAX];
	char made[PATH_MAX]; /* the folder while it is made; "" if none is */
	bool left;	     /* it could not be removed: nbarc_site_end() */
	struct nbarc_tree tree;
	struct nb_buf names; /* of its files, a line each; owned */
};

/*
 * Set the target, as a path without symbolic links if it is there. NB_USAGE for
 * a folder that no other can take the place of: the current one, or one that a
 * file system is mounted on.
 */
NB_CHECK enum nb_status nbarc_site_target(struct nbarc_site *s,
					  const char *target,
					  struct nb_error *err);

/*
 * Begin a site at the target: a folder that is not there, or is empty; with
 * `force` also one that has nothing but a site. NB_USAGE if it is anything
 * else, or if one of the files to keep would be lost with it.
 */
NB_CHECK enum nb_status nbarc_site_begin(struct nbarc_site *s,
					 struct nb_error *err);

/* Write a file; `name` can have folders, which are made. */
NB_CHECK enum nb_status nbarc_site_put(struct nbarc_site *s, const char *name,
				       const void *bytes, size_t len,
				       struct nb_error *err);

/* Copy the first `len` bytes of a file, or all if it has fewer. `from` names it
 * in messages. */
NB_CHECK enum nb_status nbarc_site_copy(struct nbarc_site *s, const char *name,
					struct nb_file file, const char *from,
					uint64_t len, struct nb_error *err);

/* Make a hard link to a file. */
NB_CHECK enum nb_status nbarc_site_link(struct nbarc_site *s, const char *name,
					const char *from, struct nb_error *err);

/* Set `path` to where the file with this name is while the site is made. */
void nbarc_site_path(const struct nbarc_site *s, const char *name,
		     char path[PATH_MAX]);

/* Give the site its name, or remove what was made if `st` is a failure. Returns
 * st, or the error of the renaming. */
NB_CHECK enum nb_status nbarc_site_end(struct nbarc_site *s, enum nb_status st,
				       struct nb_error *err);

#endif
