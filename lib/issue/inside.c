/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks and lines inside of outlines (inside.h).
 *
 * A block is in an outline with nearly all of its surface, a line with more
 * than half of it: outlines are drawn by people and programs that do not know
 * the boxes of the engine. A block that is not in any as a whole, because it
 * reaches over two articles, is divided by its lines.
 */
#include "issue/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "issue/outline.h"

#include <stdlib.h>

/* The parts of a block and of a line that must be inside. */
#define BLOCK_SHARE .8
#define LINE_SHARE .5

/* The most outlines of a page, and the most cuts of an edge: a second's work.
 * Pages of newspapers have some hundred outlines and some million cuts. */
#define OUTLINES_MAX 4096u
#define CUTS_MAX ((uint64_t)1 << 26)

/* An outline, and the index of its reference. */
struct stated {
	struct nb_outline outline;
	size_t ref;
};

/* Read the outlines into `list`, which has room for all. Those in pixels fit
 * no file with another unit. */
static size_t read_outlines(const struct nb_issue *issue,
			    const struct nb_issue_ref *refs, size_t n,
			    const struct nb_layout *l, struct stated *list)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++) {
		const char *coords =
			(const char *)issue->strings.data + refs[i].at.coords;

		if (!refs[i].at.coords ||
		    (refs[i].at.pixels && l->measure != NB_MEASURE_PIXEL))
			continue;
		list[count].ref = i;
		count += nb_outline_read(coords, &list[count].outline);
	}
	return count;
}

/* Would it take too long? */
static bool is_too_much(const struct stated *list, size_t count,
			const struct nb_layout *l)
{
	uint64_t corners = 0;
	size_t i;

	for (i = 0; i < count; i++)
		corners += list[i].outline.count;
	return corners && l->area_count > CUTS_MAX / corners;
}

/* The reference of the least outline that the area is in, as 1 + its index; 0:
 * none. */
static size_t find_one(const struct stated *list, size_t count,
		       const struct nb_area *a)
{
	const struct stated *best = NULL;
	double least = a->line ? LINE_SHARE : BLOCK_SHARE;
	size_t i;

	for (i = 0; i < count; i++)
		if ((!best || list[i].outline.size < best->outline.size) &&
		    nb_outline_share(&list[i].outline, a->x0, a->y0, a->x1,
				     a->y1) >= least)
			best = &list[i];
	return best ? best->ref + 1 : 0;
}

/* Forget what the area around says already. Those around come first, so that
 * this goes from the last one to the first. */
static void forget_repeated(const struct nb_layout *l, size_t *found)
{
	size_t i;

	for (i = l->area_count; i-- > 0;) {
		uint32_t above = l->areas[i].parent;

		while (above && !found[above - 1])
			above = l->areas[above - 1].parent;
		if (above && found[above - 1] == found[i])
			found[i] = 0;
	}
}

enum nb_status nb_issue_inside(const struct nb_issue *issue,
			       const struct nb_issue_ref *refs, size_t n,
			       const struct nb_layout *layout, size_t *found,
			       struct nb_error *err)
{
	struct stated *list;
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		count += refs[i].at.coords != 0;
	for (i = 0; i < layout->area_count; i++)
		found[i] = 0;
	if (!count || count > OUTLINES_MAX)
		return NB_OK;
	list = nb_alloc(count, sizeof(*list));
	if (!list)
		return nb_fail_mem(err);
	count = read_outlines(issue, refs, n, layout, list);
	if (!is_too_much(list, count, layout)) {
		for (i = 0; i < layout->area_count; i++)
			if (layout->areas[i].placed)
				found[i] = find_one(list, count,
						    &layout->areas[i]);
		forget_repeated(layout, found);
	}
	free(list);
	return NB_OK;
}
