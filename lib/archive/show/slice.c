/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking that a slice of a document is the item that it is said to be
 * (slice.h).
 *
 * The Merkle root vouches for documents as a whole, and for the states of their
 * items, but not for the places of these. Whoever can write the file could give
 * out one article for another, under a root and a signature that are right.
 */
#include "archive/show/slice.h"
#include "base/error.h"
#include "xml/tags.h"

#include <nbarc/id.h>

#include <stdbool.h>
#include <string.h>

/* How an item ends. */
static const char closing[] = "</div>\n";

/* Is the tag the beginning of the item with this number of the page? */
static bool begins(const struct nb_tag *tag, const struct nb_entry *e,
		   unsigned number)
{
	char id[NB_ITEM_ID_MAX];
	size_t id_len = nb_item_id(e->id.text, e->id.len, number, id), len;
	const char *value = nb_tag_attribute(tag, "xml:id", &len);

	return !tag->closes && nb_tag_is(tag, "div") && value &&
	       len == id_len && memcmp(value, id, len) == 0;
}

/* Does the element whose tag ends at p, and whose end tag is before `end`, end
 * with that and not before? */
static bool is_single(const char *p, const char *end)
{
	struct nb_tag tag;
	size_t depth = 1;

	for (; depth && nb_tag_find(p, end, &tag); p = tag.end)
		if (!tag.empty && nb_tag_is(&tag, "div"))
			depth += tag.closes ? (size_t)-1 : 1;
	return !depth && p == end;
}

enum nb_status nb_item_slice(const struct nb_entry *e,
			     const struct nb_entry_item *item,
			     const uint8_t *document, enum nb_slice_check check,
			     struct nb_error *err)
{
	const char *p = (const char *)document + item->offset;
	const char *end = p + item->len;
	size_t n = sizeof(closing) - 1;
	struct nb_tag tag;

	if (item->len > n && memcmp(end - n, closing, n) == 0 &&
	    nb_tag_find(p, end, &tag) && tag.start == p &&
	    begins(&tag, e, item->number) &&
	    (check == NB_SLICE_ENDS || is_single(tag.end, end - 1)))
		return NB_OK;
	return nb_fail_at(err, NB_INVALID, e->directory,
			  "%.*s: the catalogue has item %u in another place "
			  "than its document",
			  (int)e->id.len, e->id.text, item->number);
}
