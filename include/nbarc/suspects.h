/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 2: characters of a text that look like errors of an encoding or of
 * optical recognition. They are reported and never corrected.
 */
#ifndef NBARC_SUSPECTS_H
#define NBARC_SUSPECTS_H

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum nb_suspicion {
	NB_SUSPECT_REPLACEMENT, /* U+FFFD: a byte was lost before */
	NB_SUSPECT_CONTROL,	/* a control or noncharacter */
	NB_SUSPECT_PRIVATE,	/* private use: says nothing without a font */
	NB_SUSPECT_MOJIBAKE,	/* what is left of text decoded wrongly */
	NB_SUSPECT_INTRUDER,	/* one sign in the middle of a Han word */
	NB_SUSPECT_DIGIT,	/* a letter among digits: 2O19, l949 */
	NB_SUSPECT_LOOKALIKE,	/* its twin makes words here, it does not */
};

/* "replacement" ...: static. */
NB_API const char *nb_suspicion_name(enum nb_suspicion why);

struct nb_suspect {
	size_t offset; /* bytes of the text */
	size_t len;    /* bytes */
	enum nb_suspicion why;
	uint32_t twin; /* NB_SUSPECT_LOOKALIKE: the other character; else 0 */
};

/*
 * Find them, in order of offset. The text is valid UTF-8. Freed by free().
 */
NB_API NB_CHECK enum nb_status nb_suspects_find(const char *utf8, size_t len,
						struct nb_suspect **list,
						size_t *count,
						struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
