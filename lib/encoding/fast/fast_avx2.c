/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fast road with AVX2.
 *
 * Bytes are classified and characters taken apart in vectors; the tables are
 * read by ordinary loads, which are quicker than gathers on most processors.
 */
#include "encoding/fast/fast_avx2.h"
#include "encoding/fast/fast_portable.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdbool.h>
#include <string.h>

/* The library is compiled for any x86-64; only these functions use AVX2. */
#define AVX2 __attribute__((target("avx2,bmi,bmi2")))
/* Functions that take a function must be inlined, so that the call is direct.
 */
#define INLINE inline AVX2 __attribute__((always_inline))
#define NEAR 256   /* bytes before the end where the portable road begins */
#define BLOCK 4096 /* bytes mapped at once: the map stays in the L1 cache */

/*
 * Text is a chain: where a character begins is known only when the one before
 * it has been read. Following it with branches costs a misprediction at every
 * end of a run, which in news is every forty characters.
 *
 * So the chain is followed in a map of the ASCII bytes, one bit a byte, with
 * arithmetic alone. A step is a run of other bytes, as long as the vectors
 * allow, and the ASCII after it. What the run means is looked up beside the
 * chain, for as many characters as a step can have; those after the end of the
 * run are ignored. If the run is not what was expected, the step is not
 * counted, and the portable road is taken for a while.
 */
struct map {
	uint8_t ascii[BLOCK / 8 + 8]; /* one bit a byte; 8 more to read */
	size_t last; /* greatest offset at which a step may begin */
};

struct step {
	unsigned run;	/* bytes that are not ASCII, at most `longest` */
	unsigned ascii; /* bytes of ASCII after them, at most 32 */
};

/*
 * Map the next len bytes, a multiple of 32 that is at least 64. A step may
 * begin anywhere but in the last 64, so that its end is mapped.
 */
static AVX2 void map_ascii(struct map *map, const uint8_t *in, size_t len)
{
	size_t i;

	for (i = 0; i < len; i += 32) {
		__m256i v = _mm256_loadu_si256(
			(const __m256i *)(const void *)(in + i));
		uint32_t ascii = ~(uint32_t)_mm256_movemask_epi8(v);

		memcpy(map->ascii + i / 8, &ascii, 4);
	}
	memset(map->ascii + len / 8, 0, 8);
	map->last = len - 64;
}

/*
 * The length of the next block to map: little at first, as the road may soon
 * end, then four times the block before.
 */
static size_t block_size(size_t before, ptrdiff_t left)
{
	size_t most = ((size_t)left - 64) & ~(size_t)31;
	size_t size = before ? 4 * before : 128;

	if (size > BLOCK)
		size = BLOCK;
	return size < most ? size : most;
}

/* The step that begins at `at`, read from the map without a branch. The bits
 * that are set in addition bound both counts. */
static INLINE struct step next_step(const struct map *map, size_t at,
				    unsigned longest)
{
	struct step s;
	uint64_t bits;

	memcpy(&bits, map->ascii + at / 8, 8);
	bits >>= at % 8;
	s.run = (unsigned)_tzcnt_u64(bits | (uint64_t)1 << longest);
	s.ascii = (unsigned)_tzcnt_u64(~(bits >> s.run) | (uint64_t)1 << 32);
	return s;
}

static INLINE void copy32(uint8_t *out, const uint8_t *in)
{
	_mm256_storeu_si256(
		(__m256i *)(void *)out,
		_mm256_loadu_si256((const __m256i *)(const void *)in));
}

/*
 * Convert a run of bytes that are not ASCII. Returns the number of bytes
 * written; or NOT_SO if the run does not consist of the characters that the
 * road is made for, and then what was written does not count.
 */
typedef unsigned run_function(const struct nb_fast_tables *tables,
			      const uint8_t *in, unsigned run, uint8_t *out);
#define NOT_SO (~0u)
typedef const uint8_t *portable_function(const uint8_t *in, const uint8_t *stop,
					 const uint8_t *end, uint8_t **out);

/*
 * Take all steps of a block and return how far they went. *done is false if the
 * road ended before the block did. `longest` is the greatest run of a step;
 * `writing` is false if there is no output.
 */
static INLINE size_t follow_block(const struct map *map, const uint8_t *in,
				  const uint8_t *end, uint8_t **to,
				  unsigned longest, run_function *convert,
				  portable_function *portable, bool writing,
				  bool *done)
{
	const struct nb_fast_tables *tables = nb_fast_tables();
	uint8_t *out = *to;
	size_t at = 0;

	*done = true;
	while (*done && at <= map->last) {
		struct step s = next_step(map, at, longest);
		unsigned n = convert(tables, in + at, s.run, out);
		const uint8_t *from = in + at + s.run;

		if (__builtin_expect(n != NOT_SO, 1)) {
			/* The ASCII after the run, of at most 32
			 * bytes. */
			if (writing)
				copy32(out + n, from);
			at += s.run + s.ascii;
			out += writing ? n + s.ascii : 0;
			continue;
		}
		/* Past this run at least, or the road ends here. */
		*to = out;
		from = portable(in + at, in + at + longest, end, to);
		*done = from >= in + at + longest;
		at = (size_t)(from - in);
		out = *to;
	}
	*to = out;
	return at;
}

/* Take blocks as long as there are NEAR bytes, then the portable road. */
static INLINE const uint8_t *follow_text(const uint8_t *in, const uint8_t *end,
					 uint8_t **to, unsigned longest,
					 run_function *convert,
					 portable_function *portable,
					 bool writing)
{
	struct map map;
	size_t size = 0;
	bool done = true;

	while (done && end - in >= NEAR) {
		size = block_size(size, end - in);
		map_ascii(&map, in, size);
		in += follow_block(&map, in, end, to, longest, convert,
				   portable, writing, &done);
	}
	return done ? portable(in, end, end, to) : in;
}

/* ---- GB18030 to UTF-8: 24 codes of two bytes a step */

#define CODES 24

/*
 * The indices into nb_fast_tables.pair of the first n codes; NB_PAIRS for the
 * others.
 */
static INLINE void pair_places(uint16_t at[CODES], const uint8_t *in,
			       unsigned n)
{
	const __m256i number = _mm256_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
						 10, 11, 12, 13, 14, 15);
	const __m128i more = _mm_setr_epi16(16, 17, 18, 19, 20, 21, 22, 23);
	__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)in);
	__m128i w = _mm_loadu_si128((const __m128i *)(const void *)(in + 32));

	/* Index: (lead & 127) * 128 + (trail & 127). */
	v = _mm256_and_si256(v, _mm256_set1_epi8(0x7f));
	w = _mm_and_si128(w, _mm_set1_epi8(0x7f));
	v = _mm256_maddubs_epi16(_mm256_set1_epi16(0x0180), v);
	w = _mm_maddubs_epi16(_mm_set1_epi16(0x0180), w);
	v = _mm256_blendv_epi8(
		_mm256_set1_epi16(NB_PAIRS), v,
		_mm256_cmpgt_epi16(_mm256_set1_epi16((short)n), number));
	w = _mm_blendv_epi8(_mm_set1_epi16(NB_PAIRS), w,
			    _mm_cmpgt_epi16(_mm_set1_epi16((short)n), more));
	_mm256_storeu_si256((__m256i *)(void *)at, v);
	_mm_storeu_si128((__m128i *)(void *)(at + 16), w);
}

/*
 * Write the three bytes of each of 24 entries; false if one of them is not
 * valid.
 */
static INLINE bool put_pairs(const uint32_t *pair, const uint16_t at[CODES],
			     uint8_t *out)
{
	const __m128i pack = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13,
					   14, -1, -1, -1, -1);
	__m128i all = _mm_set1_epi8(-1);
	size_t i;

#pragma GCC unroll 6
	for (i = 0; i < CODES; i += 4) {
		__m128i v = _mm_cvtsi32_si128((int)pair[at[i]]);

		v = _mm_insert_epi32(v, (int)pair[at[i + 1]], 1);
		v = _mm_insert_epi32(v, (int)pair[at[i + 2]], 2);
		v = _mm_insert_epi32(v, (int)pair[at[i + 3]], 3);
		all = _mm_and_si128(all, v);
		_mm_storeu_si128((__m128i *)(void *)(out + 3 * i),
				 _mm_shuffle_epi8(v, pack));
	}
	return _mm_movemask_ps(_mm_castsi128_ps(all)) == 15;
}

/* A run_function: two-byte codes to UTF-8. */
static INLINE unsigned run_to_utf8(const struct nb_fast_tables *tables,
				   const uint8_t *in, unsigned run,
				   uint8_t *out)
{
	uint16_t place[CODES];

	pair_places(place, in, run / 2);
	if (!put_pairs(tables->pair, place, out) || run % 2)
		return NOT_SO;
	return run / 2 * 3;
}

AVX2 const uint8_t *nb_avx2_gb18030_to_utf8(const uint8_t *in,
					    const uint8_t *end, uint8_t **out)
{
	return follow_text(in, end, out, 2 * CODES, run_to_utf8,
			   nb_portable_gb18030_to_utf8, true);
}

/* ---- UTF-8 to GB18030: 16 characters of three bytes a step */

#define CHARACTERS 16

/*
 * The code points of eight characters of three bytes, which are in bytes c, b,
 * a, 0 of each word after the shuffle; 0 for anything that is not three bytes
 * long.
 */
static INLINE __m256i take_apart(const uint8_t *in)
{
	const __m256i spread = _mm256_setr_epi8(
		2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1, 2, 1, 0,
		-1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1);
	__m128i low = _mm_loadu_si128((const __m128i *)(const void *)in);
	__m128i high =
		_mm_loadu_si128((const __m128i *)(const void *)(in + 12));
	__m256i v = _mm256_shuffle_epi8(_mm256_set_m128i(high, low), spread);
	__m256i bits = _mm256_and_si256(v, _mm256_set1_epi32(0xf0c0c0));
	__m256i same = _mm256_cmpeq_epi32(bits, _mm256_set1_epi32(0xe08080));

	v = _mm256_and_si256(v, _mm256_set1_epi32(0x0f3f3f));
	/* First b * 64 + c, and a; then a * 4096 + the former. */
	v = _mm256_maddubs_epi16(v, _mm256_set1_epi32(0x00014001));
	v = _mm256_madd_epi16(v, _mm256_set1_epi32(0x10000001));
	return _mm256_and_si256(v, same);
}

/*
 * The first n words of a vector, `other` in place of the rest. n is taken as
 * signed, so that n - 8 may be negative.
 */
static INLINE __m256i first_of(__m256i v, unsigned n, int other)
{
	const __m256i number = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);

	return _mm256_blendv_epi8(
		_mm256_set1_epi32(other), v,
		_mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), number));
}

static INLINE void store8(uint32_t out[8], __m256i v)
{
	_mm256_storeu_si256((__m256i *)(void *)out, v);
}

/* Look up eight codes. */
static INLINE __m128i eight_codes(const uint16_t *code, const uint32_t at[8])
{
	__m128i v = _mm_cvtsi32_si128(code[at[0]]);

	v = _mm_insert_epi16(v, code[at[1]], 1);
	v = _mm_insert_epi16(v, code[at[2]], 2);
	v = _mm_insert_epi16(v, code[at[3]], 3);
	v = _mm_insert_epi16(v, code[at[4]], 4);
	v = _mm_insert_epi16(v, code[at[5]], 5);
	v = _mm_insert_epi16(v, code[at[6]], 6);
	return _mm_insert_epi16(v, code[at[7]], 7);
}

/*
 * Write 16 codes; false if one of them is 0, as the lead byte of every code has
 * its high bit set.
 */
static INLINE bool put_codes(const uint16_t *code,
			     const uint32_t at[CHARACTERS], uint8_t *out)
{
	const __m128i leads = _mm_set1_epi16(0x80);
	__m128i low = eight_codes(code, at), high = eight_codes(code, at + 8);

	_mm_storeu_si128((__m128i *)(void *)out, low);
	_mm_storeu_si128((__m128i *)(void *)(out + 16), high);
	return _mm_testc_si128(_mm_and_si128(low, high), leads);
}

/* A run_function: characters of three bytes to GB18030. */
static INLINE unsigned run_to_gb18030(const struct nb_fast_tables *tables,
				      const uint8_t *in, unsigned run,
				      uint8_t *out)
{
	uint32_t place[CHARACTERS];
	unsigned n = run / 3;

	store8(place, first_of(take_apart(in), n, NB_CODES));
	store8(place + 8, first_of(take_apart(in + 24), n - 8, NB_CODES));
	if (!put_codes(tables->code, place, out) || 3 * n != run)
		return NOT_SO;
	return 2 * n;
}

AVX2 const uint8_t *nb_avx2_utf8_to_gb18030(const uint8_t *in,
					    const uint8_t *end, uint8_t **out)
{
	return follow_text(in, end, out, 3 * CHARACTERS, run_to_gb18030,
			   nb_portable_utf8_to_gb18030, true);
}

/* ---- UTF-8 as it is */

/*
 * Is one of the code points below U+0800, and so overlong in three bytes, or a
 * surrogate? Both are whole rows of 2048.
 */
static INLINE bool unsound(__m256i cps)
{
	__m256i row = _mm256_srli_epi32(cps, 11);
	__m256i bad = _mm256_or_si256(
		_mm256_cmpeq_epi32(row, _mm256_setzero_si256()),
		_mm256_cmpeq_epi32(row, _mm256_set1_epi32(0xd800 >> 11)));

	return !_mm256_testz_si256(bad, bad);
}

/* A run_function that writes nothing. */
static INLINE unsigned run_is_sound(const struct nb_fast_tables *tables,
				    const uint8_t *in, unsigned run,
				    uint8_t *out)
{
	unsigned n = run / 3;

	(void)tables;
	(void)out;
	if (3 * n != run || unsound(first_of(take_apart(in), n, 0x800)) ||
	    unsound(first_of(take_apart(in + 24), n - 8, 0x800)))
		return NOT_SO;
	return 0;
}

AVX2 const uint8_t *nb_avx2_utf8_skip(const uint8_t *in, const uint8_t *end)
{
	uint8_t unused = 0, *out = &unused;

	return follow_text(in, end, &out, 3 * CHARACTERS, run_is_sound,
			   nb_portable_utf8_skip, false);
}

/* The sum of four 64-bit words. */
static INLINE size_t sum_words(__m256i words)
{
	uint64_t part[4];

	_mm256_storeu_si256((__m256i *)(void *)part, words);
	return (size_t)(part[0] + part[1] + part[2] + part[3]);
}

AVX2 size_t nb_avx2_newlines(const uint8_t *in, size_t len)
{
	const __m256i newline = _mm256_set1_epi8('\n');
	const __m256i zero = _mm256_setzero_si256();
	__m256i total = zero;
	size_t n = 0, i = 0, most;

	while (len - i >= 32) {
		/* The counters are bytes: 255 rounds at most. */
		__m256i count = zero;

		most = len - i < (size_t)255 * 32 ? len : i + (size_t)255 * 32;
		for (; most - i >= 32; i += 32) {
			__m256i v = _mm256_loadu_si256(
				(const __m256i *)(const void *)(in + i));

			count = _mm256_sub_epi8(count,
						_mm256_cmpeq_epi8(v, newline));
		}
		total = _mm256_add_epi64(total, _mm256_sad_epu8(count, zero));
	}
	for (; i < len; i++)
		n += in[i] == '\n';
	return n + sum_words(total);
}

#endif
