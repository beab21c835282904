/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an archive, finding pages, and reading them (section 9). */
#include "archive/read/reader.h"
#include "archive/read/ahead.h"
#include "archive/frame/frame.h"
#include "archive/read/salvage.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum nb_status file_state(int fd, const char *path, struct stat *s,
				 struct nb_error *err)
{
	if (fstat(fd, s) != 0)
		return nb_fail_sys(err, path, "stat");
	if (!S_ISREG(s->st_mode))
		return nb_fail(err, NB_INVALID, "not a regular file");
	return NB_OK;
}

static bool same_state(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/*
 * The newest commit. A writer may cut off an unfinished append while it is
 * looked for, so a search that found none is done again when the file changed
 * under it.
 */
static enum nb_status find_commit(int fd, const char *path,
				  struct nb_commit *commit, uint64_t *size,
				  struct nb_error *err)
{
	struct stat before, after;
	enum nb_status st = file_state(fd, path, &before, err);

	while (!st) {
		*size = (uint64_t)before.st_size;
		st = nb_commit_find(fd, *size, commit, err);
		if (st != NB_INVALID || fstat(fd, &after) != 0 ||
		    same_state(&before, &after))
			break;
		before = after;
		st = NB_OK;
	}
	return st;
}

enum nb_status nb_archive_create(int fd, const char *path,
				 struct nb_archive **archive,
				 struct nb_error *err)
{
	static const struct nb_commit none;
	struct nb_archive *a = malloc(sizeof(*a));
	enum nb_status st;

	*archive = NULL;
	if (!a)
		return nb_fail_mem(err);
	memset(a, 0, offsetof(struct nb_archive, finder));
	nb_merge_init(&a->finder, fd, &none, 0, NB_DETAIL_PLACES);
	a->fd = fd;
	a->path = nb_strndup(path, strlen(path));
	if (!a->path)
		st = nb_fail_mem(err);
	else
		st = nb_frame_reader_create(fd, &a->frame, err);
	if (st) {
		a->fd = -1;
		nb_archive_close(a);
		return st;
	}
	*archive = a;
	return NB_OK;
}

void nb_archive_see(struct nb_archive *a, const struct nb_commit *commit,
		    uint64_t upto)
{
	size_t i;

	nb_merge_free(&a->finder);
	a->commit = *commit;
	nb_merge_init(&a->finder, a->fd, &a->commit, 0, NB_DETAIL_PLACES);
	a->finder.upto = upto;
	for (i = 0; i < a->finder.count; i++)
		a->finder.trees[i].decoder = nb_frame_decoder(a->frame);
}

void nb_archive_set_commit(struct nb_archive *a, const struct nb_commit *commit,
			   uint64_t size)
{
	a->size = size;
	a->end = commit->offset;
	nb_archive_see(a, commit, 0);
}

static enum nb_status find_newest(struct nb_archive *a, struct nb_error *err)
{
	struct nb_commit commit;
	uint64_t size = a->size;
	enum nb_status st = nb_header_check(a->fd, err);

	if (!st)
		st = find_commit(a->fd, a->path, &commit, &size, err);
	if (!st)
		nb_archive_set_commit(a, &commit, size);
	return st;
}

static enum nb_status attach(int fd, const char *path,
			     const struct nb_damage *damage,
			     struct nb_archive **archive, struct nb_error *err)
{
	struct nb_archive *a;
	struct stat s;
	enum nb_status st = nb_archive_create(fd, path, &a, err);

	*archive = NULL;
	if (st)
		return st;
	if (damage)
		a->damage = *damage;
	st = file_state(fd, path, &s, err);
	if (!st) {
		a->size = (uint64_t)s.st_size;
		st = find_newest(a, err);
		if (nb_archive_tolerates(a, st))
			st = nb_archive_salvage(a, err);
		else if (!st && damage)
			st = nb_tail_check(a, err);
	}
	if (st) {
		nb_error_file(err, path);
		a->fd = -1;
		nb_archive_close(a);
		return st;
	}
	*archive = a;
	return NB_OK;
}

enum nb_status nb_archive_attach(int fd, const char *path,
				 struct nb_archive **archive,
				 struct nb_error *err)
{
	return attach(fd, path, NULL, archive, err);
}

static enum nb_status open_file(const char *path,
				const struct nb_damage *damage,
				struct nb_archive **archive,
				struct nb_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum nb_status st;

	*archive = NULL;
	if (fd < 0)
		return nb_fail_sys(err, path, "open");
	st = attach(fd, path, damage, archive, err);
	if (st)
		(void)close(fd);
	return st;
}

enum nb_status nb_archive_open(const char *path, struct nb_archive **archive,
			       struct nb_error *err)
{
	return open_file(path, NULL, archive, err);
}

enum nb_status nb_archive_open_damaged(const char *path,
				       const struct nb_damage *damage,
				       struct nb_archive **archive,
				       struct nb_error *err)
{
	return open_file(path, damage, archive, err);
}

void nb_archive_close(struct nb_archive *a)
{
	if (!a)
		return;
	nb_merge_free(&a->finder);
	nb_frame_reader_free(a->frame);
	nb_sources_free(a->sources);
	nb_salvage_free(a->salvage);
	nb_salvage_free(a->tail);
	if (a->fd >= 0)
		(void)close(a->fd);
	free(a->path);
	free(a);
}

/* Look for a key in one tree; *entry stays NULL where that has none. */
static enum nb_status find_in_tree(struct nb_tree_iter *it, uint64_t upto,
				   const struct nb_key *key, bool newest,
				   enum nb_detail detail,
				   const struct nb_entry **entry,
				   struct nb_error *err)
{
	struct nb_entry *e = &it->slot.entry;
	enum nb_status st = nb_tree_find(it, key, err);

	/* Newer revisions than the archive is seen with. */
	while (!st && it->valid && nb_string_compare(&e->id, &key->id) == 0 &&
	       !nb_entry_as_of(e, upto))
		st = nb_tree_next(it, err);
	if (st || !it->valid || nb_string_compare(&e->id, &key->id) != 0 ||
	    (!newest && e->revision != key->revision))
		return st;
	st = nb_tree_complete(it, detail, err);
	if (!st)
		*entry = e;
	return st;
}

enum nb_status nb_trees_find(struct nb_archive *a, const struct nb_key *wanted,
			     bool newest, enum nb_detail detail,
			     const struct nb_entry **entry,
			     struct nb_error *err)
{
	struct nb_key key = *wanted;
	size_t i = key.id.len <= UINT8_MAX ? a->finder.count : 0;
	enum nb_status st = NB_OK;
	char id[UINT8_MAX];

	*entry = NULL;
	/* The identifier may be that of an entry that was found before. */
	if (i) {
		memcpy(id, key.id.text, key.id.len);
		key.id.text = id;
	}
	while (!st && !*entry && i-- > 0)
		st = find_in_tree(&a->finder.trees[i], a->finder.upto, &key,
				  newest, detail, entry, err);
	if (st || *entry)
		return st;
	return nb_fail(err, NB_ABSENT, "%.*s: no such page",
		       (int)(wanted->id.len < 256 ? wanted->id.len : 256),
		       wanted->id.text);
}

static enum nb_status find(struct nb_archive *a, const struct nb_key *key,
			   bool newest, enum nb_detail detail,
			   const struct nb_entry **entry, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st = NB_OK;

	*entry = NULL;
	if (!err)
		err = &own; /* what is reported of damage is taken from it */
	if (!a->salvage) {
		st = nb_trees_find(a, key, newest, detail, entry, err);
		if (nb_archive_tolerates(a, st))
			st = nb_archive_salvage(a, err);
		else if (st == NB_ABSENT && a->has_tail)
			st = nb_tail_find(a, key, entry, err);
	}
	if (!st && a->salvage)
		st = nb_salvage_find(a, key, entry, err);
	if (st)
		nb_error_file(err, a->path);
	return st;
}

enum nb_status nb_archive_find_detail(struct nb_archive *a, const char *id,
				      size_t id_len, uint32_t revision,
				      enum nb_detail detail,
				      const struct nb_entry **entry,
				      struct nb_error *err)
{
	struct nb_key key = {{id, id_len}, revision ? revision : UINT32_MAX};

	return find(a, &key, revision == 0, detail, entry, err);
}

enum nb_status nb_archive_find(struct nb_archive *a, const char *id,
			       size_t id_len, uint32_t revision,
			       const struct nb_entry **entry,
			       struct nb_error *err)
{
	return nb_archive_find_detail(a, id, id_len, revision, NB_DETAIL_ALL,
				      entry, err);
}

enum nb_status nb_archive_locate(struct nb_archive *a, const char *id,
				 size_t id_len, uint32_t revision,
				 const struct nb_entry **entry,
				 struct nb_error *err)
{
	return nb_archive_find_detail(a, id, id_len, revision, NB_DETAIL_HASHES,
				      entry, err);
}

enum nb_status nb_archive_document(struct nb_archive *a,
				   const struct nb_entry *e,
				   const uint8_t **document,
				   struct nb_error *err)
{
	const uint8_t *content = NULL;
	uint8_t digest[32];
	enum nb_status st;

	*document = nb_ahead_document(a->ahead, e);
	if (*document)
		return NB_OK;
	st = nb_frame_select(a->frame, e, a->end, err);
	if (!st)
		st = nb_frame_need(a->frame, e->offset + e->len, &content, err);
	if (!st) {
		nb_sha256(content + e->offset, e->len, digest);
		if (memcmp(digest, e->sha256, 32) != 0)
			st = nb_fail_at(err, NB_INVALID,
					e->directory + e->directory_size,
					"page frame: its SHA-256 does not "
					"match");
	}
	if (st) {
		nb_error_about(err, e->id.text, e->id.len);
		nb_error_file(err, a->path);
		return st;
	}
	*document = content + e->offset;
	return NB_OK;
}

enum nb_status nb_archive_sources(struct nb_archive *a,
				  const struct nb_entry *e,
				  const struct nb_sources **sources,
				  struct nb_error *err)
{
	const uint8_t *content;
	enum nb_status st = NB_OK;

	*sources = nb_ahead_sources(a->ahead, e);
	if (*sources)
		return NB_OK;
	*sources = a->sources;
	if (a->sources &&
	    nb_sources_offset(a->sources) ==
		    e->directory + e->directory_size + e->frame_size)
		return NB_OK;
	nb_sources_free(a->sources);
	a->sources = NULL;
	content = nb_ahead_content(a->ahead, e);
	if (!content)
		st = nb_frame_select(a->frame, e, a->end, err);
	if (!st && !content)
		st = nb_frame_need(a->frame, e->content_size, &content, err);
	if (!st)
		st = nb_sources_read(a->fd, e, a->end, content, &a->sources,
				     err);
	*sources = a->sources;
	return st;
}

static enum nb_status check_source(const struct nb_entry *e,
				   const uint8_t *source, size_t len,
				   struct nb_error *err)
{
	uint8_t digest[32];

	nb_sha256(source, len, digest);
	if (len == e->source_len && memcmp(digest, e->source_sha256, 32) == 0)
		return NB_OK;
	return nb_fail_at(err, NB_INVALID,
			  e->directory + e->directory_size + e->frame_size,
			  "sources record: its SHA-256 does not match");
}

enum nb_status nb_archive_source(struct nb_archive *a, const struct nb_entry *e,
				 struct nb_buf *out, struct nb_error *err)
{
	const struct nb_sources *sources;
	const uint8_t *ready;
	size_t start = out->len;
	enum nb_status st;

	if (!e->has_source || !e->sources_size) {
		st = nb_fail(err, NB_ABSENT, "the archive keeps no source");
	} else {
		ready = nb_ahead_source(a->ahead, e, NULL);
		if (ready)
			return nb_buf_add(out, ready, (size_t)e->source_len)
				       ? nb_fail_mem(err)
				       : NB_OK;
		st = nb_archive_sources(a, e, &sources, err);
	}
	if (!st)
		st = nb_sources_get(sources, e->page_index, out, err);
	if (!st)
		st = check_source(e, out->data + start, out->len - start, err);
	if (st) {
		out->len = start;
		nb_error_about(err, e->id.text, e->id.len);
		nb_error_file(err, a->path);
	}
	return st;
}
