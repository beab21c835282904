/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The main() of a fuzz target without libFuzzer: every file that is named goes
 * through the target as a whole, and cut off after each eighth. The target
 * aborts if something does not hold.
 *
 * usage: NAME FILE...      prints the number of inputs
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <nbarc/buf.h>

#include "base/file.h"

/* The bytes of an input, at most; as in tests/fuzz/run. */
#define INPUT_MAX 65536u
#define CUTS 8u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
/* NULL if the target has none. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Targets that change inputs themselves are linked with it; here nothing is
 * changed. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
	(void)data;
	(void)max;
	return size;
}

/* In memory of just that size, so that sanitizers see what reads past it. */
static void replay(const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	size_t i;

	if (!copy)
		abort();
	for (i = 0; i < len; i++)
		copy[i] = bytes[i];
	(void)LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

int main(int argc, char **argv)
{
	unsigned long inputs = 0;
	int i;

	if (LLVMFuzzerInitialize)
		(void)LLVMFuzzerInitialize(&argc, &argv);
	for (i = 1; i < argc; i++) {
		struct nb_buf file = {0};
		struct nb_error err;
		size_t part;

		if (nb_file_read(argv[i], (size_t)1 << 24, &file, &err)) {
			(void)fprintf(stderr, "%s: %s\n", argv[i], err.text);
			return 1;
		}
		for (part = CUTS; part > 0; part--) {
			size_t len = file.len * part / CUTS;

			if (len > INPUT_MAX)
				continue;
			replay(file.data, len);
			inputs++;
		}
		nb_buf_free(&file);
	}
	(void)printf("%lu\n", inputs);
	return 0;
}
