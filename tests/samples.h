/* SPDX-License-Identifier: Apache-2.0 */
/* What unit tests of pages share: numbers that look random and are the same in
 * every run, and the profiles that are compiled in. */
#ifndef NB_TESTS_SAMPLES_H
#define NB_TESTS_SAMPLES_H

#include <nbarc/buf.h>
#include <nbarc/profile.h>

static uint32_t seed = 1;

static inline uint32_t pick(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* `n` of the pieces, one after the other. */
static inline void random_pieces(struct nb_buf *b, const char *const *pieces,
				 uint32_t count, uint32_t n)
{
	b->len = 0;
	while (n-- > 0)
		assert_int_equal(nb_buf_puts(b, pieces[pick(count)]), NB_OK);
	if (pick(9) == 0)
		assert_int_equal(nb_buf_add(b, "\0", 1), NB_OK);
}

static inline struct nb_profile *own_profile(const char *name)
{
	struct nb_profile *p;
	struct nb_error err;
	size_t len;
	const char *text = nb_profile_text(name, &len);

	assert_non_null(text);
	assert_int_equal(nb_profile_read(text, len, &p, &err), NB_OK);
	return p;
}

#endif
