/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An index of the text of an archive, which makes searches fast.
 *
 * An index is a file of its own, ARCHIVE.idx beside the archive, or embedded in
 * the archive, in records that nothing else reads. It says which
 * characters and which pairs of characters an item has, so that a search need
 * look only into the items that may have a hit. It can be made anew at any
 * time, and nothing else depends on it. What it is in bytes says
 * format-spec/nbarc-index.md.
 *
 * An index belongs to the corpus: it states the Merkle root of the page entries
 * that it knows. It fits every archive that has these, so that one of an
 * archive that has grown since is still of use; what was added is searched
 * without it. It also fits the archive after it was rewritten.
 *
 * These functions are in the library libnbarc-find.
 *
 * Threads: an index and its archive belong to one thread at a time; candidates
 * never change. The error argument of every function may be NULL.
 */
#ifndef NBARC_INDEX_H
#define NBARC_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/grep.h>
#include <nbarc/status.h>
#include <nbarc/write.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the name of an archive gets for that of its index. */
#define NB_INDEX_SUFFIX ".idx"

/* ---- making an index */

/* How an index is made. Zeros are a full index. */
struct nb_index_options {
	/* Index pages together instead of items one by one: a third of the
	 * size, and searches have to look into more pages. */
	bool small;
	/* Make it anew, whatever there is. An index of the other size is made
	 * anew in any case. */
	bool anew;
	/*
	 * Embed it: append it to the archive, as a commit that brings no pages,
	 * so that one file has all. The root does not change. What a later
	 * index replaces stays in the file until that is rewritten.
	 */
	bool embed;
	/* How the archive is written then; NULL: as usual. Borrowed. */
	const struct nb_writer_options *writer;
	/* Called from time to time with how many of the page entries are done;
	 * false stops. NULL: nothing is called. */
	bool (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
};

/* What an index is. */
struct nb_index_info {
	uint64_t bytes;	    /* of the file; embedded: of its blocks */
	uint64_t entries;   /* page entries that it knows, revisions counted */
	uint64_t documents; /* items; of a small index, groups of pages */
	unsigned segments;
	bool small;
	uint64_t added; /* by nb_index_update(): page entries */
};

/*
 * Make the index of the archive at `path`, or bring it up to date: page entries
 * that it does not know are added, and nothing is written if there are none. An
 * index that is damaged, or belongs to another archive, is replaced.
 *
 * `index` is the path of the file; NULL: that of the archive with
 * NB_INDEX_SUFFIX. A file that is named and is no index is not replaced.
 * With options->embed, `index` must be NULL; the archive is then written.
 *
 * `options` may be NULL. Takes 300 MB of memory at most for an archive of any
 * size, besides that of a page frame. Readers of the index are not affected.
 * *info, which may be NULL, describes the result.
 *
 * NB_USAGE if `index` is another kind of file; NB_INVALID if a page is damaged
 * that has to be read; NB_BUSY if another process makes the index, or writes to
 * the archive that it is to be embedded in; NB_LIMIT if an archive is too large
 * to have an index; NB_ABSENT if `progress` stopped it. The index is then as it
 * was.
 */
NB_API NB_CHECK enum nb_status nb_index_update(
	const char *path, const char *index,
	const struct nb_index_options *options, struct nb_index_info *info,
	struct nb_error *err);

/* ---- using it */

/* An open index. */
struct nb_index;

/*
 * Open the index of an archive; `path` as for nb_index_update(). *index is the
 * caller's, to be closed by nb_index_close() before the archive. The archive
 * may be seen as of an earlier commit. If `path` is NULL, and no index that can
 * be used is beside the archive, one that is embedded is opened.
 *
 * NB_ABSENT if there is none; NB_INVALID if it is damaged, or belongs to
 * another archive; NB_UNSUPPORTED if it needs a newer reader. Damage inside may
 * be found only later.
 */
NB_API NB_CHECK enum nb_status nb_index_open(struct nb_archive *archive,
					     const char *path,
					     struct nb_index **index,
					     struct nb_error *err);

/*
 * Like nb_index_open(), of an index that is read through the functions of
 * `far`, which is taken over as by nb_archive_open_far(). `name` is for
 * messages, and is copied.
 */
NB_API NB_CHECK enum nb_status nb_index_open_far(struct nb_archive *archive,
						 const struct nb_far_file *far,
						 const char *name,
						 struct nb_index **index,
						 struct nb_error *err);

/*
 * Like nb_index_open(), but of an index that is embedded in the archive. This
 * is for archives at URLs, too. It reads the beginnings of the newest segments
 * of the archive, at most 64, or 4 of an archive that nb_archive_open_far()
 * opened (format-spec/nbarc-index.md, section 8).
 *
 * NB_ABSENT, too, if an older commit is damaged where it looks for one.
 */
NB_API NB_CHECK enum nb_status nb_index_open_embedded(
	struct nb_archive *archive, struct nb_index **index,
	struct nb_error *err);

/* Close an index. NULL is fine. */
NB_API void nb_index_close(struct nb_index *index);

/* Describe it. Cannot fail. */
NB_API void nb_index_describe(const struct nb_index *index,
			      struct nb_index_info *info);

/*
 * Find the items that may have a hit, for `among` of struct nb_search. No other
 * item of the archive, as it is seen now, has one.
 *
 * *candidates is the caller's, to be freed by nb_candidates_free(); it is
 * NULL, with NB_OK, if what is looked for has nothing that is indexed, such as
 * marks only: then the whole archive has to be searched. NB_INVALID if the
 * index is damaged: the caller searches without it.
 */
NB_API NB_CHECK enum nb_status nb_index_candidates(
	struct nb_index *index, const struct nb_grep *grep,
	struct nb_candidates **candidates, struct nb_error *err);

/* ---- checking it */

/*
 * Read the whole index and compare it with the archive: every block with its
 * check, every list, and the page entries with the log. Whether each list is
 * that of the text is not looked at. NB_INVALID, with the first damage.
 */
NB_API NB_CHECK enum nb_status nb_index_check(struct nb_index *index,
					      struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
