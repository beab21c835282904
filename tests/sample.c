/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include <nbarc/archive.h>
#include <nbarc/rewrite.h>
#include <nbarc/write.h>

#include <stdio.h>
#include <string.h>

void make_sample(struct sample *s, unsigned number, unsigned salt)
{
	char id[32];

	(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u", number);
	make_sample_of(s, id, number, salt);
}

void make_sample_of(struct sample *s, const char *id, unsigned number,
		    unsigned salt)
{
	size_t at, i;

	memset(s, 0, sizeof(*s));
	(void)snprintf(s->id, sizeof(s->id), "%s", id);
	(void)snprintf(s->text, sizeof(s->text), "第%u版,第%u稿。\n", number,
		       salt);
	at = (size_t)snprintf(s->xml, sizeof(s->xml),
			      "<?xml version=\"1.0\"?>\n<TEI n=\"%s\">\n",
			      s->id);
	s->page.head_len = at;
	for (i = 0; i < 2; i++) {
		struct nb_entry_item *item = &s->items[i];

		item->number = (uint16_t)(i + 1);
		item->kind = (uint8_t)i;
		item->offset = (uint32_t)at;
		at += (size_t)snprintf(
			s->xml + at, sizeof(s->xml) - at,
			"<div xml:id=\"%s-%02zu\">第%u版%u</div>\n", s->id,
			i + 1, number, salt * 7919u);
		item->len = (uint32_t)at - item->offset;
		item->characters = 5;
		item->title = (struct nb_string){"标题", 6};
		item->kicker = (struct nb_string){"引题", 6};
	}
	s->page.tail_offset = at;
	at += (size_t)snprintf(s->xml + at, sizeof(s->xml) - at, "</TEI>\n");
	s->page.id = s->id;
	s->page.name = "a.txt";
	s->page.document = s->xml;
	s->page.len = at;
	s->page.items = s->items;
	s->page.item_count = 2;
	s->page.source = s->text;
	s->page.source_len = strlen(s->text);
	s->page.charset = "UTF-8";
	s->page.text = s->text;
	s->page.text_len = strlen(s->text);
}

enum nb_status find_sample(struct nb_archive *a, unsigned number, unsigned salt,
			   uint32_t revision)
{
	const struct nb_entry *e;
	const uint8_t *doc;
	struct nb_buf source = {0};
	struct sample s;
	enum nb_status st;

	make_sample(&s, number, salt);
	st = nb_archive_find(a, s.id, strlen(s.id), revision, &e, NULL);
	if (!st)
		st = nb_archive_kept_document(a, e, &doc, NULL);
	if (!st && (e->len != s.page.len || memcmp(doc, s.xml, e->len) != 0))
		st = NB_BUG;
	if (!st)
		st = nb_archive_kept_source(a, e, &source, NULL);
	if (!st && (source.len != s.page.source_len ||
		    memcmp(source.data, s.text, source.len) != 0))
		st = NB_BUG;
	nb_buf_free(&source);
	return st;
}

enum nb_status append_samples(const char *path,
			      const struct nb_writer_options *options,
			      unsigned first, unsigned last, unsigned salt,
			      struct nb_error *err)
{
	struct nb_writer *w;
	enum nb_added added;
	uint64_t dropped;
	enum nb_status st = nb_writer_open(path, options, &w, &dropped, err);

	if (st)
		return st;
	for (; !st && first <= last; first++) {
		struct sample s;

		make_sample(&s, first, salt);
		st = nb_writer_add(w, &s.page, &added, err);
	}
	if (!st)
		st = nb_writer_commit(w, 1583712000, err);
	nb_writer_free(w);
	return st;
}

enum nb_status compact_samples(const char *path, const char *made,
			       const struct nb_writer_options *options,
			       bool purge, struct nb_error *err)
{
	struct nb_rewrite_options o = {
		.writer = *options, .purge = purge, .time = 1583712002};
	struct nb_rewrite_counts counts;

	return nb_compact(path, made, &o, &counts, err);
}

enum nb_status merge_samples(const char *path, const char *other,
			     const char *made,
			     const struct nb_writer_options *options,
			     struct nb_error *err)
{
	const char *const paths[] = {path, other};
	struct nb_rewrite_options o = {.writer = *options, .revisions = true};
	struct nb_rewrite_counts counts;

	return nb_merge_archives(paths, 2, made, &o, &counts, err);
}
