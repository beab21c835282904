/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a report: how kinds of findings and problems are called. */
#ifndef NB_REPORT_WORDS_H
#define NB_REPORT_WORDS_H

#include <nbarc/report.h>

/* A heading for a kind of findings, and for one of problems. */
const char *nb_finding_heading(enum nb_finding kind);
const char *nb_trouble_heading(enum nb_trouble kind);

/* The name of a kind of problems in JSON. */
const char *nb_trouble_name(enum nb_trouble kind);

#endif
