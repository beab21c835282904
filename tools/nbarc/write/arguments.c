/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments of options of nbarc ingest (arguments.h). */
#include "write/arguments.h"

#include <stdio.h>
#include <string.h>

#include "cli/options.h"

/* --shared-text without a size, in MiB: with more, it pays only for corpora of
 * some hundred MiB. */
#define SHARED_MIB 2

/* More shards than any fleet has machines. */
#define SHARDS_MOST 1000000u

bool nbarc_shared_size(const char *arg, size_t *size)
{
	unsigned long long mib = SHARED_MIB;

	if (arg && !cli_number(arg, 1, 16, &mib))
		return false;
	*size = (size_t)mib << 20;
	return true;
}

bool nbarc_shard(const char *arg, struct nb_ingest_options *options)
{
	const char *slash = strchr(arg, '/');
	unsigned long long shard, shards;
	char first[8];

	if (!slash || (size_t)(slash - arg) >= sizeof(first))
		return false;
	(void)snprintf(first, sizeof(first), "%.*s", (int)(slash - arg), arg);
	if (!cli_number(slash + 1, 1, SHARDS_MOST, &shards) ||
	    !cli_number(first, 1, shards, &shard))
		return false;
	options->shard = (unsigned)shard;
	options->shards = (unsigned)shards;
	return true;
}
