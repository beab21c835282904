/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages with damaged bytes: bytes that are no characters of the file's charset.
 *
 * By default such a file is refused, with the offset of the first of them. When
 * they are kept, they become escapes of nbconv(1), and the form of the page has
 * a '!', so that everything after this stage knows that the text has escapes.
 * The text then says of each byte what it was, and the source is kept as it is.
 *
 * A parser of XML accepts no such file. It gets one that is made for it: in
 * UTF-8, with the escapes in it, and without the declaration that named
 * another charset.
 */
#include "base/error.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "encoding/convert/detect.h"
#include "encoding/convert/escape.h"
#include "layout/form/charset.h"
#include "layout/lines/layout.h"
#include "layout/others/json.h"
#include "layout/others/refused.h"
#include "layout/others/tsv.h"
#include "layout/source/bundle.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define TEXT_FORM "text!" /* of a text with escapes */

bool nb_damaged_find(const char *word, enum nb_damaged *damaged)
{
	if (strcmp(word, "refuse") == 0)
		*damaged = NB_DAMAGED_REFUSE;
	else if (strcmp(word, "keep") == 0)
		*damaged = NB_DAMAGED_KEEP;
	else
		return false;
	return true;
}

#define OFFER "--damaged keep takes the page with the byte as an escape"

/* Say in a refusal that the bytes can be kept, if it is about one of them. */
static enum nb_status offer(enum nb_status st, const char *charset,
			    struct nb_error *err)
{
	size_t n = err ? strlen(err->text) : 0;

	if (err && st == NB_INVALID && charset[0] &&
	    err->offset != NB_NO_OFFSET)
		(void)snprintf(err->text + n, sizeof(err->text) - n,
			       "; " OFFER);
	return st;
}

/* ---- markup */

/*
 * Find the charset of markup, as the reader finds it: nb_xml_charset(), its
 * mark, its declaration, or UTF-8. *found is NULL if that of HTML has to be
 * detected; `charset` is room for it.
 */
static enum nb_status find_charset(const void *bytes, size_t len,
				   char charset[NB_CHARSET_MAX],
				   const char **found, struct nb_error *err)
{
	const struct nb_mark *mark = nb_mark_at(bytes, len, NULL);
	size_t skip = mark ? mark->len : 0, n;
	const char *p = (const char *)bytes + skip, *root;
	struct nb_detected d;
	enum nb_status st = nb_xml_charset(bytes, len, charset, found, err);

	if (st || *found)
		return st;
	if (nb_xml_declared(p, nb_xml_declaration(p, len - skip), charset)) {
		*found = charset;
		return NB_OK;
	}
	if (mark || (len > 1 && (!p[0] || !p[1])))
		return NB_OK;
	*found = "UTF-8";
	root = nb_layout_root(p, len, &n);
	if (!root || n != 4 || strncasecmp(root, "html", 4) != 0)
		return NB_OK;
	/* If nothing makes sense of it, it is what XML would take it for. */
	st = nb_detect(bytes, len, &d, err);
	if (!st && d.charset[0])
		*found = NULL;
	return st;
}

/* Is it a control that XML does not allow? */
static bool is_control(uint8_t c)
{
	return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/*
 * Append the text with escapes in place of the controls. If it has no other
 * escapes, its signs for them are doubled here.
 */
static enum nb_status escape_controls(const struct nb_text *t, size_t from,
				      bool doubled, struct nb_buf *out)
{
	const uint8_t *p = t->utf8.data;
	enum nb_status st = NB_OK;
	size_t at = from, i;

	for (i = from; !st && i < t->utf8.len; i++) {
		bool sign = !doubled && p[i] == 0xe2 &&
			    t->utf8.len - i >= NB_ESCAPE_SIGN &&
			    memcmp(p + i, NB_ESCAPE_OPEN, NB_ESCAPE_SIGN) == 0;

		if (!sign && !is_control(p[i]))
			continue;
		st = nb_buf_add(out, p + at, i - at);
		if (!st)
			st = sign ? nb_escape_sign(out)
				  : nb_escape_bytes(p + i, 1, out);
		i += sign ? NB_ESCAPE_SIGN - 1 : 0;
		at = i + 1;
	}
	return st ? st : nb_buf_add(out, p + at, t->utf8.len - at);
}

/* Does each character of the charset have at least two bytes? */
static bool is_wide(const char *charset)
{
	return strncasecmp(charset, "UTF-16", 6) == 0 ||
	       strncasecmp(charset, "UTF-32", 6) == 0;
}

/*
 * Count the controls of a file beside the bytes that are counted already, in
 * the order of the file. Those of charsets with wider units are not found: a
 * parser refuses them.
 */
static void count_controls(const uint8_t *p, size_t len, struct nb_bad_bytes *d)
{
	struct nb_bad_bytes both = {.count = 0};
	size_t i, k = 0;

	for (i = 0; i < len; i++) {
		bool counted =
			k < d->count && k < NB_BAD_BYTES_KEPT && d->at[k] == i;

		k += counted;
		if (counted || is_control(p[i]))
			nb_bad_bytes_add(&both, i);
	}
	/* Beyond the offsets that are kept only their number is known. */
	both.count += d->count - k;
	*d = both;
}

/*
 * Make a file of markup without damage, in UTF-8, of one with damage. NB_OK and
 * text->damage.count 0 if it has none.
 */
static enum nb_status mend(const void *bytes, size_t len, struct nb_text *text,
			   struct nb_buf *out, struct nb_error *err)
{
	char declared_name[NB_CHARSET_MAX];
	const char *charset;
	enum nb_status st =
		find_charset(bytes, len, declared_name, &charset, err);
	bool doubled;

	if (!st)
		st = nb_text_keep(bytes, len, charset, text, err);
	if (st)
		return st;
	doubled = text->damage.count != 0;
	if (!is_wide(text->charset))
		count_controls(bytes, len, &text->damage);
	if (!text->damage.count)
		return NB_OK;
	st = nb_buf_puts(out, NB_UTF8_BOM);
	if (!st)
		st = escape_controls(
			text,
			nb_xml_declaration((const char *)text->utf8.data,
					   text->utf8.len),
			doubled, out);
	return st ? nb_fail_mem(err) : NB_OK;
}

/*
 * The reader has refused the file, as `why` says. If a byte of it is damaged,
 * say which.
 */
static enum nb_status refuse(const void *bytes, size_t len,
			     const struct nb_error *why, struct nb_error *err)
{
	char declared_name[NB_CHARSET_MAX];
	struct nb_text text = {.bom = false};
	const char *charset;
	enum nb_status st =
		find_charset(bytes, len, declared_name, &charset, err);

	if (!st)
		st = nb_text_decode(bytes, len, charset, &text, err);
	if (!st && !is_wide(text.charset))
		count_controls(bytes, len, &text.damage);
	if (st == NB_INVALID && text.charset[0])
		(void)offer(st, text.charset, err);
	else if (!st && text.damage.count)
		(void)nb_fail_at(err, NB_INVALID, text.damage.at[0],
				 "a control character, which markup "
				 "cannot have; " OFFER);
	else if (st != NB_NOMEM && st != NB_IO)
		*err = *why;
	nb_text_free(&text);
	return err->status;
}

/* The length of the escape of a byte at p; 0: there is none. */
static size_t escape_length(const uint8_t *p, size_t left)
{
	const size_t n = 2 * NB_ESCAPE_SIGN + 2;
	int byte = -1;
	size_t text, size;

	if (left < n || memcmp(p, NB_ESCAPE_OPEN, NB_ESCAPE_SIGN) != 0 ||
	    !nb_escape_next(p, n, &text, &size, &byte) || byte < 0)
		return 0;
	return size;
}

/*
 * Drop the escapes in tags, except for the values of attributes: no name of an
 * element or of an attribute has one. The source has the bytes.
 */
static void drop_in_tags(struct nb_buf *markup)
{
	uint8_t *p = markup->data, quote = 0;
	size_t i = 0, to = 0, n;
	bool tag = false;

	while (i < markup->len) {
		n = tag && !quote ? escape_length(p + i, markup->len - i) : 0;
		if (n) {
			i += n;
			continue;
		}
		if (!tag)
			tag = p[i] == '<' && i + 1 < markup->len &&
			      p[i + 1] != '!' && p[i + 1] != '?';
		else if (quote)
			quote = p[i] == quote ? 0 : quote;
		else if (p[i] == '"' || p[i] == '\'')
			quote = p[i];
		else
			tag = p[i] != '>';
		p[to++] = p[i++];
	}
	markup->len = to;
}

/* Read a file that the reader has refused once more, with escapes. */
static enum nb_status keep(const void *bytes, size_t len,
			   nb_layout_reader *reader, const struct nb_error *why,
			   struct nb_layout *layout, struct nb_error *err)
{
	struct nb_text text;
	struct nb_buf mended = {0};
	enum nb_status st = mend(bytes, len - nb_layout_padding(bytes, len),
				 &text, &mended, err);

	if (st == NB_USAGE || st == NB_INVALID || (!st && !mended.len)) {
		*err = *why;
		st = why->status;
	}
	if (!st) {
		nb_layout_free(layout);
		st = reader(mended.data, mended.len, layout, err);
		drop_in_tags(&mended);
	}
	if (st == NB_INVALID && mended.len) {
		nb_layout_free(layout);
		st = reader(mended.data, mended.len, layout, err);
	}
	if (!st) {
		layout->damage = text.damage;
		nb_sha256(bytes, len, layout->sha256);
		memcpy(layout->charset, text.charset, sizeof(text.charset));
		memcpy(layout->form + strlen(layout->form), "!", 2);
	}
	nb_buf_free(&mended);
	nb_text_free(&text);
	return st;
}

/* The reader of a form that needs no libxml2; NULL: it is no such file. */
static nb_layout_reader *own_reader(const void *bytes, size_t len)
{
	if (nb_json_is(bytes, len))
		return nb_json_read;
	return nb_tsv_is(bytes, len) ? nb_tsv_read : NULL;
}

bool nb_layout_has_form(const void *bytes, size_t len)
{
	return nb_layout_is_markup(bytes, len) || own_reader(bytes, len);
}

enum nb_status nb_layout_read_file(const void *bytes, size_t len,
				   nb_layout_reader *reader,
				   enum nb_damaged damaged,
				   struct nb_layout *layout,
				   struct nb_error *err)
{
	nb_layout_reader *without = own_reader(bytes, len);
	struct nb_error why, own;
	enum nb_status st;

	if (without)
		reader = without;
	st = reader(bytes, len, layout, &why);
	err = nb_error_or(err, &own);
	if (st)
		*err = why;
	if (st != NB_INVALID)
		return st;
	return damaged == NB_DAMAGED_KEEP
		       ? keep(bytes, len, reader, &why, layout, err)
		       : refuse(bytes, len - nb_layout_padding(bytes, len),
				&why, err);
}

/* ---- bundles */

bool nb_layout_is_bundle(const void *bytes, size_t len)
{
	return nb_bundle_is(bytes, len);
}

static enum nb_status read_bundle(const void *bytes, size_t len,
				  enum nb_damaged damaged, struct nb_text *text,
				  struct nb_layout *layout,
				  struct nb_error *err)
{
	enum nb_status st = nb_bundle_read(bytes, len, damaged, layout, err);

	if (st)
		return damaged == NB_DAMAGED_REFUSE
			       ? offer(st, NB_BUNDLE_FORM, err)
			       : st;
	if (layout->damage.count)
		memcpy(layout->form + strlen(layout->form), "!", 2);
	return nb_layout_text(layout, ((const uint8_t *)bytes)[0], text, err);
}

/* ---- pages */

/* Decode a text, unless it is a file of another kind that is known. */
static enum nb_status read_text(const void *bytes, size_t len,
				const char *charset, enum nb_damaged damaged,
				struct nb_text *text, struct nb_layout *layout,
				struct nb_error *err)
{
	const char *what = nb_refused_bytes(bytes, len);
	enum nb_status st;

	if (what)
		return nb_fail(err, NB_UNSUPPORTED, "the file is %s", what);
	if (damaged == NB_DAMAGED_REFUSE)
		return offer(nb_text_decode(bytes, len, charset, text, err),
			     text->charset, err);
	st = nb_text_keep(bytes, len, charset, text, err);
	layout->damage = text->damage;
	if (!st && text->damage.count)
		memcpy(layout->form, TEXT_FORM, sizeof(TEXT_FORM));
	return st;
}

enum nb_status nb_layout_read_page(
	const void *bytes, size_t len, const char *charset,
	nb_layout_reader *reader, enum nb_damaged damaged, struct nb_text *text,
	struct nb_layout *layout, struct nb_error *err)
{
	enum nb_status st;

	memset(text, 0, sizeof(*text));
	memset(layout, 0, sizeof(*layout));
	if (nb_bundle_is(bytes, len))
		return read_bundle(bytes, len, damaged, text, layout, err);
	if (!nb_layout_has_form(bytes, len))
		return read_text(bytes, len, charset, damaged, text, layout,
				 err);
	if (!reader && !own_reader(bytes, len))
		return nb_fail(err, NB_UNSUPPORTED,
			       "markup such as ALTO and hOCR cannot be read "
			       "here");
	st = nb_layout_read_file(bytes, len, reader, damaged, layout, err);
	if (st)
		return st;
	return nb_layout_text(layout, ((const uint8_t *)bytes)[0], text, err);
}
