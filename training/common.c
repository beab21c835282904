/* SPDX-License-Identifier: Apache-2.0 */
/* What the training programs share. */
#include "common.h"
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void die(const char *what, const struct nb_error *err)
{
	fprintf(stderr, "%s: %s\n", what, err ? err->text : strerror(errno));
	exit(1);
}

void *zeroed(size_t count, size_t size)
{
	void *p = calloc(count, size);

	if (!p)
		die("memory", NULL);
	return p;
}

struct nb_buf slurp(const char *path)
{
	struct nb_buf b = {0};
	struct nb_error err;

	if (nb_file_read(path, SIZE_MAX / 2, &b, &err))
		die(path, &err);
	return b;
}

struct nb_buf slurp_exactly(const char *path, size_t size)
{
	struct nb_buf b = slurp(path);
	struct nb_error err;

	if (b.len != size) {
		(void)nb_fail(&err, NB_INVALID, "%zu bytes, not %zu", b.len,
			      size);
		die(path, &err);
	}
	return b;
}

void spill(const char *path, const void *data, size_t size)
{
	FILE *out = fopen(path, "wb");

	if (!out || fwrite(data, 1, size, out) != size || fclose(out) != 0)
		die(path, NULL);
}

uint32_t draw(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}
