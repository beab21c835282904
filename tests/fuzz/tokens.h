/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changing documents, for all targets that take them: a mutation moves,
 * doubles, drops or rewrites tags and texts. What is not XML any more is
 * refused and tells little.
 */
#ifndef TESTS_FUZZ_TOKENS_H
#define TESTS_FUZZ_TOKENS_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

struct span {
	size_t at, len;
};

/* A tag, or the text up to the next one, at a random place. */
static struct span token(const uint8_t *data, size_t size, unsigned random)
{
	size_t at = random % size, end;

	while (at > 0 && data[at] != '<' && data[at - 1] != '>')
		at--;
	for (end = at + 1; end < size; end++)
		if (data[end] == '<' || data[end - 1] == '>')
			break;
	return (struct span){at, end - at};
}

/* An element from its start tag on, if that is what is at s. */
static struct span element(const uint8_t *data, size_t size, struct span s)
{
	size_t at = s.at;
	int depth = 0;

	while (at < size) {
		struct span t = token(data, size, (unsigned)at);
		const uint8_t *p = data + t.at;

		if (p[0] == '<' && t.len > 2 && p[1] != '?' && p[1] != '!' &&
		    p[t.len - 2] != '/')
			depth += p[1] == '/' ? -1 : 1;
		at = t.at + t.len;
		if (depth <= 0)
			break;
	}
	return (struct span){s.at, at - s.at};
}

static size_t replace(uint8_t *data, size_t size, size_t max, struct span s,
		      const void *with, size_t n)
{
	if (size - s.len + n > max)
		return size;
	memmove(data + s.at + n, data + s.at + s.len, size - s.at - s.len);
	memcpy(data + s.at, with, n);
	return size - s.len + n;
}

/* What is worth trying somewhere. */
static const char *const pieces[] = {
	"<lb/>",
	"<pb n=\"a01\"/>\n",
	"</div>\n<div type=\"article\" xml:id=\"jdrb-20190304-a01-04\" n=\"4\">",
	"</div>\n<div type=\"photo\" xml:id=\"jdrb-20190304-a01-02\" n=\"2\">",
	" subtype=\"withdrawn\"",
	"<p><gap reason=\"withdrawn\"/></p>",
	"<p>一</p>\n",
	"<head type=\"main\">二</head>\n",
	"&#49;",
	"&lt;div&gt;",
	" n=\"1\"",
	" n=\"65535\"",
	" n=\"65536\"",
	"\n",
	"</p>\n<p>",
	"<tei:p xmlns:tei=\"http://www.tei-c.org/ns/1.0\">",
	"</tei:p>",
	" xmlns=\"http://www.tei-c.org/ns/1.0\"",
	"<div type=\"subsection\">",
	"</div>\n",
	"</TEI>\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
	"-02",
	"-03",
	"2",
	"3",
};

static size_t mutate(uint8_t *data, size_t size, size_t max, unsigned *random)
{
	struct span s = token(data, size, rand_r(random) & 0x7fffffff), t;
	const char *piece = pieces[(unsigned)rand_r(random) %
				   (sizeof(pieces) / sizeof(*pieces))];
	uint8_t copy[4096];
	size_t n;

	if (rand_r(random) % 2)
		s = element(data, size, s);
	n = s.len < sizeof(copy) ? s.len : sizeof(copy);
	memcpy(copy, data + s.at, n);
	t = token(data, size, rand_r(random) & 0x7fffffff);
	t.len = 0;
	switch (rand_r(random) % 6) {
	case 0: /* drop it */
		return replace(data, size, max, s, "", 0);
	case 1: /* put it elsewhere too */
		return replace(data, size, max, t, copy, n);
	case 2: /* move it */
		size = replace(data, size, max, s, "", 0);
		t.at = t.at < size ? t.at : size;
		return replace(data, size, max, t, copy, n);
	case 3: /* a piece somewhere */
		t.at = (unsigned)rand_r(random) % size;
		return replace(data, size, max, t, piece, strlen(piece));
	case 4: /* or in front of a tag or a text */
		return replace(data, size, max, t, piece, strlen(piece));
	default: /* or after the name of a tag */
		t.at = s.at;
		while (t.at < size && !strchr(" >", data[t.at]))
			t.at++;
		return replace(data, size, max, t, piece, strlen(piece));
	}
}

/* For LLVMFuzzerCustomMutator(). */
static size_t mutate_document(uint8_t *data, size_t size, size_t max_size,
			      unsigned seed)
{
	unsigned random = seed, left = 1 + seed % 3;

	if (size == 0 || seed % 5 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	while (left-- && size)
		size = mutate(data, size, max_size, &random);
	return size;
}

#endif
