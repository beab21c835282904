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

/*
 * Bytes that are not UTF-8 are passed on: a terminal shows them as replacement
 * characters, and they cannot move the cursor.
 */
static void mask(FILE *to, const char *text, size_t len, const char *but)
{
	uint32_t c;
	size_t i, n;

	for (i = 0; i < len; i += n ? n : 1) {
		n = nb_utf8_get(text + i, len - i, &c);
		if (n == 0 || !nb_is_masked(c) || (c && strchr(but, (int)c)))
			(void)fwrite(text + i, 1, n ? n : 1, to);
		else if (c <= 0xff)
			(void)fprintf(to, "\\x%02x", (unsigned)c);
		else
			(void)fprintf(to, "\\u%04x", (unsigned)c);
	}
}

void cli_mask(FILE *to, const char *text, size_t len)
{
	mask(to, text, len, "");
}

void cli_mask_lines(FILE *to, const char *text, size_t len)
{
	mask(to, text, len, "\n\t");
}

static _Thread_local FILE *collected;

void cli_collect(FILE *to)
{
	collected = to;
}

/* Where messages go. */
static FILE *out(void)
{
	return collected ? collected : stderr;
}

/* "name: text" without the end of the line; a longer text is cut. */
static void say_list(const struct cli *cli, const char *fmt, va_list ap)
{
	char text[1536];

	if (vsnprintf(text, sizeof(text), fmt, ap) >= (int)sizeof(text))
		nb_utf8_shorten(text, sizeof(text));
	(void)fprintf(out(), "%s: ", cli->name);
	cli_mask(out(), text, strlen(text));
}

void cli_say(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, fmt, ap);
	va_end(ap);
	(void)putc('\n', out());
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, fmt, ap);
	va_end(ap);
	(void)fprintf(out(), "; try '%s --help'\n", cli->name);
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
