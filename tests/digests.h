/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests that what the library decides stays as it is, by a digest of
 * everything that it says of many texts. Such a test fails with any change of a
 * decision; where the change is meant, the new digest takes the place of the
 * old one. `PROGRAM --print` prints what is digested, so that the outputs of
 * two builds can be compared.
 */
#ifndef TESTS_DIGESTS_H
#define TESTS_DIGESTS_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "samples.h"

static bool printing;
static struct nb_buf noted;

__attribute__((format(printf, 1, 2))) static void note(const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert_in_range(n, 0, sizeof(text) - 1);
	assert_int_equal(nb_buf_add(&noted, text, (size_t)n), NB_OK);
}

/* Everything that was noted has this digest, of which 16 digits suffice. */
static void check_noted(const char *expected)
{
	uint8_t digest[NB_SHA256_SIZE];
	char hex[17];
	size_t i;

	nb_sha256(noted.data, noted.len, digest);
	for (i = 0; i < 8; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	if (printing)
		(void)fwrite(noted.data, 1, noted.len, stdout);
	nb_buf_free(&noted);
	assert_string_equal(hex, expected);
}

/* The files of a folder of fixtures, from the root of the sources. */
static inline void read_fixture(const char *name, struct nb_buf *out)
{
	FILE *f = fopen(name, "rb");
	uint8_t part[4096];
	size_t n;

	if (!f)
		fail_msg("%s: run this program in the root of the sources",
			 name);
	out->len = 0;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		assert_int_equal(nb_buf_add(out, part, n), NB_OK);
	assert_int_equal(fclose(f), 0);
}

#endif
