/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the header of a document says: where its page came from
 * (nb_tei_origin()), and of which newspaper it is (nb_tei_newspaper(),
 * nb_tei_about()).
 *
 * A rescue makes catalogue entries from documents alone
 * (format-spec/nbarc-format.md, section 14): the id of the page is the xml:id
 * of the root, and hash, length, charset and form of the source are in the
 * header. An ingest that is not told of the newspaper, or a person's decision,
 * must not drop what the header has of it: it is read here and written again.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "tei/text.h"
#include "xml/tags.h"

#include <nbarc/tei.h>

#include <stddef.h>
#include <stdlib.h>
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
	const char *found;
	size_t len;

	if (tag->closes || !nb_tag_is(tag, name))
		return false;
	found = nb_tag_attribute(tag, attribute, &len);
	return found && len == strlen(value) && memcmp(found, value, len) == 0;
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

/* ---- the newspaper */

/*
 * Where a header has a string: the text of an element, or the value of one of
 * its attributes. An element is known by an attribute and its value, unless
 * that is NULL.
 */
struct place {
	const char *element, *attribute, *value;
	const char *of; /* the attribute that has the string; NULL: the text */
	size_t field;	/* in struct nb_tei_about */
};

#define FIELD(f) offsetof(struct nb_tei_about, f)
static const struct place places[] = {
	{"TEI", NULL, NULL, "xml:lang", FIELD(title.language)},
	{"name", "type", "scanner", NULL, FIELD(title.scanner)},
	{"authority", NULL, NULL, NULL, FIELD(title.authority)},
	{"availability", NULL, NULL, "status", FIELD(title.status)},
	{"licence", NULL, NULL, "target", FIELD(title.licence_url)},
	{"licence", NULL, NULL, NULL, FIELD(title.licence)},
	{"title", "level", "j", NULL, FIELD(title.name)},
	{"idno", "type", "CN", NULL, FIELD(title.cn)},
	{"idno", "type", "ISSN", NULL, FIELD(title.issn)},
	{"idno", "type", "nbarc-mets-sha256", NULL, FIELD(mets)},
	{"publisher", NULL, NULL, NULL, FIELD(title.publisher)},
	{"pubPlace", NULL, NULL, NULL, FIELD(title.place)},
	{"repository", NULL, NULL, NULL, FIELD(title.repository)},
	{"collection", NULL, NULL, NULL, FIELD(title.collection)},
	{"graphic", NULL, NULL, "url", FIELD(image)},
	{"pb", NULL, NULL, "facs", FIELD(image)},
};
#define PLACES (sizeof(places) / sizeof(places[0]))

/* All strings of struct nb_tei_about, for freeing. */
static const size_t owned[] = {
	FIELD(title.language),
	FIELD(title.scanner),
	FIELD(title.authority),
	FIELD(title.status),
	FIELD(title.licence_url),
	FIELD(title.licence),
	FIELD(title.name),
	FIELD(title.cn),
	FIELD(title.issn),
	FIELD(title.publisher),
	FIELD(title.place),
	FIELD(title.repository),
	FIELD(title.collection),
	FIELD(title.series),
	FIELD(title.rights),
	FIELD(title.ocr),
	FIELD(image),
	FIELD(mets),
	FIELD(profile),
	FIELD(layout),
};

/* The field of a struct nb_tei_about at this offset. */
static const char **field_of(struct nb_tei_about *a, size_t offset)
{
	return (const char **)(void *)((char *)a + offset);
}

void nb_tei_about_free(struct nb_tei_about *about)
{
	size_t i;

	for (i = 0; about && i < sizeof(owned) / sizeof(owned[0]); i++) {
		free((char *)*field_of(about, owned[i]));
		*field_of(about, owned[i]) = NULL;
	}
}

/* Set a field that is not set yet to a string, with its references replaced. A
 * string that is empty or not understood is left out. */
static enum nb_status set_field(struct nb_tei_about *a, size_t offset,
				const char *p, const char *end)
{
	const char **field = field_of(a, offset);
	struct nb_buf text = {0};
	enum nb_status st = NB_OK;

	if (*field || p == end)
		return NB_OK;
	st = nb_tei_data(p, end, &text);
	if (!st && text.len) {
		*field = nb_strndup((const char *)text.data, text.len);
		st = *field ? NB_OK : NB_NOMEM;
	}
	nb_buf_free(&text);
	return st == NB_NOMEM ? st : NB_OK;
}

/* Set a field to the text between a tag and the next one. */
static enum nb_status set_text(struct nb_tei_about *a, size_t offset,
			       const struct nb_tag *tag, const char *end)
{
	const char *to = memchr(tag->end, '<', (size_t)(end - tag->end));

	return to ? set_field(a, offset, tag->end, to) : NB_OK;
}

/* Set the field of a place, if it is that of the tag. */
static enum nb_status read_place(struct nb_tei_about *a, const struct place *at,
				 const struct nb_tag *tag, const char *end)
{
	const char *value;
	size_t len;

	if (at->attribute
		    ? !is_of_type(tag, at->element, at->attribute, at->value)
		    : !nb_tag_is(tag, at->element))
		return NB_OK;
	if (!at->of)
		return tag->empty ? NB_OK : set_text(a, at->field, tag, end);
	value = nb_tag_attribute(tag, at->of, &len);
	/* A pointer to a surface of this document is no image. */
	return value && *value != '#'
		       ? set_field(a, at->field, value, value + len)
		       : NB_OK;
}

/* Read what needs more than its own tag to be known. `before` is the last tag
 * that was opened; the element of `tag` is inside it, or comes after it. */
static enum nb_status read_inside(struct nb_tei_about *a,
				  const struct nb_tag *before,
				  const struct nb_tag *tag, const char *end)
{
	size_t len;

	if (nb_tag_is(tag, "p") && nb_tag_is(before, "availability"))
		return set_text(a, FIELD(title.rights), tag, end);
	if (nb_tag_is(tag, "title") && nb_tag_is(before, "seriesStmt"))
		return set_text(a, FIELD(title.series), tag, end);
	if (is_of_type(before, "application", "ident", "nbnorm-profile"))
		return set_text(a, FIELD(profile), tag, end);
	if (is_of_type(before, "application", "ident", "nbnorm-layout"))
		return set_text(a, FIELD(layout), tag, end);
	/* Names with a reference are those of programs that made the document.
	 */
	if (is_of_type(tag, "name", "type", "software") &&
	    !nb_tag_attribute(tag, "ref", &len))
		return set_text(a, FIELD(title.ocr), tag, end);
	return NB_OK;
}

enum nb_status nb_tei_about(const void *xml, size_t len,
			    struct nb_tei_about *about, struct nb_error *err)
{
	static const char none[] = "";
	const char *p = xml, *end = p + len;
	struct nb_tag tag;
	struct nb_tag before = {.start = none, .end = none, .name = none};
	enum nb_status st = NB_OK;
	size_t i;

	memset(about, 0, sizeof(*about));
	while (!st && nb_tag_find(p, end, &tag)) {
		p = tag.end;
		/* Of the zones of a page, which can be thousands, nothing is
		 * needed. */
		if (tag.closes || nb_tag_is(&tag, "zone"))
			continue;
		about->zones |= nb_tag_is(&tag, "facsimile");
		for (i = 0; !st && i < PLACES; i++)
			st = read_place(about, &places[i], &tag, end);
		if (!st)
			st = read_inside(about, &before, &tag, end);
		/* The text begins. */
		if (nb_tag_is(&tag, "pb"))
			break;
		before = tag;
	}
	return st ? nb_fail_mem(err) : NB_OK;
}
