/* SPDX-License-Identifier: Apache-2.0 */
/* Names of persons that stand alone, with no role beside them. */
#ifndef NB_BYLINE_ALONE_H
#define NB_BYLINE_ALONE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Is the text at p, which is in the form of a clause and has `len` bytes, one
 * name? It has white space inside, or a surname of two characters, or a common
 * one and two more: two ideographs alone are words as often.
 */
bool nb_byline_alone(const char *p, size_t len);

/*
 * Is it a name, or several, after a mark that bylines begin with, as in
 * "□ 林舟"? With the mark, a common surname and one more ideograph are a name.
 */
bool nb_byline_marked(const char *p, size_t len);

#endif
