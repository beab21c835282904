/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of breaks, which tell equal places of a page apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/page.h>
#include <nbarc/review.h>

/* The same characters stand inside a line, and then twice around a break: the
 * occurrence counts all three places. */
static void test_occurrence_counts_places_that_are_no_breaks(void **state)
{
	static const char left[] = "一二三四五六七八九十甲乙";
	static const char right[] = "丙丁戊己庚辛壬癸子丑寅卯";
	struct nb_buf text = {0};
	struct nb_page *page;
	struct nb_keys keys;
	struct nb_error err;
	size_t i, found = 0;

	(void)state;
	assert_int_equal(nb_buf_printf(&text,
				       "%s%s。\n\n%s\n%s。\n\n%s\n%s。\n", left,
				       right, left, right, left, right),
			 NB_OK);
	assert_int_equal(
		nb_page_create((char *)text.data, text.len, NULL, &page, &err),
		NB_OK);
	assert_int_equal(nb_page_keys(page, &keys, &err), NB_OK);
	for (i = 0; i < keys.count; i++) {
		const struct nb_key *k = &keys.list[i];
		const char *at = (const char *)keys.text.data;

		if (k->left_len != strlen(left) ||
		    memcmp(at + k->left, left, k->left_len) != 0 ||
		    memcmp(at + k->right, right, k->right_len) != 0)
			continue;
		assert_int_equal(k->occurrence, 2 + found);
		found++;
	}
	assert_int_equal(found, 2);
	nb_keys_free(&keys);
	nb_page_free(page);
	nb_buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_occurrence_counts_places_that_are_no_breaks),
	};

	return cmocka_run_group_tests_name("keys", tests, NULL, NULL) != 0;
}
