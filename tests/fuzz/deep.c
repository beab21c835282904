/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nbarc verify --deep does with the pages of an archive that lies, whose
 * hashes and checksums are all right: any bytes are a page's document and its
 * source, and the catalogue says of them what they say, except for one lie.
 *
 * The bytes are two that choose the lie, the document, 0xff, and the source.
 * Every lie is found, whatever the document is. What is found to be right is
 * found so again.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/markup.h>
#include <nbarc/tei.h>
#include <nbarc/validate.h>

#include "archive/catalogue/document.h"
#include "check/deep.h"
#include "tokens.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A page as an archive has it. */
struct page {
	const uint8_t *document, *source;
	size_t source_len;
	char id[NB_ID_MAX];
	struct nb_entry entry;
	size_t item_cap;       /* of entry.items, which is owned */
	struct nb_buf strings; /* of entry.items */
};

static struct nb_validator *validator;

static void must(bool right)
{
	if (!right)
		abort();
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	return mutate_document(data, size, max_size, seed);
}

/* Make the entry that the document says; false if it says none. */
static bool make_entry(struct page *p, size_t len)
{
	struct nb_source origin;
	struct nb_error err;

	if (nb_tei_origin(p->document, len, p->id, &origin, &err) != NB_OK)
		return false;
	p->entry.id = (struct nb_string){p->id, strlen(p->id)};
	p->entry.len = (uint32_t)len;
	return nb_document_entry(p->document, &p->entry, &p->item_cap,
				 &p->strings, &err) == NB_OK;
}

/* Leave out the end of a string; false if there is none. */
static bool cut(struct nb_string *s)
{
	if (!s->len)
		return false;
	s->len--;
	return true;
}

/* Say something else of an item that is in the document. */
static bool lie_of_item(struct nb_entry_item *item, unsigned what)
{
	switch (what % 8) {
	case 0:
		item->number++;
		return true;
	case 1:
		item->kind++;
		return true;
	case 2:
		item->offset++;
		return true;
	case 3:
		item->len--;
		return true;
	case 4:
		item->characters++;
		return true;
	case 5:
		return cut(&item->title);
	case 6:
		return cut(&item->kicker);
	default:
		return cut(&item->byline);
	}
}

/* Say something else of the page; false if nothing was. */
static bool lie(struct page *p, unsigned what, unsigned which)
{
	struct nb_entry *e = &p->entry;

	switch (what % 8) {
	case 0:
		e->head_len++;
		return true;
	case 1:
		e->tail_offset--;
		return true;
	case 2:
		return cut(&e->id);
	case 3:
		e->source_len++;
		return true;
	case 4:
		e->source_sha256[which % NB_SHA256_SIZE] ^= 1;
		return true;
	case 5:
		if (!e->item_count)
			return false;
		e->item_count--;
		return e->items[e->item_count].state != NB_STATE_MOVED;
	default:
		which %= e->item_count ? (unsigned)e->item_count : 1;
		return e->item_count && e->items[which].len &&
		       lie_of_item(&e->items[which], what / 8);
	}
}

static enum nb_status validate(const void *xml, size_t len, const char *name,
			       struct nb_error *err)
{
	return nb_validate(validator, xml, len, name, err);
}

static enum nb_status check(const struct page *p)
{
	static const struct nbarc_deep how = {validate, nb_layout_read_markup};
	struct nb_buf source = {.data = (uint8_t *)(uintptr_t)p->source,
				.len = p->source_len};
	struct nb_error err = {.status = NB_OK};
	enum nb_status st = nbarc_check_deep(&how, &p->entry, p->document,
					     p->source ? &source : NULL, &err);

	must(!st || (err.status == st && err.text[0]));
	return st;
}

static void check_page(struct page *p, size_t len, unsigned what,
		       unsigned which)
{
	enum nb_status st;

	if (!make_entry(p, len))
		return;
	st = check(p);
	must(check(p) == st);
	if (!st && lie(p, what, which))
		must(check(p) == NB_INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct page p = {.source = NULL};
	struct nb_error err;
	size_t len;

	if (!validator)
		must(nb_validator_create(&validator, &err) == NB_OK);
	if (size < 3)
		return 0;
	p.document = data + 2;
	p.source = memchr(p.document, 0xff, size - 2);
	len = p.source ? (size_t)(p.source - p.document) : size - 2;
	if (p.source) {
		p.source++;
		p.source_len = size - 2 - len - 1;
	}
	check_page(&p, len, data[0], data[1]);
	free(p.entry.items);
	nb_buf_free(&p.strings);
	return 0;
}
