/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reed-Solomon parity for an archive, and repair with it
 * (format-spec/nbarc-format.md, section 17).
 *
 * These functions are in a library of their own, libnbarc-parity (pkg-config
 * nbarc-parity), because they need libisal. The error argument of every
 * function may be NULL.
 *
 * Threads: both functions open the archive themselves. Any number of threads
 * may call them for different archives; progress is called by the calling
 * thread.
 */
#ifndef NBARC_PARITY_H
#define NBARC_PARITY_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/status.h>
#include <nbarc/write.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Called from time to time with the number of bytes done; false stops. */
typedef bool nb_parity_progress(void *context, uint64_t done, uint64_t total);

/* What nb_archive_protect() did. */
struct nb_protected {
	uint64_t bytes;	 /* that are protected now and were not before */
	uint64_t parity; /* bytes that were appended for it */
};

/*
 * Append parity for everything in the archive that has none yet, as a commit of
 * no pages. `percent` is the redundancy: above 0, at most 100.
 *
 * An archive that is protected already stays as it is. Takes the memory of the
 * parity of 1 GiB, at most 128 MiB, and 2 MiB more. `options` may be NULL; of
 * it, torn() is called. `progress` may be NULL. NB_ABSENT if progress stopped
 * it; the archive then is as it was. NB_BUSY and NB_INVALID as for
 * nb_writer_open().
 */
NB_API NB_CHECK enum nb_status nb_archive_protect(
	const char *path, double percent,
	const struct nb_writer_options *options, nb_parity_progress *progress,
	void *context, struct nb_protected *done, struct nb_error *err);

/* What nb_archive_repair() found and did, also if it returns NB_INVALID. */
struct nb_repaired {
	uint64_t protected_to; /* offset; what follows has no parity */
	uint64_t blocks;       /* data blocks that were damaged */
	uint64_t healed;       /* of these */
	uint64_t records;      /* parity sets and commit records made anew */
	uint64_t displaced; /* blocks that stood elsewhere and were put back */
	uint64_t cut;	    /* bytes after the newest commit that were dropped,
			       since they were no part of an archive */
};

/*
 * Heal what the parity of an archive can heal, and write the result to `to`; if
 * that is NULL, in the place of `path`, completely or not at all.
 *
 * Where bytes were inserted or lost, what follows is put back to its place
 * first, unless pages or notes that can be read would be lost by that: then the
 * result is NB_INVALID, and what can be healed without it is. Nothing is
 * written if nothing was damaged. NB_OK if everything that is protected is
 * whole now; NB_INVALID if there is more damage than redundancy: what could be
 * healed has been. NB_ABSENT if there is no parity, or if `progress`, which may
 * be NULL, stopped it. NB_UNSUPPORTED, and nothing is written, for a draft, or
 * if a newer version wrote one of the records (section 3.1).
 */
NB_API NB_CHECK enum nb_status nb_archive_repair(
	const char *path, const char *to, nb_parity_progress *progress,
	void *context, struct nb_repaired *done, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
