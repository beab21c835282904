/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal as JSON Lines (nbnorm(1), JOURNAL): writing it, and undoing the
 * repairs that one records. journal_read.c reads it; pack.c has its compact
 * form for archives.
 */
#include "base/error.h"
#include "json/string.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "encoding/gb18030/gb18030.h"
#include "page/decide/page.h"
#include "page/text/profile.h"
#include "page/weigh/decision.h"

#include <nbarc/page.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const rule_names[] = {"join", "punctuation", "space",
					 "keep"};

const char *nb_rule_name(enum nb_rule rule)
{
	return rule_names[rule];
}

/* ---- writing */

/*
 * Write a member with a string. It may hold any character: a journal from an
 * archive names models and rules of other versions.
 */
static enum nb_status write_name(const char *before, const char *name,
				 struct nb_buf *out)
{
	enum nb_status st = nb_buf_puts(out, before);

	return st ? st : nb_json_string(out, name, strlen(name));
}

/* Write the order of reading, and what stood where lines were parted. */
static enum nb_status write_order(const struct nb_page *p, struct nb_buf *out)
{
	struct nb_lines lines;
	struct nb_gap *gaps = NULL;
	size_t count = 0, i;
	enum nb_status st;

	if (!p->moved.count)
		return NB_OK;
	st = nb_lines_split(p->received, p->received_len, p->ends, &lines,
			    NULL);
	if (!st)
		st = nb_moved_gaps(p->received, &lines, p->received_len,
				   &p->moved, &gaps, &count, NULL);
	if (!st)
		st = write_name(",\"order\":", nb_page_order(p), out);
	if (!st)
		st = nb_buf_puts(out, ",\"gaps\":[");
	for (i = 0; !st && i < count; i++) {
		st = nb_buf_puts(out, i ? "," : "");
		if (!st)
			st = nb_json_string(out, gaps[i].text, gaps[i].len);
	}
	free(gaps);
	nb_lines_free(&lines);
	return st ? st : nb_buf_puts(out, "]");
}

/* Write the first line: source, text, and what repaired it. */
static enum nb_status write_source(const struct nb_page *page,
				   const struct nb_source *s,
				   struct nb_buf *out)
{
	int version = page->moved.count ? 2 : 1;
	char hex[NB_SHA256_HEX];
	enum nb_status st;

	nb_sha256_hex(s->sha256, hex);
	st = nb_buf_printf(out,
			   "{\"nbarc-journal\":%d,\"source\":{\"sha256\":"
			   "\"%s\",\"bytes\":%" PRIu64,
			   version, hex, s->bytes);
	if (!st)
		st = write_name(",\"charset\":", s->charset, out);
	if (!st)
		st = nb_buf_printf(out, ",\"bom\":%s",
				   s->bom ? "true" : "false");
	if (!st && s->form[0])
		st = write_name(",\"form\":", s->form, out);
	if (!st)
		st = nb_buf_printf(out, "},\"text\":{\"bytes\":%zu}",
				   page->text.len);
	if (!st)
		st = write_order(page, out);
	if (!st)
		st = write_name(",\"model\":", page->model, out);
	if (!st && page->profile->id[0])
		st = write_name(",\"profile\":", page->profile->id, out);
	if (!st && page->layout_id[0])
		st = write_name(",\"layout\":", page->layout_id, out);
	return st ? st : nb_buf_puts(out, "}\n");
}

/*
 * Where a place of the text is in the page as it was received. Places are asked
 * for in rising order, so that the text is walked through once. Only the two
 * charsets that the library itself encodes have an answer, and only if the
 * lines are in the order of the source.
 */
struct place {
	const char *text;
	size_t len;	     /* bytes of the text */
	size_t at;	     /* the last place asked for, in the text */
	uint64_t source;     /* the same place in the page as received */
	bool gb18030, known; /* the charset; whether it has an answer */
};

/* Begin at the start of the text, after a byte order mark. */
static void start_places(struct place *p, const struct nb_page *page,
			 const struct nb_source *s)
{
	p->text = page->source;
	p->len = page->source_len;
	p->at = 0;
	p->gb18030 = strcmp(s->charset, "GB18030") == 0;
	/* A byte order mark is not part of the text. */
	p->source = !s->bom ? 0 : p->gb18030 ? 4 : 3;
	p->known = !s->form[0] && !page->moved.count &&
		   (p->gb18030 || strcmp(s->charset, "UTF-8") == 0);
}

/*
 * The offset in the page as received of `at`, which is not before the last
 * place asked for.
 */
static uint64_t offset_in_source(struct place *p, size_t at)
{
	uint8_t code[4];
	uint32_t cp;

	while (p->at < at) {
		size_t n = nb_utf8_get(p->text + p->at, p->len - p->at, &cp);

		p->source += p->gb18030
				     ? nb_gb18030_put(NB_GB18030_2022, code, cp)
				     : n;
		p->at += n;
	}
	return p->source;
}

/*
 * Write the offsets of a repair. The one in the page as received is left out if
 * it is the same.
 */
static enum nb_status write_place(const struct nb_repair *r, struct place *p,
				  struct nb_buf *out)
{
	uint64_t source = p->known ? offset_in_source(p, r->offset) : r->offset;
	enum nb_status st = nb_buf_printf(out, "{\"offset\":%zu,", r->offset);

	if (!st && source != r->offset)
		st = nb_buf_printf(out, "\"source_offset\":%" PRIu64 ",",
				   source);
	return st ? st
		  : nb_buf_printf(out, "\"length\":%zu,\"at\":%zu,",
				  r->before_len, r->at);
}

static enum nb_status write_repair(const struct nb_repair *r,
				   struct place *place, struct nb_buf *out)
{
	unsigned p = nb_probability_units(r->probability);
	enum nb_status st = write_place(r, place, out);

	if (!st)
		st = nb_buf_puts(out, "\"before\":");
	if (!st)
		st = nb_json_string(out, r->before, r->before_len);
	if (!st)
		st = nb_buf_puts(out, ",\"after\":");
	if (!st)
		st = nb_json_string(out, r->after, r->after_len);
	if (!st)
		st = nb_buf_printf(out, ",\"rule\":\"%s\"",
				   nb_rule_name(r->rule));
	if (!st)
		st = write_name(",\"by\":", r->by, out);
	return st ? st
		  : nb_buf_printf(out, ",\"probability\":%u.%03u}\n",
				  p / NB_PROBABILITY_ONE,
				  p % NB_PROBABILITY_ONE);
}

enum nb_status nb_journal_write(const struct nb_page *page,
				const struct nb_source *source,
				struct nb_buf *out, struct nb_error *err)
{
	size_t count, i;
	struct place place;
	const struct nb_repair *list = nb_page_repairs(page, &count);
	enum nb_status st;

	start_places(&place, page, source);
	st = write_source(page, source, out);
	for (i = 0; !st && i < count; i++)
		st = write_repair(&list[i], &place, out);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- undoing */

/* Append the text that was repaired. */
static enum nb_status undo_repairs(const struct nb_journal *journal,
				   const char *normalised, size_t len,
				   struct nb_buf *out, struct nb_error *err)
{
	size_t at = 0, i, start = out->len;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < journal->count; i++) {
		const struct nb_repair *r = &journal->repairs[i];

		/*
		 * A journal is input like any other: its offsets are checked
		 * against both texts before anything is copied.
		 */
		if (r->at < at || r->at > len || r->after_len > len - r->at ||
		    (r->after_len &&
		     memcmp(normalised + r->at, r->after, r->after_len) != 0))
			return nb_fail_at(err, NB_INVALID, r->at,
					  "the journal belongs to another "
					  "text");
		st = nb_buf_add(out, normalised + at, r->at - at);
		if (!st && out->len - start != r->offset)
			return nb_fail_at(err, NB_INVALID, r->at,
					  "the journal belongs to another "
					  "text");
		if (!st)
			st = nb_buf_add(out, r->before, r->before_len);
		at = r->at + r->after_len;
	}
	if (!st)
		st = nb_buf_add(out, normalised + at, len - at);
	return st ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_journal_undo(const struct nb_journal *journal,
			       const char *normalised, size_t len,
			       struct nb_buf *out, struct nb_error *err)
{
	struct nb_buf ordered = {0};
	struct nb_moved moved;
	enum nb_status st;

	if (!journal->order || !*journal->order)
		return undo_repairs(journal, normalised, len, out, err);
	st = nb_moved_parse(journal->order, strlen(journal->order), &moved,
			    err);
	if (!st)
		st = undo_repairs(journal, normalised, len, &ordered, err);
	if (!st)
		st = nb_moved_undo((const char *)ordered.data, ordered.len,
				   &moved, journal->gaps, journal->gap_count,
				   out, err);
	nb_moved_free(&moved);
	nb_buf_free(&ordered);
	return st;
}
