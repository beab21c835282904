/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 5, continued: archives made from archives. Frames are copied as they
 * are wherever all their pages go to the same archive; the rest is compressed
 * anew. The new file appears under its name when it is whole and on disk. Every
 * document is checked against its hash on the way: damage ends it, and nothing
 * is written. (Sections 10 and 11 of format-spec/nbarc-format.md.)
 */
#ifndef NBARC_REWRITE_H
#define NBARC_REWRITE_H

#include <nbarc/archive.h>
#include <nbarc/write.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nb_rewrite_options {
	struct nb_writer_options writer; /* of frames that are made anew */
	/* Called now and then; false stops. May be NULL. */
	bool (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
	uint64_t time;	/* of a commit that purges, seconds since 1970 */
	bool purge;	/* compact: drop superseded and withdrawn text */
	bool revisions; /* merge: keep both where two archives differ */
};

struct nb_rewrite_counts {
	uint64_t revisions; /* page entries that were written */
	uint64_t purged;    /* of these, without their text from now on */
	uint64_t frames_copied, frames_made;
	uint64_t bytes_copied; /* of frames and sources that were copied */
	uint64_t bytes;	       /* of the new archive or archives */
	uint64_t archives;     /* that were written */
	uint64_t dropped; /* bytes of an unfinished append, cut off in place */
};

/*
 * Write an archive anew: small frames are put together in reading order.
 * Without purge all revisions are kept, the newest commit has the same number
 * and Merkle root, and all commits before it can still be read. With purge a
 * further commit drops the text of superseded revisions, of withdrawn pages and
 * articles. output NULL replaces the file, which is locked meanwhile.
 * NB_ABSENT when progress stopped it.
 */
NB_API NB_CHECK enum nb_status nb_compact(
	const char *path, const char *output,
	const struct nb_rewrite_options *options,
	struct nb_rewrite_counts *counts, struct nb_error *err);

/*
 * Put the pages of several archives into a new one. Pages that several have, in
 * the same revisions, go in once; where one has more revisions, these. Where
 * they differ it is NB_INVALID, naming the page, unless options->revisions is
 * set: then the revisions of the later archives, that the earlier ones do not
 * have, become newer ones. The new archive has a single commit.
 */
NB_API NB_CHECK enum nb_status nb_merge_archives(
	const char *const *paths, size_t count, const char *output,
	const struct nb_rewrite_options *options,
	struct nb_rewrite_counts *counts, struct nb_error *err);

enum nb_split_by { NB_SPLIT_TITLE, NB_SPLIT_YEAR };

/*
 * Write an archive for each title (CODE.nbarc) or year (2019.nbarc) of an
 * archive into the directory `dir`, which must exist. Each has a single commit.
 */
NB_API NB_CHECK enum nb_status nb_split(
	const char *path, enum nb_split_by by, const char *dir,
	const struct nb_rewrite_options *options,
	struct nb_rewrite_counts *counts, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
