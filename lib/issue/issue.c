/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The items of an issue (issue.h).
 *
 * An item is a division whose type is that of one, or of a type that is not
 * known and with no such division inside. What stands in a container directly,
 * such as the masthead or the heading of a section, is a notice. An item inside
 * of another one is an item of its own, except for a picture in an article.
 */
#include "issue/href.h"
#include "issue/issue.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

void nb_issue_free(struct nb_issue *issue)
{
	if (!issue)
		return;
	nb_buf_free(&issue->strings);
	free(issue->files);
	free(issue->divs);
	free(issue->refs);
	free(issue->pages);
	free(issue->first_refs);
	free(issue->parts);
	free(issue);
}

static const char *string(const struct nb_issue *issue, size_t offset)
{
	return (const char *)issue->strings.data + offset;
}

/* ---- adding */

enum nb_status nb_issue_string(struct nb_issue *issue, const char *s,
			       size_t len, size_t *offset, struct nb_error *err)
{
	if (!issue->strings.len && nb_buf_add(&issue->strings, "", 1))
		return nb_fail_mem(err);
	*offset = len ? issue->strings.len : 0;
	if (len && (nb_buf_add(&issue->strings, s, len) ||
		    nb_buf_add(&issue->strings, "", 1)))
		return nb_fail_mem(err);
	return NB_OK;
}

/* Refuse a file with more of something than the limit. */
static enum nb_status check_count(size_t count, struct nb_error *err)
{
	if (count < NB_METS_PARTS_MAX)
		return NB_OK;
	return nb_fail(err, NB_LIMIT,
		       "it has more than %zu files, divisions or blocks",
		       NB_METS_PARTS_MAX);
}

enum nb_status nb_issue_add_file(struct nb_issue *issue, const char *id,
				 const char *href, bool alto,
				 struct nb_error *err)
{
	struct nb_issue_file file = {.alto = alto, .page = SIZE_MAX};
	struct nb_issue_file *grown;
	char *path = malloc(strlen(href) + 2);
	enum nb_status st =
		path ? check_count(issue->file_count, err) : nb_fail_mem(err);

	if (!st) {
		nb_issue_path(href, path);
		st = nb_issue_string(issue, id, strlen(id), &file.id, err);
	}
	if (!st)
		st = nb_issue_string(issue, path, strlen(path), &file.path,
				     err);
	if (!st && !*path) {
		nb_issue_tail(href, path);
		st = nb_issue_string(issue, path, strlen(path), &file.away,
				     err);
	}
	free(path);
	if (st)
		return st;
	grown = nb_grow(issue->files, &issue->file_cap, issue->file_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	issue->files = grown;
	grown[issue->file_count++] = file;
	return NB_OK;
}

enum nb_status nb_issue_add_div(struct nb_issue *issue, size_t parent,
				const char *type, size_t order,
				struct nb_error *err)
{
	struct nb_issue_div div = {.parent = parent, .order = order};
	struct nb_issue_div *grown;
	struct nb_type found;
	enum nb_status st = check_count(issue->div_count, err);

	if (st)
		return st;
	div.known = nb_type_find(type, strlen(type), &found);
	div.class = found.class;
	div.kind = found.kind;
	div.said = found.said;
	grown = nb_grow(issue->divs, &issue->div_cap, issue->div_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	issue->divs = grown;
	grown[issue->div_count++] = div;
	return NB_OK;
}

enum nb_status nb_issue_target(struct nb_issue *issue,
			       const struct nb_issue_area *area,
			       struct nb_issue_target *target,
			       struct nb_error *err)
{
	const char *const from[] = {area->file, area->begin, area->end,
				    area->coords};
	size_t *const to[] = {&target->file, &target->begin, &target->end,
			      &target->coords};
	enum nb_status st = NB_OK;
	size_t i;

	*target = (struct nb_issue_target){.file = 0};
	for (i = 0; !st && i < sizeof(from) / sizeof(from[0]); i++)
		if (from[i])
			st = nb_issue_string(issue, from[i], strlen(from[i]),
					     to[i], err);
	return st;
}

enum nb_status nb_issue_add_ref(struct nb_issue *issue, size_t div,
				const struct nb_issue_target *at,
				struct nb_error *err)
{
	struct nb_issue_ref ref = {
		.at = *at, .div = div, .place = issue->ref_count};
	struct nb_issue_ref *grown;
	enum nb_status st = check_count(issue->ref_count, err);

	if (st)
		return st;
	if (at->end &&
	    strcmp(string(issue, at->begin), string(issue, at->end)) == 0)
		ref.at.end = 0;
	grown = nb_grow(issue->refs, &issue->ref_cap, issue->ref_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	issue->refs = grown;
	grown[issue->ref_count++] = ref;
	return NB_OK;
}

/* ---- items */

/*
 * Is the division a part of the item around it? What has no items inside is,
 * and so is a type that is not known, and a picture.
 */
static bool is_part(const struct nb_issue_div *d)
{
	return d->class == NB_DIV_PART || !d->known ||
	       (d->class == NB_DIV_ITEM && d->kind == NB_SAID_PHOTO) ||
	       (d->class == NB_DIV_CONTAINER && !d->has_items);
}

/* Find out which division is or belongs to which item. */
static void find_items(struct nb_issue *issue)
{
	size_t i;

	for (i = issue->div_count; i-- > 0;) {
		const struct nb_issue_div *d = &issue->divs[i];

		if (d->parent && (d->has_items || (d->class == NB_DIV_ITEM &&
						   d->kind != NB_SAID_PHOTO)))
			issue->divs[d->parent - 1].has_items = true;
	}
	for (i = 0; i < issue->div_count; i++)
		if (issue->divs[i].class == NB_DIV_UNKNOWN)
			issue->divs[i].class = issue->divs[i].has_items
						       ? NB_DIV_CONTAINER
						       : NB_DIV_ITEM;
	for (i = 0; i < issue->div_count; i++) {
		struct nb_issue_div *d = &issue->divs[i];
		const struct nb_issue_div *above =
			d->parent ? &issue->divs[d->parent - 1] : NULL;
		/* In a container, parts share an item of the container. */
		bool inside = above && (above->class != NB_DIV_CONTAINER ||
					d->class == NB_DIV_PART);

		if (inside && is_part(d)) {
			d->item = above->item;
			d->kind = above->kind;
		} else {
			d->item = ++issue->items;
			if (d->class != NB_DIV_ITEM)
				d->kind = NB_SAID_NOTICE;
		}
	}
}

/* What a reference is said to be: what the innermost division says, where a
 * head, say, goes before the paragraph that it consists of. */
static enum nb_said said_of(const struct nb_issue *issue, size_t div)
{
	uint32_t item = issue->divs[div].item;
	enum nb_said said = NB_SAID_NOTHING;

	for (div++; div && issue->divs[div - 1].item == item;
	     div = issue->divs[div - 1].parent) {
		enum nb_said own = issue->divs[div - 1].said;

		if (own && own != NB_SAID_BODY && own != NB_SAID_PARAGRAPH)
			return own;
		if (!said || own == NB_SAID_PARAGRAPH)
			said = own ? own : said;
	}
	return said;
}

/* ---- pages */

/* For qsort(3), which passes no context: an ID and the index of its file. */
struct named {
	const char *id;
	size_t index;
};

static int by_id(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* The index of the file with the ID, or SIZE_MAX. */
static size_t file_of(const struct named *list, size_t n, const char *id)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(list[mid].id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && strcmp(list[low].id, id) == 0 ? list[low].index
							: SIZE_MAX;
}

/* Replace the IDs of files in the references by indexes; drop the others. */
static enum nb_status resolve_files(struct nb_issue *issue,
				    struct nb_error *err)
{
	struct named *list = nb_alloc(issue->file_count, sizeof(*list));
	size_t i, kept = 0;

	if (!list)
		return nb_fail_mem(err);
	for (i = 0; i < issue->file_count; i++)
		list[i] = (struct named){string(issue, issue->files[i].id), i};
	qsort(list, issue->file_count, sizeof(*list), by_id);
	for (i = 0; i < issue->ref_count; i++) {
		struct nb_issue_ref ref = issue->refs[i];

		ref.at.file = file_of(list, issue->file_count,
				      string(issue, ref.at.file));
		if (ref.at.file == SIZE_MAX)
			continue;
		ref.item = issue->divs[ref.div].item;
		ref.kind = issue->divs[ref.div].kind;
		ref.said = said_of(issue, ref.div);
		issue->files[ref.at.file].alto = true;
		issue->refs[kept++] = ref;
	}
	issue->ref_count = kept;
	free(list);
	return NB_OK;
}

static int by_file(const void *a, const void *b)
{
	const struct nb_issue_ref *x = a, *y = b;

	if (x->at.file != y->at.file)
		return x->at.file < y->at.file ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

static int by_item(const void *a, const void *b)
{
	const struct nb_issue_part *x = a, *y = b;

	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* Number the files that have pages. */
static void number_pages(struct nb_issue *issue)
{
	size_t i;

	for (i = 0; i < issue->file_count; i++) {
		if (!issue->files[i].alto)
			continue;
		issue->files[i].page = issue->page_count;
		issue->pages[issue->page_count++] = i;
	}
	for (i = 0; i < issue->ref_count; i++)
		issue->refs[i].at.file =
			issue->files[issue->refs[i].at.file].page;
}

/* List which items are on which pages, each page once for an item in a row. */
static void list_parts(struct nb_issue *issue)
{
	size_t i, kept = 0;

	for (i = 0; i < issue->ref_count; i++)
		issue->parts[i] = (struct nb_issue_part){issue->refs[i].item,
							 issue->refs[i].at.file,
							 issue->refs[i].place};
	if (issue->ref_count)
		qsort(issue->parts, issue->ref_count, sizeof(*issue->parts),
		      by_item);
	for (i = 0; i < issue->ref_count; i++) {
		const struct nb_issue_part *p = &issue->parts[i];

		if (kept && issue->parts[kept - 1].item == p->item &&
		    issue->parts[kept - 1].page == p->page)
			continue;
		issue->parts[kept++] = *p;
	}
	issue->part_count = kept;
}

/* Sort the references by page, and note where those of each begin. */
static void sort_references(struct nb_issue *issue)
{
	size_t page, at = 0;

	if (issue->ref_count)
		qsort(issue->refs, issue->ref_count, sizeof(*issue->refs),
		      by_file);
	for (page = 0; page <= issue->page_count; page++) {
		while (at < issue->ref_count && issue->refs[at].at.file < page)
			at++;
		issue->first_refs[page] = at;
	}
}

enum nb_status nb_issue_settle(struct nb_issue *issue, struct nb_error *err)
{
	enum nb_status st;

	find_items(issue);
	st = resolve_files(issue, err);
	if (st)
		return st;
	issue->pages = nb_alloc(issue->file_count, sizeof(*issue->pages));
	issue->first_refs = nb_alloc((uint64_t)issue->file_count + 1,
				     sizeof(*issue->first_refs));
	issue->parts = nb_alloc(issue->ref_count, sizeof(*issue->parts));
	if (!issue->pages || !issue->first_refs || !issue->parts)
		return nb_fail_mem(err);
	number_pages(issue);
	list_parts(issue);
	sort_references(issue);
	return NB_OK;
}

/* ---- reading */

size_t nb_issue_files(const struct nb_issue *issue)
{
	return issue->page_count;
}

const char *nb_issue_file(const struct nb_issue *issue, size_t file)
{
	return string(issue, issue->files[issue->pages[file]].path);
}

const char *nb_issue_away(const struct nb_issue *issue, size_t file)
{
	return string(issue, issue->files[issue->pages[file]].away);
}

enum nb_status nb_issue_move(struct nb_issue *issue, size_t file,
			     const char *path, struct nb_error *err)
{
	struct nb_issue_file *f = &issue->files[issue->pages[file]];

	return nb_issue_string(issue, path, strlen(path), &f->path, err);
}

size_t nb_issue_blocks(const struct nb_issue *issue, size_t file)
{
	return issue->first_refs[file + 1] - issue->first_refs[file];
}

size_t nb_issue_part(const struct nb_issue *issue, uint32_t item, size_t file,
		     int step)
{
	const struct nb_issue_part *p = issue->parts;
	size_t low = 0, high = issue->part_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (p[mid].item < item)
			low = mid + 1;
		else
			high = mid;
	}
	while (low < issue->part_count && p[low].item == item &&
	       p[low].page != file)
		low++;
	if (low == issue->part_count || p[low].item != item)
		return SIZE_MAX;
	if (step > 0 && low + 1 < issue->part_count && p[low + 1].item == item)
		return p[low + 1].page;
	if (step < 0 && low > 0 && p[low - 1].item == item)
		return p[low - 1].page;
	return SIZE_MAX;
}
