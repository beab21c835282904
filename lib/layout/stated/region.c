/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes of regions (region.h). Some programs write what the schema has no
 * place for into an attribute of their own:
 *
 *	custom="readingOrder {index:2;} structure {type:heading;}"
 */
#include "layout/stated/region.h"

#include <string.h>
#include <strings.h>

#define SPACES " \t\r\n"
#define NUMBER_MAX 1000000u

/*
 * The value of a key in a group of the attribute `custom`, up to a space, a
 * semicolon or a bracket; NULL: it is not there.
 */
static const char *custom(const struct nb_element *e, const char *group,
			  const char *key)
{
	const char *p = nb_element_get(e, "custom"), *end;
	size_t len = strlen(key);

	while (p && (p = strstr(p, group)) != NULL) {
		p += strlen(group);
		p += strspn(p, SPACES);
		if (*p != '{')
			continue;
		end = p + strcspn(p, "}");
		while (p < end) {
			p++;
			p += strspn(p, SPACES);
			if (strncmp(p, key, len) == 0 && p[len] == ':')
				return p + len + 1 +
				       strspn(p + len + 1, SPACES);
			p += strcspn(p, ";}");
		}
	}
	return NULL;
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
	len = strcspn(type, SPACES ";}");
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strlen(types[i].type) == len &&
		    strncasecmp(types[i].type, type, len) == 0)
			return types[i].said;
	return NB_SAID_NOTHING;
}

enum nb_said nb_region_said(const struct nb_element *e)
{
	enum nb_said said = meaning(nb_element_get(e, "type"));

	return said ? said : meaning(custom(e, "structure", "type"));
}

uint32_t nb_region_number(const struct nb_element *e)
{
	const char *p = custom(e, "readingOrder", "index");
	uint32_t n = 0;

	if (!p || *p < '0' || *p > '9')
		return 0;
	for (; *p >= '0' && *p <= '9' && n < NUMBER_MAX; p++)
		n = n * 10 + (uint32_t)(*p - '0');
	return n + 1;
}
