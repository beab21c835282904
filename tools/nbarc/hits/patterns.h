/* SPDX-License-Identifier: Apache-2.0 */
/* The patterns on a command line and in files. */
#ifndef NB_TOOLS_NBARC_PATTERNS_H
#define NB_TOOLS_NBARC_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/buf.h>

/*
 * Any number of texts; all zeros is none. Everything is owned. A file that is
 * empty gives no pattern, and is not the same as no file: hence `any`.
 */
struct nbarc_patterns {
	struct nb_buf text; /* NUL-terminated, one after the other */
	const char **list;  /* into `text`, made by nbarc_patterns_list() */
	size_t count;	    /* of them */
	bool any;	    /* a pattern or a file was given */
};

/* Add a text; each line of it is a pattern, as in grep(1). NB_NOMEM. */
NB_CHECK enum nb_status nbarc_patterns_add(struct nbarc_patterns *patterns,
					   const char *text,
					   struct nb_error *err);

/* Add the lines of a file, "-" for standard input; empty ones are passed over.
 * NB_INVALID if it has a NUL. */
NB_CHECK enum nb_status nbarc_patterns_read(struct nbarc_patterns *patterns,
					    const char *path,
					    struct nb_error *err);

/* Make the list; nothing may be added afterwards. NB_NOMEM. */
NB_CHECK enum nb_status nbarc_patterns_list(struct nbarc_patterns *patterns,
					    struct nb_error *err);

/* The parts of --in, by their names with commas between them, as enum nb_part
 * ored; 0 if one of them is not known. */
unsigned nbarc_parts_parse(const char *text);

/*
 * May there be an option that needs PCRE2 or OpenCC? A program that has both is
 * as right for all others, so that a guess will do: the options are not read
 * yet, since patterns may come from standard input.
 */
bool nbarc_patterns_need_more(char **argv);

/* Free the texts and the list. */
void nbarc_patterns_free(struct nbarc_patterns *patterns);

#endif
