/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments of options of nbarc ingest that are more than a word or a number.
 */
#ifndef NBARC_WRITE_ARGUMENTS_H
#define NBARC_WRITE_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/ingest.h>

/* The argument of --shared-text, in MiB or NULL, as bytes; false if it is none.
 */
bool nbarc_shared_size(const char *arg, size_t *size);

/* The argument of --shard, as "3/64": sets shard and shards of the options.
 * False if it is none. */
bool nbarc_shard(const char *arg, struct nb_ingest_options *options);

#endif
