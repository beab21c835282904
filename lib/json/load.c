/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON with jansson, when memory is lacking (load.h). */
#include "json/load.h"

#include <pthread.h>

/* Those of jansson, or of a program that has given it its own. */
static json_malloc_t allocate;
static json_free_t release;
static _Thread_local bool lacks;

static void *noted(size_t size)
{
	void *p = allocate(size);

	lacks |= !p;
	return p;
}

static void watch(void)
{
	json_get_alloc_funcs(&allocate, &release);
	json_set_alloc_funcs(noted, release);
}

enum nb_status nb_json_load(const void *bytes, size_t len, size_t flags,
			    json_t **root, json_error_t *why)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, watch);
	lacks = false;
	*root = json_loadb(bytes, len, flags, why);
	if (!lacks)
		return *root ? NB_OK : NB_INVALID;
	json_decref(*root);
	*root = NULL;
	return NB_NOMEM;
}

bool nb_json_lacked(void)
{
	return lacks;
}
