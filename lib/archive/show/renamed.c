/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding out how a page is called now (format-spec/nbarc-format.md, section
 * 9.5, "Renamed pages"; renamed.h). Two sides must agree, the reason of the old
 * page and the document of the new one: so a reason that a person wrote is
 * never taken for a renaming.
 */
#include "archive/show/renamed.h"
#include "archive/read/find.h"
#include "base/error.h"

#include <nbarc/tei.h>

#include <string.h>

/* How often a page can be renamed so that it is still found by all of its
 * identifiers. It also ends a circle, which only a hostile archive has. */
#define RENAMED_MAX 64u
/* Bytes of documents that are read for this at most. A hostile archive could
 * have thousands of large revisions on the way, of which none confirms. */
#define READ_MAX ((size_t)1 << 28)

/* Set `to` to the identifier that a reason names, or to "". */
static void read_reason(const struct nb_string *reason, char to[NB_ID_MAX])
{
	size_t n = sizeof(NB_RENAMED) - 1, len;

	to[0] = '\0';
	if (reason->len <= n || memcmp(reason->text, NB_RENAMED, n) != 0)
		return;
	len = reason->len - n;
	if (!nb_id_is_page(reason->text + n, len))
		return;
	memcpy(to, reason->text + n, len);
	to[len] = '\0';
}

/* Does a document say that its page was once called `id`? */
static bool was_called(const uint8_t *document, size_t len, const char *id)
{
	char previous[NB_ID_MAX];
	size_t at = 0;

	while (nb_tei_previous(document, len, &at, previous))
		if (strcmp(previous, id) == 0)
			return true;
	return false;
}

/*
 * Is there a revision of the page `to` whose document says that the page was
 * called `id`? A revision that came later need not say it: its document was
 * made from a new source. At most *left bytes of documents are read.
 */
static enum nb_status confirm(struct nb_archive *a, const char *to,
			      const char *id, size_t *left, bool *confirmed,
			      struct nb_error *err)
{
	size_t len = strlen(to);
	const uint8_t *document;
	const struct nb_entry *e;
	struct nb_cursor *c;
	enum nb_status st = nb_cursor_create_detail(a, to, len, true,
						    NB_DETAIL_HASHES, &c, err);

	*confirmed = false;
	while (!st && !*confirmed) {
		st = nb_cursor_next(c, &e, err);
		/* Longer identifiers come after all revisions of this one. */
		if (st || !e || e->id.len != len)
			break;
		if (e->state == NB_STATE_PURGED || e->len == 0)
			continue;
		if (e->len > *left)
			break;
		*left -= e->len;
		st = nb_archive_kept_document(a, e, &document, err);
		if (!st)
			*confirmed = was_called(document, e->len, id);
	}
	nb_cursor_free(c);
	return st;
}

/* Find the identifier that the reason of a hidden page names; `to` is "" if
 * there is none. */
static enum nb_status next_name(struct nb_archive *a, const char *id,
				char to[NB_ID_MAX], struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_error own; /* so that an absent page leaves err alone */
	enum nb_status st = nb_archive_lookup(a, id, strlen(id), 0,
					      NB_DETAIL_PLACES, &e, &own);

	to[0] = '\0';
	if (st && st != NB_ABSENT && err)
		*err = own;
	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	if (e->state != NB_STATE_PRESENT)
		read_reason(&e->reason, to);
	return NB_OK;
}

/*
 * A document names all identifiers that its page ever had. So the last page on
 * the way that names the first one counts, and it does not matter if those
 * between them were purged.
 */
enum nb_status nb_page_renamed(struct nb_archive *a, const char *id,
			       size_t id_len, char now[NB_ID_MAX],
			       struct nb_error *err)
{
	char first[NB_ID_MAX], at[NB_ID_MAX], to[NB_ID_MAX];
	size_t left = READ_MAX;
	bool confirmed;
	unsigned hops;
	enum nb_status st = NB_OK;

	now[0] = '\0';
	if (id_len >= sizeof(first))
		return NB_OK;
	memcpy(first, id, id_len);
	first[id_len] = '\0';
	memcpy(at, first, id_len + 1);
	for (hops = 0; hops < RENAMED_MAX; hops++) {
		st = next_name(a, at, to, err);
		if (st || !to[0] || strcmp(to, first) == 0)
			break;
		memcpy(at, to, strlen(to) + 1);
		st = confirm(a, at, first, &left, &confirmed, err);
		if (st)
			break;
		if (confirmed)
			memcpy(now, at, strlen(at) + 1);
	}
	if (st)
		now[0] = '\0';
	return st;
}

enum nb_status nb_archive_renamed(struct nb_archive *a, const char *id,
				  char now[NB_ITEM_ID_MAX],
				  struct nb_error *err)
{
	struct nb_resolved found;
	struct nb_error own;
	char page[NB_ID_MAX];
	size_t len = strlen(id);
	enum nb_status st;

	now[0] = '\0';
	if (len >= NB_ITEM_ID_MAX)
		return NB_OK;
	st = nb_archive_resolve(a, id, len, 0, NB_DETAIL_KEYS, &found, &own);
	if (found.absent)
		return NB_OK;
	if (!st)
		st = nb_page_renamed(a, id, found.page_len, page, &own);
	if (st && err)
		*err = own;
	if (st || !page[0])
		return st;
	if (found.number)
		(void)nb_item_id(page, strlen(page), found.number, now);
	else
		memcpy(now, page, strlen(page) + 1);
	return NB_OK;
}
