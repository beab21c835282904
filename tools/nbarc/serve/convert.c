/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Converting scripts (convert.h).
 *
 * OpenCC is loaded when the first reader asks for it, as nbarc grep --variants
 * does (lib/find/match/variants.c), and stays: its tables take 30 ms to read.
 * It says nothing of threads, so that one converts at a time.
 */
#include "serve/convert.h"

#include <dlfcn.h>
#include <opencc/opencc.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"

#define LIBRARY "libopencc.so.1.1"

/* The functions of OpenCC and its two tables, once they are there. The lock is
 * of all of it. Nothing of it is ever closed. */
static struct {
	pthread_mutex_t lock;
	bool tried;
	__typeof__(&opencc_open) open;
	__typeof__(&opencc_convert_utf8) convert;
	__typeof__(&opencc_convert_utf8_free) free;
	opencc_t tables[2];
} opencc = {.lock = PTHREAD_MUTEX_INITIALIZER};

/*
 * Set a pointer to a function of the library; false if it has none.
 *
 * ISO C has no conversion from a pointer to data to one to a function; POSIX
 * wants the two to have one form, so that the bytes are copied.
 */
static bool look_up(void *handle, const char *name, void *function)
{
	void *found = dlsym(handle, name);

	memcpy(function, &found, sizeof(found));
	return found != NULL;
}

/*
 * Load the library and its tables, once.
 *
 * It is tried once, whether it works or not: a library that is missing would be
 * looked for in many folders at each request.
 */
static void load(void)
{
	void *handle;

	if (opencc.tried)
		return;
	opencc.tried = true;
	handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!handle || !look_up(handle, "opencc_open", &opencc.open) ||
	    !look_up(handle, "opencc_convert_utf8", &opencc.convert) ||
	    !look_up(handle, "opencc_convert_utf8_free", &opencc.free))
		return;
	opencc.tables[0] = opencc.open("t2s.json");
	opencc.tables[1] = opencc.open("s2t.json");
}

/* The table for a script, or NULL. It is -1 where OpenCC could not read it. */
static opencc_t table_for(enum room_script script)
{
	opencc_t table = opencc.tables[script == ROOM_TRADITIONAL];

	return table == (opencc_t)-1 ? NULL : table;
}

/*
 * The markup around the text goes through OpenCC as well and comes out as it
 * went in. Phrases are not found across tags, which is why repairs that are
 * shown may change how a word is converted.
 */
enum nb_status room_convert(struct nb_buf *text, size_t from,
			    enum room_script script, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	char *made = NULL;
	opencc_t table;

	if (script == ROOM_AS_PRINTED || text->len == from)
		return NB_OK;
	(void)pthread_mutex_lock(&opencc.lock);
	load();
	table = table_for(script);
	if (table)
		made = opencc.convert(table, (char *)text->data + from,
				      text->len - from);
	if (made) {
		text->len = from;
		if (nb_buf_puts(text, made))
			st = nb_fail_mem(err);
		opencc.free(made);
	} else {
		st = nb_fail(err, NB_UNSUPPORTED,
			     "OpenCC is not installed; Debian's packages are "
			     "libopencc1.1 and libopencc-data");
	}
	(void)pthread_mutex_unlock(&opencc.lock);
	return st;
}
