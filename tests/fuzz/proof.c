/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a proof, and after eight zero bytes the text of its article; and
 * as the text of a query. What a proof says must lie inside it.
 */
#include <stdlib.h>
#include <string.h>

#include <nbarc/proof.h>
#include <nbarc/query.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where the article begins; `size` if there is none. */
static size_t article_at(const uint8_t *data, size_t size)
{
	static const uint8_t zeros[8];
	size_t i;

	for (i = 0; i + sizeof(zeros) <= size; i++)
		if (memcmp(data + i, zeros, sizeof(zeros)) == 0)
			return i;
	return size;
}

/* A text is a query for one thing only if it is a query. */
static void parse_query(const uint8_t *data, size_t size)
{
	char text[NB_ITEM_ID_MAX + 16];
	size_t len = size < sizeof(text) - 1 ? size : sizeof(text) - 1;
	struct nb_query any, one;

	if (len)
		memcpy(text, data, len);
	text[len] = '\0';
	if (nb_query_parse_single(text, &one, NULL) == NB_OK &&
	    (nb_query_parse(text, &any, NULL) != NB_OK ||
	     strcmp(any.text, one.text) != 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t at = article_at(data, size);
	const void *article = at < size ? data + at + 8 : NULL;
	struct nb_consistency grown;
	struct nb_proof proof;
	struct nb_error err;

	(void)!nb_proof_check(data, at, NULL, 0, &proof, &err);
	if (article)
		(void)!nb_proof_check(data, at, article, size - at - 8, &proof,
				      &err);
	if (nb_consistency_check(data, at, &grown, &err) == NB_OK &&
	    !nb_is_consistency(data, at))
		abort();
	parse_query(data, size);
	return 0;
}
