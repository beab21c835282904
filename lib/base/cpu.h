/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the processor can do. glibc knows it since the program began. The
 * compiler's own check would ask the processor again, and at the start of every
 * program that has it in it: ten instructions, each of which costs 4 us where a
 * virtual machine traps them.
 */
#ifndef NB_BASE_CPU_H
#define NB_BASE_CPU_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__has_include)
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif
#endif

static inline bool nb_cpu_has_avx2(void)
{
#if defined(CPU_FEATURE_ACTIVE)
	return CPU_FEATURE_ACTIVE(AVX2);
#elif defined(__x86_64__)
	return __builtin_cpu_supports("avx2") != 0;
#else
	return false;
#endif
}

/* Instructions for SHA-256. Not every compiler knows them by a name. */
static inline bool nb_cpu_has_sha(void)
{
#if defined(CPU_FEATURE_ACTIVE)
	return CPU_FEATURE_ACTIVE(SHA);
#else
	return false;
#endif
}

#endif
