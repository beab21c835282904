/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person decided about a block changes that block, and as little else
 * as possible: the others keep what they are, and their items.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/article.h>
#include <nbarc/buf.h>
#include <nbarc/review.h>

static const char page[] =
	"青溪周报\n\n"
	"第3版 2021年11月9日 星期二\n\n"
	"要闻\n\n"
	"青溪镇修好两座老闸 秋灌不再绕渠\n\n"
	"本报讯（记者 周立 通讯员 何小禾）11月7日，青溪镇两座老闸重新放水。村民"
	"吴广林说，过去放水要等三天，现在半天就到田里。\n\n"
	"镇里的水利员介绍，两座闸都是民国时修的，拆的时候石条编了号，一块也没有"
	"换。\n\n"
	"修闸的钱从哪里来\n\n"
	"镇里出了一半，另一半是村民凑的，最多的一户凑了一万元，最少的凑了五元。\n\n"
	"图为修好的老闸。 沈一帆 摄\n\n"
	"新华社杭州11月8日电（记者林舟）浙江今年秋天降水偏少，各地水库蓄水比去年少"
	"两成。水利部门提醒节约用水。\n\n"
	"橘园采收正当时\n\n"
	"青溪果场的工人给橘树盖上草帘，防止霜冻。技术员许晚说，今年冷空气来得早。\n\n"
	"盖草之后还要培土，一亩地要用三个工。\n\n"
	"启事\n\n"
	"本报自12月1日起改为每周二、五出版，订户不必另外付款。\n\n"
	"青溪周报社\n";

#define BEFORE "notice ppp|"
#define FIRST "article Mppxpp|"
#define DISPATCH "article p|"
#define LATER "article Mpp|notice Mp|"

static const struct {
	const char *decisions, *expected;
} cases[] = {
	{"", BEFORE FIRST DISPATCH LATER "article M|"},
	/* Furniture has no heads, and keeps its lines. */
	{"furniture\t\t青溪周报\n",
	 "furniture ppp|" FIRST DISPATCH LATER "article M|"},
	{"furniture\t\t青溪周报\ninside\t青溪周报\t第3版\n",
	 "furniture ppp|" FIRST DISPATCH LATER "article M|"},
	{"furniture\t付款。\t青溪周报社\n",
	 BEFORE FIRST DISPATCH LATER "furniture p|"},
	{"furniture\t付款。\t青溪周报社\nmain\t付款。\t青溪周报社\n",
	 BEFORE FIRST DISPATCH LATER "furniture M|"},
	/* A picture is not what an article begins with. */
	{"article\t一帆 摄\t新华社\n",
	 BEFORE FIRST "article p|" LATER "article M|"},
	{"notice\t一帆 摄\t新华社\n",
	 BEFORE FIRST "notice p|" LATER "article M|"},
	{"item\t一帆 摄\t新华社\n", BEFORE FIRST DISPATCH LATER "article M|"},
	/* A photograph has no head that was none before, and ends before what
	 * was an item of its own. */
	{"photo\t五元。\t图为\n",
	 BEFORE "article Mppxp|photo C|" DISPATCH LATER "article M|"},
	/* Heads begin an item if they cannot be inside of one. */
	{"sub\t也没有换。\t修闸\n",
	 BEFORE "article MppSpp|" DISPATCH LATER "article M|"},
	{"sub\t也没有换。\t修闸\ninside\t也没有换。\t修闸\n",
	 BEFORE "article MppSpp|" DISPATCH LATER "article M|"},
	{"sub\t也没有换。\t修闸\nitem\t也没有换。\t修闸\n",
	 BEFORE "article Mpp|article Spp|" DISPATCH LATER "article M|"},
	{"crosshead\t来得早。\t盖草\n",
	 BEFORE FIRST DISPATCH "article Mpx|notice Mp|article M|"},
	{"main\t也没有换。\t修闸\n",
	 BEFORE "article Mpp|article Mpp|" DISPATCH LATER "article M|"},
	{"column\t也没有换。\t修闸\n",
	 BEFORE "article Mpp|article Lpp|" DISPATCH LATER "article M|"},
	/* A column stands over the head of the item under it. */
	{"column\t星期二\t要闻\n",
	 "notice pp|article LMppxpp|" DISPATCH LATER "article M|"},
	{"kicker\t要闻\t青溪镇\n",
	 BEFORE "article Kppxpp|" DISPATCH LATER "article M|"},
	/* What is inside keeps its text; the last line is no crosshead. */
	{"inside\t付款。\t青溪周报社\n",
	 BEFORE FIRST DISPATCH "article Mpp|notice Mpb|"},
	{"inside\t节约用水。\t橘园\n",
	 BEFORE FIRST "article pxpp|notice Mp|article M|"},
	{"byline\t付款。\t青溪周报社\n",
	 BEFORE FIRST DISPATCH "article Mpp|notice Mpb|"},
	{"caption\t五元。\t图为\n",
	 BEFORE "article Mppxp|photo C|" DISPATCH LATER "article M|"},
	{"caption\t田里。\t镇里\n",
	 BEFORE "article MpCxpp|" DISPATCH LATER "article M|"},
	{"credit\t五元。\t图为\n",
	 BEFORE "article Mppxpc|" DISPATCH LATER "article M|"},
	/* A dateline opens the text of its item. */
	{"dateline\t一帆 摄\t新华社\n",
	 BEFORE FIRST "article d|" LATER "article M|"},
	{"dateline\t绕渠\t本报讯\n",
	 BEFORE "article Mdpxpp|" DISPATCH LATER "article M|"},
	{"dateline\t要闻\t青溪镇\nmain\t星期二\t要闻\n",
	 "notice pp|article Mdppxpp|" DISPATCH LATER "article M|"},
	/* Heads of one run are named by those that are decided. */
	{"sub\t要闻\t青溪镇\narticle\t星期二\t要闻\nmain\t星期二\t要闻\n"
	 "inside\t要闻\t青溪镇\n",
	 "notice pp|article MSppxpp|" DISPATCH LATER "article M|"},
	{"sub\t要闻\t青溪镇\narticle\t星期二\t要闻\ninside\t要闻\t青溪镇\n",
	 "notice pp|article MSppxpp|" DISPATCH LATER "article M|"},
};

/* Append the items of a division: their kinds, and a letter for each unit. */
static void print(const struct nb_division *d, struct nb_buf *out)
{
	static const char letters[] = "LKMSxpbCcd";
	size_t i, k;

	for (i = 0; i < d->item_count; i++) {
		const struct nb_item *item = &d->items[i];

		assert_int_equal(
			nb_buf_printf(out, "%s ", nb_kind_name(item->kind)),
			NB_OK);
		for (k = 0; k < item->count; k++)
			assert_int_equal(
				nb_buf_printf(out, "%c",
					      letters[d->units[item->first + k]
							      .role]),
				NB_OK);
		assert_int_equal(nb_buf_puts(out, "|"), NB_OK);
	}
	assert_int_equal(nb_buf_add(out, "", 1), NB_OK);
}

static void test_a_decision_changes_what_it_names(void **state)
{
	struct nb_page_options how = {.threshold = 0};
	struct nb_decisions *decisions;
	struct nb_division d;
	struct nb_buf got = {0};
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(nb_decisions_read(cases[i].decisions,
						   strlen(cases[i].decisions),
						   NULL, &decisions, &err),
				 NB_OK);
		how.decisions = decisions;
		assert_int_equal(nb_divide(page, strlen(page), &how, &d, &err),
				 NB_OK);
		got.len = 0;
		print(&d, &got);
		if (strcmp((char *)got.data, cases[i].expected) != 0)
			fail_msg("%sgives\n%s, not\n%s", cases[i].decisions,
				 (char *)got.data, cases[i].expected);
		nb_division_free(&d);
		nb_decisions_free(decisions);
	}
	nb_buf_free(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_decision_changes_what_it_names),
	};

	return cmocka_run_group_tests_name("settled", tests, NULL, NULL) != 0;
}
