/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encodings: from bytes to UTF-8 and back without loss (nbconv(1)).
 *
 * This is the first stage of a page. nb_text_decode() takes a whole text, finds
 * out its charset if that is not known, and proves that the bytes can be made
 * again from the result. nb_text_encode() makes them. A struct nb_converter
 * does the same for a stream of any length in constant memory, between any two
 * charsets, and reports what a reader of the text should know.
 *
 * Nothing is ever replaced silently: a byte or character that cannot be
 * converted is an error, or becomes an escape if that is asked for.
 *
 * GB18030 is the strict mapping of GB 18030-2022, a bijection between 1,112,064
 * byte sequences and the Unicode scalar values, from a table of the library's
 * own. UTF-8 and HZ are the library's own too. All other charsets go through
 * iconv(3), by any name that it knows. Names are not case-sensitive.
 *
 * Threads: functions without a converter keep nothing. A converter belongs to
 * one thread at a time.
 */
#ifndef NBARC_ENCODING_H
#define NBARC_ENCODING_H

#include <stdbool.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of the name of a charset, with its NUL. A longer name is NB_USAGE. */
#define NB_CHARSET_MAX 32

/*
 * Editions of GB18030 (nbconv(1), PROFILES). All but the web's are bijections
 * with the Unicode scalar values. They differ in 19 pairs of characters.
 */
enum nb_gb18030_profile {
	NB_GB18030_2022, /* the standard in force, and the default */
	NB_GB18030_2005,
	NB_GB18030_2000,
	NB_GB18030_WEB, /* the mapping of web browsers; not reversible */
};

/*
 * Find the edition called "2022", "2005", "2000" or "web". False, and *profile
 * stays as it was, for any other name.
 */
NB_API bool nb_gb18030_profile_find(const char *name,
				    enum nb_gb18030_profile *profile);

/* ---- whole texts */

/* The most offsets of damaged bytes that are kept. */
#define NB_BAD_BYTES_KEPT 8

/*
 * Bytes that are no characters of their charset: how many there are, and the
 * offsets of the first of them in the source.
 */
struct nb_bad_bytes {
	uint64_t count;
	uint64_t at[NB_BAD_BYTES_KEPT];
};

/*
 * A decoded text. It owns its buffer. With its charset and byte order mark,
 * nb_text_encode() makes the source again.
 */
struct nb_text {
	struct nb_buf utf8; /* valid UTF-8 without a byte order mark; may have
			     * NUL bytes */
	char charset[NB_CHARSET_MAX]; /* "UTF-8", "GB18030", a name of iconv */
	bool bom;		      /* the source began with its mark */
	bool uncertain;		      /* the charset was detected, but not
				       * beyond doubt */
	/* Of nb_text_keep(): the bytes that stand in the text as escapes
	 * (nbconv(1), ESCAPES). If there are any, each U+27E6 of the text
	 * begins an escape; if not, the text has no escapes. */
	struct nb_bad_bytes damage;
};

/*
 * Decode the whole text in the `len` bytes at `bytes`.
 *
 * `charset` NULL detects the charset, as nb_detect() does. GB18030 is the
 * edition of 2022. UTF-16 and UTF-32 without LE or BE have the byte order of
 * their mark or, without one, the order in which the text is readable.
 *
 * The caller frees *text with nb_text_free(), also after a failure. NB_INVALID
 * if a byte cannot be decoded, with its offset, the bytes in hexadecimal and
 * the reason in err; if the text would not give the same bytes when encoded
 * again, with the offset of the first that differs; or if no charset makes
 * sense of it. NB_USAGE if the charset is unknown.
 */
NB_API NB_CHECK enum nb_status nb_text_decode(const void *bytes, size_t len,
					      const char *charset,
					      struct nb_text *text,
					      struct nb_error *err);

/*
 * Like nb_text_decode(), but bytes that are no characters are no failure: they
 * become escapes, are counted in text->damage, and nb_text_restore() makes them
 * again. That is proved here. A text without such bytes is decoded as
 * nb_text_decode() does it.
 *
 * NB_INVALID if no charset makes sense of the text, or if the bytes cannot be
 * made again from it.
 */
NB_API NB_CHECK enum nb_status nb_text_keep(const void *bytes, size_t len,
					    const char *charset,
					    struct nb_text *text,
					    struct nb_error *err);

/*
 * Like nb_text_encode(), for a text with escapes: what they stand for is
 * appended. NB_INVALID too if a U+27E6 does not begin an escape.
 */
NB_API NB_CHECK enum nb_status nb_text_restore(const char *utf8, size_t len,
					       const char *charset, bool bom,
					       struct nb_buf *out,
					       struct nb_error *err);

/* Count a damaged byte; bytes are counted in the order of the source. */
NB_API void nb_bad_bytes_add(struct nb_bad_bytes *damage, uint64_t offset);

/* Bytes that nb_bad_bytes_say() may write, with the NUL. */
#define NB_BAD_BYTES_WORDS 256

/*
 * Write where the damage is, for people: "3 bytes, at offset 12, 340, 341". The
 * text is NUL-terminated.
 */
NB_API void nb_bad_bytes_say(const struct nb_bad_bytes *damage,
			     char words[NB_BAD_BYTES_WORDS]);

/*
 * Append the `len` bytes at `utf8` to `out`, encoded in `charset`. With `bom`,
 * the byte order mark of the charset comes first, if it has one. Given the
 * members of a struct nb_text, the result is the source byte for byte.
 *
 * NB_INVALID if the charset lacks a character or the text is not UTF-8, with
 * the offset in `utf8`; NB_USAGE if the charset is unknown. After a failure a
 * part of the result may be in `out`.
 */
NB_API NB_CHECK enum nb_status nb_text_encode(const char *utf8, size_t len,
					      const char *charset, bool bom,
					      struct nb_buf *out,
					      struct nb_error *err);

/* Free what a text owns. NULL is fine. */
NB_API void nb_text_free(struct nb_text *text);

/* ---- detection */

/* What nb_detect() found. It owns nothing. */
struct nb_detected {
	char charset[NB_CHARSET_MAX]; /* "" if it is unknown */
	double confidence;	      /* 0 to 1 */
	bool certain;		      /* no need to ask a person */
	char reason[128];	      /* for people, in English */
};

/*
 * Detect the charset of a text, from the `len` bytes at its beginning
 * (nbconv(1), DETECTION).
 *
 * A byte order mark decides; so does the form of a text, for UTF-8, UTF-16 and
 * HZ. Otherwise it is the charset in which the characters of the text are the
 * most frequent in written Chinese. Validity alone says little: every text in
 * Big5 is also valid GB18030. At most 16 KiB are examined, from the first byte
 * that is not ASCII.
 *
 * An unknown charset is not a failure: detected->charset is "" then. NB_NOMEM,
 * and NB_IO if iconv cannot open a charset that it has, are the failures.
 */
NB_API NB_CHECK enum nb_status nb_detect(const void *bytes, size_t len,
					 struct nb_detected *detected,
					 struct nb_error *err);

/*
 * True if the beginning of a text is long enough for nb_detect(): more bytes
 * would not change what it finds. A program that reads a stream collects bytes
 * until then, at most 4 MiB.
 */
NB_API bool nb_detect_enough(const void *bytes, size_t len);

/* ---- streams */

/* Which output is converted back and compared with the input. */
enum nb_verify {
	NB_VERIFY_NEVER,
	NB_VERIFY_OTHERS, /* unless both charsets are UTF-8 or an edition of
			   * GB18030 from the standard, in which each text has
			   * exactly one form */
	NB_VERIFY_ALWAYS,
};

/*
 * How to convert. All zeros converts a detected charset to UTF-8, without
 * escapes and without verification. nb_converter_create() copies the strings.
 */
struct nb_convert_options {
	const char *from;		 /* charset; NULL: detect it */
	const char *to;			 /* charset; NULL: UTF-8 */
	enum nb_gb18030_profile profile; /* of GB18030 on either side */
	bool escape;   /* write what cannot be decoded as an escape (nbconv(1),
			* ESCAPES) */
	bool unescape; /* turn escapes into the bytes that they stand for */
	enum nb_verify verify;
	bool survey; /* look for doubtful characters, and hash both sides */
};

/* The most offsets that are kept of one kind of place. */
#define NB_OFFSETS_MAX 1000

/* Places of one kind: how many there are, and the first of them. */
struct nb_found {
	uint64_t count;
	size_t kept;	   /* offsets; at most NB_OFFSETS_MAX */
	uint64_t *offsets; /* owned by the converter */
};

/*
 * What a reader of the text should know. Offsets are in bytes of the text in
 * UTF-8, before escapes are written into it; those of escapes are in bytes of
 * the input.
 */
struct nb_survey {
	uint64_t characters;
	struct nb_found escapes;     /* bytes that could not be decoded */
	struct nb_found private_use; /* U+E000 to U+F8FF, planes 15 and 16 */
	struct nb_found editions;    /* characters that differ between the
				      * editions of GB18030, and twelve that
				      * other converters confuse */
	struct nb_found replaced;    /* U+FFFD, from an earlier conversion */
	struct nb_found mojibake;    /* traces of a wrong conversion */
};

/* A conversion so far. Everything in it belongs to the converter. */
struct nb_conversion {
	char from[NB_CHARSET_MAX], to[NB_CHARSET_MAX]; /* "": not yet known */
	enum nb_gb18030_profile profile;
	struct nb_detected detected; /* if `from` was not given */
	uint64_t bytes_in, bytes_out, lines;
	bool surveyed; /* a survey was asked for */
	bool verified; /* all output so far was converted back and matched */
	/* Of all bytes, once the last ones have been converted; only with a
	 * survey. */
	uint8_t sha256_in[NB_SHA256_SIZE], sha256_out[NB_SHA256_SIZE];
	struct nb_survey survey;
};

/* A conversion of a stream, in constant memory. */
struct nb_converter;

/*
 * Start a conversion. `options` must not be NULL; they are not needed
 * afterwards.
 *
 * *converter is the caller's, to be freed by nb_converter_free(); it is NULL
 * after a failure. NB_USAGE if a charset is unknown, or if iconv(3) would
 * replace characters without telling (//TRANSLIT, //IGNORE).
 */
NB_API NB_CHECK enum nb_status nb_converter_create(
	const struct nb_convert_options *options,
	struct nb_converter **converter, struct nb_error *err);

/* Free a converter and its result. NULL is fine. */
NB_API void nb_converter_free(struct nb_converter *converter);

/*
 * Convert the next `len` bytes of the stream and append the result to `out`. A
 * character may be cut anywhere between two calls. `last` says that no more
 * bytes follow; len may be 0 then. While the charset is being detected, bytes
 * are kept and nothing is appended.
 *
 * NB_INVALID if a byte cannot be converted, with its offset in the stream, and
 * its line, the bytes in hexadecimal and the reason in the text; what comes
 * before it has been appended. NB_INVALID too if converting back does not give
 * the same bytes; what could not be verified is not appended. After a failure,
 * and after `last`, only nb_converter_result() and nb_converter_free() may
 * follow.
 */
NB_API NB_CHECK enum nb_status nb_converter_add(struct nb_converter *converter,
						const void *bytes, size_t len,
						bool last, struct nb_buf *out,
						struct nb_error *err);

/*
 * What has been converted so far. It belongs to the converter, changes with
 * nb_converter_add(), and lives until nb_converter_free().
 */
NB_API const struct nb_conversion *nb_converter_result(
	const struct nb_converter *converter);

/*
 * Append the record of a conversion to `out`, as one line of JSON (nbconv(1),
 * REPORT). `name` is the name of the input, NUL-terminated. `failure` is the
 * error that ended the conversion, or NULL. NB_NOMEM is the only failure.
 */
NB_API NB_CHECK enum nb_status nb_conversion_json(
	const struct nb_conversion *conversion, const char *name,
	const struct nb_error *failure, struct nb_buf *out,
	struct nb_error *err);

/* The name of an edition of GB18030, "2022" and so on, in static storage. */
NB_API const char *nb_gb18030_profile_name(enum nb_gb18030_profile profile);

/*
 * Which iconv(3) converts the other charsets, "glibc" or "GNU libiconv"; and
 * the SHA-256 of the tables of GB18030, in hexadecimal. Together they say what
 * a conversion depends on. Both are in static storage.
 */
NB_API const char *nb_iconv_version(void);
NB_API const char *nb_gb18030_table_id(void);

#ifdef __cplusplus
}
#endif
#endif
