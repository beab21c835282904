/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an archive with parity: it is repaired, protected again and
 * repaired again. What a repair says is whole then needs no other repair,
 * unless structures were displaced: what is behind the parity of a file made of
 * pieces can displace them again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <nbarc/parity.h>

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
	    done.displaced)
		return;
	if (nb_archive_repair(path, NULL, NULL, NULL, &done, &err) != NB_OK ||
	    done.healed || done.records) {
		(void)fprintf(stderr, "a second repair finds more\n");
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/dev/shm/nbarc-fuzz-XXXXXX";
	struct nb_protected made;
	struct nb_error err;
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	(void)close(fd);
	repair(path);
	if (nb_archive_protect(path, 20, NULL, NULL, NULL, &made, &err) ==
	    NB_OK)
		repair(path);
	(void)unlink(path);
	return 0;
}
