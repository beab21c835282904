/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents that a person changed (edited.h).
 *
 * An ingest has no option for who decides, since most of them decide nothing:
 * the name is that of the environment, as for nbarc edit. If there is none, the
 * decisions do not say who made them. The day is that of the ingest, and not of
 * the file: the file may have been copied, and the act is the ingest.
 */
#include "write/edited.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/edit.h>

#include "cli/options.h"
#include "cli/repair.h"
#include "names.h"

enum nb_status nbarc_edited_take(struct nbarc_edited *e,
				 struct nb_ingest_options *options,
				 struct nb_error *err)
{
	char time[NBARC_TIME];
	uint64_t seconds;
	enum nb_status st = cli_date(&seconds, err);

	if (st)
		return st;
	nbarc_time(seconds, time);
	(void)snprintf(e->day, sizeof(e->day), "%.10s", time);
	e->who = cli_who(NULL);
	/* A tab or a line end would make another column, or another line, of
	 * what follows it. */
	if (e->who[strcspn(e->who, "\t\r\n")])
		e->who = "";
	options->who = e->who;
	options->when = e->day;
	options->changes = nb_edit_document;
	return NB_OK;
}
