/* SPDX-License-Identifier: Apache-2.0 */
/* Text as XML (xml/xml.h): what must not stand in it as it is, at every place
 * and in texts of every length, as sixteen bytes are looked at together. */
#include "xml/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Bytes of the longest text: more than two steps. */
#define LONGEST 40u

typedef enum nb_status writer(struct nb_buf *, const char *, size_t);

static const struct {
	const char *text, *element, *plain, *mark;
} parts[] = {
	{"<", "&lt;", "&lt;", "&lt;"},
	{">", "&gt;", "&gt;", "&gt;"},
	{"&", "&amp;", "&amp;", "&amp;"},
	{"\"", "\"", "&quot;", "&quot;"},
	{"\r", "&#13;", "&#13;", "&#13;"},
	{"\t", "\t", "\t", "\t"},
	{"\n", "\n", "\n", "\n"},
	{"\x01", NULL, "\xef\xbf\xbd", "\x01"},
	{"\x7f", "\x7f", "\x7f", "\x7f"},
	{"\xef\xbf\xbf", NULL, "\xef\xbf\xbd", "\xef\xbf\xbf"},
	{"\xef\xbf\xbd", "\xef\xbf\xbd", "\xef\xbf\xbd", "\xef\xbf\xbd"},
	{"\xef\xbc\x8c", "\xef\xbc\x8c", "\xef\xbc\x8c", "\xef\xbc\x8c"},
	{"\xe6\xb0\xb4", "\xe6\xb0\xb4", "\xe6\xb0\xb4", "\xe6\xb0\xb4"},
};

/* Put a part after `before` letters and before `after` letters, and compare. */
static void compare(writer *write, const char *part, const char *as,
		    size_t before, size_t after)
{
	char text[2 * LONGEST], wanted[2 * LONGEST];
	size_t n = strlen(part), m = strlen(as);
	struct nb_buf out = {NULL, 0, 0};

	memset(text, 'x', sizeof(text));
	memset(wanted, 'x', sizeof(wanted));
	memcpy(text + before, part, n);
	memcpy(wanted + before, as, m);
	assert_int_equal(write(&out, text, before + n + after), NB_OK);
	assert_int_equal(out.len, before + m + after);
	assert_memory_equal(out.data, wanted, out.len);
	nb_buf_free(&out);
}

static void test_every_place(void **state)
{
	size_t i, before, after;

	(void)state;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		for (before = 0; before < LONGEST; before++)
			for (after = 0; after < LONGEST - before; after++) {
				if (parts[i].element)
					compare(nb_xml_text, parts[i].text,
						parts[i].element, before,
						after);
				compare(nb_xml_plain, parts[i].text,
					parts[i].plain, before, after);
				compare(nb_xml_marks, parts[i].text,
					parts[i].mark, before, after);
			}
}

static void test_several(void **state)
{
	static const char text[] =
		"a<b\x01水&\xef\xbf\xbe，\"渠\"\r>水渠修好了<";
	static const char wanted[] =
		"a&lt;b\xef\xbf\xbd水&amp;\xef\xbf\xbd，&quot;渠&quot;&#13;&gt;"
		"水渠修好了&lt;";
	struct nb_buf out = {NULL, 0, 0};

	(void)state;
	assert_int_equal(nb_xml_plain(&out, text, sizeof(text) - 1), NB_OK);
	assert_int_equal(out.len, sizeof(wanted) - 1);
	assert_memory_equal(out.data, wanted, out.len);
	out.len = 0;
	assert_int_equal(nb_xml_plain(&out, NULL, 0), NB_OK);
	assert_int_equal(out.len, 0);
	nb_buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_place),
		cmocka_unit_test(test_several),
	};

	return cmocka_run_group_tests_name("xml_text", tests, NULL, NULL) != 0;
}
