/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How markup is parsed: by libxml2 in this process, or in another one
 * (nbarc/isolated.h). What reads markup is given a parser, and does not know
 * which.
 */
#ifndef NB_LAYOUT_PARSE_PARSER_H
#define NB_LAYOUT_PARSE_PARSER_H

#include "layout/stated/element.h"

#include <nbarc/encoding.h>

/*
 * Who is told of a file, element by element. All get `context`; the first that
 * fails ends the parsing. Strings live during the call, and end with a NUL.
 */
struct nb_markup_calls {
	void *context;
	/* An element begins; `space` is the namespace of the root, and "" for
	 * other elements. */
	enum nb_status (*start)(void *context, const struct nb_element *e,
				const char *space, struct nb_error *err);
	/* It ends; its name and its depth are those of its start. */
	enum nb_status (*stop)(void *context, const char *name, unsigned depth,
			       struct nb_error *err);
	/* Text between two tags, comments or the like; never empty. */
	enum nb_status (*text)(void *context, const char *text,
			       struct nb_error *err);
};

/* A parser. Nothing outside of the file is read, and nothing is printed. */
struct nb_parser {
	void *context; /* the first argument of both */
	/*
	 * Parse XML of at most INT_MAX bytes, and write the charset that it
	 * declares, or "UTF-8". *complained is true if anything was wrong.
	 *
	 * NB_INVALID, with the line, if it is not well-formed or has a
	 * reference to an entity that is not known; NB_UNSUPPORTED if it
	 * declares entities other than single characters, which can blow up to
	 * any size; NB_LIMIT if elements are nested too deep; NB_NOMEM; or the
	 * failure of a call.
	 */
	enum nb_status (*xml)(void *context, const void *bytes, size_t len,
			      const struct nb_markup_calls *calls,
			      char charset[NB_CHARSET_MAX], bool *complained,
			      struct nb_error *err);
	/* Parse HTML in UTF-8, as a browser does. NB_INVALID if it is none, and
	 * NB_LIMIT, NB_NOMEM and failures of calls as above. */
	enum nb_status (*html)(void *context, const void *bytes, size_t len,
			       const struct nb_markup_calls *calls,
			       struct nb_error *err);
};

/* The one of this process. It keeps nothing, so that all threads may use it. */
extern const struct nb_parser nb_parser_here;

#endif
