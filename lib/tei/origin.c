/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a document says that its page came from (nb_tei_origin(), and
 * nb_tei_newspaper()).
 *
 * A rescue makes catalogue entries from documents alone
 * (format-spec/nbarc-format.md, section 14): the id of the page is the xml:id
 * of the root, and hash, length, charset and form of the source are in the
 * header.
 */
#include "base/error.h"
#include "base/sha256.h"
#include "tei/text.h"
#include "xml/tags.h"

#include <nbarc/tei.h>

#include <string.h>

/* What was found so far; both pointers are the caller's. */
struct origin {
	char *id; /* NB_ID_MAX bytes */
	struct nb_source *source;
	bool has_id, has_hash, has_bytes;
	bool in_source; /* in the note about the source */
};

/* Does the tag open an element `name` whose `attribute` has that value? */
static bool is_of_type(const struct nb_tag *tag, const char *name,
		       const char *attribute, const char *value)
{
	size_t len;
	const char *found = nb_tag_attribute(tag, attribute, &len);

	return !tag->closes && nb_tag_is(tag, name) && found &&
	       len == strlen(value) && memcmp(found, value, len) == 0;
}

/* Read the hash after its tag; the next tag must follow it. */
static bool get_hash(const char *p, const char *end,
		     uint8_t sha256[NB_SHA256_SIZE])
{
	return end - p > 2 * NB_SHA256_SIZE && p[2 * NB_SHA256_SIZE] == '<' &&
	       nb_sha256_unhex(p, sha256);
}

/* Read the page's id, which must be one. */
static bool get_id(const struct nb_tag *tag, char id[NB_ID_MAX])
{
	size_t len;
	const char *value = nb_tag_attribute(tag, "xml:id", &len);

	if (!value || !nb_id_is_page(value, len))
		return false;
	memcpy(id, value, len);
	id[len] = '\0';
	return true;
}

/* Read the length; one of 18 digits or more is refused, as it might overflow.
 */
static bool get_bytes(const struct nb_tag *tag, struct nb_source *source)
{
	size_t len, i;
	const char *value = nb_tag_attribute(tag, "quantity", &len);

	source->bytes = 0;
	for (i = 0; value && i < len && i < 18; i++) {
		if (value[i] < '0' || value[i] > '9')
			return false;
		source->bytes = 10 * source->bytes + (uint64_t)(value[i] - '0');
	}
	return value && len > 0 && len < 18;
}

/*
 * Read "CHARSET; " or "CHARSET with byte order mark; ". A longer name is cut.
 */
static void get_charset(const char *p, const char *end,
			struct nb_source *source)
{
	size_t n = 0;

	while (p + n < end && n + 1 < sizeof(source->charset) && p[n] != ';' &&
	       p[n] != ' ' && p[n] != '<')
		n++;
	memcpy(source->charset, p, n);
	source->charset[n] = '\0';
	source->bom = p + n < end && p[n] == ' ';
}

/* Read "; FORM" after the length. Without it the source is a text. */
static void get_form(const char *p, const char *end, struct nb_source *source)
{
	size_t n = 0;

	if (end - p < 2 || memcmp(p, "; ", 2) != 0)
		return;
	p += 2;
	while (p + n < end && n + 1 < sizeof(source->form) && p[n] != '<')
		n++;
	memcpy(source->form, p, n);
	source->form[n] = '\0';
}

/* Read what a tag, or the text after it, says about the page or its source. */
static void read_tag(struct origin *o, const struct nb_tag *tag,
		     const char *end)
{
	if (!o->has_id && !tag->closes && nb_tag_is(tag, "TEI"))
		o->has_id = get_id(tag, o->id);
	else if (is_of_type(tag, "idno", "type", "nbarc-raw-sha256"))
		o->has_hash = get_hash(tag->end, end, o->source->sha256);
	else if (nb_tag_is(tag, "note")) {
		o->in_source = is_of_type(tag, "note", "type", "rawfile");
		if (o->in_source)
			get_charset(tag->end, end, o->source);
	} else if (is_of_type(tag, "measure", "unit", "byte"))
		o->has_bytes = get_bytes(tag, o->source);
	else if (o->in_source && tag->closes && nb_tag_is(tag, "measure"))
		get_form(tag->end, end, o->source);
}

enum nb_status nb_tei_origin(const void *xml, size_t len, char id[NB_ID_MAX],
			     struct nb_source *source, struct nb_error *err)
{
	struct origin o = {.id = id, .source = source};
	const char *p = xml, *end = p + len;
	struct nb_tag tag;

	memset(source, 0, sizeof(*source));
	while (nb_tag_find(p, end, &tag)) {
		p = tag.end;
		if (tag.closes && nb_tag_is(&tag, "teiHeader"))
			break;
		read_tag(&o, &tag, end);
	}
	if (!o.has_id || !o.has_hash || !o.has_bytes)
		return nb_fail(err, NB_INVALID,
			       "the document's header does not name its page "
			       "and source");
	return NB_OK;
}

enum nb_status nb_tei_newspaper(const void *xml, size_t len, struct nb_buf *out,
				struct nb_error *err)
{
	const char *p = xml, *end = p + len, *stop;
	struct nb_tag tag;
	enum nb_status st;

	while (nb_tag_find(p, end, &tag)) {
		p = tag.end;
		if (tag.closes && nb_tag_is(&tag, "teiHeader"))
			break;
		if (!is_of_type(&tag, "title", "level", "j"))
			continue;
		stop = memchr(p, '<', (size_t)(end - p));
		st = nb_tei_data(p, stop ? stop : end, out);
		if (st == NB_NOMEM)
			return nb_fail_mem(err);
		return st ? nb_fail(err, NB_INVALID,
				    "the name of the newspaper is not text")
			  : NB_OK;
	}
	return NB_OK;
}
