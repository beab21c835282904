/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any columns as a leaf of the catalogue, with checks and frames that are
 * right: what is read of it can be written, and says the same when it is read
 * again.
 *
 * An input is the number of entries, and the bytes of the keys, of the rest and
 * of the strings (u32 each); then these, and the hashes. A mutation changes one
 * column, and corrects its length and that of the content.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/catalogue/leaf_details.h"
#include "archive/catalogue/leaf_writer.h"
#include "archive/catalogue/pointer.h"
#include "archive/frame/zframe.h"
#include "archive/record/record.h"
#include "base/le.h"
#include "base/varint.h"

#define HEAD 16u
/* The hashes record stands here in the file. */
#define START 64u
/* Bytes of the hashes of an entry. */
#define HASHES (2 * NB_SHA256_SIZE)

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* ---- the parts of an input */

/* Keys, rest, strings and hashes, in this order. */
enum { KEYS, REST, STRINGS, HASHED, PARTS };

struct input {
	uint32_t count; /* of entries */
	struct {
		const uint8_t *data;
		size_t len;
	} part[PARTS];
};

/* False if the lengths are not those of an input. */
static bool divide(const uint8_t *data, size_t size, struct input *in)
{
	size_t at = HEAD, i;

	if (size < HEAD)
		return false;
	in->count = nb_le32(data);
	for (i = 0; i < PARTS; i++) {
		in->part[i].data = data + at;
		in->part[i].len =
			i < HASHED ? nb_le32(data + 4 + 4 * i) : size - at;
		if (in->part[i].len > size - at)
			return false;
		at += in->part[i].len;
	}
	return true;
}

/* ---- mutation */

/* Find the column with this index, from the length before it to its end, or the
 * last one. */
static bool find_column(const uint8_t *p, const uint8_t *end, size_t index,
			const uint8_t **length, const uint8_t **start,
			const uint8_t **stop)
{
	uint64_t len;

	for (*stop = p; *stop < end; index--) {
		const uint8_t *next = *stop;

		if (!nb_varint_get(&next, end, &len) ||
		    len > (size_t)(end - next))
			return false;
		*length = *stop;
		*start = next;
		*stop = next + len;
		if (index == 0)
			break;
	}
	return *stop > p;
}

/* Append `len` bytes that were mutated, of which at most `more` are new. */
static void add_mutated(struct nb_buf *out, const uint8_t *p, size_t len,
			size_t more)
{
	must(!nb_buf_reserve(out, len + more));
	memcpy(out->data + out->len, p, len);
	out->len += LLVMFuzzerMutate(out->data + out->len, len, len + more);
}

/* Append a column that is mutated: any bytes of it, or one that becomes a small
 * number, as nearly all are. */
static void add_column(struct nb_buf *out, const uint8_t *p, size_t len,
		       unsigned seed)
{
	if (seed % 2 == 0 || len == 0) {
		add_mutated(out, p, len, 64);
		return;
	}
	must(!nb_buf_add(out, p, len));
	out->data[out->len - 1 - seed / 16 % len] = (uint8_t)(seed / 2 % 8);
}

/* Append the content with one of its columns mutated. */
static void mutate_column(struct nb_buf *out, const uint8_t *p, size_t len,
			  unsigned seed)
{
	const size_t index = seed % (NB_COLUMNS + 2);
	const uint8_t *length, *start, *stop;
	uint8_t number[NB_VARINT_MAX];
	struct nb_buf column = {0};

	if (!find_column(p, p + len, index, &length, &start, &stop)) {
		add_mutated(out, p, len, 64);
		return;
	}
	add_column(&column, start, (size_t)(stop - start),
		   seed / (NB_COLUMNS + 2));
	must(!nb_buf_add(out, p, (size_t)(length - p)) &&
	     !nb_buf_add(out, number, nb_varint_put(number, column.len)) &&
	     !nb_buf_add(out, column.data, column.len) &&
	     !nb_buf_add(out, stop, (size_t)(p + len - stop)));
	nb_buf_free(&column);
}

/* The input with one part changed; the lengths of the others stay. */
static void mutate(const struct input *in, unsigned seed, struct nb_buf *out)
{
	/* Most of what can be wrong is in the rest. */
	static const uint8_t which[] = {KEYS, KEYS, KEYS, REST,	   REST,
					REST, REST, REST, STRINGS, HASHED};
	const size_t changed = which[seed % sizeof(which)];
	size_t i;

	must(!nb_buf_reserve(out, HEAD));
	nb_put32(out->data, in->count);
	out->len = HEAD;
	for (i = 0; i < PARTS; i++) {
		size_t from = out->len;

		if (i != changed)
			must(!nb_buf_add(out, in->part[i].data,
					 in->part[i].len));
		else if (i < STRINGS)
			mutate_column(out, in->part[i].data, in->part[i].len,
				      (unsigned)(seed / sizeof(which)));
		else
			add_mutated(out, in->part[i].data, in->part[i].len, 64);
		if (i < HASHED)
			nb_put32(out->data + 4 + 4 * i,
				 (uint32_t)(out->len - from));
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	struct nb_buf out = {0};
	struct input in;

	/* The number of entries, and what is no input, as bytes. */
	if (seed % 16 == 0 || !divide(data, size, &in))
		return LLVMFuzzerMutate(data, size, max_size);
	mutate(&in, seed / 16, &out);
	if (out.len <= max_size) {
		size = out.len;
		memcpy(data, out.data, size);
	}
	nb_buf_free(&out);
	return size;
}

/* ---- a leaf in a file */

static struct nb_zencoder encoder;
static struct nb_zdecoder decoder;

static void compress(const uint8_t *data, size_t len, struct nb_buf *out)
{
	struct nb_error err;

	must(!nb_zframe_encode(&encoder, data, len, NULL, 0, 1, out, &err));
}

/* Append a record to the file. */
static struct nb_written append(int fd, const struct nb_buf *record)
{
	struct nb_written written = {0};
	off_t end = lseek(fd, 0, SEEK_END);

	must(end >= 0 &&
	     write(fd, record->data, record->len) == (ssize_t)record->len);
	written.offset = (uint64_t)end;
	written.size = (uint32_t)record->len;
	return written;
}

/* Append the record of the strings. */
static struct nb_written append_texts(int fd, const uint8_t *p, size_t len)
{
	struct nb_written texts = {0};
	struct nb_buf record = {0};
	struct nb_error err;

	if (len > 0) {
		must(!nb_texts_begin(len, &record, &err));
		compress(p, len, &record);
		must(!nb_record_end(&record, UINT32_MAX, &err));
		texts = append(fd, &record);
	}
	nb_buf_free(&record);
	return texts;
}

/* Append the leaf whose record has its head and nothing else; *at leads to it.
 */
static void append_leaf(int fd, struct nb_buf *record, const uint8_t *content,
			size_t len, const struct nb_buf *hashes,
			const struct nb_written *texts, struct nb_pointer *at)
{
	struct nb_written beside, leaf;
	size_t keys = nb_leaf_keys(record);
	struct nb_error err;

	beside = append(fd, hashes);
	compress(content, keys, record);
	must(!nb_leaf_end_keys(record, &err));
	compress(content + keys, len - keys, record);
	must(!nb_leaf_refer(record, &beside, texts, &err));
	leaf = append(fd, record);
	*at = (struct nb_pointer){.offset = leaf.offset,
				  .size = leaf.size,
				  .hashes_size = beside.size};
}

/* An empty file with room for a header. */
static int create(void)
{
	static const uint8_t header[START];
	char path[] = "/dev/shm/nbarc-fuzz-XXXXXX";
	int fd = mkstemp(path);

	must(fd >= 0 && write(fd, header, sizeof(header)) == sizeof(header));
	(void)unlink(path);
	return fd;
}

/* The input as a leaf. */
static void append_input(int fd, const struct input *in, struct nb_pointer *at)
{
	struct nb_written texts;
	struct nb_buf record = {0}, hashes = {0};
	struct nb_error err;
	size_t given = in->part[HASHED].len, wanted = HASHES * in->count;
	size_t len = given < wanted ? given : wanted;

	texts = append_texts(fd, in->part[STRINGS].data, in->part[STRINGS].len);
	must(!nb_record_begin(&hashes, NB_RECORD_HASHES) &&
	     !nb_buf_add(&hashes, in->part[HASHED].data, len) &&
	     !nb_add_zeros(&hashes, wanted - len) &&
	     !nb_record_end(&hashes, UINT32_MAX, &err));
	must(!nb_record_begin(&record, NB_RECORD_LEAF) &&
	     !nb_add32(&record, in->count) && !nb_add32(&record, 0) &&
	     !nb_add32(&record, (uint32_t)in->part[KEYS].len) &&
	     !nb_add32(&record, (uint32_t)in->part[REST].len) &&
	     !nb_add_zeros(&record, 28) &&
	     !nb_add32(&record, (uint32_t)in->part[STRINGS].len));
	/* Keys and rest follow each other in the input, too. */
	append_leaf(fd, &record, in->part[KEYS].data,
		    in->part[KEYS].len + in->part[REST].len, &hashes, &texts,
		    at);
	nb_buf_free(&record);
	nb_buf_free(&hashes);
}

/* ---- reading */

static void print(struct nb_buf *out, const char *name,
		  const struct nb_string *s)
{
	must(!nb_buf_printf(out, " %s=%zu:", name, s->len) &&
	     !nb_buf_add(out, s->text, s->len));
}

static void print_item(struct nb_buf *out, const struct nb_entry_item *i)
{
	must(!nb_buf_printf(out, "\n item %u kind %u state %u at %u+%u, %u",
			    i->number, i->kind, i->state, i->offset, i->len,
			    i->characters));
	print(out, "title", &i->title);
	print(out, "kicker", &i->kicker);
	print(out, "byline", &i->byline);
	print(out, "reason", &i->reason);
	print(out, "authors", &i->authors);
}

/* All that an entry says. */
static void print_entry(struct nb_buf *out, const struct nb_entry *e)
{
	size_t i;

	must(!nb_buf_printf(out,
			    "\n@%u commit %u state %u/%u %d%d%d%d purged %ju",
			    e->revision, e->commit, e->state, e->formerly,
			    e->has_source, e->has_authors, e->has_decisions,
			    e->unpurged, (uintmax_t)e->purged) &&
	     !nb_buf_printf(out, " at %ju+%u %u frame %ju %u document %u+%u",
			    (uintmax_t)e->directory, e->directory_size,
			    e->page_index, (uintmax_t)e->frame_size,
			    e->content_size, e->offset, e->len) &&
	     !nb_buf_printf(out, " %u %u sources %u %ju+%ju", e->head_len,
			    e->tail_offset, e->sources_size,
			    (uintmax_t)e->sources, (uintmax_t)e->source_len) &&
	     !nb_buf_add(out, e->sha256, sizeof(e->sha256)) &&
	     !nb_buf_add(out, e->source_sha256, sizeof(e->source_sha256)));
	print(out, "id", &e->id);
	print(out, "name", &e->name);
	print(out, "reason", &e->reason);
	for (i = 0; i < e->item_count; i++)
		print_item(out, &e->items[i]);
}

/* Does the key come after the one before, as it does in a catalogue? */
static bool comes_after(const struct nb_buf *last, uint32_t revision,
			const struct nb_entry *e)
{
	const struct nb_entry_key before = {
		{(const char *)last->data, last->len}, revision};
	const struct nb_entry_key key = {e->id, e->revision};

	return nb_key_compare(&before, &key) < 0;
}

/*
 * Read the leaf. If all of it can be read, append what it says to `out` and its
 * entries to the writer, and their strings to `texts`; false if not, or if it
 * has more than can be written.
 */
static bool read_leaf(int fd, const struct nb_pointer *at, struct nb_buf *out,
		      struct nb_leaf_writer *writer, struct nb_buf *texts)
{
	struct nb_file file = nb_local(fd);
	struct nb_leaf leaf = {0};
	struct nb_entry_slot slot = {0};
	struct nb_buf last = {0};
	struct nb_error err;
	uint32_t revision = 0;
	enum nb_status st;
	bool good;

	st = nb_leaf_read(&leaf, file, &decoder, at, at->offset + at->size,
			  NB_LEAF_WHOLE, &err);
	good = !st;
	while (!st && leaf.index < leaf.count) {
		st = nb_leaf_next(&leaf, &slot, &err);
		if (st)
			break;
		must(!nb_entry_check(&slot.entry, &err));
		must(revision == 0 ||
		     comes_after(&last, revision, &slot.entry));
		last.len = 0;
		must(!nb_buf_add(&last, slot.entry.id.text, slot.entry.id.len));
		revision = slot.entry.revision;
		/* Without its strings an entry is good. */
		good = !nb_leaf_texts(&leaf, file, &decoder, &slot, &err) &&
		       good;
		must(!nb_leaf_hashes(&leaf, file, &slot, &err));
		print_entry(out, &slot.entry);
		if (good) {
			st = nb_leaf_add(writer, &slot.entry, texts, &err);
			must(!st || st == NB_LIMIT);
		}
	}
	nb_leaf_free(&leaf);
	nb_entry_slot_free(&slot);
	nb_buf_free(&last);
	return !st && good;
}

/* Write what was read to the file; *at leads to it. */
static void append_read(int fd, struct nb_leaf_writer *writer,
			const struct nb_buf *texts, struct nb_pointer *at)
{
	struct nb_buf record = {0}, content = {0}, hashes = {0};
	struct nb_written strings = append_texts(fd, texts->data, texts->len);
	struct nb_error err;

	must(!nb_leaf_end(writer, 0, texts->len, &record, &content, &hashes,
			  &err));
	append_leaf(fd, &record, content.data, content.len, &hashes, &strings,
		    at);
	nb_buf_free(&record);
	nb_buf_free(&content);
	nb_buf_free(&hashes);
}

/* What was read once is written, and read to the same again. */
static void check(int fd, struct nb_pointer *at)
{
	struct nb_leaf_writer writer = {0}, again = {0};
	struct nb_buf first = {0}, second = {0}, texts = {0}, more = {0};

	if (read_leaf(fd, at, &first, &writer, &texts)) {
		append_read(fd, &writer, &texts, at);
		must(read_leaf(fd, at, &second, &again, &more));
		must(first.len == second.len &&
		     memcmp(first.data, second.data, first.len) == 0);
	}
	nb_leaf_writer_free(&writer);
	nb_leaf_writer_free(&again);
	nb_buf_free(&first);
	nb_buf_free(&second);
	nb_buf_free(&texts);
	nb_buf_free(&more);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in;
	struct nb_pointer at;
	int fd;

	/* A leaf without entries or columns is refused by its head. */
	if (!divide(data, size, &in) || in.count == 0 || in.count > 4096)
		return 0;
	fd = create();
	append_input(fd, &in, &at);
	check(fd, &at);
	(void)close(fd);
	return 0;
}
