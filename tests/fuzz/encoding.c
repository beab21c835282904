/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes, as a text in some charset. Whatever road is taken, in one piece or
 * byte by byte, the result is the same, error and offset included; what
 * converts converts back; and escapes give the exact bytes back. The input ends
 * at a page that must not be touched.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <nbarc/encoding.h>

#include "encoding/fast/fast.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX ((size_t)64 * 1024)

static void require(bool good, const char *what)
{
	if (good)
		return;
	(void)fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

/* A copy that ends where the guard page begins. */
static const uint8_t *guarded(const uint8_t *data, size_t size)
{
	static uint8_t *end;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (!end) {
		uint8_t *map =
			mmap(NULL, INPUT_MAX + page, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		require(map != MAP_FAILED, "mmap");
		end = map + INPUT_MAX;
		require(mprotect(end, page, PROT_NONE) == 0, "mprotect");
	}
	memcpy(end - size, data, size);
	return end - size;
}

struct result {
	enum nb_status status;
	struct nb_buf out;
	struct nb_error err;
};

static struct result convert(const struct nb_convert_options *options,
			     const uint8_t *data, size_t size, size_t piece)
{
	struct result r = {.status = NB_OK, .err = {.offset = 0}};
	struct nb_converter *c;
	size_t n;

	require(nb_converter_create(options, &c, &r.err) == NB_OK, "create");
	do {
		n = piece && piece < size ? piece : size;
		r.status = nb_converter_add(c, guarded(data, n), n, n == size,
					    &r.out, &r.err);
		data += n;
		size -= n;
	} while (!r.status && size);
	nb_converter_free(c);
	return r;
}

static void same(const struct nb_buf *a, const uint8_t *p, size_t len,
		 const char *what)
{
	require(a->len == len && (!len || memcmp(a->data, p, len) == 0), what);
}

static void same_result(struct result *a, struct result b, const char *what)
{
	require(a->status == b.status, what);
	require(!a->status || a->err.offset == b.err.offset, what);
	require(!a->status || strcmp(a->err.text, b.err.text) == 0, what);
	same(&a->out, b.out.data, b.out.len, what);
	nb_buf_free(&b.out);
}

static void one_way(struct nb_convert_options o, const uint8_t *data,
		    size_t size)
{
	struct result whole = convert(&o, data, size, 0);

	require(whole.status == NB_OK || whole.status == NB_INVALID, "status");
	require(whole.status == NB_OK || whole.err.offset <= size, "offset");
	same_result(&whole, convert(&o, data, size, 1), "byte by byte");
	nb_fast_use_avx2(false);
	same_result(&whole, convert(&o, data, size, 0), "the portable road");
	nb_fast_use_avx2(true);
	o.verify = NB_VERIFY_ALWAYS;
	o.survey = true;
	same_result(&whole, convert(&o, data, size, 0), "proved");
	nb_buf_free(&whole.out);
}

static void escapes(struct nb_convert_options o, const uint8_t *data,
		    size_t size)
{
	struct result there, back;
	const char *from = o.from;

	o.to = "UTF-8";
	o.escape = true;
	o.verify = NB_VERIFY_ALWAYS;
	there = convert(&o, data, size, 7);
	require(there.status == NB_OK, "escapes make text of any bytes");
	o.from = "UTF-8";
	o.to = from;
	o.escape = false;
	o.unescape = true;
	back = convert(&o, there.out.data, there.out.len, 0);
	require(back.status == NB_OK, "escapes turn back");
	same(&back.out, data, size, "the exact bytes come back");
	nb_buf_free(&there.out);
	nb_buf_free(&back.out);
}

/* What nb_text_keep() takes, nb_text_restore() gives back. */
static void keep(const char *charset, const uint8_t *data, size_t size)
{
	struct nb_buf back = {0};
	struct nb_text text;
	struct nb_error err;
	enum nb_status st =
		nb_text_keep(guarded(data, size), size, charset, &text, &err);
	const char *utf8 = text.utf8.len ? (const char *)text.utf8.data : "";

	require(st == NB_OK || (st == NB_INVALID && !charset), "kept");
	if (!st)
		require((text.damage.count ? nb_text_restore : nb_text_encode)(
				utf8, text.utf8.len, text.charset, text.bom,
				&back, &err) == NB_OK,
			"restored");
	if (!st)
		same(&back, data, size, "the bytes that were kept");
	nb_buf_free(&back);
	nb_text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const pairs[][2] = {
		{"GB18030", "UTF-8"}, {"UTF-8", "GB18030"}, {"UTF-8", "UTF-8"}};
	struct nb_convert_options o = {.from = NULL};
	struct nb_detected found;
	uint8_t choice;

	if (size < 1 || size > INPUT_MAX / 16)
		return 0;
	choice = data[0];
	o.from = pairs[choice % 3][0];
	o.to = pairs[choice % 3][1];
	o.profile = (enum nb_gb18030_profile)(choice / 3 % 3);
	one_way(o, data + 1, size - 1);
	escapes(o, data + 1, size - 1);
	keep(o.from, data + 1, size - 1);
	keep(NULL, data + 1, size - 1);
	if (nb_detect(guarded(data + 1, size - 1), size - 1, &found, NULL))
		abort();
	return 0;
}
