/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rescuing the pages of a damaged frame one by one
 * (format-spec/nbarc-format.md, section 14: documents whose SHA-256 is right
 * are good even when their frame is not).
 */
#include "archive/check/rescue_page.h"
#include "archive/check/problem.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "archive/record/sink.h"
#include "archive/write/batch.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/verify.h>

#include <stdlib.h>
#include <string.h>

void nb_rescue_report(struct nb_rescue *r, enum nb_hurt hurt,
		      const struct nb_salvaged *found,
		      const struct nb_entry *entry, const struct nb_error *err)
{
	struct nb_error named = *err;
	struct nb_problem p = {.hurt = hurt, .entry = entry, .error = &named};

	nb_error_file(&named, r->path);
	if (found) {
		p.id = (struct nb_string){found->id, found->id_len};
		p.revision = found->revision;
		/* Some say already which page it is. */
		if (strncmp(err->text, found->id, found->id_len) != 0)
			nb_error_about(&named, found->id, found->id_len);
	}
	if (r->callbacks && r->callbacks->report)
		r->callbacks->report(r->callbacks->context, &p);
}

enum nb_status nb_rescue_content(struct nb_rescue *r, const struct nb_entry *e,
				 const uint8_t **content, struct nb_error *err)
{
	enum nb_status st = nb_frame_select(r->frame, e, r->size, err);

	*content = NULL;
	return st ? st : nb_frame_check(r->frame, content, err);
}

enum nb_status nb_rescue_flush(struct nb_rescue *r, struct nb_error *err)
{
	struct nb_batch *b = r->batch;
	struct nb_buf out = {0};
	enum nb_status st;

	if (!b || !b->page_count)
		return NB_OK;
	nb_batch_compress(b);
	st = b->status;
	if (st && err)
		*err = b->error;
	if (!st)
		st = nb_batch_write(b, r->sink.at, &out, err);
	if (!st)
		st = nb_sink_write(&r->sink, out.data, out.len, err);
	nb_buf_free(&out);
	nb_batch_free(b);
	r->batch = NULL;
	return st;
}

enum nb_status nb_rescue_document(struct nb_rescue *r, const struct nb_entry *e,
				  const uint8_t **document,
				  struct nb_error *err)
{
	const uint8_t *content = NULL;
	uint8_t digest[NB_SHA256_SIZE];
	enum nb_status st = nb_frame_select(r->frame, e, r->size, err);

	*document = NULL;
	if (!st)
		st = nb_frame_need(r->frame, e->offset + e->len, &content, err);
	if (st)
		return st;
	nb_sha256(content + e->offset, e->len, digest);
	if (memcmp(digest, e->sha256, NB_SHA256_SIZE) != 0)
		return nb_fail_at(err, NB_INVALID,
				  e->directory + e->directory_size,
				  "page frame: its SHA-256 does not match");
	*document = content + e->offset;
	return NB_OK;
}

/*
 * Read what is stored of a page beside its document. Unless it is independent,
 * it needs the whole frame, which is its prefix, so mostly it is lost with the
 * frame; not if only the sources record or the page directory is damaged.
 * *stored lives as long as *sources, which the caller frees.
 */
static enum nb_status read_source(struct nb_rescue *r, const struct nb_entry *e,
				  struct nb_sources **sources,
				  struct nb_stored *stored,
				  struct nb_error *err)
{
	const uint8_t *content = NULL;
	enum nb_status st = nb_sources_read(r->file, e, r->size, sources, err);

	if (!st && nb_sources_need_frame(*sources))
		st = nb_rescue_content(r, e, &content, err);
	if (!st)
		st = nb_sources_decode(*sources, content, e->content_size, err);
	return st ? st : nb_sources_sound(*sources, e, stored, err);
}

enum nb_status nb_rescue_has_source(struct nb_rescue *r,
				    const struct nb_entry *e, bool *has,
				    struct nb_error *err)
{
	struct nb_sources *sources = NULL;
	struct nb_stored stored;
	enum nb_status st = NB_OK;

	*has = e->has_source &&
	       nb_sources_look_independent(r->file, e, r->size);
	if (*has)
		st = read_source(r, e, &sources, &stored, err);
	*has = *has && !st;
	nb_sources_free(sources);
	return nb_verify_fatal(st) ? st : NB_OK;
}

/* Add a page to the batch, which is begun if there is none; *out is the
 * caller's. */
static enum nb_status add_to_batch(struct nb_rescue *r,
				   const struct nb_entry *e,
				   const struct nb_buf *document,
				   const struct nb_stored *source,
				   struct nb_batch_page **out,
				   struct nb_error *err)
{
	struct nb_batch_page *page = nb_alloc(1, sizeof(*page));
	enum nb_status st = NB_OK;

	*out = NULL;
	if (!page)
		return nb_fail_mem(err);
	if (!r->batch) {
		r->batch = nb_alloc(1, sizeof(*r->batch));
		if (r->batch) {
			r->batch->level = NB_RESCUE_LEVEL;
			r->batch->prefix = r->prefix;
		} else
			st = nb_fail_mem(err);
	}
	if (!st) {
		/* The batch keeps the key for its page directory; the rest of
		 * the entry is looked up again when the tree is written. */
		page->entry = *e;
		page->entry.items = NULL;
		page->entry.item_count = 0;
		st = nb_batch_add_stored(r->batch, page, document->data, source,
					 err);
	}
	if (st)
		free(page);
	else
		*out = page;
	return st;
}

enum nb_status nb_rescue_page(struct nb_rescue *r, size_t index,
			      const struct nb_entry *e,
			      struct nb_batch_page **page, struct nb_error *err)
{
	const struct nb_salvaged *f = &r->salvage->list[index];
	struct nb_sources *sources = NULL;
	struct nb_buf document = {0};
	struct nb_stored stored;
	const uint8_t *doc;
	bool stored_too = false;
	enum nb_status st = nb_rescue_document(r, e, &doc, err);

	*page = NULL;
	/* A copy: reading the source decodes the frame anew. */
	if (!st && nb_buf_add(&document, doc, e->len))
		st = nb_fail_mem(err);
	if (!st && nb_entry_is_stored(e)) {
		st = read_source(r, e, &sources, &stored, err);
		stored_too = !st;
		if (st && !nb_verify_fatal(st)) {
			st = NB_OK;
			r->counts->sources++;
			nb_rescue_report(r, NB_HURT_SOURCE, f, e, err);
		}
	}
	if (!st)
		st = add_to_batch(r, e, &document, stored_too ? &stored : NULL,
				  page, err);
	if (!st) {
		/* The id must outlive the salvage's slot. */
		(*page)->entry.id = (struct nb_string){f->id, f->id_len};
	}
	nb_buf_free(&document);
	nb_sources_free(sources);
	return st;
}
