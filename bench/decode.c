/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decode every page frame of an archive and do nothing else: what each search
 * without an index has to do.
 *
 * usage: bench-decode ARCHIVE [THREADS]
 *
 * Frames are decoded as zstd does it, each as a whole and with its checksum
 * compared, by as many threads as there are processors. Prints the bytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/frame/frame.h"
#include "archive/read/handle.h"
#include "base/pool.h"

#include <nbarc/archive.h>

/* Frames that are decoded at a time, by one reader each. */
#define JOBS 64u
/* Frames that wait or are being decoded. */
#define AHEAD 8u

struct job {
	struct nb_frame_reader *reader; /* owned */
	struct nb_entry place;
	uint64_t end;
	bool busy, failed;
};

static void decode(void *context)
{
	struct job *j = context;
	const uint8_t *content;

	j->failed = nb_frame_select(j->reader, &j->place, j->end, NULL) ||
		    nb_frame_check(j->reader, &content, NULL);
}

_Noreturn static void fail(const char *what)
{
	(void)fprintf(stderr, "bench-decode: %s\n", what);
	exit(1);
}

/* Wait for the oldest job; its content has so many bytes. */
static uint64_t finish(struct nb_pool *pool)
{
	struct job *j = nb_pool_take(pool);

	if (!j)
		return 0;
	if (j->failed)
		fail("a frame cannot be decoded");
	j->busy = false;
	return j->place.content_size;
}

/* Submit the frame of an entry in a free job. */
static void submit(struct nb_pool *pool, struct job *jobs,
		   const struct nb_archive *a, const struct nb_entry *e)
{
	struct job *j = jobs;

	while (j->busy)
		j++;
	if (!j->reader && nb_frame_reader_create(a->file, &j->reader, NULL))
		fail("out of memory");
	j->place = *e;
	j->end = a->end;
	j->busy = true;
	nb_pool_submit(pool, j);
}

int main(int argc, char **argv)
{
	static struct job jobs[JOBS];
	unsigned threads = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10)
				    : nb_pool_processors();
	uint64_t last = 0, bytes = 0, submitted = 0, more;
	const struct nb_entry *e;
	struct nb_archive *a;
	struct nb_cursor *c;
	struct nb_pool *pool;

	if (argc < 2)
		fail("usage: bench-decode ARCHIVE [THREADS]");
	if (nb_archive_open(argv[1], &a, NULL) ||
	    nb_cursor_create_detail(a, "", 0, false, NB_DETAIL_PLACES, &c,
				    NULL) ||
	    nb_pool_create_helping(threads, decode, &pool, NULL))
		fail("the archive cannot be opened");
	while (!nb_cursor_next(c, &e, NULL) && e) {
		if (e->directory == last)
			continue;
		last = e->directory;
		if (submitted++ >= AHEAD)
			bytes += finish(pool);
		submit(pool, jobs, a, e);
	}
	while ((more = finish(pool)) != 0)
		bytes += more;
	(void)printf("%" PRIu64 "\n", bytes);
	return 0;
}
