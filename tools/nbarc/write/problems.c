/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages about the files of an ingest (problems.h).
 *
 * A folder whose files are named in another way gives one problem a file, all
 * of the same kind. These are held back until the files are sorted, and one
 * line names the first of them and counts the others. Whatever concerns the
 * content of a single file is told at once.
 */
#include "write/problems.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Bytes of a line. */
#define LINE_SIZE 1400u

/* Kinds that are held back. */
static bool is_held(enum nb_trouble kind)
{
	switch (kind) {
	case NB_TROUBLE_NAME:
	case NB_TROUBLE_DATE:
	case NB_TROUBLE_TWIN:
	case NB_TROUBLE_MANIFEST:
	case NB_TROUBLE_UNLISTED:
	case NB_TROUBLE_DECISION:
		return true;
	case NB_TROUBLE_FILE:
	case NB_TROUBLE_PAGE:
	case NB_TROUBLE_METS:
	case NB_TROUBLE_SPECIAL:
	case NB_TROUBLE_ORDER:
	case NB_TROUBLE_BLOCKS:
	case NB_TROUBLE_BYTES:
	case NB_TROUBLE_ELEMENTS:
	case NB_TROUBLE_STATED:
		break;
	}
	return false;
}

/* What files with different messages of one kind have in common. */
static const char *summary_of(enum nb_trouble kind)
{
	switch (kind) {
	case NB_TROUBLE_NAME:
		return "the path gives no identifier";
	case NB_TROUBLE_DATE:
		return "the calendar does not have the day";
	case NB_TROUBLE_TWIN:
		return "another file has the same identifier";
	case NB_TROUBLE_MANIFEST:
		return "the manifest and the files do not agree";
	case NB_TROUBLE_DECISION:
		return "a decision no longer applies and is kept";
	case NB_TROUBLE_UNLISTED:
	case NB_TROUBLE_FILE:
	case NB_TROUBLE_PAGE:
	case NB_TROUBLE_METS:
	case NB_TROUBLE_SPECIAL:
	case NB_TROUBLE_ORDER:
	case NB_TROUBLE_BLOCKS:
	case NB_TROUBLE_BYTES:
	case NB_TROUBLE_ELEMENTS:
	case NB_TROUBLE_STATED:
		break;
	}
	return "problems";
}

/* Only the first messages of a group are kept, since there can be millions. */
bool nbarc_problem(struct nbarc_problems *p, enum nb_trouble kind,
		   const struct nb_error *err)
{
	struct nbarc_problem_group *g = &p->groups[kind];

	if (!is_held(kind)) {
		cli_error(p->cli, err);
		return true;
	}
	if (g->count < NBARC_NAMED)
		g->first[g->count] = *err;
	g->differ = g->differ || strcmp(g->first[0].text, err->text) != 0;
	g->count++;
	return false;
}

bool nbarc_problems_wait(const struct nbarc_problems *p)
{
	size_t i;

	for (i = 0; i < NB_TROUBLES; i++)
		if (p->groups[i].count)
			return true;
	return false;
}

/* One line for all: what is wrong, the first files, and how many more. */
static void say_group(const struct nbarc_problems *p, enum nb_trouble kind)
{
	const struct nbarc_problem_group *g = &p->groups[kind];
	char line[LINE_SIZE];
	size_t at = 0, i;

	for (i = 0; i < NBARC_NAMED; i++)
		at += (size_t)snprintf(
			line + at, sizeof(line) - at,
			g->differ ? "%s%.200s (%.150s)" : "%s%.200s",
			i ? ", " : "", g->first[i].file, g->first[i].text);
	cli_say(p->cli,
		"%" PRIu64 " files: %s: %s and %" PRIu64
		" more; --report lists them all",
		g->count, g->differ ? summary_of(kind) : g->first[0].text, line,
		g->count - NBARC_NAMED);
}

void nbarc_problems_say(struct nbarc_problems *p)
{
	size_t kind, i;

	for (kind = 0; kind < NB_TROUBLES; kind++) {
		struct nbarc_problem_group *g = &p->groups[kind];

		if (g->count > NBARC_NAMED)
			say_group(p, (enum nb_trouble)kind);
		for (i = 0; g->count <= NBARC_NAMED && i < g->count; i++)
			cli_error(p->cli, &g->first[i]);
		g->count = 0;
		g->differ = false;
	}
}
