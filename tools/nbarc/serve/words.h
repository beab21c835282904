/* SPDX-License-Identifier: Apache-2.0 */
/* The languages of the reading room, and all of its words in one table. */
#ifndef NB_TOOLS_NBARC_SERVE_WORDS_H
#define NB_TOOLS_NBARC_SERVE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Chinese in simplified and in traditional characters, and English. */
enum room_language { ROOM_HANS, ROOM_HANT, ROOM_ENGLISH, ROOM_LANGUAGES };

enum room_word {
#define WORD(name, english, hans, hant) SAY_##name,
#include "serve/words.def"
#undef WORD
	SAY_WORDS
};

/* A word or sentence, in static storage. */
const char *room_word(enum room_language language, enum room_word word);

/* The tag of a language (BCP 47), "zh-Hans", in static storage. */
const char *room_language_tag(enum room_language language);

/* Find a language by its tag; false if there is none. */
bool room_language_find(const char *tag, enum room_language *language);

/*
 * The language that fits a header Accept-Language best (RFC 9110, 12.5.4);
 * NULL or a header without any of ours is simplified Chinese, since that is
 * what the texts are in. "zh" and "zh-CN" are simplified, "zh-TW", "zh-HK",
 * "zh-MO" and "zh-Hant-*" traditional.
 */
enum room_language room_language_accepted(const char *header);

#endif
