/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking for doubtful characters, one character at a time. U+1E3F is the least
 * of them, so that ASCII costs a single comparison.
 */
#include "encoding/convert/survey.h"

#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "encoding/gb18030/gb18030.h"

#include <stdlib.h>

enum nb_status nb_found_add(struct nb_found *found, uint64_t offset,
			    struct nb_error *err)
{
	/* Room for all that are recorded; most texts never need it. */
	if (!found->offsets)
		found->offsets =
			malloc(NB_OFFSETS_MAX * sizeof(*found->offsets));
	if (!found->offsets)
		return nb_fail_mem(err);
	if (found->kept < NB_OFFSETS_MAX)
		found->offsets[found->kept++] = offset;
	found->count++;
	return NB_OK;
}

/*
 * Do three characters show a wrong conversion? The first three are U+FFFD in
 * UTF-8, twice, read as GB18030; the others are memory that a debugging C
 * library has filled with CC or CD, read as text.
 */
static bool is_mojibake(uint32_t a, uint32_t b, uint32_t c)
{
	static const uint32_t traces[][3] = {
		{U'锟', U'斤', U'拷'},
		{U'烫', U'烫', U'烫'},
		{U'屯', U'屯', U'屯'},
	};
	size_t i;

	for (i = 0; i < sizeof(traces) / sizeof(traces[0]); i++)
		if (a == traces[i][0] && b == traces[i][1] && c == traces[i][2])
			return true;
	return false;
}

/*
 * Is the character one of the 19 pairs, or one of six ideographs that some
 * converters replace by private-use characters (or these)?
 */
static bool differs_between_editions(uint32_t cp)
{
	static const uint32_t six[] = {0xe816,	0xe817,	 0xe818,  0xe831,
				       0xe83b,	0xe855,	 0x20087, 0x20089,
				       0x200cc, 0x215d7, 0x2298f, 0x241fe};
	size_t i;

	for (i = 0; i < sizeof(six) / sizeof(six[0]); i++)
		if (cp == six[i])
			return true;
	return nb_gb18030_swap(cp) != NULL;
}

/* Record a character, which may be of several kinds. */
static enum nb_status survey_character(struct nb_survey *s, uint32_t cp,
				       uint64_t at, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (nb_is_private_use(cp))
		st = nb_found_add(&s->private_use, at, err);
	if (!st && cp == NB_REPLACEMENT_CHARACTER)
		st = nb_found_add(&s->replaced, at, err);
	if (!st && cp >= NB_GB18030_PAIR_19 && differs_between_editions(cp))
		st = nb_found_add(&s->editions, at, err);
	return st;
}

enum nb_status nb_survey_add(struct nb_surveyor *g, struct nb_survey *survey,
			     const uint8_t *utf8, size_t len,
			     struct nb_error *err)
{
	enum nb_status st = NB_OK;
	uint32_t cp = 0;
	size_t at = 0, n;

	for (; !st && at < len; at += n) {
		n = nb_utf8_get((const char *)utf8 + at, len - at, &cp);
		survey->characters++;
		/* No character of interest has a smaller code point. */
		if (cp >= NB_GB18030_PAIR_19)
			st = survey_character(survey, cp, g->at + at, err);
		/* The least third character; each of three bytes. */
		if (!st && cp >= U'屯' && is_mojibake(g->before, g->second, cp))
			st = nb_found_add(&survey->mojibake, g->at + at - 6,
					  err);
		g->before = g->second;
		g->second = cp;
	}
	g->at += len;
	return st;
}

void nb_survey_free(struct nb_survey *survey)
{
	free(survey->escapes.offsets);
	free(survey->private_use.offsets);
	free(survey->editions.offsets);
	free(survey->replaced.offsets);
	free(survey->mojibake.offsets);
}
