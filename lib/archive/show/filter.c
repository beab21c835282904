/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filters (<nbarc/filter.h>). In the order of bytes, which is that of the
 * catalogue, all pages of a title follow each other, and so do all of a date of
 * this title.
 */
#include "archive/show/slice.h"
#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/archive.h>
#include <nbarc/article.h>
#include <nbarc/filter.h>
#include <nbarc/item.h>
#include <nbarc/newspaper.h>
#include <nbarc/tei.h>

#include <stdio.h>
#include <string.h>

/*
 * Parse a year, month or day; what is not given is filled up with `rest`, the
 * digits of month and day. False if it has another form.
 */
static bool parse_date(const char *text, const char *rest, char date[9])
{
	size_t n = 0, hyphens = 0;
	const char *p;

	for (p = text; *p; p++) {
		if (*p == '-' && (n == 4 || n == 6) && p[-1] != '-') {
			hyphens++;
			continue;
		}
		if (*p < '0' || *p > '9' || n == 8)
			return false;
		date[n++] = *p;
	}
	/* With hyphens, all places of a hyphen have one, and none is last. */
	if ((n != 4 && n != 6 && n != 8) || (hyphens && hyphens != n / 2 - 2))
		return false;
	memcpy(date + n, rest + n - 4, 8 - n);
	date[8] = '\0';
	return true;
}

/*
 * Set a bound of the filter. A month or year is filled up with zeros or nines,
 * which are no day of the calendar, so only what was given is checked.
 */
static enum nb_status set_date(char bound[9], const char *text,
			       const char *rest, struct nb_error *err)
{
	char date[9], id[16];

	if (parse_date(text, "0000", date)) {
		(void)snprintf(id, sizeof(id), "aa-%s", date);
		if (!nb_newspaper_check_date(id, strlen(id), NULL)) {
			(void)parse_date(text, rest, bound);
			return NB_OK;
		}
	}
	return nb_fail(err, NB_USAGE,
		       "%.40s: not a date; write 2023, 2023-01 or 2023-01-15",
		       text);
}

enum nb_status nb_filter_from(struct nb_filter *f, const char *text,
			      struct nb_error *err)
{
	return set_date(f->from, text, "0000", err);
}

enum nb_status nb_filter_to(struct nb_filter *f, const char *text,
			    struct nb_error *err)
{
	return set_date(f->to, text, "9999", err);
}

/* Take one of the texts, of `len` bytes, that have commas between them. */
typedef enum nb_status taker(struct nb_filter *f, const char *text, size_t len,
			     struct nb_error *err);

/* Take all of them; the filter is unchanged if one is refused. */
static enum nb_status take_all(struct nb_filter *f, const char *texts,
			       taker *take, struct nb_error *err)
{
	struct nb_filter made = *f;
	enum nb_status st;
	size_t len;

	for (;; texts += len + 1) {
		len = strcspn(texts, ",");
		st = take(&made, texts, len, err);
		if (st || !texts[len])
			break;
	}
	if (!st)
		*f = made;
	return st;
}

static enum nb_status fail_many(const char *what, struct nb_error *err)
{
	return nb_fail(err, NB_USAGE, "more than %d %s are asked for",
		       NB_FILTER_MOST, what);
}

/* Keep the codes in order and each once, for nb_filter_judge(). */
static enum nb_status take_title(struct nb_filter *f, const char *code,
				 size_t len, struct nb_error *err)
{
	const size_t size = sizeof(f->titles[0]);
	struct nb_newspaper_id parts;
	char id[24];
	unsigned i;
	int shown = (int)(len < 40 ? len : 40);

	(void)snprintf(id, sizeof(id), "%.*s-00000000",
		       (int)(len < size ? len : size), code);
	if (!nb_newspaper_parse(id, strlen(id), &parts) ||
	    strlen(parts.title) != len)
		return nb_fail(err, NB_USAGE,
			       "%.*s: not the code of a newspaper", shown,
			       code);
	for (i = f->title_count; i > 0; i--)
		if (strcmp(f->titles[i - 1], parts.title) <= 0)
			break;
	if (i && strcmp(f->titles[i - 1], parts.title) == 0)
		return NB_OK;
	if (f->title_count == NB_FILTER_MOST)
		return fail_many("newspapers", err);
	memmove(f->titles[i + 1], f->titles[i], (f->title_count - i) * size);
	memcpy(f->titles[i], parts.title, size);
	f->title_count++;
	return NB_OK;
}

enum nb_status nb_filter_title(struct nb_filter *f, const char *codes,
			       struct nb_error *err)
{
	return take_all(f, codes, take_title, err);
}

/* Take the letter of a page, 0 if there is none, and its number. */
static unsigned page_number(const char *page, char *letter)
{
	unsigned n = 0;

	*letter = *page >= 'a' && *page <= 'z' ? *page++ : '\0';
	for (; *page >= '0' && *page <= '9'; page++)
		n = 10 * n + (unsigned)(*page - '0');
	return n;
}

static enum nb_status take_page(struct nb_filter *f, const char *text,
				size_t len, struct nb_error *err)
{
	size_t letters = *text >= 'a' && *text <= 'z';
	size_t digits = strspn(text + letters, "0123456789");

	if (digits < 1 || digits > 3 || letters + digits != len)
		return nb_fail(err, NB_USAGE,
			       "%.*s: not a page; write a01, 01 or 1",
			       (int)(len < 40 ? len : 40), text);
	if (f->page_count == NB_FILTER_MOST)
		return fail_many("pages", err);
	memcpy(f->pages[f->page_count], text, len);
	f->pages[f->page_count++][len] = '\0';
	return NB_OK;
}

enum nb_status nb_filter_page(struct nb_filter *f, const char *pages,
			      struct nb_error *err)
{
	return take_all(f, pages, take_page, err);
}

/* The kind that has the name of `len` bytes, or the one with the same first
 * letter, which is the nearest; false if there is neither. */
static bool find_kind(const char *name, size_t len, enum nb_kind *kind,
		      bool *exact)
{
	bool found = false;
	int i;

	for (i = NB_KIND_ARTICLE; i < NB_KINDS; i++) {
		const char *known = nb_kind_name((enum nb_kind)i);

		*exact = strlen(known) == len && memcmp(known, name, len) == 0;
		if (*exact || (!found && len && *known == *name)) {
			*kind = (enum nb_kind)i;
			found = true;
		}
		if (*exact)
			break;
	}
	return found;
}

enum nb_status nb_filter_kind(struct nb_filter *f, const char *names,
			      struct nb_error *err)
{
	unsigned kinds = f->kinds;
	size_t len;
	enum nb_kind kind;
	bool exact;

	for (;; names += len + 1) {
		len = strcspn(names, ",");
		if (!find_kind(names, len, &kind, &exact))
			return nb_fail(err, NB_USAGE,
				       "%.*s: no such kind; there are article, "
				       "photo, notice, advertisement and "
				       "furniture",
				       (int)(len < 40 ? len : 40), names);
		if (!exact)
			return nb_fail(err, NB_USAGE,
				       "%.*s: no such kind; did you mean '%s'?",
				       (int)(len < 40 ? len : 40), names,
				       nb_kind_name(kind));
		kinds |= 1u << kind;
		if (!names[len])
			break;
	}
	f->kinds = kinds;
	return NB_OK;
}

/* Check a text that is to be looked for. */
static enum nb_status check_text(const char *what, const char *text,
				 struct nb_error *err)
{
	size_t len = strlen(text);

	if (!len)
		return nb_fail(err, NB_USAGE, "%s is empty", what);
	if (nb_utf8_invalid(text, len) != len)
		return nb_fail(err, NB_USAGE, "%s is not UTF-8", what);
	return NB_OK;
}

enum nb_status nb_filter_author(struct nb_filter *f, const char *text,
				struct nb_error *err)
{
	enum nb_status st = check_text("the name of the author", text, err);

	if (!st && f->author_count == NB_FILTER_MOST)
		return fail_many("authors", err);
	if (!st)
		f->authors[f->author_count++] = text;
	return st;
}

enum nb_status nb_filter_head(struct nb_filter *f, const char *text,
			      struct nb_error *err)
{
	enum nb_status st = check_text("the text of the head", text, err);

	if (!st)
		f->head = text;
	return st;
}

/* ---- judging pages */

static bool is_page(const struct nb_filter *f, const char *page)
{
	char letter, wanted;
	unsigned number = page_number(page, &letter), i;

	for (i = 0; i < f->page_count; i++)
		if (page_number(f->pages[i], &wanted) == number &&
		    wanted == letter)
			return true;
	return !f->page_count;
}

/* The least code of the filter that is not less than `title`; NULL if all are
 * less. */
static const char *title_from(const struct nb_filter *f, const char *title)
{
	unsigned i;

	for (i = 0; i < f->title_count; i++)
		if (strcmp(f->titles[i], title) >= 0)
			return f->titles[i];
	return NULL;
}

/* Greater than every identifier of a newspaper, which begins with a to z. */
#define PAST_ALL "{"

bool nb_filter_judge(const struct nb_filter *f, const char *id, size_t len,
		     char *next)
{
	struct nb_newspaper_id parts;
	const char *title;

	*next = '\0';
	if (!nb_newspaper_parse(id, len, &parts))
		return !f->title_count && !f->from[0] && !f->to[0] &&
		       !f->page_count;
	title = f->title_count ? title_from(f, parts.title) : parts.title;
	if (!title)
		(void)snprintf(next, NB_FILTER_NEXT_MAX, PAST_ALL);
	else if (strcmp(title, parts.title) != 0)
		(void)snprintf(next, NB_FILTER_NEXT_MAX, "%s-%s", title,
			       f->from);
	else if (strcmp(parts.date, f->from) < 0)
		(void)snprintf(next, NB_FILTER_NEXT_MAX, "%s-%s", parts.title,
			       f->from);
	else if (f->to[0] && strcmp(parts.date, f->to) > 0)
		/* Past all pages of this title: '.' follows '-'. */
		(void)snprintf(next, NB_FILTER_NEXT_MAX, "%s.", parts.title);
	else
		return is_page(f, parts.page);
	return false;
}

/* ---- judging items */

bool nb_filter_has_items(const struct nb_filter *f)
{
	return f->kinds || f->author_count || f->head;
}

uint64_t nb_filter_fields(const struct nb_filter *f)
{
	uint64_t fields = 0;

	if (f->kinds)
		fields |= NB_FIELD_BIT(NB_FIELD_KIND);
	if (f->head)
		fields |= NB_FIELD_BIT(NB_FIELD_TITLE) |
			  NB_FIELD_BIT(NB_FIELD_KICKER);
	if (f->author_count)
		fields |= NB_FIELD_BIT(NB_FIELD_AUTHORS);
	return fields;
}

/* True if the text has the part, NUL-terminated, anywhere. */
static bool contains(const void *text, size_t len, const char *part)
{
	const char *p = text ? text : "", *end = p + len;
	size_t n = strlen(part);

	while (n && (size_t)(end - p) >= n) {
		p = memchr(p, *part, (size_t)(end - p) - n + 1);
		if (!p)
			return false;
		if (memcmp(p, part, n) == 0)
			return true;
		p++;
	}
	return false;
}

/* True if the list of strings, each with its NUL, has an author of the filter.
 */
static bool has_author(const struct nb_filter *f, const char *list,
		       size_t list_len)
{
	size_t at, len;
	unsigned i;

	for (at = 0; at < list_len; at += len + 1) {
		const char *one = list + at;

		len = strlen(one);
		for (i = 0; i < f->author_count; i++)
			if (strcmp(one, f->authors[i]) == 0)
				return true;
	}
	return false;
}

/* Look for the author in the document. Most items name nobody, and have none of
 * the elements. */
static enum nb_status find_author(const struct nb_filter *f,
				  struct nb_archive *archive,
				  const struct nb_entry *e,
				  const struct nb_entry_item *item, bool *found,
				  struct nb_error *err)
{
	struct nb_tei_words words;
	const uint8_t *document;
	enum nb_status st =
		nb_archive_kept_document(archive, e, &document, err);

	*found = false;
	if (!st)
		st = nb_item_slice(e, item, document, NB_SLICE_ENDS, err);
	if (st)
		return st;
	document += item->offset;
	if (!contains(document, item->len, "<docAuthor") &&
	    !contains(document, item->len, "<persName"))
		return NB_OK;
	st = nb_tei_words(document, item->len, &words, err);
	if (!st)
		*found = has_author(f, (const char *)words.authors.data,
				    words.authors.len);
	nb_tei_words_free(&words);
	return st;
}

enum nb_status nb_filter_item(const struct nb_filter *f,
			      struct nb_archive *archive,
			      const struct nb_entry *e,
			      const struct nb_entry_item *item, bool *chosen,
			      struct nb_error *err)
{
	*chosen = !f->kinds || (f->kinds >> item->kind & 1);
	if (!*chosen || !(f->author_count || f->head))
		return NB_OK;
	*chosen = nb_entry_item_is_present(e, item);
	if (*chosen && f->head)
		*chosen =
			contains(item->title.text, item->title.len, f->head) ||
			contains(item->kicker.text, item->kicker.len, f->head);
	if (!*chosen || !f->author_count)
		return NB_OK;
	if (e->has_authors) {
		*chosen = has_author(f, item->authors.text, item->authors.len);
		return NB_OK;
	}
	return find_author(f, archive, e, item, chosen, err);
}
