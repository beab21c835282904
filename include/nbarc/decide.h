/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Applying a person's decisions to pages of an archive (nbarc-decide(1)).
 *
 * A page is made again from the source that the archive keeps, with the
 * decisions that it has already and the new ones after them, and becomes a new
 * revision. What a decision is, and how a file of them is read, is in
 * <nbarc/review.h>; what an archive keeps, in section 6.4 of the format.
 *
 * A decision that names its page is for that page; the page may have been
 * renamed since. One that names none is for the only page of the archive that
 * has its place: if several have it, it is not applied anywhere, because nobody
 * can know which one the person meant.
 *
 * Threads: nb_decide() may start threads that read and compress; its callbacks
 * are called by the calling thread.
 */
#ifndef NBARC_DECIDE_H
#define NBARC_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/ingest.h>
#include <nbarc/review.h>
#include <nbarc/write.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How decisions are applied. All zeros are the defaults. */
struct nb_decide_options {
	/* For pages whose source is markup: nb_layout_read_markup() of
	 * <nbarc/markup.h>. NULL: they cannot be made again. */
	nb_layout_reader *markup;
	/* nb_issue_read_mets() of <nbarc/markup.h>, for pages whose items a
	 * METS file states. NULL: they cannot be made again. */
	nb_issue_reader *mets;
	/* Pages are made with the profile that they were made with before. One
	 * that is not compiled in is not in the archive either: it is this one,
	 * if the identity is the same, or if it was learned and has the same
	 * name. NULL: none. The title of a page may have one in `profiles`. */
	const struct nb_profile *profile;
	const struct nb_profiles *profiles;
	bool undo; /* take the decisions back instead */
	/* Also make pages again whose newest revision came in as a document,
	 * although that undoes what was put right in it. */
	bool replace_documents;
	bool dry_run; /* find out what would become of all, but write nothing */
	struct nb_writer_options writer;
	uint64_t time; /* of the commit, in seconds since 1970 */
};

/* What became of a decision. */
enum nb_fate {
	NB_FATE_APPLIED,  /* or, with undo, taken back */
	NB_FATE_FOLLOWED, /* applied, where a few of its characters differ */
	NB_FATE_ABSENT,	  /* its place is not on its page; it is kept with it */
	NB_FATE_NO_BREAK, /* no line begins at its place; likewise */
	NB_FATE_NO_READING, /* its characters are not in one block, or are all
			     * of it; likewise */
	NB_FATE_CIRCLE,	    /* a block would come after itself, by this and
			     * later decisions; it is not kept */
	NB_FATE_NOWHERE,    /* it names no page, and no page has its place */
	NB_FATE_AMBIGUOUS,  /* it names no page, and several have its place */
	NB_FATE_NO_PAGE,    /* the archive does not have its page */
	NB_FATE_NOT_MADE, /* its page was not made again: a problem says why */
	NB_FATE_NOT_KEPT, /* with undo: the page has no such decision */
};

/* What nb_decide() calls. Each function may be NULL; each gets `context`. What
 * they are given lives until they return. */
struct nb_decide_callbacks {
	void *context;
	/* A page was not made again; err says why. Or it was, and the kind says
	 * what to look at: nb_trouble_fails() is false then. */
	void (*problem)(void *context, enum nb_trouble kind,
			const struct nb_error *err);
	/* A page was made again; in a dry run, would be. */
	void (*page)(void *context, const struct nb_ingested *page);
	/* What became of a decision. `page` is its page; "" if none was found;
	 * two of them, with a comma, if it is ambiguous. */
	void (*decision)(void *context, const struct nb_decision *decision,
			 enum nb_fate fate, const char *page);
	/* `done` of `total` pages are made again. False stops the work, and
	 * nothing is written. */
	bool (*progress)(void *context, uint64_t done, uint64_t total);
};

/*
 * Apply `decisions` to the archive at `path`, in one commit, or with
 * options->undo take them back from what the archive keeps. Decisions for the
 * same page are applied together, and each one to its page alone.
 *
 * `options` and `callbacks` may be NULL. In *counts, `revised` are pages that
 * got a new revision, `unchanged` those that did not need one, and `failed`
 * those that could not be made again; decisions are counted as by nb_ingest().
 *
 * NB_OK if all were applied. NB_ABSENT if some were not, and NB_INVALID if a
 * page could not be made again: everything else is in the archive then. NB_IO
 * if there is no archive; NB_BUSY and NB_INVALID as for nb_writer_open(), and
 * NB_NOMEM; NB_ABSENT with counts->complete false if progress() stopped it:
 * then nothing is.
 */
NB_API NB_CHECK enum nb_status nb_decide(
	const char *path, const struct nb_decisions *decisions,
	const struct nb_decide_options *options,
	const struct nb_decide_callbacks *callbacks,
	struct nb_ingest_counts *counts, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
