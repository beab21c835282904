/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file far away (<nbarc/far.h>): what is asked for first, what after that,
 * and where the bytes go.
 *
 * The first requests are made without knowing anything of the file: for an
 * archive its header and its end, at once. Then every read is looked for in
 * memory, in the cache on disk, and at the server, in this order. Reads that
 * follow each other make the requests larger and larger.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "far/kept.h"
#include "far/plan.h"
#include "far/store.h"
#include "far/transfer.h"
#include "far/url.h"

#include <nbarc/far.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_OF_ARCHIVE ((size_t)4096)
/* With a million articles in four commits, the inner nodes of the catalogue
 * begin 91 KB before the end: with them the next request is for a leaf. */
#define TAIL_OF_ARCHIVE ((size_t)96 << 10)
#define HEAD_OF_INDEX ((size_t)16 << 10)
/* The tables of the newest segment, as long as that is not very large. */
#define TAIL_OF_INDEX ((size_t)128 << 10)
/* The smallest request: what is next to a leaf is often read next. */
#define READ_LEAST ((uint64_t)8 << 10)
/* Bytes that are read ahead: at first, and at most. */
#define AHEAD_LEAST ((uint64_t)128 << 10)
#define AHEAD_MOST ((uint64_t)1 << 20)
/* A read follows another if it begins so near to its end. */
#define NEAR ((uint64_t)256 << 10)
/* Reads that others may follow: a search reads leaves of the catalogue, frames
 * and the index by turns. */
#define TRACKS 4u
/* Bytes of which a caller is believed that it will read them all, in so many
 * pieces; and bytes that are asked for with one that it comes to after these.
 */
#define EXPECTED_MOST (NB_FAR_KEPT_MAX / 2)
#define EXPECTED_PIECES (NB_FAR_PIECES_MAX / 2)
#define EXPECTED_NEXT NB_FAR_REQUEST_MAX

/* Reads that follow each other. */
struct track {
	uint64_t next;	/* end of the last one that was asked for */
	uint64_t ahead; /* bytes read ahead then */
};

/* It owns everything. What follows `lock` is used by who holds it. */
struct far_file {
	char name[512]; /* for messages */
	pthread_mutex_t lock;
	struct nb_far_line *line;
	struct nb_far_version version;
	struct nb_far_kept kept;
	struct nb_far_store store;
	struct track tracks[TRACKS]; /* the one that was used last is first */
	/* struct nb_range: what is expected after what was asked for, in the
	 * order in which it will be read. */
	struct nb_buf later;
};

static void close_file(void *context)
{
	struct far_file *f = context;

	nb_far_line_free(f->line);
	nb_far_kept_free(&f->kept);
	nb_far_store_close(&f->store);
	nb_buf_free(&f->later);
	(void)pthread_mutex_destroy(&f->lock);
	free(f);
}

/* ---- requests */

/* Keep what a request brought. Its data are taken over. */
static void keep(struct far_file *f, struct nb_far_request *r)
{
	if (r->got) {
		nb_far_store_put(&f->store, r->answer.first, r->data, r->got);
		nb_far_kept_put(&f->kept, r->answer.first, r->data, r->got);
	} else {
		free(r->data);
	}
	r->data = NULL;
}

/* Ask for these ranges. */
static enum nb_status ask(struct far_file *f, const struct nb_range *ranges,
			  size_t count, struct nb_error *err)
{
	struct nb_far_request *r = nb_alloc(count, sizeof(*r));
	enum nb_status st = r ? NB_OK : nb_fail_mem(err);
	size_t i;

	for (i = 0; !st && i < count; i++) {
		r[i].want.offset = ranges[i].offset;
		r[i].want.size = (size_t)ranges[i].size;
		r[i].data = malloc(r[i].want.size);
		if (!r[i].data)
			st = nb_fail_mem(err);
	}
	if (!st)
		st = nb_far_transfer(f->line, r, count, &f->version, err);
	for (i = 0; r && i < count; i++) {
		if (st)
			free(r[i].data);
		else
			keep(f, &r[i]);
	}
	free(r);
	return st;
}

/* ---- several ranges at once */

/* Let a request have the first of these ranges, as many as it can; returns how
 * many. Of one that has no memory for its bytes, 0. */
static size_t bundle(struct nb_far_request *r, struct nb_far_parts *p,
		     const struct nb_range *ranges, size_t count)
{
	uint64_t bytes = 0;

	while (p->count < count && p->count < NB_FAR_PARTS_MAX &&
	       (bytes += ranges[p->count].size) <= NB_FAR_REQUEST_MAX) {
		struct nb_far_part *part = &p->part[p->count];

		part->range = ranges[p->count];
		part->data = malloc((size_t)part->range.size);
		if (!part->data)
			return 0;
		p->count++;
	}
	r->parts = p->count > 1 ? p : NULL;
	r->want.offset = p->part[0].range.offset;
	r->want.size = (size_t)p->part[0].range.size;
	r->data = p->part[0].data;
	return p->count;
}

/* Keep the parts that came. */
static void keep_parts(struct far_file *f, const struct nb_far_request *r,
		       struct nb_far_parts *p)
{
	size_t i;

	for (i = 0; i < p->count; i++) {
		struct nb_far_part *part = &p->part[i];
		size_t size = (size_t)part->range.size;

		if (r->parts ? !part->whole : r->got != size) {
			free(part->data);
			continue;
		}
		nb_far_store_put(&f->store, part->range.offset, part->data,
				 size);
		nb_far_kept_put(&f->kept, part->range.offset, part->data, size);
	}
}

/* Ask for these ranges, several by each request. False if something is still
 * missing, which is to be asked for one by one. */
static bool ask_parts(struct far_file *f, const struct nb_range *ranges,
		      size_t count)
{
	/* Two requests that follow each other have more than a request can. */
	size_t most = 2 * (EXPECTED_MOST / NB_FAR_REQUEST_MAX) +
		      count / NB_FAR_PARTS_MAX + 2;
	struct nb_far_request *r = nb_alloc(most, sizeof(*r));
	struct nb_far_parts *p = nb_alloc(most, sizeof(*p));
	bool good = r && p;
	size_t at = 0, n = 0, i, k;

	for (; good && at < count; at += k) {
		k = bundle(&r[n], &p[n], ranges + at, count - at);
		good = k > 0;
		n++;
	}
	if (good)
		good = nb_far_try(f->line, r, n, &f->version);
	for (i = 0; i < n; i++)
		keep_parts(f, &r[i], &p[i]);
	free(r);
	free(p);
	return good;
}

/* ---- what is at hand */

static uint64_t has(void *context, uint64_t offset)
{
	const struct far_file *f = context;
	uint64_t kept = nb_far_kept_has(&f->kept, offset);

	return kept ? kept : nb_far_store_has(&f->store, offset);
}

/* Have these ranges at hand by requests for several at once. False if something
 * is missing, or if they are one range only. */
static bool fetch_parts(struct far_file *f, const struct nb_range *ranges,
			size_t count)
{
	struct nb_buf plan = {0};
	size_t n;
	bool good;

	if (!nb_far_line_gives_parts(f->line) ||
	    nb_far_plan(ranges, count, f->version.size, EXPECTED_MOST,
			NB_FAR_GAP_PARTS, has, f, &plan))
		n = 0;
	else
		n = plan.len / sizeof(struct nb_range);
	good = n > 1 && ask_parts(f, (struct nb_range *)(void *)plan.data, n);
	nb_buf_free(&plan);
	return good;
}

/* Have these ranges at hand, or as much of them as can be. */
static enum nb_status fetch(struct far_file *f, const struct nb_range *ranges,
			    size_t count, struct nb_error *err)
{
	struct nb_buf plan = {0};
	enum nb_status st;

	if (fetch_parts(f, ranges, count))
		return NB_OK;
	st = nb_far_plan(ranges, count, f->version.size, EXPECTED_MOST,
			 NB_FAR_GAP, has, f, &plan);
	if (st)
		st = nb_fail_mem(err);
	else if (plan.len)
		st = ask(f, (const struct nb_range *)(void *)plan.data,
			 plan.len / sizeof(struct nb_range), err);
	nb_buf_free(&plan);
	if (st)
		nb_error_file(err, f->name);
	return st;
}

/* ---- what is expected */

/* Is all of it at hand? */
static bool has_all(const struct far_file *f, const struct nb_range *r)
{
	uint64_t at = r->offset, there = 1;

	for (; there && at < r->offset + r->size; at += there)
		there = has((void *)(uintptr_t)f, at);
	return there;
}

/* The first of these ranges, as many as have at most `most` bytes; one at
 * least. */
static size_t first_of(const struct nb_range *ranges, size_t count,
		       uint64_t most)
{
	uint64_t left = most;
	size_t n;

	for (n = 0; n < count && n < EXPECTED_PIECES; n++) {
		if (n > 0 && ranges[n].size > left)
			break;
		left -= ranges[n].size < left ? ranges[n].size : left;
	}
	return n;
}

/* Fetch what is read at `offset` with the ranges that will be read after it.
 * False if it is not expected, or did not come: what stands between the ranges
 * may fill the plan, which leaves out the last ones of the file. */
static bool fetch_later(struct far_file *f, uint64_t offset, enum nb_status *st,
			struct nb_error *err)
{
	struct nb_range *r = (struct nb_range *)(void *)f->later.data;
	size_t count = f->later.len / sizeof(*r), i = 0;

	while (i < count &&
	       (offset < r[i].offset || offset - r[i].offset >= r[i].size))
		i++;
	if (i == count)
		return false;
	r[i].size -= offset - r[i].offset;
	r[i].offset = offset;
	*st = fetch(f, r + i, first_of(r + i, count - i, EXPECTED_NEXT), err);
	return *st || has(f, offset);
}

/* Have what of these ranges is read first, and remember the others. Some may
 * have been expected before, with others. */
static void fetch_expected(struct far_file *f, const struct nb_range *ranges,
			   size_t count)
{
	size_t n = first_of(ranges, count, EXPECTED_MOST), i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < n; i++)
		if (ranges[i].size && !has_all(f, &ranges[i]))
			(void)fetch_later(f, ranges[i].offset, &st, NULL);
	if (!st)
		st = fetch(f, ranges, n, NULL);
	if (st || n == count)
		return;
	f->later.len = 0;
	if (nb_buf_add(&f->later, ranges + n, (count - n) * sizeof(*ranges)))
		f->later.len = 0;
}

/* ---- what follows */

static bool follows(const struct track *t, uint64_t offset)
{
	return t->next && offset + NEAR >= t->next && offset <= t->next + NEAR;
}

/* The track that a read at `offset` follows, or a new one; it is the first
 * then. */
static struct track *find_track(struct far_file *f, uint64_t offset)
{
	struct track found = {0};
	size_t i = 0;

	while (i < TRACKS && !follows(&f->tracks[i], offset))
		i++;
	if (i < TRACKS)
		found = f->tracks[i];
	else
		i = TRACKS - 1; /* the oldest one is forgotten */
	memmove(f->tracks + 1, f->tracks, i * sizeof(*f->tracks));
	f->tracks[0] = found;
	return f->tracks;
}

/* Fetch what is read at `offset`, and more if it was expected, or if reads
 * follow each other. */
static enum nb_status fetch_read(struct far_file *f, uint64_t offset,
				 uint64_t len, struct nb_error *err)
{
	struct nb_range r = {offset, len};
	struct track *t;
	enum nb_status st = NB_OK;

	if (fetch_later(f, offset, &st, err))
		return st;
	t = find_track(f, offset);
	t->ahead = !t->next		   ? 0
		   : !t->ahead		   ? AHEAD_LEAST
		   : t->ahead < AHEAD_MOST ? 2 * t->ahead
					   : AHEAD_MOST;
	if (r.size > EXPECTED_MOST / 2)
		r.size = EXPECTED_MOST / 2;
	if (r.size < READ_LEAST)
		r.size = READ_LEAST;
	r.size += t->ahead;
	t->next = offset + r.size;
	return fetch(f, &r, 1, err);
}

/* ---- struct nb_far_file */

static enum nb_status read_locked(struct far_file *f, uint64_t offset,
				  uint8_t *to, size_t len, struct nb_error *err)
{
	bool fetched = false;
	enum nb_status st = NB_OK;

	while (!st && len > 0) {
		size_t n = nb_far_kept_get(&f->kept, offset, to, len);

		if (!n)
			n = nb_far_store_get(&f->store, offset, to, len);
		if (!n && fetched)
			return nb_fail(err, NB_BUG, "%s: a range is missing",
				       f->name);
		fetched = !n;
		if (!n)
			st = fetch_read(f, offset, len, err);
		offset += n;
		to += n;
		len -= n;
	}
	return st;
}

static enum nb_status read_at(void *context, uint64_t offset, void *data,
			      size_t len, struct nb_error *err)
{
	struct far_file *f = context;
	enum nb_status st;

	(void)pthread_mutex_lock(&f->lock);
	st = read_locked(f, offset, data, len, err);
	(void)pthread_mutex_unlock(&f->lock);
	return st;
}

/* Failures are left to read_at(). One range alone may be one of many that
 * follow each other. */
static void expect(void *context, const struct nb_range *ranges, size_t count)
{
	struct far_file *f = context;

	(void)pthread_mutex_lock(&f->lock);
	if (count != 1)
		fetch_expected(f, ranges, count);
	else if (!has_all(f, ranges))
		(void)!fetch_read(f, ranges->offset, ranges->size, NULL);
	(void)pthread_mutex_unlock(&f->lock);
}

/* ---- opening */

/* Take the version of an answer, or compare it with that of another one. */
static enum nb_status pin(struct far_file *f, const struct nb_far_request *r,
			  struct nb_error *err)
{
	const struct nb_far_version *v =
		r->same ? &f->store.version : &r->answer.version;

	if (!f->version.size)
		f->version = *v;
	return nb_far_version_same(&f->version, v) ? NB_OK
						   : nb_far_changed(err);
}

/* An object store that may not be listed answers 403 for what it does not have.
 * An archive is expected to be there, so that this is a refusal; an index is
 * not. */
static bool is_hidden(const struct nb_far_request *r, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (r[i].answer.status == 403)
			return true;
	return false;
}

/*
 * Make the first requests. If the cache has the file, its end is enough to see
 * whether it is still the same; by an ETag the server sees that itself, and has
 * nothing to send.
 */
static enum nb_status begin(struct far_file *f, enum nb_far_kind kind,
			    struct nb_error *err)
{
	const struct nb_far_want first[][2] = {
		[NB_FAR_ARCHIVE] = {{0, TAIL_OF_ARCHIVE, true},
				    {0, HEAD_OF_ARCHIVE, false}},
		[NB_FAR_INDEX] = {{0, TAIL_OF_INDEX, true},
				  {0, HEAD_OF_INDEX, false}}};
	struct nb_far_request r[2] = {{.got = 0}};
	bool cached = f->store.fd >= 0;
	size_t count = cached ? 1 : 2, i;
	enum nb_status st = NB_OK;

	for (i = 0; i < count; i++) {
		r[i].want = first[kind][i];
		r[i].unless = cached && *f->store.version.etag
				      ? &f->store.version
				      : NULL;
		r[i].data = malloc(r[i].want.size);
		if (!r[i].data)
			st = nb_fail_mem(err);
	}
	if (!st)
		st = nb_far_transfer(f->line, r, count, NULL, err);
	if (st == NB_IO && kind == NB_FAR_INDEX && is_hidden(r, count))
		st = nb_fail(err, NB_ABSENT,
			     "the server does not show the file (403)");
	for (i = 0; !st && i < count; i++)
		st = pin(f, &r[i], err);
	if (!st)
		nb_far_store_begin(&f->store, &f->version,
				   !nb_far_fresh(&r[0].answer));
	for (i = 0; i < count; i++) {
		if (st)
			free(r[i].data);
		else
			keep(f, &r[i]);
	}
	return st;
}

enum nb_status nb_far_open(const char *url, enum nb_far_kind kind,
			   const struct nb_far_options *options,
			   struct nb_far_file *far, struct nb_error *err)
{
	static const struct nb_far_options usual;
	const struct nb_far_options *o = options ? options : &usual;
	struct far_file *f = nb_alloc(1, sizeof(*f));
	enum nb_status st;

	*far = (struct nb_far_file){.size = 0};
	if (!f)
		return nb_fail_mem(err);
	f->store.fd = -1;
	(void)pthread_mutex_init(&f->lock, NULL);
	nb_far_show(url, f->name, sizeof(f->name));
	st = nb_far_line_create(url, o, &f->line, err);
	if (!st) {
		nb_far_store_open(&f->store, url, o);
		st = begin(f, kind, err);
	}
	if (st) {
		nb_error_file(err, f->name);
		close_file(f);
		return st;
	}
	*far = (struct nb_far_file){.context = f,
				    .size = f->version.size,
				    .read_at = read_at,
				    .expect = expect,
				    .close = close_file};
	return NB_OK;
}

void nb_far_costs(const struct nb_far_file *far, struct nb_far_costs *costs)
{
	struct far_file *f = far->context;

	(void)pthread_mutex_lock(&f->lock);
	nb_far_line_costs(f->line, costs);
	(void)pthread_mutex_unlock(&f->lock);
}
