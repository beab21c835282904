/* SPDX-License-Identifier: Apache-2.0 */
/* What would become of a page (preview.h). */
#include "ingest/preview.h"
#include "base/sha256.h"

#include <nbarc/archive.h>
#include <nbarc/tei.h>

#include <string.h>

/* True if the entry has the page's source, and a document that says the same.
 */
static bool is_same(struct nb_archive *archive, const struct nb_entry *e,
		    const struct nb_new_page *page)
{
	uint8_t hash[NB_SHA256_SIZE];
	const uint8_t *document;

	if (page->source_sha256)
		memcpy(hash, page->source_sha256, sizeof(hash));
	else
		nb_sha256(page->source, page->source_len, hash);
	return e->state == NB_STATE_PRESENT &&
	       memcmp(e->source_sha256, hash, sizeof(hash)) == 0 &&
	       nb_archive_kept_document(archive, e, &document, NULL) == NB_OK &&
	       nb_tei_same(document, e->len, page->document, page->len);
}

/* True if the entry keeps the page's decisions, or they stay. */
static bool same_decisions(struct nb_archive *archive, const struct nb_entry *e,
			   const struct nb_new_page *page)
{
	struct nb_buf kept = {0};
	bool same =
		!page->decisions || (!e->has_decisions && !page->decisions_len);

	if (!same &&
	    nb_archive_kept_decisions(archive, e, &kept, NULL) == NB_OK)
		same = kept.len == page->decisions_len &&
		       (!kept.len ||
			memcmp(kept.data, page->decisions, kept.len) == 0);
	nb_buf_free(&kept);
	return same;
}

enum nb_status nb_preview(struct nb_archive *archive,
			  const struct nb_new_page *page, enum nb_added *added,
			  struct nb_error *err)
{
	const struct nb_entry *e;
	enum nb_status st = NB_ABSENT;

	*added = NB_ADDED_NEW;
	if (archive)
		st = nb_archive_find_detail(archive, page->id, strlen(page->id),
					    0, NB_DETAIL_HASHES, &e, err);
	if (st == NB_ABSENT)
		return NB_OK;
	if (!st)
		*added = same_decisions(archive, e, page) &&
					 is_same(archive, e, page)
				 ? NB_ADDED_UNCHANGED
				 : NB_ADDED_REVISION;
	return st;
}
