/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exports for corpus tools, a token a line: the vertical text of the IMS Open
 * Corpus Workbench, and CoNLL-U without annotation, for parsers to fill in.
 *
 * Chinese is written without spaces, and a segmentation would be a guess. So a
 * Han character is a token by itself, as is each mark; what stands without a
 * space in other scripts, a word or a number, is one token.
 */
#include <string.h>

#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "export/export.h"
#include "xml/xml.h"

/* ---- tokens
 *
 * Both forms have the same tokens, so that a corpus and its parses can be laid
 * side by side. No character of the text is lost: what is between two tokens is
 * white space.
 */

/*
 * True if the character and another such one, side by side, belong to one
 * token: ASCII letters and digits, letters of other alphabets (below U+2000,
 * where punctuation begins), and the full-width forms of ASCII.
 */
static bool holds_together(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
	       (cp >= 'a' && cp <= 'z') || (cp >= 0xc0 && cp < 0x2000) ||
	       (cp >= 0xff10 && cp <= 0xff19) ||
	       (cp >= 0xff21 && cp <= 0xff3a) || (cp >= 0xff41 && cp <= 0xff5a);
}

/* The token at the start of a text of one line: its length, and in *space that
 * of the white space before it. 0 at the end. */
static size_t next_token(const char *s, size_t len, size_t *space)
{
	size_t at = 0, n, from;
	uint32_t cp;

	while (at < len && (n = nb_utf8_get(s + at, len - at, &cp)) &&
	       nb_is_space(cp))
		at += n;
	*space = from = at;
	if (at == len)
		return 0;
	n = nb_utf8_get(s + at, len - at, &cp);
	at += n ? n : 1;
	if (!n || !holds_together(cp))
		return at - from;
	while (at < len && (n = nb_utf8_get(s + at, len - at, &cp)) &&
	       holds_together(cp))
		at += n;
	return at - from;
}

/* ---- vertical text
 *
 * A line is a token or a tag. cwb-encode(1) takes a line that begins with "<"
 * for a tag, so that a token must not; with its option -x it reads the five
 * entities of XML in tokens and attributes.
 */

/* Append an attribute of the structure. Of a list, its values between bars, as
 * the Workbench has sets. */
static enum nb_status put_attribute(struct nb_buf *out,
				    const struct nb_item_record *item,
				    enum nb_field field)
{
	size_t count = nb_item_record_count(item, field), i;
	bool list = nb_field_is_list(field);
	enum nb_status st = nb_buf_printf(out, " %s=\"%s", nb_field_name(field),
					  list ? "|" : "");

	for (i = 0; !st && i < count; i++) {
		const char *text = nb_item_record_text(item, field, i);

		st = nb_xml_marks(out, text, strlen(text));
		if (!st && list)
			st = nb_buf_puts(out, "|");
	}
	return st ? st : nb_buf_puts(out, "\"");
}

/* Append the tokens of a paragraph, which is a line of the text. */
static enum nb_status put_paragraph(struct nb_buf *out, const char *s,
				    size_t len)
{
	enum nb_status st = nb_buf_puts(out, "<p>\n");
	size_t at = 0, n, space;

	while (!st && (n = next_token(s + at, len - at, &space))) {
		st = nb_xml_marks(out, s + at + space, n);
		if (!st)
			st = nb_buf_puts(out, "\n");
		at += space + n;
	}
	return st ? st : nb_buf_puts(out, "</p>\n");
}

/* Append an item as a structure <text>, with its fields as attributes. */
static enum nb_status put_vertical(struct nbarc_export *x,
				   const struct nb_item_record *item)
{
	const char *s = nbarc_export_value(item, NB_FIELD_TEXT);
	enum nb_status st = nb_buf_puts(&x->line, "<text");
	size_t i;

	for (i = 0; !st && i < x->fields.count; i++)
		if (x->fields.list[i] != NB_FIELD_TEXT)
			st = put_attribute(&x->line, item, x->fields.list[i]);
	if (!st)
		st = nb_buf_puts(&x->line, ">\n");
	for (; !st && *s; s += s[strcspn(s, "\n")] ? 1 : 0) {
		size_t len = strcspn(s, "\n");

		if (len)
			st = put_paragraph(&x->line, s, len);
		s += len;
	}
	return st ? st : nb_buf_puts(&x->line, "</text>\n");
}

/* A text is never cut by a shard, since it is put as a whole. */
static enum nb_status vertical_item(struct nbarc_export *x,
				    const struct nb_item_record *item,
				    struct nb_error *err)
{
	x->line.len = 0;
	if (put_vertical(x, item))
		return nb_fail_mem(err);
	return nbarc_stream_put(&x->stream, x->line.data, x->line.len, err);
}

/* The name of the corpus: that of the file in lower case, of letters, digits,
 * "_" and "-", the first a letter (the Workbench wants that). */
static void name_corpus(const char *path, char name[64])
{
	const char *slash = strrchr(path, '/');
	const char *s = slash ? slash + 1 : path;
	size_t n = 0;

	for (; *s && *s != '.' && n < 63; s++) {
		char c = *s;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') ||
		    (n && ((c >= '0' && c <= '9') || c == '_' || c == '-')))
			name[n++] = c;
	}
	name[n] = '\0';
	if (!n)
		memcpy(name, "nbarc", sizeof("nbarc"));
}

/* Append the entry of the corpus for the registry of the Workbench. HOME is the
 * folder into which cwb-encode shall write, beside the file. */
static enum nb_status put_registry(struct nbarc_export *x)
{
	char name[64];
	enum nb_status st;
	size_t i;

	name_corpus(x->output, name);
	st = nb_buf_printf(&x->line,
			   "NAME \"%s\"\nID %s\nHOME \"%s.data\"\n\n"
			   "##:: charset = \"utf8\"\n##:: language = "
			   "\"zh\"\n\nATTRIBUTE word\n\nSTRUCTURE p\n"
			   "STRUCTURE text\n",
			   name, name, x->output);
	for (i = 0; !st && i < x->fields.count; i++)
		if (x->fields.list[i] != NB_FIELD_TEXT)
			st = nb_buf_printf(&x->line, "STRUCTURE text_%s\n",
					   nb_field_name(x->fields.list[i]));
	return st;
}

/* Beside a file, write its entry for the registry. */
static enum nb_status vertical_end(struct nbarc_export *x, enum nb_status st,
				   struct nb_error *err)
{
	struct nb_buf path = {0};

	if (st || !x->output)
		return st;
	x->line.len = 0;
	if (put_registry(x) ||
	    nb_buf_printf(&path, "%s.registry%c", x->output, 0))
		st = nb_fail_mem(err);
	if (!st)
		st = cli_output_all((const char *)path.data, x->line.data,
				    x->line.len, err);
	nb_buf_free(&path);
	return st;
}

/* ---- CoNLL-U
 *
 * Ten columns, of which only the number, the form and, in the last one, the
 * missing space are known. A sentence has its text as a comment, and every
 * token of it in order; an empty line ends it.
 */

/* True if a sentence ends after the token. */
static bool ends_sentence(const char *s, size_t n)
{
	static const char *const ends[] = {"。", "！", "？", "…"};
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (n == strlen(ends[i]) && memcmp(s, ends[i], n) == 0)
			return true;
	return false;
}

/* True if the token closes a quotation or a bracket, and so belongs to the
 * sentence that ended before it. */
static bool closes(const char *s, size_t n)
{
	static const char *const marks[] = {"”",  "’", "」", "』",
					    "）", ")", "》"};
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (n == strlen(marks[i]) && memcmp(s, marks[i], n) == 0)
			return true;
	return false;
}

/* The length of the sentence at the start of a line: up to a mark that ends it,
 * with the marks that follow. */
static size_t sentence(const char *s, size_t len)
{
	size_t at = 0, n, space;
	bool ended = false;

	while ((n = next_token(s + at, len - at, &space))) {
		bool ends = ends_sentence(s + at + space, n);

		if (ended && !ends && !closes(s + at + space, n))
			return at;
		ended |= ends;
		at += space + n;
	}
	return len;
}

/* Append the tokens of a sentence, whose annotation is not there yet. */
static enum nb_status put_tokens(struct nb_buf *out, const char *s, size_t len)
{
	size_t at = 0, n, space, after;
	enum nb_status st = NB_OK;
	unsigned number = 0;

	n = next_token(s, len, &space);
	while (!st && n) {
		size_t from = at + space, next;

		at = from + n;
		next = next_token(s + at, len - at, &after);
		st = nb_buf_printf(out, "%u\t%.*s\t_\t_\t_\t_\t_\t_\t_\t%s\n",
				   ++number, (int)n, s + from,
				   next && !after ? "SpaceAfter=No" : "_");
		space = after;
		n = next;
	}
	return st ? st : nb_buf_puts(out, "\n");
}

/* Append a comment, as "# text = ...": values are of one line. */
static enum nb_status put_comment(struct nb_buf *out, const char *name,
				  const char *value, size_t len)
{
	return nb_buf_printf(out, "# %s = %.*s\n", name, (int)len, value);
}

/* Append the sentences of a paragraph. *number counts those of the item, and
 * with its identifier names them for ever. */
static enum nb_status put_sentences(struct nb_buf *out, const char *id,
				    const char *s, size_t len, unsigned *number)
{
	enum nb_status st = NB_OK;
	size_t n, space;

	while (!st && next_token(s, len, &space)) {
		s += space;
		len -= space;
		n = sentence(s, len);
		st = nb_buf_printf(out, "# sent_id = %s.%u\n", id, ++*number);
		if (!st)
			st = put_comment(out, "text", s, n);
		if (!st)
			st = put_tokens(out, s, n);
		s += n;
		len -= n;
	}
	return st;
}

/* Append an item as a document of the treebank. */
static enum nb_status put_conllu(struct nbarc_export *x, const char *id,
				 const char *s)
{
	enum nb_status st = put_comment(&x->line, "newdoc id", id, strlen(id));
	unsigned number = 0;

	while (!st && *s) {
		size_t len = strcspn(s, "\n");

		if (len)
			st = nb_buf_puts(&x->line, "# newpar\n");
		if (!st && len)
			st = put_sentences(&x->line, id, s, len, &number);
		s += len + (s[len] ? 1 : 0);
	}
	return st;
}

/* An item is a document of the treebank. */
static enum nb_status conllu_item(struct nbarc_export *x,
				  const struct nb_item_record *item,
				  struct nb_error *err)
{
	const char *text = nbarc_export_value(item, NB_FIELD_TEXT);
	struct nb_buf name = {0};
	enum nb_status st = nbarc_export_name(x, item, &name);

	x->line.len = 0;
	if (!st)
		st = nb_buf_add(&name, "", 1);
	if (!st)
		st = put_conllu(x, (const char *)name.data, text);
	nb_buf_free(&name);
	if (st)
		return nb_fail_mem(err);
	return nbarc_stream_put(&x->stream, x->line.data, x->line.len, err);
}

const struct nbarc_export_form nbarc_export_vertical = {
	.name = "vertical",
	.ending = ".vrt",
	.stream = true,
	.needs = NB_FIELD_BIT(NB_FIELD_TEXT),
	.item = vertical_item,
	.end = vertical_end};
const struct nbarc_export_form nbarc_export_conllu = {
	.name = "conllu",
	.ending = ".conllu",
	.stream = true,
	.needs = NB_FIELD_BIT(NB_FIELD_ID) | NB_FIELD_BIT(NB_FIELD_TEXT),
	.item = conllu_item};
