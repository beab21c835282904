/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an archive for reading: as it is, as it was at an earlier commit, or
 * around its damage. */
#ifndef NB_TOOLS_NBARC_OPEN_H
#define NB_TOOLS_NBARC_OPEN_H

#include <stdatomic.h>
#include <stdbool.h>

#include <nbarc/archive.h>
#include <nbarc/write.h>

#include "cli/tool.h"

/* The help text of --at, which many commands have. */
#define NBARC_AT_HELP "the state at a commit, by its number or root"

/* Open an archive, as it was at the commit `at` unless that is NULL. NB_INVALID
 * if the newest commit may have been lost and no other one is asked for.
 * *archive is NULL after a failure. */
NB_CHECK enum nb_status nbarc_open(const char *path, const char *at,
				   struct nb_archive **archive,
				   struct nb_error *err);

/*
 * What became of reading around damage. Each damaged place is reported on
 * standard error when it is met, and `seen` is set: the command's exit code is
 * then 2, although it went on. It must live as long as the archive is open.
 */
struct nbarc_damage {
	const struct cli *cli;
	atomic_bool seen; /* archives may be read by several threads */
};

/*
 * Like nbarc_open(), but reads around damage. At an earlier commit it does not:
 * that needs commit records that are whole.
 */
NB_CHECK enum nb_status nbarc_open_damaged(const char *path, const char *at,
					   struct nbarc_damage *damage,
					   struct nb_archive **archive,
					   struct nb_error *err);

/* Open an archive that exists for adding to it; nb_writer_open() would make one
 * that does not. *writer is NULL after a failure. */
NB_CHECK enum nb_status nbarc_open_writer(
	const char *path, const struct nb_writer_options *options,
	struct nb_writer **writer, struct nb_error *err);

#endif
