/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc log: print the revisions of a page or an item, or the commits of an
 * archive, the newest first.
 *
 * The revisions come from the catalogue, which has an entry for each; the
 * times come from the commit records. A row is compared with the next one,
 * which is the revision before it, to tell what a revision changed. The hash
 * of an item is not in the catalogue, so that the documents are decoded for
 * it.
 *
 * A revision whose document is damaged is still listed, without what cannot be
 * known. If the chain of commit records is broken, the commits up to the break
 * are printed, and the exit code is 2.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "cli/cli.h"
#include "names.h"
#include "open.h"
#include "print.h"

#include <nbarc/archive.h>
#include <nbarc/query.h>
#include <nbarc/tei.h>

/* One revision, as a line of the output has it. The reason is owned. */
struct row {
	uint32_t revision, commit;
	char time[NBARC_TIME]; /* of the commit; "-" if it is not known */
	unsigned state;
	unsigned was;	/* state, or what it was before it was purged */
	bool item;	/* the row is of an item, and so is its state */
	bool known;	/* sha256 is known */
	bool hashed;	/* the entry of the page has its hashes */
	unsigned items; /* number of items that are present */
	uint64_t characters;
	uint8_t sha256[NB_SHA256_SIZE]; /* of the document or of the item */
	uint8_t source_sha256[NB_SHA256_SIZE];
	/* What persons decided about the page: how many decisions are kept,
	 * and the hash of them; 0 and zeros in rows of items. */
	uint64_t decisions;
	uint8_t decided_sha256[NB_SHA256_SIZE];
	char *reason;
	/* The identifier that the page had before its last renaming, or "". */
	char previous[NB_ID_MAX];
};

/* One run of the command. Archive, rows and buffer are owned. */
struct log {
	struct nb_archive *archive;
	const char *path;
	const char *at; /* a commit, or NULL */
	bool json;
	struct nb_query query; /* empty: print the commits */
	struct row *rows;      /* newest first */
	size_t count, cap;
	enum nb_status worst; /* of errors that were reported already */
	struct nb_buf out;
};

static const struct cli_option options[] = {
	{'j', "json", NULL, "print one JSON object per line",
	 CLI_SET(struct log, json)},
	{CLI_LONG, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct log, at)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc log",
	.synopsis = "[OPTION...] ARCHIVE [ID]",
	.about =
		"Print the revisions of a page or an article, the newest first: when\n"
		"each was added, and what it changed. Without ID, print the commits of\n"
		"the archive.",
	.options = options,
	.least = 1,
	.most = 2,
	.missing = "an archive and at most one identifier are needed",
	.rights = CLI_RIGHTS_READ,
};

/* ---- gathering */

/* Called for each commit, from the newest on: note its time in the rows. False
 * once all rows have theirs; both are in the same order. */
static bool note_time(void *context, const struct nb_archive_info *info)
{
	struct log *l = context;
	size_t i;

	for (i = 0; i < l->count; i++)
		if (l->rows[i].commit == info->commits)
			nbarc_time(info->time, l->rows[i].time);
	return l->count && l->rows[l->count - 1].commit < info->commits;
}

/* Count the items of a page that are present, and their characters. */
static void count_items(const struct nb_entry *e, struct row *row)
{
	size_t i;

	for (i = 0; i < e->item_count; i++) {
		if (e->items[i].state != NB_STATE_PRESENT)
			continue;
		row->items++;
		row->characters += e->items[i].characters;
	}
}

/*
 * Hash the part of the document that is the item, which tells whether a
 * revision of the page changed this item. There is no hash if the text was
 * purged or the item has moved to another page.
 */
static enum nb_status hash_item(struct log *l, const struct nb_entry *e,
				const struct nb_entry_item *item,
				struct row *row, struct nb_error *err)
{
	const uint8_t *doc;
	enum nb_status st;

	row->known = false;
	if (e->state == NB_STATE_PURGED || item->len == 0)
		return NB_OK;
	st = nb_archive_kept_document(l->archive, e, &doc, err);
	if (st)
		return st;
	nb_sha256(doc + item->offset, item->len, row->sha256);
	row->known = true;
	return NB_OK;
}

/* Everything of a row that is the same for a page and for its items. */
static void fill_page(const struct nb_entry *e, struct row *row)
{
	memset(row, 0, sizeof(*row));
	row->revision = e->revision;
	row->commit = e->commit;
	(void)snprintf(row->time, sizeof(row->time), "-");
	row->state = e->state;
	row->was = e->state == NB_STATE_PURGED ? e->formerly : e->state;
	row->known = row->hashed = nb_entry_has_hashes(e);
	memcpy(row->sha256, e->sha256, sizeof(row->sha256));
	memcpy(row->source_sha256, e->source_sha256,
	       sizeof(row->source_sha256));
}

/* What differs in the row of an item. *reason is changed if it is the item's.
 */
static enum nb_status fill_item(struct log *l, const struct nb_entry *e,
				const struct nb_entry_item *item,
				struct row *row,
				const struct nb_string **reason,
				struct nb_error *err)
{
	row->items = 1;
	row->characters = item->characters;
	row->item = e->state == NB_STATE_PRESENT;
	if (row->item) {
		row->state = row->was = item->state;
		*reason = &item->reason;
	}
	return hash_item(l, e, item, row, err);
}

/* The item of the entry that the query is for, or NULL. */
static const struct nb_entry_item *wanted_item(const struct log *l,
					       const struct nb_entry *e)
{
	size_t i;

	for (i = 0; i < e->item_count; i++)
		if (e->items[i].number == l->query.number)
			return &e->items[i];
	return NULL;
}

/* Note what the page was called before. A document that cannot be read says
 * nothing; verify reports it. */
static void fill_previous(struct log *l, const struct nb_entry *e,
			  struct row *row)
{
	const uint8_t *doc;
	size_t at = 0;

	if (e->state == NB_STATE_PURGED || !nb_entry_has_hashes(e) ||
	    nb_archive_kept_document(l->archive, e, &doc, NULL) ||
	    !nb_tei_previous(doc, e->len, &at, row->previous))
		row->previous[0] = '\0';
}

/*
 * Note the decisions of the page, by their number and their hash, which shows
 * that others were made or taken back. Those of a withdrawn page are counted,
 * too: a number quotes nothing. Those that cannot be read say nothing; verify
 * reports them.
 */
static enum nb_status fill_decisions(struct log *l, const struct nb_entry *e,
				     struct row *row, struct nb_error *err)
{
	struct nb_buf kept = {0};
	struct nb_error own;
	enum nb_status st =
		nb_archive_kept_decisions(l->archive, e, &kept, &own);
	size_t i;

	for (i = 0; !st && i < kept.len; i++)
		row->decisions += kept.data[i] == '\n';
	if (row->decisions)
		nb_sha256(kept.data, kept.len, row->decided_sha256);
	nb_buf_free(&kept);
	return st == NB_NOMEM ? nb_fail_mem(err) : NB_OK;
}

/* Fill a row; NB_ABSENT if the revision does not have the item. */
static enum nb_status fill_row(struct log *l, const struct nb_entry *e,
			       struct row *row, struct nb_error *err)
{
	const struct nb_string *reason = &e->reason;
	const struct nb_entry_item *item = wanted_item(l, e);
	enum nb_status st = NB_OK;

	fill_page(e, row);
	if (l->query.number && !item)
		return NB_ABSENT;
	if (l->query.number)
		st = fill_item(l, e, item, row, &reason, err);
	else
		count_items(e, row);
	if (!st && !l->query.number)
		st = fill_decisions(l, e, row, err);
	fill_previous(l, e, row);
	row->reason = nb_strndup(reason->text, reason->len);
	return row->reason ? st : nb_fail_mem(err);
}

/*
 * Add the row of a revision. A document that is damaged is reported, and its
 * row has no hash; the revisions after it are listed even so.
 */
static enum nb_status add_row(struct log *l, const struct nb_entry *e,
			      struct nb_error *err)
{
	struct row *grown =
		nb_grow(l->rows, &l->cap, l->count + 1, sizeof(*grown));
	enum nb_status st;

	if (!grown)
		return nb_fail_mem(err);
	l->rows = grown;
	st = fill_row(l, e, &grown[l->count], err);
	if (st == NB_ABSENT)
		return NB_OK;
	l->count++;
	if (st == NB_INVALID) {
		cli_error(&tool, err);
		l->worst = nb_worse(l->worst, st);
		st = NB_OK;
	}
	return st;
}

/* Make the rows of all revisions, with the times of their commits. */
static enum nb_status gather_rows(struct log *l, struct nb_error *err)
{
	struct nb_query *q = &l->query;
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	enum nb_status st = nb_query_find(l->archive, q, &e, err);

	if (st)
		return st;
	st = nb_cursor_create_detail(l->archive, q->text, q->page_len, true,
				     q->detail, &cursor, err);
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		/* Pages that begin with this identifier come after it. */
		if (st || !e || e->id.len != q->page_len)
			break;
		st = add_row(l, e, err);
	}
	nb_cursor_free(cursor);
	if (!st && !l->count)
		st = nb_query_absent(q, err);
	return st ? st : nb_archive_commits(l->archive, note_time, l, err);
}

/* ---- printing */

/* The state of a row, as list and get name it. */
static const char *word_of_state(const struct row *row)
{
	return nbarc_state_name(row->state, row->item);
}

/*
 * Append what a revision changed, as words with `between` between them;
 * `before` is the revision before it, or NULL. A change of the number of items
 * is named only if little else changed, because it mostly follows from the
 * text.
 */
static enum nb_status put_changes(const struct row *row,
				  const struct row *before, const char *between,
				  struct nb_buf *b)
{
	static const struct row nothing;
	const struct row *old = before ? before : &nothing;
	const char *words[5];
	size_t n = 0, i;
	enum nb_status st = NB_OK;

	if (!before)
		words[n++] = "new";
	if (before && before->known && row->known &&
	    memcmp(row->sha256, before->sha256, NB_SHA256_SIZE) != 0)
		words[n++] = "text";
	if (before && before->hashed && row->hashed &&
	    memcmp(row->source_sha256, before->source_sha256, NB_SHA256_SIZE))
		words[n++] = "source";
	if (memcmp(row->decided_sha256, old->decided_sha256, NB_SHA256_SIZE))
		words[n++] = "decisions";
	if (before && before->was != row->was)
		words[n++] = "state";
	if (before && n < 2 && !row->item && before->items != row->items)
		words[n++] = "items";
	for (i = 0; !st && i < n; i++) {
		st = nb_buf_puts(b, i ? between : "");
		if (!st)
			st = nb_buf_puts(b, words[i]);
	}
	return st;
}

/*
 * Append a row as a JSON object. A hash that is not known is null; no changes
 * are an empty array.
 */
static enum nb_status json_row(struct log *l, const struct row *row,
			       const struct row *before)
{
	char document[NB_SHA256_HEX], source[NB_SHA256_HEX];
	struct nb_string reason = {row->reason, strlen(row->reason)};
	struct nb_buf *b = &l->out;
	enum nb_status st;

	nb_sha256_hex(row->sha256, document);
	nb_sha256_hex(row->source_sha256, source);
	st = nb_buf_printf(b,
			   "{\"id\":\"%s\",\"revision\":%u,\"commit\":%u,"
			   "\"time\":\"%s\",\"state\":\"%s\",\"items\":%u,"
			   "\"characters\":%" PRIu64 ",\"changes\":[",
			   l->query.text, row->revision, row->commit, row->time,
			   word_of_state(row), row->items, row->characters);
	if (!st)
		st = nb_buf_puts(b, "\"");
	if (!st)
		st = put_changes(row, before, "\",\"", b);
	if (!st && b->data[b->len - 1] == '"' && b->data[b->len - 2] == '[')
		b->len--; /* no change: an empty array */
	else if (!st)
		st = nb_buf_puts(b, "\"");
	if (!st)
		st = nb_buf_printf(b,
				   "],\"sha256\":%s%s%s,\"source_sha256\":"
				   "\"%s\"",
				   row->known ? "\"" : "",
				   row->known ? document : "null",
				   row->known ? "\"" : "", source);
	if (!st)
		st = nbarc_json_field(b, "reason", &reason);
	if (!st && row->previous[0])
		st = nb_buf_printf(b, ",\"previous\":\"%s\"", row->previous);
	if (!st && row->decisions)
		st = nb_buf_printf(b, ",\"decisions\":%" PRIu64,
				   row->decisions);
	return st ? st : nb_buf_puts(b, "}\n");
}

/* Append "  704 (-2) characters": a count, and how it differs from the one
 * before, which may be NULL. */
static enum nb_status put_count(struct nb_buf *b, uint64_t n,
				const uint64_t *before, const char *unit)
{
	enum nb_status st = nb_buf_printf(b, "  %" PRIu64, n);

	if (!st && before && *before != n)
		st = nb_buf_printf(b, " (%+" PRId64 ")",
				   (int64_t)n - (int64_t)*before);
	return st ? st : nb_buf_printf(b, " %s", unit);
}

/*
 * Append a row as a line for people: revision, commit, time, state, counts
 * with their differences, the beginning of the hash, changes, reason.
 */
static enum nb_status table_row(struct log *l, const struct row *row,
				const struct row *before)
{
	uint64_t items = before ? before->items : 0;
	uint64_t decisions = before ? before->decisions : 0;
	struct nb_string reason = {row->reason, strlen(row->reason)};
	char hex[NB_SHA256_HEX] = "-";
	struct nb_buf *b = &l->out;
	enum nb_status st;

	if (row->known)
		nb_sha256_hex(row->sha256, hex);
	st = nb_buf_printf(b, "%s@%-3u  commit %-4u  %s  %-9s", l->query.text,
			   row->revision, row->commit, row->time,
			   word_of_state(row));
	if (!st && !l->query.number)
		st = put_count(b, row->items, before ? &items : NULL, "items");
	if (!st)
		st = put_count(b, row->characters,
			       before ? &before->characters : NULL,
			       "characters");
	if (!st && (row->decisions || decisions))
		st = put_count(b, row->decisions, before ? &decisions : NULL,
			       "decisions");
	if (!st)
		st = nb_buf_printf(b, "  %.12s  ", hex);
	if (!st)
		st = put_changes(row, before, ", ", b);
	if (!st && row->previous[0] &&
	    (!before || strcmp(before->previous, row->previous) != 0))
		st = nb_buf_printf(b, ", renamed from %s", row->previous);
	if (!st && reason.len)
		st = nb_buf_puts(b, ": ");
	if (!st)
		st = nbarc_put_masked(b, &reason);
	return st ? st : nb_buf_puts(b, "\n");
}

/* Print all rows, each compared with the one before it in time. */
static enum nb_status print_rows(struct log *l, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < l->count; i++) {
		const struct row *row = &l->rows[i];
		const struct row *before = i + 1 < l->count ? row + 1 : NULL;

		st = l->json ? json_row(l, row, before)
			     : table_row(l, row, before);
	}
	if (st)
		return nb_fail_mem(err);
	(void)fwrite(l->out.data, 1, l->out.len, stdout);
	return NB_OK;
}

/* ---- commits */

/* Append the line of a commit. */
static enum nb_status put_commit(struct log *l, const struct nb_archive_info *i)
{
	struct nb_string writer = {i->writer, strlen(i->writer)};
	char root[NB_SHA256_HEX], time[NBARC_TIME];
	struct nb_buf *b = &l->out;
	enum nb_status st;

	nb_sha256_hex(i->root, root);
	nbarc_time(i->time, time);
	if (!l->json)
		return nb_buf_printf(b,
				     "commit %-4" PRIu64 "  %s  %" PRIu64
				     " pages  %" PRIu64 " items  %" PRIu64
				     " revisions  %s\n",
				     i->commits, time, i->pages, i->items,
				     i->revisions, root);
	st = nb_buf_printf(b,
			   "{\"commit\":%" PRIu64 ",\"time\":\"%s\","
			   "\"pages\":%" PRIu64 ",\"items\":%" PRIu64
			   ",\"revisions\":%" PRIu64 ",\"root\":\"%s\"",
			   i->commits, time, i->pages, i->items, i->revisions,
			   root);
	if (!st)
		st = nbarc_json_field(b, "writer", &writer);
	return st ? st : nb_buf_puts(b, "}\n");
}

/* Called for each commit; false if memory runs out. */
static bool list_commit(void *context, const struct nb_archive_info *info)
{
	struct log *l = context;

	l->worst = put_commit(l, info);
	return !l->worst;
}

/* Print the commits. Those that were found are printed even if the chain of
 * commits is broken. */
static enum nb_status list_commits(struct log *l, struct nb_error *err)
{
	enum nb_status st = nb_archive_commits(l->archive, list_commit, l, err);

	if (l->worst)
		return nb_fail_mem(err);
	(void)fwrite(l->out.data, 1, l->out.len, stdout);
	return st;
}

/*
 * Gather the rows, then print them: each line needs the one before it in time.
 */
static enum nb_status list_revisions(struct log *l, struct nb_error *err)
{
	enum nb_status st = gather_rows(l, err);

	return st ? st : print_rows(l, err);
}

/* Everything that a run owns. */
static void free_log(struct log *l)
{
	size_t i;

	nb_archive_close(l->archive);
	for (i = 0; i < l->count; i++)
		free(l->rows[i].reason);
	free(l->rows);
	nb_buf_free(&l->out);
}

/* Print the revisions of what the query finds, or the commits. */
static int print_log(struct log *l)
{
	struct nb_error err;
	enum nb_status st = nbarc_open(l->path, l->at, &l->archive, &err);

	if (!st)
		st = l->query.len ? list_revisions(l, &err)
				  : list_commits(l, &err);
	if (st) {
		nb_error_file(&err, l->path);
		cli_error(&tool, &err);
	}
	free_log(l);
	return cli_finish(&tool, nb_worse(st, l->worst), NULL);
}

/*
 * A revision number in the identifier would be meaningless here and is
 * refused.
 */
int nbarc_log(int argc, char **argv)
{
	struct log l = {.json = false};

	cli_parse(&tool, argc, argv, &l);
	l.path = argv[optind];
	if (argc - optind == 2 &&
	    (nb_query_parse_single(argv[optind + 1], &l.query, NULL) ||
	     l.query.revision))
		return cli_usage(&tool,
				 "%.80s: not the id of a page or an item",
				 argv[optind + 1]);
	return print_log(&l);
}
