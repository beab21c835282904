/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Review: the line breaks of a page for people (nbnorm(1), --review, --explain
 * and DECISIONS), and what they decide about its breaks and blocks.
 *
 * A boundary is a break between two lines of the source that have text. It has
 * the probability that it is false, and whether it was joined. Boundaries are
 * numbered from 0 in the order of the text. nb_page_doubts() lists those that a
 * person should look at, nb_page_explain() says why one was joined or kept, and
 * a file of decisions tells the next repair what the person decided.
 *
 * A decision names its break by a key, the characters around it, and not by an
 * offset. So it stays valid when another part of the page or the model changes.
 *
 * Threads: these functions only read the page, so several threads may use one.
 * Keys and explanations belong to one thread at a time. Decisions never change
 * once they are read.
 */
#ifndef NBARC_REVIEW_H
#define NBARC_REVIEW_H

#include <stdbool.h>

#include <nbarc/buf.h>
#include <nbarc/page.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- boundaries */

/* A break between two lines of the source that have text. */
struct nb_boundary {
	size_t offset; /* of the end of the text before it, in bytes of the
			* source's text */
	size_t len;    /* bytes from there to the text after it */
	bool joined;
	const char *by;	    /* the rule that decided, "model" or "person"; in
			     * static storage */
	double probability; /* that the break is false, 0 to 1; of a break that
			     * was kept, the highest of all passes */
};

/*
 * The order of reading that a person decided (NB_DECIDED_AFTER): the numbers of
 * the lines of the source that are not empty, from 1, as in "1-5 20-31 6-19";
 * "" if it is that of the source. It lives as long as the page. Boundaries and
 * repairs are in this order.
 */
NB_API const char *nb_page_order(const struct nb_page *page);

/*
 * Put the lines of a layout into the order that the decisions of `options` give
 * to its text. nb_page_create(), which decides the same, is then called with
 * the text as it was and with this layout: what the source says of the lines
 * goes with them. Without such decisions nothing changes. NB_INVALID as for
 * nb_page_create(); NB_NOMEM.
 */
NB_API NB_CHECK enum nb_status nb_layout_reorder(
	struct nb_layout *layout, const struct nb_page_options *options,
	struct nb_error *err);

/* The number of boundaries of a page. */
NB_API size_t nb_page_boundaries(const struct nb_page *page);

/* Describe the i-th boundary, from 0; i must be below nb_page_boundaries(). */
NB_API void nb_page_boundary(const struct nb_page *page, size_t i,
			     struct nb_boundary *boundary);

/*
 * The text that the page was made from, of *len bytes, which offsets of
 * boundaries and repairs refer to: in the order of nb_page_order(). It lives as
 * long as the page.
 */
NB_API const char *nb_page_source(const struct nb_page *page, size_t *len);

/* ---- keys */

/* The most characters of a key on each side of its break. */
#define NB_KEY_CHARACTERS 12

/*
 * The key of a boundary: up to NB_KEY_CHARACTERS characters before and after
 * it, without white space, and which of the places with these characters on the
 * page it is. It stays the same when other parts of the page change and when
 * other breaks are joined. Offsets are in bytes of nb_keys.text.
 */
struct nb_key {
	size_t boundary;   /* its number */
	size_t left;	   /* offset of the characters before it */
	size_t left_len;   /* bytes */
	size_t right;	   /* offset of the characters after it */
	size_t right_len;  /* bytes */
	size_t occurrence; /* from 1 */
};

/* Keys and their characters, both owned. */
struct nb_keys {
	struct nb_key *list;
	size_t count;
	struct nb_buf text; /* UTF-8 */
};

/*
 * The keys of the boundaries that are for review: those whose probability is
 * between the thresholds `low` and `high` of the profile, except those that a
 * person decided. The most doubtful, nearest to .5, comes first.
 *
 * The caller frees *keys with nb_keys_free(), also after a failure. NB_NOMEM is
 * the only failure.
 */
NB_API NB_CHECK enum nb_status nb_page_doubts(const struct nb_page *page,
					      struct nb_keys *keys,
					      struct nb_error *err);

/* The keys of all boundaries, in their order; otherwise like nb_page_doubts().
 */
NB_API NB_CHECK enum nb_status nb_page_keys(const struct nb_page *page,
					    struct nb_keys *keys,
					    struct nb_error *err);

/* Free what keys own and make them empty. NULL is fine. */
NB_API void nb_keys_free(struct nb_keys *keys);

/* ---- decisions */

/*
 * What a person may decide. A block begins where a line of the text begins, and
 * so each decision about a block also keeps the break before it. A reading is
 * about characters, wherever they stand.
 */
enum nb_decided {
	/* About a break. */
	NB_DECIDED_KEEP,
	NB_DECIDED_JOIN,
	/* Whether a block begins an item; the last five also say of which
	 * kind: enum nb_kind of <nbarc/article.h>, in its order. */
	NB_DECIDED_INSIDE,
	NB_DECIDED_ITEM,
	NB_DECIDED_ARTICLE,
	NB_DECIDED_PHOTO,
	NB_DECIDED_NOTICE,
	NB_DECIDED_ADVERTISEMENT,
	NB_DECIDED_FURNITURE,
	/* What a block is: enum nb_role of <nbarc/article.h>, in its order. */
	NB_DECIDED_COLUMN,
	NB_DECIDED_KICKER,
	NB_DECIDED_MAIN,
	NB_DECIDED_SUB,
	NB_DECIDED_CROSSHEAD,
	NB_DECIDED_PARAGRAPH,
	NB_DECIDED_BYLINE,
	NB_DECIDED_CAPTION,
	NB_DECIDED_CREDIT,
	NB_DECIDED_DATELINE,
	/* Which item the item of a block goes on in, and which one it
	 * continues. */
	NB_DECIDED_NEXT,
	NB_DECIDED_PREV,
	/* Other characters are to be read. */
	NB_DECIDED_TEXT,
	/* Lines come after another line than in the source. */
	NB_DECIDED_AFTER
};

/* The word for a decision in a file ("join"), in static storage. */
NB_API const char *nb_decided_name(enum nb_decided what);

/* Is it about a break, and not about a block, a reading or the order? */
NB_API bool nb_decided_is_break(enum nb_decided what);

/*
 * One decision: a line of the file. The strings belong to the struct
 * nb_decisions. `left` and `right` have any number of characters, without white
 * space and with marks of half width; they are not NUL-terminated. `left` is
 * empty for the first block of a page alone, and `right` for a reading at the
 * end of a page. The other strings are NUL-terminated.
 *
 * Of a decision about the order, the places are those of the text as received:
 * a line ends with `left`, or the page begins if that is empty; the line that
 * comes after it begins with `right`; and with it come all lines up to the
 * first one that ends with `last`, or none if that is empty.
 */
struct nb_decision {
	enum nb_decided what;
	const char *left, *right;
	size_t left_len, right_len;
	size_t occurrence; /* from 1 */
	const char *page;  /* the only page that it is for; "": any */
	const char *who, *when, *why; /* who decided it, on which day
				       * (YYYY-MM-DD), and the reason; "": not
				       * said */
	/* Of a reading: the characters that stand between left and right, in
	 * the form of these, and what is to be read. Either may be "". */
	const char *old, *reading;
	size_t old_len;
	const char *item; /* of next and prev: an identifier; "": no item */
	const char *last; /* of the order, in the form of left and right; it is
			   * not NUL-terminated */
	size_t last_len;
	unsigned line; /* number of the line in the file */
};

/* The decisions of a file. */
struct nb_decisions;

/*
 * Read a file of decisions (nbnorm(1), DECISIONS) from its `len` bytes, for
 * pages that are repaired with this profile. The profile must live as long as
 * the decisions; NULL is the default. The bytes are copied.
 *
 * *decisions is the caller's, to be freed by nb_decisions_free(); it is NULL
 * after a failure. NB_INVALID, with "line N: ..." in err, if a line is not a
 * decision.
 */
NB_API NB_CHECK enum nb_status nb_decisions_read(
	const void *bytes, size_t len, const struct nb_profile *profile,
	struct nb_decisions **decisions, struct nb_error *err);

/* Free decisions. NULL is fine. */
NB_API void nb_decisions_free(struct nb_decisions *decisions);

/* The number of decisions; and the i-th, from 0, which lives as long as they
 * do. `i` must be below the number. */
NB_API size_t nb_decisions_count(const struct nb_decisions *decisions);
NB_API const struct nb_decision *nb_decisions_get(
	const struct nb_decisions *decisions, size_t i);

/*
 * Append a line of a file of decisions to `out`: this about the break of this
 * key, which is one of `keys`, or about the block after it. The line is for any
 * page. NB_NOMEM is the only failure, so there is no error argument.
 */
NB_API NB_CHECK enum nb_status nb_decision_write(enum nb_decided what,
						 const struct nb_keys *keys,
						 const struct nb_key *key,
						 struct nb_buf *out);

/*
 * Append decisions to `out`, as lines of a file: all of them for `page`, or
 * with NULL for the pages that they are for. NB_NOMEM is the only failure, so
 * there is no error argument.
 */
NB_API NB_CHECK enum nb_status nb_decisions_write(
	const struct nb_decisions *decisions, const char *page,
	struct nb_buf *out);

/* Append one decision, as nb_decisions_write() does. */
NB_API NB_CHECK enum nb_status nb_decision_print(
	const struct nb_decision *decision, const char *page,
	struct nb_buf *out);

/* What became of a decision on a page. */
enum nb_outcome {
	NB_OUTCOME_APPLIED,
	NB_OUTCOME_ABSENT,     /* the page has no such place */
	NB_OUTCOME_NO_BREAK,   /* to be kept, or about a block, but no line
				* begins there */
	NB_OUTCOME_NO_READING, /* its characters are not in one block, or are
				* all of it and nothing is to be read */
	NB_OUTCOME_OTHER_PAGE, /* the decision is for another page */
	NB_OUTCOME_FOLLOWED,   /* applied where its characters stand with a few
				* that differ, or those of one side alone, as
				* nowhere else; only one that names the page is
				* followed */
	NB_OUTCOME_CIRCLE, /* a block would come after itself, by this decision
			    * and later ones about the order */
};

/* Was the decision applied, if it had to be followed or not? */
NB_API bool nb_outcome_applied(enum nb_outcome outcome);

/*
 * One enum nb_outcome for each decision that the page was made with, in their
 * order; NULL if it was made without. They live as long as the page.
 */
NB_API const uint8_t *nb_page_outcomes(const struct nb_page *page);

/* The division of a page into items: <nbarc/article.h>. */
struct nb_division;

/*
 * What became of decision i, from 0, on a page that was repaired and divided
 * with these decisions. The repair knows it of a decision about a break or the
 * order, the division of one about a block. Either may be NULL, if that stage
 * did not run; of what only it knows, the answer is NB_OUTCOME_OTHER_PAGE.
 */
NB_API enum nb_outcome nb_decision_outcome(const struct nb_decisions *decisions,
					   size_t i, const struct nb_page *page,
					   const struct nb_division *division);

/*
 * Append to `out`, as a file of decisions, what stands on a page: of each block
 * whether it begins an item, and what it is. A person changes the words that
 * are wrong; unchanged, the file changes nothing. Of blocks that were set into
 * a paragraph, and of what comes after them in it, there is only a comment.
 * `division` is that of nb_page_text(page). NB_NOMEM is the only failure.
 */
NB_API NB_CHECK enum nb_status nb_division_review(
	const struct nb_page *page, const struct nb_division *division,
	struct nb_buf *out, struct nb_error *err);

/* ---- reasons */

/* What a reason comes from. */
enum nb_witness {
	NB_WITNESS_TEXT,    /* the text around the break */
	NB_WITNESS_SETTING, /* how the page is set, inferred from its text */
	NB_WITNESS_LAYOUT,  /* where the lines are on the image */
};

/*
 * What one feature of the model adds to the logit of the probability: the
 * product of value and weight.
 */
struct nb_reason {
	enum nb_witness witness;
	const char *feature; /* in static storage */
	double value;	     /* 1 for a feature that is present or absent */
	double weight;
};

/*
 * Why a break was joined or kept. The model's probability is there whoever
 * decided: a rule, the layout or a person may have overruled it. The
 * explanation owns its reasons, which are sorted by witness, and for each
 * witness the strongest first.
 */
struct nb_explanation {
	struct nb_boundary boundary;
	struct nb_thresholds thresholds;
	unsigned pass;	  /* of the repair in which it was decided, from 1 */
	const char *rule; /* that is certain of the break, or "model"; in static
			   * storage */
	/* By text and setting; the logit is the sum of their reasons. */
	double model_probability, model_logit;
	/* The layout was asked. Its first reasons then stand for the text: its
	 * probability, and a rule that is certain, if there is one. */
	bool placed;
	double layout_probability, layout_logit; /* if placed */
	struct nb_reason *reasons;
	size_t count;
	size_t cap; /* private */
};

/*
 * Explain the i-th boundary, from 0. What the model saw in the deciding pass is
 * computed again, so the layout and the profile of the page must still be
 * alive.
 *
 * The caller frees *why with nb_explanation_free(), also after a failure.
 * NB_ABSENT if the page has no such boundary.
 */
NB_API NB_CHECK enum nb_status nb_page_explain(const struct nb_page *page,
					       size_t i,
					       struct nb_explanation *why,
					       struct nb_error *err);

/* Free what an explanation owns and make it empty. NULL is fine. */
NB_API void nb_explanation_free(struct nb_explanation *why);

#ifdef __cplusplus
}
#endif
#endif
