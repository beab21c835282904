/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The archives of a set that are open (set/opened.h).
 *
 * Opening an archive far away takes two round trips, and thousands of times as
 * long as opening a file. So where many are going to be opened, some are opened
 * at once by threads. What there is to say of each is kept until it is its
 * turn: messages come in the order of the collection.
 *
 * One far away takes several descriptors, so that fewer are open where a
 * process may have few.
 */
#include "set/opened.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/pool.h"
#include "cli/message.h"
#include "cli/signals.h"

/* Archives that are open at a time. */
#define OPEN_MOST 32u

/* Descriptors of an archive far away that nobody reads just now (connections,
 * those by which libcurl wakes a thread, the file of the cache), of one that is
 * read together with its index, over all the connections that it may have, and
 * of everything else. */
#define IDLE_COSTS 5u
#define READING_COSTS 18u
#define OTHERS 32u

/* Archives that are opened at once, and by how many threads. */
#define EARLY_MOST 16u
#define EARLY_THREADS 8u

/* ---- opening one */

/* Report an archive that cannot be read; the others go on. */
static void report_archive(struct nbarc_set *set, struct nbarc_opened *o,
			   const struct nb_error *err)
{
	cli_error(set->cli, err);
	o->failed = true;
	set->failed_count++;
	set->worst = nb_worse(set->worst, NB_INVALID);
}

/* Descriptors that this process may have, without OTHERS. */
static size_t descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur > 1u << 20)
		return 1u << 20;
	return limit.rlim_cur > OTHERS ? (size_t)limit.rlim_cur - OTHERS : 0;
}

unsigned nbarc_opened_at_once(unsigned wanted)
{
	size_t most = descriptors() / (READING_COSTS + IDLE_COSTS);

	if (most > wanted)
		return wanted;
	return most ? (unsigned)most : 1;
}

/* How many archives may be open besides those that are read. */
static size_t open_most(const struct nbarc_set *set)
{
	size_t left = descriptors(), reading;

	if (!set->of.far)
		return OPEN_MOST;
	reading = READING_COSTS * nbarc_opened_at_once(NBARC_FAR_AT_ONCE);
	left = left > reading ? (left - reading) / IDLE_COSTS : 0;
	return left > OPEN_MOST ? OPEN_MOST : left ? left : 1;
}

/* Close the archive of a collection that was used the longest ago. */
static void close_oldest(struct nbarc_set *set)
{
	struct nbarc_opened *oldest = NULL;
	size_t i;

	for (i = 0; i < set->of.count; i++) {
		struct nbarc_opened *o = &set->opened[i];

		if (o->archive && (!oldest || o->used < oldest->used))
			oldest = o;
	}
	nb_archive_close(oldest->archive);
	oldest->archive = NULL;
	set->open_count--;
}

/*
 * Report an archive that is not what the collection says. It is read all the
 * same: its text can be what it was, with pages added. For a citation, the
 * state that it names is read, whose root may be an older one.
 */
static void compare_root(struct nbarc_set *set, size_t i,
			 struct nb_archive *archive)
{
	const struct nbarc_shard *s = &set->of.shards[i];
	struct nbarc_opened *o = &set->opened[i];
	struct nb_archive_info info;
	struct nb_error err;

	if (o->compared || !s->has_root || set->at)
		return;
	o->compared = true;
	nb_archive_info(archive, &info);
	o->changed = memcmp(info.root, s->root, sizeof(s->root)) != 0;
	if (!o->changed)
		return;
	(void)nb_fail(&err, NB_INVALID,
		      "the Merkle root is not the one in line %u of %.300s; "
		      "if the archive was changed on purpose, make the "
		      "collection anew (nbarc collect)",
		      s->line, set->shown);
	nb_error_file(&err, s->shown);
	cli_error(set->cli, &err);
	set->worst = nb_worse(set->worst, NB_INVALID);
}

static void open_now(struct nbarc_set *set, size_t i, struct nbarc_early *e)
{
	const char *path = set->of.shards[i].path;

	e->status = set->around
			    ? nbarc_open_damaged(path, set->at, &set->damage,
						 &e->archive, &e->err)
			    : nbarc_open(path, set->at, &e->archive, &e->err);
}

void nbarc_opened_begin(struct nbarc_set *set, size_t i, struct nbarc_early *e)
{
	cli_collect(&e->said);
	open_now(set, i, e);
	cli_collect(NULL);
}

enum nb_status nbarc_opened_admit(struct nbarc_set *set, size_t i,
				  struct nbarc_early *e, struct nb_error *err)
{
	struct nbarc_opened *o = &set->opened[i];

	if (e->said.len && !o->failed)
		(void)fwrite(e->said.data, 1, e->said.len, stderr);
	nb_buf_free(&e->said);
	if (e->status && !set->many) {
		*err = e->err;
		return e->status;
	}
	if (e->status == NB_ABSENT && set->cited)
		o->failed = true;
	else if (e->status && !o->failed)
		report_archive(set, o, &e->err);
	else if (!e->status)
		compare_root(set, i, e->archive);
	return NB_OK;
}

void nbarc_opened_keep(struct nbarc_set *set, size_t i,
		       struct nb_archive *archive)
{
	struct nbarc_opened *o = &set->opened[i];

	if (!archive)
		return;
	if (o->archive) {
		nb_archive_close(archive);
		return;
	}
	while (set->open_count >= open_most(set))
		close_oldest(set);
	o->archive = archive;
	o->used = ++set->clock;
	set->open_count++;
}

struct nb_archive *nbarc_opened_take(struct nbarc_set *set, size_t i)
{
	struct nb_archive *archive = set->opened[i].archive;

	set->opened[i].archive = NULL;
	set->open_count -= archive != NULL;
	return archive;
}

enum nb_status nbarc_opened_use(struct nbarc_set *set, size_t i,
				struct nb_archive **archive,
				struct nb_error *err)
{
	struct nbarc_opened *o = &set->opened[i];
	struct nbarc_early e = {.status = NB_OK};
	enum nb_status st;

	o->used = ++set->clock;
	*archive = o->archive;
	if (o->archive || o->failed)
		return NB_OK;
	if (o->early) {
		e = *o->early;
		free(o->early);
		o->early = NULL;
	} else {
		open_now(set, i, &e);
	}
	st = nbarc_opened_admit(set, i, &e, err);
	nbarc_opened_keep(set, i, e.archive);
	*archive = e.archive;
	return st;
}

/* ---- opening many */

/* An archive that a thread opens. */
struct opening {
	struct nbarc_set *set;
	size_t shard;
	struct nbarc_early *early;
};

static void open_early(void *job)
{
	struct opening *o = job;

	nbarc_opened_begin(o->set, o->shard, o->early);
}

/* True if an archive is to be compared with what the collection states. */
static bool is_stated(const struct nbarc_set *set, size_t i, const char *id)
{
	const struct nbarc_shard *s = &set->of.shards[i];

	return s->known && (s->has_root || set->cited) &&
	       !set->opened[i].compared &&
	       (!id || nbarc_shard_may_have(&set->of, s, id));
}

/* Open the next archives far away that are to be compared, from this one on.
 * Without memory or threads, they are opened one after the other later. */
static void open_some(struct nbarc_set *set, size_t i, const char *id)
{
	struct opening list[EARLY_MOST];
	struct nb_pool *pool = NULL;
	size_t most = open_most(set), n = 0, k, submitted = 0;

	if (most > EARLY_MOST)
		most = EARLY_MOST;
	/* Those that are open make room, as far as they have to. */
	while (set->open_count > 0 && set->open_count + most > open_most(set))
		close_oldest(set);

	for (; i < set->of.count && n < most; i++) {
		struct nbarc_opened *o = &set->opened[i];

		if (!set->of.shards[i].far || !is_stated(set, i, id) ||
		    o->archive || o->failed || o->early)
			continue;
		o->early = nb_alloc(1, sizeof(*o->early));
		if (!o->early)
			break;
		list[n++] = (struct opening){set, i, o->early};
	}
	if (n > 0 &&
	    nb_pool_create(n < EARLY_THREADS ? (unsigned)n : EARLY_THREADS,
			   open_early, &pool, NULL))
		for (; n > 0; n--) {
			struct nbarc_opened *o =
				&set->opened[list[n - 1].shard];

			free(o->early);
			o->early = NULL;
		}
	for (k = 0; k < n; k++) {
		for (; submitted < n && nb_pool_room(pool); submitted++)
			nb_pool_submit(pool, &list[submitted]);
		(void)nb_pool_take(pool);
	}
	nb_pool_free(pool);
}

enum nb_status nbarc_opened_compare(struct nbarc_set *set, const char *id,
				    struct nb_error *err)
{
	struct nb_archive *archive;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < set->of.count && !cli_interrupted(); i++) {
		struct nbarc_shard *s = &set->of.shards[i];

		if (!s->known || (!s->has_root && !set->cited) ||
		    (id && !nbarc_shard_may_have(&set->of, s, id)))
			continue;
		archive = NULL;
		if (s->far && !set->opened[i].early)
			open_some(set, i, id);
		if (!set->opened[i].compared)
			st = nbarc_opened_use(set, i, &archive, err);
		if (set->opened[i].changed || (set->cited && archive))
			s->known = false;
	}
	return st;
}

void nbarc_opened_close(struct nbarc_set *set)
{
	size_t i;

	for (i = 0; set->opened && i < set->of.count; i++) {
		struct nbarc_opened *o = &set->opened[i];

		nb_archive_close(o->archive);
		if (o->early) {
			nb_archive_close(o->early->archive);
			nb_buf_free(&o->early->said);
			free(o->early);
		}
	}
	free(set->opened);
}
