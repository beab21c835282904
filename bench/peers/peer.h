/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the peers of the benchmark that are programs of ours share: reading the
 * pages, and compressing each of them with zstd against one dictionary trained
 * on all.
 *
 * Whatever fails ends the program.
 */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <stddef.h>
#include <stdio.h>
#include <zstd.h>

#define DICT_SIZE 112640u /* that of `zstd --train` */

/* The files of a folder, in the order of their names. */
struct pages {
	char **names;
	size_t *sizes; /* bytes of each */
	size_t count;
	char *text; /* all, one after the other */
};

/* A page that is compressed. `data` is owned. */
struct packed {
	void *data;
	size_t len;
};

/* Print what failed, and why if that is known (else NULL); exit with 1. */
_Noreturn void die(const char *what, const char *why);

struct pages read_pages(const char *dir);

/* Train a dictionary of the pages; `dict` has room for DICT_SIZE bytes. Returns
 * the size it got. */
size_t train(const struct pages *pages, void *dict);

/* A compressor, at the level of solid zstd, with checksums. */
ZSTD_CCtx *packer(const void *dict, size_t len);

struct packed pack_page(ZSTD_CCtx *zstd, const char *text, size_t len);

ZSTD_DCtx *unpacker(const void *dict, size_t len);

/* Decompress a page of `size` bytes and write it to `out`, if that is not NULL.
 */
void unpack_page(ZSTD_DCtx *zstd, size_t size, const void *data, size_t len,
		 FILE *out);

#endif
