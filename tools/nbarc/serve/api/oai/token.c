/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Resumption tokens: seven numbers and the set with hyphens between them, then
 * the identifier of the page in base64 of the alphabet for addresses (RFC 4648,
 * section 5), in which its own characters may be any.
 */
#include "serve/api/oai/token.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"

/* The version of the form of tokens. */
#define VERSION 1u

/* Change one character into another one throughout the text. */
static void replace(char *text, char from, char to)
{
	for (; *text; text++)
		if (*text == from)
			*text = to;
}

/* Padding is kept as dots, since base64.h wants it. */
static void write_page(const char *page, char *out)
{
	size_t len = strlen(page);

	nb_base64_write((const uint8_t *)page, len, out);
	out[NB_BASE64_TEXT(len)] = '\0';
	replace(out, '+', '-');
	replace(out, '/', '_');
	replace(out, '=', '.');
}

void api_oai_token_write(const struct api_oai_choice *c,
			 const struct api_place *p, uint64_t given,
			 char token[API_OAI_TOKEN_MAX])
{
	int n = snprintf(token, API_OAI_TOKEN_MAX,
			 "%u-%u-%" PRIx64 "-%" PRIx64 "-%" PRIx64 "-%zx-%x-%s-",
			 VERSION, (unsigned)c->format, c->from, c->until, given,
			 p->archive, p->number, c->set);

	write_page(p->page, token + n);
}

/* Take a number off the token, with the hyphen after it. */
static bool take(const char **token, uint64_t most, uint64_t *value)
{
	char *end;

	if (!strchr("0123456789abcdef", **token) || !**token)
		return false;
	*value = strtoull(*token, &end, 16);
	if (*end != '-' || *value > most || end - *token > 16)
		return false;
	*token = end + 1;
	return true;
}

/* Take the set off the token: lower-case letters and digits, or nothing. */
static bool take_set(const char **token, char set[13])
{
	size_t n = strspn(*token, "abcdefghijklmnopqrstuvwxyz0123456789");

	if (n > 12 || (*token)[n] != '-')
		return false;
	memcpy(set, *token, n);
	set[n] = '\0';
	*token += n + 1;
	return true;
}

/* Take the rest of the token as the identifier of a page, or "". */
static bool take_page(const char *token, char page[NB_ID_MAX])
{
	char text[NB_BASE64_TEXT(NB_ID_MAX) + 1];
	uint8_t bytes[NB_BASE64_ROOM(sizeof(text))];
	size_t len = strlen(token);

	if (len >= sizeof(text) || strpbrk(token, "+/="))
		return false;
	memcpy(text, token, len + 1);
	replace(text, '-', '+');
	replace(text, '_', '/');
	replace(text, '.', '=');
	if (!nb_base64_get(text, len, bytes, &len) || len >= NB_ID_MAX)
		return false;
	memcpy(page, bytes, len);
	page[len] = '\0';
	return len == 0 || nb_id_is_page(page, len);
}

bool api_oai_token_read(const char *t, struct api_oai_request *r)
{
	uint64_t version, format, archive, number;
	struct api_oai_choice *c = &r->choice;

	if (!take(&t, VERSION, &version) || version != VERSION ||
	    !take(&t, API_OAI_FORMATS - 1, &format) ||
	    !take(&t, UINT64_MAX, &c->from) ||
	    !take(&t, UINT64_MAX, &c->until) ||
	    !take(&t, UINT64_MAX / 2, &r->given) ||
	    !take(&t, UINT32_MAX, &archive) ||
	    !take(&t, NB_PAGE_ITEMS_MAX + 1, &number) ||
	    !take_set(&t, c->set) || !take_page(t, r->place.page))
		return false;
	c->format = (enum api_oai_format)format;
	r->place.archive = (size_t)archive;
	r->place.number = (unsigned)number;
	return true;
}
