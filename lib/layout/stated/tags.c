/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tags of ALTO files (tags.h).
 *
 * Programs use tags in two ways: one for each article, or one for all blocks of
 * a sort. Several tags of one kind, or one with a name of its own, are taken
 * for the first; a single tag that just says "article" must show that it is one
 * (articles.h), and a single one that says "advertisement" makes an item of
 * each block.
 */
#include "layout/stated/tags.h"
#include "base/alloc.h"
#include "base/error.h"
#include "layout/lines/doubts.h"

#include <stdlib.h>
#include <string.h>

#define SPACES " \t\r\n"

void nb_tags_free(struct nb_tags *tags)
{
	nb_buf_free(&tags->ids);
	free(tags->list);
	memset(tags, 0, sizeof(*tags));
}

static const char *id_of(const struct nb_tags *tags, const struct nb_tag *tag)
{
	return (const char *)tags->ids.data + tag->id;
}

/* May the element be a tag that says what a part is? Others name persons,
 * places or who made the text. */
static bool says_part(const char *name)
{
	return strcmp(name, "LayoutTag") == 0 ||
	       strcmp(name, "StructureTag") == 0 ||
	       strcmp(name, "OtherTag") == 0;
}

/* Read what a tag is. A part that its LABEL names is more than the item that
 * its TYPE says it is of. */
static void read_tag(const struct nb_element *e, struct nb_tag *tag)
{
	const char *type = nb_element_get(e, "TYPE");
	const char *label = nb_element_get(e, "LABEL");
	struct nb_type by_type = {.class = NB_DIV_UNKNOWN}, by_label = by_type;

	if (!says_part(e->name))
		return;
	if (type)
		(void)nb_type_find(type, strlen(type), &by_type);
	if (label)
		(void)nb_type_find(label, strlen(label), &by_label);
	tag->marked = label && *label && by_label.class == NB_DIV_UNKNOWN;
	tag->type = by_type.class < NB_DIV_ITEM || by_label.class == NB_DIV_PART
			    ? by_label
			    : by_type;
}

enum nb_status nb_tags_start(struct nb_tags *tags, const struct nb_element *e,
			     struct nb_error *err)
{
	struct nb_tag tag = {.id = tags->ids.len}, *grown;
	const char *id;

	if (!tags->inside) {
		tags->inside = !tags->sorted && strcmp(e->name, "Tags") == 0;
		return NB_OK;
	}
	id = nb_element_get(e, "ID");
	if (tags->sorted || !id || !*id)
		return NB_OK;
	read_tag(e, &tag);
	grown = nb_grow(tags->list, &tags->cap, tags->count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	tags->list = grown;
	grown[tags->count++] = tag;
	if (tag.type.class == NB_DIV_ITEM)
		tags->items[tag.type.kind]++;
	return nb_buf_add(&tags->ids, id, strlen(id) + 1) ? nb_fail_mem(err)
							  : NB_OK;
}

void nb_tags_stop(struct nb_tags *tags, const char *name)
{
	if (tags->inside && strcmp(name, "Tags") == 0)
		tags->inside = false;
}

/* A tag to be sorted by its ID: qsort() passes no context. */
struct named {
	const char *id;
	struct nb_tag tag;
};

static int by_id(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order
		     : (x->tag.id > y->tag.id) - (x->tag.id < y->tag.id);
}

static enum nb_status sort(struct nb_tags *tags, struct nb_error *err)
{
	struct named *list = nb_alloc(tags->count, sizeof(*list));
	size_t i;

	if (!list)
		return nb_fail_mem(err);
	for (i = 0; i < tags->count; i++)
		list[i] = (struct named){id_of(tags, &tags->list[i]),
					 tags->list[i]};
	qsort(list, tags->count, sizeof(*list), by_id);
	for (i = 0; i < tags->count; i++)
		tags->list[i] = list[i].tag;
	free(list);
	tags->sorted = true;
	return NB_OK;
}

/* The tag with an ID of len bytes, the first of several; NULL: none. */
static const struct nb_tag *find(const struct nb_tags *tags, const char *id,
				 size_t len)
{
	size_t low = 0, high = tags->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(id_of(tags, &tags->list[middle]), id, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == tags->count ||
	    strncmp(id_of(tags, &tags->list[low]), id, len) != 0 ||
	    id_of(tags, &tags->list[low])[len])
		return NULL;
	return &tags->list[low];
}

/* Note the reference to a tag that is not defined. */
static enum nb_status note_undefined(struct nb_layout *l, uint32_t image,
				     const char *id, size_t len,
				     struct nb_error *err)
{
	char name[64] = "";

	if (len >= sizeof(name))
		len = sizeof(name) - 1;
	memcpy(name, id, len);
	return nb_layout_add_doubt(l, NB_DOUBT_UNDEFINED, image, name, err);
}

/* Take what a tag says; false if another tag said another item. */
static bool take(const struct nb_tags *tags, const struct nb_tag *tag,
		 enum nb_said *said, struct nb_article_said *article)
{
	const struct nb_type *type = &tag->type;
	const char *id = id_of(tags, tag);
	bool own = type->class == NB_DIV_ITEM &&
		   (tag->marked || tags->items[type->kind] > 1 ||
		    type->kind == NB_SAID_ARTICLE);

	/* That it is "a head" does not say that it is that of an item. */
	if (!*said)
		*said = type->said == NB_SAID_HEAD ? NB_SAID_HEADING
						   : type->said;
	if (type->class != NB_DIV_ITEM)
		return true;
	if (article->stated)
		return strlen(id) == article->len &&
		       memcmp(id, article->name, article->len) == 0;
	*article = (struct nb_article_said){
		.name = id,
		.len = own ? strlen(id) : 0,
		.kind = type->kind,
		.stated = true,
		.defines = true,
		.alone = type->kind == NB_SAID_ARTICLE && !tag->marked &&
			 tags->items[type->kind] == 1,
	};
	return true;
}

enum nb_status nb_tags_said(struct nb_tags *tags, const struct nb_element *e,
			    struct nb_layout *layout, uint32_t image,
			    enum nb_said *said, struct nb_article_said *article,
			    struct nb_error *err)
{
	const char *p = nb_element_get(e, "TAGREFS");
	const char *own = nb_element_get(e, "ID");
	enum nb_status st = NB_OK;
	bool both = false;
	size_t len;

	*said = NB_SAID_NOTHING;
	*article = (struct nb_article_said){.name = ""};
	if (p && !tags->sorted)
		st = sort(tags, err);
	for (; !st && p && *(p += strspn(p, SPACES)); p += len) {
		const struct nb_tag *tag;

		len = strcspn(p, SPACES);
		tag = find(tags, p, len);
		if (!tag)
			st = note_undefined(layout, image, p, len, err);
		else
			both |= !take(tags, tag, said, article);
	}
	if (!both || st)
		return st;
	*article = (struct nb_article_said){.name = ""};
	return nb_layout_add_doubt(layout, NB_DOUBT_BOTH, image, own ? own : "",
				   err);
}
