/* SPDX-License-Identifier: Apache-2.0 */
/* Making a page of an archive only to look at it (look.h). */
#include "edit/look.h"
#include "base/error.h"
#include "ingest/end.h"
#include "ingest/outcomes.h"
#include "ingest/remake.h"

/* One look. The first failure that the run reports is kept, because here it is
 * that of the call. */
struct look {
	nb_edit_see *see;
	void *context;
	bool failed;
	struct nb_error error;
};

/* For struct nb_ingest_callbacks. */
static void keep_problem(void *context, enum nb_trouble kind,
			 const struct nb_error *err)
{
	struct look *l = context;

	if (l->failed || !nb_trouble_fails(kind))
		return;
	l->failed = true;
	l->error = *err;
}

/* For struct nb_run. */
static enum nb_status show(void *context, const struct nb_converted *c,
			   struct nb_error *err)
{
	struct look *l = context;

	return l->see(l->context, c, err);
}

enum nb_status nb_edit_look(struct nb_archive *archive, const char *path,
			    const char *id, const struct nb_decide_options *how,
			    const struct nb_decisions *decisions,
			    nb_edit_see *see, void *context,
			    struct nb_error *err)
{
	struct look l = {.see = see, .context = context};
	struct nb_ingest_options options = {.dry_run = true,
					    .reading.markup = how->markup};
	struct nb_ingest_callbacks told = {.context = &l,
					   .problem = keep_problem};
	struct nb_ingest_counts counts = {.files = 0};
	struct nb_run g = {.options = &options,
			   .callbacks = &told,
			   .counts = &counts,
			   .archive = path,
			   .reader = archive,
			   .look = show,
			   .look_context = &l};
	enum nb_status st;

	options.reading.page.decisions = decisions;
	st = nb_run_expect_decisions(&g, err);
	if (!st)
		st = nb_run_remake(&g, how, decisions, id, err);
	g.reader = NULL; /* it is the caller's */
	nb_run_free(&g);
	if (st || !l.failed)
		return st;
	if (err)
		*err = l.error;
	return l.error.status;
}
