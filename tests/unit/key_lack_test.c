/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys without memory (tools/nbarc/check/key.h): libcrypto calls a good key or
 * signature bad where it has no memory to look at it; nbarc does not.
 *
 * One allocation of key.c or of libcrypto fails in each process. These
 * functions stand in the place of the C library's (--wrap).
 */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "check/key.h"
#include "notes.h"

/* The key pair of RFC 8410, section 10. */
#define PRIVATE_KEY                                                      \
	"-----BEGIN PRIVATE KEY-----\n"                                  \
	"MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdV" \
	"hC\n-----END PRIVATE KEY-----\n"
#define PUBLIC_KEY                                                       \
	"-----BEGIN PUBLIC KEY-----\n"                                   \
	"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n" \
	"-----END PUBLIC KEY-----\n"

/* Allocations until one fails; 0: none does. */
static unsigned long until;
static unsigned long asked; /* so far */

static bool fails(void)
{
	asked++;
	return until > 0 && --until == 0;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_realloc(void *p, size_t size);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

/* Does something with the key of a file, and says how that ended. */
typedef enum nb_status uses(const char *path);

static enum nb_status read_private(const char *path)
{
	struct key *key;
	enum nb_status st = key_read(path, NULL, &key, NULL);

	key_free(key);
	return st;
}

static enum nb_status read_public(const char *path)
{
	struct nb_note_key key;

	return key_read_public(path, NB_NOTE_ED25519, &key,
			       &(struct nb_error){.status = NB_OK});
}

/* Check the example of c2sp.org/signed-note. */
static enum nb_status check_signature(const char *path)
{
	struct nb_note_key key;
	struct nb_note *note = NULL;
	enum nb_status st;

	(void)path;
	st = nb_note_key_read(FOO_KEY, strlen(FOO_KEY), &key, NULL);
	if (!st)
		st = nb_note_read(FOO_NOTE, strlen(FOO_NOTE), &note, NULL);
	if (!st)
		st = nb_note_verify(note, &key, key_check, NULL, NULL, NULL);
	nb_note_free(note);
	return st && key_memory_lacked() ? NB_NOMEM : st;
}

#define NONE_FAILED 100

/* How a process ends in which allocation n fails: a status, or this. */
static int end_of(uses *function, const char *path, unsigned long n)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		until = n;
		status = (int)function(path);
		_exit(until ? NONE_FAILED : status);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status))
		fail_msg("allocation %lu: status %d", n, status);
	return WEXITSTATUS(status);
}

/* Let allocations fail: each of the last ones, in which the key is used, and
 * some of those before, with which libcrypto looks for a way to read it. */
static void check_each(uses *function, const char *path)
{
	unsigned long n, all;
	int end;

	/* At its first use libcrypto makes what it keeps. */
	assert_int_equal(function(path), NB_OK);
	asked = 0;
	assert_int_equal(function(path), NB_OK);
	all = asked;
	for (n = 1;; n += n + 50 < all ? 31 : 1) {
		end = end_of(function, path, n);
		if (end == NONE_FAILED)
			break;
		/* libcrypto can do without some. */
		if (end != (int)NB_OK && end != (int)NB_NOMEM)
			fail_msg("allocation %lu: %s", n,
				 nb_status_name((enum nb_status)end));
	}
	assert_true(n > 10);
}

/* The same with a file of this text. */
static void check_file(uses *function, const char *text)
{
	char path[] = "/tmp/nbarc-key-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(close(fd), 0);
	check_each(function, path);
	assert_int_equal(unlink(path), 0);
}

static void test_private(void **state)
{
	(void)state;
	check_file(read_private, PRIVATE_KEY);
}

static void test_signer(void **state)
{
	(void)state;
	check_file(read_private, PETER_SIGNER);
}

static void test_public(void **state)
{
	(void)state;
	check_file(read_public, PUBLIC_KEY);
}

static void test_signature(void **state)
{
	(void)state;
	check_file(check_signature, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_private),
		cmocka_unit_test(test_signer),
		cmocka_unit_test(test_public),
		cmocka_unit_test(test_signature),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
