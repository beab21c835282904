/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 1 of the road: bytes to UTF-8 text and back, without loss.
 *
 * GB18030 is the strict mapping of GB 18030-2022, a bijection between
 * 1,112,064 byte sequences and the Unicode scalar values, from our own table.
 * Every other charset goes through iconv(3).
 */
#ifndef NBARC_ENCODING_H
#define NBARC_ENCODING_H

#include <stdbool.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Longest name of a charset, with the NUL. */
#define NB_CHARSET_MAX 32

/*
 * Editions of GB18030 (nbconv(1), PROFILES). All but the web's are bijections
 * with the Unicode scalar values; they differ in 19 pairs of characters.
 */
enum nb_gb18030_profile {
	NB_GB18030_2022, /* the standard in force, and the default */
	NB_GB18030_2005,
	NB_GB18030_2000,
	NB_GB18030_WEB, /* as web browsers have it: not reversible */
};

/* The profile called "2022", "2005", "2000" or "web"; false for any other. */
NB_API bool nb_gb18030_profile_find(const char *name,
				    enum nb_gb18030_profile *profile);

/* The text of a source and how it was encoded. */
struct nb_text {
	struct nb_buf utf8;	      /* valid UTF-8, without a BOM */
	char charset[NB_CHARSET_MAX]; /* "UTF-8", "GB18030", an iconv name */
	bool bom;		      /* the source began with its BOM */
	bool uncertain; /* the charset was found out, but not beyond doubt */
};

/*
 * Decode a whole source into `text`.
 *
 * charset NULL detects (nb_detect()), and is NB_INVALID where no reading makes
 * sense. GB18030 is the edition of 2022. The first byte that cannot be decoded
 * is NB_INVALID with its offset, the bytes in hexadecimal and the reason in
 * err; so is the first that does not come back when the text is encoded again.
 * `text` is freed by nb_text_free(), also after a failure. NUL bytes are text.
 */
NB_API NB_CHECK enum nb_status nb_text_decode(const void *bytes, size_t len,
					      const char *charset,
					      struct nb_text *text,
					      struct nb_error *err);

/*
 * The exact bytes that nb_text_decode() was given, appended to out: `utf8`
 * encoded in `charset`, behind a BOM when `bom`. A character that the charset
 * lacks is NB_INVALID with its byte offset in utf8.
 */
NB_API NB_CHECK enum nb_status nb_text_encode(const char *utf8, size_t len,
					      const char *charset, bool bom,
					      struct nb_buf *out,
					      struct nb_error *err);

/* Release the memory; NULL is fine. */
NB_API void nb_text_free(struct nb_text *text);

/* ---- detection */

struct nb_detected {
	char charset[NB_CHARSET_MAX]; /* "" where it is unknown */
	double confidence;	      /* 0 to 1 */
	bool certain;		      /* good enough to go on without asking */
	char reason[128];
};

/*
 * The charset of a text, or of its beginning: by byte order mark, by form
 * (UTF-8, UTF-16, HZ), and by how frequent the characters are that UTF-8,
 * GB18030 and Big5 make of it. Validity alone says little: every Big5 text is
 * valid GB18030. Looks at no more than 16 KiB behind the first byte that is not
 * ASCII. NB_NOMEM when a reading could not be tried; an unknown charset
 * is no failure.
 */
NB_API NB_CHECK enum nb_status nb_detect(const void *bytes, size_t len,
					 struct nb_detected *detected,
					 struct nb_error *err);

/* Whether the beginning of a text is long enough: more of it would not change
 * what nb_detect() says. */
NB_API bool nb_detect_enough(const void *bytes, size_t len);

/* ---- streaming conversion */

/* Whether what was written is converted back and compared, as it goes. */
enum nb_verify {
	NB_VERIFY_NEVER,
	NB_VERIFY_OTHERS, /* unless both sides are bijections of our own */
	NB_VERIFY_ALWAYS,
};

struct nb_convert_options {
	const char *from;		 /* charset; NULL: found out */
	const char *to;			 /* charset; NULL: UTF-8 */
	enum nb_gb18030_profile profile; /* of GB18030 on either side */
	bool escape;   /* write what cannot be decoded as an escape */
	bool unescape; /* turn escapes into the bytes they stand for */
	enum nb_verify verify;
	bool survey; /* look for doubtful characters, and hash both sides */
};

/* Offsets of what was found: the first ones, and how many there are. */
#define NB_OFFSETS_MAX 1000
struct nb_found {
	uint64_t count;
	size_t kept; /* at most NB_OFFSETS_MAX */
	uint64_t *offsets;
};

/* What a reader of the text should know. Offsets count bytes of the text in
 * UTF-8, before escapes are written into it; those of escapes count bytes of
 * the input. */
struct nb_survey {
	uint64_t characters;
	struct nb_found escapes;     /* bytes that could not be decoded */
	struct nb_found private_use; /* U+E000 to U+F8FF, planes 15 and 16 */
	struct nb_found editions;    /* characters that differ between the
					profiles of GB18030, and the six that
					converters confuse */
	struct nb_found replaced;    /* U+FFFD: lost before */
	struct nb_found mojibake;    /* the traces of a wrong conversion */
};

struct nb_conversion {
	char from[NB_CHARSET_MAX], to[NB_CHARSET_MAX];
	enum nb_gb18030_profile profile;
	struct nb_detected detected; /* charset "" where `from` was given */
	uint64_t bytes_in, bytes_out, lines;
	bool surveyed; /* the survey and the hashes are there */
	bool verified; /* everything so far converts back to the same bytes */
	/* After the last byte. */
	uint8_t sha256_in[NB_SHA256_SIZE], sha256_out[NB_SHA256_SIZE];
	struct nb_survey survey;
};

/*
 * A conversion of a stream in constant memory. Strings of the options are
 * copied. NB_USAGE when a charset is unknown, or would not tell what it
 * replaces (//TRANSLIT, //IGNORE). One object belongs to one thread at a time.
 */
struct nb_converter;
NB_API NB_CHECK enum nb_status nb_converter_create(
	const struct nb_convert_options *options,
	struct nb_converter **converter, struct nb_error *err);
/* NULL is fine. */
NB_API void nb_converter_free(struct nb_converter *converter);

/*
 * Convert the next len bytes; the result is appended to out. A character may
 * be cut anywhere between two calls; `last` says that no more bytes follow.
 * The first byte that cannot be converted is NB_INVALID with its offset in the
 * stream, its line, the bytes in hexadecimal and the reason; what stands
 * before it has been appended. NB_INVALID too when converting back does not
 * give the same bytes; of what could not be proved nothing is appended. After
 * a failure, and after `last`, only nb_converter_result() and
 * nb_converter_free() may follow.
 */
NB_API NB_CHECK enum nb_status nb_converter_add(struct nb_converter *converter,
						const void *bytes, size_t len,
						bool last, struct nb_buf *out,
						struct nb_error *err);

/* What has been converted so far; lives as long as the converter. */
NB_API const struct nb_conversion *nb_converter_result(
	const struct nb_converter *converter);

/* Append a conversion's record to out as one line of JSON (nbconv(1), REPORT).
 * `name` is that of the input; `failure` is what ended it, or NULL. */
NB_API NB_CHECK enum nb_status nb_conversion_json(
	const struct nb_conversion *conversion, const char *name,
	const struct nb_error *failure, struct nb_buf *out,
	struct nb_error *err);

/* The name of a profile: "2022" ...; static. */
NB_API const char *nb_gb18030_profile_name(enum nb_gb18030_profile profile);

/* Which iconv(3) does the other charsets: "glibc" or "GNU libiconv"; and the
 * SHA-256 of the GB18030 tables, in hexadecimal; static. */
NB_API const char *nb_iconv_version(void);
NB_API const char *nb_gb18030_table_id(void);

#ifdef __cplusplus
}
#endif
#endif
