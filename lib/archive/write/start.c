/* SPDX-License-Identifier: Apache-2.0 */
/* The defaults of a writer, and what it compresses page frames with
 * (format-spec/nbarc-format.md, sections 5.1 and 10). */
#include "archive/write/start.h"
#include "archive/record/record.h"
#include "base/pool.h"

/* Of zstd: the highest before its ultra levels, which need much more memory. */
#define DEFAULT_LEVEL 19
/* Bytes of documents a frame. With 2 MiB archives are smaller than those of any
 * peer of bench/, a cold get stays within 2.5 times the time of /bin/true, and
 * the content is one huge page of memory. */
#define DEFAULT_CONTENT ((uint32_t)2 << 20)
enum nb_status nb_writer_prefix(struct nb_writer_options *o,
				const struct nb_buf *start,
				struct nb_prefix **prefix, struct nb_error *err)
{
	size_t taken = nb_prefix_memory(start->len);

	*prefix = NULL;
	if (start->len == NB_HEADER_SIZE)
		return NB_OK;
	/* At least 1 byte: 0 stands for the default. */
	o->memory = o->memory > taken ? o->memory - taken : 1;
	return nb_prefix_create(start->data, start->len, o->level,
				o->frame_content, prefix, err);
}

void nb_writer_defaults(struct nb_writer_options *o, bool shared)
{
	if (o->level == 0)
		o->level = DEFAULT_LEVEL;
	if (o->frame_content == 0)
		o->frame_content = shared ? NB_SHARED_CONTENT : DEFAULT_CONTENT;
	if (o->threads == 0)
		o->threads = nb_pool_processors();
	if (o->memory == 0)
		o->memory = NB_MEMORY_DEFAULT;
}
