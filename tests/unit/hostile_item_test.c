/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents of an item that ask for much work, because they have the same few
 * bytes over and over again (nb_tei_standalone()): each takes at most 512 MiB
 * beside its output, and at most 20 times the processor time of a sound one of
 * the same length.
 */
#define _DEFAULT_SOURCE /* wait4() */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/tei.h>

/* Sanitizers have memory of their own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_KIB LONG_MAX
#else
#define MEMORY_KIB (512L * 1024)
#endif
#define TIMES 20

/* About the longest document that an archive can have. */
#define LONG ((size_t)60 << 20)
#define SHORT ((size_t)128 << 10)

/* The document: what repeats stands in the title, in the header after it, or in
 * the facs of the item. */
static struct nb_buf document;

static void add(const char *text, const char *unit, size_t len)
{
	size_t n = strlen(unit);

	assert_int_equal(nb_buf_puts(&document, text), NB_OK);
	for (; n && len >= n; len -= n)
		assert_int_equal(nb_buf_add(&document, unit, n), NB_OK);
}

struct repeated {
	const char *name, *title, *header, *facs;
	size_t len;
	enum nb_status wanted;
};

static void make_document(const struct repeated *r)
{
	document.len = 0;
	add("<TEI xml:id=\"jdrb-19490101-a01\"><teiHeader><title>", r->title,
	    r->len);
	add("</title><extent>1</extent><idno type=\"nbarc\">1</idno>"
	    "<biblStruct></biblStruct>",
	    r->header, r->len);
	add("</teiHeader><text><body><div type=\"article\" n=\"1\" facs=\"",
	    r->facs, r->len);
	add("\"><p>甲</p></div>\n</body></text></TEI>", "", 0);
}

/* What the document costs in a process of its own: microseconds of processor
 * time; its memory and the answer are checked. */
static double cost(const struct repeated *r)
{
	struct nb_buf out = {0};
	struct rusage usage;
	int status;
	pid_t child;

	make_document(r);
	(void)fflush(NULL);
	child = fork();
	if (child == 0) {
		_exit((int)nb_tei_standalone(document.data, document.len, &out,
					     NULL));
	}
	assert_true(child > 0);
	assert_int_equal(wait4(child, &status, 0, &usage), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) != (int)r->wanted)
		fail_msg("%s: status %d", r->name, WEXITSTATUS(status));
	print_message("# %s: %ld KiB\n", r->name, usage.ru_maxrss);
	if (usage.ru_maxrss > MEMORY_KIB)
		fail_msg("%s: %ld KiB", r->name, usage.ru_maxrss);
	return 1e6 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void test_repetitions(void **state)
{
	static const struct repeated rows[] = {
		{"zones that do not end", "", "<zone type=\"block\">", "",
		 SHORT, NB_INVALID},
		{"a title for many sources", "x", "</biblStruct>", "", SHORT,
		 NB_OK},
		{"many declarations", "", "<encodingDesc>", "", SHORT, NB_OK},
		{"short tags", "", "<a>", "", LONG, NB_OK},
		{"short tags that change", "", "<a >", "", LONG, NB_OK},
		{"pointers to zones", "", "", "#a ", LONG, NB_INVALID},
	};
	struct repeated sound = {"sound", "", "<zone type=\"block\"></zone>",
				 "",	  0,  NB_OK};
	double limit = 0, hostile;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (sound.len != rows[i].len) {
			sound.len = rows[i].len;
			limit = TIMES * cost(&sound);
		}
		hostile = cost(&rows[i]);
		print_message("# %s: %.2f times\n", rows[i].name,
			      TIMES * hostile / limit);
		if (hostile > limit)
			fail_msg("%s: %.0f ms, and %.0f if nothing is wrong",
				 rows[i].name, hostile / 1e3,
				 limit / 1e3 / TIMES);
	}
	nb_buf_free(&document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_repetitions),
	};

	return cmocka_run_group_tests_name("hostile-item", tests, NULL, NULL) !=
	       0;
}
