/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading JSON with jansson, when memory is lacking.
 *
 * jansson (2.14) drops a character from a string or a number for which it has
 * no memory, and goes on; other failures it reports without a reason. So its
 * functions of memory are called through some that take note, from the loading
 * of the library on. A program that sets its own later does without.
 */
#ifndef NB_JSON_LOAD_H
#define NB_JSON_LOAD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include <nbarc/status.h>

/*
 * json_loadb(): parse the `len` bytes at `bytes`. *root is the caller's, to be
 * given back by json_decref(), and NULL after a failure. NB_INVALID with what
 * jansson says in *why; NB_NOMEM.
 *
 * Threads: any number may call it at once.
 */
NB_CHECK enum nb_status nb_json_load(const void *bytes, size_t len,
				     size_t flags, json_t **root,
				     json_error_t *why);

/* Has jansson lacked memory in this thread since its last nb_json_load()? To be
 * asked when a function fails that allocates, as json_unpack() does. */
bool nb_json_lacked(void);

/* Call jansson's functions of memory, as they are now, through those that take
 * note. It is done when the library is loaded; a test does it again. */
void nb_json_watch(void);

#endif
