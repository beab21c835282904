/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc list: list the articles of an archive, one per line.
 *
 * An archive may have millions of articles, so that this is the command in
 * which the time per line counts: lines are made by hand, no more of the
 * catalogue is decoded than is printed, and output is written in large pieces.
 */
#include "commands.h"

#include <getopt.h>
#include <string.h>

#include "base/error.h"
#include "cli/cli.h"
#include "names.h"
#include "open.h"
#include "print.h"

#include <nbarc/archive.h>
#include <nbarc/article.h>
#include <nbarc/query.h>

/* Output is collected up to this many bytes. */
#define FLUSH_AT ((size_t)64 * 1024)

/* One run of the command. Archive, output and buffer are owned; err is that of
 * the output, and its status is NB_OK until a write fails. */
struct list {
	struct nb_archive *archive;
	const char *at; /* a commit, or NULL */
	bool json, all, pages;
	const char *from, *to, *title; /* of the filter, or NULL */
	struct nb_filter filter;
	struct nb_query query; /* whose filter it is, if there is any */
	struct cli_output output;
	struct nb_buf out;
	bool any; /* something was listed */
	struct nb_error err;
};

static const struct cli_option options[] = {
	{'a', "all", NULL, "also list what is withdrawn or moved",
	 CLI_SET(struct list, all)},
	{'j', "json", NULL, "print one JSON object per line",
	 CLI_SET(struct list, json)},
	{'p', "pages", NULL, "list pages instead of articles",
	 CLI_SET(struct list, pages)},
	{CLI_LONG + 1, "from", "DATE", "list what is of DATE or later",
	 CLI_TEXT(struct list, from)},
	{CLI_LONG + 2, "to", "DATE", "list what is of DATE or earlier",
	 CLI_TEXT(struct list, to)},
	{CLI_LONG + 3, "title", "CODE", "list what is of this newspaper",
	 CLI_TEXT(struct list, title)},
	{CLI_LONG, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct list, at)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc list",
	.synopsis = "[OPTION...] ARCHIVE [PREFIX]",
	.about = "List the articles, photographs and notices whose identifiers "
		 "begin with PREFIX.",
	.options = options,
	.least = 1,
	.most = 2,
	.missing = "an archive and at most one prefix are needed",
};

/* ---- one line */

/* The JSON object of an item without its end. */
static enum nb_status json_item(struct nb_buf *b, const struct nb_entry *e,
				const struct nb_entry_item *item,
				const char *id)
{
	enum nb_status st = nb_buf_printf(
		b, "{\"id\":\"%s\",\"page\":\"%.*s\",\"revision\":%u", id,
		(int)e->id.len, e->id.text, e->revision);

	if (!st)
		st = nb_buf_printf(b, ",\"kind\":\"%s\",\"characters\":%u",
				   nb_kind_name((enum nb_kind)item->kind),
				   item->characters);
	if (!st)
		st = nbarc_json_field(b, "title", &item->title);
	if (!st)
		st = nbarc_json_field(b, "kicker", &item->kicker);
	if (!st)
		st = nbarc_json_field(b, "byline", &item->byline);
	return st;
}

/* Columns of the table, in bytes. */
#define ID_WIDTH 26u
#define KIND_WIDTH 9u

/* Fill a column, whose text has `len` bytes and ends at `p`, with at least two
 * spaces; returns where they end. */
static char *fill(char *p, size_t len, size_t width)
{
	size_t spaces = len + 2 < width ? width - len : 2;

	memset(p, ' ', spaces);
	return p + spaces;
}

/* Write a number with spaces before it, like %6u. A line is made by hand
 * because a list has as many lines as the archive has articles. */
static char *put_number(char *p, uint32_t n)
{
	char digits[10];
	size_t len = 0, width;

	do
		digits[len++] = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	for (width = len; width < 6; width++)
		*p++ = ' ';
	while (len)
		*p++ = digits[--len];
	return p;
}

/* The line of an item without its end: id, kind, characters, title. */
static enum nb_status table_item(struct nb_buf *b,
				 const struct nb_entry_item *item,
				 const char *id, size_t id_len)
{
	const char *kind = nb_kind_name((enum nb_kind)item->kind);
	const struct nb_string called = {id, id_len};
	char line[ID_WIDTH + 2 * KIND_WIDTH + 16], *p, *from;
	enum nb_status st = nbarc_put_masked(b, &called);

	p = from = fill(line, id_len, ID_WIDTH);
	while (*kind)
		*p++ = *kind++;
	p = put_number(fill(p, (size_t)(p - from), KIND_WIDTH),
		       item->characters);
	*p++ = ' ';
	*p++ = ' ';
	if (!st)
		st = nb_buf_add(b, line, (size_t)(p - line));
	if (!st)
		st = nbarc_put_masked(b, &item->title);
	if (!st && item->kicker.len)
		st = nb_buf_puts(b, "  / ");
	if (!st && item->kicker.len)
		st = nbarc_put_masked(b, &item->kicker);
	return st;
}

/* Write what has been collected. */
static enum nb_status flush(struct list *l)
{
	enum nb_status st =
		cli_output_write(&l->output, l->out.data, l->out.len, &l->err);

	l->out.len = 0;
	return st;
}

/* The state of an item and its reason. A state of the whole page goes before
 * that of the item. */
struct standing {
	unsigned state;
	bool item; /* the state is the item's own */
	struct nb_string reason;
};

/* The state of a page that is shown. The newest revision decides, as for the
 * text; a revision that is shown may be purged. */
static struct standing page_standing(const struct nb_entry *e)
{
	struct standing s = {NB_STATE_PRESENT, false, {"", 0}};
	const char *reason = nb_entry_hidden_reason(e);

	if (e->state == NB_STATE_PURGED) {
		s.state = NB_STATE_PURGED;
		s.reason = e->reason;
	} else if (nb_entry_is_hidden(e)) {
		s.state = NB_STATE_WITHDRAWN;
		s.reason = (struct nb_string){reason, strlen(reason)};
	}
	return s;
}

/*
 * The state of an item that is shown: that of the page if the page is not
 * present, and then its own. An item that an older revision had withdrawn is
 * present if the newest one has it again.
 */
static struct standing standing_of(const struct nb_entry *e,
				   const struct nb_entry_item *item)
{
	struct standing s = page_standing(e);

	if (s.state != NB_STATE_PRESENT)
		return s;
	s = (struct standing){item->state, true, item->reason};
	if (item->state == NB_STATE_MOVED)
		return s;
	s.state = nb_entry_item_is_hidden(e, item->number) || item->len == 0
			  ? NB_STATE_WITHDRAWN
			  : NB_STATE_PRESENT;
	return s;
}

/* Append state and reason, for --all. */
static enum nb_status json_standing(struct nb_buf *b, const struct standing *s)
{
	enum nb_status st = nb_buf_printf(b, ",\"state\":\"%s\"",
					  nbarc_state_name(s->state, s->item));

	return st ? st : nbarc_json_field(b, "reason", &s->reason);
}

/* Append "  [withdrawn: reason]", for --all; nothing if it is present. */
static enum nb_status table_standing(struct nb_buf *b, const struct standing *s)
{
	enum nb_status st = NB_OK;

	if (s->state == NB_STATE_PRESENT)
		return NB_OK;
	st = nb_buf_printf(b, "  [%s: ", nbarc_state_name(s->state, s->item));
	if (!st)
		st = nbarc_put_masked(b, &s->reason);
	return st ? st : nb_buf_puts(b, "]");
}

/* The line of one item, in the form that was asked for. */
static enum nb_status put_item(struct list *l, const struct nb_entry *e,
			       const struct nb_entry_item *item,
			       const struct standing *standing)
{
	char id[NB_ITEM_ID_MAX];
	size_t id_len = nb_item_id(e->id.text, e->id.len, item->number, id);
	enum nb_status st;

	st = l->json ? json_item(&l->out, e, item, id)
		     : table_item(&l->out, item, id, id_len);
	if (!st && l->all)
		st = l->json ? json_standing(&l->out, standing)
			     : table_standing(&l->out, standing);
	return st ? st : nb_buf_puts(&l->out, l->json ? "}\n" : "\n");
}

/* The line of a page, for --pages. */
static enum nb_status put_page(struct list *l, const struct nb_entry *e)
{
	struct standing s = page_standing(e);
	enum nb_status st;

	if (!l->json) {
		st = nbarc_put_masked(&l->out, &e->id);
		if (!st && l->all)
			st = table_standing(&l->out, &s);
		return st ? st : nb_buf_add(&l->out, "\n", 1);
	}
	st = nb_buf_printf(&l->out, "{\"id\":\"%.*s\",\"revision\":%u",
			   (int)e->id.len, e->id.text, e->revision);
	if (!st && l->all)
		st = json_standing(&l->out, &s);
	return st ? st : nb_buf_puts(&l->out, "}\n");
}

/* The lines of the items of a page that the query chooses. */
static enum nb_status put_items(struct list *l, const struct nb_entry *e)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];
		struct standing s = standing_of(e, item);

		if ((s.state != NB_STATE_PRESENT && !l->all) ||
		    !nb_query_item(&l->query, &e->id, item->number))
			continue;
		l->any = true;
		st = put_item(l, e, item, &s);
	}
	return st;
}

/* Called for each page of the query, until one could not be printed. */
static bool visit_page(void *context, const struct nb_entry *e)
{
	struct list *l = context;
	enum nb_status st = NB_OK;

	if (!l->pages) {
		st = put_items(l, e);
	} else if (page_standing(e).state == NB_STATE_PRESENT || l->all) {
		l->any = true;
		st = put_page(l, e);
	}
	if (st)
		st = nb_fail_mem(&l->err);
	else if (l->out.len >= FLUSH_AT)
		st = flush(l);
	return !st && !cli_interrupted();
}

/* ---- the command */

/* NB_ABSENT for a query of which nothing was listed, with the reason if it
 * chooses one page or item. */
static enum nb_status say_absent(struct list *l, struct nb_error *err)
{
	const struct nb_entry *e;
	enum nb_status st = NB_OK;

	if (l->query.filter)
		return nb_fail(err, NB_ABSENT,
			       "nothing of this title and these dates");
	if (l->query.kind != NB_QUERY_MANY) {
		l->query.detail = NB_DETAIL_PLACES;
		st = nb_query_find(l->archive, &l->query, &e, err);
		if (!st)
			st = nb_query_refuse(l->archive, &l->query, e, err);
	}
	return st ? st : nb_query_absent(&l->query, err);
}

/* List what the query chooses. NB_ABSENT if a prefix finds nothing; an archive
 * without pages has nothing to list. A list that could not be written is worse
 * than either. */
static enum nb_status list_pages(struct list *l, struct nb_error *err)
{
	enum nb_status st =
		nb_query_pages(l->archive, &l->query, 1, visit_page, l, err);
	enum nb_status written = l->err.status ? l->err.status : flush(l);

	if (st == NB_ABSENT && (l->query.len == 0 || l->query.filter))
		st = NB_OK;
	if (!st && !written && !l->any && (l->query.len || l->query.filter))
		st = say_absent(l, err);
	if (written)
		*err = l->err;
	return nb_worse(st, written);
}

/*
 * From opening the archive to the exit code. What could be listed of a damaged
 * one is printed.
 */
static int list_archive(struct list *l, const char *path)
{
	struct nb_error err = {.status = NB_OK};
	struct nbarc_damage damage = {&tool, false};
	enum nb_status st =
		nbarc_open_damaged(path, l->at, &damage, &l->archive, &err);

	if (st) {
		cli_error(&tool, &err);
		return nb_exit_code(st);
	}
	st = list_pages(l, &err);
	if (st) {
		nb_error_file(&err, path);
		cli_error(&tool, &err);
	}
	if (damage.seen)
		st = nb_worse(st, NB_INVALID);
	nb_archive_close(l->archive);
	nb_buf_free(&l->out);
	st = cli_output_close(&l->output, st, &err);
	return nb_exit_code(st);
}

/* No more of the entries is decoded than is printed. The reason of a withdrawal
 * is stored with the places. */
static enum nb_detail detail_of(const struct list *l)
{
	if (!l->pages)
		return NB_DETAIL_TITLES;
	return l->all ? NB_DETAIL_PLACES : NB_DETAIL_KEYS;
}

/* Make the filter of the options, and give it to the query. */
static enum nb_status set_filter(struct list *l, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (l->from)
		st = nb_filter_from(&l->filter, l->from, err);
	if (!st && l->to)
		st = nb_filter_to(&l->filter, l->to, err);
	if (!st && l->title)
		st = nb_filter_title(&l->filter, l->title, err);
	if (l->from || l->to || l->title)
		l->query.filter = &l->filter;
	return st;
}

int nbarc_list(int argc, char **argv)
{
	struct list l = {.json = false};
	const char *prefix;
	struct nb_error err;

	cli_parse(&tool, argc, argv, &l);
	prefix = argc - optind == 2 ? argv[optind + 1] : "";
	if (nb_query_parse(prefix, &l.query, &err) || set_filter(&l, &err)) {
		cli_error(&tool, &err);
		return nb_exit_code(err.status);
	}
	l.query.detail = detail_of(&l);
	if (cli_output_open(&l.output, NULL, &err))
		return 1;
	return list_archive(&l, argv[optind]);
}
