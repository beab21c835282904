/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reporting the problems that a walk over a whole archive finds.
 *
 * The message on standard error tells where the damage is. The lines on
 * standard output tell what it means, for scripts: which pages and items are
 * not what they should be.
 */
#include "check/problems.h"

#include <stdio.h>

#include "cli/message.h"
#include "names.h"

#include <nbarc/id.h>
#include <nbarc/verify.h>

/* The lines on standard output, which scripts read. */
static void print_hurt(const struct nb_problem *p)
{
	const char *what = nb_hurt_name(p->hurt);
	char id[NB_ITEM_ID_MAX];
	size_t i;

	/* The log is of the archive as a whole. */
	if (p->hurt == NB_HURT_LOG)
		printf("-\t%s\n", what);
	if (p->id.len == 0)
		return;
	printf("%.*s\t%s\n", (int)p->id.len, p->id.text, what);
	for (i = 0; p->entry && i < p->entry->item_count; i++) {
		(void)nb_item_id(p->id.text, p->id.len,
				 p->entry->items[i].number, id);
		printf("%s\t%s\n", id, what);
	}
}

void nbarc_report_problem(void *context, const struct nb_problem *p)
{
	struct nbarc_problems *problems = context;

	cli_progress_end(&problems->progress);
	problems->count++;
	cli_error(problems->cli, p->error);
	print_hurt(p);
}
