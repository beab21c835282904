/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Profiles: what is particular to a kind of page (nbprofile(5)).
 *
 * A profile says which punctuation marks are rewritten, what bylines and
 * credits look like, and how probable a false line break must be to be joined.
 * It is a text file that a person can copy and change. Some profiles are
 * compiled in. Wherever a function takes a profile, NULL is the first of them,
 * "modern".
 *
 * Each title may have a profile of its own: struct nb_profiles.
 *
 * A profile is used by all stages of one page: the repair (<nbarc/page.h>), a
 * person's decisions (<nbarc/review.h>), the division into articles
 * (<nbarc/article.h>) and the document (<nbarc/tei.h>).
 *
 * Threads: a profile never changes once it is read, so any number of threads
 * may use it. It must live as long as the pages and decisions that are made
 * with it.
 */
#ifndef NBARC_PROFILE_H
#define NBARC_PROFILE_H

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A profile that was read. */
struct nb_profile;

/*
 * The name of the i-th profile that is compiled in, from 0, in static storage;
 * NULL after the last, so that a loop from 0 finds all of them.
 */
NB_API const char *nb_profile_name(size_t i);

/*
 * The text of a profile that is compiled in, for nb_profile_read() or to be
 * copied. It is `*len` bytes of UTF-8 in static storage, not NUL-terminated.
 * NULL, and *len is 0, if no profile has this name.
 */
NB_API const char *nb_profile_text(const char *name, size_t *len);

/*
 * Read a profile from the `len` bytes of its text (nbprofile(5), FORMAT). The
 * bytes are not needed afterwards.
 *
 * *profile is the caller's, to be freed by nb_profile_free(); it is NULL after
 * a failure. NB_INVALID if the text is not UTF-8, with the offset of the first
 * bad byte; or with "line N: ..." in err if a key is unknown or given twice, if
 * a value does not fit its key, or if the profile has no name.
 */
NB_API NB_CHECK enum nb_status nb_profile_read(const void *bytes, size_t len,
					       struct nb_profile **profile,
					       struct nb_error *err);

/*
 * Like nb_profile_read(), for pages in which each line is a paragraph, whatever
 * the key `lines` of the text says: no break of such a page is joined, unless a
 * person says so. The identity of the profile is that of the text with the line
 * "lines = paragraphs" at its end, unless the text has that line already.
 */
NB_API NB_CHECK enum nb_status nb_profile_read_paragraphs(
	const void *bytes, size_t len, struct nb_profile **profile,
	struct nb_error *err);

/* Free a profile. NULL is fine. */
NB_API void nb_profile_free(struct nb_profile *profile);

/*
 * The identity of a profile in journals and documents: its name, and the first
 * sixteen digits of the SHA-256 of its text ("local sha256:0123456789abcdef").
 * It is "" for NULL, and for a profile that has the same effect as the default.
 * It lives as long as the profile.
 */
NB_API const char *nb_profile_id(const struct nb_profile *profile);

/*
 * Probabilities that a break is false, from 0 to 1. A break is joined from
 * `join` on. Breaks from `low` to `high` are listed for review, and joins below
 * `high` are marked as uncertain in documents.
 */
struct nb_thresholds {
	double join, low, high;
};

/*
 * The thresholds of a profile; NULL is the default. A page can be repaired with
 * another one than `join`: see struct nb_page_options.
 */
NB_API struct nb_thresholds nb_profile_thresholds(
	const struct nb_profile *profile);

/*
 * Profiles of titles: for each title code the profile of its pages. What
 * nbtei(1) learned of a title is such a profile.
 */
struct nb_profiles;

/*
 * Make an empty set of profiles. *profiles is the caller's, to be freed by
 * nb_profiles_free(); it is NULL after a failure. NB_NOMEM is the only failure.
 */
NB_API NB_CHECK enum nb_status nb_profiles_create(struct nb_profiles **profiles,
						  struct nb_error *err);

/* Free a set and its profiles. NULL is fine. */
NB_API void nb_profiles_free(struct nb_profiles *profiles);

/*
 * Read a profile as nb_profile_read() does, and add it as that of the title of
 * this code, NUL-terminated, which has none yet. NB_USAGE if it is no title
 * code, or if the title has one.
 */
NB_API NB_CHECK enum nb_status nb_profiles_add(struct nb_profiles *profiles,
					       const char *title,
					       const void *bytes, size_t len,
					       struct nb_error *err);

/*
 * The profile of the title of a page, whose identifier begins with the title
 * code; NULL if the set is NULL or has none for it. It lives as long as the
 * set.
 */
NB_API const struct nb_profile *nb_profiles_find(
	const struct nb_profiles *profiles, const char *page_id);

#ifdef __cplusplus
}
#endif
#endif
