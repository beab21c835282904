/* SPDX-License-Identifier: Apache-2.0 */
/* A profile, as the files of this stage and the next one use it. */
#ifndef NB_PAGE_PROFILE_H
#define NB_PAGE_PROFILE_H

#include <stdbool.h>

#include <nbarc/profile.h>

/* Name, " sha256:", sixteen digits. */
#define NB_PROFILE_NAME_MAX 32
#define NB_PROFILE_ID_MAX (NB_PROFILE_NAME_MAX + 24)

/* A pattern has at most so many characters, and so has a block that one can
 * match: bylines and credits are short, and openings are looked for at the
 * beginning. */
#define NB_PATTERN_MAX 40
#define NB_PATTERN_ANY 0x110000u /* any characters, or none */
#define NB_PATTERN_ONE 0x110001u /* any character */

enum nb_pattern_kind {
	NB_PATTERN_BYLINE,
	NB_PATTERN_CREDIT,
	NB_PATTERN_OPENING,
};

struct nb_pattern {
	enum nb_pattern_kind kind;
	unsigned len;
	uint32_t chars[NB_PATTERN_MAX]; /* folded, without white space */
};

/* A character that the decision takes for another one. */
struct nb_alias {
	uint32_t cp;
	uint32_t as; /* U+3002, U+201C or U+201D */
	bool both;   /* opens and closes in turn */
};

/* Half-width marks: what each ASCII character is written as; "" as it is. */
typedef char nb_punctuation[128][5];

struct nb_profile {
	char id[NB_PROFILE_ID_MAX]; /* "" for the default */
	char name[NB_PROFILE_NAME_MAX];
	struct nb_thresholds thresholds;
	nb_punctuation full;
	bool rewrites; /* what stands there is not what decisions see */
	struct nb_alias *aliases;
	size_t alias_count, alias_cap;
	struct nb_pattern *patterns;
	size_t pattern_count, pattern_cap;
};

/* The default, which is also share/profiles/modern.profile. */
extern const struct nb_profile nb_profile_modern;

/* The profile itself, or the default for NULL. */
const struct nb_profile *nb_profile_or_default(const struct nb_profile *p);

#endif
