/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON object of an archive. What was counted is a row for each year; those
 * of a newspaper follow each other, and are added up for its object. */
#include "rows/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "names.h"
#include "print.h"

const char *nbarc_summary_date(const char *digits, char out[11])
{
	*out = '\0';
	if (*digits)
		(void)snprintf(out, 11, "%.4s-%.2s-%.2s", digits, digits + 4,
			       digits + 6);
	return out;
}

/* Append the members that a year and a newspaper have. */
static enum nb_status json_holding(struct nb_buf *b,
				   const struct nbarc_holding *h)
{
	char first[11], last[11];

	return nb_buf_printf(
		b,
		",\"first\":\"%s\",\"last\":\"%s\",\"pages\":%" PRIu64
		",\"items\":%" PRIu64 ",\"characters\":%" PRIu64,
		nbarc_summary_date(h->first, first),
		nbarc_summary_date(h->last, last), h->pages, h->items,
		h->characters);
}

/* Append the objects of the years of a newspaper. */
static enum nb_status json_years(struct nb_buf *b,
				 const struct nbarc_holding *years,
				 size_t count)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < count; i++) {
		st = nb_buf_printf(b, "%s{\"year\":\"%.4s\"", i ? "," : "",
				   years[i].last);
		if (!st)
			st = json_holding(b, &years[i]);
		if (!st)
			st = nb_buf_puts(b, "}");
	}
	return st;
}

/* Append an array of newspapers, each with an array of its years. Pages of none
 * have the code "" and no years. */
static enum nb_status json_holdings(struct nb_buf *b,
				    const struct nbarc_holdings *all)
{
	enum nb_status st = nb_buf_puts(b, ",\"titles\":[");
	struct nbarc_holding sum;
	size_t i, end;

	for (i = 0; !st && i < all->count; i = end) {
		end = nbarc_holdings_title(all, i, &sum);
		st = nb_buf_printf(b, "%s{\"title_code\":\"%s\"", i ? "," : "",
				   sum.title);
		if (!st)
			st = json_holding(b, &sum);
		if (!st)
			st = nb_buf_puts(b, ",\"years\":[");
		if (!st && *sum.title)
			st = json_years(b, all->list + i, end - i);
		if (!st)
			st = nb_buf_puts(b, "]}");
	}
	return st ? st : nb_buf_puts(b, "]");
}

/* Append the members that say what it is. */
static enum nb_status json_head(struct nb_buf *b,
				const struct nb_archive_info *i,
				size_t archives, const char *name)
{
	const struct nb_string named = {name, name ? strlen(name) : 0};
	const struct nb_string writer = {i->writer, strlen(i->writer)};
	char time[NBARC_TIME];
	enum nb_status st = nb_buf_puts(b, "{\"format\":1");

	nbarc_time(i->time, time);
	if (!st && name)
		st = nbarc_json_field(b, "name", &named);
	if (!st && archives)
		st = nb_buf_printf(b, ",\"archives\":%zu", archives);
	if (!st)
		st = nb_buf_printf(b,
				   ",\"pages\":%" PRIu64 ",\"items\":%" PRIu64
				   ",\"revisions\":%" PRIu64
				   ",\"commits\":%" PRIu64 ",\"time\":\"%s\"",
				   i->pages, i->items, i->revisions, i->commits,
				   time);
	return st ? st : nbarc_json_field(b, "writer", &writer);
}

enum nb_status nbarc_summary_json(const struct nb_archive_info *i,
				  size_t archives,
				  const struct nbarc_holdings *holdings,
				  const char *name, struct nb_buf *b)
{
	char root[NB_SHA256_HEX];
	enum nb_status st = json_head(b, i, archives, name);

	nb_sha256_hex(i->root, root);
	if (!st && holdings)
		st = json_holdings(b, holdings);
	if (!st)
		st = nb_buf_printf(
			b,
			",\"document_bytes\":%" PRIu64
			",\"source_bytes\":%" PRIu64 ",\"file_bytes\":%" PRIu64
			",\"shared_bytes\":%" PRIu64
			",\"unfinished_bytes\":%" PRIu64,
			i->document_bytes, i->source_bytes, i->file_size,
			i->shared, i->file_size - i->end);
	if (!st && !archives)
		st = nb_buf_printf(b, ",\"root\":\"%s\"", root);
	return st ? st : nb_buf_puts(b, "}");
}
