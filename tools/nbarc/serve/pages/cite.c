/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind a text (cite.h): each page finds it, writes a heading, and
 * then its own part. */
#include "serve/pages/cite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <nbarc/cite.h>
#include <nbarc/proof.h>

#include "base/error.h"
#include "json/load.h"
#include "base/sha256.h"
#include "serve/found.h"
#include "serve/pages/frame.h"
#include "serve/pages/item.h"
#include "serve/pages/list.h"
#include "serve/pages/place.h"

/* Writes the part of a page that differs. */
typedef enum nb_status put_part(struct room_html *html,
				const struct room_found *found,
				struct nb_error *err);

/*
 * Find what the address names, and write a page about it. An issue has no
 * document of its own, and so nothing of this.
 */
static enum nb_status write_about(struct room_request *q,
				  struct room_response *a, enum room_word word,
				  put_part *part, struct nb_error *err)
{
	struct room_found f;
	struct room_page p;
	struct room_html *h = &p.html;
	char *name, title[NB_ITEM_ID_MAX + 128];
	bool moved;
	enum nb_status st = room_find(q, a, q->captured[0], ROOM_FIND_SHOWN, &f,
				      &moved, err);

	if (st || moved)
		return st;
	if (!f.entry)
		return nb_fail(err, NB_ABSENT, "%s: neither a page nor an item",
			       f.id);
	name = room_newspaper_of(q, &f);
	if (!name)
		return nb_fail_mem(err);
	(void)snprintf(title, sizeof(title), "%s %s@%u",
		       room_word(q->language, word), f.id, f.entry->revision);
	room_page_begin(&p, q, a, title, NULL, NULL);
	room_crumbs(h, &f.parts, name, false);
	room_put(h, "<h1>%s ", room_say(h, word));
	room_link_to(h, f.id, f.entry->revision);
	room_put(h, "%s@%u</a></h1>\n", f.id, f.entry->revision);
	st = part(h, &f, err);
	free(name);
	return st ? st : room_page_end(&p, err);
}

/* ---- citations */

/*
 * The day, as "2026-11-29".
 *
 * The day is that of UTC, as all times of an archive are. It is part of a
 * citation, so that its page has another ETag each day.
 */
static void today(char day[16])
{
	time_t now = time(NULL);
	struct tm parts;

	day[0] = '\0';
	if (gmtime_r(&now, &parts))
		(void)strftime(day, 16, "%Y-%m-%d", &parts);
}

/* One citation. */
static enum nb_status put_style(struct room_html *h,
				const struct nb_item_record *record,
				const uint8_t *root, enum nb_cite_style style,
				struct nb_error *err)
{
	static const char *const names[] = {"GB/T 7714", "BibTeX", "CSL-JSON",
					    "RIS"};
	struct nb_buf text = {0};
	char day[16];
	enum nb_status st;

	today(day);
	st = nb_cite_write(record, root, day, style, &text, err);
	if (!st)
		room_put(h,
			 "<h2 id=\"c-%s\">%s</h2>\n<pre lang=\"zh\" "
			 "tabindex=\"0\" class=\"copy\">%.*s</pre>\n",
			 nb_cite_style_name(style), names[style], (int)text.len,
			 (char *)text.data);
	nb_buf_free(&text);
	return st;
}

/* The reference, and all styles. */
static enum nb_status put_citations(struct room_html *h,
				    const struct room_found *f,
				    struct nb_error *err)
{
	struct nb_item_record *record = NULL;
	char reference[NB_REFERENCE_MAX];
	enum nb_status st;
	int style;

	if (!f->item)
		return nb_fail(err, NB_ABSENT,
			       "%s: only items are cited; a page is named by "
			       "its address",
			       f->id);
	st = nb_item_record_of(f->lease->archive, f->entry, f->item->number,
			       nb_cite_fields(), &record, err);
	if (!st) {
		nb_cite_reference(record, f->lease->info.root, reference);
		room_put(h,
			 "<p class=\"note\">%s</p>\n<pre tabindex=\"0\" "
			 "class=\"copy\">%s</pre>\n",
			 room_say(h, SAY_CITATION_NOTE), reference);
	}
	for (style = 0; !st && nb_cite_style_name((enum nb_cite_style)style);
	     style++)
		st = put_style(h, record, f->lease->info.root,
			       (enum nb_cite_style)style, err);
	nb_item_record_free(record);
	return st;
}

enum nb_status room_cite_page(struct room_request *q, struct room_response *a,
			      struct nb_error *err)
{
	return write_about(q, a, SAY_CITE, put_citations, err);
}

/* ---- the proof */

/*
 * The proof is shown as it is: it is text, and what it contains can be read and
 * compared. Long ones have the whole document in them.
 */
static enum nb_status put_proof(struct room_html *h, const struct room_found *f,
				struct nb_error *err)
{
	char root[2 * NB_SHA256_SIZE + 1], document[2 * NB_SHA256_SIZE + 1];
	struct nb_buf proof = {0};
	uint32_t revision = f->entry->revision;
	enum nb_status st;

	nb_sha256_hex(f->lease->info.root, root);
	nb_sha256_hex(f->entry->sha256, document);
	st = nb_proof_make(f->lease->archive, f->id, revision, &proof, err);
	if (!st)
		room_put(h,
			 "<p class=\"note\">%s</p>\n<dl class=\"facts\">\n"
			 "<dt>%s</dt><dd><code>%s</code></dd>\n"
			 "<dt>SHA-256</dt><dd><code>%s</code></dd>\n</dl>\n"
			 "<pre tabindex=\"0\" lang=\"en\">%.*s</pre>\n",
			 room_say(h, SAY_PROOF_NOTE), room_say(h, SAY_ROOT),
			 root, document, (int)proof.len, (char *)proof.data);
	nb_buf_free(&proof);
	return st;
}

enum nb_status room_proof_page(struct room_request *q, struct room_response *a,
			       struct nb_error *err)
{
	return write_about(q, a, SAY_PROOF, put_proof, err);
}

/* ---- the source and its repairs */

enum nb_status room_source_page(struct room_request *q, struct room_response *a,
				struct nb_error *err)
{
	return write_about(q, a, SAY_SOURCE, room_source_text, err);
}

/*
 * A text of a repair, with its line ends as marks: most repairs are of line
 * ends, and in the cell of a table they would be mere white space.
 */
static void put_value(struct room_html *h, const json_t *repair,
		      const char *name)
{
	const char *s = json_string_value(json_object_get(repair, name));

	room_put(h, "<td lang=\"zh\">");
	while (s && *s) {
		size_t n = strcspn(s, "\n");

		room_text(h, s, n);
		s += n;
		if (*s) {
			room_put(h, "⏎");
			s++;
		}
	}
	room_put(h, "</td>");
}

/*
 * A line of the journal as a row; the first one describes the source.
 *
 * A line that is no JSON, or has no offset, is no repair; the journal is
 * checked against its source when it is read.
 */
static void put_repair(struct room_html *h, const char *line, size_t len)
{
	const json_t *offset, *sure;
	const char *rule, *by;
	json_error_t why;
	json_t *repair;

	h->failed |= nb_json_load(line, len, 0, &repair, &why) == NB_NOMEM;
	offset = json_object_get(repair, "offset");
	sure = json_object_get(repair, "probability");
	if (offset) {
		rule = json_string_value(json_object_get(repair, "rule"));
		by = json_string_value(json_object_get(repair, "by"));
		room_put(h, "<tr><td class=\"number\">%llu</td>",
			 (unsigned long long)json_integer_value(offset));
		put_value(h, repair, "before");
		put_value(h, repair, "after");
		room_put(h,
			 "<td lang=\"en\">%s</td><td lang=\"en\">%s</td>"
			 "<td class=\"number\">",
			 rule ? rule : "", by ? by : "");
		if (sure)
			room_put(h, "%d %%",
				 (int)(json_number_value(sure) * 100 + .5));
		room_put(h, "</td></tr>\n");
	}
	json_decref(repair);
}

/* The journal as a table. */
static enum nb_status put_repairs(struct room_html *h,
				  const struct room_found *f,
				  struct nb_error *err)
{
	static const enum room_word heads[] = {SAY_OFFSET, SAY_BEFORE,
					       SAY_AFTER,  SAY_RULE,
					       SAY_BY,	   SAY_CERTAIN};
	struct nb_buf journal = {0};
	enum nb_status st =
		nb_archive_journal(f->lease->archive, f->entry, &journal, err);
	const char *p = (char *)journal.data, *end = p + journal.len;
	size_t i;

	if (st == NB_ABSENT) {
		room_put(h, "<p>%s</p>\n", room_say(h, SAY_NO_JOURNAL));
		return NB_OK;
	}
	room_put(h,
		 "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		 "aria-label=\"%s\"><table>\n<thead><tr>",
		 room_say(h, SAY_REPAIRS_LIST));
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		room_put(h, "<th scope=\"col\">%s</th>", room_say(h, heads[i]));
	room_put(h, "</tr></thead>\n<tbody>\n");
	while (!st && p < end) {
		const char *line = memchr(p, '\n', (size_t)(end - p));

		line = line ? line : end;
		put_repair(h, p, (size_t)(line - p));
		p = line + 1;
	}
	room_put(h, "</tbody>\n</table></div>\n");
	nb_buf_free(&journal);
	return st;
}

enum nb_status room_repairs_page(struct room_request *q,
				 struct room_response *a, struct nb_error *err)
{
	return write_about(q, a, SAY_REPAIRS_LIST, put_repairs, err);
}
