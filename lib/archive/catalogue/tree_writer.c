/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing one tree of the catalogue (format-spec/nbarc-format.md, section 7;
 * section 10 recommends the sizes).
 *
 * A leaf or a texts record is a job: it is made up to its frames by the caller,
 * compressed by a thread of the pool or at once, and written by the caller, in
 * the order in which jobs were submitted. The texts of a group are submitted
 * after its leaves, since only then all strings are known, but precede them in
 * the file, so that leaves can name their offset; so leaves wait in memory
 * until their texts are written.
 */
#include "archive/catalogue/tree_writer.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/leaf_writer.h"
#include "archive/frame/encoders.h"
#include "archive/frame/zframe.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/*
 * Bytes of content at which a node or a texts record is finished. A lookup
 * reads a whole leaf with its hashes, so that leaves are small; a list reads
 * texts in order, which compress better the more there are.
 */
#define INDEX_CONTENT ((size_t)64 * 1024)
#define LEAF_CONTENT ((size_t)16 * 1024)
#define TEXTS_CONTENT ((size_t)512 * 1024)
/* Leaves of a group at most, where there are few texts: 4 MiB wait then. */
#define GROUP_LEAVES 256u

/* Content that helpers may have at a time. They work on it while frames that
 * were submitted before it are still being compressed. */
#define HELPED_CONTENT ((size_t)3 * 1024 * 1024)

/* A leaf, or the texts of the leaves before it. Only one thread has a job at a
 * time; it owns its buffers. */
struct nb_tree_job {
	bool texts;		      /* it is not a leaf */
	struct nb_own_key first;      /* of a leaf */
	int level;		      /* zstd's */
	struct nb_encoders *encoders; /* borrowed; NULL: none */
	struct nb_buf content;	      /* what is compressed into record */
	struct nb_buf record;
	struct nb_buf hashes;  /* the hashes record of a leaf */
	enum nb_status status; /* of the compression */
	struct nb_error error;
};

void nb_tree_writer_init(struct nb_tree_writer *w, struct nb_sink *sink,
			 int level, const struct nb_tree_helpers *helpers)
{
	memset(w, 0, sizeof(*w));
	w->sink = sink;
	w->level = level;
	if (helpers)
		w->helpers = *helpers;
}

/* NULL is fine. */
static void free_job(struct nb_tree_job *j)
{
	if (!j)
		return;
	nb_buf_free(&j->content);
	nb_buf_free(&j->record);
	nb_buf_free(&j->hashes);
	free(j);
}

void nb_tree_writer_free(struct nb_tree_writer *w)
{
	size_t i;

	for (i = 0; i <= NB_LEVEL_MAX; i++)
		nb_buf_free(&w->nodes[i].content);
	for (i = 0; i < w->waiting_count; i++)
		free_job(w->waiting[i]);
	free(w->waiting);
	for (; w->helped; w->helped--)
		free_job(nb_pool_take(w->helpers.pool));
	nb_leaf_writer_free(&w->leaf);
	nb_buf_free(&w->texts);
}

/* Write a finished record and tell where it stands. */
static enum nb_status write_record(struct nb_tree_writer *w,
				   const struct nb_buf *record,
				   struct nb_written *out, struct nb_error *err)
{
	out->offset = w->sink->at;
	out->size = (uint32_t)record->len;
	return nb_sink_write(w->sink, record->data, record->len, err);
}

/* ---- index nodes */

/* Write the index node of a level as a record, and empty it. */
static enum nb_status write_node(struct nb_tree_writer *w, unsigned level,
				 struct nb_written *out, struct nb_error *err)
{
	struct nb_open_node *node = &w->nodes[level];
	struct nb_buf record = {0};
	enum nb_status st = nb_record_begin(&record, NB_RECORD_INDEX);

	if (!st)
		st = nb_add32(&record, node->count);
	if (!st)
		st = nb_add32(&record, (uint32_t)node->content.len);
	if (!st)
		st = nb_add64(&record, level); /* and reserved bytes */
	if (st) {
		st = nb_fail_mem(err);
		goto out;
	}
	st = nb_zframe_compress(node->content.data, node->content.len, NULL, 0,
				w->level, &record, err);
	if (!st)
		st = nb_record_end(&record, NB_NODE_MAX, err);
	if (!st)
		st = write_record(w, &record, out, err);
	node->content.len = 0;
	node->count = 0;
out:
	nb_buf_free(&record);
	return st;
}

static void set_key(struct nb_own_key *own, const struct nb_entry_key *key)
{
	memcpy(own->id, key->id.text, key->id.len);
	own->id_len = (uint8_t)key->id.len;
	own->revision = key->revision;
}

/* The key, with the identifier that `own` has. */
static struct nb_entry_key key_of(const struct nb_own_key *own)
{
	return (struct nb_entry_key){{own->id, own->id_len}, own->revision};
}

/* add_pointer() and close_node() call each other, one level higher each time.
 */
static enum nb_status close_node(struct nb_tree_writer *w, unsigned level,
				 struct nb_error *err);

/* Add a pointer to the index node of a level, and close that if it is full. */
static enum nb_status add_pointer(struct nb_tree_writer *w, unsigned level,
				  const struct nb_pointer *p,
				  struct nb_error *err)
{
	struct nb_open_node *node = &w->nodes[level];

	if (!node->count)
		set_key(&node->first, &p->key);
	if (nb_pointer_put(&node->content, p))
		return nb_fail_mem(err);
	node->count++;
	if (node->content.len < INDEX_CONTENT)
		return NB_OK;
	return close_node(w, level, err);
}

/* Write the index node of a level and point to it from the level above. */
static enum nb_status close_node(struct nb_tree_writer *w, unsigned level,
				 struct nb_error *err)
{
	struct nb_open_node *node = &w->nodes[level];
	struct nb_own_key first = node->first;
	struct nb_pointer p = {.key = key_of(&first)};
	struct nb_written at;
	enum nb_status st;

	if (level == NB_LEVEL_MAX)
		return nb_fail(err, NB_LIMIT, "the catalogue is too deep");
	st = write_node(w, level, &at, err);
	if (st)
		return st;
	p.offset = at.offset;
	p.size = at.size;
	return add_pointer(w, level + 1, &p, err);
}

/* ---- leaves */

/* Write a leaf whose texts are written, after its hashes, and point to it. */
static enum nb_status write_leaf(struct nb_tree_writer *w,
				 struct nb_tree_job *leaf,
				 const struct nb_written *texts,
				 struct nb_error *err)
{
	struct nb_pointer p = {.key = key_of(&leaf->first)};
	struct nb_written hashes;
	enum nb_status st = write_record(w, &leaf->hashes, &hashes, err);

	if (!st)
		st = nb_leaf_refer(&leaf->record, &hashes, texts, err);
	if (!st)
		st = write_record(w, &leaf->record, &w->last_leaf, err);
	if (st)
		return st;
	w->leaves++;
	p.offset = w->last_leaf.offset;
	p.size = w->last_leaf.size;
	p.hashes_size = hashes.size;
	return add_pointer(w, 1, &p, err);
}

/* Write a texts record and the group of leaves that waited for it. */
static enum nb_status write_group(struct nb_tree_writer *w,
				  struct nb_tree_job *texts,
				  struct nb_error *err)
{
	struct nb_written at = {0};
	enum nb_status st = NB_OK;
	size_t i;

	if (texts->content.len) {
		st = nb_record_end(&texts->record, NB_NODE_MAX, err);
		if (!st)
			st = write_record(w, &texts->record, &at, err);
	}
	for (i = 0; i < w->waiting_count; i++) {
		if (!st)
			st = write_leaf(w, w->waiting[i], &at, err);
		free_job(w->waiting[i]);
	}
	w->waiting_count = 0;
	return st;
}

/* Take over a job that is done: a leaf waits for its texts, texts are written
 * with their group. */
static enum nb_status write_job(struct nb_tree_writer *w, struct nb_tree_job *j,
				struct nb_error *err)
{
	struct nb_tree_job **grown;
	enum nb_status st = j->status;

	if (st && err)
		*err = j->error;
	if (!st && !j->texts) {
		grown = nb_grow(w->waiting, &w->waiting_cap,
				w->waiting_count + 1, sizeof(*w->waiting));
		if (grown) {
			w->waiting = grown;
			w->waiting[w->waiting_count++] = j;
			nb_buf_free(&j->content);
			return NB_OK;
		}
		st = nb_fail_mem(err);
	}
	if (!st)
		st = write_group(w, j, err);
	free_job(j);
	return st;
}

/* ---- compressing leaves and texts */

/* Compress the bytes from `from` to `to` of the content, and append the frame
 * to the record. */
static enum nb_status compress_part(struct nb_tree_job *j, size_t from,
				    size_t to)
{
	struct nb_buf part = {.data = j->content.data + from, .len = to - from};

	return nb_encoders_compress(j->encoders, &part, NULL, j->level,
				    &j->record, &j->error);
}

/* Do a job: any thread may, and the status stays in the job. A leaf has two
 * frames, its keys and the rest; texts have one, or none if they are empty. */
static void compress_job(void *job)
{
	struct nb_tree_job *j = job;
	size_t keys = j->texts ? 0 : nb_leaf_keys(&j->record);

	if (keys) {
		j->status = compress_part(j, 0, keys);
		if (!j->status)
			j->status = nb_leaf_end_keys(&j->record, &j->error);
	}
	if (!j->status && j->content.len > keys)
		j->status = compress_part(j, keys, j->content.len);
}

static struct nb_tree_job *new_job(const struct nb_tree_writer *w)
{
	struct nb_tree_job *j = nb_alloc(1, sizeof(*j));

	if (!j)
		return NULL;
	j->level = w->level;
	j->encoders = w->helpers.encoders;
	return j;
}

/* Wait for the oldest job of the tree in the pool, and write it. */
static enum nb_status write_oldest(struct nb_tree_writer *w,
				   struct nb_error *err)
{
	const struct nb_tree_helpers *h = &w->helpers;
	struct nb_tree_job *j;
	enum nb_status st = h->before ? h->before(h->context, err) : NB_OK;

	if (st)
		return st;
	j = nb_pool_take(h->pool);
	w->helped--;
	w->helped_bytes -= j->content.len;
	return write_job(w, j, err);
}

/*
 * Have a job done, by the pool if there is one. The job is taken over, also on
 * failure. Older jobs are written first where the pool is full or has enough of
 * this tree.
 */
static enum nb_status submit(struct nb_tree_writer *w, struct nb_tree_job *j,
			     struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (!w->helpers.pool) {
		compress_job(j);
		return write_job(w, j, err);
	}
	while (!st && w->helped &&
	       (w->helped_bytes + j->content.len > HELPED_CONTENT ||
		nb_pool_room(w->helpers.pool) == 0))
		st = write_oldest(w, err);
	if (st) {
		free_job(j);
		return st;
	}
	w->helped++;
	w->helped_bytes += j->content.len;
	nb_pool_submit_work(w->helpers.pool, compress_job, j);
	return NB_OK;
}

/* Submit the texts of the current group, after its leaves, and begin a new
 * group. */
static enum nb_status close_texts(struct nb_tree_writer *w,
				  struct nb_error *err)
{
	struct nb_tree_job *j = new_job(w);
	enum nb_status st;

	if (!j)
		return nb_fail_mem(err);
	j->texts = true;
	j->content = w->texts;
	w->texts = (struct nb_buf){0};
	w->texts_from = w->grouped = 0;
	st = nb_texts_begin(j->content.len, &j->record, err);
	if (!st)
		return submit(w, j, err);
	free_job(j);
	return st;
}

/* Submit the current leaf and begin a new one, and close the group if it is
 * large enough. */
static enum nb_status close_leaf(struct nb_tree_writer *w, struct nb_error *err)
{
	struct nb_tree_job *j = new_job(w);
	enum nb_status st;

	if (!j)
		return nb_fail_mem(err);
	j->first = w->first;
	st = nb_leaf_end(&w->leaf, w->texts_from, w->texts.len, &j->record,
			 &j->content, &j->hashes, err);
	w->texts_from = w->texts.len;
	if (st)
		free_job(j);
	else
		st = submit(w, j, err);
	w->grouped++;
	if (st || (w->texts.len < TEXTS_CONTENT && w->grouped < GROUP_LEAVES))
		return st;
	return close_texts(w, err);
}

enum nb_status nb_tree_writer_add(struct nb_tree_writer *w,
				  const struct nb_entry *entry,
				  struct nb_error *err)
{
	struct nb_entry_key key = {entry->id, entry->revision};
	enum nb_status st;

	st = nb_leaf_add(&w->leaf, entry, &w->texts, err);
	if (st)
		return st;
	if (w->leaf.count == 1)
		set_key(&w->first, &key);
	set_key(&w->last, &key);
	w->entries++;
	if (nb_leaf_size(&w->leaf) < LEAF_CONTENT &&
	    w->texts.len - w->texts_from < TEXTS_CONTENT)
		return NB_OK;
	return close_leaf(w, err);
}

/* ---- the whole tree */

/* True if some level above has a pointer already. */
static bool pointers_above(const struct nb_tree_writer *w, unsigned level)
{
	while (++level <= NB_LEVEL_MAX)
		if (w->nodes[level].count)
			return true;
	return false;
}

/* Add the tree to a roots record. Its root is the node on `level` or, if that
 * has a single pointer to the only leaf, this leaf. */
static enum nb_status add_root(const struct nb_tree_writer *w, unsigned level,
			       struct nb_roots_writer *roots,
			       struct nb_error *err)
{
	const struct nb_open_node *node = &w->nodes[level];
	struct nb_root root = {.last = key_of(&w->last),
			       .pointers = node->content.data,
			       .pointers_len = node->content.len,
			       .count = node->count};

	return nb_roots_add(roots, &root, err);
}

enum nb_status nb_tree_writer_end(struct nb_tree_writer *w,
				  struct nb_tree *tree,
				  struct nb_roots_writer *roots,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;
	struct nb_written root;
	unsigned level = 1;

	tree->entries = w->entries;
	if (w->leaf.count)
		st = close_leaf(w, err);
	if (!st)
		st = close_texts(w, err);
	while (!st && w->helped)
		st = write_oldest(w, err);
	if (st)
		return st;
	/* The root is the lowest node with nothing above it. A single leaf is
	 * the root itself. A node with a single pointer is fine as a root. */
	root = w->last_leaf;
	for (; w->leaves > 1; level++) {
		if (!w->nodes[level].count)
			continue;
		if (!pointers_above(w, level))
			break;
		st = close_node(w, level, err);
		if (st)
			return st;
	}
	if (w->leaves)
		st = add_root(w, level, roots, err);
	if (!st && w->leaves > 1)
		st = write_node(w, level, &root, err);
	tree->root = root.offset;
	tree->root_size = root.size;
	tree->level = w->leaves > 1 ? (uint8_t)level : 0;
	return st;
}
