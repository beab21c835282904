/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc list: what is in an archive, an item a line. */
#include "nbarc.h"

#include <getopt.h>
#include <string.h>

#include "base/error.h"

#include <nbarc/archive.h>

enum { KEY_ALL = 'a', KEY_JSON = 'j', KEY_PAGES = 'p', KEY_AT = CLI_LONG };

static const struct cli_option options[] = {
	{KEY_ALL, "all", NULL, "what is withdrawn or moved as well"},
	{KEY_JSON, "json", NULL, "one JSON object a line"},
	{KEY_PAGES, "pages", NULL, "the identifiers of the pages alone"},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc list",
	.synopsis = "[OPTION...] ARCHIVE [PREFIX]",
	.about = "List the articles, photographs and notices whose identifiers "
		 "begin with PREFIX.",
	.options = options,
};

#define FLUSH_AT ((size_t)64 * 1024)

struct list {
	struct nb_archive *archive;
	const char *at;
	bool json, all, pages;
	const struct nbarc_query *query;
	struct cli_output output;
	struct nb_buf out;
	bool any;
	struct nb_error err;
};

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

#define ID_WIDTH 26u
#define KIND_WIDTH 9u

/* Fill a column that begins at `from` and has text up to `p` with spaces; two
 * at least. */
static char *fill(char *from, char *p, size_t width)
{
	size_t len = (size_t)(p - from);
	size_t spaces = len + 2 < width ? width - len : 2;

	memset(p, ' ', spaces);
	return p + spaces;
}

/* A number with spaces before it, like %6u. By hand, as all of a line is: a
 * list has as many lines as there are articles. */
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

static enum nb_status table_item(struct nb_buf *b,
				 const struct nb_entry_item *item,
				 const char *id, size_t id_len)
{
	const char *kind = nb_kind_name((enum nb_kind)item->kind);
	char line[NBARC_ITEM_ID + ID_WIDTH + 2 * KIND_WIDTH + 16], *p, *from;
	enum nb_status st;

	memcpy(line, id, id_len);
	p = from = fill(line, line + id_len, ID_WIDTH);
	while (*kind)
		*p++ = *kind++;
	p = put_number(fill(from, p, KIND_WIDTH), item->characters);
	*p++ = ' ';
	*p++ = ' ';
	st = nb_buf_add(b, line, (size_t)(p - line));
	if (!st)
		st = nbarc_put_masked(b, &item->title);
	if (!st && item->kicker.len)
		st = nb_buf_puts(b, "  / ");
	if (!st && item->kicker.len)
		st = nbarc_put_masked(b, &item->kicker);
	return st;
}

static enum nb_status flush(struct list *l)
{
	enum nb_status st =
		cli_output_write(&l->output, l->out.data, l->out.len, &l->err);

	l->out.len = 0;
	return st;
}

/* The state of an item, which may be that of its page, and the reason. */
struct standing {
	unsigned state;
	bool item; /* the state is the item's own */
	struct nb_string reason;
};

static struct standing standing_of(const struct nb_entry *e,
				   const struct nb_entry_item *item,
				   const struct nb_hidden *hidden)
{
	struct standing s = {item->state, true, item->reason};

	if (e->state != NB_STATE_PRESENT)
		s = (struct standing){e->state, false, e->reason};
	else if (s.state == NB_STATE_PRESENT &&
		 nb_hidden_item(hidden, item->number))
		s = (struct standing){NB_STATE_WITHDRAWN, true, {"", 0}};
	return s;
}

static enum nb_status json_standing(struct nb_buf *b, const struct standing *s)
{
	enum nb_status st = nb_buf_printf(b, ",\"state\":\"%s\"",
					  nbarc_state_name(s->state, s->item));

	return st ? st : nbarc_json_field(b, "reason", &s->reason);
}

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

static enum nb_status put_item(struct list *l, const struct nb_entry *e,
			       const struct nb_entry_item *item,
			       const struct standing *standing)
{
	char id[NBARC_ITEM_ID];
	size_t id_len = nbarc_item_id(&e->id, item->number, id);
	enum nb_status st;

	st = l->json ? json_item(&l->out, e, item, id)
		     : table_item(&l->out, item, id, id_len);
	if (!st && l->all)
		st = l->json ? json_standing(&l->out, standing)
			     : table_standing(&l->out, standing);
	return st ? st : nb_buf_puts(&l->out, l->json ? "}\n" : "\n");
}

static enum nb_status put_page(struct list *l, const struct nb_entry *e)
{
	struct standing s = {e->state, false, e->reason};
	enum nb_status st;

	if (!l->json) {
		st = nb_buf_add(&l->out, e->id.text, e->id.len);
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

static enum nb_status put_items(struct list *l, const struct nb_entry *e,
				const struct nb_hidden *hidden)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];
		struct standing s = standing_of(e, item, hidden);

		if ((s.state != NB_STATE_PRESENT && !l->all) ||
		    !nbarc_query_item(l->query, &e->id, item->number))
			continue;
		l->any = true;
		st = put_item(l, e, item, &s);
	}
	return st;
}

static enum nb_status visit(void *context, const struct nb_entry *e,
			    const struct nb_hidden *hidden)
{
	struct list *l = context;
	enum nb_status st = NB_OK;

	if (l->err.status)
		return l->err.status;
	if (!l->pages) {
		st = put_items(l, e, hidden);
	} else if (e->state == NB_STATE_PRESENT || l->all) {
		l->any = true;
		st = put_page(l, e);
	}
	if (st)
		return nb_fail_mem(&l->err);
	return l->out.len >= FLUSH_AT ? flush(l) : NB_OK;
}

static int run(struct list *l, const char *path)
{
	struct nb_error err = {.status = NB_OK};
	struct nbarc_damage damage = {&tool, false};
	enum nb_status st =
		nbarc_open_damaged(path, l->at, &damage, &l->archive, &err);

	if (st) {
		cli_error(&tool, &err);
		return nb_exit_code(st);
	}
	st = nbarc_query_pages(l->archive, l->query, 1, visit, l, &err);
	/* An archive without pages lists nothing; a prefix that finds nothing
	 * is absent. */
	if (st == NB_ABSENT && l->query->len == 0)
		st = err.status = NB_OK;
	if (!st && !l->any && l->query->len)
		st = nb_fail(&err, NB_ABSENT, "%s: not in the archive",
			     l->query->text);
	if (!l->err.status && flush(l))
		st = nb_worse(st, l->err.status);
	if (l->err.status)
		err = l->err;
	if (err.status) {
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

int nbarc_list(int argc, char **argv)
{
	struct list l = {.json = false};
	struct nbarc_query query;
	struct nb_error err;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (key == KEY_JSON)
			l.json = true;
		else if (key == KEY_ALL)
			l.all = true;
		else if (key == KEY_PAGES)
			l.pages = true;
		else if (key == KEY_AT)
			l.at = optarg;
		else
			return 0;
	}
	if (optind >= argc || argc - optind > 2)
		return cli_usage(&tool, "an archive is needed, and one prefix "
					"at most");
	if (!nbarc_query_parse(argc - optind == 2 ? argv[optind + 1] : "",
			       &query)) {
		cli_say(&tool, "%.80s: not an identifier", argv[optind + 1]);
		return 4;
	}
	query.detail = NB_DETAIL_TITLES;
	if (l.pages) /* the reason of a withdrawal is no key */
		query.detail = l.all ? NB_DETAIL_PLACES : NB_DETAIL_KEYS;
	l.query = &query;
	if (cli_output_open(&l.output, NULL, &err))
		return 1;
	return run(&l, argv[optind]);
}
