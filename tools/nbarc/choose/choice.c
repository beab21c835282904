/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The options that choose items (choice.h). Their texts are kept as they were
 * typed beside the filter that is made of them, because a message that nothing
 * was found repeats them.
 */
#include "choose/choice.h"

#include <stddef.h>

enum nb_status nbarc_choice_filter(struct nbarc_choice *c, struct nb_error *err)
{
	const struct {
		const char *text;
		enum nb_status (*set)(struct nb_filter *filter,
				      const char *text, struct nb_error *err);
	} parts[] = {
		{c->from, nb_filter_from},   {c->to, nb_filter_to},
		{c->title, nb_filter_title}, {c->page, nb_filter_page},
		{c->kind, nb_filter_kind},   {c->author, nb_filter_author},
		{c->head, nb_filter_head},
	};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].text)
			st = parts[i].set(&c->filter, parts[i].text, err);
	return st;
}

/* Whether there is a filter at all: without one a list may read pages alone. */
bool nbarc_choice_any(const struct nbarc_choice *c)
{
	return c->from || c->to || c->title || c->page || c->kind ||
	       c->author || c->head;
}
