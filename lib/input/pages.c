/* SPDX-License-Identifier: Apache-2.0 */
/* Files of several pages, and identifiers that are taken (pages.h). */
#include "input/pages.h"
#include "base/error.h"

#include <nbarc/newspaper.h>

#include <stdio.h>
#include <string.h>

enum nb_status nb_file_page_id(const char *first, size_t index,
			       char id[NB_ID_MAX], struct nb_error *err)
{
	struct nb_newspaper_id parts;
	size_t len = strlen(first), digits = 0, at;
	unsigned long number = 0, least = 1;

	(void)snprintf(id, NB_ID_MAX, "%s", first);
	if (index == 0)
		return NB_OK;
	if (!nb_newspaper_parse(first, len, &parts) || !parts.page[0])
		return nb_fail(err, NB_INVALID,
			       "page %zu of the file cannot be numbered after "
			       "%s",
			       index + 1, first);
	while (digits < len && first[len - digits - 1] >= '0' &&
	       first[len - digits - 1] <= '9')
		digits++;
	for (at = len - digits; at < len; at++) {
		number = number * 10 + (unsigned long)(first[at] - '0');
		least *= 10;
	}
	number += index;
	if (number >= least)
		return nb_fail(err, NB_INVALID,
			       "page %zu of the file would be page %lu, which "
			       "has more than %zu digits",
			       index + 1, number, digits);
	(void)snprintf(id + len - digits, NB_ID_MAX - (len - digits), "%0*lu",
		       (int)digits, number);
	return NB_OK;
}

/* The entry after the one at offset `at` of the list. */
static size_t next_entry(const struct nb_taken *t, size_t at)
{
	const char *p = (const char *)t->list.data;

	at += strlen(p + at) + 1;
	return at + strlen(p + at) + 1;
}

const char *nb_taken_find(const struct nb_taken *t, const char *id)
{
	const char *p = (const char *)t->list.data;
	size_t at;

	for (at = 0; at < t->list.len; at = next_entry(t, at))
		if (strcmp(p + at, id) == 0)
			return p + at + strlen(id) + 1;
	return NULL;
}

void nb_taken_forget(struct nb_taken *t, const char *id)
{
	size_t at, next, kept = 0;

	for (at = 0; at < t->list.len; at = next) {
		char *p = (char *)t->list.data;

		next = next_entry(t, at);
		if (strcmp(p + at, id) < 0)
			continue;
		memmove(p + kept, p + at, next - at);
		kept += next - at;
	}
	t->list.len = kept;
}

enum nb_status nb_taken_add(struct nb_taken *t, const char *id,
			    const char *path, struct nb_error *err)
{
	return nb_buf_add(&t->list, id, strlen(id) + 1) ||
			       nb_buf_add(&t->list, path, strlen(path) + 1)
		       ? nb_fail_mem(err)
		       : NB_OK;
}
