/* SPDX-License-Identifier: Apache-2.0 */
/* Writing and reading the form of a page (form.h). */
#include "edit/form.h"
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
/* Roles and kinds are numbered from 0 without a gap. */
#define ROLES (NB_ROLE_CREDIT + 1)
#define KINDS (NB_KIND_NOTICE + 1)
/* What the line before all blocks begins with. */
#define PAGE "page "

static const char help[] =
	"# Change what is wrong, and save this file (nbarc-edit(1), FORM):\n"
	"# - the word for what a block is: column, kicker, main, sub, "
	"crosshead,\n"
	"#   paragraph, byline, caption or credit;\n"
	"# - an empty line and [article], [photo] or [notice], where an item "
	"begins;\n"
	"# - the end of a line: two blocks become one, or one becomes two.\n"
	"# The text itself cannot be changed here, nor blocks with a *.\n";

void nb_form_free(struct nb_form *f)
{
	free(f->blocks);
	nb_buf_free(&f->text);
	memset(f, 0, sizeof(*f));
}

/* ---- writing */

/* Append the line of a unit; `item` begins with it, or is NULL. */
static enum nb_status write_unit(const char *text, const struct nb_unit *unit,
				 const struct nb_item *item, bool parted,
				 struct nb_buf *out)
{
	enum nb_status st = NB_OK;

	if (item)
		st = nb_buf_printf(out, "\n[%s]\n", nb_kind_name(item->kind));
	if (!st)
		st = nb_buf_printf(out, "%s%s\t", nb_role_name(unit->role),
				   parted ? "*" : "");
	if (!st)
		st = nb_buf_add(out, text + unit->offset, unit->len);
	return st ? st : nb_buf_puts(out, "\n");
}

enum nb_status nb_form_write(const struct nb_converted *c, const char *id,
			     uint32_t revision, struct nb_buf *out,
			     struct nb_error *err)
{
	const struct nb_division *d = &c->division;
	enum nb_status st =
		nb_buf_printf(out, "%s" PAGE "%s@%u\n", help, id, revision);
	size_t len, i, item = 0;
	const char *text = nb_page_text(c->page, &len);
	bool parted = false;

	for (i = 0; !st && i < d->unit_count; i++) {
		bool begins = item < d->item_count && d->items[item].first == i;

		st = write_unit(text, &d->units[i],
				begins ? &d->items[item] : NULL, parted, out);
		item += begins;
		parted =
			d->units[i].goes_on || (parted && !d->units[i].resumes);
	}
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- reading */

/* A form while it is read, line by line. */
struct parser {
	struct nb_form *form;
	unsigned line;
	bool empty;	/* an empty line came before */
	bool announced; /* an item was, by its kind */
	int kind;	/* of that item, or NB_FORM_OPEN */
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

	for (i = 0; i < KINDS; i++)
		if (is_word(nb_kind_name((enum nb_kind)i), s + 1, len - 2)) {
			p->kind = i;
			p->announced = true;
			return NB_OK;
		}
	return fail_line(p, "an item is [article], [photo] or [notice]", err);
}

/* Append the characters that are not white space to the text of the form. */
static enum nb_status add_text(struct nb_form *f, const char *s, size_t len)
{
	enum nb_status st = NB_OK;
	size_t at = 0, n;
	uint32_t cp = 0;

	for (; !st && at < len; at += n) {
		n = nb_utf8_get(s + at, len - at, &cp);
		if (!nb_is_space(cp))
			st = nb_buf_add(&f->text, s + at, n);
	}
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
				    .kind = p->kind};
	b->parted = star && b->role != NB_FORM_OPEN;
	b->begins = p->empty || p->announced || f->count == 1;
	p->empty = p->announced = false;
	p->kind = NB_FORM_OPEN;
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
