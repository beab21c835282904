/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives on web servers and in object stores, read by ranges of bytes
 * (format-spec/nbarc-format.md, section 9.8).
 *
 * nb_far_open() makes a struct nb_far_file of a URL; nb_archive_open_far() and
 * nb_index_open_far() open what is there. These functions are in a library of
 * their own, libnbarc-far (pkg-config nbarc-far), because they need libcurl.
 *
 * What is expected to be read is asked for together, several ranges by one
 * request (multipart/byteranges), unless the server fails to give them so.
 *
 * What was read is kept, in memory up to 32 MiB, and on disk if a folder is
 * named. All bytes are of one version of the file, that of the first answer:
 * its ETag, its time and its size are compared with those of every other
 * answer. A request that fails for a reason that may pass is made again after a
 * while. Proxies are those of libcurl (http_proxy, https_proxy, no_proxy).
 *
 * Threads: several threads may read a file at once; their requests are made one
 * after the other. The error argument of every function may be NULL. Neither
 * user names, passwords and queries of a URL nor keys come into a message.
 */
#ifndef NBARC_FAR_H
#define NBARC_FAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/ranges.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How to reach a file. All zeros is a way that does; strings are borrowed for
 * the call of nb_far_open(), NULL where nothing is said. */
struct nb_far_options {
	/* A folder, which is made if need be, that keeps what was read; it may
	 * take `cache_size` bytes. Processes share it. A file whose server
	 * tells neither ETag nor time of change is not kept there, nor one that
	 * was changed less than a minute before the answer. */
	const char *cache;
	uint64_t cache_size;
	unsigned attempts;   /* times that a request is made; 0: 4 */
	unsigned patience;   /* seconds below 8 KiB/s; 0: 30 */
	const char *ca_file; /* certificates to trust; NULL: the system's */
	/* For s3://BUCKET/KEY: the URL of the service (NULL: that of Amazon in
	 * the region) and the region (NULL: us-east-1). Requests are signed if
	 * there is a key (AWS Signature Version 4). */
	const char *s3_endpoint, *s3_region;
	const char *s3_key, *s3_secret, *s3_token;
};

/* What is asked for first, without knowing anything of the file. */
enum nb_far_kind {
	NB_FAR_ARCHIVE, /* the header and the last 96 KiB, both at once */
	NB_FAR_INDEX,	/* the first 16 KiB and the last 128 KiB */
};

/* True if the text is a URL that nb_far_open() takes: http:, https: or s3:. */
NB_API bool nb_far_is_url(const char *text);

/*
 * Write the URL as it may be shown to `shown`, NUL-terminated, at most `size`
 * bytes: with *** in the place of a user name, a password and a query.
 */
NB_API void nb_far_show(const char *url, char *shown, size_t size);

/*
 * Ask for the beginning and the end of the file at a URL, and fill in *far,
 * which is to be given to a function that takes it over, or closed by its
 * close(). `options` may be NULL.
 *
 * NB_USAGE if the URL is none; NB_ABSENT if the server does not have the file,
 * or refuses access to an index (403), as an object store does that may not be
 * listed; NB_IO if it refuses an archive, does not give ranges, does not
 * answer, or not in time.
 */
NB_API NB_CHECK enum nb_status nb_far_open(const char *url,
					   enum nb_far_kind kind,
					   const struct nb_far_options *options,
					   struct nb_far_file *far,
					   struct nb_error *err);

/* What a file has cost so far. */
struct nb_far_costs {
	uint64_t requests, bytes; /* bytes of bodies */
	uint64_t turns;		  /* requests made one after the other */
};

/* The costs of a file that nb_far_open() has made. Cannot fail. */
NB_API void nb_far_costs(const struct nb_far_file *far,
			 struct nb_far_costs *costs);

#ifdef __cplusplus
}
#endif

#endif
