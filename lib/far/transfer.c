/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests by libcurl (far/transfer.h).
 *
 * The head of an answer is judged before any byte of its body is taken, and a
 * body that is longer than its head said is cut off, so that a server can send
 * no more than was asked for. Redirections are followed to http and https only,
 * never from https to http, and not for signed requests, whose headers are for
 * one host.
 */
#include "far/transfer.h"
#include "base/error.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define CONNECT_MOST 15L /* seconds to connect */
#define SLOWEST 8192L	 /* bytes a second, over that time */
#define REDIRECTIONS 5L
/* Seconds in which a file may change once more and have the same time, or one
 * that a clock gives that is not quite right. */
#define FRESH 60
#define FIRST_WAIT_MS 250u /* before the second attempt; then four times it */

/* Characters of a range, with a comma or what ends the text: no offset is above
 * INT64_MAX. */
#define RANGE_MAX 40u

/* SHA-256 of nothing, which a signed request without a body states. */
#define NO_BODY \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* ---- what libcurl calls */

/* Judge the head of an answer that should have several ranges. */
static enum nb_far_verdict judge_parts(struct nb_far_flight *f)
{
	struct nb_far_request *r = f->request;

	if (!nb_far_answer_has_parts(&r->answer, f->line->pinned)) {
		(void)nb_fail(&f->err, NB_IO,
			      "the server does not give several ranges");
		return NB_FAR_BAD;
	}
	nb_far_parts_begin(r->parts, r->answer.boundary, f->line->pinned->size);
	return NB_FAR_GOOD;
}

/* Judge the head, once it is complete. */
static bool judge(struct nb_far_flight *f)
{
	if (!f->judged)
		f->verdict =
			f->request->parts
				? judge_parts(f)
				: nb_far_answer_judge(&f->request->answer,
						      &f->request->want,
						      f->line->pinned, &f->err);
	f->judged = true;
	f->request->answer.over = true;
	return f->verdict == NB_FAR_GOOD;
}

static size_t take_head(char *data, size_t size, size_t count, void *context)
{
	struct nb_far_flight *f = context;

	if (nb_far_answer_line(&f->request->answer, data, size * count))
		return size * count;
	(void)nb_fail(&f->err, NB_IO, "the server sends a head without an end");
	f->judged = true;
	f->verdict = NB_FAR_BAD;
	return 0;
}

/* Bytes that the head promised. */
static size_t promised(const struct nb_far_request *r)
{
	return (size_t)(r->answer.last - r->answer.first + 1);
}

/* Take bytes of one range; false if they are too many. */
static bool take_range(struct nb_far_request *r, const char *data, size_t len)
{
	if (len > promised(r) - r->got)
		return false;
	memcpy(r->data + r->got, data, len);
	r->got += len;
	return true;
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct nb_far_flight *f = context;
	struct nb_far_request *r = f->request;
	size_t len = size * count;

	f->line->costs.bytes += len;
	if (!judge(f))
		return 0;
	if (r->parts ? nb_far_parts_take(r->parts, data, len)
		     : take_range(r, data, len))
		return len;
	(void)nb_fail(&f->err, NB_IO,
		      r->parts ? "the server sends other ranges than it was "
				 "asked for"
			       : "the server sends more bytes than it said");
	f->verdict = NB_FAR_BAD;
	return 0;
}

/* ---- one request */

/* Add a header; false if memory is lacking. */
static bool add_header(struct nb_far_flight *f, const char *name,
		       const char *value)
{
	char text[512];
	struct curl_slist *grown;

	(void)snprintf(text, sizeof(text), "%s: %s", name, value);
	grown = curl_slist_append(f->headers, text);
	if (grown)
		f->headers = grown;
	return grown != NULL;
}

/*
 * The headers of a request. If-Match has the server compare the version too: a
 * weak ETag never matches there. Nothing is asked by time: a server answers
 * "not modified" (RFC 9110, section 13.1.3) for an older file, too, that took
 * the place of the one in the cache.
 */
static bool set_headers(struct nb_far_flight *f)
{
	const struct nb_far_version *v = f->line->pinned;
	const struct nb_far_version *u = f->request->unless;
	bool done = add_header(f, "Accept-Encoding", "identity");
	struct curl_slist *grown;

	if (done && u)
		done = add_header(f, "If-None-Match", u->etag);
	if (done && v && *v->etag == '"')
		done = add_header(f, "If-Match", v->etag);
	if (done && f->line->sign.len)
		done = add_header(f, "x-amz-content-sha256", NO_BODY);
	if (done && f->line->token.len) {
		grown = curl_slist_append(f->headers,
					  (char *)f->line->token.data);
		done = grown != NULL;
		f->headers = done ? grown : f->headers;
	}
	return done;
}

/* How the file is reached. */
static void set_way(const struct nb_far_line *l, CURL *e)
{
	const char *url = (const char *)l->url.data;
	bool safe = strncasecmp(url, "https:", 6) == 0;

	(void)curl_easy_setopt(e, CURLOPT_URL, url);
	(void)curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(e, CURLOPT_REDIR_PROTOCOLS_STR,
			       safe ? "https" : "http,https");
	(void)curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION,
			       l->sign.len ? 0L : 1L);
	(void)curl_easy_setopt(e, CURLOPT_MAXREDIRS, REDIRECTIONS);
	(void)curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(e, CURLOPT_USERAGENT, "nbarc/" NB_VERSION);
	(void)curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT,
			       l->patience < CONNECT_MOST ? (long)l->patience
							  : CONNECT_MOST);
	(void)curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, SLOWEST);
	(void)curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)l->patience);
	if (l->ca_file.len)
		(void)curl_easy_setopt(e, CURLOPT_CAINFO, l->ca_file.data);
	if (l->sign.len) {
		(void)curl_easy_setopt(e, CURLOPT_AWS_SIGV4, l->sign.data);
		/* A key may have a colon, as those of Swift's tempauth do. */
		(void)curl_easy_setopt(e, CURLOPT_USERNAME, l->key.data);
		(void)curl_easy_setopt(e, CURLOPT_PASSWORD, l->secret.data);
	}
}

/* The ranges that are asked for, as the header has them. */
static void write_range(const struct nb_far_request *r, char *to, size_t size)
{
	const struct nb_range want = {r->want.offset, r->want.size};
	const struct nb_range *range = &want;
	size_t i, at = 0;

	if (r->want.tail) {
		(void)snprintf(to, size, "-%zu", r->want.size);
		return;
	}
	for (i = 0; i < (r->parts ? r->parts->count : 1); i++) {
		if (r->parts)
			range = &r->parts->part[i].range;
		at += (size_t)snprintf(
			to + at, size - at, "%s%llu-%llu", i ? "," : "",
			(unsigned long long)range->offset,
			(unsigned long long)(range->offset + range->size - 1));
	}
}

/* Set a request off. */
static enum nb_status launch(struct nb_far_line *l, struct nb_far_flight *f,
			     struct nb_far_request *r)
{
	char range[RANGE_MAX * NB_FAR_PARTS_MAX];

	if (!f->easy)
		f->easy = curl_easy_init();
	if (!f->easy)
		return NB_NOMEM;
	curl_easy_reset(f->easy);
	f->line = l;
	f->request = r;
	f->judged = false;
	f->verdict = NB_FAR_BAD;
	f->reason[0] = '\0';
	f->err.text[0] = '\0';
	r->got = 0;
	r->same = false;
	memset(&r->answer, 0, sizeof(r->answer));
	write_range(r, range, sizeof(range));
	set_way(l, f->easy);
	(void)curl_easy_setopt(f->easy, CURLOPT_PRIVATE, f);
	(void)curl_easy_setopt(f->easy, CURLOPT_ERRORBUFFER, f->reason);
	(void)curl_easy_setopt(f->easy, CURLOPT_HEADERFUNCTION, take_head);
	(void)curl_easy_setopt(f->easy, CURLOPT_HEADERDATA, f);
	(void)curl_easy_setopt(f->easy, CURLOPT_WRITEFUNCTION, take_body);
	(void)curl_easy_setopt(f->easy, CURLOPT_WRITEDATA, f);
	if (!set_headers(f) ||
	    curl_easy_setopt(f->easy, CURLOPT_RANGE, range) ||
	    curl_easy_setopt(f->easy, CURLOPT_HTTPHEADER, f->headers) ||
	    curl_multi_add_handle(l->multi, f->easy))
		return NB_NOMEM;
	l->costs.requests++;
	return NB_OK;
}

/* Failures of the way that may pass. */
static bool may_pass(CURLcode code)
{
	return code == CURLE_COULDNT_CONNECT ||
	       code == CURLE_OPERATION_TIMEDOUT || code == CURLE_GOT_NOTHING ||
	       code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
	       code == CURLE_PARTIAL_FILE || code == CURLE_HTTP2 ||
	       code == CURLE_HTTP2_STREAM;
}

/* Say what libcurl says. */
static void say_reason(struct nb_far_flight *f, CURLcode code)
{
	const char *why = *f->reason ? f->reason : curl_easy_strerror(code);

	if (code == CURLE_TOO_MANY_REDIRECTS)
		why = "the server sends it from one place to another and on";
	(void)nb_fail(&f->err, NB_IO, "the request failed: %.400s", why);
}

/* Has all come that the head promised? If not, say so. */
static bool is_complete(struct nb_far_flight *f)
{
	struct nb_far_request *r = f->request;

	if (r->parts ? nb_far_parts_end(r->parts) : r->got == promised(r))
		return true;
	if (r->parts)
		(void)nb_fail(&f->err, NB_IO, "the answer is cut off");
	else
		(void)nb_fail(&f->err, NB_IO,
			      "the answer is cut off: %zu of %zu byte%s came",
			      r->got, promised(r), promised(r) == 1 ? "" : "s");
	return false;
}

/* A request has ended: decide what to do about it. */
static void settle(struct nb_far_flight *f, CURLcode code)
{
	struct nb_far_request *r = f->request;
	bool own = f->judged && f->verdict != NB_FAR_GOOD;

	if (code && !own) {
		say_reason(f, code);
		f->verdict = may_pass(code) ? NB_FAR_AGAIN : NB_FAR_BAD;
		return;
	}
	if (!own && judge(f) && !is_complete(f))
		f->verdict = NB_FAR_AGAIN;
	if (f->verdict == NB_FAR_SAME && !r->unless) {
		(void)nb_fail(&f->err, NB_IO,
			      "the server answers with the status 304, which "
			      "was not asked for");
		f->verdict = NB_FAR_BAD;
	}
	r->same = f->verdict == NB_FAR_SAME;
}

/* Forget a request, and remember where it led to. */
static void land(struct nb_far_line *l, struct nb_far_flight *f)
{
	char *url = NULL;

	(void)curl_multi_remove_handle(l->multi, f->easy);
	if (f->verdict == NB_FAR_GOOD && !l->user_in_url && !l->sign.len &&
	    !curl_easy_getinfo(f->easy, CURLINFO_EFFECTIVE_URL, &url) && url &&
	    strcmp(url, (char *)l->url.data) != 0) {
		nb_far_line_moved(l, url);
	}
	curl_slist_free_all(f->headers);
	f->headers = NULL;
}

/* ---- all requests */

/* Wait until all that are on their way have landed. */
static enum nb_status wait_for_all(struct nb_far_line *l)
{
	int running = 1, left;
	CURLMsg *m;
	struct nb_far_flight *f;

	while (running) {
		if (curl_multi_perform(l->multi, &running))
			return NB_NOMEM;
		while ((m = curl_multi_info_read(l->multi, &left)))
			if (m->msg == CURLMSG_DONE &&
			    !curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE,
					       (char **)&f))
				settle(f, m->data.result);
		if (running && curl_multi_poll(l->multi, NULL, 0, 1000, NULL))
			return NB_NOMEM;
	}
	return NB_OK;
}

/* Make up to NB_FAR_AT_ONCE requests once. */
static enum nb_status try_once(struct nb_far_line *l,
			       struct nb_far_request **requests, size_t count)
{
	enum nb_status st = NB_OK;
	size_t i, launched;

	l->costs.turns++;
	for (i = 0; !st && i < count; i++)
		st = launch(l, &l->flights[i], requests[i]);
	launched = i;
	if (!st)
		st = wait_for_all(l);
	for (i = 0; i < launched; i++)
		land(l, &l->flights[i]);
	return st;
}

static void pause_for(unsigned ms)
{
	struct timespec t = {.tv_sec = (time_t)(ms / 1000),
			     .tv_nsec = (long)(ms % 1000) * 1000000};

	(void)nanosleep(&t, NULL);
}

/* Of a store that refuses a request for an object, say what may be wrong with
 * the request. */
static void advise(const struct nb_far_line *l, struct nb_far_flight *f)
{
	unsigned s = f->request->answer.status;
	size_t len = strlen(f->err.text);

	if (l->s3 && (s == 400 || s == 401 || s == 403))
		(void)snprintf(
			f->err.text + len, sizeof(f->err.text) - len, "; %s",
			l->sign.len
				? "are the key, its secret and the region right?"
				: "the request was not signed, because there is "
				  "no key");
}

/*
 * Sort out what became of these requests: those that are to be made again are
 * moved to the front, and *count is their number. On failure err has the first
 * error that is final.
 */
static enum nb_status sort_out(struct nb_far_line *l,
			       struct nb_far_request **requests, size_t *count,
			       bool last, unsigned *wait, struct nb_error *err)
{
	size_t again = 0, i;
	bool moved = l->url.len &&
		     strcmp((char *)l->url.data, (char *)l->first.data) != 0;

	for (i = 0; i < *count; i++) {
		struct nb_far_flight *f = &l->flights[i];
		bool retry = f->verdict == NB_FAR_AGAIN ||
			     (f->verdict == NB_FAR_FIRST && moved);

		if (f->verdict == NB_FAR_GOOD || f->verdict == NB_FAR_SAME)
			continue;
		if (!retry || last) {
			advise(l, f);
			if (err)
				*err = f->err;
			return f->err.status;
		}
		if (f->request->answer.wait * 1000 > *wait)
			*wait = f->request->answer.wait * 1000;
		requests[again++] = requests[i];
	}
	*count = again;
	return NB_OK;
}

/* Make these requests, as often as need be. */
static enum nb_status make_some(struct nb_far_line *l,
				struct nb_far_request **requests, size_t count,
				struct nb_error *err)
{
	unsigned n, wait = 0, pause = FIRST_WAIT_MS;
	enum nb_status st = NB_OK;

	for (n = 1; !st && count; n++) {
		if (n > 1) {
			pause_for(wait > pause ? wait : pause);
			pause *= 4;
			wait = 0;
			/* Where it was redirected to may be gone by now. */
			l->url.len = 0;
		}
		st = nb_far_line_url(l);
		if (!st)
			st = try_once(l, requests, count);
		if (st)
			return nb_fail_mem(err);
		st = sort_out(l, requests, &count, n == l->attempts, &wait,
			      err);
	}
	return st;
}

enum nb_status nb_far_transfer(struct nb_far_line *l,
			       struct nb_far_request *requests, size_t count,
			       const struct nb_far_version *pinned,
			       struct nb_error *err)
{
	struct nb_far_request *some[NB_FAR_AT_ONCE];
	enum nb_status st = NB_OK;
	size_t i, n;

	l->pinned = pinned;
	for (i = 0; !st && i < count; i += n) {
		for (n = 0; n < NB_FAR_AT_ONCE && i + n < count; n++)
			some[n] = &requests[i + n];
		st = make_some(l, some, n, err);
	}
	return st;
}

/* Nothing of an answer is kept that broke its word; of one that was cut off,
 * the parts that came are. Returns true if all of it came. */
static bool keep_good(struct nb_far_line *l, const struct nb_far_flight *f)
{
	struct nb_far_request *r = f->request;
	size_t i;

	if (f->verdict == NB_FAR_GOOD)
		return true;
	r->got = 0;
	for (i = 0; r->parts && i < r->parts->count; i++)
		r->parts->part[i].whole &= f->verdict == NB_FAR_AGAIN;
	l->no_parts |= r->parts != NULL;
	return false;
}

/* Make some of the requests once. Without memory it is not known what any of
 * their answers is worth, and nothing of them is kept. */
static bool try_some(struct nb_far_line *l, struct nb_far_request **some,
		     size_t count)
{
	bool all = true;
	size_t i, k;

	if (!nb_far_line_url(l) && !try_once(l, some, count)) {
		for (k = 0; k < count; k++)
			all &= keep_good(l, &l->flights[k]);
		return all;
	}
	for (k = 0; k < count; k++) {
		some[k]->got = 0;
		for (i = 0; some[k]->parts && i < some[k]->parts->count; i++)
			some[k]->parts->part[i].whole = false;
	}
	return false;
}

bool nb_far_try(struct nb_far_line *l, struct nb_far_request *requests,
		size_t count, const struct nb_far_version *pinned)
{
	struct nb_far_request *some[NB_FAR_AT_ONCE];
	bool all = true;
	size_t i, n;

	l->pinned = pinned;
	for (i = 0; i < count && all; i += n) {
		for (n = 0; n < NB_FAR_AT_ONCE && i + n < count; n++)
			some[n] = &requests[i + n];
		all = try_some(l, some, n);
	}
	return all;
}

bool nb_far_fresh(const struct nb_far_answer *a)
{
	time_t changed = curl_getdate(a->version.modified, NULL);
	time_t now = *a->date ? curl_getdate(a->date, NULL) : time(NULL);

	if (!*a->version.modified)
		return false;
	return changed < 0 || now < 0 || now - changed < FRESH;
}
