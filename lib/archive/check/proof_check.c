/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking a proof without the archive (format-spec/nbarc-format.md, section
 * 19).
 *
 * A proof comes from anybody. It is parsed strictly, every line in its place
 * and nothing after the text, so that two different files do not prove the
 * same; then its leaf is hashed and led to the root by the path. Last, the
 * text, and the article that the caller has, are compared with what the leaf
 * says.
 *
 * The leaf names pages and the items that are withdrawn, but no item that is
 * present: only the page's document shows that the page has it. A proof of such
 * an item does not hold until a document with the proven hash is at hand.
 */
#include "archive/log/path.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/id.h>
#include <nbarc/proof.h>
#include <nbarc/tei.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A check. `p` to `end` borrow the bytes of the proof; `entry` has strings of
 * *proof, and its items are owned. */
struct checker {
	const char *p, *end; /* what is not parsed yet */
	struct nb_proof *proof;
	uint64_t asked; /* revision in the subject; 0: none */
	struct nb_path path;
	struct nb_entry entry; /* the data of the leaf, and nothing else */
	size_t item_cap;       /* of entry.items */
};

/* A decimal number of so many digits fits 64 bits, signed or not. */
#define NUMBER_DIGITS_MAX 18

static enum nb_status does_not_hold(struct nb_error *err, const char *what)
{
	return nb_fail(err, NB_INVALID, "the proof does not hold: %s", what);
}

/* ---- lines */

/* Take the first line, which says what this is. */
static bool take_first(struct checker *c, const char *line)
{
	size_t n = strlen(line);

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, line, n) != 0)
		return false;
	c->p += n;
	return true;
}

/*
 * Take the line "NAME VALUE"; *value, of *len bytes, is not NUL-terminated.
 * False, with nothing taken, if the next line is another one. An empty value is
 * none.
 */
static bool take_line(struct checker *c, const char *name, const char **value,
		      size_t *len)
{
	size_t n = strlen(name);
	const char *stop = memchr(c->p, '\n', (size_t)(c->end - c->p));

	if (!stop || (size_t)(stop - c->p) <= n + 1 ||
	    memcmp(c->p, name, n) != 0 || c->p[n] != ' ')
		return false;
	*value = c->p + n + 1;
	*len = (size_t)(stop - *value);
	c->p = stop + 1;
	return true;
}

/* The value of a decimal number as a proof has it: no sign, no leading zero. */
static bool parse_number(const char *s, size_t len, uint64_t *out)
{
	size_t i;

	*out = 0;
	if (len == 0 || len > NUMBER_DIGITS_MAX || (len > 1 && s[0] == '0'))
		return false;
	for (i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = 10 * *out + (uint64_t)(s[i] - '0');
	}
	return true;
}

/* Take the line "NAME NUMBER", a number of at most `max`. */
static bool take_number(struct checker *c, const char *name, uint64_t max,
			uint64_t *out)
{
	const char *value;
	size_t len;

	return take_line(c, name, &value, &len) &&
	       parse_number(value, len, out) && *out <= max;
}

/* Take the line "NAME HASH". */
static bool take_hash(struct checker *c, const char *name,
		      uint8_t digest[NB_SHA256_SIZE])
{
	const char *value;
	size_t len;

	return take_line(c, name, &value, &len) && len == NB_SHA256_HEX - 1 &&
	       nb_sha256_unhex(value, digest);
}

/*
 * Copy the identifier of a page or, if `out` has room for it, of an item. False
 * if it is neither.
 */
static bool copy_identifier(const char *id, size_t len, char *out, size_t size)
{
	size_t page_len;

	if (len >= size ||
	    (!nb_id_is_page(id, len) && !nb_id_item(id, len, &page_len)))
		return false;
	memcpy(out, id, len);
	out[len] = '\0';
	return true;
}

/* Take the line "page ID". */
static bool take_page(struct checker *c)
{
	const char *value;
	size_t len;

	return take_line(c, "page", &value, &len) &&
	       copy_identifier(value, len, c->proof->page,
			       sizeof(c->proof->page));
}

/* Take the line "subject ID" or "subject ID@REVISION". */
static bool take_subject(struct checker *c)
{
	const char *value, *at;
	size_t len, rest;

	if (!take_line(c, "subject", &value, &len))
		return false;
	at = memchr(value, '@', len);
	if (at) {
		rest = len - (size_t)(at + 1 - value);
		len = (size_t)(at - value);
		if (!parse_number(at + 1, rest, &c->asked) || !c->asked)
			return false;
	}
	return copy_identifier(value, len, c->proof->subject,
			       sizeof(c->proof->subject));
}

/* Take the lines "item NUMBER STATE"; there may be none. Memory that is lacking
 * counts as a bad line. */
static bool take_items(struct checker *c)
{
	struct nb_entry *e = &c->entry;
	struct nb_entry_item *grown;
	uint64_t n, state;
	const char *value;
	size_t len;

	while (take_line(c, "item", &value, &len)) {
		const char *space = memchr(value, ' ', len);
		size_t first = space ? (size_t)(space - value) : len;

		if (!space || e->item_count == NB_PAGE_ITEMS_MAX ||
		    !parse_number(value, first, &n) || n > NB_PAGE_ITEMS_MAX ||
		    !parse_number(space + 1, len - first - 1, &state) ||
		    /* An item that is present is not part of the leaf. */
		    state == 0 || state > NB_STATE_MOVED)
			return false;
		grown = nb_grow(e->items, &c->item_cap, e->item_count + 1,
				sizeof(*grown));
		if (!grown)
			return false;
		e->items = grown;
		grown[e->item_count].number = (uint16_t)n;
		grown[e->item_count++].state = (uint8_t)state;
	}
	return true;
}

/* Take the lines "path HASH". Whether their number is right shows when the path
 * is followed. */
static bool take_path(struct checker *c)
{
	while (c->path.count < NB_PATH_MAX &&
	       take_hash(c, "path", c->path.hashes[c->path.count]))
		c->path.count++;
	return true;
}

/* Take the lines of the leaf's data into *proof and c->entry. */
static bool take_leaf(struct checker *c)
{
	struct nb_proof *p = c->proof;
	uint64_t revision, state;

	if (!take_page(c) ||
	    !take_number(c, "revision", UINT32_MAX, &revision) ||
	    !take_number(c, "state", NB_STATE_WITHDRAWN, &state) ||
	    !take_hash(c, "document", p->document) ||
	    !take_hash(c, "source", p->source))
		return false;
	p->revision = c->entry.revision = (uint32_t)revision;
	p->state = c->entry.state = (uint8_t)state;
	c->entry.id = (struct nb_string){p->page, strlen(p->page)};
	memcpy(c->entry.sha256, p->document, NB_SHA256_SIZE);
	memcpy(c->entry.source_sha256, p->source, NB_SHA256_SIZE);
	return take_items(c);
}

/* Take "text N", the empty line and the text, which must end the proof. */
static bool take_text(struct checker *c)
{
	struct nb_proof *p = c->proof;
	uint64_t len;

	if (!take_number(c, "text", NB_CONTENT_MAX, &len))
		return false;
	if (len == 0)
		return c->p == c->end;
	if ((size_t)(c->end - c->p) != len + 1 || *c->p != '\n')
		return false;
	p->text = (const uint8_t *)c->p + 1;
	p->text_len = (size_t)len;
	return true;
}

/* Parse the proof into *proof and c; false if it is none. */
static bool parse_proof(struct checker *c)
{
	struct nb_proof *p = c->proof;

	return take_first(c, "nbarc proof 1\n") && take_subject(c) &&
	       take_hash(c, "root", p->root) &&
	       take_number(c, "leaves", NB_REVISIONS_MAX, &p->leaves) &&
	       take_number(c, "leaf", NB_REVISIONS_MAX, &p->index) &&
	       take_leaf(c) && take_path(c) && take_text(c);
}

/* ---- what must hold */

/* True if the subject is the page or one of its items, by its identifier. */
static bool about_page(const struct nb_proof *p)
{
	size_t n = strlen(p->page), page_len;

	if (!nb_id_is_page(p->page, n) || memcmp(p->subject, p->page, n) != 0)
		return false;
	return p->subject[n] == '\0' ||
	       (nb_id_item(p->subject, strlen(p->subject), &page_len) &&
		page_len == n);
}

/* True if the subject is an item; about_page() was true. */
static bool is_item(const struct nb_proof *p)
{
	return p->subject[strlen(p->page)] != '\0';
}

/* The state that the leaf has for the item which is the subject. Items that are
 * present, and items that the page does not have, are not in the leaf. */
static uint8_t item_state(const struct checker *c)
{
	const char *subject = c->proof->subject;
	size_t page_len, i;
	unsigned number = nb_id_item(subject, strlen(subject), &page_len);

	for (i = 0; i < c->entry.item_count; i++)
		if (c->entry.items[i].number == number)
			return c->entry.items[i].state;
	return NB_STATE_PRESENT;
}

/* A document of the page: the text of the proof, or what the caller has. */
struct document {
	const uint8_t *text;
	size_t len;
};

/*
 * The item of the document whose xml:id is the subject, or NULL. The attribute
 * is looked for in the start tag of the item's div alone: text could quote it.
 */
static const struct nb_tei_item *find_item(const char *subject,
					   const struct document *d,
					   const struct nb_tei *tei)
{
	char mark[NB_ITEM_ID_MAX + sizeof(" xml:id=\"\"")];
	size_t n =
		(size_t)snprintf(mark, sizeof(mark), " xml:id=\"%s\"", subject);
	size_t i;

	for (i = 0; i < tei->item_count; i++) {
		const uint8_t *div = d->text + tei->items[i].offset;
		const uint8_t *end = memchr(div, '>', tei->items[i].len);
		const uint8_t *at = div;

		for (; end && at + n <= end; at++)
			if (memcmp(at, mark, n) == 0)
				return &tei->items[i];
	}
	return NULL;
}

static bool is_same(const struct nb_buf *b, const uint8_t *article, size_t len)
{
	return b->len == len && memcmp(b->data, article, len) == 0;
}

/*
 * Compare the article with what `nbarc get` prints for the item: head, item and
 * tail of the page's document (section 7.1), or the document that stands alone,
 * which is made of these.
 */
static enum nb_status compare_article(const struct document *d,
				      const struct nb_tei *tei,
				      const struct nb_tei_item *item,
				      const uint8_t *article, size_t len,
				      struct nb_error *err)
{
	struct nb_buf slices = {0}, alone = {0};
	enum nb_status st = nb_buf_add(&slices, d->text, tei->head_len);

	if (!st)
		st = nb_buf_add(&slices, d->text + item->offset, item->len);
	if (!st)
		st = nb_buf_add(&slices, d->text + tei->tail_offset,
				d->len - tei->tail_offset);
	if (!st && !is_same(&slices, article, len)) {
		st = nb_tei_standalone(slices.data, slices.len, &alone, NULL);
		if (st != NB_NOMEM)
			st = !st && is_same(&alone, article, len) ? NB_OK
								  : NB_INVALID;
	}
	nb_buf_free(&slices);
	nb_buf_free(&alone);
	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	return st ? does_not_hold(err,
				  "the article differs from the proven text")
		  : NB_OK;
}

/* The document must have the item and, if an article is given, that article. */
static enum nb_status check_item(const struct nb_proof *p,
				 const struct document *d,
				 const uint8_t *article, size_t len,
				 struct nb_error *err)
{
	const struct nb_tei_item *item;
	struct nb_tei tei;
	enum nb_status st = nb_tei_scan(d->text, d->len, &tei, err);

	if (!st) {
		item = find_item(p->subject, d, &tei);
		if (!item)
			st = does_not_hold(err, "the page has no such article");
		else if (article)
			st = compare_article(d, &tei, item, article, len, err);
	}
	nb_tei_free(&tei);
	return st;
}

/* True if these are the bytes of the document that the leaf names. */
static bool is_document(const struct nb_proof *p, const uint8_t *text,
			size_t len)
{
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(text, len, digest);
	return memcmp(digest, p->document, NB_SHA256_SIZE) == 0;
}

/* The text must be the document that the leaf names, of this page, and the
 * article, unless NULL, a part or all of it. */
static enum nb_status check_text(const struct nb_proof *p,
				 const uint8_t *article, size_t len,
				 struct nb_error *err)
{
	const struct document d = {p->text, p->text_len};
	struct nb_source origin;
	char id[NB_ID_MAX];

	if (!is_document(p, p->text, p->text_len))
		return does_not_hold(err,
				     "the SHA-256 of its text does not match");
	if (nb_tei_origin(p->text, p->text_len, id, &origin, NULL) ||
	    strcmp(id, p->page) != 0)
		return does_not_hold(err, "its text is of another page");
	if (is_item(p))
		return check_item(p, &d, article, len, err);
	if (article &&
	    (len != p->text_len || memcmp(article, p->text, len) != 0))
		return does_not_hold(err,
				     "the page differs from the proven text");
	return NB_OK;
}

/* Check a proof without text and without an article. It proves a page, or an
 * item that the leaf lists as withdrawn. */
static enum nb_status check_leaf(const struct nb_proof *p, struct nb_error *err)
{
	if (!is_item(p) || p->item_state == NB_STATE_WITHDRAWN)
		return NB_OK;
	return does_not_hold(err, "it has no text that shows that the page has "
				  "this article; compare it with the page's "
				  "document");
}

/*
 * Check a proof without text, with an article. The document of the page can be
 * compared by its hash, and must have the item if the subject is one. A single
 * article cannot be compared: NB_ABSENT.
 */
static enum nb_status check_outside(const struct nb_proof *p,
				    const uint8_t *article, size_t len,
				    struct nb_error *err)
{
	const struct document d = {article, len};

	if (is_document(p, article, len))
		return is_item(p) ? check_item(p, &d, NULL, 0, err) : NB_OK;
	if (is_item(p))
		return nb_fail(err, NB_ABSENT,
			       "the proof has no text to compare an article "
			       "with");
	return does_not_hold(err, "the page does not have the proven SHA-256");
}

/* Everything that must hold, in the order of section 19. */
static enum nb_status check_proof(struct checker *c, const uint8_t *article,
				  size_t len, struct nb_error *err)
{
	struct nb_proof *p = c->proof;
	uint8_t leaf[NB_SHA256_SIZE];

	if (!parse_proof(c))
		return nb_fail(err, NB_INVALID, "not a proof of nbarc");
	if (!about_page(p))
		return does_not_hold(err, "it is about another page");
	if (c->asked && c->asked != p->revision)
		return does_not_hold(err, "it is about another revision");
	nb_merkle_leaf(&c->entry, leaf);
	if (!nb_path_includes(&c->path, leaf, p->index, p->leaves, p->root))
		return does_not_hold(err, "its path does not lead to the root");
	if (is_item(p))
		p->item_state = item_state(c);
	if (p->item_state == NB_STATE_MOVED)
		return does_not_hold(err, "the article is no longer on the "
					  "page");
	if (p->text)
		return check_text(p, article, len, err);
	return article ? check_outside(p, article, len, err)
		       : check_leaf(p, err);
}

enum nb_status nb_proof_check(const void *bytes, size_t len,
			      const void *article, size_t article_len,
			      struct nb_proof *proof, struct nb_error *err)
{
	struct checker *c = nb_alloc(1, sizeof(*c));
	enum nb_status st;

	memset(proof, 0, sizeof(*proof));
	if (!c)
		return nb_fail_mem(err);
	c->p = bytes;
	c->end = c->p + len;
	c->proof = proof;
	st = check_proof(c, article, article_len, err);
	free(c->entry.items);
	free(c);
	return st;
}

/* ---- that the corpus has only grown */

#define CONSISTENCY "nbarc consistency 1\n"

bool nb_is_consistency(const void *bytes, size_t len)
{
	size_t n = strlen(CONSISTENCY);

	return len >= n && memcmp(bytes, CONSISTENCY, n) == 0;
}

/* Parse the proof; nothing may follow its path. */
static bool parse_consistency(struct checker *c, struct nb_consistency *p)
{
	return take_first(c, CONSISTENCY) &&
	       take_number(c, "old-leaves", NB_REVISIONS_MAX, &p->old_leaves) &&
	       take_hash(c, "old-root", p->old_root) &&
	       take_number(c, "leaves", NB_REVISIONS_MAX, &p->leaves) &&
	       take_hash(c, "root", p->root) && take_path(c) && c->p == c->end;
}

enum nb_status nb_consistency_check(const void *bytes, size_t len,
				    struct nb_consistency *proof,
				    struct nb_error *err)
{
	struct checker *c = nb_alloc(1, sizeof(*c));
	enum nb_status st = NB_OK;

	memset(proof, 0, sizeof(*proof));
	if (!c)
		return nb_fail_mem(err);
	c->p = bytes;
	c->end = c->p + len;
	if (!parse_consistency(c, proof))
		st = nb_fail(err, NB_INVALID,
			     "not a consistency proof of nbarc");
	else if (!nb_path_consistent(&c->path, proof->old_leaves,
				     proof->old_root, proof->leaves,
				     proof->root))
		st = does_not_hold(err, "its path does not lead from the old "
					"root to the new one");
	free(c);
	return st;
}
