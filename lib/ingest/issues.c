/* SPDX-License-Identifier: Apache-2.0 */
/*
 * METS files in an ingest (issues.h).
 *
 * An article that goes on on another page has an item on each, and each names
 * the other. The number of an item is known only when its page has been
 * converted. So the other page is converted, too, once, and only for its
 * numbers: the archive has, or gets, the same.
 */
#include "ingest/issues.h"
#include "base/error.h"
#include "base/file.h"
#include "ingest/files.h"

#include <stdio.h>
#include <string.h>

/* Note the numbers of the items that the issue in hand has on a page. */
static enum nb_status note_numbers(struct nb_run *g, size_t file,
				   const struct nb_converted *c,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	if (g->issues.numbered[file])
		return NB_OK;
	g->issues.numbered[file] = true;
	for (i = 0; !st && i < c->division.item_count; i++)
		if (c->division.items[i].said)
			st = nb_issues_note(&g->issues, file,
					    c->division.items[i].said,
					    c->numbering.items[i].number, err);
	return st;
}

/*
 * Convert the only page of a file that was read. What is wrong with it is
 * reported when its turn comes.
 */
static enum nb_status convert_other(struct nb_run *g, size_t file,
				    const char *id, const struct nb_buf *bytes,
				    struct nb_error *err)
{
	struct nb_said_page said = {.issue = g->issues.issue, .file = file};
	struct nb_former *former = NULL;
	struct nb_converted c = {.page = NULL};
	struct nb_layout whole;
	size_t applied;
	enum nb_status st = g->options->reading.markup(bytes->data, bytes->len,
						       &whole, err);

	if (!st)
		st = nb_former_read(nb_run_archive(g), id, &former, err);
	if (!st && whole.page_count == 1)
		st = nb_convert_layout(bytes->data, bytes->len, &whole, 0, id,
				       NULL, &g->options->reading, former,
				       &said, &applied, &c, err);
	if (!st && whole.page_count == 1)
		st = note_numbers(g, file, &c, err);
	nb_former_free(former);
	nb_converted_free(&c);
	nb_layout_free(&whole);
	return st;
}

/* Find out the numbers of the items on another file of the issue in hand. */
static enum nb_status number_other(struct nb_run *g, size_t file,
				   const char *path, const char *id,
				   struct nb_error *err)
{
	struct nb_buf bytes = {0};
	struct nb_error own;
	enum nb_status st = nb_file_read(path, NB_PAGE_MAX, &bytes, &own);

	if (!st && nb_layout_is_markup(bytes.data, bytes.len))
		st = convert_other(g, file, id, &bytes, &own);
	g->issues.numbered[file] = true;
	nb_buf_free(&bytes);
	if (st != NB_NOMEM && st != NB_BUG)
		return NB_OK;
	if (err)
		*err = own;
	return st;
}

/* For nb_said_page.link; the file of the page in hand is g->said_file. */
static enum nb_status link_item(void *context, uint32_t item, int step,
				char id[NB_ITEM_ID_MAX], struct nb_error *err)
{
	struct nb_run *g = context;
	size_t file = nb_issue_part(g->issues.issue, item, g->said_file, step);
	struct nb_buf path = {0};
	char page[NB_ID_MAX];
	unsigned number;
	enum nb_status st;

	id[0] = '\0';
	if (file == SIZE_MAX)
		return NB_OK;
	st = nb_issues_path(&g->issues, file, &path, err);
	if (!st && path.len > 1 &&
	    nb_run_id(g, (const char *)path.data, page)) {
		if (!g->issues.numbered[file])
			st = number_other(g, file, (const char *)path.data,
					  page, err);
		number = nb_issues_number(&g->issues, file, item);
		if (!st && number)
			(void)nb_item_id(page, strlen(page), number, id);
	}
	nb_buf_free(&path);
	return st;
}

enum nb_status nb_run_said(struct nb_run *g, const struct nb_input *in,
			   struct nb_said_page *said, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st =
		nb_issues_find(&g->issues, in->path, &said->file, &own);

	said->issue = NULL;
	said->context = g;
	said->link = link_item;
	if (st == NB_NOMEM) {
		if (err)
			*err = own;
		return st;
	}
	if (st) {
		nb_run_report(g, NB_TROUBLE_METS, &own);
	} else if (said->file != SIZE_MAX) {
		said->issue = g->issues.issue;
		g->said_file = said->file;
	}
	return NB_OK;
}

enum nb_status nb_run_said_done(struct nb_run *g, const struct nb_input *in,
				const struct nb_said_page *said,
				const struct nb_converted *c, size_t applied,
				struct nb_error *err)
{
	struct nb_error own;

	if (!said->issue)
		return NB_OK;
	g->counts->divided += c->division.known;
	if (!applied && nb_issue_blocks(said->issue, said->file)) {
		(void)nb_fail(&own, NB_INVALID,
			      "%.400s names blocks that the file does not "
			      "have; the page is divided without it",
			      nb_issues_mets(&g->issues));
		nb_error_file(&own, in->path);
		nb_run_report(g, NB_TROUBLE_BLOCKS, &own);
	}
	return note_numbers(g, said->file, c, err);
}
