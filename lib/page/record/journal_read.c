/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a journal of JSON Lines (nbnorm(1), JOURNAL). The first line is the
 * source, every other one a repair.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "json/load.h"

#include <nbarc/page.h>

#include <stdlib.h>
#include <string.h>

static enum nb_status fail_journal(struct nb_error *err, uint64_t offset,
				   const char *what)
{
	if (nb_json_lacked())
		return nb_fail_mem(err);
	return nb_fail_at(err, NB_INVALID, offset, "journal: %s", what);
}

/*
 * Read a SHA-256 of hexadecimal digits. strtoul() would accept blanks and
 * signs.
 */
static bool read_digest(const char *hex, uint8_t digest[NB_SHA256_SIZE])
{
	size_t i;

	if (!hex || strlen(hex) != 2 * NB_SHA256_SIZE)
		return false;
	for (i = 0; i < NB_SHA256_SIZE; i++) {
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

/*
 * Copy a string into j->strings. *out gets its offset there, as a pointer: the
 * buffer moves while it grows, so that resolve_strings() makes pointers of the
 * offsets when all are read.
 */
static enum nb_status keep_string(struct nb_journal *j, const char *s,
				  size_t len, const char **out)
{
	*out = (const char *)(uintptr_t)j->strings.len;
	if (nb_buf_add(&j->strings, s, len))
		return NB_NOMEM;
	return nb_buf_add(&j->strings, "", 1);
}

/* Read the order of reading, and what stood where lines were parted. Whether
 * both belong to a text is checked only when it is undone. */
static enum nb_status read_order(json_t *line, struct nb_journal *j,
				 struct nb_error *err)
{
	json_t *order = json_object_get(line, "order"), *gap;
	json_t *gaps = json_object_get(line, "gaps");
	enum nb_status st = NB_OK;
	size_t i;

	if (!order && !gaps)
		return keep_string(j, "", 0, &j->order) ? nb_fail_mem(err)
							: NB_OK;
	if (!json_is_string(order) || !json_is_array(gaps))
		return fail_journal(err, 0, "the order is not valid");
	j->gaps = nb_alloc(json_array_size(gaps), sizeof(*j->gaps));
	if (!j->gaps || keep_string(j, json_string_value(order),
				    json_string_length(order), &j->order))
		return nb_fail_mem(err);
	json_array_foreach(gaps, i, gap)
	{
		struct nb_gap *to = &j->gaps[j->gap_count];

		if (!json_is_string(gap))
			return fail_journal(err, 0, "the order is not valid");
		to->len = json_string_length(gap);
		st = keep_string(j, json_string_value(gap), to->len, &to->text);
		if (st)
			return nb_fail_mem(err);
		j->gap_count++;
	}
	return st;
}

/*
 * Read the first line into j->source and the identities. Every string has a
 * limit, since the members are arrays.
 */
static enum nb_status read_source(json_t *line, struct nb_journal *j,
				  struct nb_error *err)
{
	const char *hex, *charset, *form = "", *model = "", *profile = "";
	const char *layout = "";
	json_int_t bytes, version;
	int bom;

	if (json_unpack(line,
			"{s:I, s:{s:s, s:I, s:s, s:b, s?s}, s?s, s?s, s?s}",
			"nbarc-journal", &version, "source", "sha256", &hex,
			"bytes", &bytes, "charset", &charset, "bom", &bom,
			"form", &form, "model", &model, "profile", &profile,
			"layout", &layout) != 0)
		return fail_journal(err, 0,
				    "the first line does not name a source");
	if (version != 1 && version != 2)
		return nb_fail_at(err, NB_UNSUPPORTED, 0,
				  "journal: version %lld", (long long)version);
	if (!read_digest(hex, j->source.sha256) || bytes < 0 ||
	    strlen(charset) >= sizeof(j->source.charset) ||
	    strlen(form) >= sizeof(j->source.form) ||
	    strlen(model) >= sizeof(j->model) ||
	    strlen(profile) >= sizeof(j->profile) ||
	    strlen(layout) >= sizeof(j->layout))
		return fail_journal(err, 0, "the source is not valid");
	j->source.bytes = (uint64_t)bytes;
	j->source.bom = bom;
	memcpy(j->source.charset, charset, strlen(charset) + 1);
	memcpy(j->source.form, form, strlen(form) + 1);
	memcpy(j->model, model, strlen(model) + 1);
	memcpy(j->profile, profile, strlen(profile) + 1);
	memcpy(j->layout, layout, strlen(layout) + 1);
	return read_order(line, j, err);
}

/* The rule with this name; false if there is none. */
static bool rule_of(const char *name, enum nb_rule *rule)
{
	int i;

	for (i = 0; i <= NB_RULE_KEEP; i++) {
		if (strcmp(name, nb_rule_name((enum nb_rule)i)) == 0) {
			*rule = (enum nb_rule)i;
			return true;
		}
	}
	return false;
}

/*
 * Read a repair and append it. Whether it belongs to a text is checked only
 * when it is undone.
 */
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
		return fail_journal(err, offset, "a line is not a repair");
	if (from < 0 || at < 0 || length < 0 ||
	    (uint64_t)length != before_len || !rule_of(rule, &r.rule))
		return fail_journal(err, offset, "a repair is not valid");
	r.offset = (size_t)from;
	r.at = (size_t)at;
	r.before_len = before_len;
	r.after_len = after_len;
	r.probability = probability;
	if (keep_string(j, before, before_len, &r.before) ||
	    keep_string(j, after, after_len, &r.after) ||
	    keep_string(j, by, strlen(by), &r.by))
		return nb_fail_mem(err);
	grown = nb_grow(j->repairs, cap, j->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	j->repairs = grown;
	grown[j->count++] = r;
	return NB_OK;
}

/* Turn the offsets of keep_string() into pointers. */
static void resolve_strings(struct nb_journal *j)
{
	const char *base = j->strings.data ? (const char *)j->strings.data : "";
	size_t i;

	j->order = base + (uintptr_t)j->order;
	for (i = 0; i < j->gap_count; i++)
		j->gaps[i].text = base + (uintptr_t)j->gaps[i].text;
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
		st = nb_json_load(p, (size_t)(next - p), JSON_ALLOW_NUL, &line,
				  &error);
		if (st == NB_NOMEM)
			return nb_fail_mem(err);
		if (st)
			return fail_journal(err, offset, "a line is not JSON");
		st = first ? read_source(line, journal, err)
			   : read_repair(line, offset, journal, &cap, err);
		json_decref(line);
		first = false;
	}
	if (!st && first)
		st = nb_fail_at(err, NB_INVALID, 0,
				"journal: the file is empty");
	resolve_strings(journal);
	return st;
}

void nb_journal_free(struct nb_journal *journal)
{
	if (!journal)
		return;
	free(journal->repairs);
	free(journal->gaps);
	nb_buf_free(&journal->strings);
	memset(journal, 0, sizeof(*journal));
}
