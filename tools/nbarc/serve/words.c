/* SPDX-License-Identifier: Apache-2.0 */
/* The table of words (words.def), and choosing a language. */
#include "serve/words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const words[SAY_WORDS][ROOM_LANGUAGES] = {
#define WORD(name, english, hans, hant)             \
	[SAY_##name] = {[ROOM_ENGLISH] = (english), \
			[ROOM_HANS] = (hans),       \
			[ROOM_HANT] = (hant)},
#include "serve/words.def"
#undef WORD
};

static const char *const tags[ROOM_LANGUAGES] = {
	[ROOM_HANS] = "zh-Hans",
	[ROOM_HANT] = "zh-Hant",
	[ROOM_ENGLISH] = "en",
};

const char *room_word(enum room_language language, enum room_word word)
{
	return words[word][language];
}

const char *room_language_tag(enum room_language language)
{
	return tags[language];
}

/*
 * Tags are compared without regard to case, as BCP 47 says.
 */
bool room_language_find(const char *tag, enum room_language *language)
{
	int i;

	for (i = 0; i < ROOM_LANGUAGES; i++)
		if (strcasecmp(tag, tags[i]) == 0) {
			*language = (enum room_language)i;
			return true;
		}
	return false;
}

/* True if the range of `len` bytes is `tag` or begins with it and a hyphen. */
static bool is_range(const char *range, size_t len, const char *tag)
{
	size_t n = strlen(tag);

	return len >= n && strncasecmp(range, tag, n) == 0 &&
	       (len == n || range[n] == '-');
}

/*
 * The language that a range names; false if it is none of ours.
 *
 * Regions stand for scripts, as browsers send them: Taiwan, Hong Kong and Macau
 * for traditional characters, and Chinese of any other kind for simplified
 * ones.
 */
static bool language_of(const char *range, size_t len,
			enum room_language *language)
{
	static const char *const traditional[] = {"zh-hant", "zh-tw", "zh-hk",
						  "zh-mo", "yue"};
	size_t i;

	for (i = 0; i < sizeof(traditional) / sizeof(traditional[0]); i++)
		if (is_range(range, len, traditional[i])) {
			*language = ROOM_HANT;
			return true;
		}
	if (is_range(range, len, "zh")) {
		*language = ROOM_HANS;
		return true;
	}
	*language = ROOM_ENGLISH;
	return is_range(range, len, "en");
}

/* Of ranges with equal weights the first counts. */
enum room_language room_language_accepted(const char *header)
{
	enum room_language best = ROOM_HANS, language;
	double most = 0;

	while (header && *header) {
		size_t len, all = strcspn(header, ",");
		const char *weight;
		double q = 1;

		while (all && (*header == ' ' || *header == '\t')) {
			header++;
			all--;
		}
		len = strcspn(header, ",; \t");
		weight = memchr(header, '=', all);
		if (weight)
			q = strtod(weight + 1, NULL);
		if (q > most && language_of(header, len, &language)) {
			most = q;
			best = language;
		}
		header += all + (header[all] == ',');
	}
	return best;
}
