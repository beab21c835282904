/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 on both sides: it is checked, and copied as it is. */
#include "base/error.h"
#include "base/utf8.h"
#include "encoding/codec/codec_utf8.h"
#include "encoding/fast/fast.h"

#include <string.h>

enum nb_status nb_codec_stop_in_utf8(const uint8_t *in, size_t len, bool last,
				     struct nb_stop *stop)
{
	uint32_t cp;

	stop->bytes = nb_utf8_get((const char *)in, len, &cp);
	stop->lacking = stop->bytes > 0;
	if (stop->lacking)
		return NB_INVALID;
	stop->reason = nb_utf8_reason((const char *)in, len, &stop->bytes);
	/* Wait for more bytes only if they can complete a character. */
	return nb_codec_may_go_on(len, last) &&
			       strcmp(stop->reason, "truncated character") == 0
		       ? NB_OK
		       : NB_INVALID;
}

/* The length of the valid beginning, and why it ends. */
static enum nb_status check_utf8(const uint8_t *in, size_t len, bool last,
				 size_t *used, struct nb_stop *stop)
{
	const uint8_t *at = in, *end = in + len;
	size_t n = 1;
	uint32_t cp;

	while (n && (at = nb_fast_utf8_skip(at, end)) < end) {
		n = nb_utf8_get((const char *)at, (size_t)(end - at), &cp);
		at += n;
	}
	*used = (size_t)(at - in);
	return at == end ? NB_OK
			 : nb_codec_stop_in_utf8(at, (size_t)(end - at), last,
						 stop);
}

enum nb_status nb_utf8_copy(struct nb_codec *codec, const uint8_t *in,
			    size_t len, bool last, struct nb_buf *out,
			    size_t *used, struct nb_stop *stop,
			    struct nb_error *err)
{
	enum nb_status st = check_utf8(in, len, last, used, stop);

	(void)codec;

	return nb_buf_add(out, in, *used) ? nb_fail_mem(err) : st;
}
