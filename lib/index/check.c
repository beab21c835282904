/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a whole index, to find damage before a search meets it. */
#include "archive/log/log.h"
#include "archive/read/handle.h"
#include "archive/read/history.h"
#include "base/alloc.h"
#include "base/error.h"
#include "index/groups.h"
#include "index/open.h"

#include <stdlib.h>
#include <string.h>

/* Every list that was read is a good one. */
static enum nb_status any_list(void *context, enum nb_index_kind kind,
			       uint32_t other, const struct nb_index_list *list,
			       struct nb_error *err)
{
	(void)context;
	(void)kind;
	(void)other;
	(void)list;
	(void)err;
	return NB_OK;
}

/* Read all lists of a segment. */
static enum nb_status check_lists(struct nb_index_reader *r,
				  struct nb_error *err)
{
	struct nb_index_list list = {0};
	enum nb_status st = NB_OK;
	uint32_t i;

	for (i = 0; !st && i < r->segment->char_count; i++) {
		st = nb_index_chunk_read(r, i, err);
		if (!st)
			st = nb_index_list_all(r, &list, any_list, NULL, err);
	}
	free(list.docs);
	return st;
}

/* Compare a page entry with the leaf of the log. */
static enum nb_status check_page(struct nb_log *log, uint64_t leaf,
				 const struct nb_index_page *p,
				 struct nb_error *err)
{
	struct nb_log_key key;
	enum nb_status st = nb_log_key(log, leaf, &key, err);

	if (!st && (key.revision != p->revision || key.id.len != p->id_len ||
		    memcmp(key.id.text, p->id, p->id_len) != 0))
		st = nb_fail(err, NB_INVALID,
			     "index: a page is not that of the archive; nbarc "
			     "index --anew makes it anew");
	return st;
}

/* Read all page entries of a segment, and compare those that the archive has
 * where it is seen. */
static enum nb_status check_pages(struct nb_index *x, struct nb_log *log,
				  struct nb_index_reader *r,
				  struct nb_error *err)
{
	const struct nb_index_segment *s = r->segment;
	struct nb_index_group *g = nb_alloc(1, sizeof(*g));
	enum nb_status st = g ? NB_OK : nb_fail_mem(err);
	uint32_t i, k;

	for (i = 0; !st && i < s->group_count; i++) {
		st = nb_index_group_read(r, i, g, err);
		for (k = 0; !st && k < g->count; k++) {
			uint64_t leaf = s->blocks.first + g->first + k;

			st = nb_index_page_check(r, &g->pages[k], err);
			if (!st && leaf < x->archive->commit.revisions)
				st = check_page(log, leaf, &g->pages[k], err);
		}
	}
	if (g)
		free(g->numbers);
	free(g);
	return st;
}

enum nb_status nb_index_check(struct nb_index *x, struct nb_error *err)
{
	struct nb_log log;
	enum nb_status st = nb_archive_log(x->archive, &log, err);
	uint32_t i;

	for (i = 0; !st && i < x->header.segment_count; i++) {
		st = check_lists(&x->readers[i], err);
		if (!st)
			st = check_pages(x, &log, &x->readers[i], err);
	}
	nb_log_free(&log);
	if (st)
		nb_error_file(err, x->path);
	return st;
}
