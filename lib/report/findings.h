/* SPDX-License-Identifier: Apache-2.0 */
/* What a report holds (nbarc/report.h), and its bounded lists of findings. */
#ifndef NB_REPORT_FINDINGS_H
#define NB_REPORT_FINDINGS_H

#include <nbarc/buf.h>
#include <nbarc/report.h>

/* Something that was found. Both texts are UTF-8 and owned; `what` is mostly
 * the identifier of a page. */
struct nb_found_here {
	char *what, *detail;
	uint64_t weight; /* how much it matters, within its kind */
	uint64_t number; /* in the order of finding */
};

/*
 * What was found of one kind. While pages come in, the list may have up to
 * twice as many findings as are kept, in any order; the least are dropped then.
 * Afterwards it is sorted by weight, and by number where that is the same.
 */
struct nb_finding_list {
	struct nb_found_here *list;
	size_t count, cap;
	uint64_t all; /* that there were */
};

/* A problem; the strings are owned. They are any bytes. */
struct nb_trouble_here {
	enum nb_trouble kind;
	uint64_t offset; /* or NB_NO_OFFSET */
	char *file, *text;
};

/*
 * A page, for the comparison of all. The identifier is at id_at in the block of
 * them. A hash of 0 stands for a text that is not compared.
 */
struct nb_page_here {
	size_t id_at;
	uint64_t hash; /* the first bytes of the SHA-256 of its text */
};

/* A report. Everything is owned. */
struct nb_report {
	uint64_t became[4];		/* by enum nb_became */
	uint64_t problems[NB_TROUBLES]; /* by enum nb_trouble */
	uint64_t items, characters, suspects, breaks;
	struct nb_finding_list found[NB_FINDINGS];
	struct nb_trouble_here *problem_list; /* the first of them */
	size_t problem_count, problem_cap;
	struct nb_page_here *pages;
	size_t page_count, page_cap;
	struct nb_buf ids; /* of the pages, with a NUL each */
};

/*
 * Add a finding; the strings are copied, `detail` as by printf(3). NB_NOMEM is
 * the only failure.
 */
NB_CHECK enum nb_status nb_report_found(struct nb_report *report,
					enum nb_finding kind, const char *what,
					uint64_t weight, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Sort all findings, and drop what is not kept. */
void nb_report_sort(struct nb_report *report);

/* The identifier of a page of the list. */
const char *nb_report_id(const struct nb_report *report, size_t page);

/* Free the findings of a list. */
void nb_report_free_list(struct nb_finding_list *list);

#endif
