/* SPDX-License-Identifier: Apache-2.0 */
/* Forms of lists, names of downloads, links to the next piece (form.h). */
#include "serve/api/json/form.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"

/* The longest name of a file, in bytes, without its ending. */
#define NAME_MOST 200

/* ---- forms */

bool api_form_is_object(const struct room_request *q)
{
	const char *format = room_param(q, "format");

	return !format || !*format || strcmp(format, "json") == 0;
}

enum nb_status api_form_read(const struct room_request *q,
			     enum nbarc_form *form, bool *object,
			     struct nb_error *err)
{
	const char *format = room_param(q, "format");

	*form = NBARC_JSONL;
	*object = api_form_is_object(q);
	if (*object)
		return NB_OK;
	if (!nbarc_form_find(format, form) || *form == NBARC_TABLE)
		return nb_fail(err, NB_USAGE,
			       "format: there are json, jsonl, csv and tsv");
	return NB_OK;
}

/*
 * header=present says that the first line has the names of the columns (RFC
 * 4180, section 3).
 */
const char *api_form_type(enum nbarc_form form, bool object)
{
	switch (form) {
	case NBARC_CSV:
		return "text/csv; charset=utf-8; header=present";
	case NBARC_TSV:
		return "text/tab-separated-values; charset=utf-8";
	case NBARC_TABLE:
	case NBARC_JSONL:
		break;
	}
	return object ? API_JSON : API_LINES;
}

const char *api_form_suffix(const struct room_request *q)
{
	return api_form_is_object(q) ? "json" : room_param(q, "format");
}

/* ---- downloads */

/*
 * May a file name have the character everywhere? Browsers disagree about
 * escapes in a quoted file name (RFC 6266, appendix D), so that a name in
 * quotes is made of characters that need none.
 */
static bool is_safe(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/*
 * A name with other characters is sent twice: as filename*, in UTF-8 (RFC
 * 8187), and as filename with '_' in their place, for clients that know only
 * that one (RFC 6266, section 4.3).
 */
enum nb_status api_attach_always(struct room_response *a, const char *name,
				 const char *suffix, struct nb_error *err)
{
	char plain[NAME_MOST + 1];
	struct nb_buf text = {0};
	struct api_out o = {.buf = &text};
	size_t len = strlen(name), i;
	bool same = true;
	enum nb_status st;

	if (len > NAME_MOST)
		len = NAME_MOST;
	while (len && ((unsigned char)name[len] & 0xc0) == 0x80)
		len--; /* a character is not cut */
	for (i = 0; i < len; i++) {
		plain[i] = is_safe(name[i]) ? name[i] : '_';
		same = same && plain[i] == name[i];
	}
	plain[len] = '\0';
	api_uri_len(&o, name, len);
	if (!o.status)
		o.status = nb_buf_add(&text, "", 1);
	if (o.status)
		st = nb_fail_mem(err);
	else if (same)
		st = room_header(a, err, "Content-Disposition",
				 "attachment; filename=\"%s.%s\"", plain,
				 suffix);
	else
		st = room_header(a, err, "Content-Disposition",
				 "attachment; filename=\"%s.%s\"; "
				 "filename*=UTF-8''%s.%s",
				 plain, suffix, (char *)text.data, suffix);
	nb_buf_free(&text);
	return st;
}

enum nb_status api_attach(const struct room_request *q, struct room_response *a,
			  const char *name, const char *suffix,
			  struct nb_error *err)
{
	return room_param_set(q, "download")
		       ? api_attach_always(a, name, suffix, err)
		       : NB_OK;
}

/* ---- links */

/* The path is made of its parts again, so that it is escaped in one way. */
void api_again(struct api_out *o, const struct room_request *q,
	       const char *name, const char *value)
{
	size_t i;

	for (i = 0; i < q->part_count; i++) {
		api_raw(o, "/");
		api_uri(o, q->parts[i]);
	}
	api_raw(o, "?");
	for (i = 0; i < q->param_count; i++) {
		if (strcmp(q->params[i].name, name) == 0)
			continue;
		api_uri(o, q->params[i].name);
		api_raw(o, "=");
		api_uri(o, q->params[i].value);
		api_raw(o, "&");
	}
	api_raw(o, name);
	api_raw(o, "=");
	api_uri(o, value);
}
