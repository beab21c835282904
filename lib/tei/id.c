/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forms of identifiers (nbarc(5), "Identifiers"; section 7.1 of
 * format-spec/nbarc-format.md): TITLE-DATE, then -PAGE, then -ITEM. Letters and
 * digits are ASCII, whatever the locale says. Item numbers have two or three
 * digits, so that NB_PAGE_ITEMS_MAX is the largest.
 */
#include <nbarc/tei.h>

#include <stdbool.h>

/* What is left of an identifier. The functions move past what they accept. */
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

/* Accept up to `most` digits, and return how many. */
static size_t digits(struct cursor *c, size_t most)
{
	size_t n = 0;

	while (n < most && c->p < c->end && is_digit(*c->p)) {
		c->p++;
		n++;
	}
	return n;
}

/* Accept a letter. */
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

/* Accept a letter, then one to eleven letters or digits. More are not a code:
 * the twelfth is read to see that. */
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
	(void)letter(&c); /* the edition */
	if (c.p == c.end)
		return NB_ID_ISSUE;
	if (!hyphen(&c))
		return NB_ID_NONE;
	(void)letter(&c); /* the section */
	if (digits(&c, 3) < 2)
		return NB_ID_NONE;
	if (c.p == c.end)
		return NB_ID_PAGE;
	if (!hyphen(&c) || digits(&c, 3) < 2 || c.p != c.end)
		return NB_ID_NONE;
	return NB_ID_ITEM;
}
