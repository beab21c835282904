/* SPDX-License-Identifier: Apache-2.0 */
/* The METS files of an ingest (list.h). */
#include "issue/list.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

void nb_issues_free(struct nb_issues *found)
{
	nb_buf_free(&found->paths);
	free(found->offsets);
	free(found->pages);
	nb_issue_free(found->issue);
	free(found->numbers);
	free(found->numbered);
	memset(found, 0, sizeof(*found));
}

static const char *mets_path(const struct nb_issues *found, size_t mets)
{
	return (const char *)found->paths.data + found->offsets[mets];
}

const char *nb_issues_mets(const struct nb_issues *found)
{
	return mets_path(found, found->open);
}

/* ---- paths */

/*
 * Go over the characters of a path without those that make no difference: "./"
 * and repeated slashes. Returns the next one, 0 at the end.
 */
static char next_character(const char **path, char before)
{
	const char *p = *path;

	while ((before == '/' || before == '\0') && p[0] == '.' && p[1] == '/')
		for (p++; *p == '/'; p++)
			;
	while (before == '/' && *p == '/')
		p++;
	*path = *p ? p + 1 : p;
	return *p;
}

/* FNV-1a of a path. Equal hashes are looked at more closely. */
static uint64_t hash_of(const char *path)
{
	uint64_t h = 0xcbf29ce484222325u;
	char c = '\0';

	while ((c = next_character(&path, c)) != '\0')
		h = (h ^ (uint8_t)c) * 0x100000001b3u;
	return h;
}

static bool same_path(const char *a, const char *b)
{
	char x = '\0', y = '\0';

	do {
		x = next_character(&a, x);
		y = next_character(&b, y);
	} while (x == y && x);
	return x == y;
}

enum nb_status nb_issues_path(const struct nb_issues *found, size_t file,
			      struct nb_buf *path, struct nb_error *err)
{
	const char *mets = nb_issues_mets(found), *slash = strrchr(mets, '/');
	const char *name = nb_issue_file(found->issue, file);
	size_t folder = slash ? (size_t)(slash - mets) + 1 : 0;

	path->len = 0;
	if (*name && folder && nb_buf_add(path, mets, folder))
		return nb_fail_mem(err);
	return nb_buf_add(path, name, strlen(name) + 1) ? nb_fail_mem(err)
							: NB_OK;
}

/* ---- issues */

/* Take the issue of a METS file in hand. */
static enum nb_status open_issue(struct nb_issues *found, size_t mets,
				 struct nb_error *err)
{
	struct nb_buf bytes = {0};
	const char *path = mets_path(found, mets);
	enum nb_status st;

	if (found->issue && found->open == mets)
		return NB_OK;
	nb_issue_free(found->issue);
	free(found->numbered);
	found->issue = NULL;
	found->numbered = NULL;
	found->number_count = 0;
	found->open = mets;
	st = nb_file_read(path, NB_METS_MAX, &bytes, err);
	if (!st)
		st = found->reader(bytes.data, bytes.len, &found->issue, err);
	if (st)
		nb_error_file(err, path);
	nb_buf_free(&bytes);
	if (st)
		return st;
	found->numbered = nb_alloc(nb_issue_files(found->issue), sizeof(bool));
	return found->numbered ? NB_OK : nb_fail_mem(err);
}

/* Note the pages of the issue in hand. */
static enum nb_status note_pages(struct nb_issues *found, struct nb_error *err)
{
	size_t n = nb_issue_files(found->issue), i;
	struct nb_issues_page *grown =
		nb_grow(found->pages, &found->page_cap,
			found->page_count + n + 1, sizeof(*grown));
	struct nb_buf path = {0};
	enum nb_status st = NB_OK;

	if (!grown)
		return nb_fail_mem(err);
	found->pages = grown;
	for (i = 0; !st && i < n; i++) {
		st = nb_issues_path(found, i, &path, err);
		if (!st && path.len > 1)
			grown[found->page_count++] = (struct nb_issues_page){
				hash_of((const char *)path.data),
				(uint32_t)found->open, (uint32_t)i};
	}
	nb_buf_free(&path);
	return st;
}

enum nb_status nb_issues_add(struct nb_issues *found, const char *path,
			     struct nb_error *err)
{
	size_t *grown = nb_grow(found->offsets, &found->offset_cap,
				found->count + 1, sizeof(*grown));
	enum nb_status st;

	if (!grown)
		return nb_fail_mem(err);
	found->offsets = grown;
	grown[found->count] = found->paths.len;
	if (nb_buf_add(&found->paths, path, strlen(path) + 1))
		return nb_fail_mem(err);
	found->sorted = false;
	st = open_issue(found, found->count++, err);
	return st ? st : note_pages(found, err);
}

/* By hash. Two METS files of a page are in the order in which they were found.
 */
static int by_hash(const void *a, const void *b)
{
	const struct nb_issues_page *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->mets != y->mets)
		return x->mets < y->mets ? -1 : 1;
	return (x->file > y->file) - (x->file < y->file);
}

/* The index of the first page with the hash, or where it would be. */
static size_t first_page(const struct nb_issues *found, uint64_t hash)
{
	size_t low = 0, high = found->page_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (found->pages[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

enum nb_status nb_issues_find(struct nb_issues *found, const char *path,
			      size_t *file, struct nb_error *err)
{
	uint64_t hash = hash_of(path);
	struct nb_buf named = {0};
	enum nb_status st = NB_OK;
	size_t i, best = SIZE_MAX;

	*file = SIZE_MAX;
	if (!found->sorted && found->page_count)
		qsort(found->pages, found->page_count, sizeof(*found->pages),
		      by_hash);
	found->sorted = true;
	/* Of several METS files the one with the least path counts: the order
	 * in which they were found is that of the directory. */
	for (i = first_page(found, hash);
	     i < found->page_count && found->pages[i].hash == hash; i++)
		if (best == SIZE_MAX ||
		    strcmp(mets_path(found, found->pages[i].mets),
			   mets_path(found, found->pages[best].mets)) < 0)
			best = i;
	if (best == SIZE_MAX)
		return NB_OK;
	st = open_issue(found, found->pages[best].mets, err);
	if (!st && found->pages[best].file < nb_issue_files(found->issue)) {
		st = nb_issues_path(found, found->pages[best].file, &named,
				    err);
		if (!st && same_path(path, (const char *)named.data))
			*file = found->pages[best].file;
	}
	nb_buf_free(&named);
	return st;
}

/* ---- numbers */

enum nb_status nb_issues_note(struct nb_issues *found, size_t file,
			      uint32_t item, unsigned number,
			      struct nb_error *err)
{
	struct nb_issues_number *grown =
		nb_grow(found->numbers, &found->number_cap,
			found->number_count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	found->numbers = grown;
	found->numbers_sorted = false;
	grown[found->number_count++] =
		(struct nb_issues_number){file, item, number};
	return NB_OK;
}

/* By file, then by item. */
static int by_item(const void *a, const void *b)
{
	const struct nb_issues_number *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return (x->item > y->item) - (x->item < y->item);
}

unsigned nb_issues_number(struct nb_issues *found, size_t file, uint32_t item)
{
	struct nb_issues_number key = {file, item, 0};
	const struct nb_issues_number *number;

	if (found->number_count == 0)
		return 0;
	if (!found->numbers_sorted)
		qsort(found->numbers, found->number_count,
		      sizeof(*found->numbers), by_item);
	found->numbers_sorted = true;
	number = bsearch(&key, found->numbers, found->number_count, sizeof(key),
			 by_item);
	return number ? number->number : 0;
}
