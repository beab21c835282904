/* SPDX-License-Identifier: Apache-2.0 */
/* Freeing a run (end.h): apart from run.c, because the parts that own something
 * stand on that. */
#include "ingest/end.h"
#include "ingest/files.h"
#include "ingest/gather.h"

#include <stdlib.h>

void nb_run_free(struct nb_run *g)
{
	nb_writer_free(g->writer);
	nb_archive_close(g->reader);
	nb_run_files_free(g);
	nb_issues_free(&g->issues);
	nb_inputs_free(&g->inputs);
	nb_buf_free(&g->taken.list);
	nb_buf_free(&g->bytes);
	nb_buf_free(&g->journal);
	nb_merged_free(&g->merged);
	nb_buf_free(&g->decided);
	nb_gathering_free(g->gathering);
	nb_buf_free(&g->strings);
	free(g->entry.items);
	nb_buf_free(&g->image);
	free(g->there);
	free(g->items);
	free(g->outcomes);
	free(g->commit_times);
}
