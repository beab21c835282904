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
	size_t start;  /* of its text in that of the form, in bytes */
	unsigned line; /* of the form, from 1 */
	int role;      /* enum nb_role, or NB_FORM_OPEN */
	bool begins;   /* an item */
	int kind;      /* of that item: enum nb_kind, or NB_FORM_OPEN */
	bool parted;   /* it was set into a paragraph, or goes on after that */
	/* The identifiers of the items that its item goes on in, and continues:
	 * 1 + the offset in nb_form.ids, or 0. */
	size_t next, prev;
};

/* A form that was taken apart. Zeros are an empty one; all is owned. */
struct nb_form {
	char id[NB_ID_MAX]; /* of the page */
	uint32_t revision;
	struct nb_form_block *blocks; /* by rising start */
	size_t count, cap;
	/* The texts of its blocks, directly one after the other, each of which
	 * begins with a character to be seen. */
	struct nb_buf text;
	struct nb_buf ids; /* strings, each with a NUL */
};

/*
 * Append the form of a page, which is revision `revision` of `id`, to `out`, as
 * the page is read. Fails only with NB_NOMEM.
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

/* An identifier of a block: "" if there is none. */
const char *nb_form_id(const struct nb_form *form, size_t id);

void nb_form_free(struct nb_form *form);

#endif
