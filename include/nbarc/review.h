/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 2, for people: the breaks of a page with the probability that each is
 * false, the doubtful ones, why one was joined or kept, and what a person
 * decided about them (nbnorm(1), REVIEW).
 */
#ifndef NBARC_REVIEW_H
#define NBARC_REVIEW_H

#include <stdbool.h>

#include <nbarc/buf.h>
#include <nbarc/page.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A break between two lines of the source that have text. */
struct nb_boundary {
	size_t offset; /* where the text before it ends, in the source's text */
	size_t len;    /* bytes up to where the text behind it begins */
	bool joined;
	const char *by;	    /* rule, "model", or "person"; static */
	double probability; /* that it is false; of a break that was kept, the
			       highest that any pass saw */
};

/* The breaks of a page, in order of offset: their number, and the i-th. */
NB_API size_t nb_page_boundaries(const struct nb_page *page);
NB_API void nb_page_boundary(const struct nb_page *page, size_t i,
			     struct nb_boundary *boundary);

/* The text that the page was made from; lives as long as the page. */
NB_API const char *nb_page_source(const struct nb_page *page, size_t *len);

/*
 * The key of a break in a file of decisions: the characters on both sides of
 * it, white space left out, at most NB_KEY_CHARACTERS on each, and which of the
 * places with these characters on the page it is. It stays the same when other
 * parts of the page change, and when other breaks are joined.
 */
#define NB_KEY_CHARACTERS 12
struct nb_key {
	size_t boundary;   /* which break */
	size_t left;	   /* offset of the text before it in nb_keys.text */
	size_t left_len;   /* bytes */
	size_t right;	   /* offset of the text behind it */
	size_t right_len;  /* bytes */
	size_t occurrence; /* from 1 */
};

struct nb_keys {
	struct nb_key *list;
	size_t count;
	struct nb_buf text;
};

/*
 * The keys of the breaks that are for review, most doubtful first (those with
 * the probability nearest to .5; of two the first); or of all breaks, in their
 * order. A break that a person decided is not for review. Freed by
 * nb_keys_free(), also after a failure.
 */
NB_API NB_CHECK enum nb_status nb_page_doubts(const struct nb_page *page,
					      struct nb_keys *keys,
					      struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_page_keys(const struct nb_page *page,
					    struct nb_keys *keys,
					    struct nb_error *err);
NB_API void nb_keys_free(struct nb_keys *keys);

/* ---- decisions */

/* A line of a file of decisions. */
struct nb_decision {
	bool join;
	const char *left, *right; /* without white space; not terminated */
	size_t left_len, right_len;
	size_t occurrence;
	const char *page; /* the only page that it is for; "": any */
	unsigned line;	  /* where it stands in the file */
};

/* Never changes once it is read; any number of threads may use it. */
struct nb_decisions;

/*
 * Read a file of decisions (nbnorm(1), DECISIONS) for pages that are repaired
 * with this profile, which lives as long; NULL is the default. NB_INVALID with
 * "line N: ..." in err. Freed by nb_decisions_free().
 */
NB_API NB_CHECK enum nb_status nb_decisions_read(
	const void *bytes, size_t len, const struct nb_profile *profile,
	struct nb_decisions **decisions, struct nb_error *err);
NB_API void nb_decisions_free(struct nb_decisions *decisions);
NB_API size_t nb_decisions_count(const struct nb_decisions *decisions);
NB_API const struct nb_decision *nb_decisions_get(
	const struct nb_decisions *decisions, size_t i);

/* Append a line of such a file. */
NB_API NB_CHECK enum nb_status nb_decision_write(bool join,
						 const struct nb_keys *keys,
						 const struct nb_key *key,
						 struct nb_buf *out);

/* What became of a decision on a page. */
enum nb_outcome {
	NB_OUTCOME_APPLIED,
	NB_OUTCOME_ABSENT,     /* the page has no such place */
	NB_OUTCOME_NO_BREAK,   /* to be kept, but there is no break */
	NB_OUTCOME_OTHER_PAGE, /* it is for another one */
};

/* One enum nb_outcome for each decision that the page was made with, in their
 * order; NULL without decisions. Lives as long as the page. */
NB_API const uint8_t *nb_page_outcomes(const struct nb_page *page);

/* ---- why */

/* Where the decision has a reason from. */
enum nb_witness {
	NB_WITNESS_TEXT,    /* what stands around the break */
	NB_WITNESS_SETTING, /* how the page is set, as its text shows it */
	NB_WITNESS_LAYOUT,  /* where the lines stand on the image */
};

/* What a feature of the model adds to the logit of the probability: the product
 * of value and weight. */
struct nb_reason {
	enum nb_witness witness;
	const char *feature; /* static */
	double value;	     /* 1 for what is there or is not */
	double weight;
};

struct nb_explanation {
	struct nb_boundary boundary;
	struct nb_thresholds thresholds;
	unsigned pass;	  /* of the repair in which it was decided, from 1 */
	const char *rule; /* that is certain of it, or "model"; static */
	/* By text and setting, also where a rule, a layout or a person
	 * decided; and the same as a logit, the sum of their reasons. */
	double model_probability, model_logit;
	bool placed; /* a layout was asked; its first reasons say what the text
			says, where a rule is certain that rule */
	double layout_probability, layout_logit; /* where it was */
	struct nb_reason *reasons; /* by witness, of each strongest first */
	size_t count;
	size_t cap; /* private */
};

/*
 * Why the i-th break was joined or kept; NB_ABSENT when there is no such break.
 * The reasons are there whoever decided: they say what the model saw in the
 * pass that decided. The layout of the page must still be there. Freed by
 * nb_explanation_free(), also after a failure.
 */
NB_API NB_CHECK enum nb_status nb_page_explain(const struct nb_page *page,
					       size_t i,
					       struct nb_explanation *why,
					       struct nb_error *err);
NB_API void nb_explanation_free(struct nb_explanation *why);

#ifdef __cplusplus
}
#endif
#endif
