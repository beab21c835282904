/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm --report html: an HTML file on which a person corrects pages. */
#ifndef NB_TOOLS_NBNORM_REPORT_H
#define NB_TOOLS_NBNORM_REPORT_H

#include "face.h"

/* What is true of all pages of a report. The pointers are main.c's. */
struct norm_job {
	const char *name;		  /* of the first file, for people */
	size_t count;			  /* of pages */
	const struct nb_profile *profile; /* NULL: the standard one */
	const struct nb_decisions *decisions; /* former ones, or NULL */
};

/*
 * Append the parts of the file to `out`: the beginning, each page, the end.
 * NB_NOMEM is the only failure. The division of the view is needed.
 */
NB_CHECK enum nb_status norm_report_begin(const struct norm_job *job,
					  struct nb_buf *out,
					  struct nb_error *err);
NB_CHECK enum nb_status norm_report_page(const struct norm_view *view,
					 struct nb_buf *out,
					 struct nb_error *err);
NB_CHECK enum nb_status norm_report_end(struct nb_buf *out,
					struct nb_error *err);

#endif
