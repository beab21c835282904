/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changing archives, for all targets that take them: the checks of the records
 * are made right again after a mutation, else no changed field would ever be
 * looked at. Record layout: sections 3, 5 and 17 of the specification.
 */
#ifndef TESTS_FUZZ_SIGN_H
#define TESTS_FUZZ_SIGN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <nettle/sha2.h>

static void put_check(const uint8_t *data, size_t size, uint8_t *check)
{
	struct sha256_ctx hash;

	sha256_init(&hash);
	sha256_update(&hash, size, data);
	sha256_digest(&hash, 8, check);
}

/* A page directory has a check of the frame after it, parity one of its own
 * head. */
static void sign_record(uint8_t *p, size_t size, size_t left)
{
	if (p[13] == 'D' && size >= 48) {
		size_t frame = p[16] | (size_t)p[17] << 8 | (size_t)p[18] << 16;

		if (frame <= left - size)
			put_check(p + size, frame, p + 32);
	}
	if ((p[13] == 'B' || p[13] == 'P') && size >= 80)
		put_check(p + 8, 56, p + 64);
	put_check(p, size - 8, p + size - 8);
}

static void sign_records(uint8_t *data, size_t size)
{
	static const uint8_t magic[] = {0x5B, 0x2A, 0x4D, 0x18};
	size_t at;

	for (at = 0; at + 24 <= size; at++) {
		uint32_t len;

		if (memcmp(data + at, magic, sizeof(magic)) != 0)
			continue;
		len = data[at + 4] | (uint32_t)data[at + 5] << 8 |
		      (uint32_t)data[at + 6] << 16;
		if (!data[at + 7] && len >= 16 && len + 8 <= size - at)
			sign_record(data + at, len + 8, size - at);
	}
}

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* For LLVMFuzzerCustomMutator(): one change in `damaged` stays damage, and the
 * others make another archive. */
static size_t mutate_archive(uint8_t *data, size_t size, size_t max_size,
			     unsigned seed, unsigned damaged)
{
	size = LLVMFuzzerMutate(data, size, max_size);
	if (seed % damaged)
		sign_records(data, size);
	return size;
}

#endif
