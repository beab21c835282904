/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Learning of a title (nbtei(1), LEARNING).
 *
 * The structure model (<nbarc/article.h>) knows some media, and each title has
 * habits of its own. A learner is given pages of one title whose items and
 * blocks are right, because a person looked through them. From these it fits
 * weights that are added to those of the model, and writes them into a profile
 * (nbprofile(5)), with which the next pages of the title are divided.
 *
 * The weights are drawn towards zero, so that a page or two change little that
 * was right before. If the model makes few errors on the pages, all weights are
 * zero, unless they clearly help on pages that they were not fitted to: in
 * where items begin, or in the roles of blocks. Three pages are needed to see
 * that. The same pages in the same order always give the same profile. Weights
 * belong to the model that they were fitted to: those of another one are
 * refused, and are learned again from the same pages.
 *
 * Threads: a learner belongs to one thread at a time.
 */
#ifndef NBARC_LEARN_H
#define NBARC_LEARN_H

#include <nbarc/archive.h>
#include <nbarc/article.h>
#include <nbarc/buf.h>
#include <nbarc/profile.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The most pages that a learner takes. */
#define NB_LEARN_PAGES_MAX 2000u

/* Pages of a title to learn from. */
struct nb_learner;

/*
 * Make a learner without pages. *learner is the caller's, to be freed by
 * nb_learner_free(); it is NULL after a failure. NB_NOMEM is the only failure.
 */
NB_API NB_CHECK enum nb_status nb_learner_create(struct nb_learner **learner,
						 struct nb_error *err);

/* Free a learner. NULL is fine. */
NB_API void nb_learner_free(struct nb_learner *learner);

/*
 * Add a page: its normalised text of `len` bytes, and its division, which is
 * right. `profile` is the one that the title has apart from what is learned;
 * NULL is the default. Nothing of it is needed afterwards. A page without
 * blocks adds nothing.
 *
 * NB_NOMEM; NB_INVALID if the text is not UTF-8 or the division is not that of
 * the text; NB_LIMIT if the learner has NB_LEARN_PAGES_MAX pages.
 */
NB_API NB_CHECK enum nb_status nb_learner_add(
	struct nb_learner *learner, const char *normalised, size_t len,
	const struct nb_profile *profile, const struct nb_division *division,
	struct nb_error *err);

/*
 * Add the pages of a title that a person put right in an archive: those whose
 * newest revision keeps decisions about blocks, or came in as a document in
 * place of one that was made from a source. What stands in their documents is
 * right. `title` is the title code, NUL-terminated; `profile` is as for
 * nb_learner_add().
 *
 * A page that cannot be read, or of which an item is withdrawn, is told to
 * `problem`, which may be NULL and gets `context`, and adds nothing. NB_NOMEM;
 * NB_INVALID if the catalogue is damaged; NB_LIMIT as for nb_learner_add().
 */
NB_API NB_CHECK enum nb_status nb_learner_add_archive(
	struct nb_learner *learner, struct nb_archive *archive,
	const char *title, const struct nb_profile *profile,
	void (*problem)(void *context, const struct nb_error *err),
	void *context, struct nb_error *err);

/* The number of pages of a learner, and of the blocks on them. */
NB_API size_t nb_learner_pages(const struct nb_learner *learner);
NB_API size_t nb_learner_blocks(const struct nb_learner *learner);

/*
 * Fit weights to the pages of a learner, and append a profile to `out`: that of
 * the `base_len` bytes at `base`, with this name and these weights in place of
 * those that it has. `name` is a title code. *changes becomes false if nothing
 * was learned: all weights are zero, and the profile divides pages as it did
 * before. It may be NULL. NB_USAGE if there are no pages; NB_NOMEM.
 *
 * The time is in proportion to the blocks: a few seconds for 25 pages.
 */
NB_API NB_CHECK enum nb_status nb_learner_write(
	const struct nb_learner *learner, const char *name, const char *base,
	size_t base_len, struct nb_buf *out, bool *changes,
	struct nb_error *err);

/*
 * Append the lines of a profile at `text` to `out`, except those that
 * nb_learner_write() replaces: its name, and what was learned. NB_NOMEM is the
 * only failure.
 */
NB_API NB_CHECK enum nb_status nb_profile_strip(const char *text, size_t len,
						struct nb_buf *out,
						struct nb_error *err);

/*
 * Check that what a profile learned, if anything, belongs to the model of this
 * library. NB_INVALID if it does not; nb_divide() then fails likewise. NULL is
 * fine.
 */
NB_API NB_CHECK enum nb_status nb_profile_check(
	const struct nb_profile *profile, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
