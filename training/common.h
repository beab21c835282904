/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the training programs share: files, random numbers, and the end of the
 * program on any error.
 */
#ifndef NB_TRAINING_COMMON_H
#define NB_TRAINING_COMMON_H

#include "base/error.h"

#include <nbarc/buf.h>

#include <stddef.h>
#include <stdint.h>

/* Print "what: reason" on standard error and exit with 1. The reason is the
 * text of `err`, or of errno if `err` is NULL. */
_Noreturn void die(const char *what, const struct nb_error *err);

/* calloc() that does not return NULL. */
void *zeroed(size_t count, size_t size);

/* Read a whole file; the caller frees it. */
struct nb_buf slurp(const char *path);

/* Read a file that must be of `size` bytes, as models are; the caller frees it.
 */
struct nb_buf slurp_exactly(const char *path, size_t size);

/* Write a whole file. */
void spill(const char *path, const void *data, size_t size);

/* The next number below 2^24 of a generator whose state is the caller's: the
 * same state gives the same numbers on every machine. */
uint32_t draw(uint32_t *state);

#endif
