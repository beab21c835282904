/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The options that choose items (choice.h). Their texts are kept as they were
 * typed beside the filter that is made of them, because a message that nothing
 * was found repeats them.
 */
#include "choose/choice.h"

#include <stddef.h>

/* What adds to a filter, or sets a part of it. */
typedef enum nb_status setter(struct nb_filter *filter, const char *text,
			      struct nb_error *err);

/* Set a part of the filter, by all that was given for it. */
static enum nb_status set_all(struct nb_filter *filter,
			      const struct cli_list *given, setter *set,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;
	unsigned i;

	for (i = 0; !st && i < given->count; i++)
		st = set(filter, given->texts[i], err);
	return st;
}

enum nb_status nbarc_choice_filter(struct nbarc_choice *c, struct nb_error *err)
{
	const struct {
		const char *text;
		setter *set;
	} parts[] = {
		{c->from, nb_filter_from},
		{c->to, nb_filter_to},
		{c->head, nb_filter_head},
	};
	enum nb_status st =
		set_all(&c->filter, &c->title, nb_filter_title, err);
	size_t i;

	if (!st)
		st = set_all(&c->filter, &c->page, nb_filter_page, err);
	if (!st)
		st = set_all(&c->filter, &c->kind, nb_filter_kind, err);
	if (!st)
		st = set_all(&c->filter, &c->author, nb_filter_author, err);
	for (i = 0; !st && i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].text)
			st = parts[i].set(&c->filter, parts[i].text, err);
	return st;
}

/* Whether there is a filter at all: without one a list may read pages alone. */
bool nbarc_choice_any(const struct nbarc_choice *c)
{
	return c->from || c->to || c->title.count || c->page.count ||
	       c->kind.count || c->author.count || c->head;
}
