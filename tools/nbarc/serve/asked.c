/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what parameters choose (asked.h). */
#include "serve/asked.h"

#include "base/error.h"

/* Take the one value of a parameter, NULL if there is none. */
static enum nb_status take_one(const struct room_request *q, const char *name,
			       const char **value, struct nb_error *err)
{
	const char *one;
	size_t i;

	*value = NULL;
	for (i = 0; (one = room_param_next(q, name, i)); i++) {
		if (!*one)
			continue;
		if (*value)
			return nb_fail(err, NB_USAGE,
				       "%s is given twice, and takes one value",
				       name);
		*value = one;
	}
	return NB_OK;
}

/* Take all values of a parameter. */
static enum nb_status take_all(const struct room_request *q, const char *name,
			       struct cli_list *list, struct nb_error *err)
{
	const char *one;
	size_t i;

	list->count = 0;
	for (i = 0; (one = room_param_next(q, name, i)); i++) {
		if (!*one)
			continue;
		if (list->count == CLI_LIST_MOST)
			return nb_fail(err, NB_USAGE,
				       "%s is given more than %d times", name,
				       CLI_LIST_MOST);
		list->texts[list->count++] = one;
	}
	return NB_OK;
}

enum nb_status room_asked(const struct room_request *q, struct nbarc_choice *c,
			  struct nb_error *err)
{
	const struct {
		const char *name, **value;
	} single[] = {
		{"from", &c->from},
		{"to", &c->to},
		{"head", &c->head},
	};
	const struct {
		const char *name;
		struct cli_list *list;
	} several[] = {
		{"title", &c->title},
		{"page", &c->page},
		{"kind", &c->kind},
		{"author", &c->author},
	};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < sizeof(single) / sizeof(*single); i++)
		st = take_one(q, single[i].name, single[i].value, err);
	for (i = 0; !st && i < sizeof(several) / sizeof(*several); i++)
		st = take_all(q, several[i].name, several[i].list, err);
	return st ? st : nbarc_choice_filter(c, err);
}
