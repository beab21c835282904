/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clauses that name who made something. A clause is one only as a whole:
 *
 *   clause  := part { separator part }
 *   part    := dateline | agency | role names [act] | task ":" names
 *            | names act | names | "(" ... ")" | "作者为" ...
 *   role    := [agency or other words] person [":"]      (本报驻英国记者)
 *   names   := name { separator name }
 *
 * Separators are white space, commas, middle dots and the like. What stands in
 * brackets is only read over. Names without a role or an act are allowed where
 * the caller says that one may stand there. "作者为" says what somebody is, not
 * who: what follows, up to a role, names nobody.
 */
#ifndef NB_BYLINE_CREDITS_H
#define NB_BYLINE_CREDITS_H

#include "byline/found.h"

/* When names are taken that have neither a role nor an act. */
enum nb_bare_names {
	NB_BARE_NEVER,
	NB_BARE_SPACED, /* all of them with white space inside */
	NB_BARE_SURE,	/* several, or one with white space inside */
	NB_BARE_ALL,
};

/*
 * Read bytes `at` to `end` of a clause. If it names someone, or has a dateline,
 * its marks are added. False if it is no clause of this kind; no mark is added
 * then, but found->others may become true.
 */
bool nb_credits_read(const struct nb_clause *c, size_t at, size_t end,
		     const char *page, enum nb_bare_names bare,
		     struct nb_credits *found);

#endif
