/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Applying decisions, and the words for what became of them (decided.h).
 *
 * Only what was not applied is said, a line for each decision: a person who
 * decided a thousand things wants to see the three that went wrong. Where a
 * decision came from a file, its line is named as an editor shows it.
 */
#include "write/decided.h"

#include <inttypes.h>
#include <stdlib.h>

#include <nbarc/archive.h>
#include <nbarc/query.h>

#include "base/alloc.h"
#include "base/error.h"

enum nb_status nbarc_decided_file(struct nbarc_decided *d, const char *path,
				  const struct nb_buf *file,
				  struct nb_error *err)
{
	struct nbarc_decided_source *grown =
		nb_grow(d->files, &d->cap, d->count + 1, sizeof(*grown));
	size_t i;

	if (!grown)
		return nb_fail_mem(err);
	d->files = grown;
	grown[d->count++] = (struct nbarc_decided_source){path, d->lines + 1};
	for (i = 0; i < file->len; i++)
		d->lines += file->data[i] == '\n';
	d->lines += file->len && file->data[file->len - 1] != '\n';
	return NB_OK;
}

void nbarc_decided_free(struct nbarc_decided *d)
{
	free(d->files);
	d->files = NULL;
}

/*
 * Why a decision was not applied, or what to look at; NULL: it was. Each of
 * these says whether it is kept even so, because that decides what a person has
 * to do next: nothing, or to correct the file and give it again.
 */
static const char *why_of(enum nb_fate fate)
{
	switch (fate) {
	case NB_FATE_APPLIED:
		break;
	case NB_FATE_FOLLOWED:
		return "applied, although a few characters at its place differ";
	case NB_FATE_NO_READING:
		return "not applied, but kept: its old reading is not in one "
		       "block, or would leave nothing of it";
	case NB_FATE_ABSENT:
		return "not applied, but kept: its place is not on the page";
	case NB_FATE_NO_BREAK:
		return "not applied, but kept: no line begins at its place";
	case NB_FATE_CIRCLE:
		return "not applied: with later decisions, a block would come "
		       "after itself";
	case NB_FATE_NOWHERE:
		return "not applied: no page has its place";
	case NB_FATE_AMBIGUOUS:
		return "not applied: several pages have its place; name one in "
		       "the fifth column";
	case NB_FATE_NO_PAGE:
		return "not applied: the archive does not have this page";
	case NB_FATE_NOT_MADE:
		return "not applied: its page was not made again";
	case NB_FATE_NOT_KEPT:
		return "not taken back: the page has no such decision";
	}
	return NULL;
}

/* Say something of a decision, with its line in its file, or with its words if
 * it came from none. `page` may be "". */
static void say_of(const struct nbarc_decided *d,
		   const struct nb_decision *decision, const char *page,
		   const char *why)
{
	size_t i = d->count;

	while (i > 1 && d->files[i - 1].first > decision->line)
		i--;
	if (!i)
		cli_say(d->cli, "%s: %s %.*s|%.*s: %s", page,
			nb_decided_name(decision->what),
			(int)decision->left_len, decision->left,
			(int)decision->right_len, decision->right, why);
	else
		cli_say(d->cli, "%s: line %u: %s%s%s",
			cli_input_name(d->files[i - 1].path),
			decision->line - d->files[i - 1].first + 1, page,
			*page ? ": " : "", why);
}

/* For nb_decide(): say that a decision was not applied. */
static void say_decision(void *context, const struct nb_decision *decision,
			 enum nb_fate fate, const char *page)
{
	struct nbarc_decided *d = context;
	const char *why = why_of(fate);

	if (!why)
		return;
	cli_progress_end(&d->progress);
	say_of(d, decision, page, why);
}

/*
 * Say of each decision about how an item goes on if the archive does not have
 * the other item, or does not show it. Its page may come later, so nothing
 * failed; but it is easily a slip of the pen.
 */
static enum nb_status say_targets(const struct nbarc_decided *d,
				  const char *path,
				  const struct nb_decisions *decisions,
				  struct nb_error *err)
{
	struct nb_archive *archive = NULL;
	const struct nb_entry *e;
	struct nb_error own;
	struct nb_query q;
	enum nb_status st = NB_OK, found;
	size_t i;

	for (i = 0; !st && i < nb_decisions_count(decisions); i++) {
		const struct nb_decision *one = nb_decisions_get(decisions, i);

		if (!*one->item)
			continue;
		if (!archive)
			st = nb_archive_open(path, &archive, err);
		found = st ? NB_OK : nb_query_parse_single(one->item, &q, &own);
		if (!st && !found)
			found = nb_query_find(archive, &q, &e, &own);
		if (!st && !found)
			found = nb_query_refuse(archive, &q, e, &own);
		if (found)
			say_of(d, one, one->page, own.text);
	}
	nb_archive_close(archive);
	return st;
}

/* For nb_decide(). */
static void say_problem(void *context, enum nb_trouble kind,
			const struct nb_error *err)
{
	struct nbarc_decided *d = context;

	/* A new one is told with all others; here are those kept before. */
	(void)kind;
	cli_progress_end(&d->progress);
	cli_error(d->cli, err);
}

/* How much was done. A page that was made again and is as before has no new
 * revision: it was told what it knew. */
static void say_counts(const struct nbarc_decided *d, const char *archive,
		       const struct nb_decide_options *how,
		       const struct nb_ingest_counts *c)
{
	uint64_t made = c->revised + c->unchanged;

	cli_say(d->cli,
		"%s: %s%" PRIu64 " %s made again, %" PRIu64 " new %s, %" PRIu64
		" failed",
		archive, how->dry_run ? "dry run: " : "", made,
		cli_plural(made, "page", "pages"), c->revised,
		cli_plural(c->revised, "revision", "revisions"), c->failed);
}

enum nb_status nbarc_decided_apply(struct nbarc_decided *d, const char *archive,
				   const struct nb_decisions *decisions,
				   const struct nb_decide_options *how,
				   struct nb_ingest_counts *counts,
				   struct nb_error *err)
{
	struct nb_decide_callbacks told = {.context = d,
					   .problem = say_problem,
					   .decision = say_decision,
					   .progress = cli_go_on};
	enum nb_status st;

	cli_catch_signals();
	cli_progress_start(&d->progress, "page", d->quiet);
	st = nb_decide(archive, decisions, how, &told, counts, err);
	cli_progress_end(&d->progress);
	if (st)
		nb_error_file(err, archive);
	if (counts->complete && !how->undo && (!st || st == NB_ABSENT)) {
		struct nb_error own;
		enum nb_status told_st =
			say_targets(d, archive, decisions, &own);

		if (told_st && !st) {
			st = told_st;
			*err = own;
		}
	}
	if (counts->complete && !d->quiet)
		say_counts(d, archive, how, counts);
	return st;
}
