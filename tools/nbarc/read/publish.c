/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc publish: write a reading room as a folder that any web server serves.
 *
 * The room reads the archive in the browser, by ranges, so that nothing has to
 * run on the server. The archive is copied first, and the rest is made of the
 * copy: what the pages say is then what the archive beside them has, even if
 * the original grows meanwhile.
 */
#include "commands.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/cli.h"
#include "cli/far.h"
#include "cli/options.h"
#include "cli/sandbox.h"
#include "open.h"
#include "publish/contents.h"
#include "publish/room.h"
#include "where.h"

#include <nbarc/index.h>

#define ARCHIVE_NAME "corpus.nbarc" /* in the folder */

/* One run of the command. */
struct publish {
	const char *name, *base, *link, *images; /* options, or NULL */
	bool force, hard_link, quiet;
	const char *path;     /* of the archive, or its URL */
	bool far;	      /* it is a URL */
	char index[PATH_MAX]; /* path of its index, which may be absent */
	char *own_name;	      /* made of it if there is no --name */
	char *own_base;	      /* --base-url with a slash at its end */
	char *origin;	      /* of --link */
	char *own_images;     /* --images with a slash at its end */
	char *images_origin;
	struct nbarc_site site;
	bool indexed; /* the room has an index, beside the archive or in it */
};

static const struct cli_option options[] = {
	{'n', "name", "TEXT", "what the reading room is called",
	 CLI_TEXT(struct publish, name)},
	{'b', "base-url", "URL", "where it will be; for a site map",
	 CLI_TEXT(struct publish, base)},
	{'l', "link", "URL", "read the archive there, and copy none",
	 CLI_TEXT(struct publish, link)},
	{CLI_LONG + 2, "images", "URL", "where the images of pages are",
	 CLI_TEXT(struct publish, images)},
	{CLI_LONG, "hard-link", NULL, "link the archive instead of copying it",
	 CLI_SET(struct publish, hard_link)},
	{CLI_LONG + 1, "force", NULL, "replace a site that is there",
	 CLI_SET(struct publish, force)},
	{'q', "quiet", NULL, "do not say that there is no index",
	 CLI_SET(struct publish, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc publish",
	.synopsis = "[OPTION...] ARCHIVE FOLDER",
	.about = "Write a reading room of an archive as a folder that any web "
		 "server serves.",
	.options = options,
	.least = 2,
	.most = 2,
	.missing = "an archive and a folder are needed",
	.confines_itself = true,
};

/* ---- what is asked for */

/* The length of the scheme and host of a URL, as "https://example.com"; 0 if it
 * is none. What could end a policy or an attribute is in no host. */
static size_t origin_len(const char *url)
{
	size_t scheme = strncmp(url, "https://", 8) == 0  ? 8
			: strncmp(url, "http://", 7) == 0 ? 7
							  : 0;
	size_t host = scheme ? strcspn(url + scheme, "/?# \t\r\n;,'\"<>@*") : 0;

	return host && (url[scheme + host] == '/' || !url[scheme + host])
		       ? scheme + host
		       : 0;
}

/* The length of a path, or of a URL without its query. */
static size_t path_len(const char *path)
{
	return cli_is_url(path) ? strcspn(path, "?#") : strlen(path);
}

/* The name of the archive without its folder and its ending, nor the query of a
 * URL, which may have a key in it. The caller frees it; NULL: no memory. */
static char *name_of(const char *path)
{
	size_t end = path_len(path), begin = end, dot = end;

	while (begin && path[begin - 1] != '/')
		begin--;
	while (dot > begin && path[dot] != '.')
		dot--;
	return strndup(path + begin, (dot > begin ? dot : end) - begin);
}

/* A URL with a slash at its end, which the caller frees; NULL: no memory. */
static char *with_slash(const char *url)
{
	size_t len = strlen(url);
	char *out = malloc(len + 2);

	if (out)
		(void)snprintf(out, len + 2, "%s%s", url,
			       url[len - 1] == '/' ? "" : "/");
	return out;
}

/* Complete what was given. Returns 0, or the exit code after a message. */
static int complete(struct publish *p)
{
	size_t len;

	if (p->base && !origin_len(p->base))
		return cli_usage(&tool,
				 "%s: not a URL; write "
				 "https://example.com/room/",
				 p->base);
	if (p->link && !origin_len(p->link))
		return cli_usage(&tool,
				 "%s: not a URL; write "
				 "https://example.com/corpus.nbarc",
				 p->link);
	if (p->images && !origin_len(p->images))
		return cli_usage(&tool,
				 "%s: not a URL; write "
				 "https://images.example.com/",
				 p->images);
	if (p->link && p->hard_link)
		return cli_usage(&tool, "--link and --hard-link exclude each "
					"other");
	if (p->far && p->hard_link)
		return cli_usage(&tool, "--hard-link: an archive at a URL can "
					"only be copied");
	len = path_len(p->path);
	(void)snprintf(p->index, sizeof(p->index), "%.*s" NB_INDEX_SUFFIX "%s",
		       (int)len, p->path, p->path + len);
	if (!p->name)
		p->name = p->own_name = name_of(p->path);
	if (p->link)
		p->origin = strndup(p->link, origin_len(p->link));
	if (p->images) {
		p->own_images = with_slash(p->images);
		p->images_origin = strndup(p->images, origin_len(p->images));
	}
	if (p->base)
		p->own_base = with_slash(p->base);
	return 0;
}

/* Set `parent` to the folder that the target is in. */
static void parent_of(const char *target, char parent[PATH_MAX])
{
	size_t len = strlen(target);

	while (len > 1 && target[len - 1] == '/')
		len--;
	while (len > 0 && target[len - 1] != '/')
		len--;
	(void)snprintf(parent, PATH_MAX, "%.*s", len ? (int)len : 1,
		       len ? target : ".");
}

/* Give up what is not needed: the archive and its index are read, and the
 * folder was made beside its place, and will be renamed. */
static void confine(const struct publish *p)
{
	struct cli_sandbox s;
	char parent[PATH_MAX];

	cli_sandbox_begin(&s, p->far);
	if (p->far)
		cli_allow_far(&s);
	cli_sandbox_read(&s, p->path);
	cli_sandbox_read(&s, p->index);
	parent_of(p->site.target, parent);
	cli_sandbox_write(&s, parent);
	cli_sandbox_read_system(&s);
	cli_sandbox_enter(&s);
}

/* ---- files */

/* Put the archive into the folder, or with the suffix its index, which is
 * NB_ABSENT if there is none. */
static enum nb_status put_copy(struct publish *p, const char *suffix,
			       uint64_t len, struct nb_error *err)
{
	const char *from = *suffix ? p->index : p->path;
	char name[64], shown[PATH_MAX + NBARC_SHOWN_MORE];
	struct nb_file file;
	enum nb_status st = nbarc_file_at(p->path, suffix, &file, err);

	if (st)
		return st;
	(void)snprintf(name, sizeof(name), ARCHIVE_NAME "%s", suffix);
	nbarc_show_at(from, shown, sizeof(shown));
	st = p->hard_link
		     ? nbarc_site_link(&p->site, name, from, err)
		     : nbarc_site_copy(&p->site, name, file, shown, len, err);
	nb_file_close(file);
	return st;
}

/* Put the archive into the folder up to its newest commit, and its index. */
static enum nb_status put_archive(struct publish *p, uint64_t end,
				  struct nb_error *err)
{
	enum nb_status st = put_copy(p, "", end, err);

	if (st)
		return st;
	st = put_copy(p, NB_INDEX_SUFFIX, UINT64_MAX, err);
	p->indexed = !st;
	if (st == NB_ABSENT)
		st = err->status = NB_OK;
	return st;
}

/* Has the archive an index in itself? One that cannot be used is none. */
static bool has_index(struct nb_archive *archive)
{
	struct nb_index *index;
	enum nb_status st = nb_index_open_embedded(archive, &index, NULL);

	nb_index_close(index);
	return !st;
}

/* Write what is the same for every archive. */
static enum nb_status put_room(struct publish *p, struct nb_error *err)
{
	struct nbarc_room_file file;
	char name[128];
	enum nb_status st = NB_OK;
	size_t at = 0;

	while (!st && nbarc_room_next(&at, &file)) {
		(void)snprintf(name, sizeof(name), "%.*s", (int)file.name_len,
			       file.name);
		st = nbarc_site_put(&p->site, name, file.data, file.len, err);
	}
	return st;
}

/* Open what the pages are made of: the copy, if there is one. */
static enum nb_status open_published(struct publish *p,
				     struct nb_archive **archive,
				     struct nb_error *err)
{
	struct nb_archive_info info;
	char path[PATH_MAX];
	enum nb_status st = nbarc_open(p->path, NULL, archive, err);

	if (st || p->link)
		return st;
	nb_archive_info(*archive, &info);
	nb_archive_close(*archive);
	*archive = NULL;
	if (!p->hard_link)
		st = put_archive(p, info.end, err);
	if (st)
		return st;
	nbarc_site_path(&p->site, ARCHIVE_NAME, path);
	return nbarc_open(path, NULL, archive, err);
}

/* Write everything into the folder that is made. */
static enum nb_status write_site(struct publish *p, struct nb_error *err)
{
	const struct nbarc_page_site site = {.name = p->name,
					     .base = p->own_base,
					     .origin = p->origin,
					     .images = p->own_images,
					     .images_origin = p->images_origin};
	struct nb_archive *archive = NULL;
	enum nb_status st = open_published(p, &archive, err);

	if (!st && !p->indexed)
		p->indexed = has_index(archive);
	if (!st)
		st = put_room(p, err);
	if (!st)
		st = nbarc_page_index(&site, &p->site, err);
	if (!st)
		st = nbarc_contents_write(archive, &site,
					  p->link ? p->link : ARCHIVE_NAME,
					  &p->site, err);
	nb_archive_close(archive);
	return st;
}

/* Say that there is no index, which a site is slow without. */
static void say_unindexed(const struct publish *p)
{
	char shown[PATH_MAX];

	nbarc_show_at(p->path, shown, sizeof(shown));
	cli_say(&tool,
		"%s: there is no index, so that searches read every article; "
		"make one with nbarc index",
		shown);
}

int nbarc_publish(int argc, char **argv)
{
	struct publish p = {.name = NULL};
	struct nb_error err;
	enum nb_status st;
	int code;

	cli_parse(&tool, argc, argv, &p);
	p.path = argv[optind];
	p.far = cli_is_url(p.path);
	code = complete(&p);
	if (code)
		return code;
	p.site.force = p.force;
	p.site.keeps[0] = p.path;
	p.site.keeps[1] = p.index;
	st = p.name && (!p.base || p.own_base) && (!p.link || p.origin) &&
			     (!p.images || (p.own_images && p.images_origin))
		     ? nbarc_site_target(&p.site, argv[optind + 1], &err)
		     : nb_fail_mem(&err);
	cli_catch_signals();
	if (!st)
		st = nbarc_site_begin(&p.site, &err);
	/* Landlock takes a hard link in another folder for a move. */
	if (!st && p.hard_link)
		st = put_archive(&p, UINT64_MAX, &err);
	confine(&p);
	st = nbarc_site_end(&p.site, st ? st : write_site(&p, &err), &err);
	if (p.site.left)
		cli_say(&tool, "%s: cannot be removed; remove it yourself",
			p.site.made);
	if (!st && !p.indexed && !p.link && !p.quiet)
		say_unindexed(&p);
	free(p.own_name);
	free(p.own_base);
	free(p.origin);
	free(p.own_images);
	free(p.images_origin);
	cli_die_of_signal();
	return cli_finish(&tool, st, &err);
}
