/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands share: opening an archive, queries for pages and items, and
 * printing what the catalogue says. */
#include "nbarc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/json.h"

#include <nbarc/archive.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

enum nb_status nbarc_open(const char *path, const char *at,
			  struct nb_archive **archive, struct nb_error *err)
{
	enum nb_status st = nb_archive_open(path, archive, err);

	if (!st && at)
		st = nb_archive_at(*archive, at, err);
	/* The search behind a torn append leaves what it tried in err. */
	if (!st)
		err->status = NB_OK;
	if (st) {
		nb_archive_close(*archive);
		*archive = NULL;
	}
	return st;
}

/* ---- printing */

/* By hand: `list` makes one for each article there is. */
size_t nbarc_item_id(const struct nb_string *page, unsigned number,
		     char id[NBARC_ITEM_ID])
{
	size_t n = page->len < 40 ? page->len : 40;

	memcpy(id, page->text, n);
	id[n++] = '-';
	if (number > 99)
		id[n++] = (char)('0' + number / 100 % 10);
	id[n++] = (char)('0' + number / 10 % 10);
	id[n++] = (char)('0' + number % 10);
	id[n] = '\0';
	return n;
}

void nbarc_print_hurt(const struct nb_problem *p)
{
	const char *what = nb_hurt_name(p->hurt);
	char id[NBARC_ITEM_ID];
	size_t i;

	if (p->id.len == 0)
		return;
	printf("%.*s\t%s\n", (int)p->id.len, p->id.text, what);
	for (i = 0; p->entry && i < p->entry->item_count; i++) {
		(void)nbarc_item_id(&p->id, p->entry->items[i].number, id);
		printf("%s\t%s\n", id, what);
	}
}

/* "a-01, a-02 and 5 more" */
static void name_pages(const struct nb_torn *torn, char *out, size_t size)
{
	size_t i, at = 0, most = 0;

	out[0] = '\0';
	for (i = 0; i < torn->page_count; i++) {
		const struct nb_string *id = &torn->pages[i].id;

		if (at + id->len + 32 > size)
			break;
		at += (size_t)snprintf(out + at, size - at, "%s%.*s",
				       i ? ", " : "", (int)id->len, id->text);
		most++;
	}
	if (most < torn->page_count)
		(void)snprintf(out + at, size - at, " and %zu more",
			       torn->page_count - most);
}

void nbarc_say_torn(void *context, const struct nb_torn *torn)
{
	const struct nbarc_torn *about = context;
	char pages[800];

	name_pages(torn, pages, sizeof(pages));
	if (torn->completed)
		cli_say(about->cli,
			"%s: commit %" PRIu64 ", which lacked only the head of "
			"its record, is completed: %s",
			about->path, torn->completed, pages);
	else if (torn->padding)
		cli_say(about->cli,
			"%s: %" PRIu64 " zero bytes that padded the archive "
			"were cut off",
			about->path, torn->bytes);
	else if (torn->page_count)
		cli_say(about->cli,
			"%s: %" PRIu64 " bytes of an unfinished append were "
			"cut off, with %zu pages: %s",
			about->path, torn->bytes, torn->page_count, pages);
	else
		cli_say(about->cli,
			"%s: %" PRIu64 " bytes of an unfinished append were "
			"cut off; no page can be named",
			about->path, torn->bytes);
}

void nbarc_time(uint64_t seconds, char out[NBARC_TIME])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (seconds > (uint64_t)1 << 40 || !gmtime_r(&t, &tm) ||
	    strftime(out, NBARC_TIME, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		(void)snprintf(out, NBARC_TIME, "%" PRIu64, seconds);
}

enum nb_status nbarc_json_field(struct nb_buf *b, const char *name,
				const struct nb_string *value)
{
	enum nb_status st = nb_buf_printf(b, ",\"%s\":", name);

	return st ? st : nb_json_string(b, value->text, value->len);
}

typedef uint8_t bytes __attribute__((vector_size(16)));

/* Which of 16 bytes are below 0x20, 0x7f, or 0xc2, with which the control
 * characters from 0x80 on begin. */
static bytes suspicious(const uint8_t *p)
{
	bytes v;

	memcpy(&v, p, sizeof(v));
	return (bytes)(v < 0x20) | (bytes)(v == 0x7f) | (bytes)(v == 0xc2);
}

/* Mostly there is nothing to mask. */
static bool is_plain(const uint8_t *p, size_t len)
{
	bytes found = {0};
	uint64_t halves[2];
	size_t i;

	if (len < sizeof(found))
		return false;
	for (i = 0; i + sizeof(found) < len; i += sizeof(found))
		found |= suspicious(p + i);
	found |= suspicious(p + len - sizeof(found));
	memcpy(halves, &found, sizeof(halves));
	return !(halves[0] | halves[1]);
}

enum nb_status nbarc_put_masked(struct nb_buf *b, const struct nb_string *s)
{
	size_t start = b->len, i;
	enum nb_status st = nb_buf_add(b, s->text, s->len);

	if (st || is_plain(b->data + start, s->len))
		return st;
	for (i = start; i < b->len; i++) {
		if (b->data[i] < 0x20 || b->data[i] == 0x7f)
			b->data[i] = ' ';
		if (b->data[i] == 0xc2 && i + 1 < b->len &&
		    b->data[i + 1] < 0xa0)
			b->data[i] = b->data[i + 1] = ' ';
	}
	return NB_OK;
}

const char *nbarc_state_name(unsigned state, bool item)
{
	static const char *const names[] = {"present", "withdrawn", "purged",
					    "moved"};

	return names[state + (item && state == NB_STATE_MOVED)];
}

/* ---- queries */

static void report(void *context, const struct nb_error *err)
{
	struct nbarc_damage *d = context;

	d->seen = true;
	cli_error(d->cli, err);
}

enum nb_status nbarc_open_damaged(const char *path, const char *at,
				  struct nbarc_damage *damage,
				  struct nb_archive **archive,
				  struct nb_error *err)
{
	struct nb_damage how = {damage, report};

	/* How it was is in commit records, which must be whole. */
	if (at)
		return nbarc_open(path, at, archive, err);
	return nb_archive_open_damaged(path, &how, archive, err);
}

/* Bytes before the third hyphen, or all. */
static size_t page_part(const char *text, size_t len)
{
	size_t i, hyphens = 0;

	for (i = 0; i < len; i++)
		if (text[i] == '-' && ++hyphens == 3)
			break;
	return i;
}

bool nbarc_query_parse(const char *text, struct nbarc_query *q)
{
	const char *at = strchr(text, '@');
	unsigned long long revision = 0;

	memset(q, 0, sizeof(*q));
	q->detail = NB_DETAIL_HASHES;
	q->len = at ? (size_t)(at - text) : strlen(text);
	if (q->len + 2 > sizeof(q->text) ||
	    (at && !cli_number(at + 1, 1, UINT32_MAX, &revision)))
		return false;
	memcpy(q->text, text, q->len);
	q->revision = (uint32_t)revision;
	q->level = nb_id_level(q->text, q->len);
	/* An issue's pages, and not those of its editions a, b ... */
	if (q->level == NB_ID_ISSUE)
		q->text[q->len++] = '-';
	q->page_len = page_part(q->text, q->len);
	if (q->level == NB_ID_ITEM)
		q->number =
			(unsigned)strtoul(q->text + q->page_len + 1, NULL, 10);
	return true;
}

bool nbarc_query_item(const struct nbarc_query *q, const struct nb_string *page,
		      unsigned number)
{
	char id[NBARC_ITEM_ID];

	if (q->page_len == q->len)
		return true;
	(void)nbarc_item_id(page, number, id);
	if (q->level == NB_ID_ITEM)
		return strcmp(id, q->text) == 0;
	return strncmp(id, q->text, q->len) == 0;
}

enum nb_status nbarc_absent(const struct nbarc_query *q,
			    const struct nb_entry *e, const struct nb_hidden *h,
			    struct nb_error *err)
{
	/* One of many that begin with the query has a name of its own. */
	bool one = q->level == NB_ID_PAGE || q->level == NB_ID_ITEM;
	struct nb_string asked = {q->text, q->len}, id = one ? asked : e->id;

	if (e->state != NB_STATE_PURGED || e->formerly != NB_STATE_PRESENT)
		return nb_fail(err, NB_ABSENT, "%.*s: withdrawn: %s",
			       (int)id.len, id.text, h->reason);
	return nb_fail(err, NB_ABSENT, "%.*s@%u: %s: %.*s", (int)e->id.len,
		       e->id.text, e->revision,
		       nbarc_state_name(e->state, false),
		       (int)(e->reason.len < 300 ? e->reason.len : 300),
		       e->reason.text);
}

static enum nb_status look_up(struct nb_archive *archive,
			      const struct nbarc_query *q, uint32_t revision,
			      const struct nb_entry **entry,
			      struct nb_error *err)
{
	return nb_archive_find_detail(archive, q->text, q->page_len, revision,
				      q->detail, entry, err);
}

/* The newest revision says what is withdrawn; it is mostly the one wanted. */
static enum nb_status find(struct nb_archive *archive,
			   const struct nbarc_query *q,
			   struct nb_hidden *hidden,
			   const struct nb_entry **entry, struct nb_error *err)
{
	enum nb_status st = look_up(archive, q, 0, entry, err);

	if (!st)
		nb_hidden_of(*entry, q->number, hidden);
	if (!st && q->revision && (*entry)->revision != q->revision)
		st = look_up(archive, q, q->revision, entry, err);
	if (st != NB_ABSENT)
		return st;
	if (!q->revision)
		return nb_fail(err, NB_ABSENT, "%s: not in the archive",
			       q->text);
	return nb_fail(err, NB_ABSENT, "%s@%u: not in the archive", q->text,
		       q->revision);
}

enum nb_status nbarc_find(struct nb_archive *archive,
			  const struct nbarc_query *q, struct nb_hidden *hidden,
			  const struct nb_entry **entry, struct nb_error *err)
{
	enum nb_status st = find(archive, q, hidden, entry, err);

	if (!st && (hidden->page || (*entry)->state == NB_STATE_PURGED ||
		    (q->number && nb_hidden_item(hidden, q->number))))
		st = nbarc_absent(q, *entry, hidden, err);
	return st;
}

static enum nb_status one_page(struct nb_archive *archive,
			       const struct nbarc_query *q, nbarc_visit *visit,
			       void *context, struct nb_error *err)
{
	struct nb_hidden hidden;
	const struct nb_entry *e;
	enum nb_status st = find(archive, q, &hidden, &e, err);

	return st ? st : visit(context, e, &hidden);
}

enum nb_status nbarc_query_pages(struct nb_archive *archive,
				 const struct nbarc_query *q, unsigned threads,
				 nbarc_visit *visit, void *context,
				 struct nb_error *err)
{
	struct nb_hidden hidden;
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	enum nb_status st, worst = NB_OK;
	bool any = false;

	if (q->level == NB_ID_PAGE || q->level == NB_ID_ITEM)
		return one_page(archive, q, visit, context, err);
	st = nb_cursor_create_detail(archive, q->text, q->page_len,
				     q->revision != 0, q->detail, &cursor, err);
	if (st)
		return st;
	/* Of other revisions than one wanted nothing is to be decoded. */
	if (!q->revision)
		st = nb_cursor_read_ahead(cursor, q->want, threads, err);
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e || cli_interrupted())
			break;
		if (q->revision && e->revision != q->revision)
			continue;
		any = true;
		nb_hidden_of(e, 0, &hidden);
		if (q->revision)
			st = nb_archive_hidden(archive, e->id.text, e->id.len,
					       0, &hidden, err);
		if (st)
			break;
		worst = nb_worse(worst, visit(context, e, &hidden));
	}
	nb_cursor_free(cursor);
	if (st)
		return nb_worse(worst, st);
	if (!any)
		return nb_fail(err, NB_ABSENT, "%s: not in the archive",
			       q->text);
	return worst;
}
