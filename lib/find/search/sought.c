/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is looked for, told text by text (<nbarc/hits.h>), for programs that
 * cannot fill in struct nb_grep_options.
 */
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/hits.h>

#include <stdlib.h>
#include <string.h>

/* Texts; everything is owned. */
struct texts {
	char **list;
	size_t count, cap;
};

/* The lists of the options are set only when it is compiled. */
struct nb_sought {
	struct nb_grep_options options;
	struct texts patterns, excluded;
};

struct nb_sought *nb_sought_create(void)
{
	return nb_alloc(1, sizeof(struct nb_sought));
}

static void free_texts(struct texts *t)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		free(t->list[i]);
	free(t->list);
}

void nb_sought_free(struct nb_sought *s)
{
	if (!s)
		return;
	free_texts(&s->patterns);
	free_texts(&s->excluded);
	free(s);
}

/* Add a copy of a text. */
static enum nb_status add(struct texts *t, const char *value,
			  struct nb_error *err)
{
	char **grown = nb_grow(t->list, &t->cap, t->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	t->list = grown;
	grown[t->count] = nb_strndup(value, strlen(value));
	if (!grown[t->count])
		return nb_fail_mem(err);
	t->count++;
	return NB_OK;
}

/* Switch something on or off. */
static enum nb_status set_switch(bool *on, const char *value,
				 struct nb_error *err)
{
	bool yes = strcmp(value, "yes") == 0;

	if (!yes && strcmp(value, "no") != 0)
		return nb_fail(err, NB_USAGE, "%.40s: yes or no is expected",
			       value);
	*on = yes;
	return NB_OK;
}

/* The part with the name of `len` bytes; 0 if there is none. */
static unsigned part_of(const char *name, size_t len)
{
	unsigned part;

	for (part = NB_PART_HEAD; part <= NB_PART_TEXT; part <<= 1) {
		const char *known = nb_part_name((enum nb_part)part);

		if (strlen(known) == len && memcmp(known, name, len) == 0)
			return part;
	}
	return 0;
}

/* Take the names of parts. */
static enum nb_status set_parts(unsigned *parts, const char *value,
				struct nb_error *err)
{
	unsigned set = 0, part;
	size_t len;

	for (;; value += len + 1) {
		len = strcspn(value, ",");
		part = part_of(value, len);
		if (!part)
			return nb_fail(err, NB_USAGE,
				       "%.40s: head, byline or text is "
				       "expected",
				       value);
		set |= part;
		if (!value[len])
			break;
	}
	*parts = set;
	return NB_OK;
}

enum nb_status nb_sought_set(struct nb_sought *s, const char *name,
			     const char *value, struct nb_error *err)
{
	if (strcmp(name, "pattern") == 0)
		return add(&s->patterns, value, err);
	if (strcmp(name, "not") == 0)
		return add(&s->excluded, value, err);
	if (strcmp(name, "in") == 0)
		return set_parts(&s->options.parts, value, err);
	if (strcmp(name, "regex") == 0)
		return set_switch(&s->options.regex, value, err);
	if (strcmp(name, "variants") == 0)
		return set_switch(&s->options.variants, value, err);
	if (strcmp(name, "exact-width") == 0)
		return set_switch(&s->options.exact_width, value, err);
	return nb_fail(err, NB_USAGE, "%.40s: a search has no such part", name);
}

enum nb_status nb_sought_compile(const struct nb_sought *s,
				 struct nb_grep **grep, struct nb_error *err)
{
	struct nb_grep_options o = s->options;

	o.patterns = (const char *const *)s->patterns.list;
	o.pattern_count = s->patterns.count;
	o.excluded = (const char *const *)s->excluded.list;
	o.excluded_count = s->excluded.count;
	return nb_grep_create(&o, grep, err);
}
