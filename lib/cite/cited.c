/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a citation (cited.h). */
#include "cite/cited.h"

#include "base/sha256.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void nb_cite_reference(const struct nb_item_record *item,
		       const uint8_t root[NB_SHA256_SIZE],
		       char reference[NB_REFERENCE_MAX])
{
	char hex[NB_SHA256_HEX];

	nb_sha256_hex(root, hex);
	(void)snprintf(reference, NB_REFERENCE_MAX, "nbarc:%s@%llu;root=%s",
		       nb_item_record_text(item, NB_FIELD_ID, 0),
		       (unsigned long long)nb_item_record_number(
			       item, NB_FIELD_REVISION),
		       hex);
}

const char *nb_cited_author(const struct nb_cited *cited, size_t i)
{
	return nb_item_record_text(cited->item, NB_FIELD_AUTHORS, i);
}

/* The value of a field, or "". */
static const char *text_of(const struct nb_item_record *item,
			   enum nb_field field)
{
	const char *text = nb_item_record_text(item, field, 0);

	return text ? text : "";
}

/* Set the date from "2019-03-04", whose parts may be zeros. */
static void set_date(struct nb_cited *c, const char *text)
{
	static const size_t lengths[] = {0, 4, 7, 10};
	size_t known = 0; /* parts */

	if (strlen(text) == 10) {
		c->year = (unsigned)strtoul(text, NULL, 10);
		c->month = c->year ? (unsigned)strtoul(text + 5, NULL, 10) : 0;
		c->day = c->month ? (unsigned)strtoul(text + 8, NULL, 10) : 0;
		known = c->day ? 3 : c->month ? 2 : c->year ? 1 : 0;
	}
	(void)snprintf(c->date, sizeof(c->date), "%.*s", (int)lengths[known],
		       text);
}

/* Set the page as it is printed: a capital letter and its number, or a number
 * without the zeros that make identifiers sort. Page 00 is one whose number is
 * not known. */
static void set_page(struct nb_cited *c, const char *page)
{
	if (page[strspn(page, "0")] == '\0')
		return;
	if (*page >= 'a' && *page <= 'z') {
		(void)snprintf(c->page, sizeof(c->page), "%c%.5s",
			       *page - 'a' + 'A', page + 1);
		return;
	}
	while (*page == '0' && page[1])
		page++;
	(void)snprintf(c->page, sizeof(c->page), "%.6s", page);
}

void nb_cited_fill(struct nb_cited *c, const struct nb_item_record *item,
		   const uint8_t root[NB_SHA256_SIZE], const char *accessed)
{
	memset(c, 0, sizeof(*c));
	c->item = item;
	c->authors = nb_item_record_count(item, NB_FIELD_AUTHORS);
	c->title = text_of(item, NB_FIELD_TITLE);
	c->newspaper = text_of(item, NB_FIELD_NEWSPAPER);
	c->accessed = accessed ? accessed : "";
	if (!*c->newspaper)
		c->newspaper = text_of(item, NB_FIELD_TITLE_CODE);
	/* A page has no head of its own. */
	if (!*c->title)
		c->title = c->newspaper;
	set_date(c, text_of(item, NB_FIELD_DATE));
	set_page(c, text_of(item, NB_FIELD_PAGE));
	nb_cite_reference(item, root, c->reference);
}
