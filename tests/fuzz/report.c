/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text as pages of a report: the first bytes name them. The report can be
 * written in all its forms; its HTML has no markup but its own, and is the same
 * when it is made again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#include <nbarc/report.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* Add the text as pages whose dates and numbers its own bytes choose. */
static void fill(struct nb_report *r, const uint8_t *data, size_t size)
{
	struct nb_page_options options = {.page_id = NULL};
	struct nb_error problem = {.offset = NB_NO_OFFSET};
	struct nb_page *page;
	char id[64];
	size_t i;

	must(nb_page_create((const char *)data, size, &options, &page, NULL) ==
	     NB_OK);
	for (i = 0; i + 3 < size && i < 40; i += 3) {
		struct nb_ingested in = {.path = id,
					 .id = id,
					 .form = "text",
					 .charset = i % 2 ? "GB18030" : "UTF-8",
					 .uncertain = data[i] % 7 == 0,
					 .items = data[i],
					 .title = "",
					 .text = (const char *)data,
					 .text_len = size,
					 .page = page};

		(void)snprintf(id, sizeof(id), "ab-20%02u%02u%02u-%02u",
			       data[i] % 100u, data[i + 1] % 12u + 1,
			       data[i + 2] % 28u + 1, data[i] % 90u);
		must(nb_report_page(r, &in, NULL) == NB_OK);
		(void)snprintf(problem.file, sizeof(problem.file), "%.*s",
			       (int)(size < 300 ? size : 300),
			       (const char *)data);
		must(nb_report_problem(r, (enum nb_trouble)(data[i] % 8),
				       &problem, NULL) == NB_OK);
	}
	nb_page_free(page);
}

/* Every "<" begins a tag that the report writes. */
static void check_markup(const struct nb_buf *html)
{
	static const char *const tags[] = {
		"<!DOCTYPE", "<html", "<head", "<meta", "<title", "<style",
		"<body",     "<h1",   "<h2",   "<p>",	"<table", "<thead",
		"<tbody",    "<tr>",  "<td",   "<th>",	"</"};
	size_t at, i;

	for (at = 0; at < html->len; at++) {
		bool known = html->data[at] != '<';

		for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
			known = known || (html->len - at > strlen(tags[i]) &&
					  memcmp(html->data + at, tags[i],
						 strlen(tags[i])) == 0);
		must(known);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nb_buf html = {0}, again = {0}, text = {0}, json = {0};
	struct nb_report *r;

	if (size > 4096 || nb_utf8_invalid((const char *)data, size) < size)
		return 0;
	must(nb_report_create(&r, NULL) == NB_OK);
	fill(r, data, size);
	must(nb_report_end(r, NULL, NULL, NULL) == NB_OK);
	must(nb_report_html(r, "a", false, &html, NULL) == NB_OK);
	must(nb_report_html(r, "a", false, &again, NULL) == NB_OK);
	must(nb_report_json(r, "a", true, &json, NULL) == NB_OK);
	must(nb_report_text(r, &text, NULL) == NB_OK);
	must(html.len == again.len &&
	     memcmp(html.data, again.data, html.len) == 0);
	must(nb_utf8_invalid((const char *)html.data, html.len) == html.len);
	check_markup(&html);
	nb_report_free(r);
	nb_buf_free(&html);
	nb_buf_free(&again);
	nb_buf_free(&json);
	nb_buf_free(&text);
	return 0;
}
