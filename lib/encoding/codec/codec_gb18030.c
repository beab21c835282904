/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GB18030 (GB 18030-2022) to UTF-8 and back.
 *
 * The fast road (encoding/fast/) converts what it can and stops at anything
 * whose code depends on the profile, is invalid, or is near the end of the
 * input. That one character is converted by table here, and the fast road goes
 * on after it.
 */
#include "base/error.h"
#include "base/utf8.h"
#include "encoding/codec/codec_gb18030.h"
#include "encoding/codec/codec_utf8.h"
#include "encoding/fast/fast.h"

#include <string.h>

enum nb_status nb_gb18030_decode(struct nb_codec *c, const uint8_t *in,
				 size_t len, bool last, struct nb_buf *out,
				 size_t *used, struct nb_stop *stop,
				 struct nb_error *err)
{
	const uint8_t *at = in, *end = in + len;
	/* Two bytes become at most three, four at most four. Only the euro
	 * sign of the web profile makes three of one. */
	size_t room = c->profile == NB_GB18030_WEB ? 3 * len : len + len / 2;
	size_t n = 1;
	uint32_t cp;
	uint8_t *to;

	if (nb_buf_reserve(out, room + NB_FAST_SLACK))
		return nb_fail_mem(err);
	to = out->data + out->len;
	while (n && (at = nb_fast_gb18030_to_utf8(at, end, &to)) < end) {
		n = nb_gb18030_get(c->profile, at, (size_t)(end - at), &cp,
				   &stop->reason, &stop->bytes);
		to += n ? nb_utf8_put((char *)to, cp) : 0;
		at += n;
	}
	out->len = (size_t)(to - out->data);
	*used = (size_t)(at - in);
	/* A reason that begins so means that more bytes may help. */
	return n || (nb_codec_may_go_on((size_t)(end - at), last) &&
		     strncmp(stop->reason, "truncated", 9) == 0)
		       ? NB_OK
		       : NB_INVALID;
}

enum nb_status nb_gb18030_encode(struct nb_codec *c, const uint8_t *in,
				 size_t len, bool last, struct nb_buf *out,
				 size_t *used, struct nb_stop *stop,
				 struct nb_error *err)
{
	const uint8_t *at = in, *end = in + len;
	size_t n = 1, code;
	uint8_t *to;
	uint32_t cp;

	/* Two bytes of UTF-8 become at most four. */
	if (nb_buf_reserve(out, 2 * len + NB_FAST_SLACK))
		return nb_fail_mem(err);
	to = out->data + out->len;
	while (n && (at = nb_fast_utf8_to_gb18030(at, end, &to)) < end) {
		n = nb_utf8_get((const char *)at, (size_t)(end - at), &cp);
		code = n ? nb_gb18030_put(c->profile, to, cp) : 0;
		to += code;
		n = code ? n : 0;
		at += n;
	}
	out->len = (size_t)(to - out->data);
	*used = (size_t)(at - in);
	return at == end ? NB_OK
			 : nb_codec_stop_in_utf8(at, (size_t)(end - at), last,
						 stop);
}
