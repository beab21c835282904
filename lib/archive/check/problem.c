/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Problems that a verification or a rescue reports: their names, which the last
 * column of a verification's output has (format-spec/nbarc-format.md, section
 * 14, "Naming"), and reporting one.
 */
#include "archive/check/problem.h"
#include "base/error.h"

#include <nbarc/verify.h>

const char *nb_hurt_name(enum nb_hurt hurt)
{
	switch (hurt) {
	case NB_HURT_STRUCTURE:
		return "structure";
	case NB_HURT_TEXT:
		return "text";
	case NB_HURT_SOURCE:
		return "source";
	case NB_HURT_CATALOGUE:
		return "catalogue";
	case NB_HURT_UNCOMMITTED:
		return "uncommitted";
	case NB_HURT_LOG:
		return "log";
	}
	return "unknown";
}

void nb_verify_report(struct nb_verifier *v, enum nb_hurt hurt,
		      struct nb_string id, uint32_t revision,
		      const struct nb_entry *entry, struct nb_error *err)
{
	struct nb_problem problem = {hurt, id, revision, entry, err};

	/* Something that should be there and is absent is damage, too. */
	v->worst = nb_worse(v->worst, err->status == NB_ABSENT ? NB_INVALID
							       : err->status);
	nb_error_file(err, v->archive->path);
	if (v->callbacks && v->callbacks->report)
		v->callbacks->report(v->callbacks->context, &problem);
}
