/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faces: what nbnorm can show of a page instead of the normalised text. Each
 * has a file: diff, explain, review, suspects; and report, which is of many
 * pages. Declares no functions.
 */
#ifndef NB_TOOLS_NBNORM_FACE_H
#define NB_TOOLS_NBNORM_FACE_H

#include <stdbool.h>

#include <nbarc/article.h>
#include <nbarc/encoding.h>
#include <nbarc/review.h>

/* What a face is given. The pointers are main.c's. */
struct norm_view {
	const struct nb_page *page;
	const struct nb_division *division; /* of the report; else NULL */
	const char *id;			    /* of the page; NULL: unknown */
	const struct nb_profile *profile;   /* NULL: the standard one */
	const char *name;		    /* of the file, for people */
	struct nb_source source;	    /* of the page */
	bool json;			    /* for machines */
	bool terminal;			    /* for a person, with colours */
	unsigned long long place;	    /* offset, of --explain */
};

/* A face appends what it shows to out. */
typedef enum nb_status norm_face(const struct norm_view *view,
				 struct nb_buf *out, struct nb_error *err);

#endif
