/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commits of an archive, and seeing the archive as of an earlier one
 * (format-spec/nbarc-format.md, sections 8 and 9, "An earlier state").
 *
 * Commit records form a chain: each has the offset and the hash of the one
 * before it. The first commit of a file that was rewritten has a record of
 * earlier commits instead, which lists what their commit records said. Those
 * have no trees: the archive is seen as of one of them through the trees of the
 * file's first commit, passing over entries that came later.
 */
#include "archive/read/history.h"
#include "archive/frame/earlier.h"
#include "archive/read/handle.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/archive.h>

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a commit says */

/*
 * Fill in *info from a commit of the archive. The sizes are those of the file.
 */
static void describe_past(const struct nb_archive *a, const struct nb_past *c,
			  struct nb_archive_info *info)
{
	memset(info, 0, sizeof(*info));
	info->file_size = a->size;
	info->end = a->commit.offset + NB_COMMIT_SIZE;
	info->commits = c->number;
	info->time = c->time;
	info->revisions = c->revisions;
	info->pages = c->pages;
	info->items = c->items;
	info->document_bytes = c->document_bytes;
	info->source_bytes = c->source_bytes;
	info->shared = a->shared.size;
	memcpy(info->root, c->root, sizeof(info->root));
	memcpy(info->writer, c->writer, NB_COMMIT_WRITER);
}

/* Likewise, from a commit of the file. */
static void describe_commit(const struct nb_archive *a,
			    const struct nb_commit *c,
			    struct nb_archive_info *info)
{
	static const uint8_t unknown[NB_SHA256_SIZE];
	struct nb_past past;

	nb_past_of(c, unknown, &past);
	describe_past(a, &past, info);
	info->trees = c->tree_count;
}

void nb_archive_info(const struct nb_archive *a, struct nb_archive_info *info)
{
	describe_commit(a, &a->commit, info);
}

/* ---- the chain */

/* True if `before` can be the commit before *c: the log only grows, and the
 * edge of each commit leads to its root. */
static bool log_grows(const struct nb_commit *before, const struct nb_commit *c)
{
	struct nb_edge edge = {.leaves = before->revisions};
	uint8_t root[NB_SHA256_SIZE];

	memcpy(edge.hashes, before->edge, sizeof(edge.hashes));
	nb_edge_root(&edge, root);
	return before->revisions <= c->revisions &&
	       memcmp(root, before->root, NB_SHA256_SIZE) == 0;
}

/*
 * Replace *c by the commit before it, which it must have. NB_INVALID unless
 * that has the hash that *c states, the number before its own, and a log that
 * can have grown to that of *c; *c then stays.
 */
static enum nb_status step_back(const struct nb_archive *a, struct nb_commit *c,
				struct nb_error *err)
{
	struct nb_commit before;
	uint8_t sha256[NB_SHA256_SIZE];
	enum nb_status st =
		nb_commit_read(a->file, c->previous, &before, sha256, err);

	if (!st && (memcmp(sha256, c->previous_sha256, NB_SHA256_SIZE) != 0 ||
		    before.number + 1 != c->number))
		st = nb_fail_at(err, NB_INVALID, c->offset,
				"commit record: the record before it is not "
				"the one whose hash it has");
	if (!st && !log_grows(&before, c))
		st = nb_fail_at(err, NB_INVALID, before.offset,
				"commit record: its Merkle root is not that of "
				"its edge, or the log has shrunk since");
	if (!st)
		*c = before;
	return st;
}

/*
 * Visit the commits from before the file was rewritten, the newest first. `c`
 * is the first commit of the file, or one of these when the archive is seen as
 * of it: then those from its number on are passed over.
 */
static enum nb_status visit_earlier(struct nb_archive *a,
				    const struct nb_commit *c,
				    nb_commit_visit *visit, void *context,
				    struct nb_error *err)
{
	struct nb_archive_info info;
	struct nb_earlier e;
	enum nb_status st;
	size_t i;

	if (!c->earlier)
		return NB_OK;
	st = nb_earlier_read(a->file, c, &e, err);
	if (!st && !a->finder.upto &&
	    e.list[e.count - 1].number + 1 != c->number)
		st = nb_fail_at(err, NB_INVALID, c->offset,
				"commit record: its number does not follow "
				"that of the earlier commits");
	for (i = st ? 0 : e.count; i > 0; i--) {
		if (e.list[i - 1].number >= c->number)
			continue;
		describe_past(a, &e.list[i - 1], &info);
		if (!visit(context, &info))
			break;
	}
	nb_earlier_free(&e);
	return st;
}

enum nb_status nb_archive_commits(struct nb_archive *a, nb_commit_visit *visit,
				  void *context, struct nb_error *err)
{
	struct nb_commit c = a->commit;
	struct nb_archive_info info;
	enum nb_status st = NB_OK;

	for (;;) {
		describe_commit(a, &c, &info);
		if (!visit(context, &info))
			return NB_OK;
		if (!c.previous)
			break;
		st = step_back(a, &c, err);
		if (st)
			break;
	}
	if (!st)
		st = visit_earlier(a, &c, visit, context, err);
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/* Reverse the commits of the list from index `from` on. */
static void reverse_list(struct nb_earlier *e, size_t from)
{
	size_t to = e->count;

	while (from + 1 < to) {
		struct nb_past c = e->list[from];

		e->list[from++] = e->list[--to];
		e->list[to] = c;
	}
}

enum nb_status nb_archive_chain(struct nb_archive *a, struct nb_earlier *chain,
				struct nb_error *err)
{
	struct nb_commit c = a->commit;
	enum nb_status st = NB_OK;
	uint8_t sha256[NB_SHA256_SIZE];
	size_t before;

	memset(chain, 0, sizeof(*chain));
	if (c.earlier)
		st = nb_earlier_read(a->file, &c, chain, err);
	before = chain->count;
	/* Each record has the hash of the one before; only that of the newest
	 * is nowhere and must be computed. */
	if (!st)
		st = nb_commit_read(a->file, c.offset, &c, sha256, err);
	while (!st) {
		struct nb_past past;

		nb_past_of(&c, sha256, &past);
		st = nb_earlier_add(chain, &past, err);
		memcpy(sha256, c.previous_sha256, NB_SHA256_SIZE);
		if (st || !c.previous)
			break;
		st = step_back(a, &c, err);
	}
	reverse_list(chain, before);
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/* ---- an earlier state */

/* The commit that is looked for. A text of decimal digits may be both a number
 * and the beginning of a root; the number then takes precedence. */
struct wanted {
	uint64_t number;	      /* 0: the text is no number */
	char digits[NB_SHA256_HEX];   /* the text, in lower case */
	size_t digit_count;	      /* 0: too few for a root */
	struct nb_archive_info found; /* `commits` 0: none yet */
	uint8_t root[NB_SHA256_SIZE]; /* that the digits fitted last */
	bool ambiguous;		      /* two roots begin with the digits */
};

/* Longer decimal numbers might not fit 64 bits; no commit has them. */
#define NUMBER_DIGITS_MAX 18

/* Fill in *w from the text that names a commit; false if it is neither a number
 * nor enough digits of a root. */
static bool parse_wanted(const char *text, struct wanted *w)
{
	size_t i, len = strlen(text);

	memset(w, 0, sizeof(*w));
	if (len == 0 || len >= NB_SHA256_HEX)
		return false;
	for (i = 0; i < len; i++) {
		if (!isxdigit((unsigned char)text[i]))
			return false;
		w->digits[i] = (char)tolower((unsigned char)text[i]);
	}
	if (len >= NB_ROOT_DIGITS)
		w->digit_count = len;
	if (len <= NUMBER_DIGITS_MAX && strspn(text, "0123456789") == len)
		w->number = strtoull(text, NULL, 10);
	return w->number || w->digit_count;
}

/*
 * Compare a commit with the one that is looked for; a visitor of
 * nb_archive_commits(). A number ends the visit; digits are compared with all
 * roots, to see whether they fit more than one.
 */
static bool compare_commit(void *context, const struct nb_archive_info *info)
{
	struct wanted *w = context;
	char hex[NB_SHA256_HEX];

	if (w->number == info->commits) {
		w->found = *info;
		w->ambiguous = false;
		return false;
	}
	nb_sha256_hex(info->root, hex);
	if (!w->digit_count || memcmp(hex, w->digits, w->digit_count) != 0)
		return true;
	/* Several commits may have one root, such as those that add parity:
	 * the corpus is the same, and the newest is taken. */
	if (w->found.commits &&
	    memcmp(w->root, info->root, NB_SHA256_SIZE) != 0)
		w->ambiguous = true;
	if (!w->found.commits)
		w->found = *info;
	memcpy(w->root, info->root, NB_SHA256_SIZE);
	return true;
}

/* Make *c, the first commit of a rewritten file, say what the record of the
 * earlier commit `number` said. Its trees stay, since that commit has none. */
static enum nb_status before_rewrite(struct nb_archive *a, struct nb_commit *c,
				     uint64_t number, struct nb_error *err)
{
	struct nb_earlier e;
	enum nb_status st = nb_earlier_read(a->file, c, &e, err);
	const struct nb_past *was;

	if (!st) {
		/* The number was found by a visit of this very list. */
		was = &e.list[number - e.list[0].number];
		c->number = number;
		c->time = was->time;
		memcpy(c->root, was->root, NB_SHA256_SIZE);
		c->revisions = was->revisions;
		c->pages = was->pages;
		c->items = was->items;
		c->document_bytes = was->document_bytes;
		c->source_bytes = was->source_bytes;
		memcpy(c->writer, was->writer, sizeof(c->writer));
	}
	nb_earlier_free(&e);
	return st;
}

/*
 * See the archive as of the commit `number`, which nb_archive_commits() has
 * visited.
 *
 * A commit from before the file was rewritten has no trees. It is seen through
 * those of the file's first commit, which have all its entries and later ones.
 */
static enum nb_status move_to(struct nb_archive *a, uint64_t number,
			      struct nb_error *err)
{
	struct nb_commit c = a->commit;
	enum nb_status st = NB_OK;
	uint64_t upto = 0;

	while (!st && c.number > number && c.previous)
		st = step_back(a, &c, err);
	if (!st && c.number > number) {
		upto = number;
		st = before_rewrite(a, &c, number, err);
	}
	if (st)
		return st;
	/* Later commits, and a damaged tail, are no longer of interest. */
	a->size = c.offset + NB_COMMIT_SIZE;
	if (c.number == a->commit.number)
		return NB_OK;
	nb_archive_see(a, &c, upto);
	return NB_OK;
}

/* Find the commit that the text names. */
static enum nb_status find_commit(struct nb_archive *a, const char *text,
				  struct nb_archive_info *info,
				  struct nb_error *err)
{
	struct wanted w;
	enum nb_status st;

	if (a->salvage)
		return nb_fail(err, NB_INVALID,
			       "the commits of a damaged archive are not "
			       "known");
	if (!parse_wanted(text, &w))
		return nb_fail(err, NB_USAGE,
			       "%.80s: not a commit; give its number, or at "
			       "least %d digits of its Merkle root",
			       text, NB_ROOT_DIGITS);
	st = nb_archive_commits(a, compare_commit, &w, err);
	if (!st && w.ambiguous)
		st = nb_fail(err, NB_USAGE,
			     "%.80s: more than one Merkle root begins with "
			     "these digits",
			     text);
	if (!st && !w.found.commits)
		st = nb_fail(err, NB_ABSENT, "%.80s: no such commit", text);
	*info = w.found;
	return st;
}

enum nb_status nb_archive_find_commit(struct nb_archive *a, const char *commit,
				      struct nb_archive_info *info,
				      struct nb_error *err)
{
	enum nb_status st;

	memset(info, 0, sizeof(*info));
	st = find_commit(a, commit, info, err);
	if (st)
		nb_error_file(err, a->path);
	return st;
}

enum nb_status nb_archive_log(struct nb_archive *a, struct nb_log *log,
			      struct nb_error *err)
{
	struct nb_commit c;
	enum nb_status st;

	memset(log, 0, sizeof(*log));
	/* The record itself: a->commit may say what an earlier one said, which
	 * had no log of its own. */
	st = nb_commit_read(a->file, a->commit.offset, &c, NULL, err);
	return st ? st : nb_log_open(log, a->file, &c, &a->finder, err);
}

/*
 * Check that the root which a commit states is that of the first leaves of the
 * log as it is now (section 9). A log that is damaged shows nothing.
 */
static enum nb_status check_prefix(struct nb_archive *a,
				   const struct nb_archive_info *info,
				   struct nb_error *err)
{
	uint8_t root[NB_SHA256_SIZE];
	struct nb_log log;
	struct nb_error own;
	enum nb_status st = nb_archive_log(a, &log, &own);
	bool same = true;

	if (!st && info->revisions > log.top.count)
		same = false;
	else if (!st)
		st = nb_log_root(&log, info->revisions, root, &own);
	if (!st && same)
		same = memcmp(root, info->root, NB_SHA256_SIZE) == 0;
	nb_log_free(&log);
	if (st && st != NB_INVALID) {
		if (err)
			*err = own;
		return st;
	}
	return same ? NB_OK
		    : nb_fail(err, NB_INVALID,
			      "commit %" PRIu64
			      ": its Merkle root is not that of the first "
			      "%" PRIu64 " lea%s of the log",
			      info->commits, info->revisions,
			      info->revisions == 1 ? "f" : "ves");
}

enum nb_status nb_archive_at(struct nb_archive *a, const char *commit,
			     struct nb_error *err)
{
	struct nb_archive_info info;
	enum nb_status st = find_commit(a, commit, &info, err);

	if (!st && info.commits != a->commit.number)
		st = check_prefix(a, &info, err);
	if (!st)
		st = move_to(a, info.commits, err);
	if (st)
		nb_error_file(err, a->path);
	return st;
}
