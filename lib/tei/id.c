/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of identifiers (nbarc(5)). */
#include <nbarc/tei.h>

#include <stdbool.h>

struct cursor {
	const char *p, *end;
};

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(struct cursor *c, size_t most)
{
	size_t n = 0;

	while (n < most && c->p < c->end && is_digit(*c->p)) {
		c->p++;
		n++;
	}
	return n;
}

static bool letter(struct cursor *c)
{
	if (c->p == c->end || !is_lower(*c->p))
		return false;
	c->p++;
	return true;
}

static bool hyphen(struct cursor *c)
{
	if (c->p == c->end || *c->p != '-')
		return false;
	c->p++;
	return true;
}

static bool title_code(struct cursor *c)
{
	size_t n = 0;

	if (!letter(c))
		return false;
	while (n < 12 && c->p < c->end &&
	       (is_lower(*c->p) || is_digit(*c->p))) {
		c->p++;
		n++;
	}
	return n >= 1 && n <= 11;
}

enum nb_id_level nb_id_level(const char *id, size_t len)
{
	struct cursor c = {id, id + len};

	if (!title_code(&c) || !hyphen(&c) || digits(&c, 8) != 8)
		return NB_ID_NONE;
	(void)letter(&c);
	if (c.p == c.end)
		return NB_ID_ISSUE;
	if (!hyphen(&c))
		return NB_ID_NONE;
	(void)letter(&c);
	if (digits(&c, 3) < 2)
		return NB_ID_NONE;
	if (c.p == c.end)
		return NB_ID_PAGE;
	if (!hyphen(&c) || digits(&c, 3) < 2 || c.p != c.end)
		return NB_ID_NONE;
	return NB_ID_ITEM;
}
