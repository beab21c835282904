/* SPDX-License-Identifier: Apache-2.0 */
/* The bound of the cache (far/room.h). Processes that still read a file that is
 * removed have it open, and are not affected. */
#define _XOPEN_SOURCE 700

#include "far/room.h"
#include "base/alloc.h"
#include "base/sha256.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A file that is not complete after so many seconds is left of a process that
 * was killed. */
#define LEFT_OVER 3600

struct one {
	char name[NB_SHA256_HEX + 64];
	uint64_t bytes; /* on disk */
	struct timespec used;
};

static int by_time(const void *left, const void *right)
{
	const struct timespec *a = &((const struct one *)left)->used;
	const struct timespec *b = &((const struct one *)right)->used;

	if (a->tv_sec != b->tv_sec)
		return a->tv_sec < b->tv_sec ? -1 : 1;
	return (a->tv_nsec > b->tv_nsec) - (a->tv_nsec < b->tv_nsec);
}

/* True if the name is 64 digits and something that ends in `suffix`. */
static bool is_ours(const char *name, const char *suffix)
{
	size_t len = strlen(name), end = strlen(suffix);
	uint8_t digest[NB_SHA256_SIZE];

	return len >= NB_SHA256_HEX - 1 + end &&
	       len < sizeof(((struct one *)0)->name) &&
	       strcmp(name + len - end, suffix) == 0 &&
	       nb_sha256_unhex(name, digest);
}

/* List the files of the cache; remove what was left over. */
static struct one *list(DIR *dir, size_t *count)
{
	struct one *files = NULL, *grown;
	const struct dirent *d;
	size_t cap = 0;
	struct stat s;

	*count = 0;
	while ((d = readdir(dir))) {
		bool made = is_ours(d->d_name, NB_FAR_SUFFIX);

		if ((!made && !is_ours(d->d_name, NB_FAR_TEMPORARY)) ||
		    fstatat(dirfd(dir), d->d_name, &s, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISREG(s.st_mode))
			continue;
		if (!made) {
			if (s.st_mtim.tv_sec + LEFT_OVER < time(NULL))
				(void)unlinkat(dirfd(dir), d->d_name, 0);
			continue;
		}
		grown = nb_grow(files, &cap, *count + 1, sizeof(*files));
		if (!grown)
			break;
		files = grown;
		/* is_ours() knows how long it is. */
		memcpy(files[*count].name, d->d_name, strlen(d->d_name) + 1);
		files[*count].bytes = (uint64_t)s.st_blocks * 512;
		files[(*count)++].used = s.st_mtim;
	}
	return files;
}

uint64_t nb_far_room(const char *folder, const char *path, uint64_t most)
{
	const char *keep = strrchr(path, '/') + 1;
	DIR *dir = opendir(folder);
	struct one *files;
	uint64_t sum = 0;
	size_t count, i;

	if (!dir)
		return 0;
	files = list(dir, &count);
	for (i = 0; i < count; i++)
		sum += files[i].bytes;
	if (count)
		qsort(files, count, sizeof(*files), by_time);
	for (i = 0; i < count && sum > most / 4 * 3; i++)
		if (strcmp(files[i].name, keep) != 0 &&
		    unlinkat(dirfd(dir), files[i].name, 0) == 0)
			sum -= files[i].bytes;
	free(files);
	(void)closedir(dir);
	return sum < most ? most - sum : 0;
}
