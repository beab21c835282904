/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the archives of a reading room (serve/sources.h). */
#include "serve/sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "cli/far.h"
#include "where.h"

static enum nb_status add(struct room_sources *s, struct room_source source,
			  struct nb_error *err)
{
	struct room_source *grown =
		nb_grow(s->list, &s->cap, s->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	s->list = grown;
	s->list[s->count++] = source;
	s->far |= source.far;
	return NB_OK;
}

/* Add the archives of a collection. */
static enum nb_status add_all(struct room_sources *s,
			      const struct nbarc_collection *c,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < c->count; i++) {
		const struct nbarc_shard *shard = &c->shards[i];

		st = add(s,
			 (struct room_source){.path = shard->path,
					      .shown = shard->shown,
					      .far = shard->far,
					      .optional = true},
			 err);
	}
	return st;
}

enum nb_status room_sources_read(char *const *operands, size_t count,
				 struct room_sources *s, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	s->collections = nb_alloc(count, sizeof(*s->collections));
	s->shown = nb_alloc(count, sizeof(*s->shown));
	if (!s->collections || !s->shown)
		return nb_fail_mem(err);
	s->operands = count;
	for (i = 0; !st && i < count; i++) {
		const char *path = operands[i];

		nbarc_show_at(path, s->shown[i], sizeof(s->shown[i]));
		if (!nbarc_is_collection(path)) {
			st = add(s,
				 (struct room_source){.path = path,
						      .shown = s->shown[i],
						      .far = cli_is_url(path)},
				 err);
			continue;
		}
		st = nbarc_collection_read(path, &s->collections[i], err);
		if (!st)
			st = add_all(s, &s->collections[i], err);
	}
	return st;
}

void room_sources_free(struct room_sources *s)
{
	size_t i;

	for (i = 0; i < s->operands; i++)
		nbarc_collection_free(&s->collections[i]);
	free(s->collections);
	free(s->shown);
	free(s->list);
	memset(s, 0, sizeof(*s));
}
