/* SPDX-License-Identifier: Apache-2.0 */
/* The list of page frames of a damaged file, and the places that follow from it
 * (format-spec/nbarc-format.md, section 14, "Displaced structures"). */
#include "archive/salvage/frames.h"
#include "archive/frame/zframe.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/ranges.h"

#include <stdlib.h>
#include <string.h>

#define FRAME_HEAD 18u /* bytes of the longest header of a Zstandard frame */

void nb_frames_free(struct nb_frames *f)
{
	free(f->found);
	free(f->claims);
	memset(f, 0, sizeof(*f));
}

static enum nb_status too_many(struct nb_error *err)
{
	return nb_fail(err, NB_LIMIT, "too many page frames");
}

enum nb_status nb_frames_add(struct nb_frames *f,
			     const struct nb_found_frame *found,
			     struct nb_error *err)
{
	struct nb_found_frame *grown;

	if (f->found_count >= NB_NO_FRAME)
		return too_many(err);
	grown = nb_grow(f->found, &f->found_cap, f->found_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	f->found = grown;
	grown[f->found_count++] = *found;
	return NB_OK;
}

/* True if the entry names the frame of the claim. */
static bool is_claim(const struct nb_claim *c, const struct nb_entry *e)
{
	return c->stated == e->directory &&
	       c->directory_size == e->directory_size &&
	       c->frame_size == e->frame_size &&
	       c->content_size == e->content_size &&
	       c->sources_size == e->sources_size;
}

enum nb_status nb_frames_claim(struct nb_frames *f, size_t from,
			       const struct nb_entry *e, const char *id,
			       uint32_t *claim, struct nb_error *err)
{
	struct nb_claim *grown;

	*claim = NB_NO_FRAME;
	if (f->claim_count > from &&
	    is_claim(&f->claims[f->claim_count - 1], e)) {
		*claim = (uint32_t)(f->claim_count - 1);
		return NB_OK;
	}
	if (f->claim_count >= NB_NO_FRAME)
		return too_many(err);
	grown = nb_grow(f->claims, &f->claim_cap, f->claim_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	f->claims = grown;
	grown[f->claim_count] = (struct nb_claim){
		.stated = e->directory,
		.frame_size = e->frame_size,
		.directory_size = e->directory_size,
		.content_size = e->content_size,
		.sources_size = e->sources_size,
		.first = {{id, e->id.len}, e->revision},
		.page_index = e->page_index,
		.found = NB_NO_FRAME,
		.frame = e->directory + e->directory_size,
	};
	*claim = (uint32_t)f->claim_count++;
	return NB_OK;
}

bool nb_frames_match(const struct nb_frames *f, const struct nb_claim *c,
		     uint32_t found, uint32_t page_index)
{
	const struct nb_found_frame *d = &f->found[found];

	return page_index == c->page_index &&
	       d->directory_size == c->directory_size &&
	       d->frame_size == c->frame_size &&
	       d->content_size == c->content_size;
}

void nb_frames_infer(struct nb_file file, uint64_t end,
		     const struct nb_anchors *anchors, struct nb_claim *c)
{
	uint64_t places[NB_PLACES_MAX] = {0};
	size_t i, n = nb_anchors_places(anchors, c->stated, places);
	uint8_t head[FRAME_HEAD];

	for (i = 0; i < n; i++) {
		uint64_t at = places[i] + c->directory_size;

		if (at > end || c->frame_size > end - at ||
		    end - at < sizeof(head) ||
		    nb_file_read_at(file, NULL, at, head, sizeof(head), NULL) ||
		    nb_zframe_header(head, sizeof(head), c->content_size, NULL))
			continue;
		c->frame = at;
		return;
	}
}

void nb_frames_place_found(const struct nb_found_frame *d, struct nb_entry *e)
{
	e->directory_size = d->directory_size;
	/* Nobody reads the directory of a frame that does not follow it. */
	e->directory = d->frame - d->directory_size;
	e->frame_size = d->frame_size;
	e->content_size = d->content_size;
	e->sources_size = d->sources_size;
	e->sources = d->sources;
}

void nb_frames_place(const struct nb_frames *f, uint32_t claim,
		     struct nb_entry *e)
{
	const struct nb_claim *c = &f->claims[claim];
	const struct nb_found_frame *d;

	e->directory = c->frame - c->directory_size;
	e->sources = 0; /* of another entry that was in the same slot */
	if (c->found == NB_NO_FRAME)
		return;
	d = &f->found[c->found];
	e->directory = d->frame - d->directory_size;
	if (d->sources && d->sources_size == c->sources_size)
		e->sources = d->sources;
}
