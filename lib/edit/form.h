/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form of a page (nbarc-edit(1), FORM): writing it, and taking one apart
 * that a person has changed.
 */
#ifndef NB_EDIT_FORM_H
#define NB_EDIT_FORM_H

#include <nbarc/ingest.h>

/* No kind is stated. */
#define NB_FORM_OPEN (-1)

/* A block of a form. */
struct nb_form_block {
	size_t start;  /* of its text in the essence of the form, in bytes */
	unsigned line; /* of the form, from 1 */
	int role;      /* enum nb_role, or NB_FORM_OPEN */
	bool begins;   /* an item */
	int kind;      /* of that item: enum nb_kind, or NB_FORM_OPEN */
	bool parted;   /* it was set into a paragraph, or goes on after that */
};

/* A form that was taken apart. Zeros are an empty one; all is owned. */
struct nb_form {
	char id[NB_ID_MAX]; /* of the page */
	uint32_t revision;
	struct nb_form_block *blocks; /* by rising start */
	size_t count, cap;
	/* Its texts without white space; the marks are as they stand there. */
	struct nb_buf text;
};

/*
 * Append the form of a page, which is revision `revision` of `id`, to `out`.
 * Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_form_write(const struct nb_converted *page,
				      const char *id, uint32_t revision,
				      struct nb_buf *out, struct nb_error *err);

/*
 * Take a form of `len` bytes apart. NB_INVALID, with "line N: ..." in err, if
 * it is none. The caller frees *form, also after a failure.
 */
NB_CHECK enum nb_status nb_form_parse(const char *text, size_t len,
				      struct nb_form *form,
				      struct nb_error *err);

void nb_form_free(struct nb_form *form);

#endif
