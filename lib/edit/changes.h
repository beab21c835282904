/* SPDX-License-Identifier: Apache-2.0 */
/* What a person changed in the form of a page, as decisions. */
#ifndef NB_EDIT_CHANGES_H
#define NB_EDIT_CHANGES_H

#include "edit/form.h"

/* Decisions in the making: lines of a file, and whose they are. The strings are
 * borrowed; the buffer is the caller's. */
struct nb_changes {
	const struct nb_form *form; /* what the page shall be */
	const char *who, *when;	    /* may be "" */
	struct nb_buf *lines;
};

/*
 * Compare a page with its form, and append to changes->lines what has to be
 * decided for it to stand as the form says. Nothing is appended if it does.
 *
 * If the text was changed, only that is decided: what else differs is found
 * when the page has been made with it.
 *
 * NB_INVALID, with "line N: ..." in err, if a change of the text goes over the
 * end of a block, if a block was changed that cannot be, or if something has
 * been decided already and did not help.
 */
NB_CHECK enum nb_status nb_changes_find(struct nb_changes *changes,
					const struct nb_converted *page,
					struct nb_error *err);

#endif
