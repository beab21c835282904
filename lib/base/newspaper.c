/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profile of newspapers (<nbarc/newspaper.h>; nbarc(5), "Newspapers"): the
 * identifier of a page is TITLE-DATE-PAGE. Letters and digits are ASCII,
 * whatever the locale says.
 */
#include <nbarc/newspaper.h>

#include <string.h>

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

/* Copy what the cursor has moved past since `from` to a part, which has room
 * for it: each part is bounded by the grammar. */
static void take(const struct cursor *c, const char *from, char *part)
{
	memcpy(part, from, (size_t)(c->p - from));
	part[c->p - from] = '\0';
}

/* Take the parts one after the other; false where the grammar is left. */
static bool take_parts(struct cursor *c, struct nb_newspaper_id *parts)
{
	const char *from = c->p;

	if (!title_code(c))
		return false;
	take(c, from, parts->title);
	if (!hyphen(c))
		return false;
	from = c->p;
	if (digits(c, 8) != 8)
		return false;
	take(c, from, parts->date);
	from = c->p;
	if (letter(c))
		take(c, from, parts->edition);
	if (c->p == c->end)
		return true; /* an issue */
	if (!hyphen(c))
		return false;
	from = c->p;
	(void)letter(c); /* the section */
	if (digits(c, 3) < 2 || c->p != c->end)
		return false;
	take(c, from, parts->page);
	return true;
}

bool nb_newspaper_parse(const char *id, size_t len,
			struct nb_newspaper_id *parts)
{
	struct cursor c = {id, id + len};
	bool is;

	memset(parts, 0, sizeof(*parts));
	is = take_parts(&c, parts);
	if (!is)
		memset(parts, 0, sizeof(*parts));
	return is;
}

bool nb_newspaper_is_page(const char *id, size_t len)
{
	struct nb_newspaper_id parts;

	return nb_newspaper_parse(id, len, &parts) && parts.page[0];
}

bool nb_newspaper_is_issue(const char *id, size_t len)
{
	struct nb_newspaper_id parts;

	return nb_newspaper_parse(id, len, &parts) && !parts.page[0];
}
