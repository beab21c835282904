/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a test quick that opens, or writes, an archive many thousand
 * times. */
#ifndef TESTS_QUICK_H
#define TESTS_QUICK_H

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* A folder in memory if there is one: there, fsync() costs nothing. */
static inline const char *memory_folder(void)
{
	return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

/* True if the processor is emulated, where some tests would take hours:
 * tests/foreign says so. */
static inline bool is_emulated(void)
{
	return getenv("EMULATED") != NULL;
}

/*
 * Let malloc() keep what is freed. An archive that is open has an arena of more
 * than 2 MiB, which the kernel would clear each time anew; half of the time of
 * a test goes into that. A sanitizer or valgrind, which replaces malloc(), is
 * not affected.
 */
static inline void keep_memory(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_MMAP_THRESHOLD, 1 << 25);
	(void)mallopt(M_TRIM_THRESHOLD, 1 << 28);
#endif
}

#endif
