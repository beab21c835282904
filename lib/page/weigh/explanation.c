/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting the reasons of a decision (explanation.h). */
#include "page/weigh/explanation.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum nb_status nb_explanation_add(struct nb_explanation *why,
				  enum nb_witness witness, const char *feature,
				  double value, double weight,
				  struct nb_error *err)
{
	struct nb_reason *list = nb_grow(why->reasons, &why->cap,
					 why->count + 1, sizeof(*why->reasons));

	if (!list)
		return nb_fail_mem(err);
	why->reasons = list;
	list[why->count++] = (struct nb_reason){
		.witness = witness,
		.feature = feature ? feature : "a feature without a name",
		.value = value,
		.weight = weight,
	};
	return NB_OK;
}

void nb_explanation_free(struct nb_explanation *why)
{
	if (!why)
		return;
	free(why->reasons);
	memset(why, 0, sizeof(*why));
}
