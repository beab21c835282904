/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 2 of the road: the text of a page, its lines and blocks, and the
 * repair of breaks that a printed column or line left in it.
 *
 * Normalised text is UTF-8, one block (paragraph, head, byline ...) a line,
 * one empty line between blocks, three where the source leaves three or more,
 * one newline at the end, none before the first block. Normalising it again,
 * with the same layout if there was one, changes nothing.
 */
#ifndef NBARC_PAGE_H
#define NBARC_PAGE_H

#include <stdbool.h>

#include <nbarc/buf.h>
#include <nbarc/encoding.h>
#include <nbarc/layout.h>
#include <nbarc/profile.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A page's text, source or normalised, has at most this many bytes. */
#define NB_PAGE_MAX ((size_t)16 * 1024 * 1024)

/* Why a stretch of the source was replaced. */
enum nb_rule {
	NB_RULE_JOIN,	     /* a break inside a paragraph was removed */
	NB_RULE_PUNCTUATION, /* a half-width mark became full-width */
	NB_RULE_SPACE,	     /* white space at the ends of lines, empty lines,
				line ends other than U+000A */
	NB_RULE_KEEP,	     /* a person kept a break; it may have changed as by
				NB_RULE_SPACE, or not at all */
};

/* The name of a rule in journals and documents: "join" ...; static. */
NB_API const char *nb_rule_name(enum nb_rule rule);

/* One repair: `before` in the source text became `after`. */
struct nb_repair {
	size_t offset;	    /* of before, in bytes of the source's UTF-8 text */
	size_t before_len;  /* bytes */
	size_t at;	    /* of after, in bytes of the normalised text */
	size_t after_len;   /* bytes */
	const char *before; /* not NUL-terminated; lives as long as its owner */
	const char *after;
	enum nb_rule rule;
	const char *by;	    /* rule, model or person that decided: "indent",
			       "model", "person"; static or owned like
			       before */
	double probability; /* 0 to 1; 1 where a rule is certain */
};

struct nb_decisions; /* nbarc/review.h */

/* What the repair decision may be told; all zeros are the defaults. What is
 * pointed to must live as long as the page. */
struct nb_page_options {
	double threshold; /* join at this probability or above, in steps of
			     .01; 0: that of the profile, with a layout .5.
			     Between printed lines without a layout at a
			     fourth of its odds: .5 for .8. A higher one
			     joins a part of what a lower one joins. */
	/*
	 * NULL: nothing is known. Each line of the text that is not blank, or
	 * of one that is normalised already each block, must be the text of a
	 * box or of several, but for white space and the width of marks;
	 * NB_INVALID otherwise. Boxes stand in the order of the text but for a
	 * few, and may hold lines that the text has not.
	 */
	const struct nb_layout *layout;
	const struct nb_profile *profile;     /* NULL: the default */
	const struct nb_decisions *decisions; /* of a person; NULL: none */
	const char *page_id; /* for decisions about one page; NULL: all of
				them are about this one */
};

/* A page after repair. */
struct nb_page;

/*
 * Repair a page until nothing changes. `utf8` (valid, at most NB_PAGE_MAX
 * bytes, without a BOM) is copied. Text that is not valid UTF-8 is NB_INVALID
 * whatever the profile is, with the offset of its first bad byte in err.
 * options NULL are the defaults. Apart from white space and the marks of
 * NB_RULE_PUNCTUATION the characters of the result are those of the source, in
 * order, whatever the source is.
 */
NB_API NB_CHECK enum nb_status nb_page_create(
	const char *utf8, size_t len, const struct nb_page_options *options,
	struct nb_page **page, struct nb_error *err);
NB_API void nb_page_free(struct nb_page *page);

/* The normalised text; lives as long as the page. */
NB_API const char *nb_page_text(const struct nb_page *page, size_t *len);

/* The repairs in order of offset, which is also the order of `at`; they do
 * not overlap. */
NB_API const struct nb_repair *nb_page_repairs(const struct nb_page *page,
					       size_t *count);

/* Identity of the model that is compiled in: its name, and the first sixteen
 * digits of its SHA-256; with the NUL NB_MODEL_ID bytes. */
#define NB_MODEL_ID 33
NB_API void nb_model_id(char id[NB_MODEL_ID]);

/*
 * Identity of the layout that a page was made with, "" where there was none:
 * the name of the model of places, the first sixteen digits of the SHA-256 of
 * its weights, and as many of that of the layout's file; with the NUL at most
 * NB_LAYOUT_ID_MAX bytes. Lives as long as the page.
 */
#define NB_LAYOUT_ID_MAX 64
NB_API const char *nb_page_layout_id(const struct nb_page *page);

/*
 * The journal: which source, in which encoding, and each repair. As a file it
 * is JSON Lines (nbnorm(1), JOURNAL): one object for the source, then one a
 * repair.
 */
struct nb_source {
	uint8_t sha256[NB_SHA256_SIZE];
	uint64_t bytes;		      /* length as received */
	char charset[NB_CHARSET_MAX]; /* as in struct nb_text */
	bool bom;
	/* "ALTO" or "hOCR", from which the page's text was made; "" where the
	 * source is a text */
	char form[NB_FORM_NAME_MAX];
};

struct nb_journal {
	struct nb_source source;
	char model[64];		       /* nb_model_id() of the repair */
	char profile[64];	       /* nb_profile_id() of it */
	char layout[NB_LAYOUT_ID_MAX]; /* nb_page_layout_id() of it */
	struct nb_repair *repairs;     /* owned, with their strings */
	size_t count;
	struct nb_buf strings; /* what before, after and by point into */
};

/* Append the journal of a page as JSON Lines. */
NB_API NB_CHECK enum nb_status nb_journal_write(const struct nb_page *page,
						const struct nb_source *source,
						struct nb_buf *out,
						struct nb_error *err);

/*
 * The same in little space, for an archive, which has the source beside it: the
 * breaks that were joined, and what else cannot be told from the source
 * (section 6.1); of markup, whose `form` is that of struct nb_source, also the
 * text that was made from it. nb_page_replay() makes the page again: its text,
 * its repairs and its journal are those of the page that was packed; utf8 is
 * the source decoded, and not looked at where nb_journal_form() says that it
 * was markup. NB_INVALID when the bytes are no such journal or belong to
 * another source, NB_UNSUPPORTED when they are one of a later version.
 */
NB_API NB_CHECK enum nb_status nb_journal_pack(const struct nb_page *page,
					       const char *form,
					       struct nb_buf *out,
					       struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_journal_form(const void *packed, size_t len,
					       char form[NB_FORM_NAME_MAX],
					       struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_page_replay(const char *utf8, size_t len,
					      const void *packed,
					      size_t packed_len,
					      struct nb_page **page,
					      struct nb_error *err);

/*
 * Read a journal; NB_INVALID with the byte offset of the bad line. The caller
 * frees it with nb_journal_free(), also after a failure.
 */
NB_API NB_CHECK enum nb_status nb_journal_read(const void *bytes, size_t len,
					       struct nb_journal *journal,
					       struct nb_error *err);
NB_API void nb_journal_free(struct nb_journal *journal);

/*
 * The source's UTF-8 text from the normalised text, appended to out; of markup
 * the text that was made from it.
 * NB_INVALID when the journal belongs to another text.
 */
NB_API NB_CHECK enum nb_status nb_journal_undo(const struct nb_journal *journal,
					       const char *normalised,
					       size_t len, struct nb_buf *out,
					       struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
