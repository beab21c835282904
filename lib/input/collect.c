/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the files of an ingest (collect.h).
 *
 * A file that is named is always taken. Of a directory, only files are taken
 * that look like pages by their names, and XML only if it is not something else
 * that stands among pages: METS, which binds the ALTO files of an issue
 * together, or, among documents, XML that is not TEI.
 */
#include "input/collect.h"
#include "base/error.h"
#include "layout/others/bytes.h"
#include "layout/others/tsv.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Directories inside one another that are followed. Each level holds a
 * descriptor open.
 */
#define DEPTH_MAX 64
/* How much of a file is looked at: of XML the root element decides, JSON may
 * have much before the names that do. */
#define XML_HEAD 4096u
#define HEAD_MAX 32768u
/* Bytes of a path; no system opens a longer one. */
#define PATH_BYTES 4096u

/* A call of nb_collect(). */
struct collector {
	struct nb_inputs *inputs;
	struct nb_collecting *to;
	struct nb_error *err;
};

/*
 * Name a file and add it, unless it has no id. `s` is NULL for standard input.
 */
static enum nb_status add_file(struct collector *c, const char *path,
			       const struct stat *s)
{
	char id[NB_ID_MAX];
	struct nb_input input = {.id = id, .path = path};

	c->to->files++;
	if (!c->to->name(c->to->context, path, id, &input))
		return NB_OK;
	if (s && S_ISREG(s->st_mode))
		input.size = (uint64_t)s->st_size;
	return nb_inputs_add(c->inputs, &input, c->err);
}

/* Does the path end so, in capitals or not? */
static bool ends_with(const char *path, const char *ending)
{
	size_t len = strlen(path), n = strlen(ending);

	return len > n && strcasecmp(path + len - n, ending) == 0;
}

/* What the names of pages end in; documents, in the first. */
static const char *const endings[] = {".xml",  ".txt",	".alto",  ".hocr",
				      ".html", ".htm",	".xhtml", ".tar",
				      ".mets", ".json", ".tsv"};

/*
 * True if the name is that of a page text, ALTO, hOCR or a document. Whether a
 * .xml file is ALTO turns out when it is read.
 */
static bool is_page(const char *name, bool document)
{
	size_t i, n = document ? 1 : sizeof(endings) / sizeof(endings[0]);

	for (i = 0; i < n; i++)
		if (ends_with(name, endings[i]))
			return true;
	return false;
}

/*
 * True if the beginning of a file shows that it is XML of another kind than
 * TEI. A damaged document must not be passed over, so anything unclear is not
 * other.
 */
static bool is_other_xml(const char *head, size_t n)
{
	const char *root = nb_layout_root(head, n, &n);

	return root && (n < 3 || strncasecmp(root, "tei", 3) != 0);
}

/*
 * True if the beginning of a JSON file has a name that OCR services give to
 * what they found, or to what went wrong. Folders of pages have other JSON,
 * too: metadata, and reports of an ingest.
 */
static bool is_answer(const char *head, size_t n)
{
	static const char *const names[] = {
		"words_result",	     "\"results_num\"",
		"TextDetections",    "words_block",
		"prism_word",	     "analyzeResult",
		"readResult",	     "recognitionResult",
		"\"regions\"",	     "ParsedResults",
		"text_lines",	     "rec_texts",
		"dt_polys",	     "\"responses\"",
		"ext_annotations",   "extAnnotation",
		"\"transcription\"", "\"error",
		"\"Error\"",	     "[[",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (nb_bytes_have(head, n, names[i]))
			return true;
	return false;
}

/* What a file is that has the name of a page. */
enum sort { SORT_PAGE, SORT_METS, SORT_OTHER, SORT_UNREADABLE };

/* Read the beginning of a file. False with errno if that fails. */
static bool read_head(const char *path, char *head, size_t most, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), failure;
	ssize_t got = 1;

	if (fd < 0)
		return false;
	for (*n = 0; *n < most && got > 0; *n += got > 0 ? (size_t)got : 0)
		got = read(fd, head + *n, most - *n);
	failure = errno;
	(void)close(fd);
	errno = failure;
	return got >= 0;
}

/* Find out what a file is by its beginning; if it cannot be read, errno says
 * why. */
static enum sort sort_of(struct collector *c, const char *path)
{
	char head[HEAD_MAX];
	size_t n;

	if (!ends_with(path, ".xml") && !ends_with(path, ".mets") &&
	    !ends_with(path, ".tar") && !ends_with(path, ".json") &&
	    !ends_with(path, ".tsv"))
		return SORT_PAGE;
	if (!read_head(path, head,
		       ends_with(path, ".json") ? HEAD_MAX : XML_HEAD, &n))
		return SORT_UNREADABLE;
	if (ends_with(path, ".json"))
		return is_answer(head, n) ? SORT_PAGE : SORT_OTHER;
	/* Tables of titles and of line boxes are no pages. */
	if (ends_with(path, ".tsv"))
		return nb_tsv_is(head, n) ? SORT_PAGE : SORT_OTHER;
	if (ends_with(path, ".tar"))
		return nb_layout_is_bundle(head, n) ? SORT_PAGE : SORT_OTHER;
	if (nb_layout_is_mets(head, n))
		return SORT_METS;
	return c->to->documents && is_other_xml(head, n) ? SORT_OTHER
							 : SORT_PAGE;
}

/*
 * Is there a page whose path is the first `stem` bytes of `path` and an ending,
 * in small letters, in capitals, or with one capital? `path` has room for it.
 */
static bool is_beside(struct collector *c, char *path, size_t stem,
		      const char *ending)
{
	size_t len = strlen(ending), k, upper;
	enum sort sort;
	struct stat s;

	for (upper = 0; upper < 3; upper++) {
		memcpy(path + stem, ending, len + 1);
		/* The full stop is the first character. */
		for (k = 1; upper && k < (upper == 1 ? len : 2); k++)
			path[stem + k] =
				(char)toupper((unsigned char)ending[k]);
		if (stat(path, &s) != 0 || !S_ISREG(s.st_mode))
			continue;
		sort = sort_of(c, path);
		if (sort == SORT_PAGE || sort == SORT_UNREADABLE)
			return true;
	}
	return false;
}

/*
 * Does a table of tesseract stand beside the same page in another form, by its
 * name? tesseract writes several at once, and the text, of which a person may
 * have mended something, is the page then.
 */
static bool is_spare_table(struct collector *c, const char *path)
{
	char other[PATH_BYTES];
	size_t len = strlen(path), stem, i;

	if (!ends_with(path, ".tsv") || len + sizeof(".xhtml") > sizeof(other))
		return false;
	stem = len - strlen(".tsv");
	memcpy(other, path, stem);
	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strcmp(endings[i], ".tsv") != 0 &&
		    is_beside(c, other, stem, endings[i]))
			return true;
	return false;
}

/* Take a METS file, or pass over it if nothing is to be done with it. */
static enum nb_status take_mets(struct collector *c, const char *path,
				bool named)
{
	c->to->mets++;
	if (c->to->mets_found && !c->to->documents)
		return c->to->mets_found(c->to->context, path, named, c->to,
					 c->err);
	c->to->passed_over++;
	return NB_OK;
}

static enum nb_status walk_directory(struct collector *c, const char *path,
				     int depth);

/* True for a FIFO, a device or a socket, also through a link: opening one may
 * wait for ever. */
static bool is_special(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && !S_ISREG(s.st_mode) &&
	       !S_ISDIR(s.st_mode);
}

/* Report a file or a directory by errno: it does not go in. */
static void report_path(struct collector *c, const char *path,
			const char *doing)
{
	struct nb_error problem;

	(void)nb_fail_sys(&problem, path, doing);
	c->to->problem(c->to->context, NB_TROUBLE_FILE, &problem);
}

/*
 * Add a file that sort_of() could not read. It is reported when its turn comes
 * to be read; but what is called as a METS file has no identifier, and would be
 * reported for that.
 */
static enum nb_status add_unreadable(struct collector *c, const char *path,
				     const struct stat *s)
{
	if (!ends_with(path, ".mets") && !ends_with(path, "mets.xml"))
		return add_file(c, path, s);
	c->to->files++;
	report_path(c, path, "read");
	return NB_OK;
}

/*
 * Take an entry of a directory. Links to files are followed, links to
 * directories are not, so that there are no circles.
 */
static enum nb_status take_entry(struct collector *c, const char *path,
				 const char *name, int depth)
{
	struct nb_error err;
	struct stat s;
	enum sort sort;

	if (lstat(path, &s) != 0) {
		report_path(c, path, "stat");
		return NB_OK;
	}
	if (S_ISDIR(s.st_mode))
		return walk_directory(c, path, depth + 1);
	if (is_special(path)) {
		(void)nb_fail(&err, NB_INVALID, "not a regular file; skipped");
		nb_error_file(&err, path);
		c->to->problem(c->to->context, NB_TROUBLE_SPECIAL, &err);
		c->to->passed_over++;
		return NB_OK;
	}
	if (!is_page(name, c->to->documents))
		sort = SORT_OTHER;
	else
		sort = sort_of(c, path);
	if (sort == SORT_METS)
		return take_mets(c, path, false);
	if (sort == SORT_UNREADABLE)
		return add_unreadable(c, path, &s);
	if (sort == SORT_PAGE && !is_spare_table(c, path))
		return add_file(c, path, &s);
	c->to->passed_over++;
	return NB_OK;
}

/* Put a path together, in new memory. */
static enum nb_status join_path(const char *path, const char *name,
				char **whole, struct nb_error *err)
{
	size_t len = strlen(path), size = len + strlen(name) + 2;

	*whole = malloc(size);
	if (!*whole)
		return nb_fail_mem(err);
	(void)snprintf(*whole, size, "%s%s%s", path,
		       len && path[len - 1] == '/' ? "" : "/", name);
	return NB_OK;
}

/* The next entry; NULL with errno 0 at the end. */
static const struct dirent *next_entry(DIR *dir)
{
	errno = 0;
	return readdir(dir);
}

/* Take everything below a directory. */
static enum nb_status walk_directory(struct collector *c, const char *path,
				     int depth)
{
	const struct dirent *e;
	enum nb_status st = NB_OK;
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;

	if (!dir) {
		if (depth >= DEPTH_MAX)
			errno = ELOOP;
		report_path(c, path, "open directory");
		return NB_OK;
	}
	while (!st && (e = next_entry(dir)) != NULL) {
		char *whole;

		if (e->d_name[0] == '.')
			continue;
		st = join_path(path, e->d_name, &whole, c->err);
		if (!st)
			st = take_entry(c, whole, e->d_name, depth);
		free(whole);
	}
	if (!st && errno)
		report_path(c, path, "read directory");
	(void)closedir(dir);
	return st;
}

enum nb_status nb_collect_file(struct nb_inputs *inputs, const char *path,
			       struct nb_collecting *to, struct nb_error *err)
{
	struct collector c = {inputs, to, err};
	struct nb_error failed;
	struct stat s;

	if (stat(path, &s) == 0)
		return add_file(&c, path, &s);
	(void)nb_fail_sys(&failed, path, "open");
	to->problem(to->context, NB_TROUBLE_FILE, &failed);
	return NB_OK;
}

enum nb_status nb_collect(struct nb_inputs *inputs, const char *path,
			  struct nb_collecting *to, struct nb_error *err)
{
	struct collector c = {inputs, to, err};
	enum sort sort = SORT_PAGE;
	struct stat s;

	if (strcmp(path, "-") == 0)
		return add_file(&c, path, NULL);
	if (stat(path, &s) != 0) {
		report_path(&c, path, "open");
		return NB_OK;
	}
	if (S_ISDIR(s.st_mode))
		return walk_directory(&c, path, 0);
	/* Only what can be acted upon is opened: it may be a FIFO. */
	if (to->mets_found && !to->documents && S_ISREG(s.st_mode))
		sort = sort_of(&c, path);
	if (sort == SORT_METS)
		return take_mets(&c, path, true);
	return sort == SORT_UNREADABLE ? add_unreadable(&c, path, &s)
				       : add_file(&c, path, &s);
}
