/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which page texts are settled by what the archive has (settled.h).
 *
 * A page whose newest revision came in as a document was put right by a person.
 * Converting its text again would undo that, so the text is left out unless the
 * caller wants documents to be replaced. Such a revision keeps no source,
 * whereas a text does, unless the caller wants no sources: then the two cannot
 * be told apart, and texts are converted.
 *
 * A run that resumes another one leaves out the texts that the archive has. A
 * file is not even read if it is as long as the source and not newer than the
 * commit that brought the page. The time of a commit is that of its newest
 * file, unless it was given; then it says nothing, and the files are read.
 */
#include "ingest/settled.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "given/check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Fill a table of the times of commits, from the newest to the first. */
static bool note_commit(void *context, const struct nb_archive_info *info)
{
	struct nb_run *g = context;

	if (info->commits <= g->commit_count)
		g->commit_times[info->commits - 1] = info->time;
	return true;
}

/*
 * Read the times of all commits that the archive had at first. If some are not
 * known, their times stay 0, and files are read.
 */
static enum nb_status read_commit_times(struct nb_run *g, struct nb_error *err)
{
	struct nb_archive *archive = nb_run_archive(g);
	struct nb_archive_info info;
	struct nb_error own;

	nb_archive_info(archive, &info);
	g->commit_times =
		nb_alloc((size_t)info.commits, sizeof(*g->commit_times));
	if (!g->commit_times)
		return nb_fail_mem(err);
	g->commit_count = info.commits;
	return nb_archive_commits(archive, note_commit, g, &own) == NB_NOMEM
		       ? nb_fail_mem(err)
		       : NB_OK;
}

/* Do the file's size and time say that it is the source of the entry? */
static enum nb_status compare_times(struct nb_run *g, const struct nb_input *in,
				    const struct nb_entry *e, bool *same,
				    struct nb_error *err)
{
	uint64_t length = e->source_len, commit = e->commit;
	struct stat s;
	enum nb_status st = NB_OK;

	*same = false;
	if (g->options->has_time || in->size != length || !length ||
	    stat(in->path, &s) != 0 || s.st_mtime <= 0)
		return NB_OK;
	if (!g->commit_times)
		st = read_commit_times(g, err);
	*same = !st && commit && commit <= g->commit_count &&
		(uint64_t)s.st_mtime <= g->commit_times[commit - 1];
	return st;
}

/* Read the file, unless its bytes are at hand. */
static enum nb_status read_file(struct nb_run *g, const struct nb_input *in,
				struct nb_error *err)
{
	if (in->made)
		return NB_OK;
	g->bytes.len = 0;
	return nb_file_read(in->path, NB_PAGE_MAX, &g->bytes, err);
}

/* Is the file the source of the entry, byte for byte? */
static enum nb_status compare_bytes(struct nb_run *g, const struct nb_input *in,
				    uint64_t length, const uint8_t *sha256,
				    bool *same, struct nb_error *err)
{
	uint8_t digest[NB_SHA256_SIZE];
	enum nb_status st;

	*same = false;
	if (in->size && in->size != length)
		return NB_OK;
	st = read_file(g, in, err);
	if (st)
		return st;
	nb_sha256(g->bytes.data, g->bytes.len, digest);
	*same = memcmp(digest, sha256, NB_SHA256_SIZE) == 0;
	return NB_OK;
}

/*
 * The page was corrected, and this is another text than the one it had. A
 * document that was given as a text is left to those who know that.
 */
static enum nb_status refuse_other(struct nb_run *g, const struct nb_input *in,
				   struct nb_error *err)
{
	enum nb_status st = read_file(g, in, err);

	if (st || nb_is_document(&g->bytes))
		return st;
	(void)nb_fail(err, NB_INVALID,
		      "the newest revision of %s came in as a document, and "
		      "was made from another text; --replace-documents puts "
		      "this one in its place",
		      in->id);
	nb_error_file(err, in->path);
	return NB_INVALID;
}

/* Tell the caller of a page that was left as it is. */
static void tell_left(struct nb_run *g, const struct nb_input *in)
{
	struct nb_ingested page = {.path = in->path,
				   .id = in->id,
				   .became = NB_BECAME_UNCHANGED,
				   .form = "",
				   .charset = "",
				   .title = ""};

	nb_run_page(g, &page);
}

/* Is an item of the page withdrawn? A purge then also takes its source. */
static bool has_withdrawn(const struct nb_entry *e)
{
	size_t i;

	for (i = 0; i < e->item_count; i++)
		if (e->items[i].state == NB_STATE_WITHDRAWN)
			return true;
	return false;
}

/* Did the newest revision of the page come in as a document, or may it have? */
static bool is_document(const struct nb_run *g, const struct nb_entry *e)
{
	return !e->has_source && !g->options->writer.no_sources &&
	       !has_withdrawn(e);
}

/* Is the page of an issue whose METS file is a new one? */
static bool has_new_mets(const struct nb_run *g, const char *id)
{
	return g->new_mets[0] &&
	       strncmp(id, g->new_mets, strlen(g->new_mets)) == 0;
}

/* Compare the file with an entry that is present and has its hashes. */
static enum nb_status settle(struct nb_run *g, const struct nb_input *in,
			     const struct nb_entry *e, bool *left,
			     struct nb_error *err)
{
	const struct nb_ingest_options *o = g->options;
	bool corrected = !o->replace_documents && is_document(g, e);
	bool resume = o->resume && !has_new_mets(g, in->id);
	uint64_t length = e->source_len;
	uint8_t sha256[NB_SHA256_SIZE];
	enum nb_status st = NB_OK;

	/* The entry lives until the next search. */
	memcpy(sha256, e->source_sha256, sizeof(sha256));
	if (resume && !corrected)
		st = compare_times(g, in, e, left, err);
	if (!st && !*left && (resume || corrected))
		st = compare_bytes(g, in, length, sha256, left, err);
	if (st)
		return st;
	g->counts->corrected += corrected && *left;
	g->counts->unchanged += !corrected && *left;
	if (*left)
		tell_left(g, in);
	return corrected && !*left ? refuse_other(g, in, err) : NB_OK;
}

/* Find the page, if it is one that can settle anything. */
static enum nb_status compare(struct nb_run *g, const struct nb_input *in,
			      bool *left, struct nb_error *err)
{
	struct nb_archive *archive = nb_run_archive(g);
	const struct nb_entry *e;
	enum nb_status st;

	if (!archive)
		return NB_OK;
	st = nb_archive_find_detail(archive, in->id, strlen(in->id), 0,
				    NB_DETAIL_HASHES, &e, err);
	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	if (e->state != NB_STATE_PRESENT || !nb_entry_has_hashes(e))
		return NB_OK;
	return settle(g, in, e, left, err);
}

enum nb_status nb_run_settled(struct nb_run *g, const struct nb_input *in,
			      bool *left, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st;

	*left = false;
	st = compare(g, in, left, &own);
	if (st == NB_UNSUPPORTED || st == NB_NOMEM || st == NB_BUG) {
		if (err)
			*err = own;
		return st;
	}
	if (st) {
		nb_run_report_file(g, &own);
		*left = true;
	}
	return NB_OK;
}
