/* SPDX-License-Identifier: Apache-2.0 */
/* The shapes of a few printed lines, for tests of what is said of them. */
#ifndef NB_TEST_PRINTED_LINES_H
#define NB_TEST_PRINTED_LINES_H

#include <string.h>

#include "page/text/blocks.h"
#include "page/text/shape.h"
#include "page/weigh/shapes.h"

#define LINES_MOST 8u

static struct nb_shape line_shapes[LINES_MOST];
static struct nb_block line_blocks[LINES_MOST];

/*
 * The lines of a text, one below the other; `full` is the width of a full one
 * in half em. The result is valid until the next call.
 */
static inline struct nb_shapes lines_of(const char *text, unsigned full)
{
	struct nb_shapes s = {.list = line_shapes,
			      .blocks = line_blocks,
			      .lines = true,
			      .full = full};

	memset(line_blocks, 0, sizeof(line_blocks));
	while (*text) {
		size_t n = strcspn(text, "\n");

		assert_in_range(s.count, 0, LINES_MOST - 1);
		nb_shape_look(text, n, &line_shapes[s.count++]);
		text += n + (text[n] == '\n');
	}
	return s;
}

#endif
