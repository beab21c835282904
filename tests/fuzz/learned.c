/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any weights as those that a profile learned of a title, with a checksum that
 * is right: they are refused, or a page is divided with them as a whole.
 *
 * An input is the scale (u32), the length of the weights (u16), the weights,
 * and a page. If the length is odd, the weights are repeated until there are
 * enough; otherwise they are what stands packed in a profile.
 */
#include <stdlib.h>
#include <string.h>

#include <nbarc/article.h>
#include <nbarc/learn.h>
#include <nbarc/profile.h>

#include "article/units.h"
#include "base/base64.h"
#include "base/le.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "page/text/learned.h"

#define PACKED_HEAD 40
#define CHECK 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

static void begin(uint8_t *learned, uint32_t scale)
{
	const struct nb_structure model = {nb_structure_data, nb_starts_data,
					   NULL};

	nb_learned_begin(learned);
	nb_put32(learned + NB_LEARNED_SCALE, scale);
	nb_structure_identify(&model, learned + NB_LEARNED_MODEL);
}

/* The lines of a profile with these weights, packed, whatever they are. */
static void write_packed(const uint8_t *learned, const uint8_t *weights,
			 size_t len, struct nb_buf *out)
{
	uint8_t digest[NB_SHA256_SIZE];
	struct nb_buf all = {0};
	size_t at, n;

	must(!nb_buf_add(&all, learned, PACKED_HEAD));
	must(!nb_buf_add(&all, weights, len));
	nb_sha256(all.data, all.len, digest);
	must(!nb_buf_add(&all, digest, CHECK));
	for (at = 0; at < all.len; at += n) {
		n = all.len - at;
		n = n < NB_LEARNED_LINE ? n : NB_LEARNED_LINE;
		must(!nb_buf_puts(out, "learned = "));
		must(!nb_base64_put(out, all.data + at, n));
		must(!nb_buf_puts(out, "\n"));
	}
	nb_buf_free(&all);
}

/* Each unit of a page belongs to one item, in order. */
static void divide(const struct nb_profile *profile, const char *text,
		   size_t len)
{
	struct nb_page_options how = {.profile = profile};
	struct nb_division d;
	size_t i, units = 0;

	must(nb_divide(text, len, &how, &d, NULL) == NB_OK);
	for (i = 0; i < d.item_count; i++) {
		must(d.items[i].first == units && d.items[i].count);
		units += d.items[i].count;
	}
	must(units == d.unit_count);
	nb_division_free(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t learned[NB_LEARNED_SIZE];
	struct nb_buf text = {0};
	struct nb_profile *profile;
	struct nb_error err;
	enum nb_status st;
	size_t len, i;

	if (size < 6)
		return 0;
	len = nb_le16(data + 4);
	len = len < size - 6 ? len : size - 6;
	memset(learned, 0, sizeof(learned));
	begin(learned, nb_le32(data));
	must(!nb_buf_puts(&text, "name = x\n"));
	if (len % 2) {
		for (i = 0; i < NB_LEARNED_WEIGHTS; i++)
			learned[NB_LEARNED_HEAD + i] = data[6 + i % len];
		must(nb_learned_write(learned, &text, NULL) == NB_OK);
	} else {
		write_packed(learned, data + 6, len, &text);
	}
	st = nb_profile_read(text.data, text.len, &profile, &err);
	must(st == NB_OK || st == NB_INVALID);
	if (st == NB_OK) {
		data += 6 + len;
		size -= 6 + len;
		must(nb_profile_check(profile, NULL) == NB_OK);
		if (nb_utf8_invalid((const char *)data, size) == size)
			divide(profile, (const char *)data, size);
		nb_profile_free(profile);
	}
	nb_buf_free(&text);
	return 0;
}
