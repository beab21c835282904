/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing in other processes without an error to fill in (null_error.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <nbarc/isolated.h>

#include "base/error.h"
#include "null_error.h"

static int take(void *context, const char *charset, struct nb_error *err)
{
	(void)context;
	(void)charset;
	(void)nb_fail(err, NB_BUSY, "there is none");
	return -1;
}

static void give(void *context, int fd, bool sound)
{
	(void)context;
	(void)fd;
	(void)sound;
}

static enum nb_status be_ready(void *context, const char *charset,
			       struct nb_error *err)
{
	(void)context;
	(void)charset;
	(void)err;
	return NB_OK;
}

static void test_isolated(void **state)
{
	const struct nb_isolated by = {NULL, take, give};
	struct nb_layout layout;
	struct nb_issue *issue;

	(void)state;
	FAILS(NB_BUSY, nb_isolated_read_markup(&by, "<a/>", 4, &layout, NULL));
	nb_layout_free(&layout);
	FAILS(NB_BUSY, nb_isolated_read_mets(&by, "<a/>", 4, &issue, NULL));
	FAILS(NB_BUSY, nb_isolated_validate(&by, "<a/>", 4, "a", 1, NULL));
	FAILS(NB_IO, nb_isolated_serve(-1, be_ready, NULL, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_isolated)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
