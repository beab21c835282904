/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file of the cache (far/store.h).
 *
 * It begins with a block that says what it is of: signature, bytes of the file
 * that is kept, ETag, time of change, and a check. Then comes a table with a
 * check for every block, zeros for one that is not there, and then the blocks,
 * each at its place; the file is sparse. A block is written before its check,
 * and whoever reads it compares the two. Two processes that write one block
 * write the same.
 *
 * The name is the SHA-256 of the URL without user name and password.
 */
#define _XOPEN_SOURCE 700

#include "far/store.h"
#include "base/alloc.h"
#include "base/le.h"
#include "base/sha256.h"
#include "far/plan.h"
#include "far/room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECK 8u /* bytes of a check: those of SHA-256 */
#define HEAD NB_FAR_BLOCK
#define AT_SIZE 16u
#define AT_ETAG 24u
#define AT_MODIFIED (AT_ETAG + sizeof(((struct nb_far_version *)0)->etag))
#define AT_CHECK (HEAD - CHECK)
/* The largest file of which something is kept: its table has 2 GiB. */
#define SIZE_MOST ((uint64_t)1 << 40)

static const char signature[16] = "nbarc far cache1";

static uint64_t table_bytes(const struct nb_far_store *s)
{
	uint64_t bytes = s->blocks * CHECK;

	return bytes + (NB_FAR_BLOCK - bytes % NB_FAR_BLOCK) % NB_FAR_BLOCK;
}

static off_t place_of(const struct nb_far_store *s, uint64_t block)
{
	return (off_t)(HEAD + table_bytes(s) + block * NB_FAR_BLOCK);
}

/* Bytes of a block: the last one may have fewer than the others. */
static size_t bytes_of(const struct nb_far_store *s, uint64_t block)
{
	uint64_t left = s->version.size - block * NB_FAR_BLOCK;

	return left < NB_FAR_BLOCK ? (size_t)left : NB_FAR_BLOCK;
}

/* The check of a block, which says also which one it is. It is not zero but by
 * a chance of 2^-64, and then the block is not kept. */
static void check_of(uint64_t block, const uint8_t *data, size_t len,
		     uint8_t check[CHECK])
{
	uint8_t digest[NB_SHA256_SIZE], number[8];
	struct nb_sha256 h;

	nb_put64(number, block);
	nb_sha256_init(&h);
	nb_sha256_add(&h, number, sizeof(number));
	nb_sha256_add(&h, data, len);
	nb_sha256_end(&h, digest);
	memcpy(check, digest, CHECK);
}

/* ---- opening */

/* The path of the file for a URL; NULL if memory is lacking. */
static char *path_of(const char *folder, const char *url)
{
	const char *host = strstr(url, "://"), *at = NULL, *p;
	uint8_t digest[NB_SHA256_SIZE];
	char hex[NB_SHA256_HEX], *path;
	size_t size = strlen(folder) + sizeof(hex) + sizeof(NB_FAR_SUFFIX) + 1;
	struct nb_sha256 h;

	for (p = host ? host + 3 : ""; *p && !strchr("/?#", *p); p++)
		if (*p == '@')
			at = p + 1;
	nb_sha256_init(&h);
	nb_sha256_add(&h, url, host ? (size_t)(host - url) : 0);
	nb_sha256_add(&h, at ? at : url, strlen(at ? at : url));
	nb_sha256_end(&h, digest);
	nb_sha256_hex(digest, hex);
	path = malloc(size);
	if (path)
		(void)snprintf(path, size, "%s/%s%s", folder, hex,
			       NB_FAR_SUFFIX);
	return path;
}

/* Make a folder and those above it. */
static void make_folder(char *path)
{
	char *p;

	for (p = path + 1; *p; p++)
		if (*p == '/') {
			*p = '\0';
			(void)mkdir(path, 0700);
			*p = '/';
		}
	(void)mkdir(path, 0700);
}

static void put_head(uint8_t head[HEAD], const struct nb_far_version *v)
{
	memset(head, 0, HEAD);
	memcpy(head, signature, sizeof(signature));
	nb_put64(head + AT_SIZE, v->size);
	memcpy(head + AT_ETAG, v->etag, sizeof(v->etag));
	memcpy(head + AT_MODIFIED, v->modified, sizeof(v->modified));
	check_of(UINT64_MAX, head, AT_CHECK, head + AT_CHECK);
}

/* Read the head of the file, which may be anything. */
static bool read_head(struct nb_far_store *s)
{
	struct nb_far_version *v = &s->version;
	uint8_t head[HEAD], check[CHECK];
	struct stat file;

	if (pread(s->fd, head, HEAD, 0) != HEAD ||
	    memcmp(head, signature, sizeof(signature)) != 0)
		return false;
	check_of(UINT64_MAX, head, AT_CHECK, check);
	if (memcmp(head + AT_CHECK, check, CHECK) != 0)
		return false;
	v->size = nb_le64(head + AT_SIZE);
	memcpy(v->etag, head + AT_ETAG, sizeof(v->etag));
	memcpy(v->modified, head + AT_MODIFIED, sizeof(v->modified));
	v->etag[sizeof(v->etag) - 1] = '\0';
	v->modified[sizeof(v->modified) - 1] = '\0';
	s->blocks = v->size / NB_FAR_BLOCK + (v->size % NB_FAR_BLOCK != 0);
	return v->size && v->size <= SIZE_MOST && fstat(s->fd, &file) == 0 &&
	       S_ISREG(file.st_mode) && file.st_uid == geteuid() &&
	       (uint64_t)file.st_size >= HEAD + table_bytes(s);
}

/* Map the table. Nobody makes the file shorter, so there is no SIGBUS. */
static bool map_table(struct nb_far_store *s)
{
	void *map = mmap(NULL, (size_t)table_bytes(s), PROT_READ, MAP_SHARED,
			 s->fd, HEAD);

	s->table = map == MAP_FAILED ? NULL : map;
	return s->table != NULL;
}

static void close_file(struct nb_far_store *s)
{
	if (s->table)
		(void)munmap((void *)s->table, (size_t)table_bytes(s));
	if (s->fd >= 0)
		(void)close(s->fd);
	s->table = NULL;
	s->fd = -1;
	s->version = (struct nb_far_version){.size = 0};
}

void nb_far_store_open(struct nb_far_store *s, const char *url,
		       const struct nb_far_options *o)
{
	s->fd = -1;
	if (!o->cache || !*o->cache || !o->cache_size)
		return;
	s->most = o->cache_size;
	s->folder = nb_strndup(o->cache, strlen(o->cache));
	s->path = s->folder ? path_of(o->cache, url) : NULL;
	if (!s->path)
		return;
	make_folder(s->folder);
	s->fd = open(s->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (s->fd >= 0 && (!read_head(s) || !map_table(s)))
		close_file(s);
	if (s->fd >= 0) {
		/* The file that was not used for longest is removed first. */
		(void)futimens(s->fd, NULL);
		s->room = nb_far_room(s->folder, s->path, s->most);
		/* It fills the cache by itself: begin anew. */
		if (s->room < s->most / 8)
			close_file(s);
	}
}

/* Create the file under another name, with its head and no block. */
static bool create(struct nb_far_store *s, const char *name)
{
	uint8_t head[HEAD];
	off_t end = (off_t)(HEAD + table_bytes(s));

	s->fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (s->fd < 0)
		return false;
	put_head(head, &s->version);
	return ftruncate(s->fd, end) == 0 &&
	       pwrite(s->fd, head, HEAD, 0) == HEAD && map_table(s) &&
	       rename(name, s->path) == 0;
}

void nb_far_store_begin(struct nb_far_store *s, const struct nb_far_version *v,
			bool keep)
{
	size_t size;
	char *name;

	if (!s->path || (s->fd >= 0 && nb_far_version_same(&s->version, v)))
		return;
	close_file(s);
	if (!keep || (!*v->etag && !*v->modified) || !v->size ||
	    v->size > SIZE_MOST)
		return;
	s->version = *v;
	s->blocks = v->size / NB_FAR_BLOCK + (v->size % NB_FAR_BLOCK != 0);
	size = strlen(s->path) + 48;
	name = malloc(size);
	if (!name)
		return;
	(void)snprintf(name, size, "%s.%ld.%p%s", s->path, (long)getpid(),
		       (void *)s, NB_FAR_TEMPORARY);
	if (!create(s, name)) {
		if (s->fd >= 0)
			(void)unlink(name);
		close_file(s);
	}
	free(name);
	s->room = s->fd < 0 ? 0 : nb_far_room(s->folder, s->path, s->most);
}

void nb_far_store_close(struct nb_far_store *s)
{
	close_file(s);
	free(s->folder);
	free(s->path);
}

/* ---- blocks */

static bool has_block(const struct nb_far_store *s, uint64_t block)
{
	static const uint8_t none[CHECK];

	return memcmp(s->table + block * CHECK, none, CHECK) != 0;
}

uint64_t nb_far_store_has(const struct nb_far_store *s, uint64_t offset)
{
	uint64_t block = offset / NB_FAR_BLOCK;

	if (s->fd < 0 || offset >= s->version.size || !has_block(s, block))
		return 0;
	return bytes_of(s, block) - offset % NB_FAR_BLOCK;
}

size_t nb_far_store_get(struct nb_far_store *s, uint64_t offset, void *out,
			size_t len)
{
	uint64_t block = offset / NB_FAR_BLOCK;
	size_t skip = (size_t)(offset % NB_FAR_BLOCK), bytes;
	uint8_t data[NB_FAR_BLOCK], check[CHECK];
	static const uint8_t none[CHECK];

	if (!nb_far_store_has(s, offset))
		return 0;
	bytes = bytes_of(s, block);
	if (pread(s->fd, data, bytes, place_of(s, block)) == (ssize_t)bytes) {
		check_of(block, data, bytes, check);
		if (memcmp(s->table + block * CHECK, check, CHECK) == 0) {
			len = bytes - skip < len ? bytes - skip : len;
			memcpy(out, data + skip, len);
			return len;
		}
	}
	if (pwrite(s->fd, none, CHECK, (off_t)(HEAD + block * CHECK)) != CHECK)
		close_file(s);
	return 0;
}

void nb_far_store_put(struct nb_far_store *s, uint64_t offset,
		      const uint8_t *data, size_t len)
{
	uint64_t block = (offset + NB_FAR_BLOCK - 1) / NB_FAR_BLOCK;
	uint8_t check[CHECK];

	for (; s->fd >= 0 && block < s->blocks; block++) {
		uint64_t at = block * NB_FAR_BLOCK - offset;
		size_t bytes = bytes_of(s, block);

		if (at > len || bytes > len - at)
			break;
		if (has_block(s, block))
			continue;
		if (s->room < bytes)
			break;
		check_of(block, data + at, bytes, check);
		if (pwrite(s->fd, data + at, bytes, place_of(s, block)) !=
			    (ssize_t)bytes ||
		    pwrite(s->fd, check, CHECK,
			   (off_t)(HEAD + block * CHECK)) != CHECK) {
			/* The disk is full: read on without it. */
			s->room = 0;
			break;
		}
		s->room -= bytes;
	}
}
