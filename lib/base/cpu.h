/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Processor features, asked for at run time.
 *
 * glibc has determined them before main(), and CPU_FEATURE_ACTIVE() reads what
 * it found. The compiler's __builtin_cpu_supports() links a constructor into
 * every program, which asks the processor again with about ten CPUID
 * instructions. A virtual machine traps each of them, at 4 us apiece, and that
 * shows in the start-up time of the tools. It is only used without glibc.
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

/* AVX2, and an operating system that saves its registers. */
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

/*
 * The SHA extensions of x86-64. Not every supported compiler knows "sha" as a
 * name for __builtin_cpu_supports(), so that without glibc the answer is no.
 */
static inline bool nb_cpu_has_sha(void)
{
#if defined(CPU_FEATURE_ACTIVE)
	return CPU_FEATURE_ACTIVE(SHA);
#else
	return false;
#endif
}

#endif
