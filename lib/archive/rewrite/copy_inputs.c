/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening and closing the archives of a copy, and the order of their pages
 * (copy_inputs.h).
 *
 * The order is a heap of the archives that have a next page, by its identifier,
 * so that a page costs the logarithm of the number of archives. An archive that
 * is closed in the middle of a pass is opened again at the identifier that the
 * heap has of it. That is always the first entry of a page, because all entries
 * of a page are taken in one go.
 */
#include "archive/rewrite/copy_inputs.h"
#include "archive/catalogue/entry.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "archive/read/handle.h"
#include "archive/read/tail.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/archive.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Descriptors that are left to the rest of the process. */
#define DESCRIPTORS_LEFT 48
#define OPEN_LEAST 4u

const char *nb_copy_path(const struct nb_copy *c, unsigned input)
{
	const struct nb_copy_input *in = &c->inputs[input];

	return in->path ? in->path : in->archive->path;
}

/* ---- open archives */

/* How many may be open, by the limit of the process. */
static unsigned open_most(void)
{
	long most = sysconf(_SC_OPEN_MAX);

	if (most < 0 || most > DESCRIPTORS_LEFT + (long)NB_COPY_OPEN_MOST)
		return NB_COPY_OPEN_MOST;
	if (most < DESCRIPTORS_LEFT + (long)OPEN_LEAST)
		return OPEN_LEAST;
	return (unsigned)(most - DESCRIPTORS_LEFT);
}

/* Close an archive that the copy has opened; its place in the pass stays. */
static void close_input(struct nb_copy *c, struct nb_copy_input *in)
{
	nb_cursor_free(in->cursor);
	in->cursor = NULL;
	in->entry = NULL;
	if (!in->path || !in->archive)
		return;
	nb_archive_close(in->archive);
	in->archive = NULL;
	c->open_count--;
}

/* Close the archive that was used the longest ago. */
static void close_oldest(struct nb_copy *c)
{
	struct nb_copy_input *oldest = NULL;
	size_t i;

	for (i = 0; i < c->input_count; i++) {
		struct nb_copy_input *in = &c->inputs[i];

		if (in->archive && (!oldest || in->used < oldest->used))
			oldest = in;
	}
	close_input(c, oldest);
}

/* NB_INVALID if the archive is not what it was when it was opened first. */
static enum nb_status check_same(struct nb_copy_input *in,
				 const struct nb_archive *a,
				 struct nb_error *err)
{
	const struct nb_commit *now = &a->commit;

	if (!in->seen || (now->offset == in->commit_offset &&
			  memcmp(now->root, in->root, NB_SHA256_SIZE) == 0))
		return NB_OK;
	(void)nb_fail(err, NB_INVALID,
		      "the archive has changed while it was read; begin again");
	nb_error_file(err, in->path);
	return NB_INVALID;
}

enum nb_status nb_copy_use(struct nb_copy *c, unsigned input,
			   struct nb_archive **archive, struct nb_error *err)
{
	struct nb_copy_input *in = &c->inputs[input];
	enum nb_status st;

	in->used = ++c->clock;
	*archive = in->archive;
	if (in->archive)
		return NB_OK;
	if (!c->open_most)
		c->open_most = open_most();
	if (c->open_count >= c->open_most)
		close_oldest(c);
	st = nb_archive_open(in->path, archive, err);
	if (st)
		return st;
	in->archive = *archive;
	c->open_count++;
	return check_same(in, *archive, err);
}

/* ---- the survey */

/* Note the first page of an archive. */
static enum nb_status note_first(struct nb_copy_input *in, struct nb_error *err)
{
	const struct nb_entry *e = NULL;
	struct nb_cursor *cursor;
	enum nb_status st = nb_cursor_create_detail(
		in->archive, "", 0, true, NB_DETAIL_KEYS, &cursor, err);

	if (!st)
		st = nb_cursor_next(cursor, &e, err);
	if (!st && e) {
		in->first_len = (uint8_t)e->id.len;
		memcpy(in->first, e->id.text, e->id.len);
	}
	nb_cursor_free(cursor);
	return st;
}

enum nb_status nb_copy_inputs_survey(struct nb_copy *c, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	unsigned i;

	for (i = 0; !st && i < c->input_count; i++) {
		struct nb_copy_input *in = &c->inputs[i];
		struct nb_archive *a;

		st = nb_copy_use(c, i, &a, err);
		if (!st)
			st = nb_tail_check_rewrite(a, err);
		if (!st)
			st = note_first(in, err);
		if (st)
			break;
		in->seen = true;
		in->shared = a->shared.size != 0;
		in->commit_offset = a->commit.offset;
		memcpy(in->root, a->commit.root, NB_SHA256_SIZE);
		if (a->commit.time > c->time)
			c->time = a->commit.time;
	}
	return st;
}

/* ---- the order of the next pages */

/* True if the next page of x comes before that of y. The same page comes from
 * the archives in the order in which they were named. */
static bool is_before(const struct nb_copy *c, unsigned x, unsigned y)
{
	const struct nb_copy_input *a = &c->inputs[x], *b = &c->inputs[y];
	const struct nb_string s = {a->id, a->id_len}, t = {b->id, b->id_len};
	int order = nb_string_compare(&s, &t);

	return order ? order < 0 : x < y;
}

/* Let the archive at place i of the heap rise to where it belongs. */
static void rise(struct nb_copy *c, size_t i)
{
	unsigned input = c->heap[i];

	while (i && is_before(c, input, c->heap[(i - 1) / 2])) {
		c->heap[i] = c->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	c->heap[i] = input;
}

/* Let the archive at the top of the heap sink to where it belongs. */
static void sink(struct nb_copy *c)
{
	unsigned input = c->heap[0];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < c->heap_count) {
		if (child + 1 < c->heap_count &&
		    is_before(c, c->heap[child + 1], c->heap[child]))
			child++;
		if (!is_before(c, c->heap[child], input))
			break;
		c->heap[i] = c->heap[child];
		i = child;
	}
	c->heap[i] = input;
}

bool nb_copy_inputs_first(const struct nb_copy *c, unsigned *input)
{
	if (c->heap_count == 0)
		return false;
	*input = c->heap[0];
	return true;
}

/* ---- a pass */

/* Put the cursor of an archive at the place that is remembered of it. */
static enum nb_status go_on(struct nb_copy *c, unsigned input,
			    struct nb_error *err)
{
	struct nb_copy_input *in = &c->inputs[input];
	struct nb_archive *a;
	enum nb_status st = nb_copy_use(c, input, &a, err);

	if (st || in->cursor)
		return st;
	st = nb_cursor_create(a, c->pass, strlen(c->pass), true, &in->cursor,
			      err);
	if (!st && in->id_len)
		st = nb_cursor_skip(in->cursor, in->id, in->id_len, err);
	return st ? st : nb_cursor_next(in->cursor, &in->entry, err);
}

/* Remember the page of in->entry. */
static void note_next(struct nb_copy_input *in)
{
	in->id_len = (uint8_t)in->entry->id.len;
	memcpy(in->id, in->entry->id.text, in->id_len);
}

/* Find the first page of an archive in this pass; false in *any if it has none.
 * Of one that was surveyed it is known, and it need not be opened yet. */
static enum nb_status find_first(struct nb_copy *c, unsigned input, bool *any,
				 struct nb_error *err)
{
	struct nb_copy_input *in = &c->inputs[input];
	enum nb_status st;

	in->id_len = 0;
	if (in->seen && !*c->pass) {
		memcpy(in->id, in->first, in->first_len);
		in->id_len = in->first_len;
		*any = in->id_len != 0;
		return NB_OK;
	}
	st = go_on(c, input, err);
	*any = !st && in->entry;
	if (*any)
		note_next(in);
	return st;
}

enum nb_status nb_copy_inputs_begin(struct nb_copy *c, const char *prefix,
				    struct nb_error *err)
{
	enum nb_status st = NB_OK;
	unsigned i;
	bool any;

	if (!c->heap) {
		c->heap = nb_alloc(2 * c->input_count, sizeof(*c->heap));
		if (!c->heap)
			return nb_fail_mem(err);
	}
	c->pass = prefix;
	c->heap_count = c->ended_count = 0;
	for (i = 0; !st && i < c->input_count; i++) {
		st = find_first(c, i, &any, err);
		if (st || !any)
			continue;
		c->heap[c->heap_count] = i;
		rise(c, c->heap_count++);
	}
	return st;
}

/* The archive has no more pages: it leaves the order. The second half of the
 * heap's memory lists those that have ended. */
static void leave(struct nb_copy *c, unsigned input)
{
	c->heap[0] = c->heap[--c->heap_count];
	if (c->heap_count)
		sink(c);
	c->heap[c->input_count + c->ended_count++] = input;
}

enum nb_status nb_copy_inputs_take(struct nb_copy *c, unsigned input,
				   const struct nb_string *id,
				   const struct nb_entry **entry,
				   struct nb_error *err)
{
	struct nb_copy_input *in = &c->inputs[input];
	enum nb_status st;

	*entry = NULL;
	if (in->given) {
		in->given = false;
		st = nb_cursor_next(in->cursor, &in->entry, err);
	} else {
		st = go_on(c, input, err);
	}
	if (st)
		return st;
	if (!in->entry) {
		leave(c, input);
		return NB_OK;
	}
	if (nb_string_compare(&in->entry->id, id) == 0) {
		*entry = in->entry;
		in->given = true;
		return NB_OK;
	}
	note_next(in);
	sink(c);
	return NB_OK;
}

/* When the parts of a corpus are merged, which follow one another, few archives
 * hold a frame at a time, however many there are. */
void nb_copy_inputs_release(struct nb_copy *c)
{
	while (c->ended_count) {
		struct nb_copy_input *in =
			&c->inputs[c->heap[c->input_count + --c->ended_count]];
		struct nb_archive *a = in->archive;

		close_input(c, in);
		if (in->path)
			continue;
		nb_sources_free(a->sources);
		a->sources = NULL;
		nb_frame_forget(a->frame);
	}
}

void nb_copy_inputs_end(struct nb_copy *c)
{
	size_t i;

	for (i = 0; i < c->input_count; i++) {
		nb_cursor_free(c->inputs[i].cursor);
		c->inputs[i].cursor = NULL;
		c->inputs[i].entry = NULL;
		c->inputs[i].given = false;
	}
	c->heap_count = c->ended_count = 0;
}

void nb_copy_inputs_free(struct nb_copy *c)
{
	size_t i;

	for (i = 0; i < c->input_count; i++)
		close_input(c, &c->inputs[i]);
	free(c->heap);
	c->heap = NULL;
}
