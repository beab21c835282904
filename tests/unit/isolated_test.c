/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing in another process gives what parsing here gives, and an answer that
 * no parser gives is refused (nbarc/isolated.h). */
#define _POSIX_C_SOURCE 200809L
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/isolated.h>
#include <nbarc/markup.h>
#include <nbarc/validate.h>

#include "base/error.h"
#include "base/file.h"
#include "isolated/wire.h"

/* ---- a process that serves */

struct process {
	int fd;
	unsigned taken, sound;	    /* how often it was lent, and came back */
	char asked[NB_CHARSET_MAX]; /* the charset of the last file */
};

/* For tests: two charsets are none. */
static enum nb_status be_ready(void *context, const char *charset,
			       struct nb_error *err)
{
	(void)context;
	if (strcmp(charset, "x-ends") == 0)
		_exit(0);
	return strcmp(charset, "x-nothing") == 0
		       ? nb_fail_at(err, NB_BUSY, 7, "no tables are left")
		       : NB_OK;
}

static pid_t start(struct process *p)
{
	struct nb_error err;
	int ends[2];
	pid_t pid;

	memset(p, 0, sizeof(*p));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	pid = fork();
	if (pid == 0) {
		(void)close(ends[0]);
		_exit(nb_isolated_serve(ends[1], be_ready, NULL, &err) ? 1 : 0);
	}
	assert_true(pid > 0);
	(void)close(ends[1]);
	p->fd = ends[0];
	return pid;
}

static void stop(struct process *p, pid_t pid)
{
	int status;

	(void)close(p->fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static int take(void *context, const char *charset, struct nb_error *err)
{
	struct process *p = context;

	assert_non_null(err);
	p->taken++;
	(void)snprintf(p->asked, sizeof(p->asked), "%s", charset);
	return p->fd;
}

static void give(void *context, int fd, bool sound)
{
	struct process *p = context;

	assert_int_equal(fd, p->fd);
	p->sound += sound;
}

static int take_none(void *context, const char *charset, struct nb_error *err)
{
	(void)context;
	(void)charset;
	err->status = NB_BUSY;
	(void)snprintf(err->text, sizeof(err->text), "none is left");
	return -1;
}

/* ---- the same as here */

static void assert_same_layout(const struct nb_layout *a,
			       const struct nb_layout *b)
{
	assert_int_equal(a->text.len, b->text.len);
	if (a->text.len)
		assert_memory_equal(a->text.data, b->text.data, a->text.len);
	assert_string_equal(a->charset, b->charset);
	assert_string_equal(a->form, b->form);
	assert_memory_equal(a->sha256, b->sha256, sizeof(a->sha256));
	assert_int_equal(a->count, b->count);
	if (a->count)
		assert_memory_equal(a->boxes, b->boxes,
				    a->count * sizeof(*a->boxes));
	assert_int_equal(a->area_count, b->area_count);
	assert_int_equal(a->ids.len, b->ids.len);
	if (a->ids.len)
		assert_memory_equal(a->ids.data, b->ids.data, a->ids.len);
	assert_int_equal(a->page_count, b->page_count);
	assert_int_equal(a->doubt_count, b->doubt_count);
	assert_string_equal(a->unknown, b->unknown);
}

/* Read a file here and there: the layouts, or the failures, are the same. */
static void check_markup(const struct nb_isolated *by, const void *bytes,
			 size_t len)
{
	struct nb_layout here, there;
	struct nb_error a, b;
	enum nb_status st = nb_layout_read_markup(bytes, len, &here, &a);

	assert_int_equal(nb_isolated_read_markup(by, bytes, len, &there, &b),
			 st);
	if (st) {
		assert_string_equal(a.text, b.text);
		assert_int_equal(a.offset, b.offset);
	} else {
		assert_same_layout(&here, &there);
	}
	nb_layout_free(&here);
	nb_layout_free(&there);
}

#define ALTO(text)                                                         \
	"<alto><Layout><Page><PrintSpace><TextBlock ID='b'><TextLine>"     \
	"<String CONTENT='" text "'/></TextLine></TextBlock></PrintSpace>" \
	"</Page></Layout></alto>"

static void test_pages(void **state)
{
	static const char *const pages[] = {
		ALTO("春耕"),
		"<?xml version='1.0' encoding='Big5'?>" ALTO(
			"\xac\xfc\xa4\xd1"),
		"<!DOCTYPE alto [<!ENTITY a '\xe6\x98\xa5'>]>" ALTO(
			"&a;&eacute;"),
		"<!DOCTYPE alto [<!ENTITY a 'ab'>]>" ALTO("&a;"),
		ALTO("&nothing;"),
		ALTO("AT&T &nbsp x"),
		"<alto><Layout>",
		"<alto></Layout>",
		"",
		"<kml xmlns='http://www.opengis.net/kml/2.2'/>",
		"<html><body><div class=ocr_page><span class=ocr_line>春<br>耕"
		"</span><p class='ocr_line' title=\"bbox 1 2 3 4\">&lt;&copy;",
		"<html><p>\x01",
		"<PcGts xmlns='http://schema.primaresearch.org/PAGE/gts/"
		"pagecontent/2019-07-15'><Page><TextRegion id='r'><TextLine>"
		"<TextEquiv><Unicode>a<![CDATA[<b>]]>c</Unicode></TextEquiv>"
		"</TextLine></TextRegion></Page></PcGts>",
	};
	struct process p;
	struct nb_isolated by = {&p, take, give};
	pid_t pid = start(&p);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		check_markup(&by, pages[i], strlen(pages[i]));
	/* One root is refused here, in the middle of the answer. */
	assert_int_equal(p.sound, p.taken - 1);
	stop(&p, pid);
}

/* Two hundred elements may be in one another, and no more. */
static void test_depth(void **state)
{
	struct process p;
	struct nb_isolated by = {&p, take, give};
	pid_t pid = start(&p);
	struct nb_buf page = {0};
	unsigned i, depth;

	(void)state;
	for (depth = 195; depth <= 202; depth++) {
		page.len = 0;
		for (i = 0; i < depth; i++)
			assert_int_equal(nb_buf_puts(&page, "<alto>"), NB_OK);
		for (i = 0; i < depth; i++)
			assert_int_equal(nb_buf_puts(&page, "</alto>"), NB_OK);
		check_markup(&by, page.data, page.len);
	}
	nb_buf_free(&page);
	stop(&p, pid);
}

static void test_fixtures(void **state)
{
	struct process p;
	struct nb_isolated by = {&p, take, give};
	pid_t pid = start(&p);
	struct nb_buf bytes = {0};
	glob_t files;
	size_t i, read = 0;

	(void)state;
	assert_int_equal(glob("fixtures/ocr/*", 0, NULL, &files), 0);
	for (i = 0; i < files.gl_pathc; i++) {
		bytes.len = 0;
		assert_int_equal(nb_file_read(files.gl_pathv[i], NB_LAYOUT_MAX,
					      &bytes, NULL),
				 NB_OK);
		if (!nb_layout_is_markup(bytes.data, bytes.len))
			continue;
		check_markup(&by, bytes.data, bytes.len);
		read++;
	}
	assert_true(read >= 2);
	globfree(&files);
	nb_buf_free(&bytes);
	stop(&p, pid);
}

static void test_mets(void **state)
{
	static const char *const files[] = {
		"<mets><fileSec><fileGrp USE='ALTO'><file ID='f'><FLocat "
		"href='file://./a01.xml'/></file></fileGrp></fileSec>"
		"<structMap TYPE='LOGICAL'><div TYPE='ARTICLE'><fptr><area "
		"FILEID='f' BEGIN='b'/></fptr></div></structMap></mets>",
		"<alto/>",
		"<mets>",
		"<!DOCTYPE mets [<!ENTITY a 'ab'>]><mets>&a;</mets>",
	};
	struct process p;
	struct nb_isolated by = {&p, take, give};
	pid_t pid = start(&p);
	struct nb_issue *here, *there;
	struct nb_error a, b;
	enum nb_status st;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		st = nb_issue_read_mets(files[i], strlen(files[i]), &here, &a);
		assert_int_equal(nb_isolated_read_mets(&by, files[i],
						       strlen(files[i]), &there,
						       &b),
				 st);
		if (st) {
			assert_string_equal(a.text, b.text);
			assert_null(there);
			continue;
		}
		assert_int_equal(nb_issue_files(here), nb_issue_files(there));
		assert_int_equal(nb_issue_files(there), 1);
		assert_string_equal(nb_issue_file(there, 0), "a01.xml");
		assert_int_equal(nb_issue_blocks(there, 0), 1);
		nb_issue_free(here);
		nb_issue_free(there);
	}
	stop(&p, pid);
}

static void test_validation(void **state)
{
	static const char *const documents[] = {
		"<TEI>", "<TEI xmlns='http://www.tei-c.org/ns/1.0'/>",
		"<!DOCTYPE TEI><TEI/>",
		"\n\n<TEI xmlns='http://www.tei-c.org/ns/1.0'><text/></TEI>"};
	struct process p;
	struct nb_isolated by = {&p, take, give};
	pid_t pid = start(&p);
	struct nb_validator *v;
	struct nb_error a, b;
	size_t i;

	(void)state;
	assert_int_equal(nb_validator_create(&v, &a), NB_OK);
	for (i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		const char *xml = documents[i];

		assert_int_equal(
			nb_validate_from(v, xml, strlen(xml), "d", 7, &a),
			NB_INVALID);
		assert_int_equal(
			nb_isolated_validate(&by, xml, strlen(xml), "d", 7, &b),
			NB_INVALID);
		assert_string_equal(a.text, b.text);
		assert_string_equal(b.file, "d");
	}
	nb_validator_free(v);
	stop(&p, pid);
}

/* What a file declares is asked for, unless it is no name. */
static void test_charsets(void **state)
{
	static const char *const pairs[][2] = {
		{"<?xml version='1.0' encoding='Big5'?><a/>", "Big5"},
		{"<?xml version='1.0' encoding='../../x'?><a/>", ""},
		{"<a/>", ""}};
	struct process p;
	struct nb_isolated by = {&p, take, give};
	pid_t pid = start(&p);
	struct nb_layout layout;
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_int_not_equal(
			nb_isolated_read_markup(&by, pairs[i][0],
						strlen(pairs[i][0]), &layout,
						&err),
			NB_OK);
		assert_string_equal(p.asked, pairs[i][1]);
		nb_layout_free(&layout);
	}
	stop(&p, pid);
}

/* ---- processes that are not there */

static void test_none(void **state)
{
	struct nb_isolated by = {NULL, take_none, give};
	struct nb_layout layout;
	struct nb_error err;

	(void)state;
	assert_int_equal(
		nb_isolated_read_markup(&by, "<alto/>", 7, &layout, &err),
		NB_BUSY);
	assert_string_equal(err.text, "none is left");
	nb_layout_free(&layout);
	assert_int_equal(
		nb_isolated_read_markup(&by, "<alto/>", 7, &layout, NULL),
		NB_BUSY);
	nb_layout_free(&layout);
}

/* One that is not ready says why, and is asked again. */
static void test_one_that_is_not_ready(void **state)
{
	static const char page[] =
		"<?xml version='1.0' encoding='x-nothing'?><alto/>";
	struct process p;
	struct nb_isolated by = {&p, take, give};
	pid_t pid = start(&p);
	struct nb_layout layout;
	struct nb_error err;

	(void)state;
	assert_int_equal(
		nb_isolated_read_markup(&by, page, strlen(page), &layout, &err),
		NB_BUSY);
	assert_string_equal(err.text, "no tables are left");
	assert_int_equal(err.offset, 7);
	assert_int_equal(p.sound, 1);
	nb_layout_free(&layout);
	check_markup(&by, "<alto>", 6);
	stop(&p, pid);
}

static void test_one_that_ends(void **state)
{
	static const char page[] =
		"<?xml version='1.0' encoding='x-ends'?><alto/>";
	struct process p;
	struct nb_isolated by = {&p, take, give};
	pid_t pid = start(&p);
	struct nb_layout layout;
	struct nb_error err;

	(void)state;
	/* The process ends before it reads the file, and is gone after that. */
	assert_int_equal(
		nb_isolated_read_markup(&by, page, strlen(page), &layout, &err),
		NB_INVALID);
	assert_non_null(strstr(err.text, "its parser ended"));
	nb_layout_free(&layout);
	assert_int_equal(p.sound, 0);
	assert_int_equal(
		nb_isolated_read_markup(&by, "<alto/>", 7, &layout, &err),
		NB_INVALID);
	assert_int_equal(p.sound, 0);
	nb_layout_free(&layout);
	stop(&p, pid);
}

/* ---- answers that are none */

/* An answer that is being made. */
struct made {
	uint8_t bytes[4096];
	size_t len;
};

static void put(struct made *m, uint32_t kind, const void *bytes, size_t len)
{
	struct nb_head head = {.kind = kind, .len = (uint32_t)len};

	assert_true(m->len + sizeof(head) + len <= sizeof(m->bytes));
	memcpy(m->bytes + m->len, &head, sizeof(head));
	if (len)
		memcpy(m->bytes + m->len + sizeof(head), bytes, len);
	m->len += sizeof(head) + len;
}

static void put_end(struct made *m, uint32_t status, const char *strings,
		    size_t len)
{
	struct nb_end end = {.status = status};
	uint8_t bytes[512];

	memcpy(bytes, &end, sizeof(end));
	memcpy(bytes + sizeof(end), strings, len);
	put(m, NB_MESSAGE_END, bytes, sizeof(end) + len);
}

/* Be answered that, and then nothing more. */
static enum nb_status answered(const struct made *m, bool *sound,
			       struct nb_error *err)
{
	struct process p = {.fd = -1};
	struct nb_isolated by = {&p, take, give};
	struct nb_layout layout;
	enum nb_status st;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(write(ends[1], m->bytes, m->len), m->len);
	assert_int_equal(shutdown(ends[1], SHUT_WR), 0);
	p.fd = ends[0];
	st = nb_isolated_read_markup(&by, "<a/>", 4, &layout, err);
	nb_layout_free(&layout);
	*sound = p.sound;
	(void)close(ends[0]);
	(void)close(ends[1]);
	return st;
}

static void refuse(struct made *m)
{
	struct nb_error err;
	bool sound;

	assert_int_equal(answered(m, &sound, &err), NB_INVALID);
	assert_non_null(strstr(err.text, "its parser"));
	assert_false(sound);
	m->len = 0;
}

#define PUT(m, kind, string) put(m, kind, string, sizeof(string) - 1)
#define ROOT "alto\0\0"
#define ENDS "UTF-8\0\0"

static void test_messages(void **state)
{
	struct made m = {.len = 0};

	(void)state;
	refuse(&m); /* nothing at all */
	PUT(&m, 17, "x");
	refuse(&m);
	PUT(&m, NB_MESSAGE_STOP, "");
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, ROOT);
	PUT(&m, NB_MESSAGE_STOP, "x");
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, ROOT);
	refuse(&m); /* it ends there */
	PUT(&m, NB_MESSAGE_START, ROOT);
	m.len--;
	refuse(&m);			      /* in a message */
	PUT(&m, NB_MESSAGE_START, "alto\0x"); /* no NUL */
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, "alto\0"); /* no namespace */
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, "\0\0"); /* no name */
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, "");
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, ROOT "ID\0"); /* no value */
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, ROOT "ID\0\xff\0");
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, ROOT);
	PUT(&m, NB_MESSAGE_TEXT, "a\0b\0");
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, ROOT);
	PUT(&m, NB_MESSAGE_TEXT, "\0");
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, ROOT);
	PUT(&m, NB_MESSAGE_TEXT, "\xe6\x98");
	refuse(&m);
}

static void test_ends(void **state)
{
	struct made m = {.len = 0};
	struct nb_error err;
	bool sound;

	(void)state;
	PUT(&m, NB_MESSAGE_START, ROOT);
	put_end(&m, NB_OK, ENDS, sizeof(ENDS) - 1);
	refuse(&m); /* with an element open */
	put_end(&m, NB_BUG + 1, ENDS, sizeof(ENDS) - 1);
	refuse(&m);
	put_end(&m, NB_INVALID, "UTF-8\0", 6); /* no text */
	refuse(&m);
	put_end(&m, NB_INVALID, ENDS "x", sizeof(ENDS));
	refuse(&m);
	put_end(&m, NB_INVALID, "12345678901234567890123456789012\0\0", 34);
	refuse(&m);
	PUT(&m, NB_MESSAGE_END, "x");
	refuse(&m);
	/* What a parser may say; but more after it is not sound. */
	put_end(&m, NB_INVALID, "UTF-8\0no\0", 9);
	assert_int_equal(answered(&m, &sound, &err), NB_INVALID);
	assert_string_equal(err.text, "no");
	assert_true(sound);
	PUT(&m, NB_MESSAGE_STOP, "");
	assert_int_equal(answered(&m, &sound, &err), NB_INVALID);
	assert_string_equal(err.text, "no");
	assert_false(sound);
}

/* Attributes beyond those that a parser passes on; an answer that is longer
 * than any of a file of four bytes. */
static void test_limits(void **state)
{
	char strings[1024] = ROOT;
	struct nb_head head = {NB_MESSAGE_TEXT, UINT32_MAX};
	struct made m = {.len = 0};
	size_t i, at = sizeof(ROOT) - 1;

	(void)state;
	for (i = 0; i < 65; i++, at += 4)
		memcpy(strings + at, "a\0b", 4);
	put(&m, NB_MESSAGE_START, strings, at);
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, ROOT);
	memcpy(m.bytes + m.len, &head, sizeof(head));
	m.len += sizeof(head);
	refuse(&m);
	PUT(&m, NB_MESSAGE_START, ROOT);
	head.len = (1 << 16) + 200;
	memcpy(m.bytes + m.len, &head, sizeof(head));
	m.len += sizeof(head);
	refuse(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_fixtures),
		cmocka_unit_test(test_mets),
		cmocka_unit_test(test_validation),
		cmocka_unit_test(test_charsets),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_one_that_is_not_ready),
		cmocka_unit_test(test_one_that_ends),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
