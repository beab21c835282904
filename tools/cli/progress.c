/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Progress on standard error: a count, a rate and the time that is left.
 *
 * A line is printed over the one before with a carriage return, and erased
 * before a message. Nothing is printed where standard error is not a terminal,
 * so that logs stay free of it.
 */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/signals.h"

#define SHOW_EVERY 0.1 /* seconds */
/* Bytes of a line, with room for the note and four numbers. */
#define LINE_SIZE 256u

/* Seconds of a clock that never goes back. */
static double now(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void cli_progress_start(struct cli_progress *p, const char *what, bool quiet)
{
	p->on = !quiet && isatty(STDERR_FILENO) == 1;
	p->what = what;
	p->started = now();
	p->shown = 0;
	p->width = 0;
	p->note[0] = '\0';
}

/* Seconds until all is done, at the rate so far. */
static unsigned long long time_left(unsigned long long done,
				    unsigned long long total, double rate)
{
	return total > done
		       ? (unsigned long long)((double)(total - done) / rate)
		       : 0;
}

/* The count: of bytes as megabytes, which can be read while they change. */
static int write_count(const struct cli_progress *p, char *line, size_t size,
		       unsigned long long done, unsigned long long total)
{
	if (strcmp(p->what, "byte") == 0)
		return total ? snprintf(line, size, "%.1f of %.1f MB",
					(double)done / 1e6, (double)total / 1e6)
			     : snprintf(line, size, "%.1f MB",
					(double)done / 1e6);
	return total ? snprintf(line, size, "%llu of %llu %s%s", done, total,
				p->what, cli_plural(total, "", "s"))
		     : snprintf(line, size, "%llu %s%s", done, p->what,
				cli_plural(done, "", "s"));
}

/* The whole line: the count, the note, the rate and the time that is left. */
static void write_line(const struct cli_progress *p, char line[LINE_SIZE],
		       unsigned long long done, unsigned long long total,
		       double rate)
{
	bool bytes = strcmp(p->what, "byte") == 0;
	int at = write_count(p, line, LINE_SIZE, done, total);

	at += snprintf(line + at, LINE_SIZE - (size_t)at, "%s, %.*f%s/s",
		       p->note, bytes, bytes ? rate / 1e6 : rate,
		       bytes ? " MB" : "");
	if (total && rate > 0) {
		unsigned long long left = time_left(done, total, rate);

		(void)snprintf(line + at, LINE_SIZE - (size_t)at,
			       ", %llu:%02llu left", left / 60, left % 60);
	}
}

/*
 * The clock is read at each call, but the terminal is written to ten times a
 * second at most: the library calls this for every page. A line that is shorter
 * than the one before is filled up with blanks.
 */
void cli_progress(struct cli_progress *p, unsigned long long done,
		  unsigned long long total)
{
	char line[LINE_SIZE];
	double t;
	int before = p->width;

	if (!p->on)
		return;
	t = now();
	if (t - p->shown < SHOW_EVERY)
		return;
	p->shown = t;
	write_line(p, line, done, total,
		   t > p->started ? (double)done / (t - p->started) : 0);
	p->width = (int)strlen(line);
	(void)fprintf(stderr, "\r%s%*s", line,
		      before > p->width ? before - p->width : 0, "");
}

/*
 * Overwrite the line with blanks, unless none was shown. A later call of
 * cli_progress() shows it again.
 */
void cli_progress_end(struct cli_progress *p)
{
	if (p->on && p->width > 0)
		(void)fprintf(stderr, "\r%*s\r", p->width, "");
	p->width = 0;
}

bool cli_go_on(void *progress, uint64_t done, uint64_t total)
{
	cli_progress(progress, done, total);
	return !cli_interrupted();
}
