/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting by keys (tally.h). Texts and numbers of all lines are in one array
 * each, since how many a line has is known only to whoever counts. A line never
 * moves to another index: it is what items are marked with while they are
 * searched.
 */
#include "stat/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* Buckets and lines of a tally that is empty; a power of two. */
#define FIRST 64u

/* FNV-1a over the keys and what ends each. Nobody gains by keys that collide:
 * they would have to be authors of articles that were archived. */
static uint64_t hash_of(const struct nbarc_tally *t, const char *const *keys)
{
	uint64_t h = 14695981039346656037u;
	const char *s;
	unsigned k;

	for (k = 0; k < t->keys; k++) {
		for (s = keys[k]; *s; s++)
			h = (h ^ (uint8_t)*s) * 1099511628211u;
		h = (h ^ 0xff) * 1099511628211u;
	}
	return h;
}

/* The keys of a line. */
static const char *const *keys_of(const struct nbarc_tally *t, size_t line)
{
	return (const char *const *)t->texts + line * t->keys;
}

/* Put a line that is there into its bucket. */
static void chain(struct nbarc_tally *t, size_t line)
{
	size_t bucket = (size_t)hash_of(t, keys_of(t, line)) & (t->buckets - 1);

	t->next[line] = t->heads[bucket];
	t->heads[bucket] = line + 1;
}

/* Make room for twice as many lines, and as many buckets: a chain has one line
 * on average. After a failure the tally is as it was. */
static enum nb_status widen(struct nbarc_tally *t)
{
	size_t cap = t->cap ? 2 * t->cap : FIRST, i;
	char **texts = nb_alloc(cap * t->keys, sizeof(*texts));
	uint64_t *values = nb_alloc(cap * t->numbers, sizeof(*values));
	size_t *heads = nb_alloc(cap, sizeof(*heads));
	size_t *next = nb_alloc(cap, sizeof(*next));

	if (!texts || !values || !heads || !next) {
		free(texts);
		free(values);
		free(heads);
		free(next);
		return NB_NOMEM;
	}
	if (t->count) {
		memcpy(texts, t->texts, t->count * t->keys * sizeof(*texts));
		memcpy(values, t->values,
		       t->count * t->numbers * sizeof(*values));
	}
	free(t->texts);
	free(t->values);
	free(t->heads);
	free(t->next);
	t->texts = texts;
	t->values = values;
	t->heads = heads;
	t->next = next;
	t->cap = t->buckets = cap;
	for (i = 0; i < t->count; i++)
		chain(t, i);
	return NB_OK;
}

/* Append a line with copies of the keys. */
static enum nb_status append(struct nbarc_tally *t, const char *const *keys)
{
	char **texts = t->texts + t->count * t->keys;
	unsigned k;

	for (k = 0; k < t->keys; k++) {
		texts[k] = nb_strndup(keys[k], strlen(keys[k]));
		if (texts[k])
			continue;
		while (k)
			free(texts[--k]);
		return NB_NOMEM;
	}
	chain(t, t->count++);
	return NB_OK;
}

/* Are the keys of a line these? */
static int same(const struct nbarc_tally *t, size_t line,
		const char *const *keys)
{
	unsigned k;

	for (k = 0; k < t->keys; k++)
		if (strcmp(keys_of(t, line)[k], keys[k]) != 0)
			return 0;
	return 1;
}

enum nb_status nbarc_tally_line(struct nbarc_tally *t, const char *const *keys,
				size_t *line)
{
	size_t i;

	if (t->count == t->cap && widen(t))
		return NB_NOMEM;
	i = t->heads[hash_of(t, keys) & (t->buckets - 1)];
	while (i && !same(t, i - 1, keys))
		i = t->next[i - 1];
	if (!i && append(t, keys))
		return NB_NOMEM;
	*line = i ? i - 1 : t->count - 1;
	return NB_OK;
}

void nbarc_tally_free(struct nbarc_tally *t)
{
	size_t i;

	for (i = 0; i < t->count * t->keys; i++)
		free(t->texts[i]);
	free(t->texts);
	free(t->values);
	free(t->heads);
	free(t->next);
	nb_buf_free(&t->scratch);
	memset(t, 0, sizeof(*t));
}
