/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tidying documents (tidy.h).
 *
 * A schema has been asked before, so that the document is well-formed and has
 * our elements. What XML lets an editor choose is undone here: how lines are
 * broken and indented, quotes, references, sections, comments. The input is
 * gone through once; text is collected up to the next tag, since comments may
 * part it.
 */
#include "xml/tidy.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "page/text/blocks.h"
#include "xml/xml.h"

#include <string.h>

static const char declaration[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/* A document on its way. */
struct tidy {
	const char *start, *p, *end; /* of the input; p moves on */
	struct nb_buf *out;
	struct nb_buf text;  /* before the tag that comes next */
	struct nb_buf value; /* of an attribute */
	unsigned depth;	     /* elements that are open */
	unsigned block;	     /* of these, from which on a block is */
	bool opened;	     /* the last tag was a start tag */
	bool divided;	     /* the last tag was the end of a div */
	/* In a block: white space with a line end came after `last`, the last
	 * character to be seen; 0: none yet. */
	bool broken;
	uint32_t last;
	size_t comments;
	struct nb_error *err;
};

static enum nb_status fail(const struct tidy *t, const char *what)
{
	return nb_fail_at(t->err, NB_INVALID, (uint64_t)(t->p - t->start), "%s",
			  what);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Does this come next? */
static bool comes(const struct tidy *t, const char *s)
{
	size_t n = strlen(s);

	return (size_t)(t->end - t->p) >= n && memcmp(t->p, s, n) == 0;
}

/* The beginning of what comes next of this kind; NULL if it does not come. */
static const char *find(const struct tidy *t, const char *from, const char *s)
{
	size_t n = strlen(s);

	for (; (size_t)(t->end - from) >= n; from++)
		if (memcmp(from, s, n) == 0)
			return from;
	return NULL;
}

/* ---- references */

/* The code point of a reference by number, of which s is "#...;"; 0: none. */
static uint32_t number_of(const char *s, size_t len)
{
	bool hex = len > 1 && (s[1] == 'x');
	uint32_t cp = 0, digit;
	size_t i;

	for (i = hex ? 2 : 1; i < len && cp < 0x110000; i++) {
		if (s[i] >= '0' && s[i] <= '9')
			digit = (uint32_t)(s[i] - '0');
		else if (hex && (s[i] | 32) >= 'a' && (s[i] | 32) <= 'f')
			digit = (uint32_t)((s[i] | 32) - 'a' + 10);
		else
			return 0;
		cp = cp * (hex ? 16 : 10) + digit;
	}
	return cp < 0x110000 && !nb_is_surrogate(cp) ? cp : 0;
}

/* Append what the reference at t->p stands for, and move on. */
static enum nb_status take_reference(struct tidy *t, struct nb_buf *to)
{
	static const struct {
		const char *name;
		uint32_t c;
	} known[] = {{"lt", '<'},
		     {"gt", '>'},
		     {"amp", '&'},
		     {"quot", '"'},
		     {"apos", '\''}};
	const char *stop = memchr(t->p, ';', (size_t)(t->end - t->p));
	size_t i, len = stop ? (size_t)(stop - t->p) - 1 : 0;
	uint32_t cp = 0;
	char utf8[4];

	if (len && t->p[1] == '#')
		cp = number_of(t->p + 1, len);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (len == strlen(known[i].name) &&
		    memcmp(t->p + 1, known[i].name, len) == 0)
			cp = known[i].c;
	if (!cp)
		return fail(t, "a reference that is not known");
	t->p = stop + 1;
	return nb_buf_add(to, utf8, nb_utf8_put(utf8, cp)) ? nb_fail_mem(t->err)
							   : NB_OK;
}

/* ---- text */

/* Append a character of a block, after the space that belongs before it. */
static enum nb_status put_visible(struct tidy *t, uint32_t cp, const char *s,
				  size_t len)
{
	char before[4];
	enum nb_status st = NB_OK;

	if (t->broken && t->last &&
	    nb_needs_space(before, nb_utf8_put(before, t->last), s, len))
		st = nb_buf_puts(t->out, " ");
	t->broken = false;
	t->last = cp;
	return st ? st : nb_xml_text(t->out, s, len);
}

/* The length of the white space at s, and whether a line ends in it. */
static size_t space_at(const char *s, size_t len, bool *ends)
{
	size_t n = 0;

	*ends = false;
	while (n < len && is_space(s[n]))
		*ends = s[n++] == '\n' || *ends;
	return n;
}

/* Write the text of a block that was collected. */
static enum nb_status flush_block(struct tidy *t)
{
	const char *s = (const char *)t->text.data;
	enum nb_status st = NB_OK;
	size_t at = 0, n;
	uint32_t cp = 0;
	bool ends;

	while (!st && at < t->text.len) {
		n = space_at(s + at, t->text.len - at, &ends);
		if (n && ends)
			t->broken = true;
		else if (n)
			st = nb_buf_add(t->out, s + at, n);
		at += n;
		if (st || at == t->text.len)
			break;
		n = nb_utf8_get(s + at, t->text.len - at, &cp);
		if (!n)
			return fail(t, "not UTF-8");
		st = put_visible(t, cp, s + at, n);
		at += n;
	}
	return st;
}

/* Write text outside of blocks. */
static enum nb_status flush_other(struct tidy *t, bool closes)
{
	const char *s = (const char *)t->text.data;
	enum nb_status st = NB_OK;
	size_t at = 0, n, to;
	bool ends, first, last;

	while (!st && at < t->text.len) {
		n = space_at(s + at, t->text.len - at, &ends);
		first = at == 0;
		last = at + n == t->text.len;
		if (n && first && last)
			st = nb_buf_puts(t->out,
					 ends || t->divided ? "\n" : " ");
		else if (n &&
			 !(ends && ((first && t->opened) || (last && closes))))
			st = nb_buf_puts(t->out, " ");
		at += n;
		for (to = at; to < t->text.len && !is_space(s[to]); to++)
			;
		if (!st)
			st = nb_xml_text(t->out, s + at, to - at);
		at = to;
	}
	return st;
}

/* Write the text before a tag. Outside of the root there is only white space.
 */
static enum nb_status flush(struct tidy *t, bool closes)
{
	enum nb_status st = NB_OK;

	if (t->text.len && t->block)
		st = flush_block(t);
	else if (t->text.len && t->depth)
		st = flush_other(t, closes);
	else if (t->divided)
		st = nb_buf_puts(t->out, "\n");
	t->text.len = 0;
	return st == NB_NOMEM ? nb_fail_mem(t->err) : st;
}

/* Collect the text up to the next markup. Only NB_NOMEM can fail, or what a
 * reference does. */
static enum nb_status take_text(struct tidy *t)
{
	enum nb_status st = NB_OK;

	while (!st && t->p < t->end && *t->p != '<') {
		const char *from = t->p;

		if (*t->p == '&') {
			st = take_reference(t, &t->text);
			continue;
		}
		while (t->p < t->end && !strchr("<&\r", *t->p ? *t->p : ' '))
			t->p++;
		if (nb_buf_add(&t->text, from, (size_t)(t->p - from)))
			return nb_fail_mem(t->err);
		/* CR LF, or CR alone, is a line end. */
		if (t->p < t->end && *t->p == '\r') {
			t->p += 1 + (t->p + 1 < t->end && t->p[1] == '\n');
			if (nb_buf_puts(&t->text, "\n"))
				return nb_fail_mem(t->err);
		}
	}
	return st;
}

/* ---- markup */

static void skip_space(struct tidy *t)
{
	while (t->p < t->end && is_space(*t->p))
		t->p++;
}

/* Copy a name; *len is its length. */
static enum nb_status take_name(struct tidy *t, const char **name, size_t *len)
{
	*name = t->p;
	while (t->p < t->end && !is_space(*t->p) &&
	       !strchr("=/>", *t->p ? *t->p : '='))
		t->p++;
	*len = (size_t)(t->p - *name);
	if (!*len)
		return fail(t, "a name is missing");
	return nb_buf_add(t->out, *name, *len) ? nb_fail_mem(t->err) : NB_OK;
}

/* Copy an attribute. */
static enum nb_status take_attribute(struct tidy *t)
{
	const char *name;
	size_t len;
	char quote;
	enum nb_status st = nb_buf_puts(t->out, " ");

	st = st ? nb_fail_mem(t->err) : take_name(t, &name, &len);
	if (st)
		return st;
	skip_space(t);
	if (!comes(t, "="))
		return fail(t, "an attribute has no value");
	t->p++;
	skip_space(t);
	quote = t->p < t->end ? *t->p : '\0';
	if (quote != '"' && quote != '\'')
		return fail(t, "an attribute has no value");
	t->value.len = 0;
	for (t->p++; !st && t->p < t->end && *t->p != quote;) {
		if (*t->p == '&')
			st = take_reference(t, &t->value);
		else if (nb_buf_add(&t->value, is_space(*t->p) ? " " : t->p, 1))
			st = nb_fail_mem(t->err);
		else
			t->p++;
	}
	if (!st && t->p == t->end)
		return fail(t, "an attribute does not end");
	t->p++;
	if (!st &&
	    (nb_buf_puts(t->out, "=\"") ||
	     nb_xml_plain(t->out, t->value.len ? (char *)t->value.data : "",
			  t->value.len) ||
	     nb_buf_puts(t->out, "\"")))
		st = nb_fail_mem(t->err);
	return st;
}

/* Is it the name of an element that is a block? */
static bool is_block(const char *name, size_t len)
{
	return (len == 1 && *name == 'p') ||
	       (len == 4 && memcmp(name, "head", 4) == 0) ||
	       (len == 6 && memcmp(name, "byline", 6) == 0) ||
	       (len == 8 && memcmp(name, "dateline", 8) == 0);
}

/* Note that an element begins. */
static void open_element(struct tidy *t, const char *name, size_t len)
{
	t->depth++;
	if (t->block || !is_block(name, len))
		return;
	t->block = t->depth;
	t->broken = false;
	t->last = 0;
}

/* Note that an element ends. */
static void close_element(struct tidy *t)
{
	if (t->block == t->depth)
		t->block = 0;
	if (t->depth)
		t->depth--;
}

/* Copy a tag. */
static enum nb_status take_tag(struct tidy *t)
{
	bool closes = t->p + 1 < t->end && t->p[1] == '/', empty;
	const char *name;
	size_t len;
	enum nb_status st = flush(t, closes);

	t->p += 1 + closes;
	if (!st && nb_buf_puts(t->out, closes ? "</" : "<"))
		st = nb_fail_mem(t->err);
	if (!st)
		st = take_name(t, &name, &len);
	for (;;) {
		skip_space(t);
		if (st || t->p == t->end || *t->p == '>' || *t->p == '/')
			break;
		st = take_attribute(t);
	}
	if (st)
		return st;
	empty = comes(t, "/>");
	if (!empty && !comes(t, ">"))
		return fail(t, "a tag does not end");
	t->p += 1 + empty;
	if (closes)
		close_element(t);
	else if (!empty)
		open_element(t, name, len);
	t->opened = !closes && !empty;
	t->divided = closes && len == 3 && memcmp(name, "div", 3) == 0;
	return nb_buf_puts(t->out, empty ? "/>" : ">") ? nb_fail_mem(t->err)
						       : NB_OK;
}

/* Pass over what ends so; text goes on after it. */
static enum nb_status skip_to(struct tidy *t, const char *end)
{
	const char *stop = find(t, t->p, end);

	if (!stop)
		return fail(t, "it does not end");
	t->p = stop + strlen(end);
	return NB_OK;
}

/* Take the text of a CDATA section. */
static enum nb_status take_section(struct tidy *t)
{
	const char *from = t->p + strlen("<![CDATA["), *stop;

	stop = find(t, from, "]]>");
	if (!stop)
		return fail(t, "it does not end");
	t->p = stop + strlen("]]>");
	return nb_buf_add(&t->text, from, (size_t)(stop - from))
		       ? nb_fail_mem(t->err)
		       : NB_OK;
}

static enum nb_status take_markup(struct tidy *t)
{
	if (comes(t, "<!--")) {
		t->comments++;
		return skip_to(t, "-->");
	}
	if (comes(t, "<?"))
		return skip_to(t, "?>");
	if (comes(t, "<![CDATA["))
		return take_section(t);
	if (comes(t, "<!"))
		return fail(t, "a document type declaration (DTD) is not "
			       "allowed");
	return take_tag(t);
}

enum nb_status nb_tidy(const char *xml, size_t len, struct nb_buf *out,
		       size_t *comments, struct nb_error *err)
{
	struct tidy t = {.start = xml,
			 .p = xml,
			 .end = xml + len,
			 .out = out,
			 .err = err};
	enum nb_status st = NB_OK;

	if (len >= NB_UTF8_BOM_LEN &&
	    memcmp(xml, NB_UTF8_BOM, NB_UTF8_BOM_LEN) == 0)
		t.p += NB_UTF8_BOM_LEN;
	if (nb_buf_puts(out, declaration))
		st = nb_fail_mem(err);
	while (!st && t.p < t.end)
		st = *t.p == '<' ? take_markup(&t) : take_text(&t);
	if (!st && nb_buf_puts(out, "\n"))
		st = nb_fail_mem(err);
	*comments = t.comments;
	nb_buf_free(&t.text);
	nb_buf_free(&t.value);
	return st;
}
