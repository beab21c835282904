/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON as pages (json.h): the bytes are decoded, the answer is read, and its
 * lines are put together and in order as those of markup are.
 */
#include "layout/others/json.h"
#include "base/error.h"
#include "json/load.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "layout/lines/layout.h"
#include "layout/others/failure.h"
#include "layout/others/services.h"

#include <stdio.h>
#include <string.h>

/* An answer becomes a tree of several times its size. */
#define JSON_MAX ((size_t)32 * 1024 * 1024)
/* Bytes of an answer's keys in a message. */
#define KEYS_MAX 80u

/* ---- the first bytes */

/* Skip the white space of JSON. */
static const uint8_t *skip(const uint8_t *p, const uint8_t *end)
{
	while (p < end && memchr(" \t\r\n", *p, 4))
		p++;
	return p;
}

/* Is the next character one of these, or is the file cut off before it? */
static bool next_is(const uint8_t *p, const uint8_t *end, const char *some)
{
	p = skip(p, end);
	return p == end || (*p && strchr(some, *p));
}

/* Does a string come, and then this character? One that is cut off is taken for
 * one if it is in ASCII, as the keys of services are. */
static bool string_is(const uint8_t *p, const uint8_t *end, const char *then)
{
	bool ascii = true;

	for (p++; p < end && *p != '"' && *p >= ' '; p++) {
		ascii &= *p < 0x80;
		p += *p == '\\' && p + 1 < end;
	}
	return p == end ? ascii : *p == '"' && next_is(p + 1, end, then);
}

/* Does the inside of an object begin with a key, or is it empty and followed by
 * another value of a list? */
static bool is_object(const uint8_t *p, const uint8_t *end, bool listed)
{
	p = skip(p, end);
	if (listed && p < end && *p == '}')
		return next_is(p + 1, end, ",]");
	return p < end && *p == '"' && string_is(p, end, ":");
}

/* Does a list of lists go on as one? One with a single value is none that is
 * known, and a text can begin with "[[1]]". */
static bool is_list(const uint8_t *p, const uint8_t *end)
{
	const uint8_t *from = p;

	if (p == end)
		return true;
	if (*p == ']')
		return next_is(p + 1, end, ",]");
	if (*p == '"')
		return string_is(p, end, ",");
	while (p < end && *p && strchr("-+.0123456789eE", *p))
		p++;
	if (p > from)
		return next_is(p, end, ",");
	return (size_t)(end - p) >= 4 && memcmp(p, "null", 4) == 0 &&
	       next_is(p + 4, end, ",]");
}

bool nb_json_is(const void *bytes, size_t len)
{
	const uint8_t *p = bytes, *end = p + len;
	unsigned depth = 0;

	if (len >= NB_UTF8_BOM_LEN &&
	    memcmp(p, NB_UTF8_BOM, NB_UTF8_BOM_LEN) == 0)
		p += NB_UTF8_BOM_LEN;
	for (p = skip(p, end); p < end && *p == '['; p = skip(p + 1, end))
		depth++;
	if (p < end && *p == '{')
		return is_object(p + 1, end, depth > 0);
	return depth > 1 && is_list(p, end);
}

/* ---- the file */

/* Parse the text of a file. */
static enum nb_status parse(const struct nb_text *text, json_t **root,
			    struct nb_error *err)
{
	json_error_t e;
	const char *p = (const char *)text->utf8.data;

	enum nb_status st = nb_json_load(p, text->utf8.len,
					 JSON_REJECT_DUPLICATES, root, &e);

	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	if (!st)
		return NB_OK;
	switch (json_error_code(&e)) {
	case json_error_premature_end_of_input:
		return nb_fail(err, NB_INVALID,
			       "line %d: the JSON ends too early: was the file "
			       "copied whole?",
			       e.line);
	case json_error_end_of_input_expected:
		return nb_fail(err, NB_UNSUPPORTED,
			       "line %d: more JSON after the first value (JSON "
			       "Lines): give each page as a file",
			       e.line);
	case json_error_duplicate_key:
		return nb_fail(err, NB_INVALID,
			       "line %d: an object has a key twice, of which "
			       "only one could be read: %.100s",
			       e.line, e.text);
	default: /* an int, and there are many */
		return nb_fail(err, NB_INVALID, "line %d: not JSON: %.100s",
			       e.line, e.text);
	}
}

/* Say that an answer is of no service that is known. */
static enum nb_status refuse(const json_t *root, struct nb_error *err)
{
	const char *what = nb_services_refused(root), *key;
	const char *failure = nb_failure_of(root);
	char keys[KEYS_MAX] = "";
	size_t n = 0;
	json_t *value;

	if (what)
		return nb_fail(err, NB_UNSUPPORTED, "the file is %s", what);
	if (failure)
		return nb_fail(err, NB_INVALID,
			       "the file has no page: the OCR service failed, "
			       "and says: %.200s",
			       failure);
	json_object_foreach((json_t *)(uintptr_t)root, key,
			    value) if (n < sizeof(keys)) n +=
		(size_t)snprintf(keys + n, sizeof(keys) - n, "%s'%.20s'",
				 n ? ", " : "", key);
	return nb_fail(
		err, NB_UNSUPPORTED,
		"JSON of no OCR service that is known%s%s: convert it to "
		"hOCR or ALTO",
		keys[0] ? "; its keys are " : "", keys);
}

/* Read an answer that was parsed. */
static enum nb_status read_root(const json_t *root, struct nb_layout *layout,
				struct nb_error *err)
{
	struct nb_answer a = {.lines.layout = layout, .scale = 1, .err = err};
	bool known = nb_services_read(&a, root);
	enum nb_status st = a.status;

	if (!st && !known)
		st = refuse(root, err);
	return st ? st : nb_answer_finish(&a, NB_JSON_FORM);
}

enum nb_status nb_json_read(const void *bytes, size_t len,
			    struct nb_layout *layout, struct nb_error *err)
{
	struct nb_text text = {.bom = false};
	json_t *root = NULL;
	enum nb_status st;

	memset(layout, 0, sizeof(*layout));
	if (len > JSON_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the JSON has more than %zu bytes", JSON_MAX);
	st = nb_text_decode(bytes, len - nb_layout_padding(bytes, len), NULL,
			    &text, err);
	if (!st)
		st = parse(&text, &root, err);
	if (!st)
		st = read_root(root, layout, err);
	memcpy(layout->charset, text.charset, sizeof(layout->charset));
	layout->charset_in_doubt = text.uncertain;
	nb_sha256(bytes, len, layout->sha256);
	json_decref(root);
	nb_text_free(&text);
	return st;
}
