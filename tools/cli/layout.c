/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --layout of nbnorm and nbtei: where the lines of a page text stand.
 *
 * Forms are told apart by their beginning: the files of OCR engines are XML,
 * HTML or JSON, everything else is a table of line boxes (nbnorm(1) describes
 * it).
 */
#include "cli/layout.h"

#include "base/error.h"
#include "base/file.h"
#include "cli/message.h"
#include "cli/parsers.h"

/* Read markup, JSON, a bundle, or a table. */
static enum nb_status read_form(const struct nb_buf *bytes,
				struct nb_layout *layout, struct nb_error *err)
{
	struct nb_text text;
	enum nb_status st;

	if (nb_layout_is_markup(bytes->data, bytes->len))
		return cli_read_markup(bytes->data, bytes->len, layout, err);
	if (!nb_layout_is_bundle(bytes->data, bytes->len) &&
	    !nb_layout_has_form(bytes->data, bytes->len))
		return nb_layout_read_table(bytes->data, bytes->len, layout,
					    err);
	st = nb_layout_read_page(bytes->data, bytes->len, NULL, NULL,
				 NB_DAMAGED_KEEP, &text, layout, err);
	nb_text_free(&text);
	return st;
}

enum nb_status cli_layout_read(const char *path, struct nb_layout *layout,
			       struct nb_error *err)
{
	struct nb_buf bytes = {0};
	enum nb_status st = nb_file_read(path, NB_LAYOUT_MAX, &bytes, err);

	if (!st)
		st = read_form(&bytes, layout, err);
	/* An empty table has no boxes either, and fits no text. */
	if (!st && layout->count == 0 && layout->stretch_count == 0)
		st = nb_fail(err, NB_INVALID, "it has no positions of lines");
	if (st)
		nb_error_file(err, path);
	nb_buf_free(&bytes);
	return st;
}

int cli_damaged(const struct cli *cli, const char *word,
		enum nb_damaged *damaged)
{
	if (!word || nb_damaged_find(word, damaged))
		return 0;
	return cli_usage(cli, "--damaged %.40s: refuse or keep is needed",
			 word);
}

void cli_layout_doubts(const struct cli *cli, const char *name,
		       const struct nb_layout *layout)
{
	char words[NB_DOUBT_WORDS];
	size_t i;

	for (i = 0; i < layout->doubt_count; i++) {
		nb_doubt_say(&layout->doubts[i], words);
		cli_say(cli, "%s: %s", name, words);
	}
}
