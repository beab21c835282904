/* SPDX-License-Identifier: Apache-2.0 */
/* URLs of files: what is requested, what is shown, what the cache calls it. */
#ifndef NB_FAR_URL_H
#define NB_FAR_URL_H

#include <nbarc/buf.h>
#include <nbarc/far.h>

/* Append the URL that is requested for `url`, NUL-terminated: that of an object
 * store for s3:. NB_USAGE if it has no host, bucket or path. */
NB_CHECK enum nb_status nb_far_request_url(const char *url,
					   const struct nb_far_options *options,
					   struct nb_buf *out,
					   struct nb_error *err);

/* True for s3: URLs, whose requests are signed and not redirected. */
bool nb_far_is_s3(const char *url);

/* True if the URL names a user or a password. */
bool nb_far_has_user(const char *url);

#endif
