/* SPDX-License-Identifier: Apache-2.0 */
/* Taking over a shared text, or choosing a new one after a purge
 * (format-spec/nbarc-format.md, sections 5.1 and 10). */
#include "archive/rewrite/copy_start.h"
#include "archive/frame/choose.h"
#include "archive/frame/prefix.h"
#include "archive/frame/shared.h"
#include "archive/read/handle.h"
#include "archive/read/kept.h"
#include "archive/rewrite/copy_groups.h"
#include "archive/rewrite/copy_inputs.h"
#include "archive/write/start.h"
#include "base/error.h"

#include <nbarc/archive.h>

bool nb_copy_shared(const struct nb_copy *c, unsigned *input)
{
	unsigned i;

	for (i = 0; i < c->input_count; i++) {
		const struct nb_copy_input *in = &c->inputs[i];

		*input = i;
		if (in->path ? in->shared : in->archive->shared.size != 0)
			return true;
	}
	return false;
}

/* Add the newest text of a page to the sample, as it will be given out. */
static enum nb_status sample_group(struct nb_copy *c, struct nb_copy_group *g,
				   void *context, struct nb_error *err)
{
	const struct nb_copy_page *p = &g->list[0];
	const uint8_t *document = p->document.data;
	uint32_t len = p->page->entry.len;
	struct nb_archive *archive;
	enum nb_status st = NB_OK;

	(void)context;
	if (p->page->entry.state != NB_STATE_PRESENT ||
	    !nb_sample_wants(&c->sample, len))
		return NB_OK;
	if (!p->document.len)
		st = nb_copy_use(c, p->input, &archive, err);
	if (!st && !p->document.len)
		st = nb_archive_kept_document(archive, &p->from, &document,
					      err);
	return st ? st : nb_sample_add(&c->sample, document, len, err);
}

/* Choose a shared text for the pages that are left. */
static enum nb_status choose(struct nb_copy *c, size_t size,
			     struct nb_buf *start, struct nb_error *err)
{
	struct nb_buf text = {0};
	struct nb_archive *archive;
	enum nb_status st = NB_OK;
	unsigned i;

	c->sample.most = nb_sample_most(size, c->writer.memory);
	for (i = 0; !st && i < c->input_count; i++) {
		st = nb_copy_use(c, i, &archive, err);
		if (!st)
			c->sample.total += archive->commit.document_bytes;
	}
	if (!st)
		st = nb_copy_visit(c, sample_group, NULL, err);
	if (!st)
		st = nb_sample_choose(&c->sample, size, &text, err);
	nb_sample_free(&c->sample);
	if (!st)
		st = nb_start_encode(&text, start, err);
	nb_buf_free(&text);
	return st;
}

/* Note which inputs begin as the output does. */
static enum nb_status compare_inputs(struct nb_copy *c, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	unsigned i;

	for (i = 0; !st && i < c->input_count; i++) {
		struct nb_copy_input *in = &c->inputs[i];
		struct nb_archive *archive;
		struct nb_shared *s;

		st = nb_copy_use(c, i, &archive, err);
		if (st)
			break;
		s = &archive->shared;
		st = nb_shared_load(s, err);
		in->same_start = !st && nb_prefix_is(c->prefix, s->data,
						     (size_t)s->size);
		if (!st && !in->same_start)
			c->counts->other_texts++;
		if (st)
			nb_error_file(err, nb_copy_path(c, i));
	}
	return st;
}

enum nb_status nb_copy_start(struct nb_copy *c, struct nb_buf *start,
			     struct nb_error *err)
{
	static const struct nb_buf none;
	struct nb_archive *from = NULL; /* whose shared text it is */
	unsigned input;
	enum nb_status st = NB_OK;

	if (nb_copy_shared(c, &input))
		st = nb_copy_use(c, input, &from, err);
	if (!st && !from)
		st = nb_start_encode(&none, start, err);
	else if (!st && c->purged)
		st = choose(c, (size_t)from->shared.size, start, err);
	else if (!st)
		st = nb_start_copy(&from->shared, start, err);
	if (!st)
		st = nb_writer_prefix(&c->writer, start, &c->prefix, err);
	return st ? st : compare_inputs(c, err);
}
