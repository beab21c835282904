/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Borrowing archives (archives.h).
 *
 * Whether a file has changed is asked of stat(2) before each lease, which takes
 * a microsecond: another file, another size or another time is another state.
 * Archives that were given back wait for the next request in a list; those of a
 * state that is over are closed there.
 *
 * An archive far away is opened anew after FAR_SECONDS, which costs a request
 * if it is the same: the cache has it.
 */
#include "serve/archives.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/alloc.h"
#include "base/error.h"
#include "serve/summary.h"
#include "where.h"
#include "where_index.h"

/* Archives that wait, of each file, at most. More are open only while more
 * threads than this read it. */
#define SPARE 16u

/* Seconds after which the server of an archive is asked whether it is the same.
 */
#define FAR_SECONDS 60

/* What tells one state of a file, or that there is none, from another. */
struct state {
	bool there;
	dev_t device;
	ino_t file;
	off_t size;
	struct timespec time;
};

/* An archive that is open, with its index, as of a state of both files. */
struct room_open {
	struct room_lease lease;
	struct state archive, index;
	struct room_open *next; /* that waits */
};

/* A file. The lock is for the list. */
struct file {
	const struct room_source *source; /* borrowed */
	char *index_path, *name;
	pthread_mutex_t lock;
	struct room_open *spare;
	size_t spare_count;
};

struct room_archives {
	struct file *files;
	size_t count;
};

/* ---- states */

/*
 * A file that is not there is a state like any other, so that an index that
 * appears later is noticed.
 */
static struct state state_of(const struct file *f, const char *path)
{
	struct state s = {.there = false};
	struct timespec now;
	struct stat file;

	if (f->source->far) {
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		s.there = true;
		s.time.tv_sec = now.tv_sec / FAR_SECONDS;
		return s;
	}
	if (stat(path, &file) != 0)
		return s;
	s.there = true;
	s.device = file.st_dev;
	s.file = file.st_ino;
	s.size = file.st_size;
	s.time = file.st_mtim;
	return s;
}

/*
 * The number of the file is compared, too: an archive that was replaced by one
 * of the same size within the same tick of the clock is another file.
 */
static bool is_same(const struct state *a, const struct state *b)
{
	return a->there == b->there && a->device == b->device &&
	       a->file == b->file && a->size == b->size &&
	       a->time.tv_sec == b->time.tv_sec &&
	       a->time.tv_nsec == b->time.tv_nsec;
}

/* ---- opening */

/*
 * The index first: it was opened on the archive, and refers to it.
 */
static void close_open(struct room_open *o)
{
	if (!o)
		return;
	room_summary_put(o->lease.summary);
	nb_index_close(o->lease.index);
	nb_archive_close(o->lease.archive);
	free(o);
}

/* Open the index beside the archive, or the one in it; NULL if there is none
 * that fits. */
static struct nb_index *open_index(const struct file *f,
				   struct nb_archive *archive)
{
	struct nb_index *index;
	struct nb_error unused;

	if (nbarc_open_index(f->source->path, archive, &index, &unused) &&
	    nb_index_open_embedded(archive, &index, &unused))
		return NULL;
	return index;
}

/* Open the archive and its index, which may be in it. The states are those
 * before, so that a change meanwhile is seen by the next request. An index that
 * does not fit only makes searches slower. */
static enum nb_status open_file(const struct file *f, size_t number,
				struct room_open **open, struct nb_error *err)
{
	struct room_open *o = nb_alloc(1, sizeof(*o));
	enum nb_status st;

	*open = NULL;
	if (!o)
		return nb_fail_mem(err);
	o->lease.number = number;
	o->lease.open = o;
	o->archive = state_of(f, f->source->path);
	o->index = state_of(f, f->index_path);
	st = nbarc_open_at(f->source->path, NULL, &o->lease.archive, err);
	if (st) {
		close_open(o);
		return st;
	}
	nb_archive_info(o->lease.archive, &o->lease.info);
	o->lease.index = open_index(f, o->lease.archive);
	*open = o;
	return NB_OK;
}

/* ---- the files */

void room_archives_free(struct room_archives *a)
{
	size_t i;

	for (i = 0; a && i < a->count; i++) {
		struct file *f = &a->files[i];

		while (f->spare) {
			struct room_open *o = f->spare;

			f->spare = o->next;
			close_open(o);
		}
		free(f->index_path);
		free(f->name);
		(void)pthread_mutex_destroy(&f->lock);
	}
	if (a)
		free(a->files);
	free(a);
}

/*
 * The name of a file or URL without folder, query and ending, to be freed.
 *
 * The name is what the parameter in= takes and what readers see; the folder is
 * nobody's business.
 */
static char *name_of(const struct room_source *s)
{
	const char *name = s->path, *p;
	size_t len = strlen(name);

	if (s->far)
		len = strcspn(name, "?#");
	for (p = name; p < s->path + len; p++)
		if (*p == '/')
			name = p + 1;
	len -= (size_t)(name - s->path);

	if (len > 6 && memcmp(name + len - 6, ".nbarc", 6) == 0)
		len -= 6;
	return nb_strndup(name, len);
}

/* Add a file, and open it once. */
static enum nb_status add_file(struct room_archives *a,
			       const struct room_source *s,
			       struct nb_error *err)
{
	struct file *f = &a->files[a->count];
	size_t len = strlen(s->path) + sizeof(NB_INDEX_SUFFIX), other;
	char *name = name_of(s), *index = malloc(len);
	enum nb_status st;

	if (!name || !index || pthread_mutex_init(&f->lock, NULL) != 0) {
		free(name);
		free(index);
		return nb_fail_mem(err);
	}
	(void)snprintf(index, len, "%s%s", s->path, NB_INDEX_SUFFIX);
	f->source = s;
	f->name = name;
	f->index_path = index;
	if (room_archives_find(a, name, &other)) {
		a->count++;
		return nb_fail(err, NB_USAGE,
			       "%s: another archive has the name %s, too",
			       s->shown, name);
	}
	st = open_file(f, a->count++, &f->spare, err);
	f->spare_count = st == NB_OK;
	return st;
}

/* Forget the file that was added last. */
static void drop_file(struct room_archives *a)
{
	struct file *f = &a->files[--a->count];

	free(f->index_path);
	free(f->name);
	(void)pthread_mutex_destroy(&f->lock);
	memset(f, 0, sizeof(*f));
}

/* Add all files, but not those of a collection that cannot be opened. */
static enum nb_status add_files(struct room_archives *a,
				const struct room_sources *sources,
				void (*left_out)(const struct nb_error *err),
				struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, before;

	for (i = 0; !st && i < sources->count; i++) {
		before = a->count;
		st = add_file(a, &sources->list[i], err);
		if (!sources->list[i].optional || a->count == before ||
		    nb_exit_code(st) == 0 || st == NB_USAGE || st == NB_NOMEM)
			continue;
		nb_error_file(err, sources->list[i].shown);
		left_out(err);
		drop_file(a);
		st = NB_OK;
	}
	if (!st && !a->count)
		st = nb_fail(err, NB_IO, "no archive could be opened");
	return st;
}

enum nb_status room_archives_create(
	const struct room_sources *sources,
	void (*left_out)(const struct nb_error *err),
	struct room_archives **archives, struct nb_error *err)
{
	struct room_archives *a;
	size_t count = sources->count;
	enum nb_status st;

	*archives = NULL;
	if (count > ROOM_ARCHIVES_MOST)
		return nb_fail(err, NB_USAGE, "more than %u archives",
			       ROOM_ARCHIVES_MOST);
	a = nb_alloc(1, sizeof(*a));
	if (a)
		a->files = nb_alloc(count, sizeof(*a->files));
	if (!a || !a->files) {
		free(a);
		return nb_fail_mem(err);
	}
	st = add_files(a, sources, left_out, err);
	if (st) {
		room_archives_free(a);
		return st;
	}
	*archives = a;
	return NB_OK;
}

size_t room_archives_count(const struct room_archives *a)
{
	return a->count;
}

const char *room_archives_name(const struct room_archives *a, size_t number)
{
	return a->files[number].name;
}

bool room_archives_find(const struct room_archives *a, const char *name,
			size_t *number)
{
	for (*number = 0; *number < a->count; ++*number)
		if (strcmp(a->files[*number].name, name) == 0)
			return true;
	return false;
}

/* ---- leases */

/* Take one that waits and is of this state; NULL if there is none. Those of
 * other states are closed, outside of the lock. */
static struct room_open *take_spare(struct file *f, const struct state *archive,
				    const struct state *index)
{
	struct room_open *found = NULL, *old = NULL, **at, *o;

	(void)pthread_mutex_lock(&f->lock);
	for (at = &f->spare; (o = *at) != NULL;) {
		bool fits = is_same(&o->archive, archive) &&
			    is_same(&o->index, index);

		if (fits && found) {
			at = &o->next;
			continue;
		}
		*at = o->next;
		f->spare_count--;
		if (fits) {
			found = o;
		} else {
			o->next = old;
			old = o;
		}
	}
	(void)pthread_mutex_unlock(&f->lock);
	while (old) {
		o = old;
		old = o->next;
		close_open(o);
	}
	return found;
}

/*
 * A request that asks for an archive twice gets the same one, as it was: all
 * parts of a page agree with each other, even if the archive grows while it is
 * written.
 */
enum nb_status room_lease(struct room_leases *leases, size_t number,
			  struct room_lease **lease, struct nb_error *err)
{
	struct file *f = &leases->archives->files[number];
	struct state archive, index;
	struct room_open *o;
	enum nb_status st;

	*lease = leases->list[number];
	if (*lease)
		return NB_OK;
	archive = state_of(f, f->source->path);
	index = state_of(f, f->index_path);
	o = take_spare(f, &archive, &index);
	st = o ? NB_OK : open_file(f, number, &o, err);
	if (!st)
		*lease = leases->list[number] = &o->lease;
	return st;
}

/*
 * It is put in front of the list, so that the one that was used last is
 * borrowed next: its last frame is decoded already, and its memory is warm.
 */
void room_leases_give(struct room_leases *leases)
{
	size_t i;

	for (i = 0; leases->archives && i < leases->archives->count; i++) {
		struct file *f = &leases->archives->files[i];
		struct room_lease *lease = leases->list[i];
		bool kept;

		if (!lease)
			continue;
		leases->list[i] = NULL;
		(void)pthread_mutex_lock(&f->lock);
		kept = f->spare_count < SPARE;
		if (kept) {
			lease->open->next = f->spare;
			f->spare = lease->open;
			f->spare_count++;
		}
		(void)pthread_mutex_unlock(&f->lock);
		if (!kept)
			close_open(lease->open);
	}
}
