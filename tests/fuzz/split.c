/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an archive that is split by title and by year.
 *
 * Each part is good (made.h), also those that were finished before a failure.
 * If there was none, they are together what the archive was: merged, they have
 * all of its revisions.
 */
#include <nbarc/rewrite.h>

#include "made.h"
#include "sign.h"

#define PARTS_MAX 64u

/* The archives of a folder. */
struct parts {
	char paths[PARTS_MAX][SCRATCH_PATH];
	const char *list[PARTS_MAX];
	size_t count;
};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	return mutate_archive(data, size, max_size, seed, 8);
}

/* Find the parts; the sum of their revisions. */
static uint64_t find_parts(const struct scratch *s, struct parts *parts,
			   bool sound)
{
	DIR *folder = opendir(s->folder);
	const struct dirent *one;
	uint64_t sum = 0;

	must(folder != NULL);
	parts->count = 0;
	while ((one = readdir(folder)) != NULL) {
		if (one->d_name[0] == '.' || parts->count == PARTS_MAX)
			continue;
		scratch_path(s, one->d_name, parts->paths[parts->count]);
		parts->list[parts->count] = parts->paths[parts->count];
		sum += made_revisions(parts->list[parts->count++], sound);
	}
	(void)closedir(folder);
	return sum;
}

static void split(const char *path, enum nb_split_by by)
{
	struct nb_rewrite_options options = {
		.writer = {.level = 1, .threads = 1}};
	struct nb_rewrite_counts counts, merged;
	static struct parts parts;
	char output[SCRATCH_PATH];
	struct nb_error err;
	struct scratch s;
	bool sound = is_sound(path);
	enum nb_status st;
	uint64_t sum;

	scratch_make(&s);
	st = nb_split(path, by, s.folder, &options, &counts, &err);
	sum = find_parts(&s, &parts, sound);
	must(parts.count == counts.archives || parts.count == PARTS_MAX);
	if (!st)
		must(parts.count == PARTS_MAX || sum == counts.revisions);
	if (!st && parts.count && parts.count < PARTS_MAX) {
		scratch_path(&s, "whole", output);
		st = nb_merge_archives(parts.list, parts.count, output,
				       &options, &merged, &err);
		must(!st || !sound);
		must(st || (merged.revisions == sum &&
			    made_revisions(output, sound) == sum));
	}
	scratch_remove(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[SCRATCH_PATH];
	struct scratch s;

	scratch_make(&s);
	scratch_write(&s, "a", data, size);
	scratch_path(&s, "a", path);
	split(path, NB_SPLIT_TITLE);
	split(path, NB_SPLIT_YEAR);
	scratch_remove(&s);
	return 0;
}
