/* SPDX-License-Identifier: Apache-2.0 */
/* Loading pages whose tags are known (lettered.h). */
#include "article/lettered.h"
#include "base/alloc.h"
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char letters[] = "HhxpPbCc";

static size_t split(const struct nb_buf *text, struct nb_unit *units,
		    uint8_t *gaps)
{
	size_t at = 0, n = 0;
	unsigned empty = 0;
	const char *s = (const char *)text->data;

	while (at < text->len) {
		const char *end = memchr(s + at, '\n', text->len - at);
		size_t to = end ? (size_t)(end - s) : text->len;

		if (to == at) {
			empty++;
		} else {
			units[n].offset = at;
			units[n].len = to - at;
			gaps[n++] = (uint8_t)(empty > 9 ? 9 : empty);
			empty = 0;
		}
		at = to + 1;
	}
	return n;
}

/* Take the tags of a page from the letters of a file. */
static void take_tags(struct page *p, const struct nb_buf *letters_of)
{
	size_t n = p->views.count, i;

	p->tags = zeroed(n, 1);
	p->optional = zeroed(n, sizeof(*p->optional));
	for (i = 0; i < n; i++) {
		const char *at = strchr(letters, letters_of->data[i]);

		p->tags[i] = (uint8_t)(at ? at - letters : 3);
	}
	nb_tags_obey(&p->views, p->tags);
	for (i = 0; i < n; i++)
		p->optional[i] = letters_of->len > 2 * n &&
				 letters_of->data[n + 1 + i] == '?' &&
				 !nb_tag_begins(p->tags[i]);
}

static void add_page(struct pages *pages, const char *text_path,
		     const char *tags_path)
{
	struct nb_buf tags = slurp(tags_path);
	struct nb_error err;
	struct page *p;
	size_t n;

	pages->list = nb_grow(pages->list, &pages->cap, pages->count + 1,
			      sizeof(*pages->list));
	if (!pages->list)
		die("memory", NULL);
	p = &pages->list[pages->count++];
	memset(p, 0, sizeof(*p));
	p->text = slurp(text_path);
	p->units = zeroed(p->text.len + 1, sizeof(*p->units));
	p->gaps = zeroed(p->text.len + 1, 1);
	n = split(&p->text, p->units, p->gaps);
	if (n == 0 || tags.len < n) {
		fprintf(stderr, "%s: %zu units, %zu tags\n", text_path, n,
			tags.len);
		exit(1);
	}
	if (nb_views_make((char *)p->text.data, p->units, p->gaps, n, NULL,
			  &p->views, &err))
		die(text_path, &err);
	take_tags(p, &tags);
	nb_buf_free(&tags);
}

struct pages load(const char *list)
{
	struct pages pages = {0};
	char text[4096], tags[4096];
	FILE *in = fopen(list, "r");

	if (!in)
		die(list, NULL);
	while (fscanf(in, "%4095s %4095s", text, tags) == 2)
		add_page(&pages, text, tags);
	fclose(in);
	return pages;
}
