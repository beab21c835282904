/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages about the files of an ingest (problems.h).
 *
 * A folder whose files are named in another way gives one problem a file, all
 * of the same kind. These are held back until the files are sorted, and one
 * line names the first of them and counts the others. So are decisions of a
 * person, of which a page may have many: they are counted, and their pages.
 * Whatever else concerns the content of a single file is told at once.
 */
#include "write/problems.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Bytes of a line; and of a path and a text in it, of which NBARC_NAMED have to
 * fit. */
#define LINE_SIZE 1400u
#define PATH_SIZE 180u
#define TEXT_SIZE 270u

/*
 * Of a kind that is held back: what several problems are, which is what their
 * texts have in common. It follows the number of files; or, if `pages`, that of
 * the things that are counted, `many`, and of the files that they are about.
 */
struct summary {
	const char *many, *pages, *text;
};

/* False: problems of this kind are not held back. */
static bool summarize(enum nb_trouble kind, struct summary *s)
{
	*s = (struct summary){"files", NULL, "problems"};
	switch (kind) {
	case NB_TROUBLE_NAME:
		s->text = "the path gives no identifier";
		return true;
	case NB_TROUBLE_DATE:
		s->text = "the calendar does not have the day";
		return true;
	case NB_TROUBLE_TWIN:
		s->text = "another file has the same identifier";
		return true;
	case NB_TROUBLE_MANIFEST:
		s->text = "the manifest and the files do not agree";
		return true;
	case NB_TROUBLE_UNLISTED:
		return true;
	case NB_TROUBLE_DECISION:
		*s = (struct summary){"decisions", "page",
				      "no longer apply and are kept"};
		return true;
	case NB_TROUBLE_FOLLOWED:
		*s = (struct summary){"decisions", "page",
				      "were followed to their places"};
		return true;
	case NB_TROUBLE_GIVEN_UP:
		*s = (struct summary){"decisions", "page", "are given up"};
		return true;
	case NB_TROUBLE_EDIT:
		*s = (struct summary){"problems", "file",
				      "with what a person changed"};
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

/* Only the first messages of a group are kept, since there can be millions. */
bool nbarc_problem(struct nbarc_problems *p, enum nb_trouble kind,
		   const struct nb_error *err)
{
	struct nbarc_problem_group *g = &p->groups[kind];
	struct summary s;

	if (!summarize(kind, &s)) {
		cli_error(p->cli, err);
		return true;
	}
	g->files += !g->count || strcmp(g->last, err->file) != 0;
	memcpy(g->last, err->file, sizeof(g->last));
	if (g->count < NBARC_NAMED)
		g->first[g->count] = *err;
	g->differ = g->differ || strcmp(g->first[0].text, err->text) != 0;
	g->count++;
	return false;
}

/* Is a problem of this kind held back, with a name or, with `all`, any? */
static bool waits(const struct nbarc_problems *p, enum nb_trouble kind,
		  bool all)
{
	struct summary s;

	return summarize(kind, &s) && p->groups[kind].count &&
	       (all || !s.pages);
}

bool nbarc_problems_wait(const struct nbarc_problems *p)
{
	size_t kind;

	for (kind = 0; kind < NB_TROUBLES; kind++)
		if (waits(p, (enum nb_trouble)kind, false))
			return true;
	return false;
}

/* How many first bytes the texts that are named have in common, up to ": ". */
static size_t common_start(const struct nbarc_problem_group *g)
{
	const char *first = g->first[0].text;
	size_t i, n, at = 0;

	for (n = 0; first[n]; n++) {
		for (i = 1; i < NBARC_NAMED; i++)
			if (g->first[i].text[n] != first[n])
				return at;
		if (n && first[n - 1] == ':' && first[n] == ' ')
			at = n + 1;
	}
	return at;
}

/* Append a text to a line, or the beginning of one that is longer than `size`
 * bytes. */
static void put_text(char line[LINE_SIZE], const char *text, size_t size)
{
	size_t at = strlen(line);

	if (size > LINE_SIZE - at)
		size = LINE_SIZE - at;
	if ((size_t)snprintf(line + at, size, "%s", text) >= size)
		nb_utf8_shorten(line + at, size);
}

/* Append a path, or the names at the end of a long one. */
static void put_path(char line[LINE_SIZE], const char *path)
{
	size_t len = strlen(path);
	const char *end = len < PATH_SIZE ? NULL : path + len - PATH_SIZE + 4;

	end = end ? strchr(end, '/') : NULL;
	if (end)
		put_text(line, "...", 4);
	put_text(line, end ? end : path, PATH_SIZE);
}

/* One line for all: what is wrong, the first of them, and how many more. */
static void say_group(const struct nbarc_problems *p, enum nb_trouble kind)
{
	const struct nbarc_problem_group *g = &p->groups[kind];
	char line[LINE_SIZE] = "", of[64] = ":";
	struct summary s;
	size_t i, start = 0;

	(void)summarize(kind, &s);
	/* What all have in common the summary says. */
	if (s.pages) {
		(void)snprintf(of, sizeof(of), " of %" PRIu64 " %s%s", g->files,
			       s.pages, g->files == 1 ? "" : "s");
		start = common_start(g);
	}
	for (i = 0; i < NBARC_NAMED; i++) {
		put_text(line, i ? ", " : "", 3);
		put_path(line, g->first[i].file);
		if (!g->differ)
			continue;
		put_text(line, " (", 3);
		put_text(line, g->first[i].text + start, TEXT_SIZE);
		put_text(line, ")", 2);
	}
	cli_say(p->cli,
		"%" PRIu64 " %s%s %s: %s and %" PRIu64
		" more; --report lists them all",
		g->count, s.many, of,
		s.pages || g->differ ? s.text : g->first[0].text, line,
		g->count - NBARC_NAMED);
}

void nbarc_problems_say(struct nbarc_problems *p, bool all)
{
	size_t kind, i;

	for (kind = 0; kind < NB_TROUBLES; kind++) {
		struct nbarc_problem_group *g = &p->groups[kind];

		if (!waits(p, (enum nb_trouble)kind, all))
			continue;
		if (g->count > NBARC_NAMED)
			say_group(p, (enum nb_trouble)kind);
		for (i = 0; g->count <= NBARC_NAMED && i < g->count; i++)
			cli_error(p->cli, &g->first[i]);
		g->count = g->files = 0;
		g->differ = false;
	}
}
