/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a METS file: no crash, no path that leaves the folder. What it
 * says of a page of blocks b1 to b9 leaves the lines of that page complete; the
 * record of a changed order gives the same order again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout/lines/arrange.h"

#include <nbarc/article.h>
#include <nbarc/issue.h>
#include <nbarc/markup.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* The path has no part that is empty, "." or "..". */
static void check_path(const char *path)
{
	while (*path) {
		size_t n = strcspn(path, "/");

		must(n > 0 && !(n == 1 && path[0] == '.') &&
		     !(n == 2 && memcmp(path, "..", 2) == 0));
		path += n;
		if (*path) {
			path++;
			must(*path != '\0');
		}
	}
}

/* A page of nine blocks in three, under one another. */
static void make_page(struct nb_layout *layout)
{
	struct nb_buf alto = {0};
	struct nb_error err;
	unsigned i;

	must(nb_buf_puts(&alto, "<alto><Page>") == NB_OK);
	for (i = 1; i < 10; i++)
		must(nb_buf_printf(
			     &alto,
			     "%s<TextBlock ID=\"b%u\" HPOS=\"0\" VPOS=\"%u\""
			     " WIDTH=\"100\" HEIGHT=\"9\"><TextLine ID="
			     "\"l%u\" HPOS=\"0\" VPOS=\"%u\" WIDTH=\"50\""
			     " HEIGHT=\"9\"><String CONTENT=\"t%u\"/>"
			     "</TextLine></TextBlock>%s",
			     i % 3 == 1 ? "<ComposedBlock ID=\"c\">" : "", i,
			     10 * i, i, 10 * i, i,
			     i % 3 == 0 ? "</ComposedBlock>" : "") == NB_OK);
	must(nb_buf_puts(&alto, "</Page></alto>") == NB_OK);
	must(nb_layout_read_markup(alto.data, alto.len, layout, &err) == NB_OK);
	nb_buf_free(&alto);
}

static void apply(const struct nb_issue *issue, size_t file)
{
	struct nb_layout page, before;
	struct nb_page_options how = {.threshold = 0};
	struct nb_division division;
	struct nb_error err;
	size_t applied;

	make_page(&page);
	make_page(&before);
	must(nb_issue_apply(issue, file, &page, &applied, &err) == NB_OK);
	if (page.moved.len)
		must(nb_lines_move(&before.text, (char *)page.moved.data,
				   page.moved.len, &err) == NB_OK);
	must(page.text.len == before.text.len &&
	     memcmp(page.text.data, before.text.data, page.text.len) == 0);
	how.said = &page;
	must(nb_divide((char *)page.text.data, page.text.len, &how, &division,
		       &err) == NB_OK);
	must(division.unit_count == 9);
	nb_division_free(&division);
	nb_layout_free(&page);
	nb_layout_free(&before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nb_issue *issue;
	struct nb_error err;
	size_t i;

	if (nb_issue_read_mets(data, size, &issue, &err) != NB_OK)
		return 0;
	for (i = 0; i < nb_issue_files(issue); i++) {
		check_path(nb_issue_file(issue, i));
		if (i < 4)
			apply(issue, i);
	}
	nb_issue_free(issue);
	return 0;
}
