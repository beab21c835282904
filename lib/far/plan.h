/* SPDX-License-Identifier: Apache-2.0 */
/* Which ranges to ask for, so that certain ranges of a file are there. */
#ifndef NB_FAR_PLAN_H
#define NB_FAR_PLAN_H

#include <nbarc/buf.h>
#include <nbarc/ranges.h>

/* Ranges are asked for in blocks of so many bytes, which the cache keeps. */
#define NB_FAR_BLOCK 4096u
/* Two ranges with no more between them are asked for as one: that takes no
 * longer than the answer to another request. */
#define NB_FAR_GAP ((uint64_t)128 << 10)
/* Where several ranges are asked for at once, it costs the head of a part. */
#define NB_FAR_GAP_PARTS ((uint64_t)4 << 10)
/* A request is for so many bytes at most. */
#define NB_FAR_REQUEST_MAX ((uint64_t)4 << 20)

/* Bytes of the file that are there from `offset` on; 0 if that one is not. */
typedef uint64_t nb_far_has(void *context, uint64_t offset);

/*
 * Append to `out`, as struct nb_range, what has to be asked for so that the
 * ranges are there, in the order of their offsets. What has at most `gap` bytes
 * between is one range. They may overlap and exceed
 * the file, which has `size` bytes. At most `most` bytes are asked for; what is
 * beyond is left out. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_far_plan(const struct nb_range *ranges, size_t count,
				    uint64_t size, uint64_t most, uint64_t gap,
				    nb_far_has *has, void *context,
				    struct nb_buf *out);

#endif
