/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading and writing tar (tar.h). Numbers are octal digits; a head has its
 * checksum, so that damage to one is noticed.
 */
#include "layout/source/tar.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* Offsets of the fields of a head, and their bytes. */
enum {
	NAME = 0,
	NAME_SIZE = 100,
	MODE = 100,
	OWNER = 108,
	GROUP = 116,
	SIZE = 124,
	SIZE_SIZE = 12,
	TIME = 136,
	CHECKSUM = 148,
	CHECKSUM_SIZE = 8,
	TYPE = 156,
	MAGIC = 257,
};

#define MAGIC_BYTES "ustar\00000"
#define MAGIC_LEN 8u
/* Eleven octal digits hold more, a size_t of 32 bits does not. */
#define FILE_BYTES_MAX ((size_t)1 << 30)

/* The sum of all bytes of a head, its checksum taken for blanks. */
static unsigned checksum(const uint8_t *head)
{
	unsigned sum = 0;
	size_t i;

	for (i = 0; i < NB_TAR_BLOCK; i++)
		sum += i >= CHECKSUM && i < CHECKSUM + CHECKSUM_SIZE ? ' '
								     : head[i];
	return sum;
}

/* Read octal digits that a NUL or a blank ends; false if they are none. */
static bool octal(const uint8_t *p, size_t len, size_t *out)
{
	size_t i = 0;

	*out = 0;
	while (i < len && p[i] == ' ')
		i++;
	if (i == len || p[i] < '0' || p[i] > '7')
		return false;
	for (; i < len && p[i] >= '0' && p[i] <= '7'; i++)
		*out = *out * 8 + (size_t)(p[i] - '0');
	return i == len || p[i] == '\0' || p[i] == ' ';
}

/* Is it the head of a member? */
static bool is_head(const uint8_t *head)
{
	size_t sum;

	return memcmp(head + MAGIC, "ustar", 5) == 0 &&
	       octal(head + CHECKSUM, CHECKSUM_SIZE, &sum) &&
	       sum == checksum(head);
}

bool nb_tar_begins(const void *bytes, size_t len, const char *name)
{
	return len >= NB_TAR_BLOCK && is_head(bytes) &&
	       strncmp(bytes, name, NAME_SIZE) == 0;
}

/* Fill the block with zeros. */
static enum nb_status fill_block(struct nb_buf *tar)
{
	static const uint8_t zeros[NB_TAR_BLOCK];
	size_t over = tar->len % NB_TAR_BLOCK;

	return over ? nb_buf_add(tar, zeros, NB_TAR_BLOCK - over) : NB_OK;
}

enum nb_status nb_tar_add(struct nb_buf *tar, const char *name,
			  const void *bytes, size_t len, struct nb_error *err)
{
	uint8_t head[NB_TAR_BLOCK] = {0};
	char number[SIZE_SIZE + 12];

	if (strlen(name) > NAME_SIZE || len >= FILE_BYTES_MAX)
		return nb_fail(err, NB_LIMIT, "%.100s...: too long a %s", name,
			       len >= FILE_BYTES_MAX ? "file" : "name");
	memcpy(head + NAME, name, strlen(name));
	memcpy(head + MODE, "0000644", 8);
	memcpy(head + OWNER, "0000000", 8);
	memcpy(head + GROUP, "0000000", 8);
	(void)snprintf(number, sizeof(number), "%011zo", len);
	memcpy(head + SIZE, number, SIZE_SIZE);
	memcpy(head + TIME, "00000000000", 12);
	head[TYPE] = '0';
	memcpy(head + MAGIC, MAGIC_BYTES, MAGIC_LEN);
	(void)snprintf(number, sizeof(number), "%06o", checksum(head));
	memcpy(head + CHECKSUM, number, 7);
	head[CHECKSUM + 7] = ' ';
	if (nb_buf_add(tar, head, sizeof(head)) || nb_buf_add(tar, bytes, len))
		return nb_fail_mem(err);
	return fill_block(tar) ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_tar_end(struct nb_buf *tar, struct nb_error *err)
{
	static const uint8_t end[2 * NB_TAR_BLOCK];

	return nb_buf_add(tar, end, sizeof(end)) ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_tar_next(const uint8_t *tar, size_t len, size_t *at,
			   struct nb_tar_member *m, bool *there,
			   struct nb_error *err)
{
	const uint8_t *head = tar + *at;
	size_t left = len - *at, blocks;

	memset(m, 0, sizeof(*m));
	*there = false;
	/* Zeros are the end, and so is the end of the file. */
	if (left == 0 || (left >= NB_TAR_BLOCK && head[0] == 0))
		return NB_OK;
	if (left < NB_TAR_BLOCK)
		return nb_fail_at(err, NB_INVALID, *at,
				  "the archive is cut off");
	if (!is_head(head) || (head[TYPE] != '0' && head[TYPE] != '\0'))
		return nb_fail_at(err, NB_INVALID, *at,
				  "no regular file of a tar archive begins "
				  "here");
	if (!octal(head + SIZE, SIZE_SIZE, &m->len) ||
	    m->len > left - NB_TAR_BLOCK)
		return nb_fail_at(err, NB_INVALID, *at,
				  "the member does not end within the archive");
	memcpy(m->name, head + NAME, NAME_SIZE);
	m->bytes = head + NB_TAR_BLOCK;
	blocks = (m->len + NB_TAR_BLOCK - 1) / NB_TAR_BLOCK;
	*at += NB_TAR_BLOCK;
	/* The last block may be cut. */
	*at = blocks * NB_TAR_BLOCK > len - *at ? len
						: *at + blocks * NB_TAR_BLOCK;
	*there = true;
	return NB_OK;
}
