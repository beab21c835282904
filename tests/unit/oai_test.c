/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments, times and resumption tokens of OAI-PMH. What the protocol says of
 * answers is tested by tests/room/oai.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "serve/api/oai/arguments.h"
#include "serve/api/oai/time.h"
#include "serve/api/oai/token.h"

static void times(void **state)
{
	static const struct {
		const char *text;
		uint64_t first, last;
	} good[] = {
		{"1970-01-01", 0, 86399},
		{"1970-01-01T00:00:01Z", 1, 1},
		{"1999-12-31T23:59:59Z", 946684799, 946684799},
		{"2000-02-29", 951782400, 951868799},
		{"2020-03-09", 1583712000, 1583798399},
		{"2100-03-01T00:00:00Z", 4107542400, 4107542400},
		{"1949-10-01", 0, 0},
	};
	static const char *const bad[] = {
		"",
		"2020",
		"2020-13-01",
		"2020-00-01",
		"2020-01-00",
		"2019-02-29",
		"2100-02-29",
		"2020-1-1",
		"2020-01-01T",
		"2020-01-01T00:00:00",
		"2020-01-01T24:00:00Z",
		"2020-01-01T00:60:00Z",
		"2020-01-01T00:00:60Z",
		"2020-01-01T00:00:00Z ",
		"2020-01-01 ",
		"2020-04-31",
		"+020-01-01",
	};
	uint64_t seconds;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(api_oai_time_read(good[i].text, false, &seconds));
		assert_int_equal(seconds, good[i].first);
		assert_true(api_oai_time_read(good[i].text, true, &seconds));
		assert_int_equal(seconds, good[i].last);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(api_oai_time_read(bad[i], false, &seconds));
}

/* What is written is read again, and every shorter text is refused. */
static void same_again(const struct api_oai_choice *choice,
		       const struct api_place *place, uint64_t given)
{
	struct api_oai_request r = {.given = 0};
	char token[API_OAI_TOKEN_MAX];
	size_t len;

	api_oai_token_write(choice, place, given, token);
	assert_true(api_oai_token_read(token, &r));
	assert_int_equal(r.choice.format, choice->format);
	assert_int_equal(r.choice.from, choice->from);
	assert_int_equal(r.choice.until, choice->until);
	assert_string_equal(r.choice.set, choice->set);
	assert_int_equal(r.place.archive, place->archive);
	assert_int_equal(r.place.number, place->number);
	assert_string_equal(r.place.page, place->page);
	assert_int_equal(r.given, given);
	len = strlen(token);
	assert_int_equal(strspn(token, "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789-_."),
			 len);
	/* A page may be cut into another valid name; nothing else may. */
	while (len > 1 && !place->page[0]) {
		token[--len] = '\0';
		assert_false(api_oai_token_read(token, &r));
	}
}

static void tokens(void **state)
{
	struct api_oai_choice choice = {.until = API_OAI_ALWAYS};
	struct api_place place = {.archive = 0};

	(void)state;
	same_again(&choice, &place, 0);
	choice.format = API_OAI_TEI;
	choice.from = 1;
	(void)snprintf(choice.set, sizeof(choice.set), "%s", "abcdefghijkl");
	place.archive = 63;
	place.number = NB_PAGE_ITEMS_MAX + 1;
	same_again(&choice, &place, UINT64_MAX / 2);
	(void)snprintf(place.page, sizeof(place.page), "人民日报.1949-10-01_1");
	same_again(&choice, &place, 12345);
	memset(place.page, 'a', sizeof(place.page) - 1);
	place.page[sizeof(place.page) - 1] = '\0';
	same_again(&choice, &place, 12345);
}

static void wrong_tokens(void **state)
{
	static const char *const bad[] = {
		"",
		"-",
		"1",
		"2-0-0-1-0-0-0--", /* another version */
		"1-2-0-1-0-0-0--", /* no such form */
		"1-0-0-1-0-0-10001--",
		"1-0-00000000000000000-1-0-0-0--",
		"1-0- 1-1-0-0-0--",
		"1-0-+1-1-0-0-0--",
		"1-0-0-1-0-0-0-A-",
		"1-0-0-1-0-0-0-abcdefghijklm-",
		"1-0-0-1-0-0-0--YQ", /* no padding */
		"1-0-0-1-0-0-0--YWE=",
		"1-0-0-1-0-0-0--YS9i", /* "a/b" */
		"1-0-0-1-0-0-0--AAAA", /* NULs */
	};
	struct api_oai_request r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(api_oai_token_read(bad[i], &r));
}

static void arguments(void **state)
{
	static const struct api_oai_pair list[] = {
		{"set", "jdrb"},	   {"verb", "ListRecords"},
		{"metadataPrefix", "tei"}, {"from", "2020-01-01"},
		{"until", "2020-01-01"},
	};
	struct api_oai_request r;

	(void)state;
	api_oai_read(list, 5, &r);
	assert_null(r.error);
	assert_true(r.echo);
	assert_int_equal(r.verb, API_OAI_LIST_RECORDS);
	assert_int_equal(r.choice.format, API_OAI_TEI);
	assert_int_equal(r.choice.until - r.choice.from, 86399);
	assert_string_equal(r.choice.set, "jdrb");
	api_oai_read(list, 2, &r);
	assert_string_equal(r.error, "badArgument");
	assert_string_equal(r.why, "metadataPrefix: the argument is missing");
	assert_false(r.echo);
	api_oai_read(list, 1, &r);
	assert_string_equal(r.error, "badVerb");
	api_oai_read(NULL, 0, &r);
	assert_string_equal(r.error, "badVerb");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times),
		cmocka_unit_test(tokens),
		cmocka_unit_test(wrong_tokens),
		cmocka_unit_test(arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
