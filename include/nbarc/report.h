/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports: what an ingest found, for the people who have to look at it
 * (nbarc-ingest(1), REPORT).
 *
 * nb_ingest() tells a report of every page and every problem. What a program
 * can notice about the pages is collected: charsets in doubt, text that went
 * through a wrong conversion, pages that were hardly divided, the same text
 * under two identifiers, missing pages and days, mastheads with another date,
 * breaks that a person should look at. Then it is written as HTML, as JSON, or
 * as a few lines of text. Nothing in it changes what is archived.
 *
 * A report takes some 50 bytes for each page, and keeps at most
 * NB_REPORT_FINDINGS findings of a kind: those that matter most, with the count
 * of all. The same pages and problems in the same order always give the same
 * report.
 *
 * Threads: a report belongs to one thread at a time.
 */
#ifndef NBARC_REPORT_H
#define NBARC_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/encoding.h>
#include <nbarc/page.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- what an ingest tells */

/* The kinds of problems with a file. */
enum nb_trouble {
	NB_TROUBLE_NAME,     /* its path gives no identifier */
	NB_TROUBLE_DATE,     /* the calendar does not have its day */
	NB_TROUBLE_TWIN,     /* another file has the same identifier */
	NB_TROUBLE_MANIFEST, /* a row without its file, or a path in two rows */
	NB_TROUBLE_FILE,     /* it cannot be opened or read */
	NB_TROUBLE_PAGE,     /* what is in it cannot be archived */
	NB_TROUBLE_METS,     /* a METS file, or a page on which an article
			      * continues, that cannot be read; pages went in
			      * without what it says, or without the link */
	/* These are no failures. */
	NB_TROUBLE_UNLISTED, /* the manifest does not have it; it went in */
	NB_TROUBLE_SPECIAL,  /* it is no regular file, and was passed over */
	NB_TROUBLE_ORDER,  /* the order of its lines is in doubt; it went in */
	NB_TROUBLE_BLOCKS, /* its METS file does not fit; it went in */
	NB_TROUBLE_BYTES,  /* damaged bytes of it were kept; it went in */
	NB_TROUBLE_ELEMENTS, /* it has elements of TEI that are not known, or
			      * readings that were left out; it went in */
	NB_TROUBLE_DECISION, /* a decision of a person that is kept with the
			      * page no longer applies; it went in */
	NB_TROUBLE_FOLLOWED, /* one was followed to where a few characters
			      * differ */
	NB_TROUBLE_GIVEN_UP, /* one contradicts later ones, and is not kept */
	NB_TROUBLE_EDIT,     /* what a person changed in a document is in no
			      * decision, or is not kept */
	NB_TROUBLE_STATED,   /* it states a part in two ways that do not agree,
			      * or only some places; it went in */
};

/* The number of kinds. */
#define NB_TROUBLES 18

/* True if a file with this problem did not go in. */
NB_API bool nb_trouble_fails(enum nb_trouble kind);

/* What became of a page. */
enum nb_became {
	NB_BECAME_NEW,
	NB_BECAME_REVISION,
	NB_BECAME_UNCHANGED,
	NB_BECAME_WITHDRAWN, /* it is withdrawn and was left so */
};

/* "new", "changed", "same" or "withdrawn", in static storage. */
NB_API const char *nb_became_name(enum nb_became became);

/*
 * A page that went through an ingest. Everything belongs to the caller and is
 * needed during the call only. Of a page that was left as it is without being
 * converted only path, id and `became` are known, and form and charset are "";
 * the page and the text of a TEI document are not.
 */
struct nb_ingested {
	const char *path; /* of its file; "-" is standard input */
	const char *id;
	enum nb_became became;
	const char *form;    /* "text", "ALTO", "hOCR", "TEI" */
	const char *charset; /* "" if not known */
	bool uncertain;	     /* the charset was detected, not beyond doubt */
	size_t items;
	const char *title; /* of the first item, of title_len bytes; not
			    * NUL-terminated */
	size_t title_len;
	const char *text; /* as it was decoded, of text_len bytes; NULL: not
			   * known */
	size_t text_len;
	struct nb_bad_bytes
		damage; /* bytes that stand in the text as escapes */
	const struct nb_page *page;	  /* NULL: not known */
	const struct nb_profile *profile; /* of the page; NULL: the default */
};

/* ---- collecting */

/* The most findings of a kind, and the most problems, that are kept. */
#define NB_REPORT_FINDINGS 1000
#define NB_REPORT_PROBLEMS 100000

/* What a report finds out about pages. */
enum nb_finding {
	NB_FINDING_CHARSET,  /* the charset was detected, not beyond doubt */
	NB_FINDING_MOJIBAKE, /* the text went through a wrong conversion */
	NB_FINDING_ESCAPES,  /* bytes stand in it as escapes of nbconv(1) */
	NB_FINDING_PADDING,  /* NULs with which its file is padded */
	NB_FINDING_MASTHEAD, /* its first lines have another date */
	NB_FINDING_SAME,     /* another identifier has the same text */
	NB_FINDING_PAGES,    /* pages of an issue are missing */
	NB_FINDING_DAYS,     /* issues of a title are missing */
	NB_FINDING_WHOLE,    /* a long page of one item */
	NB_FINDING_PIECES,   /* a page of a hundred items or more */
	NB_FINDING_BREAKS,   /* breaks for review */
	NB_FINDING_SUSPECTS, /* characters that look like errors */
};

/* The number of kinds. */
#define NB_FINDINGS 12

/* The name of a kind in JSON, "charset" and so on, in static storage. */
NB_API const char *nb_finding_name(enum nb_finding kind);

/* A report. */
struct nb_report;

/*
 * Make an empty report. *report is the caller's, to be freed by
 * nb_report_free(); it is NULL after a failure. NB_NOMEM is the only failure of
 * this and of the next three functions, except that nb_report_page() fails with
 * NB_IO if iconv cannot open a charset.
 */
NB_API NB_CHECK enum nb_status nb_report_create(struct nb_report **report,
						struct nb_error *err);

/* Free a report. NULL is fine. */
NB_API void nb_report_free(struct nb_report *report);

/* Look at a page, and count it. Everything that is needed is copied. */
NB_API NB_CHECK enum nb_status nb_report_page(struct nb_report *report,
					      const struct nb_ingested *page,
					      struct nb_error *err);

/* Note a problem. `problem` is copied. */
NB_API NB_CHECK enum nb_status nb_report_problem(struct nb_report *report,
						 enum nb_trouble kind,
						 const struct nb_error *problem,
						 struct nb_error *err);

/*
 * End the report: compare the pages with each other, and look for gaps. `has`
 * says whether pages are there that were not in this ingest: it is called with
 * the beginning of identifiers, "jdrb-20190304-a02" or "jdrb-20190304-", and
 * true means that it has such a page. It may be NULL: only the pages of this
 * ingest count then.
 */
NB_API NB_CHECK enum nb_status nb_report_end(struct nb_report *report,
					     bool (*has)(void *context,
							 const char *beginning),
					     void *context,
					     struct nb_error *err);

/* ---- reading */

/* How many findings there are of a kind, whether they were kept or not. */
NB_API uint64_t nb_report_findings(const struct nb_report *report,
				   enum nb_finding kind);

/*
 * Append the report, once it was ended, to `out`: as one page of HTML that
 * needs nothing else; as a JSON object; or as lines of text for a terminal,
 * none if nothing was found. `archive` is the name of the archive, in any
 * bytes; `dry` says that nothing was written. After a failure, which can only
 * be NB_NOMEM, a part may be in `out`.
 */
NB_API NB_CHECK enum nb_status nb_report_html(const struct nb_report *report,
					      const char *archive, bool dry,
					      struct nb_buf *out,
					      struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_report_json(const struct nb_report *report,
					      const char *archive, bool dry,
					      struct nb_buf *out,
					      struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_report_text(const struct nb_report *report,
					      struct nb_buf *out,
					      struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
