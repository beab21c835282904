/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ranges that a reader expects, in any order, from a server that gives one
 * range an answer: each can be read, also where what stands between them is
 * asked for with them and fills all that is asked for at once.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cmocka.h>

#include <nbarc/far.h>

#define SIZE 50000000llu
#define RANGES 300u
#define RANGE 8192u

/* The byte of the file at this offset. */
static uint8_t byte_at(uint64_t offset)
{
	return (uint8_t)(offset / 4096 % 251);
}

/* ---- the server */

static void put(int to, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	for (; len > 0; p += n, len -= (size_t)n) {
		n = write(to, p, len);
		if (n <= 0)
			_exit(1);
	}
}

static void put_range(int to, unsigned long long first, unsigned long long last)
{
	uint8_t block[4096];
	char head[200];
	int len = snprintf(head, sizeof(head),
			   "HTTP/1.1 206 x\r\nETag: \"x\"\r\n"
			   "Content-Range: bytes %llu-%llu/%llu\r\n"
			   "Content-Length: %llu\r\n\r\n",
			   first, last, SIZE, last - first + 1);

	put(to, head, (size_t)len);
	while (first <= last) {
		unsigned long long n = 4096 - first % 4096;

		n = n < last - first + 1 ? n : last - first + 1;
		memset(block, byte_at(first), (size_t)n);
		put(to, block, (size_t)n);
		first += n;
	}
}

/* Answer a request: one range of the file, or nothing of several. */
static void answer(int to, const char *request)
{
	static const char none[] =
		"HTTP/1.1 416 x\r\nContent-Length: 0\r\n\r\n";
	const char *range = strstr(request, "Range: bytes=");
	unsigned long long first, last = 0;
	int end = 0;

	if (range && sscanf(range, "Range: bytes=-%llu", &last) == 1)
		put_range(to, SIZE - last, SIZE - 1);
	else if (range &&
		 sscanf(range, "Range: bytes=%llu-%llu%n", &first, &last,
			&end) == 2 &&
		 range[end] == '\r')
		put_range(to, first, last);
	else
		put(to, none, sizeof(none) - 1);
}

/* Answer the requests of one connection. */
static void talk(int with)
{
	char text[8192];
	size_t len = 0;
	ssize_t n;

	while ((n = read(with, text + len, sizeof(text) - 1 - len)) > 0) {
		len += (size_t)n;
		text[len] = '\0';
		if (len < 4 || strcmp(text + len - 4, "\r\n\r\n") != 0)
			continue;
		answer(with, text);
		len = 0;
	}
	_exit(0);
}

/* Serve in another process, which has one more for each connection. */
static pid_t serve(int with)
{
	pid_t child = fork();
	int one;

	if (child)
		return child;
	(void)signal(SIGCHLD, SIG_IGN);
	while ((one = accept(with, NULL, NULL)) >= 0) {
		if (fork() == 0)
			talk(one);
		(void)close(one);
	}
	_exit(0);
}

/* Begin to serve; `to` has room for its URL. */
static pid_t begin(char *to, size_t size)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t len = sizeof(at);
	int with = socket(AF_INET, SOCK_STREAM, 0);
	pid_t child;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(with, (struct sockaddr *)&at, len), 0);
	assert_int_equal(getsockname(with, (struct sockaddr *)&at, &len), 0);
	assert_int_equal(listen(with, 16), 0);
	(void)snprintf(to, size, "http://127.0.0.1:%d/x", ntohs(at.sin_port));
	child = serve(with);
	assert_true(child > 0);
	(void)close(with);
	return child;
}

/* ---- the test */

/* Of the server, which ends with the test, also if that fails. */
static char url[64];
static pid_t server;

/* Expect ranges that stand `step` bytes apart, the last ones of the file first,
 * and read them. */
static void read_all(uint64_t step)
{
	struct nb_range ranges[RANGES];
	uint8_t data[RANGE];
	struct nb_far_file f;
	struct nb_error err = {.text = ""};
	size_t i, k;

	assert_int_equal(nb_far_open(url, NB_FAR_ARCHIVE, NULL, &f, &err),
			 NB_OK);
	for (i = 0; i < RANGES; i++)
		ranges[i] = (struct nb_range){(RANGES - i) * step, RANGE};
	f.expect(f.context, ranges, RANGES);
	for (i = 0; i < RANGES; i++) {
		assert_int_equal(f.read_at(f.context, ranges[i].offset, data,
					   RANGE, &err),
				 NB_OK);
		for (k = 0; k < RANGE; k++)
			assert_int_equal(data[k],
					 byte_at(ranges[i].offset + k));
	}
	f.close(f.context);
}

static int set_up(void **state)
{
	(void)state;
	server = begin(url, sizeof(url));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return kill(server, SIGTERM) || waitpid(server, NULL, 0) != server;
}

static void test_descending_ranges(void **state)
{
	(void)state;
	read_all(20000);
	read_all(100000);
	read_all(138000);
	read_all(160000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_descending_ranges),
	};

	(void)unsetenv("http_proxy");
	(void)unsetenv("all_proxy");
	(void)unsetenv("ALL_PROXY");
	return cmocka_run_group_tests_name("far later", tests, set_up,
					   tear_down) != 0;
}
