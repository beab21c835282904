/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Characters of a text that look like errors (nbnorm(1), --suspects).
 *
 * The errors come from an encoding or from optical recognition. They are
 * reported and never corrected: what a page says is for a person to decide. The
 * search looks at a character and two on each side of it, with a table of the
 * characters that occur together in newspapers. It is cautious: in a million
 * characters of clean text it reports a few.
 *
 * Threads: these functions keep nothing, and may run in any number of threads.
 */
#ifndef NBARC_SUSPECTS_H
#define NBARC_SUSPECTS_H

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Why a character is suspected. */
enum nb_suspicion {
	NB_SUSPECT_REPLACEMENT, /* U+FFFD: an earlier conversion lost a byte */
	NB_SUSPECT_CONTROL,	/* a control, an invisible mark or a
				 * noncharacter */
	NB_SUSPECT_PRIVATE,	/* private use: without its font it says
				 * nothing */
	NB_SUSPECT_MOJIBAKE,	/* several characters that come from text
				 * decoded in the wrong charset */
	NB_SUSPECT_INTRUDER,	/* a sign in the middle of a Han word */
	NB_SUSPECT_DIGIT,	/* a letter among digits: 2O19, l949 */
	NB_SUSPECT_LOOKALIKE,	/* a similar character would make words with
				 * its neighbours; this one does not */
};

/* The name of a suspicion in reports, "replacement" and so on, in static
 * storage. */
NB_API const char *nb_suspicion_name(enum nb_suspicion why);

/* One suspected character, or several for NB_SUSPECT_MOJIBAKE. */
struct nb_suspect {
	size_t offset; /* in bytes of the text */
	size_t len;    /* bytes */
	enum nb_suspicion why;
	uint32_t twin; /* code point of the similar character of
			* NB_SUSPECT_LOOKALIKE; else 0 */
};

/*
 * Find the suspects of a text in the `len` bytes at `utf8`, which is UTF-8.
 *
 * *list is an array of *count suspects in order of offset, which do not
 * overlap. The caller frees it with free(). It is NULL if there are none, or
 * after a failure. NB_INVALID if the text is not UTF-8, with the offset of its
 * first bad byte in err; NB_NOMEM if memory is lacking.
 */
NB_API NB_CHECK enum nb_status nb_suspects_find(const char *utf8, size_t len,
						struct nb_suspect **list,
						size_t *count,
						struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
