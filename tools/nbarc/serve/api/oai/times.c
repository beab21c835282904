/* SPDX-License-Identifier: Apache-2.0 */
/* Times of commits. An archive has few of them compared with its pages, so that
 * all are read for an answer (times.h). */
#include "serve/api/oai/times.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"

/* What note() is given. */
struct noting {
	struct api_times *times;
	bool full; /* out of memory */
};

/* For nb_archive_commits(): keep the time of a commit. */
static bool note(void *context, const struct nb_archive_info *info)
{
	struct noting *n = context;
	struct api_times *t = n->times;
	struct api_time *grown =
		nb_grow(t->list, &t->cap, t->count + 1, sizeof(*grown));

	n->full = !grown;
	if (!grown)
		return false;
	t->list = grown;
	grown[t->count].commit = info->commits;
	grown[t->count++].seconds = info->time;
	return true;
}

enum nb_status api_times_read(struct nb_archive *archive,
			      struct api_times *times, struct nb_error *err)
{
	struct noting n = {times, false};
	enum nb_status st = nb_archive_commits(archive, note, &n, err);

	if (n.full || st == NB_NOMEM)
		return nb_fail_mem(err);
	return NB_OK;
}

/* The list is sorted from the newest on: find the last one that is not older.
 */
uint64_t api_times_of(const struct api_times *times, uint64_t commit)
{
	size_t low = 0, high = times->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (times->list[middle].commit >= commit)
			low = middle + 1;
		else
			high = middle;
	}
	if (!times->count)
		return 0;
	return times->list[low ? low - 1 : 0].seconds;
}

/* Times need not rise: whoever makes an archive may set them. */
uint64_t api_times_first(const struct api_times *times)
{
	uint64_t first = times->count ? UINT64_MAX : 0;
	size_t i;

	for (i = 0; i < times->count; i++)
		if (times->list[i].seconds < first)
			first = times->list[i].seconds;
	return first;
}

void api_times_free(struct api_times *times)
{
	free(times->list);
	times->list = NULL;
	times->count = times->cap = 0;
}
