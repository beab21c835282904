/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Choosing the shared text with the trainer of libzstd
 * (format-spec/nbarc-format.md, section 5.1).
 *
 * The trainer picks the segments whose sequences of characters are the most
 * frequent ones. It then puts tables in front of them, which make a dictionary
 * of the text; these are left out here, so that it remains text.
 */
#include "archive/frame/choose.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>
/* For the trainer with parameters of our own. */
#define ZDICT_STATIC_LINKING_ONLY
#include <zdict.h>

/* A sample of so many times the shared text is enough: with twice as much,
 * archives are .5 % smaller. */
#define TIMES 24u
#define SAMPLE_MAX ((size_t)96 << 20)
/* A text of more than this part of all documents does not pay. */
#define PART 8u

/*
 * Parameters of the trainer: bytes of a segment, bytes of a sequence, and the
 * base 2 logarithm of the size of its table. Of 117 MB of newspaper pages with
 * a text of 2 MiB, these made the frames .8 % smaller than segments of 1,024
 * bytes and a table of 2^20 entries.
 */
#define SEGMENT 512u
#define SEQUENCE 8u
#define TABLE_LOG 22u

size_t nb_sample_most(size_t size, size_t memory)
{
	size_t most = size < SAMPLE_MAX / TIMES ? TIMES * size : SAMPLE_MAX;

	return most < memory / 2 ? most : memory / 2;
}

bool nb_sample_wants(struct nb_sample *s, uint64_t size)
{
	double part =
		s->total > s->most ? (double)s->most / (double)s->total : 1;

	s->seen += size;
	return (double)s->seen * part > (double)s->bytes.len;
}

enum nb_status nb_sample_add(struct nb_sample *s, const void *document,
			     size_t len, struct nb_error *err)
{
	size_t *grown;

	if (len > s->most - s->bytes.len)
		return NB_OK;
	grown = nb_grow(s->sizes, &s->cap, s->count + 1, sizeof(*grown));
	if (!grown || nb_buf_add(&s->bytes, document, len))
		return nb_fail_mem(err);
	s->sizes = grown;
	grown[s->count++] = len;
	return NB_OK;
}

/* Append whole documents, evenly spaced, as long as they fit, or the beginning
 * of the first one. */
static enum nb_status take_documents(const struct nb_sample *s, size_t size,
				     struct nb_buf *text)
{
	size_t from = 0, i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < s->count; from += s->sizes[i++])
		if ((double)from / (double)s->bytes.len * (double)size >=
			    (double)text->len &&
		    s->sizes[i] <= size - text->len)
			st = nb_buf_add(text, s->bytes.data + from,
					s->sizes[i]);
	if (!st && !text->len && s->count)
		st = nb_buf_add(text, s->bytes.data,
				s->sizes[0] < size ? s->sizes[0] : size);
	return st;
}

/* Append what the trainer chooses; nothing if it finds the sample too small. */
static enum nb_status train(const struct nb_sample *s, size_t size,
			    struct nb_buf *text)
{
	ZDICT_fastCover_params_t p = {.k = SEGMENT,
				      .d = SEQUENCE,
				      .f = TABLE_LOG,
				      .accel = 1,
				      .splitPoint = 1};
	size_t code, head;

	if (s->count > UINT32_MAX || nb_buf_reserve(text, size))
		return NB_NOMEM;
	code = ZDICT_trainFromBuffer_fastCover(text->data, size, s->bytes.data,
					       s->sizes, (unsigned)s->count, p);
	head = ZDICT_isError(code) ? 0
				   : ZDICT_getDictHeaderSize(text->data, code);
	if (ZDICT_isError(code) || ZDICT_isError(head) || head >= code)
		return NB_OK;
	text->len = code - head;
	memmove(text->data, text->data + head, text->len);
	return NB_OK;
}

enum nb_status nb_sample_choose(struct nb_sample *s, size_t size,
				struct nb_buf *text, struct nb_error *err)
{
	size_t least = NB_HEADER_SIZE + NB_RECORD_LEAST;
	enum nb_status st = NB_OK;

	if (s->seen / PART < size)
		size = (size_t)(s->seen / PART);
	size -= size < least ? size : least;
	if (size)
		st = train(s, size, text);
	if (!st && size && !text->len)
		st = take_documents(s, size, text);
	nb_sample_free(s);
	return st ? nb_fail_mem(err) : NB_OK;
}

void nb_sample_free(struct nb_sample *s)
{
	nb_buf_free(&s->bytes);
	free(s->sizes);
	s->sizes = NULL;
	s->count = s->cap = 0;
}
