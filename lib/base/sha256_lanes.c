/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 of several messages at once, with the SHA instructions of x86-64.
 *
 * An instruction for two rounds needs the result of the one before it and takes
 * several cycles, in which the processor could begin others. So three messages
 * ("lanes") are hashed side by side, with their instructions interleaved.
 * Messages have different lengths: in each step all lanes advance by as many
 * blocks as the one with the fewest has, and a lane that is done gets the next
 * message.
 */
#include "base/cpu.h"
#include "base/sha256_lanes.h"
#include "base/sha256.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

/* Three lanes fill the pipeline on AMD's processors, two on Intel's. */
#define LANES 3
#define BLOCK 64u /* bytes */
#define LENGTH 8u /* bytes of the length that ends a padded message */

#define SHA __attribute__((target("sha,sse4.1,ssse3")))
#define INLINE static inline SHA __attribute__((always_inline))

/* The round constants K (FIPS 180-4, section 4.2.2). */
static const uint32_t constants[64] __attribute__((aligned(16))) = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/*
 * The eight words of a hash in the order that the instructions want: a, b, e, f
 * and c, d, g, h, each from the highest word of its vector down.
 */
struct state {
	__m128i abef, cdgh;
};

/*
 * A message in progress. With `message` NULL the lane is free. `at` points to
 * `blocks` blocks that have not been hashed: those of the message itself, or,
 * if `padded`, its end and the padding in `last`.
 */
struct lane {
	struct nb_message *message; /* borrowed */
	const uint8_t *at;
	size_t blocks;
	bool padded;
	uint8_t last[2 * BLOCK];
};

/* Four words of a block, which are big-endian in memory. */
INLINE __m128i load(const uint8_t *p)
{
	const __m128i order =
		_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

	return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)p), order);
}

/*
 * The next four words of the message schedule from the sixteen before them. w
 * is a ring: w[i & 3] holds the oldest four.
 */
INLINE __m128i schedule(const __m128i w[4], int i)
{
	__m128i last = w[(i + 3) & 3];
	__m128i x = _mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]);

	x = _mm_add_epi32(x, _mm_alignr_epi8(last, w[(i + 2) & 3], 4));
	return _mm_sha256msg2_epu32(x, last);
}

/*
 * Hash one block of each lane, and move on. The loops must be unrolled
 * completely, so that the words stay in registers.
 */
INLINE void hash_block(struct state s[LANES], const uint8_t *at[LANES])
{
	struct state before[LANES];
	__m128i w[LANES][4];

	memcpy(before, s, sizeof(before));
#pragma GCC unroll 16
	for (int i = 0; i < 16; i++) {
		__m128i k = _mm_load_si128((const __m128i *)constants + i);
#pragma GCC unroll 4
		for (int l = 0; l < LANES; l++) {
			__m128i x = i < 4 ? load(at[l] + 16 * i)
					  : schedule(w[l], i);

			w[l][i & 3] = x;
			x = _mm_add_epi32(x, k);
			s[l].cdgh =
				_mm_sha256rnds2_epu32(s[l].cdgh, s[l].abef, x);
			x = _mm_shuffle_epi32(x, 0x0e);
			s[l].abef =
				_mm_sha256rnds2_epu32(s[l].abef, s[l].cdgh, x);
		}
	}
#pragma GCC unroll 4
	for (int l = 0; l < LANES; l++) {
		s[l].abef = _mm_add_epi32(s[l].abef, before[l].abef);
		s[l].cdgh = _mm_add_epi32(s[l].cdgh, before[l].cdgh);
		at[l] += BLOCK;
	}
}

/*
 * Hash `blocks` blocks of each lane. The states are copied, so that the
 * compiler keeps them in registers.
 */
static SHA void hash_blocks(struct state states[LANES],
			    const uint8_t *from[LANES], size_t blocks)
{
	struct state s[LANES];
	const uint8_t *at[LANES];

	memcpy(s, states, sizeof(s));
	memcpy(at, from, sizeof(at));
	while (blocks--)
		hash_block(s, at);
	memcpy(states, s, sizeof(s));
}

/* ---- the beginning and the end of a message */

/*
 * Put a message into a lane. The words are the initial hash value (FIPS 180-4,
 * section 5.3.3).
 */
static SHA void begin_message(struct lane *lane, struct nb_message *m,
			      struct state *s)
{
	lane->message = m;
	lane->at = m->data;
	lane->blocks = m->len / BLOCK;
	lane->padded = false;
	s->abef = _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f,
				(int)0x9b05688c);
	s->cdgh = _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab,
				0x5be0cd19);
}

/*
 * Prepare the last one or two blocks: what is left of the message, a one bit,
 * zeros, and the number of bits of the message (section 5.1.1).
 */
static void pad(struct lane *lane)
{
	size_t len = lane->message->len, left = len % BLOCK, i;
	uint64_t bits = (uint64_t)len << 3;

	lane->padded = true;
	lane->blocks = left + 1 + LENGTH > BLOCK ? 2 : 1;
	memset(lane->last, 0, sizeof(lane->last));
	if (left)
		memcpy(lane->last, lane->at, left);
	lane->last[left] = 0x80;
	for (i = 1; i <= LENGTH; i++, bits >>= 8)
		lane->last[lane->blocks * BLOCK - i] = (uint8_t)bits;
	lane->at = lane->last;
}

/* Write the digest of a lane's message. */
static SHA void end_message(const struct lane *lane, const struct state *s)
{
	/*
	 * Which of the stored words is the first of the digest, the second ...
	 */
	static const unsigned char place[8] = {3, 2, 7, 6, 1, 0, 5, 4};
	uint8_t *digest = lane->message->sha256;
	uint32_t words[8];
	int i, b;

	_mm_storeu_si128((__m128i *)words, s->abef);
	_mm_storeu_si128((__m128i *)(words + 4), s->cdgh);
	for (i = 0; i < 8; i++)
		for (b = 0; b < 4; b++)
			digest[4 * i + b] =
				(uint8_t)(words[place[i]] >> (24 - 8 * b));
}

/* ---- several messages */

/* The lanes, and the messages that wait for one. */
struct work {
	struct lane lanes[LANES];
	struct state states[LANES];
	struct nb_message *next;
	size_t left; /* messages from `next` on */
};

/*
 * Make sure that a lane has blocks, by padding its message or by taking the
 * next one. False if all messages are done or in other lanes.
 */
static bool refill_lane(struct work *w, int l)
{
	struct lane *lane = &w->lanes[l];

	while (lane->blocks == 0) {
		if (lane->message && !lane->padded) {
			pad(lane);
			continue;
		}
		if (lane->message)
			end_message(lane, &w->states[l]);
		lane->message = NULL;
		if (!w->left)
			return false;
		begin_message(lane, w->next++, &w->states[l]);
		w->left--;
	}
	return true;
}

/*
 * Hash as many blocks of each lane as the lane with the fewest has. A free lane
 * is given another's blocks, because the instructions are there for all; its
 * result is not used. False when all is done.
 */
static bool hash_step(struct work *w)
{
	const uint8_t *at[LANES], *any = NULL;
	size_t blocks = SIZE_MAX;
	int l;

	for (l = 0; l < LANES; l++) {
		at[l] = refill_lane(w, l) ? w->lanes[l].at : NULL;
		if (!at[l])
			continue;
		any = at[l];
		if (w->lanes[l].blocks < blocks)
			blocks = w->lanes[l].blocks;
	}
	if (!any)
		return false;
	for (l = 0; l < LANES; l++)
		at[l] = at[l] ? at[l] : any;
	hash_blocks(w->states, at, blocks);
	for (l = 0; l < LANES; l++) {
		if (!w->lanes[l].message)
			continue;
		w->lanes[l].at += blocks * BLOCK;
		w->lanes[l].blocks -= blocks;
	}
	return true;
}

static void hash_in_lanes(struct nb_message *messages, size_t count)
{
	struct work w = {.next = messages, .left = count};

	while (hash_step(&w))
		;
}

#endif

void nb_sha256_each(struct nb_message *messages, size_t count)
{
	size_t i;

#if defined(__x86_64__)
	if (count > 1 && nb_cpu_has_sha()) {
		hash_in_lanes(messages, count);
		return;
	}
#endif
	for (i = 0; i < count; i++)
		nb_sha256(messages[i].data, messages[i].len,
			  messages[i].sha256);
}
