/* SPDX-License-Identifier: Apache-2.0 */
/* The ALTO file of the page that an image is of (beside.h). */
#include "issue/beside.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void nb_beside_free(struct nb_beside *beside)
{
	free(beside->list);
	memset(beside, 0, sizeof(*beside));
}

enum nb_status nb_beside_add(struct nb_beside *b, struct nb_issue *issue,
			     const char *group, const char *file,
			     struct nb_error *err)
{
	struct nb_beside_file *grown =
		nb_grow(b->list, &b->cap, b->count + 1, sizeof(*grown));
	struct nb_beside_file new = {0, 0};
	enum nb_status st = NB_OK;

	if (!grown)
		return nb_fail_mem(err);
	b->list = grown;
	if (b->count >= NB_METS_PARTS_MAX)
		st = nb_fail(err, NB_LIMIT,
			     "the METS file has more than %zu files of pages",
			     NB_METS_PARTS_MAX);
	if (!st)
		st = nb_issue_string(issue, group, strlen(group), &new.group,
				     err);
	if (!st)
		st = nb_issue_string(issue, file, strlen(file), &new.file, err);
	if (!st)
		grown[b->count++] = new;
	return st;
}

/* ---- names */

/* A name, and what it stands for; for qsort(3) and bsearch(3), which pass no
 * context. `text` is the ALTO file: the offset of its ID, or 0. `signs` is
 * signs_of() that file in the list of groups, and 0 in the others. */
struct entry {
	const char *name;
	size_t index, text;
	unsigned signs;
};

/* By name; then the likeliest ALTO file first; then in the order of the METS
 * file. */
static int by_index(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (!order && x->signs != y->signs)
		return x->signs > y->signs ? -1 : 1;
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Keep of the entries with one name, which are sorted, the first. */
static size_t keep_first(struct entry *list, size_t n)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++)
		if (!kept || strcmp(list[kept - 1].name, list[i].name) != 0)
			list[kept++] = list[i];
	return kept;
}

/*
 * Keep of the groups, which are sorted, those with one ALTO file. A group with
 * several is of more than a page, often of the whole issue, and does not say
 * which of them is that of an image.
 */
static size_t keep_single(struct entry *list, size_t n)
{
	size_t kept = 0, from, to;

	for (from = 0; from < n; from = to) {
		bool single = true;

		for (to = from + 1;
		     to < n && strcmp(list[to].name, list[from].name) == 0;
		     to++)
			single &= list[to].signs < list[from].signs ||
				  list[to].text == list[from].text;
		if (single)
			list[kept++] = list[from];
	}
	return kept;
}

static const struct entry *find(const struct entry *list, size_t n,
				const char *name)
{
	const struct entry key = {.name = name};

	return n ? bsearch(&key, list, n, sizeof(key), by_name) : NULL;
}

/* ---- files */

static const char *string(const struct nb_issue *issue, size_t offset)
{
	return (const char *)issue->strings.data + offset;
}

/* What speaks for a file with a page: its group, its name, or 3: both; 0:
 * nothing. Technical metadata of an image (MIX) are XML files, too. */
static unsigned signs_of(const struct nb_issue *issue,
			 const struct nb_issue_file *file)
{
	bool xml;
	const char *path = string(issue, file->path);
	size_t n;

	if (!*path)
		path = string(issue, file->away);
	n = strlen(path);
	xml = n > 4 && strcasecmp(path + n - 4, ".xml") == 0;
	return (file->alto ? 2u : 0u) + (xml ? 1u : 0u);
}

/* All lists of a resolution, each with its names once. Owned. */
struct tables {
	struct entry *texts, *groups, *images;
	size_t text_count, group_count, image_count;
};

/* List the files that have pages. */
static void list_texts(struct tables *t, const struct nb_issue *issue)
{
	size_t i;

	for (i = 0; i < issue->file_count; i++)
		if (signs_of(issue, &issue->files[i]))
			t->texts[t->text_count++] = (struct entry){
				string(issue, issue->files[i].id), i,
				issue->files[i].id, 0};
	if (t->text_count)
		qsort(t->texts, t->text_count, sizeof(*t->texts), by_index);
	t->text_count = keep_first(t->texts, t->text_count);
}

/* List the groups with one such file. */
static void list_groups(struct tables *t, const struct nb_beside *b,
			const struct nb_issue *issue)
{
	size_t i;

	for (i = 0; i < b->count; i++) {
		const char *file = string(issue, b->list[i].file);
		const struct entry *text = find(t->texts, t->text_count, file);

		if (text)
			t->groups[t->group_count++] = (struct entry){
				string(issue, b->list[i].group), i, text->text,
				signs_of(issue, &issue->files[text->index])};
	}
	if (t->group_count)
		qsort(t->groups, t->group_count, sizeof(*t->groups), by_index);
	t->group_count = keep_single(t->groups, t->group_count);
}

/* List for each image the file of the first such group that it is in. */
static void list_images(struct tables *t, const struct nb_beside *b,
			const struct nb_issue *issue)
{
	size_t i;

	for (i = 0; i < b->count; i++) {
		const char *group = string(issue, b->list[i].group);
		const struct entry *g = find(t->groups, t->group_count, group);

		if (g)
			t->images[t->image_count++] = (struct entry){
				string(issue, b->list[i].file), i, g->text, 0};
	}
	if (t->image_count)
		qsort(t->images, t->image_count, sizeof(*t->images), by_index);
	t->image_count = keep_first(t->images, t->image_count);
}

enum nb_status nb_beside_resolve(struct nb_beside *b, struct nb_issue *issue,
				 struct nb_error *err)
{
	struct tables t = {
		.texts = nb_alloc(issue->file_count, sizeof(*t.texts)),
		.groups = nb_alloc(b->count, sizeof(*t.groups)),
		.images = nb_alloc(b->count, sizeof(*t.images))};
	enum nb_status st = NB_OK;
	size_t i;

	if (!t.texts || !t.groups || !t.images) {
		st = nb_fail_mem(err);
	} else {
		list_texts(&t, issue);
		list_groups(&t, b, issue);
		list_images(&t, b, issue);
	}
	for (i = 0; !st && i < issue->ref_count; i++) {
		struct nb_issue_target *at = &issue->refs[i].at;
		const char *file = string(issue, at->file);
		const struct entry *image;

		if (!at->coords || at->pixels ||
		    find(t.texts, t.text_count, file))
			continue;
		image = find(t.images, t.image_count, file);
		at->file = image ? image->text : 0;
		at->pixels = true;
	}
	free(t.texts);
	free(t.groups);
	free(t.images);
	return st;
}
