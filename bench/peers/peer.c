/* SPDX-License-Identifier: Apache-2.0 */
#include "peer.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <zdict.h>

#define LEVEL 19

void die(const char *what, const char *why)
{
	(void)fprintf(stderr, "%s%s%s\n", what, why ? ": " : "",
		      why ? why : "");
	exit(1);
}

/* ---- reading */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void scan(const char *dir, struct pages *pages)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	size_t room = 0;

	if (!d)
		die(dir, "cannot be opened");
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		if (pages->count == room) {
			room = 2 * room + 64;
			pages->names = realloc(pages->names,
					       room * sizeof(*pages->names));
			if (!pages->names)
				die(dir, "out of memory");
		}
		pages->names[pages->count++] = strdup(e->d_name);
	}
	closedir(d);
	if (!pages->count)
		die(dir, "has no files");
	qsort(pages->names, pages->count, sizeof(*pages->names), by_name);
}

struct pages read_pages(const char *dir)
{
	struct pages pages = {NULL, NULL, 0, NULL};
	char path[4096];
	size_t len = 0, i;

	scan(dir, &pages);
	pages.sizes = calloc(pages.count, sizeof(*pages.sizes));
	for (i = 0; pages.sizes && i < pages.count; i++) {
		FILE *f;
		long n;

		(void)snprintf(path, sizeof(path), "%s/%s", dir,
			       pages.names[i]);
		f = fopen(path, "rb");
		if (!f || fseek(f, 0, SEEK_END) || (n = ftell(f)) < 0)
			die(path, "cannot be read");
		rewind(f);
		pages.sizes[i] = (size_t)n;
		pages.text = realloc(pages.text, len + (size_t)n + 1);
		if (!pages.text ||
		    fread(pages.text + len, 1, (size_t)n, f) != (size_t)n)
			die(path, "cannot be read");
		len += (size_t)n;
		(void)fclose(f);
	}
	return pages;
}

/* ---- zstd */

size_t train(const struct pages *pages, void *dict)
{
	size_t n = ZDICT_trainFromBuffer(dict, DICT_SIZE, pages->text,
					 pages->sizes, (unsigned)pages->count);

	if (ZDICT_isError(n))
		die("dictionary", ZDICT_getErrorName(n));
	return n;
}

ZSTD_CCtx *packer(const void *dict, size_t len)
{
	ZSTD_CCtx *zstd = ZSTD_createCCtx();

	ZSTD_CCtx_refCDict(zstd, ZSTD_createCDict(dict, len, LEVEL));
	ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
	return zstd;
}

struct packed pack_page(ZSTD_CCtx *zstd, const char *text, size_t len)
{
	size_t bound = ZSTD_compressBound(len);
	struct packed packed = {malloc(bound), 0};

	if (!packed.data)
		die("compress", "out of memory");
	packed.len = ZSTD_compress2(zstd, packed.data, bound, text, len);
	if (ZSTD_isError(packed.len))
		die("compress", ZSTD_getErrorName(packed.len));
	return packed;
}

ZSTD_DCtx *unpacker(const void *dict, size_t len)
{
	ZSTD_DCtx *zstd = ZSTD_createDCtx();

	ZSTD_DCtx_loadDictionary(zstd, dict, len);
	return zstd;
}

void unpack_page(ZSTD_DCtx *zstd, size_t size, const void *data, size_t len,
		 FILE *out)
{
	void *page = malloc(size + 1);
	size_t n = page ? ZSTD_decompressDCtx(zstd, page, size, data, len) : 0;

	if (n != size)
		die("decompress",
		    ZSTD_isError(n) ? ZSTD_getErrorName(n) : "another size");
	if (out)
		fwrite(page, 1, size, out);
	free(page);
}
