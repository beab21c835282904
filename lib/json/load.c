/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON with jansson, when memory is lacking (load.h). */
#include "json/load.h"
#include "base/alloc.h"

/* Those of jansson, or of a program that has given it its own. */
static json_malloc_t allocate;
static json_free_t release;
static NB_THREAD_LOCAL bool lacks;

static void *noted(size_t size)
{
	void *p = allocate(size);

	lacks |= !p;
	return p;
}

/* When the library is loaded: before the program, or a thread, uses jansson. */
__attribute__((constructor)) void nb_json_watch(void)
{
	json_get_alloc_funcs(&allocate, &release);
	json_set_alloc_funcs(noted, release);
}

/* When it is unloaded, jansson may stay. */
__attribute__((destructor)) static void unwatch(void)
{
	json_malloc_t now = NULL;

	json_get_alloc_funcs(&now, NULL);
	if (now == noted)
		json_set_alloc_funcs(allocate, release);
}

enum nb_status nb_json_load(const void *bytes, size_t len, size_t flags,
			    json_t **root, json_error_t *why)
{
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
