/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The archives of a reading room, open as often as threads read them.
 *
 * An archive belongs to one thread at a time, so that a request borrows one
 * (a lease) and gives it back. What a request borrowed stays as it was until it
 * ends, whatever becomes of the file: an archive that is appended to, or
 * replaced by another, is opened anew for the next request, and the file that
 * was replaced is closed when its last request is done.
 */
#ifndef NB_TOOLS_NBARC_SERVE_ARCHIVES_H
#define NB_TOOLS_NBARC_SERVE_ARCHIVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/index.h>

#include "serve/sources.h"

/* The most archives of a reading room. */
#define ROOM_ARCHIVES_MOST 64u

struct room_archives;
struct room_summary;

/*
 * An archive that a request has borrowed. `index` is NULL if there is none that
 * fits. Both are the thread's until the lease is given back, and so is what
 * they give out.
 */
struct room_lease {
	size_t number; /* of the archive, from 0 */
	struct nb_archive *archive;
	struct nb_index *index;
	struct nb_archive_info info;
	/* What it holds, once somebody has asked (summary.h); NULL before. */
	struct room_summary *summary;
	struct room_open *open; /* private */
};

/* The leases of a request, by the number of the archive; NULL: not borrowed. */
struct room_leases {
	struct room_archives *archives;
	struct room_lease *list[ROOM_ARCHIVES_MOST];
};

/*
 * Take these archives; the sources are borrowed and must not change. Each is
 * opened once, so that mistakes are found at the start. One of a collection
 * that cannot be opened is left out, and `left_out` is told. *archives is to be
 * freed by room_archives_free() when no request is left; it is NULL after a
 * failure. NB_USAGE if there are too many, or two have one name; NB_IO if none
 * is left.
 */
NB_CHECK enum nb_status room_archives_create(
	const struct room_sources *sources,
	void (*left_out)(const struct nb_error *err),
	struct room_archives **archives, struct nb_error *err);
void room_archives_free(struct room_archives *archives);

/* How many there are. */
size_t room_archives_count(const struct room_archives *archives);

/* The name of one: that of its file without folder and ".nbarc". */
const char *room_archives_name(const struct room_archives *archives,
			       size_t number);

/* Find one by its name; false if there is none. */
bool room_archives_find(const struct room_archives *archives, const char *name,
			size_t *number);

/*
 * Borrow an archive, or find it among those that were borrowed. *lease lives
 * until room_leases_give(). Errors are those of nb_archive_open(), which may
 * fail while a file is replaced: NB_IO, NB_INVALID.
 */
NB_CHECK enum nb_status room_lease(struct room_leases *leases, size_t number,
				   struct room_lease **lease,
				   struct nb_error *err);

/* Give all of them back. */
void room_leases_give(struct room_leases *leases);

#endif
