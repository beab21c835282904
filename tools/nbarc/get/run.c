/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of nbarc get share (run.h): messages, output, separators. */
#include "get/run.h"

#include "base/error.h"
#include "cli/message.h"

/* An error of one page is no reason not to print the others. */
void nbarc_get_report(struct get *g, enum nb_status st)
{
	nb_error_file(&g->err, g->path);
	cli_error(g->cli, &g->err);
	g->worst = nb_worse(g->worst, st);
}

enum nb_status nbarc_get_write(struct get *g, const void *p, size_t len)
{
	enum nb_status st =
		cli_output_write(&g->output, g->out.data, g->out.len, &g->err);

	g->out.len = 0;
	if (!st && len)
		st = cli_output_write(&g->output, p, len, &g->err);
	if (st)
		g->write_failed = true;
	return st;
}

enum nb_status nbarc_get_flush(struct get *g)
{
	return g->out.len >= NBARC_GET_FLUSH ? nbarc_get_write(g, NULL, 0)
					     : NB_OK;
}

/* The empty line is the default of texts alone: documents and objects need
 * nothing between them. */
enum nb_status nbarc_get_separate(struct get *g)
{
	enum nb_status st = NB_OK;

	if (g->any && g->separator)
		st = nb_buf_puts(g->to, g->separator);
	else if (g->any && g->format == NB_FORMAT_TEXT && !g->made)
		st = nb_buf_puts(g->to, "\n");
	g->any = true;
	return st ? nb_fail_mem(&g->err) : NB_OK;
}

/* Records need titles; documents and sources do not. */
void nbarc_get_prepare(const struct get *g, struct nb_query *q)
{
	if (g->made)
		q->detail = NB_DETAIL_ALL;
	if (g->format >= NB_FORMAT_SOURCE)
		q->want = NB_WANT_SOURCES;
}
