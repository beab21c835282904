/* SPDX-License-Identifier: Apache-2.0 */
/* Going through the pages of an archive in order of their identifiers. */
#include "archive/reader.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

struct nb_cursor {
	const char *path; /* the archive's */
	struct nb_merge merge;
	char *prefix;
	size_t prefix_len;
	bool all;
	bool done;
	char last[UINT8_MAX]; /* id given last */
	size_t last_len;
};

void nb_cursor_free(struct nb_cursor *c)
{
	if (!c)
		return;
	nb_merge_free(&c->merge);
	free(c->prefix);
	free(c);
}

enum nb_status nb_cursor_create(struct nb_archive *a, const char *prefix,
				size_t prefix_len, bool all,
				struct nb_cursor **cursor, struct nb_error *err)
{
	struct nb_cursor *c = nb_alloc(1, sizeof(*c));
	struct nb_key key = {{prefix, prefix_len}, UINT32_MAX};
	enum nb_status st = NB_OK;

	*cursor = NULL;
	if (!c)
		return nb_fail_mem(err);
	c->path = a->path;
	c->all = all;
	c->prefix = nb_strndup(prefix, prefix_len);
	c->prefix_len = prefix_len;
	nb_merge_init(&c->merge, a->fd, &a->commit, 0);
	c->merge.upto = a->finder.upto;
	if (!c->prefix)
		st = nb_fail_mem(err);
	else
		st = nb_merge_seek(&c->merge, &key, err);
	if (st) {
		nb_error_file(err, c->path);
		nb_cursor_free(c);
		return st;
	}
	*cursor = c;
	return NB_OK;
}

static bool older(const struct nb_cursor *c, const struct nb_entry *e)
{
	return e->id.len == c->last_len &&
	       memcmp(e->id.text, c->last, c->last_len) == 0;
}

enum nb_status nb_cursor_next(struct nb_cursor *c,
			      const struct nb_entry **entry,
			      struct nb_error *err)
{
	const struct nb_entry *e;
	enum nb_status st;

	*entry = NULL;
	while (!c->done) {
		st = nb_merge_next(&c->merge, &e, err);
		if (st) {
			nb_error_file(err, c->path);
			c->done = true;
			return st;
		}
		if (!e || e->id.len < c->prefix_len ||
		    memcmp(e->id.text, c->prefix, c->prefix_len) != 0)
			break;
		if (!c->all && older(c, e))
			continue;
		memcpy(c->last, e->id.text, e->id.len);
		c->last_len = e->id.len;
		*entry = e;
		return NB_OK;
	}
	c->done = true;
	return NB_OK;
}
