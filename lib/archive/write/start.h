/* SPDX-License-Identifier: Apache-2.0 */
/* What writers, copies and rescues begin with: the defaults of their options,
 * and the prefix of the page frames that they make. */
#ifndef NB_ARCHIVE_START_H
#define NB_ARCHIVE_START_H

#include "archive/frame/prefix.h"

#include <nbarc/write.h>

/* Replace zeros in the options by the defaults that <nbarc/write.h> names, for
 * an archive with a shared text or without. */
void nb_writer_defaults(struct nb_writer_options *options, bool shared);

/* Bytes of documents a frame, by default, in an archive with a shared text. */
#define NB_SHARED_CONTENT ((uint32_t)32 << 10)

/*
 * Like nb_prefix_create(), with what a writer of an archive that begins with
 * `start` needs: *prefix is NULL if that is only a header. The options have
 * their defaults; the memory that the prefix takes is taken off them.
 */
NB_CHECK enum nb_status nb_writer_prefix(struct nb_writer_options *options,
					 const struct nb_buf *start,
					 struct nb_prefix **prefix,
					 struct nb_error *err);

#endif
