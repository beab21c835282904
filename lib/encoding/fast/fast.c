/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The choice between AVX2 and portable code, made at each call, so that tests
 * can compare the two in one process.
 */
#include "encoding/fast/fast.h"
#include "base/cpu.h"
#include "encoding/fast/fast_avx2.h"
#include "encoding/fast/fast_portable.h"

static bool avx2_off; /* by nb_fast_use_avx2() */

bool nb_fast_has_avx2(void)
{
	return nb_cpu_has_avx2();
}

void nb_fast_use_avx2(bool use)
{
	avx2_off = !use;
}

#if defined(__x86_64__)
static bool with_avx2(void)
{
	return !avx2_off && nb_fast_has_avx2();
}
#endif

const uint8_t *nb_fast_gb18030_to_utf8(const uint8_t *in, const uint8_t *end,
				       uint8_t **out)
{
#if defined(__x86_64__)
	if (with_avx2())
		return nb_avx2_gb18030_to_utf8(in, end, out);
#endif
	return nb_portable_gb18030_to_utf8(in, end, end, out);
}

const uint8_t *nb_fast_utf8_to_gb18030(const uint8_t *in, const uint8_t *end,
				       uint8_t **out)
{
#if defined(__x86_64__)
	if (with_avx2())
		return nb_avx2_utf8_to_gb18030(in, end, out);
#endif
	return nb_portable_utf8_to_gb18030(in, end, end, out);
}

const uint8_t *nb_fast_utf8_skip(const uint8_t *in, const uint8_t *end)
{
#if defined(__x86_64__)
	if (with_avx2())
		return nb_avx2_utf8_skip(in, end);
#endif
	return nb_portable_utf8_skip(in, end, end, NULL);
}

size_t nb_fast_newlines(const uint8_t *in, size_t len)
{
#if defined(__x86_64__)
	if (with_avx2())
		return nb_avx2_newlines(in, len);
#endif
	return nb_portable_newlines(in, len);
}
