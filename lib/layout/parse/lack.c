/* SPDX-License-Identifier: Apache-2.0 */
/* Whether libxml2 lacked memory (lack.h). */
#include "layout/parse/lack.h"

#include <libxml/xmlmemory.h>

/* Those of libxml2, or of a program that has given it its own. */
static struct {
	xmlMallocFunc take, take_atomic;
	xmlReallocFunc resize;
	xmlStrdupFunc copy;
	xmlFreeFunc release;
} before;

/* libxml2 hands no context to its functions of memory. */
static _Thread_local bool lacks;
static jmp_buf *out;

static void *had(void *p, size_t size)
{
	if (p || size == 0)
		return p;
	lacks = true;
	if (out)
		longjmp(*out, 1);
	return NULL;
}

static void *take(size_t size)
{
	return had(before.take(size), size);
}

static void *take_atomic(size_t size)
{
	return had(before.take_atomic(size), size);
}

static void *resize(void *p, size_t size)
{
	return had(before.resize(p, size), size);
}

static char *copy(const char *string)
{
	return had(before.copy(string), 1);
}

/* When the library is loaded: before the program, or a thread, uses libxml2. */
__attribute__((constructor)) void nb_lack_watch(void)
{
	(void)xmlGcMemGet(&before.release, &before.take, &before.take_atomic,
			  &before.resize, &before.copy);
	(void)xmlGcMemSetup(before.release, take, take_atomic, resize, copy);
}

/* When it is unloaded, libxml2 may stay. */
__attribute__((destructor)) static void unwatch(void)
{
	xmlMallocFunc now;

	(void)xmlGcMemGet(NULL, &now, NULL, NULL, NULL);
	if (now == take)
		(void)xmlGcMemSetup(before.release, before.take,
				    before.take_atomic, before.resize,
				    before.copy);
}

void nb_lack_begin(void)
{
	lacks = false;
}

bool nb_lacked(void)
{
	return lacks;
}

void nb_lack_leaves(jmp_buf *to)
{
	out = to;
}
