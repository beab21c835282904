/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys of items (by.h). They are values of the flat record of an item,
 * whole or cut: a year is the first four characters of the date.
 */
#include "stat/by.h"

#include <string.h>

#include "base/error.h"

/* A part of the value of a field: its first `len` bytes, 0: all. */
static const struct {
	const char *name;
	enum nb_field field;
	size_t len;
} kinds[] = {
	[NBARC_BY_YEARS] = {"year", NB_FIELD_DATE, 4},
	[NBARC_BY_MONTHS] = {"month", NB_FIELD_DATE, 7},
	[NBARC_BY_TITLES] = {"title", NB_FIELD_TITLE_CODE, 0},
	[NBARC_BY_PAGES] = {"page", NB_FIELD_PAGE, 0},
	[NBARC_BY_KINDS] = {"kind", NB_FIELD_KIND, 0},
	[NBARC_BY_AUTHORS] = {"author", NB_FIELD_AUTHORS, 0},
	[NBARC_BY_PLACES] = {"place", NB_FIELD_PLACE, 0},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Between the authors of an item, in the key of all of them. No name has a line
 * end: a byline is one line. */
#define BETWEEN '\n'

const char *nbarc_by_name(enum nbarc_by by)
{
	return kinds[by].name;
}

/* Take one name of `len` bytes. */
static enum nb_status parse_one(const char *name, size_t len,
				struct nbarc_bys *bys, struct nb_error *err)
{
	size_t i;

	if (bys->count == NBARC_KEYS_MOST)
		return nb_fail(err, NB_USAGE,
			       "two things at most can be counted by");
	for (i = 0; i < KINDS; i++) {
		if (strlen(kinds[i].name) != len ||
		    memcmp(kinds[i].name, name, len) != 0)
			continue;
		bys->list[bys->count++] = (enum nbarc_by)i;
		return NB_OK;
	}
	return nb_fail(err, NB_USAGE,
		       "%.*s: nothing to count by; there are " NBARC_BY_NAMES,
		       len < 40 ? (int)len : 40, name);
}

enum nb_status nbarc_bys_parse(const char *names, struct nbarc_bys *bys,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t n;

	bys->count = 0;
	for (; !st && *names; names += n + (names[n] == ',')) {
		n = strcspn(names, ",");
		st = parse_one(names, n, bys, err);
	}
	if (st)
		return st;
	if (bys->count == 0)
		return nb_fail(err, NB_USAGE, "nothing to count by is given");
	if (bys->count == 2 && bys->list[0] == NBARC_BY_AUTHORS)
		return nb_fail(err, NB_USAGE,
			       "author stands last: year,author");
	return NB_OK;
}

uint64_t nbarc_bys_fields(const struct nbarc_bys *bys)
{
	uint64_t fields = 0;
	unsigned i;

	for (i = 0; i < bys->count; i++)
		fields |= NB_FIELD_BIT(kinds[bys->list[i]].field);
	return fields;
}

/* Append the key of an item, NUL-terminated; "" if it has none. Of several
 * values, all are in the key. */
static enum nb_status put_key(enum nbarc_by by,
			      const struct nb_item_record *item,
			      struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	const char *text;
	size_t i, len;

	for (i = 0;
	     !st && (text = nb_item_record_text(item, kinds[by].field, i));
	     i++) {
		len = strlen(text);
		/* A year that is not known is none. */
		if (kinds[by].field == NB_FIELD_DATE && len >= 4 &&
		    memcmp(text, "0000", 4) == 0)
			len = 0;
		if (kinds[by].len && len > kinds[by].len)
			len = kinds[by].len;
		if (i)
			st = nb_buf_add(out, &(char){BETWEEN}, 1);
		if (!st)
			st = nb_buf_add(out, text, len);
	}
	return st ? st : nb_buf_add(out, "", 1);
}

enum nb_status nbarc_bys_line(const struct nbarc_bys *bys,
			      const struct nb_item_record *item,
			      struct nbarc_tally *tally, size_t *line)
{
	size_t starts[NBARC_KEYS_MOST] = {0};
	const char *keys[NBARC_KEYS_MOST] = {NULL};
	struct nb_buf *text = &tally->scratch;
	enum nb_status st = NB_OK;
	unsigned k;

	text->len = 0;
	for (k = 0; !st && k < bys->count; k++) {
		starts[k] = text->len;
		st = put_key(bys->list[k], item, text);
	}
	for (k = 0; k < bys->count; k++)
		keys[k] = (const char *)text->data + starts[k];
	return st ? st : nbarc_tally_line(tally, keys, line);
}

enum nb_status nbarc_bys_item(const struct nbarc_bys *bys,
			      struct nb_archive *archive,
			      const struct nb_entry *entry, unsigned number,
			      struct nb_item_record **record,
			      struct nbarc_tally *tally, size_t *line,
			      struct nb_error *err)
{
	uint64_t fields = nbarc_bys_fields(bys);
	enum nb_status st =
		*record ? nb_item_record_again(*record, archive, entry, number,
					       fields, err)
			: nb_item_record_of(archive, entry, number, fields,
					    record, err);

	if (!st && nbarc_bys_line(bys, *record, tally, line))
		st = nb_fail_mem(err);
	return st;
}

/* Add the numbers of a line to the line of one author in another tally, whose
 * keys are the same but for the last one. */
static enum nb_status add_author(const struct nbarc_tally *from, size_t line,
				 const char *author, size_t len,
				 struct nbarc_tally *to)
{
	const char *keys[NBARC_KEYS_MOST] = {NULL};
	const uint64_t *numbers = nbarc_tally_numbers(from, line);
	enum nb_status st;
	size_t added, i;
	unsigned k;

	to->scratch.len = 0;
	st = nb_buf_add(&to->scratch, author, len);
	if (!st)
		st = nb_buf_add(&to->scratch, "", 1);
	if (st)
		return st;
	for (k = 0; k + 1 < from->keys; k++)
		keys[k] = nbarc_tally_key(from, line, k);
	keys[k] = (const char *)to->scratch.data;
	st = nbarc_tally_line(to, keys, &added);
	for (i = 0; !st && i < from->numbers; i++)
		nbarc_tally_numbers(to, added)[i] += numbers[i];
	return st;
}

enum nb_status nbarc_bys_split(const struct nbarc_bys *bys,
			       struct nbarc_tally *tally)
{
	struct nbarc_tally split = {.keys = tally->keys,
				    .numbers = tally->numbers};
	enum nb_status st = NB_OK;
	size_t line, n;

	if (bys->list[bys->count - 1] != NBARC_BY_AUTHORS)
		return NB_OK;
	for (line = 0; !st && line < tally->count; line++) {
		const char *all = nbarc_tally_key(tally, line, tally->keys - 1);

		do {
			n = strcspn(all, (char[]){BETWEEN, '\0'});
			st = add_author(tally, line, all, n, &split);
			all += n;
		} while (!st && *all++);
	}
	nbarc_tally_free(tally);
	*tally = split;
	return st;
}
