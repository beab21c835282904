/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes: what decodes encodes back to the same bytes, in every charset. */
#include <stdlib.h>
#include <string.h>

#include <nbarc/encoding.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void round_trip(const uint8_t *data, size_t size, const char *charset)
{
	struct nb_text text;
	struct nb_buf back = {0};
	struct nb_error err;

	if (nb_text_decode(data, size, charset, &text, &err) == NB_OK) {
		if (nb_text_encode((const char *)text.utf8.data, text.utf8.len,
				   text.charset, text.bom, &back,
				   &err) != NB_OK ||
		    back.len != size ||
		    (size && memcmp(back.data, data, size) != 0))
			abort();
	} else if (err.offset > size) {
		abort();
	}
	nb_text_free(&text);
	nb_buf_free(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	round_trip(data, size, NULL);
	round_trip(data, size, "UTF-8");
	round_trip(data, size, "GB18030");
	return 0;
}
