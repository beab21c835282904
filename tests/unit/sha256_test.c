/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that are hashed several at a time have the hashes that each of them
 * has alone, whatever their lengths and their number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"
#include "base/sha256_lanes.h"

#define MANY 40
#define LONGEST 1000

static uint8_t bytes[MANY + LONGEST];

static void check(struct nb_message *m, size_t count)
{
	uint8_t digest[NB_SHA256_SIZE];
	size_t i;

	for (i = 0; i < count; i++)
		memset(m[i].sha256, 0xee, sizeof(m[i].sha256));
	nb_sha256_each(m, count);
	for (i = 0; i < count; i++) {
		nb_sha256(m[i].data, m[i].len, digest);
		assert_memory_equal(m[i].sha256, digest, sizeof(digest));
	}
}

/* FIPS 180-4: the message "abc", and the empty one. */
static void test_known(void **state)
{
	struct nb_message m[2] = {{.data = "abc", .len = 3},
				  {.data = NULL, .len = 0}};
	char hex[NB_SHA256_HEX];

	(void)state;
	nb_sha256_each(m, 2);
	nb_sha256_hex(m[0].sha256, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177"
				 "a9cb410ff61f20015ad");
	nb_sha256_hex(m[1].sha256, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b9"
				 "34ca495991b7852b855");
}

/* Every length by the side of every other remainder of a block. */
static void test_lengths(void **state)
{
	struct nb_message m[4];
	size_t len, i;

	(void)state;
	for (len = 0; len <= LONGEST; len++) {
		for (i = 0; i < 4; i++) {
			m[i].data = bytes + i;
			m[i].len = i ? (len * (i + 2)) % LONGEST : len;
		}
		check(m, 4);
	}
}

static void test_numbers(void **state)
{
	struct nb_message m[MANY];
	size_t count, i;

	(void)state;
	for (count = 0; count <= MANY; count++) {
		for (i = 0; i < count; i++) {
			m[i].data = bytes + i;
			m[i].len = (i * i * 37 + count * 11) % LONGEST;
		}
		check(m, count);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_numbers),
	};
	size_t i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * i + i / 7);
	return cmocka_run_group_tests_name("sha256", tests, NULL, NULL) != 0;
}
