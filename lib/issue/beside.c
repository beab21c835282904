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
 * context. `text` is the ALTO file: the offset of its ID, or 0. */
struct entry {
	const char *name;
	size_t index, text;
};

static int by_index(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);

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

/* Is it a file with a page, by its group or its name? */
static bool has_text(const struct nb_issue *issue,
		     const struct nb_issue_file *file)
{
	const char *path = string(issue, file->path);
	size_t n;

	if (!*path)
		path = string(issue, file->away);
	n = strlen(path);
	return file->alto || (n > 4 && strcasecmp(path + n - 4, ".xml") == 0);
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
		if (has_text(issue, &issue->files[i]))
			t->texts[t->text_count++] = (struct entry){
				string(issue, issue->files[i].id), i,
				issue->files[i].id};
	if (t->text_count)
		qsort(t->texts, t->text_count, sizeof(*t->texts), by_index);
	t->text_count = keep_first(t->texts, t->text_count);
}

/* List the first such file of each group, and then for each image that of the
 * first group with one. */
static void list_images(struct tables *t, const struct nb_beside *b,
			const struct nb_issue *issue)
{
	size_t i;

	for (i = 0; i < b->count; i++) {
		const char *file = string(issue, b->list[i].file);
		const struct entry *text = find(t->texts, t->text_count, file);

		if (text)
			t->groups[t->group_count++] = (struct entry){
				string(issue, b->list[i].group), i, text->text};
	}
	if (t->group_count)
		qsort(t->groups, t->group_count, sizeof(*t->groups), by_index);
	t->group_count = keep_first(t->groups, t->group_count);
	for (i = 0; i < b->count; i++) {
		const char *group = string(issue, b->list[i].group);
		const struct entry *g = find(t->groups, t->group_count, group);

		if (g)
			t->images[t->image_count++] = (struct entry){
				string(issue, b->list[i].file), i, g->text};
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
		list_images(&t, b, issue);
	}
	for (i = 0; !st && i < issue->ref_count; i++) {
		struct nb_issue_target *at = &issue->refs[i].at;
		const char *file = string(issue, at->file);
		const struct entry *image;

		if (!at->coords || find(t.texts, t.text_count, file))
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
