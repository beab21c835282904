/* SPDX-License-Identifier: Apache-2.0 */
/* The commits of an archive, and the archive as it was at one of them
 * (section 9). */
#include "archive/read/history.h"
#include "archive/frame/earlier.h"
#include "archive/read/handle.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/archive.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a commit says */

static void describe(const struct nb_archive *a, const struct nb_commit *c,
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
	memcpy(info->root, c->root, sizeof(info->root));
	info->trees = c->tree_count;
	memcpy(info->writer, c->writer, NB_COMMIT_WRITER);
}

void nb_archive_info(const struct nb_archive *a, struct nb_archive_info *info)
{
	describe(a, &a->commit, info);
}

/* ---- the chain */

/* Make *c the commit before it; it must be the one whose hash it has. */
static enum nb_status step_back(const struct nb_archive *a, struct nb_commit *c,
				struct nb_error *err)
{
	struct nb_commit before;
	uint8_t sha256[32];
	enum nb_status st =
		nb_commit_read(a->fd, c->previous, &before, sha256, err);

	if (!st && (memcmp(sha256, c->previous_sha256, 32) != 0 ||
		    before.number + 1 != c->number))
		st = nb_fail_at(err, NB_INVALID, c->offset,
				"commit record: the commit before it is "
				"another one than it was");
	if (!st)
		*c = before;
	return st;
}

/* The commits from before the file was rewritten, where it was. */
static enum nb_status rewritten(struct nb_archive *a, const struct nb_commit *c,
				nb_commit_visit *visit, void *context,
				struct nb_error *err)
{
	struct nb_archive_info info;
	struct nb_earlier e;
	enum nb_status st;
	size_t i;

	if (!c->earlier)
		return NB_OK;
	st = nb_earlier_read(a->fd, c, &e, err);
	if (!st && !a->finder.upto &&
	    e.list[e.count - 1].number + 1 != c->number)
		st = nb_fail_at(err, NB_INVALID, c->offset,
				"commit record: its number does not follow "
				"that of the earlier commits");
	for (i = st ? 0 : e.count; i > 0; i--) {
		if (e.list[i - 1].number >= c->number)
			continue;
		describe(a, &e.list[i - 1], &info);
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
		describe(a, &c, &info);
		if (!visit(context, &info))
			return NB_OK;
		if (!c.previous)
			break;
		st = step_back(a, &c, err);
		if (st)
			break;
	}
	if (!st)
		st = rewritten(a, &c, visit, context, err);
	nb_error_file(err, a->path);
	return st;
}

static void reverse(struct nb_earlier *e, size_t from)
{
	size_t to = e->count;

	while (from + 1 < to) {
		struct nb_commit c = e->list[from];
		uint8_t sha256[32];

		e->list[from] = e->list[--to];
		e->list[to] = c;
		memcpy(sha256, e->sha256[from], 32);
		memcpy(e->sha256[from++], e->sha256[to], 32);
		memcpy(e->sha256[to], sha256, 32);
	}
}

enum nb_status nb_archive_chain(struct nb_archive *a, struct nb_earlier *chain,
				struct nb_error *err)
{
	struct nb_commit c = a->commit;
	enum nb_status st = NB_OK;
	uint8_t sha256[32];
	size_t before;

	memset(chain, 0, sizeof(*chain));
	if (c.earlier)
		st = nb_earlier_read(a->fd, &c, chain, err);
	before = chain->count;
	/* The hash of the newest one is in no other record. */
	if (!st)
		st = nb_commit_read(a->fd, c.offset, &c, sha256, err);
	while (!st) {
		st = nb_earlier_add(chain, &c, sha256, err);
		memcpy(sha256, c.previous_sha256, 32);
		if (st || !c.previous)
			break;
		st = step_back(a, &c, err);
	}
	reverse(chain, before);
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/* ---- an earlier state */

/* What is looked for: a number, or the first digits of a root. */
struct wanted {
	uint64_t number; /* 0: none */
	char digits[NB_SHA256_HEX];
	size_t digit_count;
	uint64_t found; /* number of the commit; 0: none yet */
	uint8_t root[32];
	bool ambiguous;
};

static bool parse(const char *text, struct wanted *w)
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
	if (len < 19 && strspn(text, "0123456789") == len)
		w->number = strtoull(text, NULL, 10);
	return w->number || w->digit_count;
}

static bool compare(void *context, const struct nb_archive_info *info)
{
	struct wanted *w = context;
	char hex[NB_SHA256_HEX];

	if (w->number == info->commits) {
		w->found = info->commits;
		w->ambiguous = false;
		return false;
	}
	nb_sha256_hex(info->root, hex);
	if (!w->digit_count || memcmp(hex, w->digits, w->digit_count) != 0)
		return true;
	/* The newest of several commits with one root: nothing differs. */
	if (w->found && memcmp(w->root, info->root, 32) != 0)
		w->ambiguous = true;
	if (!w->found)
		w->found = info->commits;
	memcpy(w->root, info->root, 32);
	return true;
}

/* Make `c`, the first commit of a rewritten file, the commit `number` that was
 * before: what its record says. */
static enum nb_status before_rewrite(struct nb_archive *a, struct nb_commit *c,
				     uint64_t number, struct nb_error *err)
{
	struct nb_earlier e;
	enum nb_status st = nb_earlier_read(a->fd, c, &e, err);
	const struct nb_commit *was;

	if (!st) {
		was = &e.list[number - e.list[0].number];
		c->number = number;
		c->time = was->time;
		memcpy(c->root, was->root, 32);
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
 * Read with the trees of an earlier commit of the chain. From before the file
 * was rewritten there are none: then with those of its first commit, and the
 * entries that had come by then.
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
	/* What stands behind it is not looked at, nor missed. */
	a->size = c.offset + NB_COMMIT_SIZE;
	if (c.number == a->commit.number)
		return NB_OK;
	nb_archive_see(a, &c, upto);
	return NB_OK;
}

enum nb_status nb_archive_at(struct nb_archive *a, const char *commit,
			     struct nb_error *err)
{
	struct wanted w;
	enum nb_status st;

	if (a->salvage)
		return nb_fail(err, NB_INVALID,
			       "the commits of a damaged archive are not "
			       "known");
	if (!parse(commit, &w))
		return nb_fail(err, NB_USAGE,
			       "%.80s: not a commit: its number, or %d or more "
			       "digits of its Merkle root",
			       commit, NB_ROOT_DIGITS);
	st = nb_archive_commits(a, compare, &w, err);
	if (!st && w.ambiguous)
		st = nb_fail(err, NB_USAGE,
			     "%.80s: the Merkle roots of two commits begin so",
			     commit);
	if (!st && !w.found)
		st = nb_fail(err, NB_ABSENT, "%.80s: no such commit", commit);
	if (!st)
		st = move_to(a, w.found, err);
	if (st)
		nb_error_file(err, a->path);
	return st;
}
