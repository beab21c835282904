/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder of exported files (tree.h). Its names are made of identifiers, which
 * are XML names, so that none has a slash, or a full stop in front.
 */
#include "export/tree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <nbarc/newspaper.h>

#include "base/error.h"
#include "piece.h"

/* Make the folder that t->path names, unless it is there. */
static enum nb_status make_folder(struct nbarc_tree *t, bool fresh,
				  struct nb_error *err)
{
	const char *path = (const char *)t->path.data;

	if (mkdir(path, 0777) == 0 || (errno == EEXIST && !fresh))
		return NB_OK;
	return nb_fail_sys(err, path, "mkdir");
}

/* Set t->path to the root and the first `len` bytes of what is below it. */
static enum nb_status set_path(struct nbarc_tree *t, const void *below,
			       size_t len, struct nb_error *err)
{
	t->path.len = 0;
	if (nb_buf_puts(&t->path, t->root) ||
	    (len && nb_buf_add(&t->path, "/", 1)) ||
	    nb_buf_add(&t->path, below, len) || nb_buf_add(&t->path, "", 1))
		return nb_fail_mem(err);
	return NB_OK;
}

/* mkdir() decides whether the folder is new, so that of two exports that begin
 * together only one goes on. */
enum nb_status nbarc_tree_create(struct nbarc_tree *t, bool fresh,
				 struct nb_error *err)
{
	enum nb_status st = set_path(t, "", 0, err);

	return st ? st : make_folder(t, fresh, err);
}

enum nb_status nbarc_tree_folder(struct nbarc_tree *t, const char *at,
				 struct nb_error *err)
{
	enum nb_status st = set_path(t, at, strlen(at), err);

	return st ? st : make_folder(t, false, err);
}

/* Make the folders of the file t->at, and write it. */
static enum nb_status write_at(struct nbarc_tree *t, const void *bytes,
			       size_t len, struct nb_error *err)
{
	const char *at = (const char *)t->at.data;
	const char *slash = strchr(at, '/'), *name = at;
	enum nb_status st = set_path(t, "", 0, err);

	for (; !st && slash; slash = strchr(name, '/')) {
		st = set_path(t, at, (size_t)(slash - at), err);
		if (!st)
			st = make_folder(t, false, err);
		name = slash + 1;
	}
	return st ? st
		  : nbarc_piece_write((const char *)t->path.data, name, bytes,
				      len, err);
}

/* Newspapers are apart, and years, so that no folder has more files than a
 * person or a file system likes: a daily of eight pages has 2,900 a year. */
enum nb_status nbarc_tree_put(struct nbarc_tree *t, const char *below,
			      const char *page, size_t page_len,
			      const char *name, const void *bytes, size_t len,
			      struct nb_error *err)
{
	struct nb_newspaper_id parts;
	enum nb_status st;

	t->at.len = 0;
	st = nb_buf_puts(&t->at, below);
	if (!st && nb_newspaper_parse(page, page_len, &parts))
		st = nb_buf_printf(&t->at, "%s/%.4s/", parts.title, parts.date);
	if (st || nb_buf_add(&t->at, name, strlen(name) + 1))
		return nb_fail_mem(err);
	return write_at(t, bytes, len, err);
}

enum nb_status nbarc_tree_put_at(struct nbarc_tree *t, const char *at,
				 const void *bytes, size_t len,
				 struct nb_error *err)
{
	t->at.len = 0;
	if (nb_buf_add(&t->at, at, strlen(at) + 1))
		return nb_fail_mem(err);
	return write_at(t, bytes, len, err);
}

/* Only the folder itself is synced; piece.h says why. */
enum nb_status nbarc_tree_end(struct nbarc_tree *t, enum nb_status st,
			      struct nb_error *err)
{
	if (!st)
		st = nbarc_piece_end(t->root, err);
	nb_buf_free(&t->at);
	nb_buf_free(&t->path);
	return st;
}

enum nb_status nbarc_tree_name(const struct nb_entry *e, bool revisions,
			       const char *ending, struct nb_buf *name)
{
	enum nb_status st;

	name->len = 0;
	st = nb_buf_add(name, e->id.text, e->id.len);
	if (!st && revisions)
		st = nb_buf_printf(name, "@%u", e->revision);
	return st ? st : nb_buf_add(name, ending, strlen(ending) + 1);
}
