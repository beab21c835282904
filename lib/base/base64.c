/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 with padding, in the one form that RFC 4648, section 4, calls
 * canonical (sections 3.2 and 3.5). */
#include "base/base64.h"

#include <string.h>

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void nb_base64_write(const uint8_t *data, size_t len, char *out)
{
	size_t i;

	for (i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t bits = (uint32_t)data[i] << 16 |
				(left > 1 ? (uint32_t)data[i + 1] << 8 : 0) |
				(left > 2 ? data[i + 2] : 0u);

		*out++ = alphabet[bits >> 18];
		*out++ = alphabet[bits >> 12 & 63];
		*out++ = left > 1 ? alphabet[bits >> 6 & 63] : '=';
		*out++ = left > 2 ? alphabet[bits & 63] : '=';
	}
}

enum nb_status nb_base64_put(struct nb_buf *out, const uint8_t *data,
			     size_t len)
{
	size_t size = NB_BASE64_TEXT(len);

	if (nb_buf_reserve(out, size))
		return NB_NOMEM;
	nb_base64_write(data, len, (char *)out->data + out->len);
	out->len += size;
	return NB_OK;
}

/* The value of a digit, or -1. */
static int value_of(char c)
{
	const char *found = c ? strchr(alphabet, c) : NULL;

	return found ? (int)(found - alphabet) : -1;
}

bool nb_base64_get(const char *text, size_t len, uint8_t *out, size_t *out_len)
{
	size_t i, k, padding = 0, n = 0;

	*out_len = 0;
	if (len % 4 != 0)
		return false;
	while (padding < 2 && padding < len && text[len - 1 - padding] == '=')
		padding++;
	for (i = 0; i < len; i += 4) {
		size_t digits = i + 4 < len ? 4 : 4 - padding;
		uint32_t bits = 0;

		for (k = 0; k < 4; k++) {
			int value = k < digits ? value_of(text[i + k]) : 0;

			if (value < 0)
				return false;
			bits = bits << 6 | (uint32_t)value;
		}
		/* The digits before the padding have bits to spare. */
		if (bits & (((uint32_t)1 << 8 * (4 - digits)) - 1))
			return false;
		for (k = 0; k + 1 < digits; k++)
			out[n++] = (uint8_t)(bits >> (16 - 8 * k));
	}
	*out_len = n;
	return true;
}
