/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collecting patterns, as grep(1) does: a line is a pattern, wherever it comes
 * from. The texts move as they grow, so that pointers to them are made when all
 * are there.
 */
#include "hits/patterns.h"

#include <stdlib.h>
#include <string.h>

#include <nbarc/grep.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/message.h"

/* The most bytes of a file of patterns. */
#define FILE_MAX ((size_t)64 << 20)

/* Add each line of `len` bytes, without the carriage return that a line may
 * end with. */
static enum nb_status add_lines(struct nbarc_patterns *p, const char *text,
				size_t len, bool keep_empty)
{
	const char *end = text + len, *stop;
	enum nb_status st = NB_OK;
	size_t n;

	for (; !st && text < end; text = stop + 1) {
		stop = memchr(text, '\n', (size_t)(end - text));
		if (!stop)
			stop = end;
		n = (size_t)(stop - text);
		n -= n > 0 && text[n - 1] == '\r';
		if (n == 0 && !keep_empty)
			continue;
		st = nb_buf_add(&p->text, text, n);
		if (!st)
			st = nb_buf_add(&p->text, "", 1);
		p->count++;
	}
	return st;
}

enum nb_status nbarc_patterns_add(struct nbarc_patterns *p, const char *text,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;

	p->any = true;
	/* An empty pattern is refused later, with a message. */
	if (*text == '\0') {
		p->count++;
		st = nb_buf_add(&p->text, "", 1);
	} else {
		st = add_lines(p, text, strlen(text), true);
	}
	return st ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nbarc_patterns_read(struct nbarc_patterns *p, const char *path,
				   struct nb_error *err)
{
	struct nb_buf file = {0};
	enum nb_status st = nb_file_read(path, FILE_MAX, &file, err);
	const char *text, *nul;
	size_t skip = 0;

	p->any = true;
	nul = file.len ? memchr(file.data, '\0', file.len) : NULL;
	if (!st && nul) {
		st = nb_fail_at(err, NB_INVALID,
				(uint64_t)((const uint8_t *)nul - file.data),
				"a NUL in a file of patterns");
		nb_error_file(err, cli_input_name(path));
	}
	text = (const char *)file.data;
	/* The byte order mark of some editors is no part of a pattern. */
	if (file.len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		skip = 3;
	if (!st && file.len > skip &&
	    add_lines(p, text + skip, file.len - skip, false))
		st = nb_fail_mem(err);
	nb_buf_free(&file);
	return st;
}

/* The order of the texts is kept: messages of the library count bytes in one
 * pattern, and a person has to find it. */
enum nb_status nbarc_patterns_list(struct nbarc_patterns *p,
				   struct nb_error *err)
{
	const char *text = (const char *)p->text.data;
	size_t i;

	p->list = nb_alloc(p->count, sizeof(*p->list));
	if (!p->list)
		return nb_fail_mem(err);
	for (i = 0; i < p->count; i++) {
		p->list[i] = text;
		text += strlen(text) + 1;
	}
	return NB_OK;
}

void nbarc_patterns_free(struct nbarc_patterns *p)
{
	nb_buf_free(&p->text);
	free(p->list);
}

unsigned nbarc_parts_parse(const char *text)
{
	static const enum nb_part all[] = {NB_PART_HEAD, NB_PART_BYLINE,
					   NB_PART_TEXT};
	unsigned parts = 0;
	size_t n, i;

	for (;; text += n + 1) {
		n = strcspn(text, ",");
		for (i = 0; i < 3; i++)
			if (strlen(nb_part_name(all[i])) == n &&
			    memcmp(nb_part_name(all[i]), text, n) == 0)
				break;
		if (i == 3)
			return 0;
		parts |= all[i];
		if (text[n] == '\0')
			return parts;
	}
}

bool nbarc_patterns_need_more(char **argv)
{
	for (; *argv && strcmp(*argv, "--") != 0; argv++)
		if (**argv == '-' &&
		    (strchr(*argv, 'E') || strncmp(*argv, "--r", 3) == 0 ||
		     strncmp(*argv, "--v", 3) == 0))
			return true;
	return false;
}
