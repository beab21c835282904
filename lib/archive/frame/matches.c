/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of where text stands: all places of one document, in order, and the
 * latest place in the data (format-spec/nbarc-format.md, section 6).
 *
 * Everything is read as little-endian numbers, so that a frame has the same
 * bytes whatever machine made it.
 */
#include "archive/frame/matches.h"
#include "archive/frame/sequences.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that are read, and that the two hashes are of. Six bytes are two
 * characters of Chinese text. Text that recurs in the data must have more to be
 * worth its offset beside the document's. */
#define READ 8u
#define DOCUMENT_BYTES 6
#define DATA_BYTES 8
/* Places of the document that are compared, from the expected one on. */
#define TRIES (NB_MATCHES_MAX - 1)
/* The logarithm of the places in the table of the data. A larger one only finds
 * text that is further away, and so more expensive. */
#define DATA_LOG 17
/* The same of the document's tables, which have a place for each of its bytes
 * up to the second of these. */
#define DOCUMENT_LOG_LEAST 8
#define DOCUMENT_LOG_MOST 20

/*
 * Invariants: entries of tables are offsets plus 1, in the document or in the
 * data; 0 is none. `next` has for each place of the document the next one of
 * the same hash, so that a list rises. A list in `ahead` lacks places that lay
 * before `expected` when it was last used. Data before `known` is in `latest`.
 * All tables are owned; content and data are borrowed.
 */
struct nb_matcher {
	const uint8_t *content, *data;
	size_t content_len, len;
	/* The document, in the content, and its tables. */
	size_t document, document_len;
	size_t expected; /* offset in it after the match that was used last */
	uint32_t *first, *ahead, *next;
	int log; /* of the places in first and ahead */
	size_t first_cap, ahead_cap, next_cap;
	uint32_t *latest;
	size_t known;
};

/* The hash of the first `bytes` of 8 bytes at p, of `log` bits. */
static size_t hash(const uint8_t *p, int bytes, int log)
{
	uint64_t v = nb_le64(p) << (64 - 8 * bytes);

	return (size_t)(v * 0x9e3779b97f4a7c15u >> (64 - log));
}

/* How many bytes at a and b are the same, at most `most`. */
static size_t common(const uint8_t *a, const uint8_t *b, size_t most)
{
	size_t n = 0;

	while (n + READ <= most && nb_le64(a + n) == nb_le64(b + n))
		n += READ;
	while (n < most && a[n] == b[n])
		n++;
	return n;
}

enum nb_status nb_matcher_create(const struct nb_buf *content,
				 const struct nb_buf *data,
				 struct nb_matcher **matcher,
				 struct nb_error *err)
{
	struct nb_matcher *m = nb_alloc(1, sizeof(*m));

	*matcher = m;
	if (m)
		m->latest = nb_alloc((size_t)1 << DATA_LOG, sizeof(*m->latest));
	if (!m || !m->latest) {
		nb_matcher_free(m);
		*matcher = NULL;
		return nb_fail_mem(err);
	}
	m->content = content->data;
	m->content_len = content->len;
	m->data = data->data;
	m->len = data->len;
	return NB_OK;
}

void nb_matcher_free(struct nb_matcher *m)
{
	if (!m)
		return;
	free(m->first);
	free(m->ahead);
	free(m->next);
	free(m->latest);
	free(m);
}

/* Make a table hold `need` entries; what it had is lost. */
static enum nb_status reserve(uint32_t **table, size_t *cap, size_t need)
{
	if (need <= *cap)
		return NB_OK;
	free(*table);
	*cap = 0;
	*table = nb_alloc(need, sizeof(**table));
	if (!*table)
		return NB_NOMEM;
	*cap = need;
	return NB_OK;
}

/* Fill the tables of the document, from its end on, so that lists rise. */
static void list_places(struct nb_matcher *m)
{
	const uint8_t *text = m->content + m->document;
	size_t places = (size_t)1 << m->log, i;

	memset(m->first, 0, places * sizeof(*m->first));
	for (i = m->document_len < READ ? 0 : m->document_len - READ + 1;
	     i-- > 0;) {
		uint32_t *list =
			&m->first[hash(text + i, DOCUMENT_BYTES, m->log)];

		m->next[i] = *list;
		*list = (uint32_t)i + 1;
	}
	memcpy(m->ahead, m->first, places * sizeof(*m->first));
}

enum nb_status nb_matcher_document(struct nb_matcher *m, size_t start,
				   size_t len, struct nb_error *err)
{
	size_t places;

	m->document = start;
	m->document_len = len;
	m->expected = 0;
	if (!len)
		return NB_OK;
	m->log = DOCUMENT_LOG_LEAST;
	while (m->log < DOCUMENT_LOG_MOST && ((size_t)1 << m->log) < len)
		m->log++;
	places = (size_t)1 << m->log;
	if (reserve(&m->first, &m->first_cap, places) ||
	    reserve(&m->ahead, &m->ahead_cap, places) ||
	    reserve(&m->next, &m->next_cap, len))
		return nb_fail_mem(err);
	list_places(m);
	return NB_OK;
}

/* The first place in the document with this hash that is not before the
 * expected one, or, if there is none, the first of all; as in the tables. */
static uint32_t place_from(struct nb_matcher *m, size_t h)
{
	uint32_t p = m->ahead[h];

	while (p && p - 1 < m->expected)
		p = m->next[p - 1];
	m->ahead[h] = p;
	return p ? p : m->first[h];
}

/* Find matches in the document, each longer than the one before. */
static size_t find_in_document(struct nb_matcher *m, size_t at, size_t end,
			       struct nb_match *matches)
{
	const uint8_t *text = m->content + m->document, *here = m->data + at;
	size_t best = NB_MATCH_LEAST - 1, count = 0, tries = 0;
	uint32_t place;

	if (!m->document_len)
		return 0;
	place = place_from(m, hash(here, DOCUMENT_BYTES, m->log));
	for (; place && tries < TRIES; tries++, place = m->next[place - 1]) {
		size_t i = place - 1, most = m->document_len - i, length;

		most = most < end - at ? most : end - at;
		if (best >= most || text[i + best] != here[best])
			continue;
		length = common(text + i, here, most);
		if (length <= best)
			continue;
		best = length;
		matches[count++] = (struct nb_match){
			(uint32_t)(m->content_len - m->document - i + at),
			(uint32_t)length, true};
	}
	return count;
}

/* Find the latest place in the data, and note this one and all before it. */
static size_t find_in_data(struct nb_matcher *m, size_t at, size_t end,
			   struct nb_match *match)
{
	size_t length = 0;
	uint32_t place;

	for (; m->known < at; m->known++)
		m->latest[hash(m->data + m->known, DATA_BYTES, DATA_LOG)] =
			(uint32_t)m->known + 1;
	place = m->latest[hash(m->data + at, DATA_BYTES, DATA_LOG)];
	if (place)
		length = common(m->data + place - 1, m->data + at, end - at);
	if (length < NB_MATCH_LEAST)
		return 0;
	*match = (struct nb_match){(uint32_t)(at + 1 - place), (uint32_t)length,
				   false};
	return 1;
}

size_t nb_matcher_find(struct nb_matcher *m, size_t at, size_t end,
		       struct nb_match matches[NB_MATCHES_MAX])
{
	size_t count;

	if (m->len < READ || at > m->len - READ)
		return 0;
	count = find_in_document(m, at, end, matches);
	return count + find_in_data(m, at, end, matches + count);
}

void nb_matcher_use(struct nb_matcher *m, size_t at,
		    const struct nb_match *match)
{
	if (match->in_document)
		m->expected = m->content_len + at - match->offset -
			      m->document + match->length;
}
