/* SPDX-License-Identifier: Apache-2.0 */
/* The commits of an archive, and the archive as it was at one of them
 * (section 9). */
#include "archive/reader.h"
#include "base/error.h"
#include "base/sha256.h"

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

enum nb_status nb_archive_commits(struct nb_archive *a, nb_commit_visit *visit,
				  void *context, struct nb_error *err)
{
	struct nb_commit c = a->commit;
	struct nb_archive_info info;
	enum nb_status st = NB_OK;

	for (;;) {
		describe(a, &c, &info);
		if (!visit(context, &info) || !c.previous)
			return NB_OK;
		st = step_back(a, &c, err);
		if (st)
			break;
	}
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

/* Read with the trees of an earlier commit of the chain. */
static enum nb_status move_to(struct nb_archive *a, uint64_t number,
			      struct nb_error *err)
{
	struct nb_commit c = a->commit;
	enum nb_status st = NB_OK;

	while (!st && c.number > number)
		st = step_back(a, &c, err);
	if (st)
		return st;
	if (c.number == a->commit.number)
		return NB_OK;
	nb_merge_free(&a->finder);
	a->commit = c;
	a->size = c.offset + NB_COMMIT_SIZE;
	nb_merge_init(&a->finder, a->fd, &a->commit, 0);
	return NB_OK;
}

enum nb_status nb_archive_at(struct nb_archive *a, const char *commit,
			     struct nb_error *err)
{
	struct wanted w;
	enum nb_status st;

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
