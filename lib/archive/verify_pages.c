/* SPDX-License-Identifier: Apache-2.0 */
/* Verifying one page directory, its page frame and its sources. */
#include "archive/frame.h"
#include "archive/verify.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <string.h>

static struct nb_string id_of(const struct nb_directory_page *page)
{
	return (struct nb_string){page->id, page->id_len};
}

/* What the page directory says of a frame, in the form of an entry. */
static struct nb_entry frame_of(const struct nb_directory *d)
{
	struct nb_entry e;

	memset(&e, 0, sizeof(e));
	e.directory = d->offset;
	e.directory_size = d->size;
	e.frame_size = d->frame_size;
	e.content_size = d->content_size;
	return e;
}

static bool place_agrees(const struct nb_entry *e, const struct nb_directory *d,
			 uint32_t index)
{
	const struct nb_directory_page *p = &d->pages[index];

	return e->directory == d->offset && e->directory_size == d->size &&
	       e->page_index == index && e->frame_size == d->frame_size &&
	       e->content_size == d->content_size && e->offset == p->offset &&
	       e->len == p->len;
}

static enum nb_status check_source(struct nb_verify *v,
				   const struct nb_entry *e,
				   struct nb_error *err)
{
	struct nb_buf source = {0};
	enum nb_status st = NB_OK;

	if (e->has_source)
		st = nb_archive_source(v->archive, e, &source, err);
	nb_buf_free(&source);
	return st;
}

/*
 * Check page `index`: the catalogue must have it at this place, the document
 * and the source must have their hashes.
 */
static enum nb_status check_page(struct nb_verify *v,
				 const struct nb_directory *d, uint32_t index,
				 struct nb_error *err)
{
	const struct nb_directory_page *p = &d->pages[index];
	const struct nb_entry *e;
	const uint8_t *document;
	enum nb_status st;

	st = nb_archive_find(v->archive, p->id, p->id_len, p->revision, &e,
			     err);
	/* An earlier state of a rewritten file lacks what came later. */
	if (st == NB_ABSENT && v->archive->finder.upto)
		return NB_OK;
	if (st == NB_ABSENT)
		return nb_fail_at(err, NB_INVALID, d->offset,
				  "page directory: the catalogue lacks this "
				  "page");
	if (st || e->state == NB_STATE_PURGED)
		return st;
	if (!place_agrees(e, d, index))
		return nb_fail_at(err, NB_INVALID, d->offset,
				  "page directory: the catalogue has this page "
				  "in another place");
	st = nb_archive_document(v->archive, e, &document, err);
	return st ? st : check_source(v, e, err);
}

/* Decode the whole frame, so that its checksum is checked too. */
static enum nb_status check_frame(struct nb_verify *v,
				  const struct nb_directory *d,
				  struct nb_error *err)
{
	struct nb_entry frame = frame_of(d);
	const uint8_t *content;
	enum nb_status st = nb_frame_select(v->archive->frame, &frame,
					    v->archive->commit.offset, err);

	if (!st)
		st = nb_frame_check(v->archive->frame, &content, err);
	return st;
}

static enum nb_status remember(struct nb_verify *v, uint64_t offset,
			       struct nb_error *err)
{
	uint64_t *grown = nb_grow(v->directories, &v->directory_cap,
				  v->directory_count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	v->directories = grown;
	v->directories[v->directory_count++] = offset;
	return NB_OK;
}

enum nb_status nb_verify_pages(struct nb_verify *v, uint64_t offset,
			       uint32_t size, struct nb_error *err)
{
	static const struct nb_string nobody = {"", 0};
	struct nb_directory d;
	bool reported = false;
	enum nb_status st, frame;
	uint32_t i;

	st = nb_directory_read(v->archive->fd, offset, size,
			       v->archive->commit.offset, &d, err);
	if (st) {
		nb_verify_report(v, nobody, st, err);
		nb_directory_free(&d);
		return st == NB_NOMEM ? st : NB_OK;
	}
	frame = check_frame(v, &d, err);
	if (frame == NB_NOMEM || frame == NB_IO)
		st = frame;
	for (i = 0; !st && i < d.count; i++) {
		st = check_page(v, &d, i, err);
		if (st == NB_NOMEM || st == NB_IO)
			break;
		if (st) {
			nb_verify_report(v, id_of(&d.pages[i]), st, err);
			reported = true;
		}
		st = NB_OK;
	}
	/* Damage that no page felt: in the frame's checksum, say. */
	if (!st && frame && !reported) {
		frame = check_frame(v, &d, err);
		nb_verify_report(v, nobody, frame, err);
	}
	if (!st)
		st = remember(v, offset, err);
	nb_directory_free(&d);
	return st;
}
