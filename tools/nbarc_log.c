/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc log: the revisions of a page or an item, or the commits of an archive;
 * the newest first. */
#include "nbarc.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/archive.h>

enum { KEY_JSON = 'j', KEY_AT = CLI_LONG };

static const struct cli_option options[] = {
	{KEY_JSON, "json", NULL, "one JSON object a line"},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc log",
	.synopsis = "[OPTION...] ARCHIVE [ID]",
	.about = "Print the revisions of a page or an article, the newest "
		 "first: when each came, and\nwhat it changed. Without ID, "
		 "print the commits of the archive.",
	.options = options,
};

/* A revision, as a line of the output has it. */
struct row {
	uint32_t revision, commit;
	char time[NBARC_TIME]; /* of the commit; "-" when it is not known */
	unsigned state;
	unsigned was;	/* state, or what it was before it was purged */
	bool item;	/* the row is of an item: state is that of the item */
	bool known;	/* sha256 is */
	unsigned items; /* that are present */
	uint64_t characters;
	uint8_t sha256[32]; /* of the document; for an item, of its part */
	uint8_t source_sha256[32];
	char *reason;
};

struct log {
	struct nb_archive *archive;
	const char *path, *at;
	bool json;
	struct nbarc_query query;
	struct row *rows;
	size_t count, cap;
	enum nb_status worst;
	struct nb_buf out;
};

/* ---- gathering */

/* The rows are in the order of the commits, as these are given. */
static bool note_time(void *context, const struct nb_archive_info *info)
{
	struct log *l = context;
	size_t i;

	for (i = 0; i < l->count; i++)
		if (l->rows[i].commit == info->commits)
			nbarc_time(info->time, l->rows[i].time);
	return l->count && l->rows[l->count - 1].commit < info->commits;
}

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

/* The hash of an item is that of its part of the document. */
static enum nb_status hash_item(struct log *l, const struct nb_entry *e,
				const struct nb_entry_item *item,
				struct row *row, struct nb_error *err)
{
	const uint8_t *doc;
	enum nb_status st;

	row->known = false;
	if (e->state == NB_STATE_PURGED || item->len == 0)
		return NB_OK;
	st = nb_archive_document(l->archive, e, &doc, err);
	if (st)
		return st;
	nb_sha256(doc + item->offset, item->len, row->sha256);
	row->known = true;
	return NB_OK;
}

/* Fill a row; NB_ABSENT when the revision does not have the item. */
static enum nb_status fill(struct log *l, const struct nb_entry *e,
			   struct row *row, struct nb_error *err)
{
	const struct nb_string *reason = &e->reason;
	const struct nb_entry_item *item = NULL;
	enum nb_status st = NB_OK;
	size_t i;

	memset(row, 0, sizeof(*row));
	row->revision = e->revision;
	row->commit = e->commit;
	(void)snprintf(row->time, sizeof(row->time), "-");
	row->state = e->state;
	row->was = e->state == NB_STATE_PURGED ? e->formerly : e->state;
	row->known = true;
	memcpy(row->sha256, e->sha256, 32);
	memcpy(row->source_sha256, e->source_sha256, 32);
	for (i = 0; l->query.number && !item && i < e->item_count; i++)
		if (e->items[i].number == l->query.number)
			item = &e->items[i];
	if (l->query.number && !item)
		return NB_ABSENT;
	if (item) {
		row->items = 1;
		row->characters = item->characters;
		row->item = e->state == NB_STATE_PRESENT;
		if (row->item) {
			row->state = row->was = item->state;
			reason = &item->reason;
		}
		st = hash_item(l, e, item, row, err);
	} else {
		count_items(e, row);
	}
	row->reason = nb_strndup(reason->text, reason->len);
	return row->reason ? st : nb_fail_mem(err);
}

static enum nb_status add(struct log *l, const struct nb_entry *e,
			  struct nb_error *err)
{
	struct row *grown =
		nb_grow(l->rows, &l->cap, l->count + 1, sizeof(*grown));
	enum nb_status st;

	if (!grown)
		return nb_fail_mem(err);
	l->rows = grown;
	st = fill(l, e, &grown[l->count], err);
	if (st == NB_ABSENT)
		return NB_OK;
	l->count++;
	if (st == NB_INVALID || st == NB_UNSUPPORTED) {
		cli_error(&tool, err);
		l->worst = nb_worse(l->worst, st);
		st = NB_OK;
	}
	return st;
}

static enum nb_status gather(struct log *l, struct nb_error *err)
{
	const struct nbarc_query *q = &l->query;
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	enum nb_status st =
		nb_cursor_create_detail(l->archive, q->text, q->page_len, true,
					q->detail, &cursor, err);

	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		if (e->id.len == q->page_len)
			st = add(l, e, err);
	}
	nb_cursor_free(cursor);
	if (!st && !l->count)
		st = nb_fail(err, NB_ABSENT, "%s: not in the archive", q->text);
	return st ? st : nb_archive_commits(l->archive, note_time, l, err);
}

/* ---- printing */

static const char *word_of_state(const struct row *row)
{
	return nbarc_state_name(row->state, row->item);
}

/* What a revision changed, as words with `between` between them. */
static enum nb_status changes(const struct row *row, const struct row *before,
			      const char *between, struct nb_buf *b)
{
	const char *words[4];
	size_t n = 0, i;
	enum nb_status st = NB_OK;

	if (!before)
		words[n++] = "new";
	if (before && before->known && row->known &&
	    memcmp(row->sha256, before->sha256, 32) != 0)
		words[n++] = "text";
	if (before && memcmp(row->source_sha256, before->source_sha256, 32))
		words[n++] = "source";
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
		st = changes(row, before, "\",\"", b);
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
	return st ? st : nb_buf_puts(b, "}\n");
}

/* " 704 (-2)": a count, and how it differs from the one before. */
static enum nb_status put_count(struct nb_buf *b, uint64_t n,
				const uint64_t *before, const char *unit)
{
	enum nb_status st = nb_buf_printf(b, "  %" PRIu64, n);

	if (!st && before && *before != n)
		st = nb_buf_printf(b, " (%+" PRId64 ")",
				   (int64_t)n - (int64_t)*before);
	return st ? st : nb_buf_printf(b, " %s", unit);
}

static enum nb_status table_row(struct log *l, const struct row *row,
				const struct row *before)
{
	uint64_t items = before ? before->items : 0;
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
	if (!st)
		st = nb_buf_printf(b, "  %.12s  ", hex);
	if (!st)
		st = changes(row, before, ", ", b);
	if (!st && reason.len)
		st = nb_buf_puts(b, ": ");
	if (!st)
		st = nbarc_put_masked(b, &reason);
	return st ? st : nb_buf_puts(b, "\n");
}

static enum nb_status print(struct log *l, struct nb_error *err)
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

static bool list_commit(void *context, const struct nb_archive_info *info)
{
	struct log *l = context;

	l->worst = put_commit(l, info);
	return !l->worst;
}

/* What is known is printed, also where the chain is broken. */
static enum nb_status list_commits(struct log *l, struct nb_error *err)
{
	enum nb_status st = nb_archive_commits(l->archive, list_commit, l, err);

	if (l->worst)
		return nb_fail_mem(err);
	(void)fwrite(l->out.data, 1, l->out.len, stdout);
	return st;
}

static enum nb_status list_revisions(struct log *l, struct nb_error *err)
{
	enum nb_status st = gather(l, err);

	return st ? st : print(l, err);
}

static int run(struct log *l)
{
	struct nb_error err;
	enum nb_status st = nbarc_open(l->path, l->at, &l->archive, &err);
	size_t i;

	if (!st)
		st = l->query.len ? list_revisions(l, &err)
				  : list_commits(l, &err);
	if (st) {
		nb_error_file(&err, l->path);
		cli_error(&tool, &err);
	}
	nb_archive_close(l->archive);
	for (i = 0; i < l->count; i++)
		free(l->rows[i].reason);
	free(l->rows);
	nb_buf_free(&l->out);
	st = nb_worse(st, l->worst);
	return st ? nb_exit_code(st) : cli_stdout_close(&tool);
}

int nbarc_log(int argc, char **argv)
{
	struct log l = {.json = false};
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (key == KEY_JSON)
			l.json = true;
		else if (key == KEY_AT)
			l.at = optarg;
		else
			return 0;
	}
	if (argc - optind != 1 && argc - optind != 2)
		return cli_usage(&tool, "an archive is needed, and one "
					"identifier at most");
	l.path = argv[optind];
	if (argc - optind == 1)
		return run(&l);
	if (!nbarc_query_parse(argv[optind + 1], &l.query) ||
	    l.query.revision ||
	    (l.query.level != NB_ID_PAGE && l.query.level != NB_ID_ITEM))
		return cli_usage(&tool,
				 "%.80s: not the id of a page or an item",
				 argv[optind + 1]);
	return run(&l);
}
