/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a thread does with a frame: decode it, look which items may have a hit,
 * and search those.
 *
 * A frame that is needed as a whole is decoded with its checksum compared, so
 * that hashing its documents is not needed to know that nothing was missed. If
 * only a part of it is needed, what is searched is hashed instead. A document
 * with hits is always hashed, unless they are only counted. Documents are
 * hashed by one call, since
 * nb_sha256_each() takes half the time for several.
 */
#include "find/search/job.h"
#include "archive/frame/frame.h"
#include "archive/read/handle.h"
#include "base/alloc.h"
#include "base/sha256_lanes.h"
#include "find/search/blocks.h"
#include "find/search/cache.h"

#include <stdlib.h>
#include <string.h>

/* What the first look at a page found. */
struct look {
	size_t first; /* index of the first item that may have a hit */
	bool hashed;  /* the page is among the messages */
};

/* Everything is owned. The memory is used for every frame. */
struct nb_bench {
	struct nb_bench *next; /* in the list of those that nobody uses */
	struct nb_frame_reader *reader;
	struct nb_scanner *scanner;
	struct look *looks;	     /* one for each page of the frame */
	struct nb_message *messages; /* documents to be hashed */
	size_t look_cap, message_cap, message_count;
};

void nb_workshop_init(struct nb_workshop *w, const struct nb_grep *grep,
		      struct nb_archive *archive,
		      const struct nb_search *search)
{
	w->grep = grep;
	w->file = archive->file;
	memset(&w->shared, 0, sizeof(w->shared));
	w->end = archive->end;
	w->cache = search->among ? search->cache : NULL;
	w->first = search->first;
	w->bare = search->bare;
	w->blocks = search->bare && nb_blocks_suit(grep);
	w->until = search->until;
	atomic_init(&w->stopped, false);
	(void)pthread_mutex_init(&w->lock, NULL);
	w->benches = NULL;
}

static void free_bench(struct nb_bench *b)
{
	nb_frame_reader_free(b->reader);
	nb_scanner_free(b->scanner);
	free(b->looks);
	free(b->messages);
	free(b);
}

void nb_workshop_free(struct nb_workshop *w)
{
	while (w->benches) {
		struct nb_bench *b = w->benches;

		w->benches = b->next;
		free_bench(b);
	}
	(void)pthread_mutex_destroy(&w->lock);
}

/* A new bench, or NULL. */
static struct nb_bench *make_bench(struct nb_workshop *w)
{
	struct nb_bench *b = nb_alloc(1, sizeof(*b));

	if (!b)
		return NULL;
	if (nb_frame_reader_create(w->file, &b->reader, NULL) ||
	    nb_scanner_create(w->grep, w->first, w->bare, &b->scanner)) {
		free_bench(b);
		return NULL;
	}
	nb_scanner_until(b->scanner, w->until);
	nb_frame_share(b->reader, &w->shared);
	return b;
}

/* A bench that nobody uses, or NULL. */
static struct nb_bench *take_bench(struct nb_workshop *w)
{
	struct nb_bench *b;

	(void)pthread_mutex_lock(&w->lock);
	b = w->benches;
	if (b)
		w->benches = b->next;
	(void)pthread_mutex_unlock(&w->lock);
	return b ? b : make_bench(w);
}

static void give_bench(struct nb_workshop *w, struct nb_bench *b)
{
	(void)pthread_mutex_lock(&w->lock);
	b->next = w->benches;
	w->benches = b;
	(void)pthread_mutex_unlock(&w->lock);
}

/* ---- pages */

/* The i-th page of the job. */
static const struct nb_sought_page *page_of(const struct nb_job *j, size_t i)
{
	return &j->window->pages[j->window->order[j->frame->first + i]];
}

/* The first item of a page from `item` on that is to be searched, or the end of
 * its items: that may have a hit. */
static size_t next_item(const struct nb_job *j, const struct nb_sought_page *p,
			const uint8_t *document, size_t item)
{
	for (; item < p->first + p->count; item++) {
		const struct nb_sought_item *i = &j->window->items[item];

		if (j->workshop->blocks ||
		    nb_grep_perhaps(j->workshop->grep,
				    (const char *)document + i->offset, i->len))
			break;
	}
	return item;
}

/* Make room for what look() notes of `count` pages. False if there is none. */
static bool make_room(struct nb_bench *b, size_t count)
{
	struct look *looks =
		nb_grow(b->looks, &b->look_cap, count, sizeof(*looks));
	struct nb_message *messages;

	if (!looks)
		return false;
	b->looks = looks;
	messages =
		nb_grow(b->messages, &b->message_cap, count, sizeof(*messages));
	if (!messages)
		return false;
	b->messages = messages;
	b->message_count = 0;
	return true;
}

/* Look which pages may have hits, and hash those; all of them, unless their
 * bytes are known to be right. */
static void look(const struct nb_job *j, struct nb_bench *b,
		 const uint8_t *content, bool checked)
{
	size_t i;

	for (i = 0; i < j->frame->count; i++) {
		const struct nb_sought_page *p = page_of(j, i);
		const uint8_t *document = content + p->place.offset;
		struct look *l = &b->looks[i];

		l->first = next_item(j, p, document, p->first);
		l->hashed = !checked || (!j->workshop->bare &&
					 l->first < p->first + p->count);
		if (!l->hashed)
			continue;
		b->messages[b->message_count].data = document;
		b->messages[b->message_count++].len = p->place.len;
	}
	nb_sha256_each(b->messages, b->message_count);
}

/* Search a page from its first item that may have a hit on. False if an item
 * could not be searched. */
static bool search_page(struct nb_job *j, struct nb_bench *b, size_t index,
			const uint8_t *content)
{
	const struct nb_sought_page *p = page_of(j, index);
	const uint8_t *document = content + p->place.offset;
	size_t item = b->looks[index].first;

	while (item < p->first + p->count) {
		const struct nb_sought_item *i = &j->window->items[item];
		const struct nb_located like = {
			.page = (size_t)(p - j->window->pages),
			.item = item,
			.mark = i->mark,
		};

		if (nb_scan(b->scanner, (const char *)document + i->offset,
			    i->len, &like, &j->results, NULL))
			return false;
		item = next_item(j, p, document, item + 1);
	}
	return true;
}

/* Keep the items of a page whose document was compared with its hash. */
static void keep_items(const struct nb_job *j, const struct nb_sought_page *p,
		       const uint8_t *content)
{
	const char *document = (const char *)content + p->place.offset;
	size_t i;

	for (i = p->first; i < p->first + p->count; i++) {
		const struct nb_sought_item *item = &j->window->items[i];
		const struct nb_cache_key key = {p->place.sha256, item->offset,
						 item->len};

		nb_grep_cache_keep(j->workshop->cache, &key,
				   document + item->offset);
	}
}

/* Search the pages in their order, up to one that cannot be searched. */
static void search_pages(struct nb_job *j, struct nb_bench *b,
			 const uint8_t *content)
{
	const struct nb_message *m = b->messages;
	size_t had;

	for (; j->searched < j->frame->count; j->searched++) {
		const struct nb_sought_page *p = page_of(j, j->searched);

		if (b->looks[j->searched].hashed &&
		    memcmp(m++->sha256, p->place.sha256, NB_SHA256_SIZE) != 0)
			return;
		had = j->results.count;
		if (!search_page(j, b, j->searched, content)) {
			/* The reader begins this page again. */
			j->results.count = had;
			return;
		}
		if (j->workshop->cache && b->looks[j->searched].hashed)
			keep_items(j, p, content);
	}
}

/* ---- a frame */

/* What of the content of a frame is wanted. */
struct wanted {
	uint32_t upto;	/* the end of the last document */
	uint64_t bytes; /* of the documents */
};

/* What is wanted of the frame; false if a document is not known to be in it. */
static bool find_wanted(const struct nb_job *j, struct wanted *w)
{
	size_t i;

	*w = (struct wanted){0, 0};
	for (i = 0; i < j->frame->count; i++) {
		const struct nb_sought_page *p = page_of(j, i);

		if (p->unplaced)
			return false;
		if (p->place.offset + p->place.len > w->upto)
			w->upto = p->place.offset + p->place.len;
		w->bytes += p->place.len;
	}
	return w->upto > 0;
}

/* Decode what is wanted of the frame; NULL if that fails. *checked tells
 * whether all of it was compared with the checksum. */
static const uint8_t *decode(const struct nb_job *j, struct nb_bench *b,
			     bool *checked)
{
	const struct nb_entry *place = &j->window->pages[j->frame->lead].place;
	const uint8_t *content;
	struct wanted w;

	if (!find_wanted(j, &w) ||
	    nb_frame_select(b->reader, place, j->workshop->end, NULL))
		return NULL;
	/* A byte takes twice as long to decode as to hash: decode the rest if
	 * that costs less than hashing what is wanted. */
	*checked = w.upto > place->content_size ||
		   (place->content_size - w.upto) * (uint64_t)2 < w.bytes;
	if (*checked ? nb_frame_check(b->reader, &content, NULL)
		     : nb_frame_need(b->reader, w.upto, &content, NULL))
		return NULL;
	return content;
}

void nb_job_work(void *context)
{
	struct nb_job *j = context;
	const uint8_t *content;
	struct nb_bench *b;
	bool checked;

	if (atomic_load(&j->workshop->stopped))
		return;
	b = take_bench(j->workshop);
	if (!b)
		return;
	content = decode(j, b, &checked);
	if (content && make_room(b, j->frame->count)) {
		look(j, b, content, checked);
		search_pages(j, b, content);
	}
	give_bench(j->workshop, b);
}
