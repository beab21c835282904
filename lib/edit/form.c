/* SPDX-License-Identifier: Apache-2.0 */
/* Writing and reading the form of a page (form.h). */
#include "edit/form.h"
#include "article/corrections.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <nbarc/article.h>
#include <nbarc/id.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A block that was set into a paragraph, or the rest of that. */
#define PARTED '*'
/* Roles are numbered from 0 without a gap. */
#define ROLES (NB_ROLE_DATELINE + 1)
/* What the line before all blocks begins with. */
#define PAGE "page "
/* What the lines after that of a kind begin with. */
#define NEXT "next"
#define PREV "prev"
/* Bytes of a word that is not known, for a message. */
#define WORD_SHOWN 40u

static const char help[] =
	"# Change what is wrong, and save this file (nbarc-edit(1), FORM):\n"
	"# - the word for what a block is: column, kicker, main, sub, "
	"crosshead,\n"
	"#   paragraph, byline, dateline, caption or credit;\n"
	"# - an empty line and [article], [photo], [notice], [advertisement] "
	"or\n"
	"#   [furniture], where an item begins;\n"
	"# - the end of a line: two blocks become one, or one becomes two;\n"
	"# - next and an identifier, or prev, after the line of the kind: where "
	"the\n"
	"#   item goes on, or what it continues;\n"
	"# - the text of a block. What was received is kept beside it.\n"
	"# - the order of the blocks: move their lines.\n"
	"# What blocks with a * are cannot be changed here.\n";

void nb_form_free(struct nb_form *f)
{
	free(f->blocks);
	nb_buf_free(&f->text);
	nb_buf_free(&f->ids);
	memset(f, 0, sizeof(*f));
}

const char *nb_form_id(const struct nb_form *f, size_t id)
{
	return id ? (const char *)f->ids.data + id - 1 : "";
}

/* ---- writing */

/* Append where an item goes on, or what it continues, if a person said that. */
static enum nb_status write_link(const char *word, const char *id,
				 struct nb_buf *out)
{
	return id && *id ? nb_buf_printf(out, "%s %s\n", word, id) : NB_OK;
}

/* Append the line of a unit; `item` begins with it, or is NULL. */
static enum nb_status write_unit(const char *text, const struct nb_unit *unit,
				 const struct nb_item *item, bool parted,
				 struct nb_buf *out)
{
	enum nb_status st = NB_OK;

	if (item) {
		st = nb_buf_printf(out, "\n[%s]\n", nb_kind_name(item->kind));
		if (!st)
			st = write_link(NEXT, item->next, out);
		if (!st)
			st = write_link(PREV, item->prev, out);
	}
	if (!st)
		st = nb_buf_printf(out, "%s%s\t", nb_role_name(unit->role),
				   parted ? "*" : "");
	if (!st)
		st = nb_buf_add(out, text + unit->offset, unit->len);
	return st ? st : nb_buf_puts(out, "\n");
}

/* Append the blocks of a page, whose text is `text` with `units` in it. */
static enum nb_status write_units(const struct nb_division *d, const char *text,
				  const struct nb_unit *units,
				  struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i, item = 0;
	bool parted = false;

	for (i = 0; !st && i < d->unit_count; i++) {
		bool begins = item < d->item_count && d->items[item].first == i;

		st = write_unit(text, &units[i],
				begins ? &d->items[item] : NULL, parted, out);
		item += begins;
		parted = units[i].goes_on || (parted && !units[i].resumes);
	}
	return st;
}

enum nb_status nb_form_write(const struct nb_converted *c, const char *id,
			     uint32_t revision, struct nb_buf *out,
			     struct nb_error *err)
{
	const struct nb_division *d = &c->division;
	struct nb_read read;
	size_t len;
	const char *text = nb_page_text(c->page, &len);
	enum nb_status st = nb_read_make(text, len, d, &read, err);

	if (!st &&
	    (nb_buf_printf(out, "%s" PAGE "%s@%u\n", help, id, revision) ||
	     write_units(d, read.units ? (char *)read.text.data : text,
			 read.units ? read.units : d->units, out)))
		st = nb_fail_mem(err);
	nb_read_free(&read);
	return st;
}

/* ---- reading */

/* A form while it is read, line by line. */
struct parser {
	struct nb_form *form;
	unsigned line;
	bool empty;	   /* an empty line came before */
	bool announced;	   /* an item was, by its kind */
	int kind;	   /* of that item, or NB_FORM_OPEN */
	size_t next, prev; /* likewise, as in struct nb_form_block */
};

static enum nb_status fail_line(const struct parser *p, const char *what,
				struct nb_error *err)
{
	return nb_fail(err, NB_INVALID, "line %u: %s", p->line, what);
}

/* Is it the word of `len` bytes? */
static bool is_word(const char *word, const char *s, size_t len)
{
	return strlen(word) == len && memcmp(word, s, len) == 0;
}

/* The role with this name, or NB_FORM_OPEN. */
static int find_role(const char *s, size_t len)
{
	int i;

	for (i = 0; i < ROLES; i++)
		if (is_word(nb_role_name((enum nb_role)i), s, len))
			return i;
	return NB_FORM_OPEN;
}

/* Read "[article]": the kind of the item that begins with the next block. */
static enum nb_status read_kind(struct parser *p, const char *s, size_t len,
				struct nb_error *err)
{
	int i;

	for (i = 0; i < NB_KINDS; i++)
		if (is_word(nb_kind_name((enum nb_kind)i), s + 1, len - 2)) {
			p->kind = i;
			p->announced = true;
			return NB_OK;
		}
	return fail_line(p,
			 "an item is [article], [photo], [notice], "
			 "[advertisement] or [furniture]",
			 err);
}

/* Is it a line that begins with this word, after that of a kind? */
static bool is_link(const struct parser *p, const char *word, const char *s,
		    size_t len)
{
	size_t n = strlen(word);

	return p->announced && len > n && (s[n] == ' ' || s[n] == '\t') &&
	       is_word(word, s, n);
}

/* Read where an item goes on, or what it continues. */
static enum nb_status read_link(struct parser *p, const char *s, size_t len,
				size_t *to, struct nb_error *err)
{
	size_t at = strlen(NEXT), page_len;

	while (at < len && (s[at] == ' ' || s[at] == '\t'))
		at++;
	if (!nb_id_item(s + at, len - at, &page_len))
		return fail_line(p, "it does not name an item", err);
	*to = p->form->ids.len + 1;
	return nb_buf_add(&p->form->ids, s + at, len - at) ||
			       nb_buf_add(&p->form->ids, "", 1)
		       ? nb_fail_mem(err)
		       : NB_OK;
}

/* Append a text without the white space before it to the text of the form. */
static enum nb_status add_text(struct nb_form *f, const char *s, size_t len)
{
	size_t at = 0, n;
	uint32_t cp = 0;

	while (at < len) {
		n = nb_utf8_get(s + at, len - at, &cp);
		if (!nb_is_space(cp))
			break;
		at += n;
	}
	return nb_buf_add(&f->text, s + at, len - at);
}

/*
 * Does a line of the form begin with a word for a block, of which there is no
 * such: letters, perhaps with the mark of parts, before a tab? In a text alone,
 * words are parted by spaces.
 */
static bool is_other_word(const char *s, size_t len, size_t word)
{
	size_t i;

	if (!word || word == len || s[word] != '\t')
		return false;
	for (i = 0; i < word; i++)
		if ((s[i] < 'a' || s[i] > 'z') && (s[i] < 'A' || s[i] > 'Z') &&
		    (s[i] != PARTED || i + 1 < word))
			return false;
	return true;
}

/* Name the word that is none for a block, and those that are. */
static enum nb_status fail_word(const struct parser *p, const char *word,
				size_t len, struct nb_error *err)
{
	struct nb_buf known = {0};
	enum nb_status st = NB_OK;
	int i;

	for (i = 0; !st && i < ROLES; i++)
		st = nb_buf_printf(&known, "%s%s",
				   !i		   ? ""
				   : i + 1 < ROLES ? ", "
						   : " or ",
				   nb_role_name((enum nb_role)i));
	st = st ? nb_fail_mem(err)
		: nb_fail(err, NB_INVALID,
			  "line %u: '%.*s' is not what a block can be: %s",
			  p->line, (int)(len < WORD_SHOWN ? len : WORD_SHOWN),
			  word, (const char *)known.data);
	nb_buf_free(&known);
	return st;
}

/* Read a block: the word for what it is, white space, and its text; or its text
 * alone. */
static enum nb_status read_block(struct parser *p, const char *s, size_t len,
				 struct nb_error *err)
{
	struct nb_form *f = p->form;
	struct nb_form_block *b;
	size_t word = 0, star;

	b = nb_grow(f->blocks, &f->cap, f->count + 1, sizeof(*b));
	if (!b)
		return nb_fail_mem(err);
	f->blocks = b;
	b += f->count++;
	while (word < len && s[word] != '\t' && s[word] != ' ')
		word++;
	star = word && s[word - 1] == PARTED;
	*b = (struct nb_form_block){.start = f->text.len,
				    .line = p->line,
				    .role = find_role(s, word - star),
				    .kind = p->kind,
				    .next = p->next,
				    .prev = p->prev};
	b->parted = star && b->role != NB_FORM_OPEN;
	b->begins = p->empty || p->announced || f->count == 1;
	p->empty = p->announced = false;
	p->kind = NB_FORM_OPEN;
	p->next = p->prev = 0;
	if (b->role == NB_FORM_OPEN && is_other_word(s, len, word))
		return fail_word(p, s, word, err);
	if (b->role == NB_FORM_OPEN)
		word = 0;
	if (add_text(f, s + word, len - word))
		return nb_fail_mem(err);
	if (f->text.len == b->start)
		return fail_line(p, "the block has no text", err);
	return NB_OK;
}

/* Read "page ID@REVISION". */
static enum nb_status read_page(struct parser *p, const char *s, size_t len,
				struct nb_error *err)
{
	const char *at = memchr(s, '@', len);
	size_t id_len = at ? (size_t)(at - s) : 0, i;

	if (!id_len || !nb_id_is_page(s, id_len))
		return fail_line(p, "it does not name a page", err);
	memcpy(p->form->id, s, id_len);
	p->form->id[id_len] = '\0';
	p->form->revision = 0;
	for (i = id_len + 1; i < len; i++) {
		if (s[i] < '0' || s[i] > '9' ||
		    p->form->revision > UINT32_MAX / 10 - 1)
			return fail_line(p, "it does not name a revision", err);
		p->form->revision =
			10 * p->form->revision + (uint32_t)(s[i] - '0');
	}
	return NB_OK;
}

/* Read a line without its end. Comments stand only before the first block. */
static enum nb_status read_line(struct parser *p, const char *s, size_t len,
				struct nb_error *err)
{
	const char *head = PAGE;
	size_t head_len = strlen(head);

	while (len &&
	       (s[len - 1] == '\r' || s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	if (nb_utf8_invalid(s, len) < len)
		return fail_line(p, "not UTF-8", err);
	if (!len) {
		p->empty = true;
		return NB_OK;
	}
	if (*s == '#' && !p->form->count)
		return NB_OK;
	if (!p->form->id[0]) {
		if (len < head_len || memcmp(s, head, head_len) != 0)
			return fail_line(p, "the line with the page is missing",
					 err);
		return read_page(p, s + head_len, len - head_len, err);
	}
	if (is_link(p, NEXT, s, len))
		return read_link(p, s, len, &p->next, err);
	if (is_link(p, PREV, s, len))
		return read_link(p, s, len, &p->prev, err);
	return *s == '[' && s[len - 1] == ']' && len > 2 &&
			       (p->empty || p->announced)
		       ? read_kind(p, s, len, err)
		       : read_block(p, s, len, err);
}

enum nb_status nb_form_parse(const char *text, size_t len, struct nb_form *form,
			     struct nb_error *err)
{
	struct parser p = {.form = form, .kind = NB_FORM_OPEN};
	enum nb_status st = NB_OK;
	size_t at = 0;

	memset(form, 0, sizeof(*form));
	if (len >= NB_UTF8_BOM_LEN &&
	    memcmp(text, NB_UTF8_BOM, NB_UTF8_BOM_LEN) == 0)
		at = NB_UTF8_BOM_LEN;
	while (!st && at < len) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t to = end ? (size_t)(end - text) : len;

		p.line++;
		st = read_line(&p, text + at, to - at, err);
		at = to + 1;
	}
	if (!st && !form->id[0])
		st = fail_line(&p, "the line with the page is missing", err);
	return st;
}
