/* SPDX-License-Identifier: Apache-2.0 */
#include "encoding/iconv.h"
#include "base/error.h"

#include <errno.h>
#include <iconv.h>

#define ROOM ((size_t)4096)

static enum nb_status stopped(int error, uint64_t offset, const uint8_t *p,
			      size_t left, struct nb_error *err)
{
	const char *why =
		error == EINVAL ? "truncated character" : "cannot be converted";

	if (error != EILSEQ && error != EINVAL)
		return nb_fail_sys(err, NULL, "iconv");
	return nb_fail_at(err, NB_INVALID, offset, "byte %02X: %s",
			  left ? p[0] : 0u, why);
}

/* Convert what is at *in; finally write the shift sequence that ends it. */
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

enum nb_status nb_iconv(const char *from, const char *to, const void *data,
			size_t len, struct nb_buf *out, struct nb_error *err)
{
	iconv_t cd = iconv_open(to, from);
	/* iconv(3) takes a pointer to non-const and does not write there. */
	char *in = (char *)(uintptr_t)data;
	size_t left = len, code = 0;
	enum nb_status st = NB_OK;
	int ending = 0;

	if (cd == (iconv_t)-1)
		return nb_fail(err, NB_USAGE, "no conversion from %s to %s",
			       from, to);
	while (!st && !(ending && code == 0)) {
		ending = left == 0;
		st = step(cd, &in, &left, out, &code);
		if (st)
			st = nb_fail_mem(err);
		else if (code == (size_t)-1 && errno != E2BIG)
			st = stopped(errno, len - left, (uint8_t *)in, left,
				     err);
		/* More than 0: iconv put something else in its place. */
		else if (code != (size_t)-1 && code > 0)
			st = nb_fail_at(err, NB_INVALID, len - left,
					"a character has no exact "
					"counterpart");
	}
	(void)iconv_close(cd);
	return st;
}
