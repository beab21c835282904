/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages on standard error: one line each, with the name of the tool first
 * and control characters masked.
 *
 * Everything that a tool says to people goes through this file, except for
 * help texts. What it prints on standard output for programs to read is the
 * tool's own business; cli_mask() serves both.
 */
#include "cli/message.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"

/* Where text goes: to a file, or to a buffer until memory is lacking. */
struct sink {
	FILE *file;
	struct nb_buf *buf;    /* NULL: the file */
	enum nb_status status; /* of the buffer */
};

static void put(struct sink *to, const char *s, size_t len)
{
	if (!to->buf)
		(void)fwrite(s, 1, len, to->file);
	else if (!to->status)
		to->status = nb_buf_add(to->buf, s, len);
}

/* The most bytes that a byte of a text becomes: "\x1b". */
#define MASKED_MOST 4

/*
 * Bytes that are not UTF-8 are passed on: a terminal shows them as replacement
 * characters, and they cannot move the cursor.
 */
static void mask(struct sink *to, const char *text, size_t len, const char *but)
{
	char escape[8];
	uint32_t c;
	size_t i, n;

	for (i = 0; i < len; i += n ? n : 1) {
		n = nb_utf8_get(text + i, len - i, &c);
		if (n == 0 || !nb_is_masked(c) || (c && strchr(but, (int)c))) {
			put(to, text + i, n ? n : 1);
			continue;
		}
		(void)snprintf(escape, sizeof(escape),
			       c <= 0xff ? "\\x%02x" : "\\u%04x", (unsigned)c);
		put(to, escape, strlen(escape));
	}
}

void cli_mask(FILE *to, const char *text, size_t len)
{
	struct sink sink = {.file = to};

	mask(&sink, text, len, "");
}

void cli_mask_lines(FILE *to, const char *text, size_t len)
{
	struct sink sink = {.file = to};

	mask(&sink, text, len, "\n\t");
}

enum nb_status cli_mask_add(struct nb_buf *to, const char *text, size_t len)
{
	struct sink sink = {.buf = to};

	mask(&sink, text, len, "");
	return sink.status;
}

static _Thread_local struct nb_buf *collected;

void cli_collect(struct nb_buf *to)
{
	collected = to;
}

/* Say "name: text", and what follows it; a longer text is cut. A message that
 * there is no memory to collect is said at once. */
static void say_list(const struct cli *cli, const char *after, const char *fmt,
		     va_list ap)
{
	struct sink to = {.file = stderr};
	char text[1536];
	size_t most = strlen(cli->name) + MASKED_MOST * sizeof(text) +
		      strlen(after) + 2;

	if (vsnprintf(text, sizeof(text), fmt, ap) >= (int)sizeof(text))
		nb_utf8_shorten(text, sizeof(text));
	if (collected && !nb_buf_reserve(collected, most))
		to.buf = collected;
	put(&to, cli->name, strlen(cli->name));
	put(&to, ": ", 2);
	mask(&to, text, strlen(text), "");
	put(&to, after, strlen(after));
}

void cli_say(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, "\n", fmt, ap);
	va_end(ap);
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	char after[64];
	va_list ap;

	(void)snprintf(after, sizeof(after), "; try '%s --help'\n", cli->name);
	va_start(ap, fmt);
	say_list(cli, after, fmt, ap);
	va_end(ap);
	return 1;
}

void cli_error(const struct cli *cli, const struct nb_error *err)
{
	if (err->offset == NB_NO_OFFSET)
		cli_say(cli, "%s%s%s", err->file, err->file[0] ? ": " : "",
			err->text);
	else
		cli_say(cli, "%s%soffset %" PRIu64 ": %s", err->file,
			err->file[0] ? ": " : "", err->offset, err->text);
}

const char *cli_input_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "(stdin)" : path;
}

const char *cli_plural(uint64_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}
