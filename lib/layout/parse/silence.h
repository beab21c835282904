/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping libxml2 from printing. */
#ifndef NB_LAYOUT_SILENCE_H
#define NB_LAYOUT_SILENCE_H

#include <libxml/xmlerror.h>

/* How libxml2 reports what belongs to no parser, in this thread. */
struct nb_silence {
	xmlStructuredErrorFunc structured;
	xmlGenericErrorFunc generic;
	void *structured_context, *generic_context;
};

/*
 * Drop what libxml2 would print: of bytes that it cannot decode, and of memory
 * that is lacking, it knows no parser. Returns what was set before, which
 * nb_silence_end() of the same thread sets again.
 */
struct nb_silence nb_silence_begin(void);

void nb_silence_end(const struct nb_silence *before);

#endif
