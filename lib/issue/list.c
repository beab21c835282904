/* SPDX-License-Identifier: Apache-2.0 */
/* The METS files of an ingest (list.h). */
#include "issue/list.h"
#include "issue/issue.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void nb_issues_free(struct nb_issues *found)
{
	nb_buf_free(&found->paths);
	free(found->list);
	free(found->pages);
	nb_issue_free(found->issue);
	free(found->numbers);
	free(found->numbered);
	memset(found, 0, sizeof(*found));
}

static const char *mets_path(const struct nb_issues *found, size_t mets)
{
	return (const char *)found->paths.data + found->list[mets].path;
}

const char *nb_issues_mets(const struct nb_issues *found)
{
	return mets_path(found, found->open);
}

/* ---- paths */

/*
 * Go over the characters of a path without what makes no difference: "./",
 * repeated slashes, and capitals, since METS files also come from systems that
 * do not tell them apart. Returns the next one, 0 at the end.
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
	return *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
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

/* What the path of a page begins with that is in the folder around that of the
 * METS file. */
#define UP "../"

/* The length of the folder around one, each with its slash at the end: 0 if
 * the path has none. */
static size_t around(const char *path, size_t folder)
{
	while (folder && path[folder - 1] == '/')
		folder--;
	while (folder && path[folder - 1] != '/')
		folder--;
	return folder;
}

enum nb_status nb_issues_path(const struct nb_issues *found, size_t file,
			      struct nb_buf *path, struct nb_error *err)
{
	const char *mets = nb_issues_mets(found), *slash = strrchr(mets, '/');
	const char *name = nb_issue_file(found->issue, file);
	size_t folder = slash ? (size_t)(slash - mets) + 1 : 0;

	path->len = 0;
	if (strncmp(name, UP, sizeof(UP) - 1) == 0) {
		name += sizeof(UP) - 1;
		folder = around(mets, folder);
	}
	if (*name && folder && nb_buf_add(path, mets, folder))
		return nb_fail_mem(err);
	return nb_buf_add(path, name, strlen(name) + 1) ? nb_fail_mem(err)
							: NB_OK;
}

/* ---- pages that are somewhere else */

/* Is there a file at FOLDER/NAME? `path` is room for its path. */
static enum nb_status is_there(const char *folder, size_t folder_len,
			       const char *name, struct nb_buf *path, bool *is,
			       struct nb_error *err)
{
	struct stat s;

	path->len = 0;
	if (nb_buf_add(path, folder, folder_len) ||
	    nb_buf_add(path, name, strlen(name) + 1))
		return nb_fail_mem(err);
	*is = stat((const char *)path->data, &s) == 0 && S_ISREG(s.st_mode);
	return NB_OK;
}

/*
 * Look for a page in a folder: at the whole path that the METS file has, and at
 * each end of it. *found is that end, or NULL.
 */
static enum nb_status look_in(const char *folder, size_t folder_len,
			      const char *tail, const char **found,
			      struct nb_error *err)
{
	struct nb_buf path = {0};
	enum nb_status st = NB_OK;
	bool is = false;

	for (*found = tail; !st && *tail; tail += *tail == '/') {
		*found = tail;
		st = is_there(folder, folder_len, tail, &path, &is, err);
		if (is)
			break;
		tail += strcspn(tail, "/");
	}
	if (!is)
		*found = NULL;
	nb_buf_free(&path);
	return st;
}

/* Look for the pages of the issue in hand that are not where it says. */
static enum nb_status look_for_pages(struct nb_issues *found,
				     struct nb_error *err)
{
	const char *mets = nb_issues_mets(found), *slash = strrchr(mets, '/');
	size_t folder = slash ? (size_t)(slash - mets) + 1 : 0, i;
	struct nb_buf path = {0};
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < nb_issue_files(found->issue); i++) {
		const char *tail = nb_issue_away(found->issue, i), *end;
		bool up = false;

		if (!*tail)
			continue;
		st = look_in(mets, folder, tail, &end, err);
		if (!st && !end && found->list[found->open].beside) {
			up = true;
			st = look_in(mets, around(mets, folder), tail, &end,
				     err);
		}
		path.len = 0;
		if (!st && end &&
		    (nb_buf_puts(&path, up ? UP : "") ||
		     nb_buf_add(&path, end, strlen(end) + 1)))
			st = nb_fail_mem(err);
		if (!st && end)
			st = nb_issue_move(found->issue, i,
					   (const char *)path.data, err);
	}
	nb_buf_free(&path);
	return st;
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
	if (!st)
		st = look_for_pages(found, err);
	if (st)
		return st;
	found->numbered = nb_alloc(nb_issue_files(found->issue), sizeof(bool));
	return found->numbered ? NB_OK : nb_fail_mem(err);
}

enum nb_status nb_issues_take(struct nb_issues *found, struct nb_issue **issue,
			      struct nb_error *err)
{
	nb_issue_free(found->issue);
	free(found->numbered);
	found->issue = *issue;
	found->number_count = 0;
	found->open = SIZE_MAX;
	*issue = NULL;
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

/* Is the folder of the METS file in a folder of `top`? */
static bool is_one_of(const char *path, const char *top)
{
	const char *slash = strrchr(path, '/');
	size_t n = strlen(top);

	while (n && top[n - 1] == '/')
		n--;
	return slash && strncmp(path, top, n) == 0 && path[n] == '/' &&
	       around(path, (size_t)(slash - path) + 1) > n;
}

enum nb_status nb_issues_add(struct nb_issues *found, const char *path,
			     const char *top, struct nb_error *err)
{
	struct nb_issues_mets *grown =
		nb_grow(found->list, &found->list_cap, found->count + 1,
			sizeof(*grown));
	enum nb_status st;

	if (!grown)
		return nb_fail_mem(err);
	found->list = grown;
	grown[found->count] = (struct nb_issues_mets){
		found->paths.len, top && is_one_of(path, top)};
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
