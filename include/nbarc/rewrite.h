/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives made from archives: compacting, merging, splitting
 * (format-spec/nbarc-format.md, section 10).
 *
 * Frames are copied as they are if all their pages go to the same archive; the
 * others are compressed again. Every document is checked against its hash, and
 * damage ends the call. These functions are no verification: what a program
 * wrote wrongly into a record whose checksum is right, such as a source that
 * cannot be converted back, may go along, and <nbarc/verify.h> finds it in the
 * new file.
 *
 * A new file appears under its name when it is complete and on disk, so after a
 * failure no part of it is left. Programs that read an archive which is
 * replaced are not affected: they go on with the old file.
 *
 * An archive that ends in bytes which may have been a commit is refused with
 * NB_INVALID; <nbarc/verify.h> has the rescue for it.
 *
 * Threads: these functions open the archives themselves, and start threads that
 * compress. Callbacks are called by the calling thread.
 */
#ifndef NBARC_REWRITE_H
#define NBARC_REWRITE_H

#include <nbarc/archive.h>
#include <nbarc/write.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How to rewrite. All zeros are the defaults. */
struct nb_rewrite_options {
	struct nb_writer_options writer; /* of frames that are made anew */
	/* Called from time to time with bytes done, of `total`; false stops.
	 * May be NULL. */
	bool (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;	/* passed to progress */
	uint64_t time;	/* of a commit that purges, in seconds since 1970 */
	bool purge;	/* nb_compact(): drop superseded and withdrawn text */
	bool revisions; /* nb_merge_archives(): keep both where two archives
			 * differ */
};

/* What was written. It is filled in also by a call that fails. */
struct nb_rewrite_counts {
	uint64_t revisions; /* page entries that were written */
	uint64_t purged;    /* of these, ones whose text was purged */
	uint64_t frames_copied, frames_made;
	/* Archives whose frames were made anew because they have another shared
	 * text than the new archive, or one of the two has none. */
	uint64_t other_texts;
	uint64_t bytes_copied; /* of frames and sources that were copied */
	uint64_t bytes;	       /* of the new archive or archives */
	uint64_t archives;     /* number of them */
	uint64_t dropped;      /* bytes of an unfinished append that were cut
				* off; only in place */
};

/*
 * Rewrite the archive at `path` to `output`, where no file may be, so that
 * small frames are put together in reading order (nbarc-compact(1)). `output`
 * NULL replaces the file itself, which is locked meanwhile.
 *
 * Without options->purge all revisions are kept. The newest commit has the same
 * number and Merkle root, and all earlier commits can still be read. With it a
 * further commit drops the text of superseded revisions, and of withdrawn pages
 * and items; their hashes stay, so that proofs about them stay valid.
 *
 * NB_USAGE if `output` exists; NB_ABSENT if progress() stopped it; NB_INVALID
 * if the archive is damaged; NB_UNSUPPORTED if a newer version wrote what would
 * have to be copied (section 3.1); NB_BUSY, in place, if another process writes
 * to it. After a failure the archive at `path` is as it was, except that in
 * place an unfinished append may have been cut off.
 */
NB_API NB_CHECK enum nb_status nb_compact(
	const char *path, const char *output,
	const struct nb_rewrite_options *options,
	struct nb_rewrite_counts *counts, struct nb_error *err);

/*
 * Put the pages of the `count` archives at `paths` into a new archive at
 * `output`, where no file may be (nbarc-merge(1)). It has a single commit, with
 * the time of the newest commit of the archives.
 *
 * A page that several archives have with the same revisions is written once. If
 * one of them has more revisions, these are written. If their revisions differ,
 * NB_INVALID names the page, unless options->revisions is set: then revisions
 * of later archives that the earlier ones lack become newer ones. A text that
 * one archive has purged does not come back from another. NB_INVALID too if an
 * item of a page of one archive could have the identifier that a page of
 * another has. Other failures are those of nb_compact().
 *
 * Small frames, as they stand at the end of each archive, are put together with
 * those that follow. At most 96 archives are open at a time, and fewer if the
 * process may not have so many descriptors; one whose newest commit changes
 * meanwhile is NB_INVALID. Memory does not depend on `count`, except for one
 * KiB for each archive, and 12 bytes for each page.
 */
NB_API NB_CHECK enum nb_status nb_merge_archives(
	const char *const *paths, size_t count, const char *output,
	const struct nb_rewrite_options *options,
	struct nb_rewrite_counts *counts, struct nb_error *err);

/* What the archives of a split are made of. */
enum nb_split_by {
	NB_SPLIT_TITLE, /* one for each title code: CODE.nbarc */
	NB_SPLIT_YEAR,	/* one for each year, with all titles: 2019.nbarc */
};

/*
 * Write an archive for each title or year of the archive at `path` into the
 * directory `dir`, which must exist (nbarc-split(1)). Each has a single commit.
 *
 * Failures are those of nb_compact(); NB_USAGE if one of the files exists
 * already, or if a page does not have an identifier of <nbarc/newspaper.h>,
 * which names its title and year. Archives that were finished before a failure
 * stay, and counts->archives is their number.
 */
NB_API NB_CHECK enum nb_status nb_split(
	const char *path, enum nb_split_by by, const char *dir,
	const struct nb_rewrite_options *options,
	struct nb_rewrite_counts *counts, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
