/* SPDX-License-Identifier: Apache-2.0 */
/* A changed order of the lines of a page (arrange.h). */
#include "layout/lines/arrange.h"
#include "base/alloc.h"
#include "base/error.h"
#include "layout/lines/layout.h"

#include <stdlib.h>
#include <string.h>

/* The offset after the last byte of a stretch. */
static size_t end_of(const struct nb_layout *l, size_t stretch)
{
	return stretch + 1 < l->stretch_count ? l->stretches[stretch + 1].offset
					      : l->text.len;
}

/* How many newlines are in the text between two offsets. */
static size_t count_lines(const struct nb_layout *l, size_t from, size_t to)
{
	const uint8_t *p;
	size_t n = 0;

	while (from < to &&
	       (p = memchr(l->text.data + from, '\n', to - from)) != NULL) {
		from = (size_t)(p - l->text.data) + 1;
		n++;
	}
	return n;
}

/* Record that the lines from `first` to `last`, counted from 1, come next. */
static enum nb_status record(struct nb_buf *moved, size_t first, size_t last)
{
	const char *space = moved->len ? " " : "";

	return first == last
		       ? nb_buf_printf(moved, "%s%zu", space, first)
		       : nb_buf_printf(moved, "%s%zu-%zu", space, first, last);
}

/* Append a stretch of `from`, with its boxes, to `to`. */
static enum nb_status append(const struct nb_layout *from, size_t stretch,
			     size_t first_box, struct nb_layout *to,
			     struct nb_error *err)
{
	size_t begin = from->stretches[stretch].offset, i;
	size_t end = end_of(from, stretch), at = to->text.len;
	enum nb_status st = NB_OK;

	to->stretches[to->stretch_count++] = (struct nb_stretch){
		.offset = at, .area = from->stretches[stretch].area};
	if (nb_buf_add(&to->text, from->text.data + begin, end - begin))
		return nb_fail_mem(err);
	for (i = first_box; !st && i < from->count; i++) {
		struct nb_box box = from->boxes[i];

		if (box.offset >= end)
			break;
		box.offset = box.offset - begin + at;
		st = nb_layout_add(to, &box, err);
	}
	return st;
}

/*
 * Where the lines and the boxes of each stretch begin: first[i] is the number
 * of its first line, from 1, and boxes[i] the index of its first box. Both have
 * an element more than there are stretches.
 */
static void index_stretches(const struct nb_layout *l, size_t *first,
			    size_t *boxes)
{
	size_t i, box = 0;

	first[0] = 1;
	for (i = 0; i < l->stretch_count; i++) {
		while (box < l->count &&
		       l->boxes[box].offset < l->stretches[i].offset)
			box++;
		boxes[i] = box;
		first[i + 1] = first[i] + count_lines(l, l->stretches[i].offset,
						      end_of(l, i));
	}
}

/* Copy text, boxes and stretches in the new order. */
static enum nb_status copy_moved(const struct nb_layout *l, const size_t *order,
				 const size_t *first, const size_t *boxes,
				 struct nb_layout *out, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, from = 0;

	for (i = 0; !st && i < l->stretch_count; i++) {
		size_t s = order[i];
		bool last = i + 1 == l->stretch_count || order[i + 1] != s + 1;

		st = append(l, s, boxes[s], out, err);
		if (!st && last &&
		    record(&out->moved, first[order[from]], first[s + 1] - 1))
			st = nb_fail_mem(err);
		if (last)
			from = i + 1;
	}
	return st;
}

enum nb_status nb_layout_move(struct nb_layout *l, const size_t *order,
			      struct nb_error *err)
{
	size_t n = l->stretch_count;
	struct nb_layout out = {.count = 0};
	size_t *first = nb_alloc(n + 1, sizeof(*first));
	size_t *boxes = nb_alloc(n + 1, sizeof(*boxes));
	enum nb_status st = NB_OK;

	out.stretches = nb_alloc(n, sizeof(*out.stretches));
	if (!first || !boxes || !out.stretches) {
		st = nb_fail_mem(err);
	} else {
		index_stretches(l, first, boxes);
		st = copy_moved(l, order, first, boxes, &out, err);
	}
	free(first);
	free(boxes);
	if (!st) {
		/* Exchange what moved, so that `out` has the old order. */
		struct nb_layout old = *l;

		l->text = out.text;
		l->boxes = out.boxes;
		l->cap = out.cap;
		l->stretches = out.stretches;
		l->stretch_cap = n;
		l->moved = out.moved;
		out = (struct nb_layout){.text = old.text,
					 .boxes = old.boxes,
					 .stretches = old.stretches,
					 .moved = old.moved};
	}
	nb_layout_free(&out);
	return st;
}

/* ---- from the record */

/* The lines of a text, each with its newline; owned. */
struct lines {
	size_t *begins; /* of each line, and the end of the text */
	size_t count;
	bool *taken;
};

static enum nb_status split(const struct nb_buf *text, struct lines *lines,
			    struct nb_error *err)
{
	const struct nb_layout whole = {.text = *text};
	size_t at = 0, n = count_lines(&whole, 0, text->len) + 1;

	lines->begins = nb_alloc(n + 1, sizeof(*lines->begins));
	lines->taken = nb_alloc(n, sizeof(*lines->taken));
	if (!lines->begins || !lines->taken)
		return nb_fail_mem(err);
	while (at < text->len) {
		const uint8_t *p =
			memchr(text->data + at, '\n', text->len - at);

		lines->begins[lines->count++] = at;
		at = p ? (size_t)(p - text->data) + 1 : text->len;
	}
	lines->begins[lines->count] = text->len;
	return NB_OK;
}

/* Read a number that is at most `most`; 0 if there is none. */
static size_t get_number(const char **p, const char *end, size_t most)
{
	size_t n = 0;

	for (; *p < end && **p >= '0' && **p <= '9'; (*p)++) {
		n = n * 10 + (size_t)(**p - '0');
		if (n > most)
			return 0;
	}
	return n;
}

/* Append the lines from `first` to `last`. False if one was taken before. */
static bool take(const struct nb_buf *text, struct lines *lines, size_t first,
		 size_t last, struct nb_buf *out, enum nb_status *st)
{
	size_t from = lines->begins[first - 1], i;

	for (i = first - 1; i < last; i++) {
		if (lines->taken[i])
			return false;
		lines->taken[i] = true;
	}
	*st = nb_buf_add(out, text->data + from, lines->begins[last] - from);
	return !*st;
}

/* Append the lines in the order of the record; false if it is not one. */
static bool follow(const struct nb_buf *text, struct lines *lines,
		   const char *p, size_t len, struct nb_buf *out,
		   enum nb_status *st)
{
	const char *end = p + len;
	size_t all = 0;

	while (p < end) {
		size_t first = get_number(&p, end, lines->count), last = first;

		if (p < end && *p == '-') {
			p++;
			last = get_number(&p, end, lines->count);
		}
		if (!first || last < first ||
		    !take(text, lines, first, last, out, st))
			return false;
		all += last - first + 1;
		if (p < end && *p++ != ' ')
			return false;
	}
	return all == lines->count;
}

enum nb_status nb_lines_move(struct nb_buf *text, const char *moved,
			     size_t moved_len, struct nb_error *err)
{
	struct lines lines = {.count = 0};
	struct nb_buf out = {0};
	enum nb_status st = split(text, &lines, err);

	if (!st && !follow(text, &lines, moved, moved_len, &out, &st))
		st = st ? nb_fail_mem(err)
			: nb_fail(err, NB_INVALID,
				  "the document's order of the lines is not "
				  "one of its source");
	if (!st) {
		nb_buf_free(text);
		*text = out;
		out = (struct nb_buf){0};
	}
	nb_buf_free(&out);
	free(lines.begins);
	free(lines.taken);
	return st;
}
