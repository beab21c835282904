/* SPDX-License-Identifier: Apache-2.0 */
/* Stating decisions about places of a page, by keys of its characters. */
#ifndef NB_EDIT_STATE_H
#define NB_EDIT_STATE_H

#include "edit/changes.h"

/* What is decided: about the characters of `page`, the essence of a page, from
 * `from` to `to`, which are the same unless other characters are to be read. */
struct nb_stated {
	enum nb_decided what;
	const struct nb_buf *page;
	size_t from, to;
	const char *reading; /* of a reading; otherwise NULL */
	const char *item;    /* of next and prev; otherwise NULL */
	unsigned line;	     /* of the form, which it is from */
	const char *failed;  /* what to say if it was decided before, which
			      * has had no effect */
};

/*
 * Append the decision to changes->lines. NB_INVALID, with "line N: ..." in err,
 * if it is there already.
 */
NB_CHECK enum nb_status nb_state(struct nb_changes *changes,
				 const struct nb_stated *stated,
				 struct nb_error *err);

/* Do the lines of a file have this one already? */
bool nb_stated_before(const struct nb_buf *lines, const struct nb_buf *line);

#endif
