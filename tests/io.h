/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System calls and allocations of the library, recorded or made to fail. The
 * linker puts these in the place of the C library's (--wrap), in the programs
 * that the Makefile names.
 */
#ifndef TESTS_IO_H
#define TESTS_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What can be recorded, and what can fail. */
enum io_kind {
	IO_WRITE,
	IO_TRUNCATE,
	IO_SYNC,
	IO_NAME, /* link() or rename() */
	IO_OPEN,
	IO_READ,
	IO_SEEK,
	IO_LOCK,
	IO_STAT,
	IO_MEMORY, /* malloc(), calloc(), realloc(), posix_memalign() */
	IO_KINDS
};

/* ---- recording */

struct io_event {
	enum io_kind kind; /* IO_WRITE to IO_NAME, or IO_READ */
	uint64_t offset; /* of a write or a read; the length of a truncation */
	uint8_t *data;
	size_t len;
};

/* Record what is done to files from now on, in place of what was recorded. */
void io_record(void);
/* Record the reads instead, without their data. */
void io_record_reads(void);
/* Stop; *count events, which live until the next io_record(). */
const struct io_event *io_recorded(size_t *count);

/* ---- failing */

/*
 * The n-th call of this kind from now on fails, from 1, and with `forever` all
 * that follow it.
 */
void io_fail(enum io_kind kind, unsigned n, bool forever);
/* Writes find room for so many bytes from now on, then ENOSPC. */
void io_room(uint64_t bytes);
/* No write takes more than so many bytes. */
void io_short_writes(size_t most);
/* All is well again; true when something failed meanwhile. */
bool io_heal(void);

/* Calls of this kind since io_fail() or io_heal(). */
unsigned io_calls(enum io_kind kind);

/* Blocks of memory that the program has allocated and not freed. */
size_t io_blocks_held(void);

/* The least descriptor that is free: greater than before if one is left open.
 */
int io_next_descriptor(void);

/* Bytes that were read since io_heal(). */
uint64_t io_bytes_read(void);

#endif
