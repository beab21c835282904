/* SPDX-License-Identifier: Apache-2.0 */
/* Files of targets whose input is a file, in memory. */
#ifndef TESTS_FUZZ_SCRATCH_H
#define TESTS_FUZZ_SCRATCH_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCRATCH_PATH 512

/* A folder, as scratch_make() made it. */
struct scratch {
	char folder[64];
};

static inline void must(bool right)
{
	if (!right)
		abort();
}

static inline void scratch_make(struct scratch *s)
{
	memcpy(s->folder, "/dev/shm/nbarc-fuzz-XXXXXX", 27);
	must(mkdtemp(s->folder) != NULL);
}

static inline void scratch_path(const struct scratch *s, const char *name,
				char path[SCRATCH_PATH])
{
	(void)snprintf(path, SCRATCH_PATH, "%s/%s", s->folder, name);
}

static inline void scratch_write(const struct scratch *s, const char *name,
				 const uint8_t *data, size_t size)
{
	char path[SCRATCH_PATH];
	FILE *f;

	scratch_path(s, name, path);
	f = fopen(path, "wb");
	must(f != NULL);
	must(fwrite(data, 1, size, f) == size);
	must(fclose(f) == 0);
}

/* The folder must have no folders. */
static inline void scratch_remove(const struct scratch *s)
{
	DIR *folder = opendir(s->folder);
	const struct dirent *one;
	char path[SCRATCH_PATH];

	must(folder != NULL);
	while ((one = readdir(folder)) != NULL) {
		scratch_path(s, one->d_name, path);
		(void)unlink(path); /* not of "." and ".." */
	}
	(void)closedir(folder);
	must(rmdir(s->folder) == 0);
}

#endif
