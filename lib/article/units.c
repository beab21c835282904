/* SPDX-License-Identifier: Apache-2.0 */
/* A text as units, and the tags that the model gives them (units.h). */
#include "article/units.h"
#include "article/sequence.h"
#include "article/structure.h"
#include "article/trees.h"
#include "base/alloc.h"
#include "base/error.h"
#include "page/weigh/odds.h"

#include "page/text/learned.h"

#include <nbarc/learn.h>

#include <stdlib.h>
#include <string.h>

/* Where the SHA-256 stands in the files of the model. */
#define DIGEST 32

static bool blank_line(const char *text, size_t from, size_t to)
{
	return from == to || (to == from + 1 && text[from] == '\r');
}

/*
 * Count the units, and fill the arrays if they are there: the first call finds
 * out how long they must be.
 */
static size_t scan_units(struct nb_units *s, size_t len)
{
	size_t at = 0, n = 0, empty = 0;

	while (at < len) {
		const char *end = memchr(s->text + at, '\n', len - at);
		size_t to = end ? (size_t)(end - s->text) : len;

		if (blank_line(s->text, at, to)) {
			empty++;
		} else {
			if (s->units) {
				s->units[n].offset = at;
				s->units[n].len = to - at;
				s->gaps[n] =
					(uint8_t)(empty > 255 ? 255 : empty);
			}
			n++;
			empty = 0;
		}
		at = to + 1;
	}
	return n;
}

enum nb_status nb_units_view(struct nb_units *s, size_t len,
			     const struct nb_profile *profile,
			     struct nb_error *err)
{
	size_t i;

	s->count = scan_units(s, len);
	s->units = nb_alloc(s->count, sizeof(*s->units));
	s->gaps = nb_alloc(s->count, sizeof(*s->gaps));
	s->tags = nb_alloc(s->count, sizeof(*s->tags));
	if (!s->units || !s->gaps || !s->tags)
		return nb_fail_mem(err);
	(void)scan_units(s, len);
	for (i = 0; i < s->count; i++)
		s->units[i].begins = -1;
	s->learned = nb_profile_or_default(profile)->learned;
	return nb_views_make(s->text, s->units, s->gaps, s->count, profile,
			     &s->views, err);
}

enum nb_status nb_units_decode(struct nb_units *s, struct nb_error *err)
{
	struct nb_structure model = {nb_structure_data, nb_starts_data,
				     s->learned};
	struct nb_starts starts;
	enum nb_status st =
		nb_starts_find(s->text, s->units, s->gaps, &s->views,
			       model.trees, s->learned != NULL, &starts, err);
	size_t i;

	if (!st)
		st = nb_sequence_decode(&s->views, &model, &starts, s->open,
					s->tags, err);
	for (i = 0; !st && i < s->count; i++)
		s->units[i].begins =
			i == 0 || starts.scores[i] == NB_NO_START
				? -1
				: nb_chance((double)starts.scores[i] /
					    NB_TREES_ONE);
	nb_starts_free(&starts);
	return st;
}

void nb_structure_identify(const struct nb_structure *model,
			   uint8_t identity[NB_STRUCTURE_IDENTITY])
{
	/* Both have their SHA-256 at the same place. */
	memcpy(identity, model->field + DIGEST, NB_STRUCTURE_IDENTITY / 2);
	memcpy(identity + NB_STRUCTURE_IDENTITY / 2, model->trees + DIGEST,
	       NB_STRUCTURE_IDENTITY / 2);
}

enum nb_status nb_profile_check(const struct nb_profile *profile,
				struct nb_error *err)
{
	const struct nb_structure model = {nb_structure_data, nb_starts_data,
					   NULL};
	const struct nb_profile *p = nb_profile_or_default(profile);
	uint8_t identity[NB_STRUCTURE_IDENTITY];

	nb_structure_identify(&model, identity);
	if (!p->learned || memcmp(p->learned + NB_LEARNED_MODEL, identity,
				  sizeof(identity)) == 0)
		return NB_OK;
	return nb_fail(err, NB_INVALID,
		       "the profile %s was learned with the model of another "
		       "version of nbarc; learn it again (nbtei --learn)",
		       p->name);
}

void nb_units_free(struct nb_units *s)
{
	nb_views_free(&s->views);
	free(s->units);
	free(s->gaps);
	free(s->tags);
}
