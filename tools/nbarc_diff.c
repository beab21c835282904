/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc diff: what a revision changed, by paragraph and by character. */
#include "nbarc.h"
#include "textdiff.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

#include <nbarc/archive.h>

enum { KEY_JSON = 'j', KEY_AT = CLI_LONG, KEY_COLOUR };

static const struct cli_option options[] = {
	{KEY_JSON, "json", NULL, "one JSON object a difference"},
	{KEY_COLOUR, "colour", "WHEN", "auto (the default), always or never"},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc diff",
	.synopsis = "[OPTION...] ARCHIVE ID[@REVISION] [ID@REVISION]",
	.about = "Print how the text of a page or an article differs between "
		 "two revisions; with one\nidentifier, from the revision "
		 "before it.",
	.options = options,
};

struct diff {
	struct nb_archive *archive;
	const char *path, *at;
	bool json, colour;
	struct nbarc_query query[2];
	struct text_page page[2];
	struct text_edits edits;
	struct nb_buf out;
	int shown_item[2]; /* of the last heading; -1: none yet */
};

/* ---- reading */

/* The text of the page, or of its one item. */
static enum nb_status read_page(struct diff *d, int side, struct nb_error *err)
{
	const struct nbarc_query *q = &d->query[side];
	struct nb_hidden hidden;
	const struct nb_entry *e;
	const uint8_t *doc;
	enum nb_status st = nbarc_find(d->archive, q, &hidden, &e, err);

	if (!st)
		st = nb_archive_document(d->archive, e, &doc, err);
	if (!st)
		st = text_page_read(&d->page[side], e, &hidden, doc, q->number,
				    err);
	if (!st && q->number && !d->page[side].count)
		st = nb_fail(err, NB_ABSENT, "%s@%u: not in the archive",
			     q->text, q->revision);
	return st;
}

/* With one identifier: that revision, or the newest, and the one before. */
static enum nb_status before_it(struct diff *d, struct nb_error *err)
{
	struct nbarc_query *q = &d->query[1];
	const struct nb_entry *e;
	enum nb_status st = NB_OK;

	if (!q->revision) {
		st = nb_archive_locate(d->archive, q->text, q->page_len, 0, &e,
				       err);
		if (!st)
			q->revision = e->revision;
	}
	d->query[0] = *q;
	d->query[0].revision--;
	if (!st && q->revision == 1)
		st = nb_fail(err, NB_ABSENT, "%s@1: no revision is before it",
			     q->text);
	return st;
}

/* ---- printing for people */

static enum nb_status colour(struct diff *d, const char *code)
{
	return d->colour ? nb_buf_printf(&d->out, "\033[%sm", code) : NB_OK;
}

/* A line in one colour. */
static enum nb_status put_line(struct diff *d, const char *code,
			       const char *start, const struct nb_string *s,
			       const char *end)
{
	enum nb_status st = colour(d, code);

	if (!st)
		st = nb_buf_puts(&d->out, start);
	if (!st)
		st = nbarc_put_masked(&d->out, s);
	if (!st)
		st = nb_buf_puts(&d->out, end);
	if (!st)
		st = colour(d, "0");
	return st ? st : nb_buf_puts(&d->out, "\n");
}

static enum nb_status put_piece(struct diff *d, const struct text_piece *p)
{
	switch (p->op) {
	case TEXT_SAME:
		return nbarc_put_masked(&d->out, &p->text);
	case TEXT_DELETED:
	case TEXT_INSERTED:
		break;
	}
	{
		bool gone = p->op == TEXT_DELETED;
		enum nb_status st = colour(d, gone ? "31;9" : "32;1");

		if (!st && !d->colour)
			st = nb_buf_puts(&d->out, gone ? "[-" : "{+");
		if (!st)
			st = nbarc_put_masked(&d->out, &p->text);
		if (!st && !d->colour)
			st = nb_buf_puts(&d->out, gone ? "-]" : "+}");
		return st ? st : colour(d, "0");
	}
}

static enum nb_status put_change(struct diff *d, const struct text_edit *edit)
{
	struct text_pieces pieces;
	enum nb_status st =
		text_compare(&d->page[0].list[edit->before].text,
			     &d->page[1].list[edit->after].text, &pieces);
	size_t i;

	if (!st)
		st = nb_buf_puts(&d->out, "~ ");
	for (i = 0; !st && i < pieces.count; i++)
		st = put_piece(d, &pieces.list[i]);
	text_pieces_free(&pieces);
	return st ? st : nb_buf_puts(&d->out, "\n");
}

static const struct text_paragraph *paragraph(const struct diff *d, int side,
					      const struct text_edit *edit)
{
	size_t at = side ? edit->after : edit->before;

	return at == SIZE_MAX ? NULL : &d->page[side].list[at];
}

/* "@@ ...-05 @@" where the differences of another item begin. */
static enum nb_status heading(struct diff *d, const struct text_edit *edit)
{
	const struct text_paragraph *p = paragraph(d, 1, edit);
	int side = p ? 1 : 0;
	char id[NBARC_ITEM_ID];
	struct nb_string page = {d->query[side].text, d->query[side].page_len};
	struct nb_string s = {id, 0};

	if (!p)
		p = paragraph(d, 0, edit);
	if (d->shown_item[side] == (int)p->item)
		return NB_OK;
	d->shown_item[side] = (int)p->item;
	d->shown_item[!side] = -1;
	(void)nbarc_item_id(&page, p->item, id);
	s.len = strlen(id);
	return put_line(d, "36", "@@ ", &s, " @@");
}

static enum nb_status put_edit(struct diff *d, const struct text_edit *edit)
{
	const struct text_paragraph *before = paragraph(d, 0, edit);
	const struct text_paragraph *after = paragraph(d, 1, edit);
	enum nb_status st = heading(d, edit);

	if (st)
		return st;
	if (before && after)
		return put_change(d, edit);
	return before ? put_line(d, "31", "- ", &before->text, "")
		      : put_line(d, "32", "+ ", &after->text, "");
}

static enum nb_status put_names(struct diff *d)
{
	enum nb_status st = NB_OK;
	int side;

	for (side = 0; !st && side < 2; side++) {
		char name[96];
		struct nb_string s = {name, 0};

		s.len = (size_t)snprintf(name, sizeof(name), "%s@%u",
					 d->query[side].text,
					 d->query[side].revision);
		st = put_line(d, "1", side ? "+++ " : "--- ", &s, "");
	}
	return st;
}

/* ---- printing for machines */

static enum nb_status json_side(struct diff *d, int side,
				const struct text_paragraph *p)
{
	struct nb_string page = {d->query[side].text, d->query[side].page_len};
	char id[NBARC_ITEM_ID];

	if (!p)
		return nb_buf_puts(&d->out, "null");
	(void)nbarc_item_id(&page, p->item, id);
	return nb_buf_printf(&d->out, "{\"item\":\"%s\",\"paragraph\":%zu}", id,
			     p->number);
}

static enum nb_status json_pieces(struct diff *d, const struct text_piece *list,
				  size_t count)
{
	static const char *const words[] = {"same", "deleted", "inserted"};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < count; i++) {
		st = nb_buf_printf(&d->out, "%s[\"%s\",", i ? "," : "",
				   words[list[i].op]);
		if (!st)
			st = nb_json_string(&d->out, list[i].text.text,
					    list[i].text.len);
		if (!st)
			st = nb_buf_puts(&d->out, "]");
	}
	return st;
}

static enum nb_status json_edit(struct diff *d, const struct text_edit *edit)
{
	const struct text_paragraph *before = paragraph(d, 0, edit);
	const struct text_paragraph *after = paragraph(d, 1, edit);
	struct text_pieces pieces = {NULL, 0, 0};
	enum nb_status st = nb_buf_puts(&d->out, "{\"before\":");

	if (!st)
		st = json_side(d, 0, before);
	if (!st)
		st = nb_buf_puts(&d->out, ",\"after\":");
	if (!st)
		st = json_side(d, 1, after);
	if (!st)
		st = nb_buf_puts(&d->out, ",\"text\":[");
	if (!st && before && after) {
		st = text_compare(&before->text, &after->text, &pieces);
		if (!st)
			st = json_pieces(d, pieces.list, pieces.count);
	} else if (!st) {
		struct text_piece one = {before ? TEXT_DELETED : TEXT_INSERTED,
					 before ? before->text : after->text};

		st = json_pieces(d, &one, 1);
	}
	text_pieces_free(&pieces);
	return st ? st : nb_buf_puts(&d->out, "]}\n");
}

/* ---- the command */

static enum nb_status print(struct diff *d, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	d->shown_item[0] = d->shown_item[1] = -1;
	if (!d->json && d->edits.count)
		st = put_names(d);
	for (i = 0; !st && i < d->edits.count; i++)
		st = d->json ? json_edit(d, &d->edits.list[i])
			     : put_edit(d, &d->edits.list[i]);
	if (st)
		return nb_fail_mem(err);
	if (d->out.len)
		(void)fwrite(d->out.data, 1, d->out.len, stdout);
	return NB_OK;
}

static int run(struct diff *d, bool one)
{
	struct nb_error err;
	enum nb_status st = nbarc_open(d->path, d->at, &d->archive, &err);

	if (!st && one)
		st = before_it(d, &err);
	if (!st)
		st = read_page(d, 0, &err);
	if (!st)
		st = read_page(d, 1, &err);
	if (!st && text_align(&d->page[0], &d->page[1], &d->edits))
		st = nb_fail_mem(&err);
	if (!st)
		st = print(d, &err);
	if (!st && !d->edits.count && !d->json)
		cli_say(&tool, "%s: the texts of @%u and @%u are the same",
			d->query[1].text, d->query[0].revision,
			d->query[1].revision);
	if (st) {
		nb_error_file(&err, d->path);
		cli_error(&tool, &err);
	}
	nb_archive_close(d->archive);
	text_page_free(&d->page[0]);
	text_page_free(&d->page[1]);
	text_edits_free(&d->edits);
	nb_buf_free(&d->out);
	return st ? nb_exit_code(st) : cli_stdout_close(&tool);
}

static bool parse_ids(struct diff *d, char **ids, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		struct nbarc_query *q = &d->query[2 - count + i];

		if (!nbarc_query_parse(ids[i], q) ||
		    (q->level != NB_ID_PAGE && q->level != NB_ID_ITEM) ||
		    (count == 2 && !q->revision))
			return false;
	}
	return true;
}

int nbarc_diff(int argc, char **argv)
{
	struct diff d = {.colour = cli_colours()};
	int key, count;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (key == KEY_JSON)
			d.json = true;
		else if (key == KEY_AT)
			d.at = optarg;
		else if (key != KEY_COLOUR)
			return 0;
		else if (strcmp(optarg, "always") == 0)
			d.colour = true;
		else if (strcmp(optarg, "never") == 0)
			d.colour = false;
		else if (strcmp(optarg, "auto") != 0)
			return cli_usage(&tool, "%s: auto, always or never",
					 optarg);
	}
	count = argc - optind - 1;
	if (count != 1 && count != 2)
		return cli_usage(&tool, "an archive and one or two "
					"identifiers are needed");
	if (!parse_ids(&d, argv + optind + 1, count))
		return cli_usage(&tool, "ID@REVISION of a page or an item is "
					"needed");
	d.path = argv[optind];
	return run(&d, count == 1);
}
