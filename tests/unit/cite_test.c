/* SPDX-License-Identifier: Apache-2.0 */
/* Finding references in text (nbarc/cite.h). Citations of archives are tested
 * by tests/cli/cite.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/cite.h>

#define ROOT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define REFERENCE "nbarc:jdrb-20190304-a01-02@12;root=" ROOT

/* The `skip`-th reference of the text is that of REFERENCE. */
static void finds(const char *text, size_t skip)
{
	struct nb_citation c;
	size_t i;

	assert_int_equal(nb_cite_read(text, strlen(text), skip, &c, NULL),
			 NB_OK);
	assert_string_equal(c.id, "jdrb-20190304-a01-02");
	assert_int_equal(c.revision, 12);
	for (i = 0; i < NB_SHA256_SIZE; i++)
		assert_int_equal(c.root[i], 0x11 * (i % 16));
	/* What is before its end is enough, and a byte less is not. */
	assert_int_equal(nb_cite_read(text, c.end, skip, &c, NULL), NB_OK);
	assert_int_not_equal(nb_cite_read(text, c.end - 1, skip, &c, NULL),
			     NB_OK);
}

static void in_texts_of_every_kind(void **state)
{
	(void)state;
	finds(REFERENCE, 0);
	finds("何苗. 白天下田[N/OL]. 江东日报, 2019-03-04(A01). " REFERENCE
	      ".\n",
	      0);
	/* Line breaks, spaces, TeX, capitals, marks of full width. */
	finds("nbarc:jdrb-2019\n  0304-a01-02@1\r\n2;root=" ROOT, 0);
	finds("{nbarc:jdrb\\-20190304-a01-02@12;root={" ROOT "}}", 0);
	finds("nbarc：jdrb-20190304-a01-02＠12；root＝" ROOT, 0);
	finds("nbarc:jdrb-20190304-a01-02@12;root=00112233445566778899AABBCC"
	      "DDEEFF0011\xc2\xad"
	      "2233445566778899aabb\xe2\x80\x8b"
	      "ccddeeff",
	      0);
	/* Prose and other references before it. */
	finds("nbarc: a tool. nbarc:x@0;root=1 nnbarc" REFERENCE, 0);
	finds("nbarc:x@1;root=" ROOT " and " REFERENCE, 1);
	finds("nbarc:x@1;root=" ROOT REFERENCE "abc", 1);
	finds("\xff\xfe" REFERENCE "\xff", 0);
}

static void other_identifiers(void **state)
{
	static const char text[] = "nbarc:人民日报.第1版_a@1;root=" ROOT;
	struct nb_citation c;

	(void)state;
	assert_int_equal(nb_cite_read(text, strlen(text), 0, &c, NULL), NB_OK);
	assert_string_equal(c.id, "人民日报.第1版_a");
	assert_int_equal(c.revision, 1);
}

static void what_is_none(void **state)
{
	static const char *const bad[] = {
		"nbarc:",
		"nbarc:a",
		"nbarc:a@",
		"nbarc:@1;root=" ROOT,
		"nbarc:a@0;root=" ROOT,
		"nbarc:a@4294967296;root=" ROOT,
		"nbarc:a@99999999999999999999999999;root=" ROOT,
		"nbarc:a@1;rot=" ROOT,
		"nbarc:a@1;root=00112233445566778899aabbccddeeff",
		"nbarc:a@1;root=g0112233445566778899aabbccddeeff0011223344556"
		"6778899aabbccddeeff",
	};
	static const char rest[] = "@1;root=" ROOT;
	char text[1024] = "nbarc:";
	struct nb_citation c;
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(
			nb_cite_read(bad[i], strlen(bad[i]), 0, &c, NULL),
			NB_INVALID);
	/* The offset is that of the first. */
	assert_int_equal(nb_cite_read("ab nbarc:c nbarc:d", 18, 0, &c, &err),
			 NB_INVALID);
	assert_int_equal(err.offset, 3);
	/* An identifier as long as one can be, and one that is longer. */
	memset(text + 6, 'x', NB_ITEM_ID_MAX - 1);
	memcpy(text + 6 + NB_ITEM_ID_MAX - 1, rest, sizeof(rest));
	assert_int_equal(nb_cite_read(text, strlen(text), 0, &c, NULL), NB_OK);
	memset(text + 6, 'x', NB_ITEM_ID_MAX);
	memcpy(text + 6 + NB_ITEM_ID_MAX, rest, sizeof(rest));
	assert_int_equal(nb_cite_read(text, strlen(text), 0, &c, NULL),
			 NB_INVALID);
	assert_int_equal(nb_cite_read("", 0, 0, &c, NULL), NB_ABSENT);
	assert_int_equal(nb_cite_read("no bars here", 12, 0, &c, NULL),
			 NB_ABSENT);
	assert_int_equal(
		nb_cite_read(REFERENCE, strlen(REFERENCE), 1, &c, NULL),
		NB_ABSENT);
}

/* Cut off anywhere, a reference is not another one. */
static void cut_off(void **state)
{
	struct nb_citation c;
	size_t len;

	(void)state;
	for (len = 0; len < strlen(REFERENCE); len++)
		assert_int_not_equal(nb_cite_read(REFERENCE, len, 0, &c, NULL),
				     NB_OK);
}

static void styles_have_names(void **state)
{
	(void)state;
	assert_string_equal(nb_cite_style_name(NB_CITE_GBT7714), "gbt7714");
	assert_string_equal(nb_cite_style_name(NB_CITE_RIS), "ris");
	assert_null(nb_cite_style_name((enum nb_cite_style)(NB_CITE_RIS + 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_texts_of_every_kind),
		cmocka_unit_test(other_identifiers),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(cut_off),
		cmocka_unit_test(styles_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
