/* SPDX-License-Identifier: Apache-2.0 */
/* How hits are printed (style.h). */
#include "hits/style.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/cli.h"

/* Columns of context on each side, and the least on a narrow terminal; columns
 * that a line has besides the context. */
#define CONTEXT 24u
#define CONTEXT_MIN 8u
#define LINE_REST 46u

/* Columns of the terminal that standard output is; 0: it is none, or does not
 * know. Lines are then as long as they come. */
static size_t terminal_width(void)
{
	struct winsize size;

	return isatty(STDOUT_FILENO) == 1 &&
			       ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0
		       ? size.ws_col
		       : 0;
}

bool nbarc_hit_style_set(struct nbarc_hit_style *s, const char *format,
			 unsigned context)
{
	size_t most;

	if (!format || strcmp(format, "kwic") == 0)
		s->form = NBARC_HIT_KWIC;
	else if (strcmp(format, "tsv") == 0)
		s->form = NBARC_HIT_TSV;
	else if (strcmp(format, "jsonl") == 0)
		s->form = NBARC_HIT_JSONL;
	else
		return false;
	s->context = context ? 2 * (size_t)context : CONTEXT;
	if (s->form != NBARC_HIT_KWIC)
		return true;
	s->colours = cli_colours();
	s->width = terminal_width();
	most = s->width > LINE_REST ? (s->width - LINE_REST) / 2 : 0;
	if (s->width && !context && most < s->context)
		s->context = most < CONTEXT_MIN ? CONTEXT_MIN : most;
	return true;
}
