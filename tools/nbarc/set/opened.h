/* SPDX-License-Identifier: Apache-2.0 */
/* The archives of a set that are open: few at a time, each compared with what
 * the collection states of it. */
#ifndef NB_TOOLS_NBARC_SET_OPENED_H
#define NB_TOOLS_NBARC_SET_OPENED_H

#include <nbarc/buf.h>

#include "set/set.h"

/* What became of opening an archive, before anybody was told. Zeros at first;
 * the archive and the text are owned. */
struct nbarc_early {
	struct nb_archive *archive; /* NULL after a failure */
	enum nb_status status;
	struct nb_error err;
	struct nb_buf said; /* messages */
};

/* Archives far away that are read at once. */
#define NBARC_FAR_AT_ONCE 8u

/* As many of `wanted` archives far away as can be read at once with the
 * descriptors that this process may have; one at least. */
unsigned nbarc_opened_at_once(unsigned wanted);

/* Have an archive open; NULL in *archive if it is left out, which is reported.
 * Only of a single archive is that a failure. */
NB_CHECK enum nb_status nbarc_opened_use(struct nbarc_set *set, size_t shard,
					 struct nb_archive **archive,
					 struct nb_error *err);

/*
 * Open the archives that may have the identifier, all if it is NULL: what the
 * collection states of one that has changed does not hold. Nor does it for a
 * citation, of an archive that had its root: that can be an older one.
 *
 * This is no part of opening an archive, since it takes the pieces of that out
 * of the order, which nobody may be going through.
 */
NB_CHECK enum nb_status nbarc_opened_compare(struct nbarc_set *set,
					     const char *id,
					     struct nb_error *err);

/* Open an archive, in any thread, whether it is open or not. */
void nbarc_opened_begin(struct nbarc_set *set, size_t shard,
			struct nbarc_early *early);

/* It is the turn of this archive: say what was to be said, and compare it. The
 * status is as of nbarc_opened_use(). */
NB_CHECK enum nb_status nbarc_opened_admit(struct nbarc_set *set, size_t shard,
					   struct nbarc_early *early,
					   struct nb_error *err);

/* Take an archive out of those that are open; NULL if it is not. */
struct nb_archive *nbarc_opened_take(struct nbarc_set *set, size_t shard);

/* Put it back, or close it. NULL is fine. */
void nbarc_opened_keep(struct nbarc_set *set, size_t shard,
		       struct nb_archive *archive);

/* Close all. */
void nbarc_opened_close(struct nbarc_set *set);

#endif
