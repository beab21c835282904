/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sorting the files of an ingest (inputs.h).
 *
 * An entry is, in memory as in the spool: its length (u32), the size of the
 * file (u64), the row of the manifest (u32), the number of the article (u32),
 * the id and the path, each with a NUL. The spool is a temporary file without a
 * name, so that it vanishes even if the program is killed.
 */
#include "input/inputs.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/le.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Bytes that are read at once from a run of the spool. With 150 runs it is 5
 * MiB in all.
 */
#define READ_AHEAD ((size_t)32 * 1024)

/* Bytes of an entry before its strings. */
#define FIXED 20u

const char *nb_input_name(const struct nb_input *input)
{
	const char *slash = strrchr(input->path, '/');

	if (input->made)
		return input->made;
	if (strcmp(input->path, "-") == 0)
		return "";
	return slash ? slash + 1 : input->path;
}

/* ---- entries */

static const char *id_of(const uint8_t *entry)
{
	return (const char *)entry + FIXED;
}

/* The order of two entries: by id, then by path. */
static int by_id(const uint8_t *a, const uint8_t *b)
{
	const char *x = id_of(a), *y = id_of(b);
	int order = strcmp(x, y);

	return order ? order : strcmp(x + strlen(x) + 1, y + strlen(y) + 1);
}

/* For qsort(), which has no context: what is sorted are pointers. */
static int by_entry(const void *a, const void *b)
{
	return by_id(*(const uint8_t *const *)a, *(const uint8_t *const *)b);
}

/* ---- collecting */

/* Append the sorted entries to the spool. */
static enum nb_status write_run(struct nb_inputs *in, const uint8_t **sorted,
				struct nb_error *err)
{
	FILE *spool = in->spool;
	size_t i;

	for (i = 0; i < in->held_count; i++) {
		uint32_t len = nb_le32(sorted[i]);

		if (fwrite(sorted[i], 1, len, spool) != len)
			return nb_fail_sys(err, "temporary file", "write");
		in->spooled += len;
	}
	if (fflush(spool) != 0)
		return nb_fail_sys(err, "temporary file", "write");
	return NB_OK;
}

/* Room for another run, of zeros; the caller counts it. NULL: no memory. */
static struct nb_input_run *new_run(struct nb_inputs *in)
{
	struct nb_input_run *grown = nb_grow(in->runs, &in->run_cap,
					     in->run_count + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	in->runs = grown;
	memset(&grown[in->run_count], 0, sizeof(*grown));
	return &grown[in->run_count];
}

/* Pointers to the entries in memory, in order; NULL: no memory. */
static const uint8_t **sort_held(const struct nb_inputs *in)
{
	const uint8_t **sorted = nb_alloc(in->held_count, sizeof(*sorted));
	size_t i;

	for (i = 0; sorted && i < in->held_count; i++)
		sorted[i] = in->held.data + in->offsets[i];
	if (sorted && in->held_count)
		qsort(sorted, in->held_count, sizeof(*sorted), by_entry);
	return sorted;
}

/*
 * A file without a name. Beside the archive there is room for it, more than in
 * memory, where /tmp may be; and a confined program can write there.
 */
static FILE *make_spool(const struct nb_inputs *in)
{
	struct nb_output *o = NULL;
	FILE *spool;
	int fd;

	if (!in->beside || nb_output_create(in->beside, &o, NULL))
		return tmpfile();
	fd = nb_output_take_fd(o);
	nb_output_free(o);
	spool = fdopen(fd, "w+b");
	if (!spool)
		(void)close(fd);
	return spool;
}

/* Move the entries in memory to the spool, as a run. */
static enum nb_status spill_held(struct nb_inputs *in, struct nb_error *err)
{
	const uint8_t **sorted = sort_held(in);
	struct nb_input_run *run = new_run(in);
	enum nb_status st;

	if (!sorted || !run) {
		free(sorted);
		return nb_fail_mem(err);
	}
	if (!in->spool)
		in->spool = make_spool(in);
	run->at = run->begin = in->spooled;
	st = in->spool ? write_run(in, sorted, err)
		       : nb_fail_sys(err, "temporary file", "create");
	run->end = in->spooled;
	in->run_count++;
	in->held.len = 0;
	in->held_count = 0;
	free(sorted);
	return st;
}

/* Append an entry. */
static enum nb_status encode(struct nb_buf *b, const struct nb_input *input)
{
	size_t id = strlen(input->id) + 1, path = strlen(input->path) + 1;
	uint8_t fixed[FIXED];
	enum nb_status st;

	nb_put32(fixed, (uint32_t)(FIXED + id + path));
	nb_put64(fixed + 4, input->size);
	nb_put32(fixed + 12, input->row);
	nb_put32(fixed + 16, input->article);
	st = nb_buf_add(b, fixed, FIXED);
	if (!st)
		st = nb_buf_add(b, input->id, id);
	return st ? st : nb_buf_add(b, input->path, path);
}

enum nb_status nb_inputs_add(struct nb_inputs *in, const struct nb_input *input,
			     struct nb_error *err)
{
	size_t most = in->most ? in->most : NB_INPUTS_MEMORY;
	size_t *grown = nb_grow(in->offsets, &in->held_cap, in->held_count + 1,
				sizeof(*grown));
	size_t at = in->held.len;

	if (!grown)
		return nb_fail_mem(err);
	in->offsets = grown;
	if (encode(&in->held, input))
		return nb_fail_mem(err);
	grown[in->held_count++] = at;
	/* The first file decides for an empty list. */
	in->sized = input->size && (in->sized || in->count == 0);
	in->bytes += input->size;
	in->count++;
	return in->held.len < most ? NB_OK : spill_held(in, err);
}

/* ---- reading */

/*
 * Read on in the spool until the run has `need` bytes from its entry in hand
 * on, or is at its end.
 */
static enum nb_status fill_buffer(struct nb_inputs *in, struct nb_input_run *r,
				  size_t need, struct nb_error *err)
{
	uint64_t left = r->end - r->at;
	size_t have = r->bytes.len - r->next, want;

	if (have >= need || left == 0)
		return NB_OK;
	if (have)
		memmove(r->bytes.data, r->bytes.data + r->next, have);
	r->bytes.len = have;
	r->next = 0;
	want = need - have > READ_AHEAD ? need - have : READ_AHEAD;
	if (want > left)
		want = (size_t)left;
	if (nb_buf_reserve(&r->bytes, want))
		return nb_fail_mem(err);
	r->bytes.len += want;
	r->at += want;
	return nb_fd_read_at(fileno(in->spool), "temporary file", r->at - want,
			     r->bytes.data + have, want, err);
}

/* Go to the next entry of the run. */
static enum nb_status next_entry(struct nb_inputs *in, struct nb_input_run *r,
				 struct nb_error *err)
{
	enum nb_status st;

	r->next += r->len;
	r->len = 0;
	/* Its first bytes say how long it is. */
	st = fill_buffer(in, r, FIXED, err);
	if (st || r->bytes.len == r->next)
		return st;
	st = fill_buffer(in, r, nb_le32(r->bytes.data + r->next), err);
	if (!st)
		r->len = nb_le32(r->bytes.data + r->next);
	return st;
}

/*
 * Make the last run of the entries in memory, which need not go to the spool.
 */
static enum nb_status make_held_run(struct nb_inputs *in, struct nb_error *err)
{
	const uint8_t **sorted = sort_held(in);
	struct nb_input_run *run = new_run(in);
	enum nb_status st = sorted && run ? NB_OK : NB_NOMEM;
	size_t i;

	if (run)
		in->run_count++;
	for (i = 0; !st && i < in->held_count; i++)
		st = nb_buf_add(&run->bytes, sorted[i], nb_le32(sorted[i]));
	free(sorted);
	nb_buf_free(&in->held);
	return st ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_inputs_rewind(struct nb_inputs *in, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	in->last = NULL;
	in->at = 0;
	for (i = 0; !st && i < in->run_count; i++) {
		struct nb_input_run *r = &in->runs[i];

		/* The run of the entries in memory is all in `bytes`. */
		if (r->begin < r->end)
			r->bytes.len = 0;
		r->at = r->begin;
		r->next = r->len = 0;
		st = next_entry(in, r, err);
	}
	return st;
}

enum nb_status nb_inputs_sort(struct nb_inputs *in, struct nb_error *err)
{
	enum nb_status st = make_held_run(in, err);
	size_t i;

	for (i = 0; !st && i < in->run_count; i++)
		st = next_entry(in, &in->runs[i], err);
	return st;
}

static const uint8_t *entry_of(const struct nb_input_run *r)
{
	return r->bytes.data + r->next;
}

/* Go to the next file of all. */
static enum nb_status next_file(struct nb_inputs *in, struct nb_input *input,
				struct nb_error *err)
{
	struct nb_input_run *best = NULL;
	enum nb_status st = in->last ? next_entry(in, in->last, err) : NB_OK;
	size_t i;

	memset(input, 0, sizeof(*input));
	for (i = 0; i < in->run_count; i++) {
		struct nb_input_run *r = &in->runs[i];

		if (r->len && (!best || by_id(entry_of(r), entry_of(best)) < 0))
			best = r;
	}
	in->last = best;
	in->at++;
	if (st || !best)
		return st;
	input->size = nb_le64(entry_of(best) + 4);
	input->row = nb_le32(entry_of(best) + 12);
	input->article = nb_le32(entry_of(best) + 16);
	input->id = id_of(entry_of(best));
	input->path = input->id + strlen(input->id) + 1;
	return NB_OK;
}

enum nb_status nb_inputs_next(struct nb_inputs *in, struct nb_input *input,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;

	memset(input, 0, sizeof(*input));
	if (in->divided && (in->from == in->to || in->at >= in->to))
		return NB_OK;
	do
		st = next_file(in, input, err);
	while (!st && in->at <= in->from);
	return st;
}

void nb_inputs_free(struct nb_inputs *in)
{
	size_t i;

	for (i = 0; i < in->run_count; i++)
		nb_buf_free(&in->runs[i].bytes);
	free(in->runs);
	free(in->offsets);
	nb_buf_free(&in->held);
	if (in->spool)
		(void)fclose(in->spool);
	memset(in, 0, sizeof(*in));
}
