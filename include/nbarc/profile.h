/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Profiles: what a kind of page has of its own (nbprofile(5)). A profile is a
 * text file that a person can copy and change. Those of the list below are
 * compiled in; NULL in the place of a profile is the first of them, "modern".
 */
#ifndef NBARC_PROFILE_H
#define NBARC_PROFILE_H

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Never changes once it is read, so that any number of threads may use one. */
struct nb_profile;

/* The name of the i-th profile that is compiled in, from 0; NULL behind the
 * last. Static. */
NB_API const char *nb_profile_name(size_t i);

/* The text of a profile that is compiled in, static; NULL if there is none of
 * that name. */
NB_API const char *nb_profile_text(const char *name, size_t *len);

/*
 * Read a profile. NB_INVALID with "line N: ..." in err: a key that there is
 * not, a value that is not of its kind. Freed by nb_profile_free().
 */
NB_API NB_CHECK enum nb_status nb_profile_read(const void *bytes, size_t len,
					       struct nb_profile **profile,
					       struct nb_error *err);
NB_API void nb_profile_free(struct nb_profile *profile);

/*
 * Who it is, for journals and documents: its name, and the first sixteen digits
 * of the SHA-256 of its bytes; "" for NULL and for what is the same as the
 * default. Lives as long as the profile.
 */
NB_API const char *nb_profile_id(const struct nb_profile *profile);

/* Probabilities: joined from `join` on; for review from `low` to `high`. */
struct nb_thresholds {
	double join, low, high;
};
NB_API struct nb_thresholds nb_profile_thresholds(
	const struct nb_profile *profile);

#ifdef __cplusplus
}
#endif
#endif
