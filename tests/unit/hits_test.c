/* SPDX-License-Identifier: Apache-2.0 */
/* Hits that are asked for one by one are those of nb_grep_archive(), whatever
 * is done between two of them; and texts that a reader is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/hits.h>
#include <nbarc/items.h>
#include <nbarc/query.h>

#include "null_error.h"

/* What is looked for, by its names and values; NULL ends it. */
static struct nb_grep *compile(const char *const *names)
{
	struct nb_sought *sought = nb_sought_create();
	struct nb_grep *grep;

	assert_non_null(sought);
	for (; *names; names += 2)
		assert_int_equal(
			nb_sought_set(sought, names[0], names[1], NULL), NB_OK);
	assert_int_equal(nb_sought_compile(sought, &grep, NULL), NB_OK);
	nb_sought_free(sought);
	return grep;
}

/* Append a hit as a line; hits that are given together, as several. */
static void say(struct nb_buf *out, uint64_t times, const char *id,
		const char *part, uint64_t start, const char *text, size_t len,
		const char *line)
{
	assert_true(times > 0);
	for (; times > 0; times--)
		assert_int_equal(nb_buf_printf(out, "%s %s %d %.*s %s\n", id,
					       part, (int)start, (int)len, text,
					       line),
				 NB_OK);
}

static size_t count_lines(const struct nb_buf *b)
{
	size_t i, n = 0;

	for (i = 0; i < b->len; i++)
		n += b->data[i] == '\n';
	return n;
}

static bool take(void *context, const struct nb_hit *hit)
{
	char id[NB_ITEM_ID_MAX], line[1024];

	(void)nb_item_id(hit->page.text, hit->page.len, hit->number, id);
	(void)snprintf(line, sizeof(line), "%.*s", (int)hit->line_len,
		       hit->line ? hit->line : "");
	say(context, hit->times, id, nb_part_name(hit->part), hit->position,
	    hit->line ? hit->line + hit->start : "", hit->len, line);
	return true;
}

/* All hits, as nb_grep_archive() gives them. */
static void search(struct nb_archive *a, const struct nb_grep *grep, bool all,
		   bool bare, struct nb_buf *out)
{
	struct nb_query query;
	const struct nb_search s = {.queries = &query,
				    .query_count = 1,
				    .all_revisions = all,
				    .bare = bare,
				    .hit = take,
				    .context = out};

	assert_int_equal(nb_query_parse("", &query, NULL), NB_OK);
	assert_int_equal(nb_grep_archive(grep, a, &s, NULL), NB_OK);
}

/* All hits, one by one; the archive is used between two of them. */
static void ask(struct nb_archive *a, const struct nb_grep *grep,
		unsigned flags, unsigned threads, struct nb_buf *out)
{
	const struct nb_hit_record *hit;
	struct nb_hit_cursor *c;
	struct nb_buf other = {0};
	char line[1024];

	assert_int_equal(nb_hit_cursor_create(a, grep, NULL, "", NULL, flags,
					      threads, &c, NULL),
			 NB_OK);
	for (;;) {
		assert_int_equal(nb_hit_cursor_next(c, &hit, NULL), NB_OK);
		if (!hit)
			break;
		assert_int_equal(nb_archive_get(a, PAGE "@1", NB_FORMAT_TEI,
						&other, NULL),
				 NB_OK);
		(void)snprintf(line, sizeof(line), "%s%s%s",
			       nb_hit_record_text(hit, NB_HIT_LEFT),
			       nb_hit_record_text(hit, NB_HIT_MATCH),
			       nb_hit_record_text(hit, NB_HIT_RIGHT));
		say(out, nb_hit_record_number(hit, NB_HIT_TIMES),
		    nb_hit_record_text(hit, NB_HIT_ID),
		    nb_hit_record_text(hit, NB_HIT_PART),
		    nb_hit_record_number(hit, NB_HIT_START),
		    nb_hit_record_text(hit, NB_HIT_MATCH),
		    strlen(nb_hit_record_text(hit, NB_HIT_MATCH)), line);
		assert_string_equal(nb_hit_record_text(hit, NB_HIT_DATE),
				    "2019-03-04");
	}
	/* After the end there is nothing more. */
	assert_int_equal(nb_hit_cursor_next(c, &hit, NULL), NB_OK);
	assert_null(hit);
	nb_hit_cursor_free(c);
	nb_buf_free(&other);
}

static void test_same_hits(void **state)
{
	static const char *const sought[][7] = {
		{"pattern", "春耕"},
		{"pattern", "村", "pattern", "桥"},
		{"pattern", "村", "not", "双渡村"},
		{"pattern", "[一二三]座", "regex", "yes"},
		{"pattern", "的", "in", "head,byline"},
		{"pattern", "没有的话"},
	};
	static const unsigned flags[] = {0, NB_HITS_BARE, NB_HITS_REVISIONS};
	struct nb_archive *a = open_whole();
	size_t i, k, some = 0, hits = 0;

	(void)state;
	for (i = 0; i < sizeof(sought) / sizeof(sought[0]); i++) {
		struct nb_grep *grep = compile(sought[i]);

		for (k = 0; k < 3; k++) {
			struct nb_buf wanted = {0}, got = {0};

			search(a, grep, flags[k] & NB_HITS_REVISIONS,
			       flags[k] & NB_HITS_BARE, &wanted);
			ask(a, grep, flags[k], 1 + (unsigned)i % 3, &got);
			if (k == 0)
				hits = count_lines(&wanted);
			else if (flags[k] == NB_HITS_BARE)
				assert_int_equal(count_lines(&wanted), hits);
			assert_int_equal(got.len, wanted.len);
			if (got.len)
				assert_memory_equal(got.data, wanted.data,
						    got.len);
			some += got.len != 0;
			nb_buf_free(&wanted);
			nb_buf_free(&got);
		}
		nb_grep_free(grep);
	}
	assert_true(some >= 9);
	nb_archive_close(a);
}

/* A cursor ends wherever it is, and tells once what it could not search. */
static void test_ends(void **state)
{
	static const char *const sought[] = {"pattern", "村", NULL};
	struct nb_grep *grep = compile(sought);
	struct nb_archive *a = open_whole();
	const struct nb_hit_record *hit;
	struct nb_hit_cursor *c;

	(void)state;
	assert_int_equal(
		nb_hit_cursor_create(a, grep, NULL, "", NULL, 0, 2, &c, NULL),
		NB_OK);
	nb_hit_cursor_free(c);
	assert_int_equal(
		nb_hit_cursor_create(a, grep, NULL, "", NULL, 0, 2, &c, NULL),
		NB_OK);
	assert_int_equal(nb_hit_cursor_next(c, &hit, NULL), NB_OK);
	assert_non_null(hit);
	assert_int_equal(nb_hit_record_number(hit, NB_HIT_END),
			 nb_hit_record_number(hit, NB_HIT_START) + 1);
	assert_null(nb_hit_record_text(hit, NB_HIT_RIGHT + 1));
	assert_int_equal(nb_hit_record_number(hit, NB_HIT_TIMES + 1), 0);
	nb_hit_cursor_free(c);
	assert_int_equal(nb_hit_cursor_create(a, grep, NULL, "other", NULL, 0,
					      1, &c, NULL),
			 NB_OK);
	assert_int_equal(nb_hit_cursor_next(c, &hit, NULL), NB_ABSENT);
	assert_null(hit);
	assert_int_equal(nb_hit_cursor_next(c, &hit, NULL), NB_OK);
	assert_null(hit);
	nb_hit_cursor_free(c);
	nb_grep_free(grep);
	nb_archive_close(a);
}

/* ---- readers */

/* What the readers of all threads have seen. */
struct seen {
	size_t texts, hits, ends;
	struct nb_buf words;
};

static void *begin(void *context)
{
	return context;
}

static enum nb_status read_text(void *state, size_t mark, const char *text,
				size_t len, const struct nb_span *hits,
				size_t count)
{
	struct seen *s = state;
	size_t i;

	assert_int_equal(mark, 0);
	s->texts++;
	s->hits += count;
	for (i = 0; i < count; i++) {
		assert_true(hits[i].from < hits[i].to && hits[i].to <= len);
		assert_int_equal(nb_buf_add(&s->words, text + hits[i].from,
					    hits[i].to - hits[i].from),
				 NB_OK);
	}
	return NB_OK;
}

static void end(void *context, void *state)
{
	assert_ptr_equal(context, state);
	((struct seen *)context)->ends++;
}

static bool no_hit(void *context, const struct nb_hit *hit)
{
	(void)context;
	(void)hit;
	fail();
	return false;
}

static void test_reader(void **state)
{
	static const char *const words[] = {"修好", "春耕"};
	const struct nb_grep_options options = {.patterns = words,
						.pattern_count = 2};
	struct seen seen = {.texts = 0};
	const struct nb_reader reader = {.begin = begin,
					 .read = read_text,
					 .end = end,
					 .context = &seen};
	struct nb_archive *a = open_whole();
	struct nb_query query;
	const struct nb_search s = {.queries = &query,
				    .query_count = 1,
				    .bare = true,
				    .threads = 1,
				    .hit = no_hit};
	struct nb_grep *grep;

	(void)state;
	assert_int_equal(nb_grep_create_reading(&options, &reader, &grep, NULL),
			 NB_OK);
	assert_int_equal(nb_query_parse("", &query, NULL), NB_OK);
	assert_int_equal(nb_grep_archive(grep, a, &s, NULL), NB_OK);
	nb_grep_free(grep);
	assert_int_equal(seen.texts, 2);
	assert_int_equal(seen.ends, 1);
	assert_int_equal(seen.hits, 4);
	assert_int_equal(seen.words.len, strlen("修好修好春耕春耕"));
	assert_memory_equal(seen.words.data, "修好修好春耕春耕",
			    seen.words.len);
	nb_buf_free(&seen.words);
	nb_archive_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_hits),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_reader),
	};

	return cmocka_run_group_tests(tests, make_archive, remove_archive) != 0;
}
