/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and writing roots records (format-spec/nbarc-format.md, section
 * 7.6). */
#include "archive/catalogue/roots.h"
#include "archive/catalogue/pointer.h"
#include "archive/frame/zframe.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/le.h"

#include <stdbool.h>
#include <string.h>

#define HEAD 32u /* bytes of the record before its content */

/*
 * Bytes of pointers that a writer copies at most: of one root, and of all
 * together. A guess at the end of an archive, of 64 KiB for instance, then
 * holds the record. A tree with more pointers has more than 10,000 pages.
 */
#define COPIED_ONE ((size_t)8 * 1024)
#define COPIED_ALL ((size_t)16 * 1024)

/* ---- reading */

/* Take the bytes of `count` pointers at *p, and move past them; false when they
 * do not end at or before `end`. */
static bool take_pointers(const uint8_t **p, const uint8_t *end, uint32_t count)
{
	struct nb_pointer pointer;

	while (count-- > 0)
		if (!nb_pointer_get(p, end, &pointer))
			return false;
	return true;
}

/* Take what the content says of a tree at *p, and move past it. */
static bool take_tree(const uint8_t **p, const uint8_t *end,
		      const struct nb_tree *tree, struct nb_root *root)
{
	const uint8_t *first;
	struct nb_pointer leaf;
	size_t len;

	if (end - *p < 5 || end - *p - 5 < (*p)[4])
		return false;
	len = (*p)[4];
	root->last.revision = nb_le32(*p);
	root->last.id = (struct nb_string){(const char *)*p + 5, len};
	*p += 5 + len;
	if (end - *p < 4)
		return false;
	root->count = nb_le32(*p);
	*p += 4;
	root->pointers = first = *p;
	if (!take_pointers(p, end, root->count))
		return false;
	root->pointers_len = (size_t)(*p - first);
	if (tree->level || !root->count)
		return true;
	return root->count == 1 && nb_pointer_get(&first, end, &leaf) &&
	       leaf.offset == tree->root && leaf.size == tree->root_size;
}

/* Find the trees in the content, which they must fill. */
static bool take_trees(struct nb_roots *roots, const struct nb_commit *commit)
{
	const uint8_t *p = roots->content.data, *end = p + roots->content.len;
	size_t i;

	for (i = 0; i < commit->tree_count; i++)
		if (!take_tree(&p, end, &commit->trees[i], &roots->trees[i]))
			return false;
	return p == end;
}

/* Decompress the content of the record. */
static enum nb_status read_content(struct nb_roots *roots,
				   const struct nb_buf *record,
				   const struct nb_commit *commit,
				   struct nb_zdecoder *decoder,
				   struct nb_error *err)
{
	uint32_t end = nb_record_body_end(record->data, (uint32_t)record->len);
	uint32_t size;

	if (end < HEAD)
		return nb_fail(err, NB_INVALID, "roots record is too short");
	size = nb_le32(record->data + 20);
	if (nb_le32(record->data + 16) != commit->tree_count || size == 0 ||
	    size > NB_NODE_MAX)
		return nb_fail(err, NB_INVALID,
			       "roots record: its counts are out of range");
	return nb_zframe_decompress(decoder, record->data + HEAD, end - HEAD,
				    NULL, 0, size, NB_NODE_WINDOW_LOG,
				    &roots->content, err);
}

enum nb_status nb_roots_read(struct nb_roots *roots, struct nb_file file,
			     const struct nb_commit *commit,
			     struct nb_zdecoder *decoder, struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st;

	if (!commit->roots)
		return NB_OK;
	st = nb_record_read(file, commit->roots, commit->roots_size,
			    commit->offset, NB_RECORD_ROOTS, NB_NODE_MAX,
			    &record, err);
	if (!st)
		st = read_content(roots, &record, commit, decoder, err);
	if (!st && !take_trees(roots, commit))
		st = nb_fail(err, NB_INVALID,
			     "roots record: it does not fit the trees");
	nb_buf_free(&record);
	if (!st) {
		roots->count = commit->tree_count;
		return NB_OK;
	}
	if (err)
		err->offset = commit->roots;
	nb_roots_free(roots);
	return st;
}

void nb_roots_free(struct nb_roots *roots)
{
	nb_buf_free(&roots->content);
	roots->count = 0;
}

/* ---- writing */

enum nb_status nb_roots_add(struct nb_roots_writer *w,
			    const struct nb_root *root, struct nb_error *err)
{
	uint8_t len = (uint8_t)root->last.id.len;
	bool copy = root->pointers_len <= COPIED_ONE &&
		    root->pointers_len <= COPIED_ALL - w->copied;
	enum nb_status st = nb_add32(&w->content, root->last.revision);

	if (!st)
		st = nb_buf_add(&w->content, &len, 1);
	if (!st)
		st = nb_buf_add(&w->content, root->last.id.text, len);
	if (!st)
		st = nb_add32(&w->content, copy ? root->count : 0);
	if (!st && copy) {
		st = nb_buf_add(&w->content, root->pointers,
				root->pointers_len);
		w->copied += root->pointers_len;
	}
	w->count++;
	return st ? nb_fail_mem(err) : NB_OK;
}

/* Make the record in an empty buffer. */
static enum nb_status make_record(const struct nb_roots_writer *w, int level,
				  struct nb_buf *record, struct nb_error *err)
{
	enum nb_status st = nb_record_begin(record, NB_RECORD_ROOTS);

	if (!st)
		st = nb_add32(record, w->count);
	if (!st)
		st = nb_add32(record, (uint32_t)w->content.len);
	if (!st)
		st = nb_add_zeros(record, 8);
	if (st)
		return nb_fail_mem(err);
	st = nb_zframe_compress(w->content.data, w->content.len, NULL, 0, level,
				record, err);
	return st ? st : nb_record_end(record, NB_NODE_MAX, err);
}

enum nb_status nb_roots_write(const struct nb_roots_writer *w,
			      struct nb_sink *sink, int level,
			      struct nb_commit *commit, struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st;

	if (w->count == 0)
		return NB_OK;
	st = make_record(w, level, &record, err);
	commit->roots = sink->at;
	commit->roots_size = (uint32_t)record.len;
	if (!st)
		st = nb_sink_write(sink, record.data, record.len, err);
	nb_buf_free(&record);
	return st;
}

void nb_roots_writer_free(struct nb_roots_writer *w)
{
	nb_buf_free(&w->content);
}
