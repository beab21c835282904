/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbnorm --suspects: characters that look like errors of recognition or of
 * encoding.
 *
 * A suspect is reported with its offset in the source, so that it can be found
 * there; nothing is changed. Its twin, where there is one, is the character
 * that it may have been mistaken for.
 */
#include "suspects.h"

#include <stdlib.h>

#include <nbarc/suspects.h>

#include "base/error.h"
#include "json/string.h"
#include "base/utf8.h"
#include "cli/message.h"
#include "view.h"

/* Characters that are shown on each side. */
#define CONTEXT 8

/* Offsets around a suspect: where its context begins, where it ends itself, and
 * where its context ends. */
struct around {
	size_t from, end, to;
};

/* The context of a suspect, within its line. */
static struct around surroundings(const char *s, size_t len,
				  const struct nb_suspect *one)
{
	struct around a = {.end = one->offset + one->len};
	bool cut;

	a.from = norm_before(s, one->offset, CONTEXT, &cut);
	a.to = norm_after(s, a.end, len, CONTEXT, &cut);
	return a;
}

/* Append the character that was probably meant, between two strings; nothing if
 * none is known. */
static enum nb_status put_twin(const struct nb_suspect *one, const char *before,
			       const char *after, struct nb_buf *out)
{
	char utf8[4];
	enum nb_status st;

	if (!one->twin)
		return NB_OK;
	st = nb_buf_puts(out, before);
	if (!st)
		st = nb_buf_add(out, utf8, nb_utf8_put(utf8, one->twin));
	return st ? st : nb_buf_puts(out, after);
}

/* Append a suspect as a line: offset, code point, suspicion, context, twin. */
static enum nb_status for_people(const struct norm_view *v, const char *s,
				 size_t len, const struct nb_suspect *one,
				 struct nb_buf *out)
{
	struct around a = surroundings(s, len, one);
	uint32_t cp = 0;
	enum nb_status st;

	(void)nb_utf8_get(s + one->offset, one->len, &cp);
	st = nb_buf_printf(out, "%zu\tU+%04X\t%s\t", one->offset, (unsigned)cp,
			   nb_suspicion_name(one->why));
	if (!st)
		st = cli_mask_add(out, s + a.from, one->offset - a.from);
	if (!st)
		st = norm_colour(v, NORM_RED, out);
	if (!st)
		st = nb_buf_puts(out, "[");
	if (!st)
		st = cli_mask_add(out, s + one->offset, one->len);
	if (!st)
		st = nb_buf_puts(out, "]");
	if (!st)
		st = norm_colour(v, NORM_PLAIN, out);
	if (!st)
		st = cli_mask_add(out, s + a.end, a.to - a.end);
	if (!st)
		st = put_twin(one, "\t", "?", out);
	return st ? st : nb_buf_puts(out, "\n");
}

/* Append a suspect as a JSON object. */
static enum nb_status for_machines(const char *s, size_t len,
				   const struct nb_suspect *one,
				   struct nb_buf *out)
{
	struct around a = surroundings(s, len, one);
	enum nb_status st = nb_buf_printf(
		out, "{\"offset\":%zu,\"length\":%zu,\"why\":\"%s\",\"text\":",
		one->offset, one->len, nb_suspicion_name(one->why));

	if (!st)
		st = nb_json_string(out, s + one->offset, one->len);
	if (!st)
		st = nb_buf_puts(out, ",\"before\":");
	if (!st)
		st = nb_json_string(out, s + a.from, one->offset - a.from);
	if (!st)
		st = nb_buf_puts(out, ",\"after\":");
	if (!st)
		st = nb_json_string(out, s + a.end, a.to - a.end);
	if (!st)
		st = put_twin(one, ",\"twin\":\"", "\"", out);
	return st ? st : nb_buf_puts(out, "}\n");
}

/* The list is made by the library, in the order of the text. */
enum nb_status norm_suspects(const struct norm_view *v, struct nb_buf *out,
			     struct nb_error *err)
{
	struct nb_suspect *list;
	size_t count, len, i;
	const char *s = nb_page_source(v->page, &len);
	enum nb_status st = nb_suspects_find(s, len, &list, &count, err);

	for (i = 0; !st && i < count; i++)
		if (v->json ? for_machines(s, len, &list[i], out)
			    : for_people(v, s, len, &list[i], out))
			st = nb_fail_mem(err);
	free(list);
	return st;
}
