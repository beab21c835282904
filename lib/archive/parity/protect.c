/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appending parity to an archive, nb_archive_protect()
 * (format-spec/nbarc-format.md, section 17).
 *
 * Only what no set protects yet gets new sets, which together form a segment of
 * their own. Long ranges are divided, so that a set fits in memory.
 */
#include "archive/parity/gf16.h"
#include "archive/parity/parity.h"
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "archive/record/walk.h"
#include "archive/write/segment.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"

#include <nbarc/parity.h>
#include <nbarc/write.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes of the range of a set at most. */
#define RANGE_MAX ((uint64_t)1 << 30)
/* Bytes of parity in memory, about: ranges are shorter where the redundancy
 * would need more. */
#define PARITY_MAX ((uint64_t)128 << 20)
/* The block size of long ranges, which are a multiple of it. */
#define RANGE_UNIT 4096u

/* What a walk over the heads of the archive finds. */
struct survey {
	uint64_t covered; /* offset in the file up to which sets protect */
	bool fresh;	  /* something came after that which needs protection */
};

/* Take note of a set, by one of its records. */
static enum nb_status survey_record(int fd, const struct nb_place *place,
				    struct survey *s, struct nb_error *err)
{
	uint8_t head[NB_PARITY_HEAD];
	struct nb_parity_set set;
	uint64_t stated;
	enum nb_status st;

	if (place->size < sizeof(head))
		return NB_OK;
	st = nb_fd_read_at(fd, NULL, place->offset, head, sizeof(head), err);
	if (!st && nb_set_read(head, &set, &stated) &&
	    stated == place->offset && set.to > s->covered) {
		s->covered = set.to;
		s->fresh = false;
	}
	return st;
}

/*
 * Find out what of the archive, up to offset `end`, is protected. The commit
 * record after a set needs no protection of its own, since it can be made anew;
 * without that exception each call would find something to protect.
 */
static enum nb_status survey(int fd, uint64_t end, struct survey *s,
			     struct nb_error *err)
{
	struct nb_walk walk = {
		.file = nb_local(fd), .at = NB_HEADER_SIZE, .end = end};
	struct nb_place place;
	enum nb_status st = NB_OK;

	s->covered = 0;
	s->fresh = true;
	while (!st && walk.at < end) {
		st = nb_walk_next(&walk, &place, err);
		if (st)
			break;
		if (place.what == NB_PLACE_RECORD &&
		    (place.kind == NB_RECORD_CHECKS ||
		     place.kind == NB_RECORD_PARITY))
			st = survey_record(fd, &place, s, err);
		else if (place.what != NB_PLACE_RECORD ||
			 place.kind != NB_RECORD_COMMIT)
			s->fresh = true;
	}
	return st;
}

/* Progress over all ranges, as the caller of nb_archive_protect() sees it. */
struct job {
	nb_parity_progress *progress;
	void *context;
	uint64_t before, total; /* bytes done in earlier ranges; in all */
};

/* Pass on the progress within one range as progress in all of them. */
static bool report_progress(void *context, uint64_t done, uint64_t total)
{
	struct job *j = context;

	(void)total;
	return j->progress(j->context, j->before + done, j->total);
}

/* Compute and append the set of one range. */
static enum nb_status protect_range(struct nb_writer *w, const struct nb_gf *gf,
				    struct job *job, uint64_t from, uint64_t to,
				    double percent, struct nb_error *err)
{
	struct nb_parity_set set;
	struct nb_parity parity;
	enum nb_status st;

	nb_set_plan(&set, from, to, w->sink.at, percent);
	st = nb_parity_make(w->sink.fd, gf, &set,
			    job->progress ? report_progress : NULL, job,
			    &parity, err);
	if (!st)
		st = nb_parity_write(&parity, &w->sink, err);
	nb_parity_free(&parity);
	return st;
}

/* Append sets for all that is not protected, and commit them. Nothing happens
 * when everything is. */
static enum nb_status protect_unprotected(struct nb_writer *w, struct job *job,
					  double percent,
					  struct nb_protected *done,
					  struct nb_error *err)
{
	uint64_t end = w->sink.at, range = RANGE_MAX, from;
	struct nb_gf *gf = NULL;
	struct survey s;
	enum nb_status st = survey(w->sink.fd, end, &s, err);

	if (st || !s.fresh)
		return st;
	if ((double)range * percent / 100 > (double)PARITY_MAX)
		range = (uint64_t)((double)PARITY_MAX / percent * 100);
	range -= range % RANGE_UNIT;
	job->total = end - s.covered;
	st = nb_gf_create(&gf, err);
	for (from = s.covered; !st && from < end; from += range) {
		uint64_t to = end - from < range ? end : from + range;

		job->before = from - s.covered;
		st = protect_range(w, gf, job, from, to, percent, err);
	}
	free(gf);
	if (st)
		return st;
	done->bytes = end - s.covered;
	done->parity = w->sink.at - end;
	return nb_writer_commit_records(w, err);
}

enum nb_status nb_archive_protect(const char *path, double percent,
				  const struct nb_writer_options *options,
				  nb_parity_progress *progress, void *context,
				  struct nb_protected *done,
				  struct nb_error *err)
{
	struct job job = {.progress = progress, .context = context};
	struct nb_writer *w = NULL;
	uint64_t dropped;
	enum nb_status st;

	memset(done, 0, sizeof(*done));
	if (!(percent > 0 && percent <= 100))
		return nb_fail(
			err, NB_USAGE,
			"the redundancy must be above 0 and at most 100 %%");
	/* nb_writer_open() would create a new archive. */
	if (access(path, F_OK) != 0)
		return nb_fail_sys(err, path, "open");
	st = nb_writer_open(path, options, &w, &dropped, err);
	if (!st)
		st = protect_unprotected(w, &job, percent, done, err);
	nb_writer_free(w);
	if (st)
		nb_error_file(err, path);
	return st;
}
