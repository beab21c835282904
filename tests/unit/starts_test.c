/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the trees of the structure model see of a page, and how they are read
 * (article/traits.h, article/trees.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "article/trees.h"
#include "base/le.h"

#include <nbarc/buf.h>

#define MOST 32

/* A page, a line each unit, with an empty line before each. */
struct page {
	const char *text;
	struct nb_unit units[MOST];
	uint8_t gaps[MOST];
	struct nb_views views;
	uint8_t traits[MOST][NB_TRAITS];
};

static void look(const char *text, struct page *p)
{
	struct nb_error err;
	size_t n = 0;
	const char *at = text, *end;

	memset(p, 0, sizeof(*p));
	p->text = text;
	for (; (end = strchr(at, '\n')); at = end + 1, n++) {
		assert_in_range(n, 0, MOST - 1);
		p->units[n].offset = (size_t)(at - text);
		p->units[n].len = (size_t)(end - at);
		p->gaps[n] = 1;
	}
	assert_int_equal(nb_views_make(text, p->units, p->gaps, n, NULL,
				       &p->views, &err),
			 NB_OK);
	assert_int_equal(nb_traits_find(text, p->units, p->gaps, &p->views,
					p->traits[0], &err),
			 NB_OK);
}

/* Numbers of a list follow each other, or begin anew. */
static void test_numbering(void **state)
{
	struct page p;

	(void)state;
	look("短讯\n1、修桥\n桥修好了。\n2、种树\n树种好了。\n"
	     "来信\n1、问路\n路在前面。\n（三）问桥\n第四条 问船\n",
	     &p);
	assert_int_equal(p.traits[0][NB_TRAIT_LIST_KIND], 0);
	assert_int_equal(p.traits[1][NB_TRAIT_LIST_KIND], 4);
	assert_int_equal(p.traits[1][NB_TRAIT_LIST_VALUE], 1);
	assert_int_equal(p.traits[3][NB_TRAIT_LIST_STEP], 2); /* 1, 2 */
	assert_int_equal(p.traits[6][NB_TRAIT_LIST_STEP], 3); /* 2, 1 */
	assert_int_equal(p.traits[2][NB_TRAIT_LIST_AROUND], 3);
	assert_int_equal(p.traits[5][NB_TRAIT_LIST_AROUND], 4);
	assert_int_equal(p.traits[5][NB_TRAIT_LIST_NEXT], 1);
	assert_int_equal(p.traits[8][NB_TRAIT_LIST_VALUE], 3);
	assert_int_equal(p.traits[9][NB_TRAIT_LIST_VALUE], 4);
	assert_int_not_equal(p.traits[8][NB_TRAIT_LIST_KIND],
			     p.traits[9][NB_TRAIT_LIST_KIND]);
	nb_views_free(&p.views);
}

/* A head shares words with what is below it, and few links cross its start. */
static void test_links(void **state)
{
	struct page p;

	(void)state;
	look("镇里修桥\n石桥修好以后，村民过河不用绕路。\n"
	     "石桥两边还装了路灯，村民晚上过河也方便。\n"
	     "学堂招生\n学堂今年招生三十名，报名从明天开始。\n"
	     "学堂的先生说，招生不问年纪，报名不收学费。\n",
	     &p);
	assert_true(p.traits[3][NB_TRAIT_AHEAD_1] > 0);
	assert_int_equal(p.traits[3][NB_TRAIT_BACK_1], 0);
	assert_int_equal(p.traits[3][NB_TRAIT_CROSS], 0);
	assert_true(p.traits[2][NB_TRAIT_CROSS] > 0);
	assert_true(p.traits[5][NB_TRAIT_BACK_1] > 0);
	assert_int_equal(p.traits[3][NB_TRAIT_VALLEY], 0);
	nb_views_free(&p.views);
}

/* What names somebody, or stands in brackets, is no head that others are
 * measured by; marks of half width are those of full width. */
static void test_looks(void **state)
{
	struct page p, q;

	(void)state;
	look("春耕\n（摘自县志）\n桥修好了。\n制图：林舟\n春耕\n", &p);
	assert_int_equal(p.traits[2][NB_TRAIT_SINCE], 2);
	assert_int_equal(p.traits[3][NB_TRAIT_CREDITED], 2);
	assert_int_equal(p.traits[4][NB_TRAIT_SINCE], 4);
	assert_int_equal(p.traits[0][NB_TRAIT_TWINS], 1);
	assert_int_equal(p.traits[1][NB_TRAIT_TWINS], 0);
	nb_views_free(&p.views);
	look("３月4日，桥（石桥）修好了：共5座\n", &p);
	look("３月4日,桥(石桥)修好了:共5座\n", &q);
	assert_memory_equal(p.traits, q.traits, NB_TRAITS);
	nb_views_free(&p.views);
	nb_views_free(&q.views);
}

static void put_node(struct nb_buf *b, uint8_t unit, uint8_t trait,
		     uint8_t limit, uint16_t step, int score)
{
	uint8_t node[8] = {unit, trait, limit};

	nb_put16(node + 4, step);
	nb_put16(node + 6, (uint16_t)score);
	assert_int_equal(nb_buf_add(b, node, sizeof(node)), NB_OK);
}

/* Eight trees: one that splits twice, and seven leaves. */
static void make_trees(struct nb_buf *b)
{
	uint8_t head[NB_TREES_HEAD + 32] = {0};
	unsigned t;

	nb_put32(head + 8, 8);
	nb_put32(head + 16, 3);
	nb_put32(head + 20, 2);
	for (t = 1; t < 8; t++)
		nb_put32(head + NB_TREES_HEAD + 4 * t, 4 + t);
	assert_int_equal(nb_buf_add(b, head, sizeof(head)), NB_OK);
	put_node(b, NB_TREES_NEAR, NB_TRAIT_FROM_START, 1, 2, 0);
	put_node(b, 0, 0, 0, 0, 100);
	put_node(b, NB_TREES_NEAR + 1, NB_TRAIT_WIDTH, 20, 2, 0);
	put_node(b, 0, 0, 0, 0, 200);
	put_node(b, 0, 0, 0, 0, -300);
	for (t = 1; t < 8; t++)
		put_node(b, 0, 0, 0, 0, 10);
}

/* The trees are read from the unit and its neighbours, and not asked about long
 * paragraphs; a line in brackets or after a dash begins nothing. */
static void test_trees(void **state)
{
	struct nb_buf trees = {0};
	struct nb_starts found;
	struct nb_error err;
	struct page p;

	(void)state;
	make_trees(&trees);
	look("春耕\n种树\n石桥修好以后，村民过河不用绕路。石桥两边还装了路灯，村民晚"
	     "上过河也方便。学堂今年招生三十名，报名从明天开始。\n"
	     "（摘自县志）\n——一座桥\n",
	     &p);
	assert_int_equal(nb_starts_find(p.text, p.units, p.gaps, &p.views,
					trees.data, true, &found, &err),
			 NB_OK);
	assert_int_equal(found.scores[0], 3 + 100 + 70);
	assert_int_equal(found.scores[1], 3 - 300 + 70);
	assert_int_equal(found.scores[2], NB_NO_START);
	assert_int_equal(found.scores[3], -8 * NB_TREES_ONE);
	assert_int_equal(found.scores[4], -8 * NB_TREES_ONE);
	/* Where the trees ended: the first node of a tree that is a leaf. */
	assert_int_equal(found.trees, 8);
	assert_int_equal(found.leaves[0], 1);
	assert_int_equal(found.leaves[8], 4);
	assert_int_equal(found.leaves[8 + 7], 11);
	assert_int_equal(found.leaves[2 * 8], NB_NO_LEAF);
	nb_starts_free(&found);
	nb_views_free(&p.views);
	nb_buf_free(&trees);
}

/* No unit at all. */
static void test_empty(void **state)
{
	struct page p;

	(void)state;
	look("", &p);
	assert_int_equal(p.views.count, 0);
	nb_views_free(&p.views);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbering), cmocka_unit_test(test_links),
		cmocka_unit_test(test_looks),	  cmocka_unit_test(test_trees),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
