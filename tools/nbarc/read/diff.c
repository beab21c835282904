/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc diff: print what a revision changed, by paragraph and by character.
 *
 * The texts of both revisions are read as paragraphs (textdiff.h) and aligned.
 * Each edit is one line for people, in the colours or marks of wdiff(1), under
 * a heading for its item, or a JSON object. Texts that are the same are no
 * error; a message says so.
 *
 * What persons decided about a page is compared line by line, after the text.
 *
 * What is withdrawn is on neither side. A revision that was withdrawn as a
 * whole or purged cannot be compared: the reason is reported.
 */
#include "commands.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "json/string.h"
#include "choose/explain.h"
#include "cli/cli.h"
#include "names.h"
#include "open.h"
#include "print.h"
#include "read/textdiff.h"

#include <nbarc/archive.h>
#include <nbarc/query.h>

/* One run of the command; index 0 is the older side. The archive, the pages,
 * the edits and the buffer are owned. */
struct diff {
	struct nb_archive *archive;
	const char *path;
	const char *at; /* a commit, or NULL */
	bool json, colour;
	struct nb_query query[2];
	struct text_page page[2];
	/* Of pages, what persons decided: lines of a file of decisions. */
	struct nb_buf decisions[2];
	struct text_edits edits;
	struct nb_buf out;
	int shown_item[2]; /* item of the last heading; -1: none yet */
};

enum { KEY_COLOUR = CLI_LONG, KEY_AT };

static const struct cli_option options[] = {
	{'j', "json", NULL, "print one JSON object per difference",
	 CLI_SET(struct diff, json)},
	{KEY_COLOUR, "colour", "WHEN", "auto (default), always or never",
	 CLI_RETURN},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct diff, at)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc diff",
	.synopsis = "[OPTION...] ARCHIVE ID[@REVISION] [ID@REVISION]",
	.about =
		"Print how the text of a page or an article differs between two\n"
		"revisions; with one identifier, from the previous revision.",
	.options = options,
	.least = 2,
	.most = 3,
	.missing = "an archive and one or two identifiers are needed",
};

/* ---- reading */

/*
 * Read the text of the page on one side, or of the one item of it. What is
 * withdrawn or purged is refused first, so that its reason is reported even if
 * the page is damaged.
 */
static enum nb_status read_page(struct diff *d, int side, struct nb_error *err)
{
	struct nb_query *q = &d->query[side];
	const struct nb_entry *e;
	const uint8_t *doc;
	size_t len;
	enum nb_status st = nb_query_find(d->archive, q, &e, err);

	if (!st && q->number && nb_entry_item_is_hidden(e, q->number))
		st = nb_archive_item(d->archive, e, q->number, NB_FORMAT_TEXT,
				     &d->out, err);
	if (!st)
		st = nb_query_refuse(d->archive, q, e, err);
	if (!st)
		st = nb_archive_document(d->archive, e, &doc, &len, err);
	if (!st)
		st = text_page_read(&d->page[side], d->archive, e, q->number,
				    err);
	if (!st && q->number && !d->page[side].count)
		st = nb_query_absent(q, err);
	return st;
}

/* Read the decisions of the page on one side. If a withdrawn item keeps them
 * back, there are none. */
static enum nb_status read_decisions(struct diff *d, int side,
				     struct nb_error *err)
{
	struct nb_query *q = &d->query[side];
	const struct nb_entry *e;
	enum nb_status st;

	if (q->number)
		return NB_OK;
	st = nb_query_find(d->archive, q, &e, err);
	if (!st)
		st = nb_archive_decisions(d->archive, e, &d->decisions[side],
					  err);
	return st == NB_ABSENT ? NB_OK : st;
}

/*
 * With a single identifier, the older side is the revision before that one,
 * which is the newest if none is named. The first revision has nothing before
 * it.
 */
static enum nb_status take_previous(struct diff *d, struct nb_error *err)
{
	struct nb_query *q = &d->query[1];
	const struct nb_entry *e;
	enum nb_status st = NB_OK;

	if (!q->revision) {
		st = nb_query_find(d->archive, q, &e, err);
		if (!st)
			q->revision = e->revision;
	}
	d->query[0] = *q;
	d->query[0].revision--;
	if (!st && q->revision == 1)
		st = nb_fail(err, NB_ABSENT, "%s@1 is the first revision",
			     q->text);
	return st;
}

/* ---- printing for people */

/* Append the escape sequence for a colour, if colours are wanted. */
static enum nb_status colour(struct diff *d, const char *code)
{
	return d->colour ? nb_buf_printf(&d->out, "\033[%sm", code) : NB_OK;
}

/* Append a line in one colour. */
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

/* Append a piece of a changed paragraph: [-deleted-]{+inserted+}, or in colour.
 */
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

/*
 * Append the line of a paragraph that was changed: both texts in one, piece by
 * piece.
 */
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

/* The paragraph of an edit on one side, or NULL. */
static const struct text_paragraph *paragraph(const struct diff *d, int side,
					      const struct text_edit *edit)
{
	size_t at = side ? edit->after : edit->before;

	return at == SIZE_MAX ? NULL : &d->page[side].list[at];
}

/*
 * Append "@@ ID @@" where the differences of another item begin. An inserted
 * or changed paragraph is under the item of the newer side, a deleted one
 * under that of the older side.
 */
static enum nb_status put_heading(struct diff *d, const struct text_edit *edit)
{
	const struct text_paragraph *p = paragraph(d, 1, edit);
	int side = p ? 1 : 0;
	const struct nb_query *q = &d->query[side];
	char id[NB_ITEM_ID_MAX];
	struct nb_string s = {id, 0};

	if (!p)
		p = paragraph(d, 0, edit);
	if (d->shown_item[side] == (int)p->item)
		return NB_OK;
	d->shown_item[side] = (int)p->item;
	d->shown_item[!side] = -1;
	s.len = nb_item_id(q->text, q->page_len, p->item, id);
	return put_line(d, "36", "@@ ", &s, " @@");
}

/* Append an edit for people: one line, and a heading if it needs one. */
static enum nb_status put_edit(struct diff *d, const struct text_edit *edit)
{
	const struct text_paragraph *before = paragraph(d, 0, edit);
	const struct text_paragraph *after = paragraph(d, 1, edit);
	enum nb_status st = put_heading(d, edit);

	if (st)
		return st;
	if (before && after)
		return put_change(d, edit);
	return before ? put_line(d, "31", "- ", &before->text, "")
		      : put_line(d, "32", "+ ", &after->text, "");
}

/* Append the two lines that name the sides, as diff(1) has them. */
static enum nb_status put_names(struct diff *d)
{
	enum nb_status st = NB_OK;
	int side;

	for (side = 0; !st && side < 2; side++) {
		char name[NB_ITEM_ID_MAX + 16];
		struct nb_string s = {name, 0};

		s.len = (size_t)snprintf(name, sizeof(name), "%s@%u",
					 d->query[side].text,
					 d->query[side].revision);
		st = put_line(d, "1", side ? "+++ " : "--- ", &s, "");
	}
	return st;
}

/* ---- printing for machines */

/* Append where a paragraph of one side is, or null. */
static enum nb_status json_side(struct diff *d, int side,
				const struct text_paragraph *p)
{
	const struct nb_query *q = &d->query[side];
	char id[NB_ITEM_ID_MAX];

	if (!p)
		return nb_buf_puts(&d->out, "null");
	(void)nb_item_id(q->text, q->page_len, p->item, id);
	return nb_buf_printf(&d->out, "{\"item\":\"%s\",\"paragraph\":%zu}", id,
			     p->number);
}

/* Append ["same","text"] and so on. */
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

/*
 * Append an edit as a JSON object: where the paragraph is on either side, and
 * its pieces. A paragraph that was inserted or deleted is one piece.
 */
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

/* ---- decisions */

/* Cut the next line off a text; false at its end. */
static bool next_line(const struct nb_buf *text, size_t *at,
		      struct nb_string *line)
{
	const char *p = (const char *)text->data + *at;
	const char *end;

	if (*at >= text->len)
		return false;
	end = memchr(p, '\n', text->len - *at);
	line->text = p;
	line->len = end ? (size_t)(end - p) : text->len - *at;
	*at += line->len + 1;
	return true;
}

/* Does the text have this line? */
static bool has_line(const struct nb_buf *text, const struct nb_string *line)
{
	struct nb_string other;
	size_t at = 0;

	while (next_line(text, &at, &other))
		if (other.len == line->len &&
		    memcmp(other.text, line->text, line->len) == 0)
			return true;
	return false;
}

/* Append a decision that only one side has. */
static enum nb_status put_decision(struct diff *d, int side,
				   const struct nb_string *line)
{
	enum nb_status st;

	if (!d->json)
		return put_line(d, side ? "32" : "31", side ? "+ " : "- ", line,
				"");
	st = nb_buf_printf(&d->out, "{\"decision\":[\"%s\",",
			   side ? "inserted" : "deleted");
	if (!st)
		st = nb_json_string(&d->out, line->text, line->len);
	return st ? st : nb_buf_puts(&d->out, "]}\n");
}

/*
 * Append the decisions that the sides do not share; *count becomes their
 * number. Each line of one side is looked for on the other: a page has tens of
 * decisions, not thousands. The order of equal ones makes no difference.
 */
static enum nb_status put_decisions(struct diff *d, size_t *count)
{
	static const struct nb_string heading = {"decisions", 9};
	struct nb_string line;
	enum nb_status st = NB_OK;
	int side;

	*count = 0;
	for (side = 0; side < 2; side++) {
		size_t at = 0;

		while (!st && next_line(&d->decisions[side], &at, &line)) {
			if (has_line(&d->decisions[!side], &line))
				continue;
			if (!(*count)++ && !d->json && !d->edits.count)
				st = put_names(d);
			if (!st && *count == 1 && !d->json)
				st = put_line(d, "36", "@@ ", &heading, " @@");
			if (!st)
				st = put_decision(d, side, &line);
		}
	}
	return st;
}

/* ---- the command */

/*
 * Print every edit, after the names of the two sides, and the decisions, all at
 * once: an error prints nothing. *differ is false if there was nothing.
 */
static enum nb_status print_edits(struct diff *d, bool *differ,
				  struct nb_error *err)
{
	size_t decisions = 0;
	enum nb_status st = NB_OK;
	size_t i;

	d->shown_item[0] = d->shown_item[1] = -1;
	if (!d->json && d->edits.count)
		st = put_names(d);
	for (i = 0; !st && i < d->edits.count; i++)
		st = d->json ? json_edit(d, &d->edits.list[i])
			     : put_edit(d, &d->edits.list[i]);
	if (!st)
		st = put_decisions(d, &decisions);
	*differ = d->edits.count || decisions;
	if (st)
		return nb_fail_mem(err);
	if (d->out.len)
		(void)fwrite(d->out.data, 1, d->out.len, stdout);
	return NB_OK;
}

/* Read the pages of both sides. Of what is absent, say what was meant. */
static enum nb_status look_up(struct diff *d, bool one_id, struct nb_error *err)
{
	unsigned searches = 0;
	enum nb_status st = NB_OK;
	const struct nb_entry *e;
	int side;

	for (side = one_id; !st && side < 2; side++) {
		struct nb_query *q = &d->query[side];

		if (nb_query_find(d->archive, q, &e, err) == NB_ABSENT)
			st = nbarc_explain_id(d->archive, q, &searches, err);
	}
	if (!st && one_id)
		st = take_previous(d, err);
	for (side = 0; !st && side < 2; side++)
		st = read_page(d, side, err);
	return st;
}

/* Read both sides and print how they differ. */
static enum nb_status compare(struct diff *d, bool one_id, struct nb_error *err)
{
	bool differ = false;
	enum nb_status st = nbarc_open(d->path, d->at, &d->archive, err);

	if (!st)
		st = look_up(d, one_id, err);
	if (!st)
		st = read_decisions(d, 0, err);
	if (!st)
		st = read_decisions(d, 1, err);
	if (!st && text_align(&d->page[0], &d->page[1], &d->edits))
		st = nb_fail_mem(err);
	if (!st)
		st = print_edits(d, &differ, err);
	if (!st && !differ && !d->json)
		cli_say(&tool, "%s: the texts of @%u and @%u are the same",
			d->query[1].text, d->query[0].revision,
			d->query[1].revision);
	return st;
}

/* Compare, report the error, and free everything. */
static int diff_archive(struct diff *d, bool one_id)
{
	struct nb_error err;
	enum nb_status st = compare(d, one_id, &err);

	if (st)
		nb_error_file(&err, d->path);
	nb_archive_close(d->archive);
	text_page_free(&d->page[0]);
	text_page_free(&d->page[1]);
	text_edits_free(&d->edits);
	nb_buf_free(&d->decisions[0]);
	nb_buf_free(&d->decisions[1]);
	nb_buf_free(&d->out);
	return cli_finish(&tool, st, &err);
}

/* Read one or two identifiers; a single one is that of the newer side. False
 * unless they are of a page or an item; of two, each needs its revision. */
static bool parse_ids(struct diff *d, char **ids, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		struct nb_query *q = &d->query[2 - count + i];

		if (nb_query_parse_single(ids[i], q, NULL) ||
		    (count == 2 && !q->revision))
			return false;
	}
	return true;
}

/* Take the argument of --colour; false if it is none. */
static bool parse_colour(const char *when, bool *colour)
{
	if (strcmp(when, "always") == 0)
		*colour = true;
	else if (strcmp(when, "never") == 0)
		*colour = false;
	else
		return strcmp(when, "auto") == 0;
	return true;
}

/*
 * One identifier is compared with the revision before it, two with each other.
 */
int nbarc_diff(int argc, char **argv)
{
	struct diff d = {.colour = cli_colours()};
	int count;

	while (cli_next(&tool, argc, argv, &d) == KEY_COLOUR)
		if (!parse_colour(optarg, &d.colour))
			return cli_usage(&tool,
					 "%s: must be auto, always or never",
					 optarg);
	count = argc - optind - 1;
	if (!parse_ids(&d, argv + optind + 1, count))
		return cli_usage(&tool,
				 count == 1 ? "ID must name a page or an item"
					    : "ID@REVISION of a page or an "
					      "item is needed twice");
	d.path = argv[optind];
	return diff_archive(&d, count == 1);
}
