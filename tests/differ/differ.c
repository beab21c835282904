/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our GB18030 beside the iconv(3) and the ICU of this machine: random short
 * sequences, in both directions. A case agrees when both sides refuse it, or
 * both give the same.
 *
 * The implementations are known to map some characters differently (another
 * edition, or none); cases with one of those are left out, and counted. It is
 * how far they agree that this shows, and that nothing else differs.
 *
 * usage: differ [CASES [SEED]]
 */
#include <errno.h>
#include <iconv.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/ucnv.h>

#include <nbarc/encoding.h>

#include "base/utf8.h"
#include "encoding/gb18030/gb18030.h"

#define LONGEST 1600
#define ROOM 4096

struct result {
	bool good;
	size_t len;
	uint8_t bytes[ROOM];
};

static uint64_t state;
static uint32_t rnd(uint32_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((state >> 32) * n >> 32);
}

static void die(const char *what)
{
	(void)fprintf(stderr, "differ: %s\n", what);
	exit(1);
}

/* ---- the three */

static struct nb_converter *converter(const char *from, const char *to,
				      enum nb_gb18030_profile profile)
{
	const struct nb_convert_options o = {
		.from = from, .to = to, .profile = profile};
	struct nb_converter *c;
	struct nb_error err;

	if (nb_converter_create(&o, &c, &err))
		die(err.text);
	return c;
}

static struct result ours(bool decoding, enum nb_gb18030_profile profile,
			  const uint8_t *in, size_t len)
{
	struct nb_converter *c =
		converter(decoding ? "GB18030" : "UTF-8",
			  decoding ? "UTF-8" : "GB18030", profile);
	struct nb_buf out = {0};
	struct nb_error err;
	struct result r = {.good = false};

	r.good = nb_converter_add(c, in, len, true, &out, &err) == NB_OK;
	r.len = out.len;
	if (out.len)
		memcpy(r.bytes, out.data, out.len);
	nb_converter_free(c);
	nb_buf_free(&out);
	return r;
}

static struct result by_iconv(bool decoding, enum nb_gb18030_profile unused,
			      const uint8_t *in, size_t len)
{
	static iconv_t cd[2];
	struct result r = {.good = false};
	char *from = (char *)(uintptr_t)in, *to = (char *)r.bytes;
	size_t left = len, room = ROOM;

	(void)unused;
	if (!cd[decoding])
		cd[decoding] = iconv_open(decoding ? "UTF-8" : "GB18030",
					  decoding ? "GB18030" : "UTF-8");
	if (cd[decoding] == (iconv_t)-1)
		die("iconv_open");
	(void)iconv(cd[decoding], NULL, NULL, NULL, NULL);
	r.good = iconv(cd[decoding], &from, &left, &to, &room) == 0;
	r.len = ROOM - room;
	return r;
}

static UConverter *icu(const char *name)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *c = ucnv_open(name, &status);

	ucnv_setToUCallBack(c, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL,
			    &status);
	ucnv_setFromUCallBack(c, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL,
			      &status);
	if (U_FAILURE(status))
		die("ucnv_open");
	return c;
}

static struct result by_icu(bool decoding, enum nb_gb18030_profile unused,
			    const uint8_t *in, size_t len)
{
	static UConverter *gb, *utf8;
	UErrorCode status = U_ZERO_ERROR;
	struct result r = {.good = false};
	UChar text[ROOM];
	int32_t n;

	(void)unused;
	if (!gb) {
		gb = icu("gb18030");
		utf8 = icu("UTF-8");
	}
	n = ucnv_toUChars(decoding ? gb : utf8, text, ROOM, (const char *)in,
			  (int32_t)len, &status);
	n = ucnv_fromUChars(decoding ? utf8 : gb, (char *)r.bytes, ROOM, text,
			    n, &status);
	r.good = U_SUCCESS(status);
	r.len = r.good ? (size_t)n : 0;
	return r;
}

/* ---- cases */

/* Characters that depend on the edition, or that converters confuse. */
static bool doubtful(uint32_t cp)
{
	static const uint32_t six[] = {0xe816,	0xe817,	 0xe818,  0xe831,
				       0xe83b,	0xe855,	 0x20087, 0x20089,
				       0x200cc, 0x215d7, 0x2298f, 0x241fe};
	size_t i;

	for (i = 0; i < sizeof(six) / sizeof(six[0]); i++)
		if (cp == six[i])
			return true;
	return nb_gb18030_swap(cp) != NULL;
}

static bool has_doubtful_text(const uint8_t *p, size_t len)
{
	size_t at = 0, n;
	uint32_t cp;

	for (; at < len; at += n ? n : 1) {
		n = nb_utf8_get((const char *)p + at, len - at, &cp);
		if (n && doubtful(cp))
			return true;
	}
	return false;
}

/* Wherever a code may begin, it is not that of a doubtful character. */
static bool has_doubtful_code(const uint8_t *p, size_t len)
{
	const char *reason;
	size_t at, bad;
	uint32_t cp;

	for (at = 0; at < len; at++)
		if (nb_gb18030_get(NB_GB18030_2022, p + at, len - at, &cp,
				   &reason, &bad) &&
		    doubtful(cp))
			return true;
	return false;
}

static uint32_t scalar(void)
{
	uint32_t cp = rnd(4) ? rnd(0x10000) : rnd(0x110000);

	return cp >= 0xd800 && cp <= 0xdfff ? cp - 0xd800 : cp;
}

/* Bytes that often are a code: a lead, and what may follow. */
static size_t some_code(uint8_t p[4])
{
	size_t n = rnd(8), i;

	if (n == 0)
		return nb_gb18030_put(NB_GB18030_2022, p, scalar());
	if (n == 1) {
		p[0] = (uint8_t)rnd(256);
		return 1;
	}
	n = n < 5 ? 2 : 4;
	for (i = 0; i < n; i++)
		p[i] = (uint8_t)(i % 2 && n == 4 ? 0x2f + rnd(12)
						 : 0x80 + rnd(128));
	if (n == 2)
		p[1] = (uint8_t)rnd(256);
	return n;
}

static size_t some_utf8(uint8_t p[4])
{
	size_t n = nb_utf8_put((char *)p, scalar());

	/* Damaged in one of five. */
	if (rnd(5) == 0)
		p[rnd((uint32_t)n)] = (uint8_t)rnd(256);
	return rnd(20) ? n : n - rnd((uint32_t)n);
}

/* Ordinary text, so long that the fast road is taken. */
static size_t some_text(bool decoding, uint8_t *p)
{
	size_t len = 0, n = 130 + rnd(120);
	uint32_t cp;

	while (n--) {
		cp = rnd(9) ? 0x4e00 + rnd(0x51a6) : 0x20 + rnd(0x5f);
		len += decoding ? nb_gb18030_put(NB_GB18030_2022, p + len, cp)
				: nb_utf8_put((char *)p + len, cp);
	}
	return len;
}

static size_t make_case(bool decoding, uint8_t p[LONGEST])
{
	size_t len = 0, parts = 1 + rnd(3);
	bool in_text = rnd(16) == 0;

	if (in_text)
		len = some_text(decoding, p);
	while (parts--)
		len += decoding ? some_code(p + len) : some_utf8(p + len);
	if (in_text)
		len += some_text(decoding, p + len);
	return len;
}

static void report(const char *name, bool decoding, const uint8_t *p,
		   size_t len, const struct result *a, const struct result *b)
{
	size_t i;

	printf("%s, %s:", name, decoding ? "from GB18030" : "to GB18030");
	for (i = 0; i < len; i++)
		printf(" %02X", p[i]);
	printf(": ours %s", a->good ? "=" : "refused");
	for (i = 0; a->good && i < a->len; i++)
		printf(" %02X", a->bytes[i]);
	printf(", theirs %s", b->good ? "=" : "refused");
	for (i = 0; b->good && i < b->len; i++)
		printf(" %02X", b->bytes[i]);
	putchar('\n');
}

struct peer {
	const char *name;
	enum nb_gb18030_profile profile;
	struct result (*run)(bool decoding, enum nb_gb18030_profile profile,
			     const uint8_t *in, size_t len);
};

/* Returns the number of differences. */
static uint64_t compare(const struct peer *peer, uint64_t cases, uint64_t *left)
{
	uint64_t i, differences = 0;

	for (i = 0; i < cases; i++) {
		uint8_t p[LONGEST];
		bool decoding = rnd(2);
		size_t len = make_case(decoding, p);
		struct result a, b;

		if (decoding ? has_doubtful_code(p, len)
			     : has_doubtful_text(p, len)) {
			(*left)++;
			continue;
		}
		a = ours(decoding, peer->profile, p, len);
		b = peer->run(decoding, peer->profile, p, len);
		if (a.good == b.good &&
		    (!a.good ||
		     (a.len == b.len && memcmp(a.bytes, b.bytes, a.len) == 0)))
			continue;
		if (differences++ < 10)
			report(peer->name, decoding, p, len, &a, &b);
	}
	return differences;
}

int main(int argc, char **argv)
{
	static const struct peer peers[] = {
		{"iconv(3)", NB_GB18030_2022, by_iconv},
		{"ICU " U_ICU_VERSION, NB_GB18030_2005, by_icu},
	};
	uint64_t cases = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	uint64_t all = 0, n, left;
	size_t i;

	state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	for (i = 0; i < sizeof(peers) / sizeof(peers[0]); i++) {
		left = 0;
		n = compare(&peers[i], cases, &left);
		printf("%s: %" PRIu64 " cases, %" PRIu64 " left out, %" PRIu64
		       " differences\n",
		       peers[i].name, cases, left, n);
		all += n;
	}
	return all != 0;
}
