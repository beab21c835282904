/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nbarc publish wrote into a folder: the file NBARC_SITE_MARK of a site
 * lists all files of it, itself too. Only a folder that has nothing else may be
 * removed.
 */
#ifndef NB_TOOLS_NBARC_OWNED_H
#define NB_TOOLS_NBARC_OWNED_H

#include <stddef.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

/* The file that a site has, by which one is known that may be replaced. */
#define NBARC_SITE_MARK "room.files"

/* What the file begins with; a line for each name follows. */
#define NBARC_SITE_MAGIC "#nbarc publish 1\n"

/*
 * Check that nothing is lost with the folder, whose path has no symbolic link:
 * that it is a site with nothing but what its list names, and that none of the
 * `count` files `keeps` is in it. Such a file may be absent, or have another
 * name outside of the folder. NB_USAGE, with the name of the first that would
 * be lost.
 */
NB_CHECK enum nb_status nbarc_owned_check(const char *folder,
					  const char *const *keeps,
					  size_t count, struct nb_error *err);

#endif
