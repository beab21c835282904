/* SPDX-License-Identifier: Apache-2.0 */
/* Checking a proof without the archive (section 19). */
#include "archive/catalogue/merkle.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/proof.h>
#include <nbarc/tei.h>

#include <stdio.h>

#include <stdlib.h>
#include <string.h>

struct checker {
	const char *p, *end; /* what is left of the lines */
	struct nb_proof *proof;
	struct nb_merkle_path path;
	struct nb_entry entry; /* the leaf's data */
	struct nb_entry_item items[NB_PAGE_ITEMS_MAX];
};

static enum nb_status bad(struct nb_error *err, const char *what)
{
	return nb_fail(err, NB_INVALID, "the proof does not hold: %s", what);
}

/* ---- lines */

/* The value of a line "NAME VALUE"; false when the next line is another one. */
static bool line(struct checker *c, const char *name, const char **value,
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

static bool take_number(const char *s, size_t len, uint64_t *out)
{
	size_t i;

	*out = 0;
	if (len == 0 || len > 18 || (len > 1 && s[0] == '0'))
		return false;
	for (i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = 10 * *out + (uint64_t)(s[i] - '0');
	}
	return true;
}

static bool number(struct checker *c, const char *name, uint64_t max,
		   uint64_t *out)
{
	const char *value;
	size_t len;

	return line(c, name, &value, &len) && take_number(value, len, out) &&
	       *out <= max;
}

static bool hash(struct checker *c, const char *name, uint8_t digest[32])
{
	const char *value;
	size_t len;

	return line(c, name, &value, &len) && len == 64 &&
	       nb_sha256_unhex(value, digest);
}

static bool identifier(struct checker *c, const char *name, char out[48])
{
	const char *value;
	size_t len;

	if (!line(c, name, &value, &len) || len >= 48 ||
	    nb_id_level(value, len) < NB_ID_PAGE)
		return false;
	memcpy(out, value, len);
	out[len] = '\0';
	return true;
}

static bool items(struct checker *c)
{
	struct nb_entry *e = &c->entry;
	uint64_t n, state;
	const char *value;
	size_t len;

	while (line(c, "item", &value, &len)) {
		const char *space = memchr(value, ' ', len);
		size_t first = space ? (size_t)(space - value) : len;

		if (!space || e->item_count == NB_PAGE_ITEMS_MAX ||
		    !take_number(value, first, &n) || n > NB_PAGE_ITEMS_MAX ||
		    !take_number(space + 1, len - first - 1, &state) ||
		    state == 0 || state > NB_STATE_MOVED)
			return false;
		e->items[e->item_count].number = (uint16_t)n;
		e->items[e->item_count++].state = (uint8_t)state;
	}
	return true;
}

static bool path(struct checker *c)
{
	while (c->path.count < 64 &&
	       hash(c, "path", c->path.hashes[c->path.count]))
		c->path.count++;
	return true;
}

static bool leaf(struct checker *c)
{
	struct nb_proof *p = c->proof;
	uint64_t revision, state;

	if (!identifier(c, "page", p->page) ||
	    !number(c, "revision", UINT32_MAX, &revision) ||
	    !number(c, "state", NB_STATE_PURGED, &state) ||
	    !hash(c, "document", p->document) || !hash(c, "source", p->source))
		return false;
	p->revision = c->entry.revision = (uint32_t)revision;
	p->state = c->entry.state = (uint8_t)state;
	c->entry.id = (struct nb_string){p->page, strlen(p->page)};
	c->entry.items = c->items;
	memcpy(c->entry.sha256, p->document, 32);
	memcpy(c->entry.source_sha256, p->source, 32);
	return items(c);
}

static bool text(struct checker *c)
{
	struct nb_proof *p = c->proof;
	uint64_t len;

	if (!number(c, "text", NB_CONTENT_MAX, &len))
		return false;
	if (len == 0)
		return c->p == c->end;
	if ((size_t)(c->end - c->p) != len + 1 || *c->p != '\n')
		return false;
	p->text = (const uint8_t *)c->p + 1;
	p->text_len = (size_t)len;
	return true;
}

static bool parse(struct checker *c)
{
	static const char first[] = "nbarc proof 1\n";
	struct nb_proof *p = c->proof;
	size_t n = sizeof(first) - 1;

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, first, n) != 0)
		return false;
	c->p += n;
	return identifier(c, "subject", p->subject) &&
	       hash(c, "root", p->root) &&
	       number(c, "leaves", INT64_MAX, &p->leaves) &&
	       number(c, "leaf", INT64_MAX, &p->index) && leaf(c) && path(c) &&
	       text(c);
}

/* ---- what must hold */

static bool about_page(const struct nb_proof *p)
{
	size_t n = strlen(p->page);

	if (nb_id_level(p->page, n) != NB_ID_PAGE ||
	    memcmp(p->subject, p->page, n) != 0)
		return false;
	return p->subject[n] == '\0' ||
	       (nb_id_level(p->subject, strlen(p->subject)) == NB_ID_ITEM &&
		strrchr(p->subject, '-') == p->subject + n);
}

static bool is_item(const struct nb_proof *p)
{
	return p->subject[strlen(p->page)] != '\0';
}

/* The item of the document whose xml:id is the subject. */
static const struct nb_tei_item *find_item(const struct nb_proof *p,
					   const struct nb_tei *tei)
{
	char mark[80];
	size_t n = (size_t)snprintf(mark, sizeof(mark), " xml:id=\"%s\"",
				    p->subject);
	size_t i;

	for (i = 0; i < tei->item_count; i++) {
		const uint8_t *div = p->text + tei->items[i].offset;
		const uint8_t *end = memchr(div, '>', tei->items[i].len);
		const uint8_t *at = div;

		for (; end && at + n <= end; at++)
			if (memcmp(at, mark, n) == 0)
				return &tei->items[i];
	}
	return NULL;
}

/* The article is head, item and tail of the document. */
static bool is_article(const struct nb_proof *p, const struct nb_tei *tei,
		       const struct nb_tei_item *item, const uint8_t *article,
		       size_t len)
{
	size_t tail = p->text_len - tei->tail_offset;

	return len == tei->head_len + item->len + tail &&
	       memcmp(article, p->text, tei->head_len) == 0 &&
	       memcmp(article + tei->head_len, p->text + item->offset,
		      item->len) == 0 &&
	       memcmp(article + tei->head_len + item->len,
		      p->text + tei->tail_offset, tail) == 0;
}

static enum nb_status check_item(const struct nb_proof *p,
				 const uint8_t *article, size_t len,
				 struct nb_error *err)
{
	const struct nb_tei_item *item;
	struct nb_tei tei;
	enum nb_status st = nb_tei_scan(p->text, p->text_len, &tei, err);

	if (!st) {
		item = find_item(p, &tei);
		if (!item)
			st = bad(err, "the page has no such article");
		else if (article && !is_article(p, &tei, item, article, len))
			st = bad(err, "the article is another one");
	}
	nb_tei_free(&tei);
	return st;
}

static enum nb_status check_text(const struct nb_proof *p,
				 const uint8_t *article, size_t len,
				 struct nb_error *err)
{
	struct nb_source origin;
	uint8_t digest[32];
	char id[NB_ID_MAX];

	nb_sha256(p->text, p->text_len, digest);
	if (memcmp(digest, p->document, 32) != 0)
		return bad(err, "its text does not have the SHA-256");
	if (nb_tei_origin(p->text, p->text_len, id, &origin, NULL) ||
	    strcmp(id, p->page) != 0)
		return bad(err, "its text is of another page");
	if (is_item(p))
		return check_item(p, article, len, err);
	if (article &&
	    (len != p->text_len || memcmp(article, p->text, len) != 0))
		return bad(err, "the page is another one");
	return NB_OK;
}

/* Without a text, a page's document can be compared by its hash. */
static enum nb_status check_outside(const struct nb_proof *p,
				    const uint8_t *article, size_t len,
				    struct nb_error *err)
{
	uint8_t digest[32];

	if (!article)
		return NB_OK;
	nb_sha256(article, len, digest);
	if (memcmp(digest, p->document, 32) == 0)
		return NB_OK;
	if (is_item(p))
		return nb_fail(err, NB_ABSENT,
			       "the proof has no text to compare an article "
			       "with");
	return bad(err, "the page is another one");
}

static enum nb_status check(struct checker *c, const uint8_t *article,
			    size_t len, struct nb_error *err)
{
	struct nb_proof *p = c->proof;

	if (!parse(c))
		return nb_fail(err, NB_INVALID, "not a proof of nbarc");
	if (!about_page(p))
		return bad(err, "it is about another page");
	c->path.index = p->index;
	nb_merkle_leaf(&c->entry, c->path.leaf);
	if (!nb_merkle_check(&c->path, p->leaves, p->root))
		return bad(err, "its path does not lead to the root");
	return p->text ? check_text(p, article, len, err)
		       : check_outside(p, article, len, err);
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
	st = check(c, article, article_len, err);
	free(c);
	return st;
}
