/* SPDX-License-Identifier: Apache-2.0 */
/* The attempts of a repair (format-spec/nbarc-format.md, section 17, "Repair").
 */
#ifndef NB_ARCHIVE_PARITY_ATTEMPT_H
#define NB_ARCHIVE_PARITY_ATTEMPT_H

#include "archive/frame/shared.h"
#include "archive/parity/gf16.h"
#include "archive/parity/sets.h"
#include "archive/salvage/salvage.h"

#include <nbarc/parity.h>

/*
 * A repair. The caller sets what stands before the line, the sets by
 * nb_repair_find_sets(), and leaves the rest zero. It also frees what is owned:
 * fd, walk, shared, sets and gf.
 */
struct nb_repair {
	int fd;			 /* the damaged file */
	uint64_t old_size;	 /* bytes of it */
	struct nb_salvage *walk; /* over it */
	struct nb_shared shared; /* of it, for the walk */
	struct nb_parity_sets sets;
	struct nb_gf *gf;
	int out;       /* its copy, an empty file */
	bool in_place; /* the copy is to replace the file */
	struct nb_repaired *done;
	nb_parity_progress *progress; /* may be NULL */
	void *context;
	/* ---- what the attempts leave behind */
	uint64_t size; /* bytes of the copy */
	bool filled;   /* the copy has the bytes of the file, healed or not */
	bool checked;  /* nothing is lost */
	bool loses;    /* the copy lacks what can be read in the file */
	bool moved; /* if checked: records of it do not stand in their place */
	bool stopped; /* by progress */
};

/* Find all sets, wherever their records stand. */
NB_CHECK enum nb_status nb_repair_find_sets(struct nb_repair *repair,
					    struct nb_error *err);

/* NB_ABSENT: there are none. */
enum nb_status nb_repair_no_parity(struct nb_error *err);

/*
 * Heal the copy, in several attempts if need be. NB_INVALID when something
 * remains damaged. The copy is of use if repair->filled is true and
 * repair->loses is false; done then says what was healed in it.
 */
NB_CHECK enum nb_status nb_repair_heal(struct nb_repair *repair,
				       struct nb_error *err);

#endif
