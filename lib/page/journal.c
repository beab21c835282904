/* SPDX-License-Identifier: Apache-2.0 */
/* The journal of a page's repairs: JSON Lines (nbnorm(1)), and undoing it. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "encoding/gb18030.h"
#include "page/page.h"

#include <nbarc/encoding.h>
#include <nbarc/page.h>

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const rule_names[] = {"join", "punctuation", "space"};

const char *nb_rule_name(enum nb_rule rule)
{
	return rule_names[rule];
}

/* ---- writing */

static enum nb_status write_source(const struct nb_source *s, size_t text_len,
				   struct nb_buf *out)
{
	char hex[NB_SHA256_HEX], model[NB_MODEL_ID];

	nb_sha256_hex(s->sha256, hex);
	nb_model_id(model);
	return nb_buf_printf(out,
			     "{\"nbarc-journal\":1,\"source\":{\"sha256\":"
			     "\"%s\",\"bytes\":%" PRIu64
			     ",\"charset\":\"%s\",\"bom\":%s%s%s%s},\"text\":{"
			     "\"bytes\":%zu},\"model\":\"%s\"}\n",
			     hex, s->bytes, s->charset,
			     s->bom ? "true" : "false",
			     s->form[0] ? ",\"form\":\"" : "", s->form,
			     s->form[0] ? "\"" : "", text_len, model);
}

/*
 * Where a place of the text is in the page as received. Places are asked for in
 * order, so that the text is gone through once. Only our own two charsets have
 * an answer.
 */
struct place {
	const char *text;
	size_t len;
	size_t at;	 /* in the text */
	uint64_t source; /* in the page as received */
	bool gb18030, known;
};

static void place_start(struct place *p, const struct nb_page *page,
			const struct nb_source *s)
{
	p->text = page->source;
	p->len = page->source_len;
	p->at = 0;
	p->gb18030 = strcmp(s->charset, "GB18030") == 0;
	p->source = !s->bom ? 0 : p->gb18030 ? 4 : 3;
	p->known =
		!s->form[0] && (p->gb18030 || strcmp(s->charset, "UTF-8") == 0);
}

static uint64_t place_of(struct place *p, size_t at)
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

static enum nb_status write_place(const struct nb_repair *r, struct place *p,
				  struct nb_buf *out)
{
	uint64_t source = p->known ? place_of(p, r->offset) : r->offset;
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
	unsigned p = (unsigned)(r->probability * 10000 + .5);
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
		st = nb_buf_printf(out,
				   ",\"rule\":\"%s\",\"by\":\"%s\","
				   "\"probability\":%u.%04u}\n",
				   nb_rule_name(r->rule), r->by, p / 10000,
				   p % 10000);
	return st;
}

enum nb_status nb_journal_write(const struct nb_page *page,
				const struct nb_source *source,
				struct nb_buf *out, struct nb_error *err)
{
	size_t count, len, i;
	struct place place;
	const struct nb_repair *list = nb_page_repairs(page, &count);
	enum nb_status st;

	(void)nb_page_text(page, &len);
	place_start(&place, page, source);
	st = write_source(source, len, out);
	for (i = 0; !st && i < count; i++)
		st = write_repair(&list[i], &place, out);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- reading */

static enum nb_status bad(struct nb_error *err, uint64_t offset,
			  const char *what)
{
	return nb_fail_at(err, NB_INVALID, offset, "journal: %s", what);
}

static bool hex_digest(const char *hex, uint8_t digest[32])
{
	size_t i;

	if (!hex || strlen(hex) != 64)
		return false;
	for (i = 0; i < 32; i++) {
		unsigned v;
		char two[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
		char *end;

		v = (unsigned)strtoul(two, &end, 16);
		if (*end || two[0] == ' ' || two[0] == '+' || two[0] == '-')
			return false;
		digest[i] = (uint8_t)v;
	}
	return true;
}

static enum nb_status read_source(json_t *line, struct nb_journal *j,
				  struct nb_error *err)
{
	const char *hex, *charset, *form = "", *model = "";
	json_int_t bytes, version;
	int bom;

	if (json_unpack(line, "{s:I, s:{s:s, s:I, s:s, s:b, s?s}, s?s}",
			"nbarc-journal", &version, "source", "sha256", &hex,
			"bytes", &bytes, "charset", &charset, "bom", &bom,
			"form", &form, "model", &model) != 0)
		return bad(err, 0, "its first line does not name a source");
	if (version != 1)
		return nb_fail_at(err, NB_UNSUPPORTED, 0,
				  "journal: version %lld", (long long)version);
	if (!hex_digest(hex, j->source.sha256) || bytes < 0 ||
	    strlen(charset) >= sizeof(j->source.charset) ||
	    strlen(form) >= sizeof(j->source.form) ||
	    strlen(model) >= sizeof(j->model))
		return bad(err, 0, "its source is not valid");
	j->source.bytes = (uint64_t)bytes;
	j->source.bom = bom;
	memcpy(j->source.form, form, strlen(form) + 1);
	memcpy(j->source.charset, charset, strlen(charset) + 1);
	memcpy(j->model, model, strlen(model) + 1);
	return NB_OK;
}

static bool rule_of(const char *name, enum nb_rule *rule)
{
	int i;

	for (i = 0; i < 3; i++) {
		if (strcmp(name, rule_names[i]) == 0) {
			*rule = (enum nb_rule)i;
			return true;
		}
	}
	return false;
}

/* Keep a string; as an offset until all are there, since strings move. */
static enum nb_status keep(struct nb_journal *j, const char *s, size_t len,
			   const char **out)
{
	*out = (const char *)(uintptr_t)j->strings.len;
	if (nb_buf_add(&j->strings, s, len))
		return NB_NOMEM;
	return nb_buf_add(&j->strings, "", 1);
}

static enum nb_status read_repair(json_t *line, uint64_t offset,
				  struct nb_journal *j, size_t *cap,
				  struct nb_error *err)
{
	const char *before, *after, *rule, *by;
	json_int_t at, from, length;
	size_t before_len, after_len;
	double probability;
	struct nb_repair r, *grown;

	if (json_unpack(line, "{s:I, s:I, s:I, s:s%, s:s%, s:s, s:s, s:F}",
			"offset", &from, "length", &length, "at", &at, "before",
			&before, &before_len, "after", &after, &after_len,
			"rule", &rule, "by", &by, "probability",
			&probability) != 0)
		return bad(err, offset, "a line is not a repair");
	if (from < 0 || at < 0 || length < 0 ||
	    (uint64_t)length != before_len || !rule_of(rule, &r.rule))
		return bad(err, offset, "a repair is not valid");
	r.offset = (size_t)from;
	r.at = (size_t)at;
	r.before_len = before_len;
	r.after_len = after_len;
	r.probability = probability;
	if (keep(j, before, before_len, &r.before) ||
	    keep(j, after, after_len, &r.after) ||
	    keep(j, by, strlen(by), &r.by))
		return nb_fail_mem(err);
	grown = nb_grow(j->repairs, cap, j->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	j->repairs = grown;
	grown[j->count++] = r;
	return NB_OK;
}

/* Turn offsets into pointers, now that the strings stay where they are. */
static void settle(struct nb_journal *j)
{
	const char *base = (const char *)j->strings.data;
	size_t i;

	for (i = 0; i < j->count; i++) {
		struct nb_repair *r = &j->repairs[i];

		r->before = base + (uintptr_t)r->before;
		r->after = base + (uintptr_t)r->after;
		r->by = base + (uintptr_t)r->by;
	}
}

enum nb_status nb_journal_read(const void *bytes, size_t len,
			       struct nb_journal *journal, struct nb_error *err)
{
	const char *p = bytes, *end = p + len, *next;
	enum nb_status st = NB_OK;
	json_error_t error;
	size_t cap = 0;
	bool first = true;

	memset(journal, 0, sizeof(*journal));
	for (; !st && p < end; p = next) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		uint64_t offset = (uint64_t)(p - (const char *)bytes);
		json_t *line;

		next = newline ? newline + 1 : end;
		line = json_loadb(p, (size_t)(next - p), JSON_ALLOW_NUL,
				  &error);
		if (!line)
			return bad(err, offset, "a line is not JSON");
		st = first ? read_source(line, journal, err)
			   : read_repair(line, offset, journal, &cap, err);
		json_decref(line);
		first = false;
	}
	if (!st && first)
		st = bad(err, 0, "it is empty");
	settle(journal);
	return st;
}

void nb_journal_free(struct nb_journal *journal)
{
	if (!journal)
		return;
	free(journal->repairs);
	nb_buf_free(&journal->strings);
	memset(journal, 0, sizeof(*journal));
}

enum nb_status nb_journal_undo(const struct nb_journal *journal,
			       const char *normalised, size_t len,
			       struct nb_buf *out, struct nb_error *err)
{
	size_t at = 0, i, start = out->len;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < journal->count; i++) {
		const struct nb_repair *r = &journal->repairs[i];

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
