/* SPDX-License-Identifier: Apache-2.0 */
/* Files in a folder (files.h). */
#include "get/files.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/error.h"
#include "piece.h"

/* A folder that is there is used: files of other identifiers in it stay. */
enum nb_status nbarc_get_folder(struct get *g)
{
	struct stat s;

	if (!g->folder || mkdir(g->folder, 0777) == 0)
		return NB_OK;
	if (errno != EEXIST)
		return nb_fail_sys(&g->err, g->folder, "mkdir");
	if (stat(g->folder, &s) == 0 && S_ISDIR(s.st_mode))
		return NB_OK;
	errno = ENOTDIR;
	return nb_fail_sys(&g->err, g->folder, "open");
}

/* What the name of a file ends with. Sources are of many formats, and what the
 * archive says of their names is for people alone. */
static const char *ending(const struct get *g)
{
	if (g->made == NBARC_MADE_JSON || g->layout == NBARC_LAYOUT_ZONES ||
	    g->layout == NBARC_LAYOUT_IIIF)
		return "json";
	if (g->made == NBARC_MADE_HTML)
		return "html";
	switch (g->format) {
	case NB_FORMAT_TEI:
	case NB_FORMAT_PLAIN:
	case NB_FORMAT_SLICES:
		return "xml";
	case NB_FORMAT_TEXT:
		return "txt";
	case NB_FORMAT_SOURCE:
		return "source";
	case NB_FORMAT_JOURNAL:
		break;
	}
	return "jsonl";
}

enum nb_status nbarc_get_file(struct get *g, const char *id, size_t len)
{
	struct nb_buf name = {0};
	enum nb_status st =
		nb_buf_printf(&name, "%.*s.%s%c", (int)len, id, ending(g), 0)
			? nb_fail_mem(&g->err)
			: NB_OK;

	if (!st)
		st = nbarc_piece_write(g->folder, (const char *)name.data,
				       g->piece.data, g->piece.len, &g->err);
	nb_buf_free(&name);
	g->write_failed |= st != NB_OK;
	return st;
}

enum nb_status nbarc_get_folder_end(struct get *g)
{
	return g->folder ? nbarc_piece_end(g->folder, &g->err) : NB_OK;
}
