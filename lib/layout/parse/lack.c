/* SPDX-License-Identifier: Apache-2.0 */
/* Whether libxml2 lacked memory (lack.h). */
#include "layout/parse/lack.h"
#include "base/alloc.h"

#include <libxml/xmlmemory.h>

struct functions {
	xmlMallocFunc take;
	xmlReallocFunc resize;
	xmlStrdupFunc copy;
	xmlFreeFunc release;
};

/* Those of libxml2, or of a program that had given it its own; and those that a
 * program has set since, which may call the ones below. */
static struct functions before, since;

/* libxml2 hands no context to its functions of memory. */
static NB_THREAD_LOCAL bool lacks;
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

static void *resize(void *p, size_t size)
{
	return had(before.resize(p, size), size);
}

static char *copy(const char *string)
{
	return had(before.copy(string), 1);
}

static void *take_since(size_t size)
{
	return had(since.take(size), size);
}

static void *resize_since(void *p, size_t size)
{
	return had(since.resize(p, size), size);
}

static char *copy_since(const char *string)
{
	return had(since.copy(string), 1);
}

/* Get the functions of memory that libxml2 has; NULL if it does not say. */
static struct functions get(void)
{
	struct functions f = {NULL, NULL, NULL, NULL};

	(void)xmlMemGet(&f.release, &f.take, &f.resize, &f.copy);
	return f;
}

/* When the library is loaded: before the program uses libxml2, as a rule. */
__attribute__((constructor)) void nb_lack_watch(void)
{
	struct functions now = get();

	if (!now.take || now.take == take)
		return;
	before = now;
	(void)xmlMemSetup(now.release, take, resize, copy);
}

/* When the program ends, or unloads a library that this is linked into: libxml2
 * may stay. */
__attribute__((destructor)) static void unwatch(void)
{
	struct functions now = get();

	if (now.take && now.take == take)
		(void)xmlMemSetup(before.release, before.take, before.resize,
				  before.copy);
}

/* Call functions that a program has set since through others that take note. */
static void watch_since(void)
{
	struct functions now = get();

	if (!now.take || now.take == take || now.take == take_since)
		return;
	since = now;
	(void)xmlMemSetup(now.release, take_since, resize_since, copy_since);
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
	if (to)
		watch_since();
}
