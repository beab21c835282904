/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an archive with parity: it is repaired, protected again and
 * repaired again. If the archive is sound then, there is nothing for a second
 * repair. (Where others of its records are wrong, structures that a repair put
 * in their places can show that more are displaced.)
 */
#include <nbarc/parity.h>

#include "made.h"
#include "sign.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	return mutate_archive(data, size, max_size, seed, 4);
}

static void repair(const char *path)
{
	struct nb_repaired done;
	struct nb_error err;

	if (nb_archive_repair(path, NULL, NULL, NULL, &done, &err) != NB_OK ||
	    !is_sound(path))
		return;
	must(nb_archive_repair(path, NULL, NULL, NULL, &done, &err) == NB_OK);
	must(!done.blocks && !done.healed && !done.records && !done.displaced &&
	     !done.cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[SCRATCH_PATH];
	struct nb_protected made;
	struct nb_error err;
	struct scratch s;

	scratch_make(&s);
	scratch_write(&s, "a", data, size);
	scratch_path(&s, "a", path);
	repair(path);
	if (nb_archive_protect(path, 20, NULL, NULL, NULL, &made, &err) ==
	    NB_OK)
		repair(path);
	scratch_remove(&s);
	return 0;
}
