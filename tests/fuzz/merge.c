/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as two archives that are merged, in both orders, with revisions
 * kept or not. The first two bytes, the low one first, are the length of the
 * first archive.
 *
 * What nb_merge_archives() makes is good (made.h), and has what it says that it
 * has. It has all that its parts have, so merging one of them into it once more
 * adds nothing. After a failure there is no file.
 */
#include <nbarc/rewrite.h>

#include "made.h"
#include "sign.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	return mutate_archive(data, size, max_size, seed, 8);
}

/* Merge two archives of the folder; true if that could be done. */
static bool merge(const struct scratch *s, const char *first,
		  const char *second, const char *made, bool keep, bool sound)
{
	struct nb_rewrite_options options = {
		.writer = {.level = 1, .threads = 1}, .revisions = keep};
	char paths[2][SCRATCH_PATH], output[SCRATCH_PATH];
	const char *const list[] = {paths[0], paths[1]};
	struct nb_rewrite_counts counts;
	struct nb_error err;

	scratch_path(s, first, paths[0]);
	scratch_path(s, second, paths[1]);
	scratch_path(s, made, output);
	(void)unlink(output);
	if (nb_merge_archives(list, 2, output, &options, &counts, &err) !=
	    NB_OK) {
		must(access(output, F_OK) != 0);
		return false;
	}
	must(made_revisions(output, sound) == counts.revisions);
	return true;
}

static void merge_again(const struct scratch *s, const char *first,
			const char *second, bool keep)
{
	char made[SCRATCH_PATH], again[SCRATCH_PATH];
	bool sound;

	scratch_path(s, first, made);
	scratch_path(s, second, again);
	sound = is_sound(made) && is_sound(again);
	if (!merge(s, first, second, "made", keep, sound))
		return;
	if (!merge(s, "made", first, "again", keep, sound)) {
		must(!sound);
		return;
	}
	scratch_path(s, "made", made);
	scratch_path(s, "again", again);
	must(made_revisions(made, sound) == made_revisions(again, sound));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scratch s;
	size_t first, i;

	if (size < 2)
		return 0;
	first = data[0] | (size_t)data[1] << 8;
	data += 2;
	size -= 2;
	if (first > size)
		first = size;
	scratch_make(&s);
	scratch_write(&s, "a", data, first);
	scratch_write(&s, "b", data + first, size - first);
	for (i = 0; i < 2; i++) {
		merge_again(&s, "a", "b", i == 1);
		merge_again(&s, "b", "a", i == 1);
	}
	scratch_remove(&s);
	return 0;
}
