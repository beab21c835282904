/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes of regions (region.h). Some programs write what the schema has no
 * place for into an attribute of their own:
 *
 *	custom="readingOrder {index:2;} structure {type:heading;}"
 */
#include "layout/stated/region.h"
#include "layout/stated/types.h"

#include <string.h>
#include <strings.h>

#define SPACES " \t\r\n"
#define NUMBER_MAX 1000000u

/*
 * Go on to the next group of that name in an attribute `custom`: *p is in front
 * of its first key, and the result is its end; NULL: there is none.
 */
static const char *next_group(const char **p, const char *group)
{
	const char *at = *p;

	while ((at = strstr(at, group)) != NULL) {
		bool whole = at == *p || strchr(SPACES ";}", at[-1]);

		at += strlen(group);
		at += strspn(at, SPACES);
		if (!whole || *at != '{')
			continue;
		*p = at + 1;
		return at + strcspn(at, "}");
	}
	return NULL;
}

/*
 * The value of a key in the group from `p` to `end`, up to a space, a semicolon
 * or a bracket; NULL: it is not there.
 */
static const char *value_of(const char *p, const char *end, const char *key)
{
	size_t len = strlen(key);

	while (p < end) {
		p += strspn(p, SPACES);
		if (strncmp(p, key, len) == 0 && p[len] == ':')
			return p + len + 1 + strspn(p + len + 1, SPACES);
		p += strcspn(p, ";}");
		p += p < end;
	}
	return NULL;
}

static size_t value_len(const char *value)
{
	return strcspn(value, SPACES ";}");
}

/* What a type says, which ends as a value of `custom` does. */
static enum nb_said meaning(const char *type)
{
	static const struct {
		const char *type;
		enum nb_said said;
	} types[] = {
		{"heading", NB_SAID_HEADING},
		{"paragraph", NB_SAID_PARAGRAPH},
		{"caption", NB_SAID_CAPTION},
		{"credit", NB_SAID_BYLINE},
		{"header", NB_SAID_APART},
		{"footer", NB_SAID_APART},
		{"page-number", NB_SAID_APART},
	};
	size_t i, len;

	if (!type)
		return NB_SAID_NOTHING;
	type += strspn(type, SPACES);
	len = value_len(type);
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strlen(types[i].type) == len &&
		    strncasecmp(types[i].type, type, len) == 0)
			return types[i].said;
	return NB_SAID_NOTHING;
}

enum nb_said nb_region_said(const struct nb_element *e)
{
	enum nb_said said = meaning(nb_element_get(e, "type"));

	const char *p = nb_element_get(e, "custom"), *end;

	while (!said && p && (end = next_group(&p, "structure")) != NULL) {
		said = meaning(value_of(p, end, "type"));
		p = end;
	}
	return said;
}

/*
 * An item is what has the type of one in the table of types, which is that of
 * articles, or of advertisements and the like. Another part, such as a heading,
 * may have the ID of an article, too.
 */
void nb_region_article(const struct nb_element *e,
		       struct nb_article_said *article)
{
	const char *p = nb_element_get(e, "custom"), *end;

	*article = (struct nb_article_said){.name = ""};
	while (p && (end = next_group(&p, "structure")) != NULL) {
		const char *type = value_of(p, end, "type");
		const char *id = value_of(p, end, "id");
		struct nb_type found = {.class = NB_DIV_UNKNOWN};
		bool item;

		if (type)
			(void)nb_type_find(type, value_len(type), &found);
		item = found.class == NB_DIV_ITEM &&
		       found.kind != NB_SAID_PHOTO;
		p = end;
		if ((!item && (!id || !value_len(id))) || article->defines)
			continue;
		article->stated = true;
		article->defines = item;
		article->kind = item ? found.kind : NB_SAID_ARTICLE;
		article->name = id ? id : "";
		article->len = id ? value_len(id) : 0;
	}
}

uint32_t nb_region_number(const struct nb_element *e)
{
	const char *p = nb_element_get(e, "custom"), *end = NULL;
	uint32_t n = 0;

	if (p)
		end = next_group(&p, "readingOrder");
	p = end ? value_of(p, end, "index") : NULL;
	if (!p || *p < '0' || *p > '9')
		return 0;
	for (; *p >= '0' && *p <= '9' && n < NUMBER_MAX; p++)
		n = n * 10 + (uint32_t)(*p - '0');
	return n + 1;
}
