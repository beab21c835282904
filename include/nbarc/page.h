/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages: the repair of false line breaks, and its journal (nbnorm(1)).
 *
 * This is the second stage of a page. nb_page_create() takes the decoded text,
 * decides of every break between two lines whether it is false, that is left
 * over from a printed column or line, and gives the normalised text. That is
 * UTF-8 with one block (paragraph, head, byline ...) a line, one empty line
 * between blocks, three if the source has three or more, one newline at the
 * end, and none before the first block. Normalising it again, with the same
 * layout if there was one, changes nothing.
 *
 * The repair loses nothing. Apart from white space and a few punctuation marks,
 * the characters of the normalised text are those of the source in the same
 * order. Each change is a struct nb_repair. The journal has all of them, and
 * nb_journal_undo() makes the source again from it and the normalised text.
 *
 * <nbarc/review.h> has the breaks with their probabilities and reasons, and a
 * person's decisions about them.
 *
 * Threads: a page does not change once it is made, so several threads may read
 * one.
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

/* ---- repairing a page */

/* The most bytes of a page's text. */
#define NB_PAGE_MAX ((size_t)16 * 1024 * 1024)

/* The most lines of a page that are not empty, and the most repairs of a page
 * (section 13 of format-spec/nbarc-format.md). A page of a newspaper has some
 * hundreds of each; the limits bound the memory that an archive can ask for. */
#define NB_PAGE_LINES_MAX ((size_t)1 << 20)
#define NB_PAGE_REPAIRS_MAX ((size_t)1 << 20)

/* Why a part of the source was replaced. */
enum nb_rule {
	NB_RULE_JOIN,	     /* a break inside a paragraph was removed */
	NB_RULE_PUNCTUATION, /* a half-width mark became full-width */
	NB_RULE_SPACE,	     /* white space at the ends of lines, empty lines,
			      * line ends other than U+000A */
	NB_RULE_KEEP,	     /* a person kept a break. It may have changed as by
			      * NB_RULE_SPACE, or not at all. */
};

/* The name of a rule in journals and documents, "join" and so on, in static
 * storage. */
NB_API const char *nb_rule_name(enum nb_rule rule);

/*
 * One repair: `before` in the source's text became `after`. Either may be
 * empty. The strings are not NUL-terminated, and belong to the page or journal
 * that the repair is part of.
 */
struct nb_repair {
	size_t offset;	   /* of before, in bytes of the source's UTF-8 text */
	size_t before_len; /* bytes */
	size_t at;	   /* of after, in bytes of the normalised text */
	size_t after_len;  /* bytes */
	const char *before;
	const char *after;
	enum nb_rule rule;
	const char *by;	    /* the rule that decided ("indent"), "model" or
			     * "person"; NUL-terminated */
	double probability; /* 0 to 1; 1 if a rule is certain */
};

/* A person's decisions: <nbarc/review.h>. */
struct nb_decisions;

/*
 * How to repair. All zeros are the defaults. Everything that is pointed to must
 * live as long as the page.
 */
struct nb_page_options {
	/* Join breaks from this probability on, in steps of .01. 0: the
	 * threshold of the profile. Between lines of unequal length, as an OCR
	 * engine leaves them, a sixth of its odds suffices, .4 instead of .8,
	 * or a quarter with a layout, .5. So does a quarter between the lines
	 * of a page without a layout that indents paragraphs. A higher
	 * threshold joins only breaks that a lower one joins too. */
	double threshold;
	/* Where the lines of the page are; NULL: not known. Each line of the
	 * text that is not blank, or each block if it is normalised already,
	 * must have the text of one box or of several, apart from white space
	 * and the width of marks. The boxes are in the order of the text except
	 * for a few, and may have lines that the text lacks. */
	const struct nb_layout *layout;
	/* What the source says of the items and heads of the page; NULL:
	 * nothing. No paragraph goes on across a border that it states. A
	 * layout that has another text, white space and the width of marks
	 * aside, says nothing. It is only needed during the call. */
	const struct nb_layout *said;
	const struct nb_profile *profile;     /* NULL: the default */
	const struct nb_decisions *decisions; /* of a person; NULL: none */
	const char *page_id; /* for decisions about one page; NULL: all of
			      * them are about this one */
};

/* A page after its repair. */
struct nb_page;

/*
 * Repair the page in the `len` bytes at `utf8`, repeatedly until nothing
 * changes. The text is UTF-8 without a byte order mark, as in struct nb_text,
 * and is copied. `options` may be NULL.
 *
 * *page is the caller's, to be freed by nb_page_free(); it is NULL after a
 * failure. NB_INVALID if the text is not UTF-8, with the offset of the first
 * bad byte, or if the layout lacks a line of the text; NB_LIMIT if the text has
 * more than NB_PAGE_MAX bytes or NB_PAGE_LINES_MAX lines, or needs more than
 * NB_PAGE_REPAIRS_MAX repairs.
 */
NB_API NB_CHECK enum nb_status nb_page_create(
	const char *utf8, size_t len, const struct nb_page_options *options,
	struct nb_page **page, struct nb_error *err);

/* Free a page and all that it gave out. NULL is fine. */
NB_API void nb_page_free(struct nb_page *page);

/*
 * The normalised text, of *len bytes. It is not NUL-terminated, is never NULL,
 * and lives as long as the page. It is empty if the source has only white
 * space.
 */
NB_API const char *nb_page_text(const struct nb_page *page, size_t *len);

/*
 * The repairs of the page: an array of *count, in order of `offset`, which is
 * also the order of `at`. They do not overlap, and live as long as the page.
 */
NB_API const struct nb_repair *nb_page_repairs(const struct nb_page *page,
					       size_t *count);

/* Bytes of the identity of a model, with its NUL. */
#define NB_MODEL_ID 33

/*
 * Write the identity of the model that is compiled into the library: its name,
 * and the first sixteen digits of its SHA-256. Journals and documents have it.
 */
NB_API void nb_model_id(char id[NB_MODEL_ID]);

/* The most bytes of the identity of a layout, with its NUL. */
#define NB_LAYOUT_ID_MAX 64

/*
 * The identity of the layout that the page was repaired with; "" if there was
 * none. It is the name of the model that weighs the places of lines, the first
 * sixteen digits of the SHA-256 of its weights, and as many digits of that of
 * the layout's file. It lives as long as the page.
 */
NB_API const char *nb_page_layout_id(const struct nb_page *page);

/* ---- the journal */

/*
 * A page as it was received. nb_convert_page() fills it in; without it, the
 * hash and the length are those of the bytes, and charset and bom are those of
 * struct nb_text.
 */
struct nb_source {
	uint8_t sha256[NB_SHA256_SIZE];
	uint64_t bytes;		      /* length as received */
	char charset[NB_CHARSET_MAX]; /* as in struct nb_text */
	bool bom;		      /* it began with a byte order mark */
	/* The form that the page's text was made from, such as "ALTO" (see
	 * NB_FORM_NAME_MAX in <nbarc/layout.h>); "" if the source is a text. */
	char form[NB_FORM_NAME_MAX];
};

/* A part of a text, which belongs to something else. */
struct nb_gap {
	const char *text;
	size_t len; /* bytes */
};

/*
 * A journal that was read: which source, in which encoding, and each repair. It
 * owns the repairs, the gaps and their strings.
 */
struct nb_journal {
	struct nb_source source;
	char model[64];		       /* nb_model_id() of the repair */
	char profile[64];	       /* nb_profile_id() of the repair */
	char layout[NB_LAYOUT_ID_MAX]; /* nb_page_layout_id() of the repair */
	/* The order of reading that a person decided, as nb_page_order() of
	 * <nbarc/review.h> has it, NUL-terminated; "": that of the source. */
	const char *order;
	/* What stood where the lines were parted that are in another order:
	 * before each run of them in the order of the source, and at the end,
	 * as far as it does not stand there still. */
	struct nb_gap *gaps;
	size_t gap_count;
	struct nb_repair *repairs;
	size_t count;
	struct nb_buf strings; /* what all pointers to text point to */
};

/*
 * Append the journal of a page to `out`, as JSON Lines (nbnorm(1), JOURNAL):
 * one object for the source, then one for each repair. `source` describes the
 * page as it was received. NB_NOMEM is the only failure.
 */
NB_API NB_CHECK enum nb_status nb_journal_write(const struct nb_page *page,
						const struct nb_source *source,
						struct nb_buf *out,
						struct nb_error *err);

/*
 * Append the journal of a page to `out` in the packed form of archives
 * (section 6.1 of format-spec/nbarc-format.md). It has only what cannot be told
 * from the source, which an archive keeps beside it: mainly the breaks that
 * were joined. `form` is the `form` of the source; if it is not "", the text
 * that was made from the markup is packed too.
 *
 * NB_LIMIT if too many different rules decided; NB_NOMEM.
 */
NB_API NB_CHECK enum nb_status nb_journal_pack(const struct nb_page *page,
					       const char *form,
					       struct nb_buf *out,
					       struct nb_error *err);

/*
 * Write the form of the source that a packed journal belongs to,
 * NUL-terminated: that of struct nb_source, or "" for a text. NB_INVALID if the
 * bytes are no packed journal; NB_UNSUPPORTED if they are one of a later
 * version.
 */
NB_API NB_CHECK enum nb_status nb_journal_form(const void *packed, size_t len,
					       char form[NB_FORM_NAME_MAX],
					       struct nb_error *err);

/*
 * Make a page again from its source and its packed journal: its text, its
 * repairs and its journal are those of the page that was packed, whatever the
 * present model would decide. `utf8` is the decoded source; it is not used if
 * nb_journal_form() gives another form than "".
 *
 * *page is the caller's, to be freed by nb_page_free(); it is NULL after a
 * failure. NB_INVALID if the journal is damaged or belongs to another source;
 * NB_UNSUPPORTED if it is of a later version. The page has no probabilities of
 * breaks that were kept, so <nbarc/review.h> is of no use for it.
 */
NB_API NB_CHECK enum nb_status nb_page_replay(const char *utf8, size_t len,
					      const void *packed,
					      size_t packed_len,
					      struct nb_page **page,
					      struct nb_error *err);

/*
 * Read a journal from the `len` bytes of its JSON Lines.
 *
 * The caller frees *journal with nb_journal_free(), also after a failure.
 * NB_INVALID if a line is not as nb_journal_write() writes it, with the offset
 * of the line; NB_UNSUPPORTED if the journal is of a later version.
 */
NB_API NB_CHECK enum nb_status nb_journal_read(const void *bytes, size_t len,
					       struct nb_journal *journal,
					       struct nb_error *err);

/* Free what a journal owns and make it empty. NULL is fine. */
NB_API void nb_journal_free(struct nb_journal *journal);

/*
 * Append the source's text in UTF-8 to `out`, made from the `len` bytes of the
 * normalised text and its journal; nb_text_encode() then makes the source
 * itself. Of files of OCR engines it is the text that was made from the markup,
 * not the file.
 *
 * NB_INVALID if the journal belongs to another text, with the offset in the
 * normalised text; a part of the result may be in `out` then.
 */
NB_API NB_CHECK enum nb_status nb_journal_undo(const struct nb_journal *journal,
					       const char *normalised,
					       size_t len, struct nb_buf *out,
					       struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
