/* SPDX-License-Identifier: Apache-2.0 */
/* Every other charset, by iconv(3). */
#include "base/error.h"
#include "encoding/codec.h"

#include <errno.h>

#define ROOM ((size_t)4096)

static enum nb_status stopped(int error, const struct nb_codec *codec,
			      const uint8_t *at, size_t left, bool last,
			      struct nb_stop *stop, struct nb_error *err)
{
	if (error == EINVAL && !last)
		return NB_OK;
	if (error != EILSEQ && error != EINVAL)
		return nb_fail_sys(err, NULL, "iconv");
	if (!codec->decoding)
		return nb_codec_stop_in_utf8(at, left, true, stop);
	stop->bytes = left < codec->unit ? left : codec->unit;
	stop->reason = error == EINVAL ? "truncated character"
				       : "no character begins here";
	return NB_INVALID;
}

/* Convert what is at *in; without input, the shift sequence that ends it. */
static enum nb_status step(iconv_t cd, char **in, size_t *left,
			   struct nb_buf *out, size_t *code)
{
	char *to;
	size_t room;

	if (nb_buf_reserve(out, ROOM + 2 * *left))
		return NB_NOMEM;
	to = (char *)out->data + out->len;
	room = out->cap - out->len;
	*code = iconv(cd, *left ? in : NULL, *left ? left : NULL, &to, &room);
	out->len = (size_t)((uint8_t *)to - out->data);
	return NB_OK;
}

enum nb_status nb_iconv(struct nb_codec *codec, const uint8_t *in, size_t len,
			bool last, struct nb_buf *out, size_t *used,
			struct nb_stop *stop, struct nb_error *err)
{
	/* iconv(3) takes a pointer to non-const and does not write there. */
	char *from = (char *)(uintptr_t)in;
	size_t left = len, code = 0;
	enum nb_status st = NB_OK;
	bool ended = false;

	while (!st && !ended) {
		bool ending = left == 0;

		if (ending && !last)
			break;
		st = step(codec->cd, &from, &left, out, &code);
		if (st)
			return nb_fail_mem(err);
		ended = ending && code == 0;
		if (code == (size_t)-1 && errno != E2BIG) {
			st = stopped(errno, codec, (const uint8_t *)from, left,
				     last, stop, err);
			ended = true;
		} else if (code != (size_t)-1 && code > 0) {
			/* iconv put something else in its place. */
			stop->bytes = 0;
			stop->reason = "a character has no exact counterpart";
			st = NB_INVALID;
		}
	}
	*used = len - left;
	return st;
}

const char *nb_iconv_version(void)
{
#if defined(_LIBICONV_VERSION)
	return "GNU libiconv";
#elif defined(__GLIBC__)
	return "glibc";
#else
	return "the C library's";
#endif
}
