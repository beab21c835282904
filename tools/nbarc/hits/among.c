/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking the index where to search, and saying what it answered.
 *
 * A search without an index finds the same. So nothing that is wrong with an
 * index ends the search or changes its exit code; but that it is slower than it
 * could be is worth a message.
 */
#include "hits/among.h"

#include <inttypes.h>

#include "cli/message.h"
#include "where_index.h"

/* Say that the index is not used, and what to do. The exit code stays, since
 * nothing is missed. `how` says what the search does instead. */
static void say_unused(const struct nbarc_among *a, const struct nb_error *err,
		       const char *how)
{
	cli_say(a->cli, "%s: %s; %s (nbarc index makes it anew)", err->file,
		err->text, how);
}

/* Say what the index answered: how much of the archive has to be looked into.
 * Of a small index, items are not known. */
static void explain(const struct nbarc_among *a)
{
	struct nb_index_info info;
	uint64_t entries, items;

	if (!a->index) {
		cli_say(a->cli, "everything is searched: there is no index");
		return;
	}
	if (!a->candidates) {
		cli_say(a->cli, "everything is searched: the index says "
				"nothing of this pattern");
		return;
	}
	nb_index_describe(a->index, &info);
	nb_candidates_count(a->candidates, &entries, &items);
	if (info.small)
		cli_say(a->cli,
			"index: %" PRIu64 " of %" PRIu64 " %s may have a hit",
			entries, info.entries,
			cli_plural(info.entries, "page", "pages"));
	else
		cli_say(a->cli,
			"index: %" PRIu64 " of %" PRIu64
			" %s may have a hit, on %" PRIu64 " of %" PRIu64 " %s",
			items, info.documents,
			cli_plural(info.documents, "item", "items"), entries,
			info.entries,
			cli_plural(info.entries, "page", "pages"));
}

/*
 * Open the index beside the archive, or else the one in it. A file that cannot
 * be used is named even then, since it can be mended. One that cannot be read,
 * as of a server that is busy, is not: it may be as good as the other.
 */
static enum nb_status open_any(struct nbarc_among *a, const char *path,
			       struct nb_archive *archive, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st = nbarc_open_index(path, archive, &a->index, err),
		       embedded;

	if (!st || st == NB_NOMEM)
		return st;
	embedded = nb_index_open_embedded(archive, &a->index, &own);
	if (!embedded) {
		if (st == NB_INVALID || st == NB_UNSUPPORTED)
			say_unused(a, err,
				   "searching with the one in the archive");
		return NB_OK;
	}
	/* Of two failures the first is told, unless there was no file. */
	if (embedded == NB_NOMEM || st == NB_ABSENT) {
		*err = own;
		return embedded;
	}
	return st;
}

/* Damage that is found later, in a list, has the same end as damage of the
 * header: the candidates are dropped, and everything is searched. */
enum nb_status nbarc_among_find(struct nbarc_among *a, const char *path,
				struct nb_archive *archive,
				const struct nb_grep *grep,
				struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st;

	if (a->off) {
		if (a->explain)
			cli_say(a->cli,
				"everything is searched: without the index");
		return NB_OK;
	}
	st = open_any(a, path, archive, &own);
	if (!st)
		st = nb_index_candidates(a->index, grep, &a->candidates, &own);
	if (st == NB_NOMEM) {
		*err = own;
		return st;
	}
	if (st && st != NB_ABSENT)
		say_unused(a, &own, "searching without it");
	else if (a->explain)
		explain(a);
	return NB_OK;
}

void nbarc_among_free(struct nbarc_among *a)
{
	nb_candidates_free(a->candidates);
	nb_index_close(a->index);
	a->candidates = NULL;
	a->index = NULL;
}
