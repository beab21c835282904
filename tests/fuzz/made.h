/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wanted of archives that are made of others: those of sound ones are
 * sound. What is wrong in records whose checksums are right, which no damage
 * makes, may go along, and verification finds it.
 */
#ifndef TESTS_FUZZ_MADE_H
#define TESTS_FUZZ_MADE_H

#include <inttypes.h>

#include <nbarc/archive.h>
#include <nbarc/verify.h>

#include "scratch.h"

/* True if nothing is wrong with the archive. */
static inline bool is_sound(const char *path)
{
	struct nb_verify_callbacks callbacks = {.threads = 1};
	struct nb_archive *archive;
	struct nb_error err;
	bool sound;

	if (nb_archive_open(path, &archive, &err) != NB_OK)
		return false;
	sound = nb_archive_verify(archive, &callbacks, &err) == NB_OK;
	nb_archive_close(archive);
	return sound;
}

/* Verify what was made of archives that were all sound, or not; returns how
 * many revisions it has. */
static inline uint64_t made_revisions(const char *path, bool sound)
{
	struct nb_verify_callbacks callbacks = {.threads = 1};
	struct nb_archive_info info;
	struct nb_archive *archive;
	struct nb_error err;
	enum nb_status st = nb_archive_open(path, &archive, &err);

	if (!st)
		st = nb_archive_verify(archive, &callbacks, &err);
	/* NB_UNSUPPORTED: iconv does not know the charset of a source. */
	if (st != NB_OK &&
	    (sound || !archive || (st != NB_INVALID && st != NB_UNSUPPORTED))) {
		(void)fprintf(stderr, "%s\n", err.text);
		abort();
	}
	nb_archive_info(archive, &info);
	nb_archive_close(archive);
	return info.revisions;
}

#endif
