/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifying the log against the catalogue and the commits
 * (format-spec/nbarc-format.md, sections 11 and 14).
 *
 * The log is gone through from its first leaf to its last, in parts that fit
 * into memory. The leaves of a part are found by going through the catalogue
 * once: both are sorted, so that nothing is searched. The first part takes its
 * entries from the pass over the catalogue that a verification makes anyway.
 */
#ifndef NB_ARCHIVE_VERIFY_LOG_H
#define NB_ARCHIVE_VERIFY_LOG_H

#include "archive/check/problem.h"
#include "archive/frame/earlier.h"
#include "archive/log/log.h"

struct nb_checked_leaf;

/*
 * A check that is under way. After the first problem `over` is set, and nothing
 * more is looked at. Everything but the verifier is owned.
 */
struct nb_log_check {
	struct nb_verifier *v;
	bool over;
	struct nb_log log;
	uint64_t leaves;	 /* of the commit that is verified */
	struct nb_edge edge;	 /* of the leaves that were checked */
	struct nb_earlier chain; /* all commits, the oldest first */
	size_t commit;		 /* the next one to be compared */
	uint64_t to;		 /* the part ends before this leaf */
	struct nb_checked_leaf *part;
	size_t count, cap;		 /* leaves of the part */
	struct nb_checked_leaf **sorted; /* in the order of the catalogue */
	size_t next;	   /* of the sorted ones that is to be found */
	struct nb_buf ids; /* of the part, one after the other */
	/* The last key of the part before; its identifier is last_id. */
	struct nb_log_key last;
	char last_id[UINT8_MAX];
};

/* Begin with the first part. Only a failure that ends the verification is
 * returned, here and below; problems are reported. nb_log_check_free() is to be
 * called in any case. */
NB_CHECK enum nb_status nb_log_check_begin(struct nb_log_check *check,
					   struct nb_verifier *v,
					   struct nb_error *err);

/* Take the next entry of a pass over the catalogue, with its hashes. */
void nb_log_check_entry(struct nb_log_check *check, const struct nb_entry *e);

/* After the pass: check the leaves of the first part, and all others. */
NB_CHECK enum nb_status nb_log_check_end(struct nb_log_check *check,
					 struct nb_error *err);
void nb_log_check_free(struct nb_log_check *check);

#endif
