/* SPDX-License-Identifier: Apache-2.0 */
/* Breaks of printed lines that the lines around them decide. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/page.h>

#include "page/weigh/rows.h"

#define LINES_MOST 32u

/* Is there a paragraph of this text in the repaired page? */
static bool has(const char *page_text, const char *paragraph)
{
	struct nb_page *page;
	struct nb_error err;
	const char *text, *found;
	size_t len, n = strlen(paragraph);
	bool is;

	assert_int_equal(
		nb_page_create(page_text, strlen(page_text), NULL, &page, &err),
		NB_OK);
	text = nb_page_text(page, &len);
	found = strstr(text, paragraph);
	is = found && (found == text || found[-1] == '\n') && found[n] == '\n';
	nb_page_free(page);
	return is;
}

/* Wrapped in lines of 14 em. One paragraph has no stop. */
static const char page_without_stop[] = "水渠开工以后\n"
					"昨日清晨，柳湾镇的水渠工\n"
					"地上已经站满了人，镇里组织的\n"
					"三十多名农户分成两队，一队清\n"
					"理渠底的淤泥，另一队往上游搬\n"
					"运石料，准备赶在雨季之前把最\n"
					"后一段渠墙砌好。\n"
					"镇水利站的顾青介绍说，这\n"
					"条水渠修于四十多年前，去年秋\n"
					"天的一场大雨冲垮了其中的两段，\n"
					"下游的稻田今年开春以来一直缺\n"
					"水，农户只好轮流从河里挑水浇\n"
					"地。\n"
					"没有人愿意看着下游的稻田\n"
					"一年一年荒下去\n"
					"渠修好了，人心也齐了。\n"
					"工程款由县里和镇里各出一\n"
					"半，石料就近从后山取用，农户\n"
					"按照出工的天数领取工钱，账目\n"
					"每五天在村口的公告栏里公布一\n"
					"次，谁都可以去看。\n";

/* Wrapped in lines of 12 em, with rows that count on. */
static const char page_with_rows[] = "水渠开工以后\n"
				     "昨日清晨，柳湾镇的水\n"
				     "渠工地上已经站满了人，镇\n"
				     "里组织的三十多名农户分成\n"
				     "两队，一队清理渠底的淤泥，\n"
				     "另一队往上游搬运石料，准\n"
				     "备赶在雨季之前把最后一段\n"
				     "渠墙砌好。\n"
				     "镇水利站的顾青介绍说，\n"
				     "这条水渠修于四十多年前，\n"
				     "去年秋天的一场大雨冲垮了\n"
				     "其中的两段，下游的稻田今\n"
				     "年开春以来一直缺水，农户\n"
				     "只好轮流从河里挑水浇地。\n"
				     "一、石料由镇里统一购\n"
				     "买，出工按天记账，每五天\n"
				     "公布一次\n"
				     "二、清理出来的淤泥运\n"
				     "到坡地，不得堆放在路边\n"
				     "三、完工之后由两村轮\n"
				     "流看护，每村派出三人\n"
				     "四、用水先下游后上游，\n"
				     "遇旱由水利站调度\n"
				     "工程款由县里和镇里各\n"
				     "出一半，石料就近从后山取\n"
				     "用，农户按照出工的天数领\n"
				     "取工钱，账目每五天在村口\n"
				     "的公告栏里公布一次，谁都\n"
				     "可以去看。\n";

/* The paragraph ends in no mark, and its first line is full with the indent. */
static void test_no_stop(void **state)
{
	(void)state;
	assert_true(has(page_without_stop,
			"没有人愿意看着下游的稻田一年一年荒下去"));
	assert_true(has(page_without_stop, "渠修好了，人心也齐了。"));
}

static void test_numbered_rows(void **state)
{
	(void)state;
	assert_true(has(page_with_rows,
			"二、清理出来的淤泥运到坡地，不得堆放在路边"));
	assert_true(has(page_with_rows, "三、完工之后由两村轮流看护，每村派出"
					"三人"));
	assert_true(
		has(page_with_rows, "四、用水先下游后上游，遇旱由水利站调度"));
}

/* ---- the unit before a break */

/* Blocks, shapes and cells of the lines of a text. */
struct printed {
	struct nb_lines lines;
	struct nb_seam seams[LINES_MOST];
	struct nb_blocks blocks;
	struct nb_shapes shapes;
	struct nb_cells cells;
};

static struct printed printed(const char *text)
{
	struct printed p;
	struct nb_error err;

	memset(&p, 0, sizeof(p));
	assert_int_equal(
		nb_lines_split(text, strlen(text), NB_ENDS_ALL, &p.lines, &err),
		NB_OK);
	assert_in_range(p.lines.count, 1, LINES_MOST);
	assert_int_equal(
		nb_blocks_make(text, &p.lines, p.seams, false, &p.blocks, &err),
		NB_OK);
	assert_int_equal(nb_shapes_make(&p.blocks, &p.shapes, &err), NB_OK);
	assert_int_equal(nb_cells_make(&p.blocks, &p.cells, &err), NB_OK);
	return p;
}

static void release(struct printed *p)
{
	nb_cells_free(&p->cells);
	nb_shapes_free(&p->shapes);
	nb_blocks_free(&p->blocks);
	nb_lines_free(&p->lines);
}

static void test_units(void **state)
{
	struct printed p = printed(page_without_stop);
	double likely[LINES_MOST] = {0};
	struct nb_rows rows;

	(void)state;
	assert_true(nb_rows_look(&rows, &p.shapes, &p.cells, likely));
	assert_true(rows.exact);
	assert_int_equal(rows.spaces, 0);
	assert_int_equal(rows.unit.first, 0);
	nb_rows_next(&rows, 1, true);
	nb_rows_next(&rows, 2, false);
	assert_int_equal(rows.unit.first, 2);
	assert_int_equal(rows.unit.rows, 0);
	nb_rows_next(&rows, 3, false);
	nb_rows_next(&rows, 4, false);
	assert_int_equal(rows.unit.first, 4);
	assert_int_equal(rows.unit.rows, 2);
	release(&p);

	p = printed("（顾\n青）\n摄\n");
	rows = (struct nb_rows){.shapes = &p.shapes};
	rows.unit.open = p.shapes.list[0].open_quotes;
	assert_int_equal(rows.unit.open, 1);
	nb_rows_next(&rows, 1, true);
	assert_int_equal(rows.unit.open, 0);
	release(&p);
}

/* Lines that say nothing: ragged ones, those without marks, a few. */
static void test_other_pages(void **state)
{
	struct printed p = printed(page_without_stop),
		       few = printed(strstr(page_without_stop, "工程款"));
	double likely[LINES_MOST] = {0};
	struct nb_rows rows;

	(void)state;
	assert_false(nb_rows_look(&rows, &few.shapes, &few.cells, likely));
	p.shapes.ragged = true;
	assert_false(nb_rows_look(&rows, &p.shapes, &p.cells, likely));
	p.shapes.ragged = false;
	p.shapes.bare = true;
	assert_false(nb_rows_look(&rows, &p.shapes, &p.cells, likely));
	p.shapes.bare = false;
	p.shapes.lines = false;
	assert_false(nb_rows_look(&rows, &p.shapes, &p.cells, likely));
	release(&few);
	release(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_stop),
		cmocka_unit_test(test_numbered_rows),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_other_pages),
	};

	return cmocka_run_group_tests_name("rows", tests, NULL, NULL) != 0;
}
