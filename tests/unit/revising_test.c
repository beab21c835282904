/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that come again, changed at random: the numbers that their items keep
 * or get, and where the text of those that are gone went, stay as they are
 * (tests/digests.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/ingest.h>

#include "digests.h"

static char archive[64], file[80];

static const char *const heads[] = {"春耕开始", "夜校招生", "桥修好了",
				    "简讯",	"更正",	    "大棚里的秧盘"};
static const char *const sentences[] = {"柳湾镇的农户在大棚里摆放秧盘。",
					"今年夜校有三十人报名，比去年多。",
					"村民说：“快多了。”",
					"会议今天开幕，明天闭幕。",
					"明年还要种。",
					"公社的社员都来了。",
					"水稻长得很好。",
					"镇里修了三座桥。",
					"孩子们在河边写生。",
					"粮站收了新谷。",
					"天气晴朗。",
					"老师教他们识字。"};

#define ITEMS 6u
#define SENTENCES 9u

/* A page: items of a head and some sentences. */
struct text {
	unsigned heads[ITEMS], sentences[ITEMS][SENTENCES], counts[ITEMS];
	unsigned items;
};

static void new_item(struct text *t, unsigned i)
{
	unsigned k;

	t->heads[i] = pick(6);
	t->counts[i] = 1 + pick(SENTENCES);
	for (k = 0; k < t->counts[i]; k++)
		t->sentences[i][k] = pick(12);
}

static void swap(struct text *t, unsigned a, unsigned b)
{
	struct text was = *t;

	t->heads[a] = was.heads[b];
	t->heads[b] = was.heads[a];
	memcpy(t->sentences[a], was.sentences[b], sizeof(was.sentences[b]));
	memcpy(t->sentences[b], was.sentences[a], sizeof(was.sentences[a]));
	t->counts[a] = was.counts[b];
	t->counts[b] = was.counts[a];
}

/* Move sentences from one item to another. */
static void move(struct text *t, unsigned from, unsigned to)
{
	while (t->counts[from] > 1 && t->counts[to] < SENTENCES && pick(5))
		t->sentences[to][t->counts[to]++] =
			t->sentences[from][--t->counts[from]];
}

static void change(struct text *t)
{
	unsigned n = 1 + pick(3), i;

	while (n-- > 0) {
		unsigned a = pick(t->items), b = pick(t->items);

		switch (pick(6)) {
		case 0:
			if (t->items < ITEMS)
				new_item(t, t->items++);
			break;
		case 1:
			if (t->items > 1)
				swap(t, a, --t->items);
			break;
		case 2:
			swap(t, a, b);
			break;
		case 3:
			if (a != b)
				move(t, a, b);
			break;
		case 4:
			t->heads[a] = pick(6);
			break;
		default:
			for (i = pick(t->counts[a]); i < t->counts[a]; i++)
				t->sentences[a][i] = pick(12);
		}
	}
}

static void write_text(const struct text *t)
{
	FILE *f = fopen(file, "wb");
	unsigned i, k;

	assert_non_null(f);
	for (i = 0; i < t->items; i++) {
		(void)fprintf(f, "%s\n\n　　本报讯　", heads[t->heads[i]]);
		for (k = 0; k < t->counts[i]; k++)
			(void)fprintf(f, "%s", sentences[t->sentences[i][k]]);
		(void)fprintf(f, "\n\n");
	}
	assert_int_equal(fclose(f), 0);
}

static void note_items(const struct nb_entry *e)
{
	size_t i;

	note("revision %u of %zu items\n", e->revision, e->item_count);
	for (i = 0; i < e->item_count; i++) {
		const struct nb_entry_item *m = &e->items[i];

		note(" %u %d %d at %u+%u, %u characters, %.*s, %.*s\n",
		     m->number, (int)m->kind, (int)m->state,
		     m->len ? m->offset - e->head_len : 0, m->len,
		     m->characters, (int)m->title.len,
		     m->title.len ? m->title.text : "", (int)m->reason.len,
		     m->reason.len ? m->reason.text : "");
	}
}

static void ingest(void)
{
	struct nb_ingest_options o = {
		.naming = {.title_code = "jdrb",
			   .date = "20190305",
			   .page = "a01"},
		.writer = {.level = 1, .threads = 1},
		.has_time = true,
		.time = 1583712000,
	};
	struct nb_ingest_counts c;
	const struct nb_entry *e;
	struct nb_archive *a;
	struct nb_error err;
	char *paths[] = {file};

	assert_int_equal(nb_ingest(archive, paths, 1, &o, NULL, &c, &err),
			 NB_OK);
	note("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
	     " %" PRIu64 "\n",
	     c.files, c.added, c.revised, c.unchanged, c.items, c.bytes);
	assert_int_equal(nb_archive_open(archive, &a, &err), NB_OK);
	assert_int_equal(
		nb_archive_find(a, "jdrb-20190305-a01", 17, 0, &e, &err),
		NB_OK);
	note_items(e);
	nb_archive_close(a);
}

static void test_numbers_of_changed_pages(void **state)
{
	struct text t;
	unsigned page, round, i;

	(void)state;
	(void)snprintf(archive, sizeof(archive), "%s/nbarc-revising-%ld",
		       access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
		       (long)getpid());
	(void)snprintf(file, sizeof(file), "%s.txt", archive);
	seed = 23;
	for (page = 0; page < 30; page++) {
		(void)unlink(archive);
		memset(&t, 0, sizeof(t));
		t.items = 1 + pick(ITEMS);
		for (i = 0; i < t.items; i++)
			new_item(&t, i);
		for (round = 0; round < 8; round++) {
			write_text(&t);
			ingest();
			if (pick(8))
				change(&t);
		}
	}
	(void)unlink(archive);
	(void)unlink(file);
	check_noted("ba929d0f25cbb1c1");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_of_changed_pages),
	};

	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	return cmocka_run_group_tests_name("revising", tests, NULL, NULL) != 0;
}
