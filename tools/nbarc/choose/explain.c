/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why nothing was found (explain.h). This is only asked after a search that
 * found nothing, so that it may go over the catalogue once more.
 *
 * Of options, one after the other is added to an empty filter until the filter
 * chooses nothing: that option is to blame. What the filter chose before shows
 * what could have been meant. An identifier is compared with those that there
 * are.
 */
#include "choose/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/item.h>
#include <nbarc/newspaper.h>

#include "base/error.h"
#include "choose/nearest.h"

/* ---- options */

/* The options in the order in which they are blamed. */
enum part { TITLE, DATES, PAGE, KIND, HEAD, AUTHOR, PARTS };

/* Copy one part of a filter into another: an option, or both bounds of the
 * date, which are blamed together. */
static void copy_part(struct nb_filter *to, const struct nb_filter *from,
		      enum part part)
{
	switch (part) {
	case TITLE:
		memcpy(to->titles, from->titles, sizeof(to->titles));
		to->title_count = from->title_count;
		break;
	case DATES:
		memcpy(to->from, from->from, sizeof(to->from));
		memcpy(to->to, from->to, sizeof(to->to));
		break;
	case PAGE:
		memcpy(to->pages, from->pages, sizeof(to->pages));
		to->page_count = from->page_count;
		break;
	case KIND:
		to->kinds = from->kinds;
		break;
	case HEAD:
		to->head = from->head;
		break;
	case AUTHOR:
		memcpy(to->authors, from->authors, sizeof(to->authors));
		to->author_count = from->author_count;
		break;
	case PARTS:
		break;
	}
}

/* A search: for anything that a filter chooses, or for what is nearest to the
 * part that leaves nothing. */
struct search {
	struct nb_archive *archive;
	const struct nb_filter *filter;
	bool any;
	/* What is looked at in what is chosen, and what was seen. */
	enum part part;
	struct nbarc_nearest nearest;
	char first[9], last[9]; /* dates */
	struct nb_item_record *record;
	enum nb_status status;
	struct nb_error *err;
};

/* For nb_query_pages(): stop at the first item that is chosen. */
static bool find_any(void *context, const struct nb_entry *e)
{
	struct search *s = context;
	size_t i;

	for (i = 0; !s->any && !s->status && i < e->item_count; i++)
		if (nb_entry_item_is_present(e, &e->items[i]))
			s->status =
				nb_filter_item(s->filter, s->archive, e,
					       &e->items[i], &s->any, s->err);
	return !s->any && !s->status;
}

/* Go over all pages that the filter chooses. */
static enum nb_status search(struct search *s, enum nb_detail detail,
			     nb_query_visit *visit)
{
	struct nb_query all;
	enum nb_status st = nb_query_parse("", &all, s->err);

	all.filter = s->filter;
	all.detail = detail;
	if (!st)
		st = nb_query_pages(s->archive, &all, 1, visit, s, s->err);
	return st == NB_ABSENT ? s->status : nb_worse(st, s->status);
}

/* Take what the page says of the part that is blamed. */
static void see_page(struct search *s, const struct nb_newspaper_id *parts)
{
	if (s->part == TITLE)
		nbarc_nearest_add(&s->nearest, parts->title,
				  strlen(parts->title));
	if (s->part == PAGE)
		nbarc_nearest_add(&s->nearest, parts->page,
				  strlen(parts->page));
	/* A year that is not known is no bound of those that are. */
	if (memcmp(parts->date, "0000", 4) == 0)
		return;
	if (!s->first[0] || strcmp(parts->date, s->first) < 0)
		memcpy(s->first, parts->date, sizeof(s->first));
	if (strcmp(parts->date, s->last) > 0)
		memcpy(s->last, parts->date, sizeof(s->last));
}

/* For nb_query_pages(): see what there is instead of what was asked for. */
static bool see(void *context, const struct nb_entry *e)
{
	struct search *s = context;
	struct nb_newspaper_id parts;
	const char *name;
	size_t i, n;

	if (nb_entry_is_hidden(e))
		return true;
	if (nb_newspaper_parse(e->id.text, e->id.len, &parts))
		see_page(s, &parts);
	for (i = 0; s->part == AUTHOR && !s->status && i < e->item_count; i++) {
		if (!nb_entry_item_is_present(e, &e->items[i]))
			continue;
		nb_item_record_free(s->record);
		s->status = nb_item_record_of(s->archive, e, e->items[i].number,
					      NB_FIELD_BIT(NB_FIELD_AUTHORS),
					      &s->record, s->err);
		for (n = 0; !s->status; n++) {
			name = nb_item_record_text(s->record, NB_FIELD_AUTHORS,
						   n);
			if (!name)
				break;
			nbarc_nearest_add(&s->nearest, name, strlen(name));
		}
	}
	return !s->status;
}

/* "2019-03-04" from eight digits, as the options take it. */
static void put_date(const char *digits, char out[11])
{
	(void)snprintf(out, 11, "%.4s-%.2s-%.2s", digits, digits + 4,
		       digits + 6);
}

/* Join what was given for an option; what has no room is left out. */
static const char *join(const struct cli_list *given, char out[120])
{
	size_t len = 0;
	unsigned i;

	out[0] = '\0';
	for (i = 0; i < given->count && len < 120; i++)
		len += (size_t)snprintf(out + len, 120 - len, "%s%s",
					i ? "," : "", given->texts[i]);
	return out;
}

/* What is said of each part; the first argument is what was asked for. */
static enum nb_status blame(const struct search *s,
			    const struct nbarc_choice *c, struct nb_error *err)
{
	static const char *const texts[] = {
		[TITLE] = "no newspaper with the code %s",
		[DATES] = "nothing of these dates%s",
		[PAGE] = "no page %s",
		[KIND] = "nothing of the kind %s",
		[HEAD] = "no title or kicker has %s",
		[AUTHOR] = "no author is called %s",
		[PARTS] = "nothing is all of this%s",
	};
	char titles[120], pages[120], kinds[120], authors[120];
	const char *const asked[] = {join(&c->title, titles),
				     "",
				     join(&c->page, pages),
				     join(&c->kind, kinds),
				     c->head,
				     join(&c->author, authors),
				     ""};
	char text[200], first[11], last[11];

	(void)snprintf(text, sizeof(text), texts[s->part],
		       asked[s->part] ? asked[s->part] : "");
	if (s->part == DATES && c->from && c->to &&
	    strcmp(c->filter.from, c->filter.to) > 0)
		return nb_fail(err, NB_ABSENT, "%s; --from %s is after --to %s",
			       text, c->from, c->to);
	if (s->part == DATES && s->first[0]) {
		put_date(s->first, first);
		put_date(s->last, last);
		return nb_fail(err, NB_ABSENT, "%s; there is %s to %s", text,
			       first, last);
	}
	if (s->nearest.name[0])
		return nb_fail(err, NB_ABSENT, "%s; did you mean '%s'?", text,
			       s->nearest.name);
	return nb_fail(err, NB_ABSENT, "%s", text);
}

/* The words that candidates are compared with, one after the other: number `n`
 * of them, or NULL. */
static const char *word_of(const struct nbarc_choice *c, enum part part,
			   unsigned n)
{
	const struct nb_filter *f = &c->filter;

	if (part == TITLE)
		return n < f->title_count ? f->titles[n] : NULL;
	if (part == PAGE)
		return n < f->page_count ? f->pages[n] : NULL;
	if (part == AUTHOR)
		return n < f->author_count ? f->authors[n] : NULL;
	return n ? NULL : "";
}

/* See what there is without the part that leaves nothing, until something is
 * near to a word of it. */
static enum nb_status see_all(struct search *s, const struct nbarc_choice *c)
{
	enum nb_status st = NB_OK;
	unsigned n;

	if (s->part > PAGE && s->part != AUTHOR)
		return NB_OK;
	for (n = 0; !st && !s->nearest.name[0]; n++) {
		s->nearest.word = word_of(c, s->part, n);
		if (!s->nearest.word)
			break;
		st = search(s,
			    s->part == AUTHOR ? NB_DETAIL_HASHES
					      : NB_DETAIL_KEYS,
			    see);
	}
	return st;
}

enum nb_status nbarc_explain_choice(struct nb_archive *archive,
				    const struct nbarc_choice *c,
				    struct nb_error *err)
{
	struct nb_filter so_far = {.title_count = 0}, before;
	struct search s = {.archive = archive, .any = true, .err = err};
	enum nb_status st = NB_OK;
	int part;

	for (part = 0; !st && s.any && part < PARTS; part++) {
		before = so_far;
		copy_part(&so_far, &c->filter, (enum part)part);
		if (memcmp(&before, &so_far, sizeof(before)) == 0)
			continue;
		s.any = false;
		s.filter = &so_far;
		st = search(&s, nb_fields_detail(nb_filter_fields(&so_far)),
			    find_any);
		s.part = (enum part)part;
	}
	if (s.any)
		s.part = PARTS;
	/* What there is without the part that leaves nothing. */
	s.filter = &before;
	if (!st)
		st = see_all(&s, c);
	nb_item_record_free(s.record);
	return st ? st : blame(&s, c, err);
}

/* ---- identifiers */

/* Pages that are compared, at most: a decade of a daily newspaper. The whole
 * catalogue of an archive far away is not fetched for a slip of the hand. */
#define COMPARED_MOST 20000u

/* What an identifier may have been meant to be. */
struct meant {
	const struct nb_query *query;
	unsigned number; /* of an item; 0 of anything else */
	unsigned compared;
	struct nbarc_nearest nearest;
};

/* For nb_query_pages(): compare the page, its issue, and an item of it. False
 * if enough were compared. */
static bool compare_page(void *context, const struct nb_entry *e)
{
	struct meant *m = context;
	char id[NB_ITEM_ID_MAX];
	const char *dash;

	if (++m->compared > COMPARED_MOST)
		return false;
	if (nb_entry_is_hidden(e))
		return true;
	nbarc_nearest_add(&m->nearest, e->id.text, e->id.len);
	dash = memchr(e->id.text, '-', e->id.len);
	while (dash && memchr(dash + 1, '-',
			      (size_t)(e->id.text + e->id.len - dash - 1)))
		dash = memchr(dash + 1, '-',
			      (size_t)(e->id.text + e->id.len - dash - 1));
	if (dash)
		nbarc_nearest_add(&m->nearest, e->id.text,
				  (size_t)(dash - e->id.text));
	if (m->number)
		nbarc_nearest_add(
			&m->nearest, id,
			nb_item_id(e->id.text, e->id.len, m->number, id));
	return true;
}

/* The number of the item that a text means, however it is written, as 5 in
 * "-5" or "-005"; 0 if its last part is no such number. */
static unsigned meant_number(const char *last)
{
	unsigned long number;
	size_t digits = strspn(last + 1, "0123456789");

	if (!digits || digits > 6 || last[1 + digits])
		return 0;
	number = strtoul(last + 1, NULL, 10);
	return number <= NB_PAGE_ITEMS_MAX ? (unsigned)number : 0;
}

/* Compare all pages whose identifiers begin with the first `len` bytes of the
 * query; false if there are none. */
static bool compare_below(struct nb_archive *archive, struct meant *m,
			  size_t len)
{
	struct nb_query below = {.len = len, .detail = NB_DETAIL_KEYS};

	memcpy(below.text, m->query->text, len);
	return !nb_query_pages(archive, &below, 1, compare_page, m, NULL);
}

/* For nb_query_pages(): one page is enough. */
static bool stop(void *context, const struct nb_entry *e)
{
	(void)context;
	(void)e;
	return false;
}

/* Is there something with this identifier, or below it? */
static bool exists(struct nb_archive *archive, const char *id)
{
	const struct nb_entry *e;
	struct nb_query q;

	if (nb_query_parse(id, &q, NULL))
		return false;
	q.detail = NB_DETAIL_PLACES;
	if (!nb_query_find(archive, &q, &e, NULL))
		return !nb_query_refuse(archive, &q, e, NULL);
	return q.kind == NB_QUERY_MANY &&
	       !nb_query_pages(archive, &q, 1, stop, NULL, NULL);
}

/*
 * Of a page or an item that the archive has, say why it is not shown. *said is
 * false if the page has no such item: its other items are then compared.
 */
static enum nb_status refuse(struct nb_archive *archive, struct meant *m,
			     bool *said, struct nb_error *err)
{
	struct nb_query q = *m->query;
	const struct nb_entry *e;
	char id[NB_ITEM_ID_MAX];
	size_t i, len;
	enum nb_status st;

	q.detail = NB_DETAIL_PLACES;
	st = nb_query_find(archive, &q, &e, err);
	*said = st || q.kind == NB_QUERY_PAGE || nb_entry_is_hidden(e) ||
		e->state == NB_STATE_PURGED;
	for (i = 0; !st && i < e->item_count; i++) {
		*said = *said || e->items[i].number == q.number;
		len = nb_item_id(e->id.text, e->id.len, e->items[i].number, id);
		nbarc_nearest_add(&m->nearest, id, len);
	}
	/* Two digits that are both wrong are another number. */
	if (m->nearest.slips > 1)
		m->nearest.name[0] = '\0';
	if (!st && *said)
		st = nb_query_refuse(archive, &q, e, err);
	return st;
}

/* Say what is absent, and what was found. Revisions are not looked for. */
static enum nb_status say_meant(struct nb_archive *archive,
				const struct meant *m, struct nb_error *err)
{
	if (m->query->revision || !m->nearest.name[0] ||
	    !exists(archive, m->nearest.name))
		return nb_query_absent(m->query, err);
	return nb_fail(err, NB_ABSENT,
		       "%s: not in the archive; did you mean '%s'?",
		       m->query->text, m->nearest.name);
}

/*
 * The pages that are compared are those of the same title and year, or of the
 * title, or all: the mistake is seldom in front, and a large archive has many
 * pages.
 */
enum nb_status nbarc_explain_id(struct nb_archive *archive,
				const struct nb_query *q, unsigned *searches,
				struct nb_error *err)
{
	struct meant m = {.query = q};
	const char *dash = strchr(q->text, '-');
	const char *last = strrchr(q->text, '-');
	size_t title = dash ? (size_t)(dash - q->text) + 1 : 0;
	enum nb_status st;
	bool said;

	m.nearest.word = q->text;
	if (q->kind != NB_QUERY_MANY) {
		st = refuse(archive, &m, &said, err);
		if (st || said)
			return st ? st : nb_query_absent(q, err);
		return say_meant(archive, &m, err);
	}
	if (++*searches > NBARC_EXPLAIN_MOST)
		return nb_query_absent(q, err);
	if (last && last != dash)
		m.number = meant_number(last);
	if ((!title || q->len < title + 4 ||
	     !compare_below(archive, &m, title + 4) || !m.nearest.name[0]) &&
	    (!title || !compare_below(archive, &m, title) ||
	     !m.nearest.name[0]))
		(void)compare_below(archive, &m, 0);
	return say_meant(archive, &m, err);
}
