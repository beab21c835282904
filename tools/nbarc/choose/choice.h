/* SPDX-License-Identifier: Apache-2.0 */
/* The options of commands that choose items: --from, --to, --title, --page,
 * --kind, --author and --head, which mean the same everywhere. */
#ifndef NB_TOOLS_NBARC_CHOICE_H
#define NB_TOOLS_NBARC_CHOICE_H

#include <stdbool.h>

#include <nbarc/filter.h>
#include <nbarc/status.h>

#include "cli/tool.h"

/* What the options say, each NULL or empty where it is not given; they live as
 * long as the command line. nbarc_choice_filter() makes the filter of them. */
struct nbarc_choice {
	const char *from, *to, *head;
	struct cli_list title, page, kind, author; /* any of them will do */
	struct nb_filter filter;
};

/* Keys of the options; a command's own keys without a letter are below. */
#define NBARC_CHOICE_KEY (CLI_LONG + 64)

/*
 * The rows of an option table for the member `choice`, a struct nbarc_choice,
 * of the structure `type`.
 */
/* clang-format off */
#define NBARC_CHOICE_OPTIONS(type, choice) \
	{NBARC_CHOICE_KEY, "from", "DATE", \
	 "only DATE or later: 2023, 2023-01, 2023-01-15", \
	 CLI_ONCE(type, choice.from)}, \
	{NBARC_CHOICE_KEY + 1, "to", "DATE", "only DATE or earlier", \
	 CLI_ONCE(type, choice.to)}, \
	{NBARC_CHOICE_KEY + 2, "title", "CODE,...", "only these newspapers", \
	 CLI_LIST(type, choice.title)}, \
	{NBARC_CHOICE_KEY + 3, "page", "PAGE,...", "only these pages, as a01 or 1", \
	 CLI_LIST(type, choice.page)}, \
	{NBARC_CHOICE_KEY + 4, "kind", "KIND,...", \
	 "only articles, photos or notices", CLI_LIST(type, choice.kind)}, \
	{NBARC_CHOICE_KEY + 5, "author", "NAME", "only what NAME wrote", \
	 CLI_LIST(type, choice.author)}, \
	{NBARC_CHOICE_KEY + 6, "head", "TEXT", \
	 "only items whose title or kicker has TEXT", \
	 CLI_ONCE(type, choice.head)}
/* clang-format on */

/* Make the filter of the options; NB_USAGE if one of them is wrong. */
NB_CHECK enum nb_status nbarc_choice_filter(struct nbarc_choice *choice,
					    struct nb_error *err);

/* True if at least one of the options is given. */
bool nbarc_choice_any(const struct nbarc_choice *choice);

#endif
