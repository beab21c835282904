/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A profile as this stage and the next one use it: the parsed form of the file
 * that nbprofile(5) describes.
 *
 * A profile never changes after it was read, so threads may share it. NULL
 * always stands for nb_profile_modern; nb_profile_or_default() puts it in.
 */
#ifndef NB_PAGE_PROFILE_H
#define NB_PAGE_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/profile.h>

/* Bytes with the NUL. An identity is a name, " sha256:" and sixteen digits; and
 * NB_PROFILE_LINES if each line is a paragraph. */
#define NB_PROFILE_LINES " lines"
#define NB_PROFILE_NAME_MAX 32
#define NB_PROFILE_ID_MAX (NB_PROFILE_NAME_MAX + 30)

/*
 * The most characters of a pattern, and of the beginning of a block that is
 * compared with one. Bylines and credits are short, and an opening is looked
 * for only at the beginning, so a limit bounds the time that a hostile pattern
 * takes.
 */
#define NB_PATTERN_MAX 40
#define NB_PATTERN_ANY 0x110000u /* any characters, or none */
#define NB_PATTERN_ONE 0x110001u /* any character */

/*
 * What a block is that matches the pattern: as a whole for the first two, at
 * its beginning for the last.
 */
enum nb_pattern_kind {
	NB_PATTERN_BYLINE,
	NB_PATTERN_CREDIT,
	NB_PATTERN_OPENING,
};

/* A pattern: characters, NB_PATTERN_ANY and NB_PATTERN_ONE. */
struct nb_pattern {
	enum nb_pattern_kind kind;
	unsigned len;
	uint32_t chars[NB_PATTERN_MAX]; /* folded, without white space */
};

/* A character that decisions take for another one. */
struct nb_alias {
	uint32_t cp;
	uint32_t as; /* U+3002, U+201C or U+201D: ends a sentence, opens or
			closes a quotation */
	bool both;   /* opens and closes in turn */
};

/*
 * For each ASCII character the UTF-8 that is written in its place, with a NUL;
 * "" if the character stays.
 */
typedef char nb_punctuation[128][5];

/*
 * Zeros are a profile without a name that replaces no marks. The arrays are
 * owned.
 */
struct nb_profile {
	char id[NB_PROFILE_ID_MAX]; /* for journals; "" if it has the effect of
				       the default */
	char name[NB_PROFILE_NAME_MAX];
	struct nb_thresholds thresholds;
	nb_punctuation full;
	bool paragraphs; /* each line is a paragraph: no break is joined */
	bool rewrites;	 /* decisions must see another text than the block has:
			    marks or aliases differ from the default */
	struct nb_alias *aliases;
	size_t alias_count, alias_cap;
	struct nb_pattern *patterns;
	size_t pattern_count, pattern_cap;
	/* Weights of a title (learned.h), or NULL. */
	uint8_t *learned;
};

/*
 * The default. It is the same as share/profiles/modern.profile; a test compares
 * them.
 */
extern const struct nb_profile nb_profile_modern;

/* p, or nb_profile_modern if p is NULL. */
const struct nb_profile *nb_profile_or_default(const struct nb_profile *p);

#endif
