/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reporting what an unfinished append left in an archive.
 *
 * An append that was stopped leaves bytes after the newest commit. The next
 * writer completes it if only the head of the last record is missing, and
 * otherwise cuts it off; it names the pages in it if they can be read, so that
 * the user knows what to add again. Section 10 of the format describes the
 * order of an append.
 */
#include "torn.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/message.h"

#include <nbarc/write.h>

/* The pages of a message are named up to this many bytes. */
#define NAMES_MAX 800

/* "a-01, a-02 and 5 more" */
static void name_pages(const struct nb_torn *torn, char *out, size_t size)
{
	size_t i, at = 0, most = 0;

	out[0] = '\0';
	for (i = 0; i < torn->page_count; i++) {
		const struct nb_string *id = &torn->pages[i].id;

		if (at + id->len + 32 > size)
			break;
		at += (size_t)snprintf(out + at, size - at, "%s%.*s",
				       i ? ", " : "", (int)id->len, id->text);
		most++;
	}
	if (most < torn->page_count)
		(void)snprintf(out + at, size - at, " and %zu more",
			       torn->page_count - most);
}

/* The message for an append that had pages, or of which nothing is known. */
static void say_cut_off(const struct nbarc_torn *about,
			const struct nb_torn *torn)
{
	char pages[NAMES_MAX];

	name_pages(torn, pages, sizeof(pages));
	if (torn->page_count)
		cli_say(about->cli,
			"%s: %" PRIu64 " %s of an unfinished append were cut "
			"off, with %zu %s: %s",
			about->path, torn->bytes,
			cli_plural(torn->bytes, "byte", "bytes"),
			torn->page_count,
			cli_plural(torn->page_count, "page", "pages"), pages);
	else
		cli_say(about->cli,
			"%s: %" PRIu64 " %s of an unfinished append were cut "
			"off; no page in them can be named",
			about->path, torn->bytes,
			cli_plural(torn->bytes, "byte", "bytes"));
}

/* The torn() callback of a writer; the context is a struct nbarc_torn. */
static void say_torn(void *context, const struct nb_torn *torn)
{
	const struct nbarc_torn *about = context;
	char pages[NAMES_MAX];

	if (torn->completed) {
		name_pages(torn, pages, sizeof(pages));
		cli_say(about->cli,
			"%s: commit %" PRIu64 " lacked only the head of its "
			"record and was completed: %s",
			about->path, torn->completed, pages);
	} else if (torn->padding) {
		cli_say(about->cli,
			"%s: %" PRIu64 " zero %s that padded the archive were "
			"cut off",
			about->path, torn->bytes,
			cli_plural(torn->bytes, "byte", "bytes"));
	} else {
		say_cut_off(about, torn);
	}
}

void nbarc_torn_report(struct nb_writer_options *options,
		       struct nbarc_torn *torn)
{
	options->torn = say_torn;
	options->torn_context = torn;
}
