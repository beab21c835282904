/* SPDX-License-Identifier: Apache-2.0 */
/* Making the way to a file (far/line.h), and what is known of it. */
#include "far/line.h"
#include "base/alloc.h"
#include "base/error.h"
#include "far/url.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ATTEMPTS 4u
#define PATIENCE 30u /* seconds */

/* libcurl prepares itself when it is first used; several threads may be the
 * first, and older releases of it do not know that. */
static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static void prepare(void)
{
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

static enum nb_status set_text(struct nb_buf *b, const char *text)
{
	return text ? nb_buf_add(b, text, strlen(text) + 1) : NB_OK;
}

static enum nb_status set_s3(struct nb_far_line *l,
			     const struct nb_far_options *o)
{
	const char *region = o->s3_region ? o->s3_region : "us-east-1";
	enum nb_status st;

	if (!l->s3 || !o->s3_key || !o->s3_secret)
		return NB_OK;
	st = nb_buf_printf(&l->sign, "aws:amz:%s:s3", region);
	if (!st)
		st = nb_buf_add(&l->sign, "", 1);
	if (!st)
		st = set_text(&l->key, o->s3_key);
	if (!st)
		st = set_text(&l->secret, o->s3_secret);
	if (!st && o->s3_token)
		st = nb_buf_printf(&l->token, "x-amz-security-token: %s",
				   o->s3_token);
	return st || !o->s3_token ? st : nb_buf_add(&l->token, "", 1);
}

enum nb_status nb_far_line_create(const char *url,
				  const struct nb_far_options *o,
				  struct nb_far_line **line,
				  struct nb_error *err)
{
	struct nb_far_line *l = nb_alloc(1, sizeof(*l));
	enum nb_status st;

	*line = NULL;
	if (!l)
		return nb_fail_mem(err);
	(void)pthread_once(&prepared, prepare);
	l->s3 = nb_far_is_s3(url);
	/* Amazon's store gives the whole object; others are asked once. */
	l->no_parts = l->s3 && !o->s3_endpoint;
	l->user_in_url = nb_far_has_user(url);
	l->attempts = o->attempts ? o->attempts : ATTEMPTS;
	l->patience = o->patience ? o->patience : PATIENCE;
	st = nb_far_request_url(url, o, &l->first, err);
	if (!st) {
		st = set_text(&l->url, (char *)l->first.data);
		if (!st)
			st = set_text(&l->ca_file, o->ca_file);
		if (!st)
			st = set_s3(l, o);
		l->multi = st ? NULL : curl_multi_init();
		if (!l->multi)
			st = nb_fail_mem(err);
		else
			(void)curl_multi_setopt(l->multi, CURLMOPT_MAXCONNECTS,
						NB_FAR_IDLE);
	}
	if (st)
		nb_far_line_free(l);
	else
		*line = l;
	return st;
}

void nb_far_line_free(struct nb_far_line *l)
{
	size_t i;

	if (!l)
		return;
	for (i = 0; i < NB_FAR_AT_ONCE; i++)
		curl_easy_cleanup(l->flights[i].easy);
	(void)curl_multi_cleanup(l->multi);
	nb_buf_free(&l->first);
	nb_buf_free(&l->url);
	nb_buf_free(&l->key);
	nb_buf_free(&l->secret);
	nb_buf_free(&l->sign);
	nb_buf_free(&l->token);
	nb_buf_free(&l->ca_file);
	free(l);
}

void nb_far_line_costs(const struct nb_far_line *l, struct nb_far_costs *costs)
{
	*costs = l->costs;
}

enum nb_status nb_far_line_url(struct nb_far_line *l)
{
	return l->url.len ? NB_OK : set_text(&l->url, (char *)l->first.data);
}

void nb_far_line_moved(struct nb_far_line *l, const char *url)
{
	l->url.len = 0;
	if (set_text(&l->url, url))
		l->url.len = 0;
}

bool nb_far_line_gives_parts(const struct nb_far_line *l)
{
	return !l->no_parts;
}
