/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc list: list the items of an archive, or its pages, one per line.
 *
 * What is listed goes through three steps: the queries and the filter choose
 * (visit_page()), a record becomes a line (put_line()), and the line is printed
 * at once or kept to be sorted (emit()). An archive may have millions of items,
 * so that no more of the catalogue is decoded than is printed, and output is
 * written in large pieces.
 */
#include "commands.h"

#include <getopt.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "choose/choice.h"
#include "choose/explain.h"
#include "choose/ids.h"
#include "cli/cli.h"
#include "rows/columns.h"
#include "rows/row.h"
#include "rows/sorted.h"
#include "rows/table.h"
#include "set/set.h"
#include "user/pager.h"

#include <nbarc/archive.h>
#include <nbarc/item.h>
#include <nbarc/query.h>

/* Output is collected up to this many bytes. */
#define FLUSH_AT ((size_t)64 * 1024)

/* One run of the command. Archive, output, buffers, record and lines are owned;
 * err is that of the output, and its status is NB_OK until something fails. */
struct list {
	struct nb_archive *archive;
	const char *path; /* of it */
	struct nbarc_set set;
	const char *at; /* a commit, or NULL */
	bool json, all, pages, reverse, count_only, bom;
	const char *form_name, *column_names, *sort;
	unsigned limit; /* lines at most; 0: no limit */
	struct nbarc_choice choice;
	enum nbarc_form form;
	struct nbarc_columns columns;
	struct nbarc_table table;
	uint64_t fields;       /* that a record needs */
	struct nb_query query; /* the one that is being answered */
	struct nb_item_record *record;
	struct nbarc_sorted sorted;
	bool keeps; /* lines are kept to be sorted or turned round */
	struct cli_output output;
	struct nb_buf out, line;
	struct nbarc_pager pager;
	uint64_t found;	      /* items or pages so far */
	unsigned searches;    /* identifiers for which a nearest was sought */
	enum nb_status worst; /* of items that were listed in part */
	bool any;	      /* the query in hand has found something */
	bool stopped;	      /* the limit is reached */
	struct nb_error err;
};

static const struct cli_option options[] = {
	NBARC_CHOICE_OPTIONS(struct list, choice),
	{'a', "all", NULL, "also list what is withdrawn or moved",
	 CLI_SET(struct list, all)},
	{'p', "pages", NULL, "list pages instead of items",
	 CLI_SET(struct list, pages)},
	{'c', "columns", "FIELD,...", NBARC_COLUMNS_HELP,
	 CLI_TEXT(struct list, column_names)},
	{'f', "format", "FORMAT", "table, tsv, csv, jsonl",
	 CLI_TEXT(struct list, form_name)},
	{'j', "json", NULL, "print JSON Lines, as -f jsonl",
	 CLI_SET(struct list, json)},
	{CLI_LONG + 1, "bom", NULL, "begin with a byte order mark",
	 CLI_SET(struct list, bom)},
	{'s', "sort", "FIELD", "sort by this field",
	 CLI_TEXT(struct list, sort)},
	{'r', "reverse", NULL, "the last one first",
	 CLI_SET(struct list, reverse)},
	{'n', "limit", "N", "print at most N lines",
	 CLI_COUNT(struct list, limit, UINT_MAX)},
	{CLI_LONG + 2, "count", NULL, "print only how many there are",
	 CLI_SET(struct list, count_only)},
	{CLI_LONG, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct list, at)},
	CLI_END,
};

/* On a terminal a table is shown by a pager. */
static void prepare(void *into, struct cli_sandbox *sandbox)
{
	struct list *l = into;

	(void)sandbox;
	nbarc_pager_prepare(&l->pager);
}

static const struct cli tool = {
	.name = "nbarc list",
	.synopsis = "[OPTION...] ARCHIVE [ID|PREFIX|-]...",
	.about = "List the articles, photographs and notices with these "
		 "identifiers, or whose\nidentifiers begin so; - stands for "
		 "identifiers on standard input.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "an archive is needed",
	.prepare = prepare,
	.allow = nbarc_set_allow,
	.far = nbarc_set_is_far,
};

/* ---- lines
 *
 * A record is made of an item, and a line of the record; only a list that is
 * sorted or turned round keeps its lines. */

/* Write what has been collected. */
static enum nb_status flush(struct list *l)
{
	enum nb_status st =
		cli_output_write(&l->output, l->out.data, l->out.len, &l->err);

	l->out.len = 0;
	return st;
}

/* Append the line of the record in the form that was asked for. */
static enum nb_status put_line(struct list *l, struct nb_buf *out)
{
	if (l->form == NBARC_TABLE)
		return nbarc_table_put(&l->table, l->record, out);
	return nbarc_row_put(l->form, &l->columns, l->record, out);
}

/* Print the line of the record, or keep it. */
static enum nb_status emit(struct list *l)
{
	enum nb_status st;

	l->line.len = 0;
	st = put_line(l, l->keeps ? &l->line : &l->out);
	if (!st && l->keeps)
		st = nbarc_sorted_add(&l->sorted, l->record, l->line.data,
				      l->line.len);
	if (st)
		return nb_fail_mem(&l->err);
	return l->out.len >= FLUSH_AT ? flush(l) : NB_OK;
}

/* Report a problem of one item, and go on with the others. */
static void pass_over(struct list *l)
{
	nb_error_file(&l->err, l->path);
	cli_error(&tool, &l->err);
	l->worst = nb_worse(l->worst, l->err.status);
	l->err.status = NB_OK;
}

/* Fill the record with fields of an item. */
static enum nb_status describe(struct list *l, const struct nb_entry *e,
			       unsigned number, uint64_t fields)
{
	return l->record ? nb_item_record_again(l->record, l->archive, e,
						number, fields, &l->err)
			 : nb_item_record_of(l->archive, e, number, fields,
					     &l->record, &l->err);
}

/* List an item of a page, or the page if the number is 0. If its document is
 * needed and damaged, what the catalogue says is listed. */
static enum nb_status list_one(struct list *l, const struct nb_entry *e,
			       unsigned number)
{
	enum nb_status st;

	l->any = true;
	l->found++;
	l->stopped = !l->keeps && l->limit && l->found == l->limit;
	if (l->count_only)
		return NB_OK;
	st = describe(l, e, number, l->fields);
	if (st == NB_INVALID && (l->fields & NB_FIELDS_DOCUMENT)) {
		pass_over(l);
		st = describe(l, e, number, l->fields & NB_FIELDS_CATALOGUE);
	}
	return st ? st : emit(l);
}

/* ---- choosing
 *
 * A query and the filter choose together. The filter judges pages inside of
 * nb_query_pages(), which leaves out parts of the catalogue by it; items are
 * judged here. */

/* Is an item of the page chosen? */
static enum nb_status choose_item(struct list *l, const struct nb_entry *e,
				  const struct nb_entry_item *item,
				  bool *chosen)
{
	enum nb_status st;

	*chosen = (l->all || nb_entry_item_is_present(e, item)) &&
		  nb_query_item(&l->query, &e->id, item->number);
	if (!*chosen || !nb_filter_has_items(&l->choice.filter))
		return NB_OK;
	st = nb_filter_item(&l->choice.filter, l->archive, e, item, chosen,
			    &l->err);
	if (st != NB_INVALID)
		return st;
	pass_over(l); /* whether it is chosen is not known */
	*chosen = false;
	return NB_OK;
}

/* List the items of a page that are chosen, or the page if there is one. */
static enum nb_status visit_items(struct list *l, const struct nb_entry *e)
{
	enum nb_status st = NB_OK;
	bool chosen;
	size_t i;

	for (i = 0; !st && !l->stopped && i < e->item_count; i++) {
		st = choose_item(l, e, &e->items[i], &chosen);
		if (st || !chosen)
			continue;
		if (l->pages)
			return list_one(l, e, 0);
		st = list_one(l, e, e->items[i].number);
	}
	return st;
}

/* Called for each page of the query, until the output or memory fails. What is
 * damaged is reported where it is read around. */
static bool visit_page(void *context, const struct nb_entry *e)
{
	struct list *l = context;
	enum nb_status st = NB_OK;

	if (!l->pages || nb_filter_has_items(&l->choice.filter))
		st = visit_items(l, e);
	else if (l->all ||
		 (e->state != NB_STATE_PURGED && !nb_entry_is_hidden(e)))
		st = list_one(l, e, 0);
	l->err.status = st;
	return !st && !l->stopped && !cli_interrupted();
}

/* The detail of the entries. A list of pages needs the least: the reason of a
 * withdrawal is stored with the places. */
static enum nb_detail detail_of(const struct list *l)
{
	uint64_t keys = NB_FIELDS_ALL;
	struct nbarc_columns of_pages = {.count = 0};

	nbarc_columns_default(&of_pages, true, false);
	keys = of_pages.fields | NB_FIELD_BIT(NB_FIELD_PAGE_ID);
	if (l->pages && !l->all && !(l->fields & ~keys) &&
	    !nb_filter_has_items(&l->choice.filter))
		return NB_DETAIL_KEYS;
	return nb_fields_detail(l->fields |
				nb_filter_fields(&l->choice.filter));
}

/* Answer one query. An archive without pages has nothing to list, and is none
 * the worse for it. */
static enum nb_status list_query(struct list *l, const char *id,
				 struct nb_error *err)
{
	bool filtered = nbarc_choice_any(&l->choice);
	enum nb_status st = nb_query_parse(id, &l->query, err);

	if (st)
		return st;
	l->any = false;
	l->query.detail = detail_of(l);
	l->query.filter = filtered ? &l->choice.filter : NULL;
	st = nb_query_pages(l->archive, &l->query, 1, visit_page, l, err);
	if (l->err.status)
		return NB_OK; /* reported by the caller */
	if (st == NB_ABSENT && (!l->query.len || filtered))
		st = NB_OK;
	if (st == NB_ABSENT || (!st && !l->any && l->query.len && !filtered))
		st = nbarc_explain_id(l->archive, &l->query, &l->searches, err);
	return st;
}

/* ---- the command */

/* Print the lines that were kept, in their order, up to the limit: of lines
 * that are sorted, all have to be there before the first one is known. */
static enum nb_status print_kept(struct list *l)
{
	size_t count = l->sorted.count, i, len;
	const void *line;
	enum nb_status st = NB_OK;

	nbarc_sorted_end(&l->sorted);
	if (l->limit && l->limit < count)
		count = l->limit;
	for (i = 0; !st && i < count; i++) {
		line = nbarc_sorted_line(&l->sorted, i, &len);
		if (nb_buf_add(&l->out, line, len))
			st = nb_fail_mem(&l->err);
		else if (l->out.len >= FLUSH_AT)
			st = flush(l);
	}
	return st;
}

/* Print what comes before the first line. */
static enum nb_status begin(struct list *l)
{
	enum nb_status st = NB_OK;

	if (l->count_only)
		return NB_OK;
	if (l->bom)
		st = nb_buf_add(&l->out, NB_UTF8_BOM, NB_UTF8_BOM_LEN);
	if (!st && l->form == NBARC_TABLE && l->table.width)
		st = nbarc_table_names(&l->table, &l->out);
	else if (!st && (l->form == NBARC_TSV || l->form == NBARC_CSV))
		st = nbarc_row_names(l->form, &l->columns, &l->out);
	return st ? nb_fail_mem(&l->err) : NB_OK;
}

/* Print what comes after the last one. A list that could not be written is
 * worse than anything that was not found. */
static enum nb_status end(struct list *l)
{
	enum nb_status st = l->err.status;

	if (!st && l->keeps)
		st = print_kept(l);
	if (!st && l->count_only &&
	    nb_buf_printf(&l->out, "%llu\n", (unsigned long long)l->found))
		st = nb_fail_mem(&l->err);
	if (!st || l->out.len)
		st = nb_worse(st, flush(l));
	return st;
}

/* Report a problem, if there is one, and go on; returns the worse status of it
 * and of what came before. */
static enum nb_status report(struct list *l, enum nb_status worst,
			     enum nb_status st, struct nb_error *err)
{
	if (!st)
		return worst;
	nb_error_file(err, l->path);
	cli_error(&tool, err);
	return nb_worse(worst, st);
}

/* Answer queries from an archive; without any, everything. What one of them
 * does not find does not keep the others from being listed. */
static enum nb_status list_some(void *context, struct nb_archive *archive,
				const char *path, char **ids, size_t count,
				struct nb_error *err)
{
	struct list *l = context;
	enum nb_status st;
	size_t i;

	l->archive = archive;
	l->path = path;
	for (i = 0; i < (count ? count : 1) && !l->err.status && !l->stopped;
	     i++) {
		st = list_query(l, count ? ids[i] : "", err);
		l->worst = report(l, l->worst, st, err);
	}
	return NB_OK;
}

/* Answer all queries. */
static enum nb_status list_all(struct list *l, const struct nbarc_ids *ids)
{
	bool filtered = nbarc_choice_any(&l->choice);
	struct nb_error err;
	enum nb_status st, worst;

	if (begin(l))
		return report(l, NB_OK, l->err.status, &l->err);
	st = nbarc_set_each(&l->set, ids->list, ids->count, list_some, l, &err);
	worst = report(l, NB_OK, st, &err);
	l->path = l->set.path;
	st = end(l);
	worst = nb_worse(report(l, worst, st, &l->err), l->worst);
	if (!worst && filtered && !l->found) {
		st = nbarc_set_explain(&l->set, &l->choice, &err);
		worst = report(l, worst, st, &err);
	}
	return worst;
}

/*
 * From opening the archive to the exit code. What could be listed of a damaged
 * one is printed.
 */
static int list_archive(struct list *l, const struct nbarc_ids *ids)
{
	struct nb_error err = {.status = NB_OK};
	enum nb_status st, closed;

	l->set.cli = &tool;
	l->set.path = l->path;
	l->set.at = l->at;
	l->set.around = true;
	st = nbarc_set_open(&l->set, &err);
	if (st) {
		cli_error(&tool, &err);
		(void)nbarc_set_close(&l->set);
		return nb_exit_code(st);
	}
	if (l->form == NBARC_TABLE && !l->count_only) {
		l->table.width = nbarc_terminal_columns();
		l->table.colours = l->table.width && cli_colours();
		nbarc_pager_start(&l->pager);
	}
	st = list_all(l, ids);
	st = nb_worse(st, nbarc_set_close(&l->set));
	nb_item_record_free(l->record);
	nbarc_sorted_free(&l->sorted);
	nb_buf_free(&l->out);
	nb_buf_free(&l->line);
	closed = cli_output_close(&l->output, st, &err);
	nbarc_pager_end(&l->pager);
	/* What was wrong before has been said. */
	if (!st && closed)
		cli_error(&tool, &err);
	return nb_exit_code(closed);
}

/* Set what follows from the options: form, columns, order, filter. */
static enum nb_status set_up(struct list *l, struct nb_error *err)
{
	enum nb_status st = nbarc_choice_filter(&l->choice, err);

	if (!st && l->column_names)
		st = nbarc_columns_parse(l->column_names, &l->columns, err);
	else if (!st && l->form == NBARC_TABLE)
		nbarc_table_default(&l->columns, l->pages, l->all);
	else if (!st)
		nbarc_columns_default(&l->columns, l->pages, l->all);
	if (!st && l->sort) {
		st = nbarc_field_parse(l->sort, strlen(l->sort),
				       &l->sorted.field, err);
		l->sorted.by_field = true;
	}
	l->sorted.reverse = l->reverse;
	l->keeps = (l->sort || l->reverse) && !l->count_only;
	l->table.columns = &l->columns;
	l->table.plain = !l->column_names;
	if (!l->count_only)
		l->fields = l->columns.fields;
	if (!st && l->keeps && l->sort)
		l->fields |= NB_FIELD_BIT(l->sorted.field);
	return st;
}

/* Check what the options say together; returns an exit code. */
static int check_usage(struct list *l)
{
	if (l->json)
		l->form = NBARC_JSONL;
	if (l->form_name && !nbarc_form_find(l->form_name, &l->form))
		return cli_usage(&tool,
				 "%s: no such format; there are table, tsv, "
				 "csv and jsonl",
				 l->form_name);
	if (l->bom && l->form != NBARC_CSV && l->form != NBARC_TSV)
		return cli_usage(&tool, "--bom is about csv and tsv");
	return 0;
}

int nbarc_list(int argc, char **argv)
{
	struct list l = {.json = false};
	struct nbarc_ids ids;
	struct nb_error err = {.status = NB_OK};
	int code;

	cli_parse(&tool, argc, argv, &l);
	if (check_usage(&l))
		return nb_exit_code(NB_USAGE);
	l.path = argv[optind];
	if (set_up(&l, &err) ||
	    nbarc_ids_read(argv + optind + 1, (size_t)(argc - optind - 1), &ids,
			   &err)) {
		cli_error(&tool, &err);
		return nb_exit_code(err.status);
	}
	if (argc - optind > 1 && !ids.count) {
		code = 0; /* a list on standard input that is empty */
	} else if (cli_output_open(&l.output, NULL, &err)) {
		code = 1;
	} else {
		l.output.masked = false;
		code = list_archive(&l, &ids);
	}
	nbarc_ids_free(&ids);
	return code;
}
