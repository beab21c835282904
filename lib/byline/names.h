/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of persons in a clause.
 *
 *   name   := given | spaced | dotted
 *   given  := surname, and one or two ideographs (顾青, 欧阳小禾)
 *   spaced := two ideographs with white space between them (顾　青)
 *   dotted := ideographs with middle dots between them (阿卜杜·热西提)
 */
#ifndef NB_BYLINE_NAMES_H
#define NB_BYLINE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* How much beside the name says that it is one. */
enum nb_name_trust {
	NB_NAME_ALONE, /* nothing: it must have a surname */
	NB_NAME_ACT,   /* what was done follows: dotted names are taken too */
	NB_NAME_ROLE,  /* a role comes before it: two to five ideographs */
};

/* What a person did after the name. */
enum nb_name_act {
	NB_ACT_NONE,
	NB_ACT_WROTE,
	NB_ACT_PICTURED,
};

/* A name, and what stands after it. */
struct nb_name {
	size_t len; /* bytes of the name, with the white space inside */
	size_t act_len;
	enum nb_name_act act;
	bool letter; /* the act is a single character, as in 顾青文 */
	bool spaced; /* two ideographs with white space between */
};

/* Find the name at p, which a run of ideographs makes as a whole. */
bool nb_name_at(const char *p, enum nb_name_trust trust, struct nb_name *name);

/* The act at p, with its length in bytes, or NB_ACT_NONE and 0. Something else
 * than an ideograph must follow it. */
enum nb_name_act nb_act_at(const char *p, size_t *len);

#endif
