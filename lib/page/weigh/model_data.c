/* SPDX-License-Identifier: Apache-2.0 */
/* The name of the model inside the library, nbnorm.model. */
#include "base/sha256.h"
#include "page/weigh/model.h"

#include <nbarc/page.h>

void nb_model_id(char id[NB_MODEL_ID])
{
	static const char name[] = "nbnorm-3 sha256:";
	char hex[NB_SHA256_HEX];
	size_t i;

	nb_sha256_hex(nb_model_data + NB_MODEL_HASH, hex);
	for (i = 0; i + 1 < sizeof(name); i++)
		id[i] = name[i];
	/* Sixteen digits tell models apart. */
	for (; i + 1 < NB_MODEL_ID; i++)
		id[i] = hex[i + 1 - sizeof(name)];
	id[i] = '\0';
}
