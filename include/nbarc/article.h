/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dividing a page into articles.
 *
 * This is the third stage of a page, after <nbarc/encoding.h> and
 * <nbarc/page.h> and before <nbarc/tei.h>. nb_convert_page() of
 * <nbarc/ingest.h> runs all of them. The input is the text that nb_page_text()
 * gives: one block a line, with empty lines between blocks. Each block becomes
 * a unit, which has a role: a head, a paragraph, a byline and so on.
 * Consecutive units form an item: an article, a photograph or a notice.
 *
 * What a person decided about items and blocks (<nbarc/review.h>) holds, and
 * then what the source says of them. Where neither says anything, a statistical
 * model decides. So a division may be wrong, but it is always
 * complete: each unit belongs to exactly one item. The same text, profile
 * and source always give the same division, in every environment.
 *
 * Threads: these functions keep nothing. A division belongs to one thread at a
 * time.
 */
#ifndef NBARC_ARTICLE_H
#define NBARC_ARTICLE_H

#include <stdbool.h>

#include <nbarc/id.h>
#include <nbarc/page.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The most units of an item. A whole page of a newspaper has some hundreds; the
 * limit bounds the time of validation, which grows with the square of their
 * number. */
#define NB_ITEM_UNITS_MAX 65535u

/* What a unit is. The comments have the terms of the trade. */
enum nb_role {
	NB_ROLE_COLUMN,	   /* 栏题, the name of a column */
	NB_ROLE_KICKER,	   /* 引题, the line over the main head */
	NB_ROLE_MAIN,	   /* 主题, the main head */
	NB_ROLE_SUB,	   /* 副题, a line under the main head */
	NB_ROLE_CROSSHEAD, /* 小标题, a head inside an article */
	NB_ROLE_PARAGRAPH,
	NB_ROLE_BYLINE,	 /* who wrote it */
	NB_ROLE_CAPTION, /* the text of a photograph */
	NB_ROLE_CREDIT,	 /* who took the photograph */
	NB_ROLE_DATELINE, /* 电头, where a report is from, and of what day; only
			   * a person says that a whole block is one */
};

/* What an item is. The values are those of the file. */
enum nb_kind {
	NB_KIND_ARTICLE,
	NB_KIND_PHOTO,
	NB_KIND_NOTICE, /* text that belongs to no article */
	NB_KIND_ADVERTISEMENT,
	NB_KIND_FURNITURE, /* of the page: masthead, date, name of a section */
};

/* How many kinds there are. */
#define NB_KINDS (NB_KIND_FURNITURE + 1)

/*
 * The word for a role ("kicker") or a kind ("article") in TEI and in messages,
 * in static storage.
 */
NB_API const char *nb_role_name(enum nb_role role);
NB_API const char *nb_kind_name(enum nb_kind kind);

/* One block: a line of the normalised text. */
struct nb_unit {
	size_t offset; /* in bytes of the normalised text */
	size_t len;    /* bytes, without the newline */
	enum nb_role role;
	/* Captions and crossheads may be set into the middle of a paragraph.
	 * The part of the paragraph before them goes on; the part after them
	 * resumes. The units between the two are what was set in. */
	bool goes_on, resumes;
	/* The probability that the unit begins an item, by what says most of it
	 * on any medium, 0 to 1; negative if that says nothing, or if a person
	 * or the source decided. Where it is near .5, or where it contradicts
	 * the division, a person should look. */
	double begins;
};

/* One item: consecutive units. */
struct nb_item {
	enum nb_kind kind;
	size_t first; /* index of its first unit */
	size_t count; /* number of units, at least 1 */
	/* The number that the layout gives to the item (struct nb_area); 0: the
	 * model found it. */
	uint32_t said;
	/* The items that a person said this one goes on in, and continues, by
	 * identifiers; "": none; NULL: nothing was said. They belong to the
	 * decisions. */
	const char *next, *prev;
};

/*
 * A reading that a person put in the place of another. The normalised text has
 * the old one, and so has the journal; only documents have both.
 */
struct nb_correction {
	size_t offset; /* of the old reading, in bytes of the normalised text */
	size_t len;    /* bytes of it; 0: it lacks what is to be read */
	const char *reading; /* NUL-terminated; it belongs to the decisions */
	size_t at; /* where that begins in the text as it is read, in bytes */
};

/*
 * The division of a page: every unit belongs to exactly one item, and units and
 * items are in the order of the text. The division owns the arrays. It does
 * not have the text, which the caller keeps.
 */
struct nb_division {
	struct nb_unit *units;
	size_t unit_count;
	struct nb_item *items;
	size_t item_count;
	bool known;    /* the source said something of the items and heads */
	bool numbered; /* `said` of each item is the number that it shall have
			* on this page */
	/* One enum nb_outcome for each decision that the page was divided with,
	 * in their order; NULL without decisions. */
	uint8_t *outcomes;
	size_t decided; /* units that a person decided about */
	/* What a person corrected, in the order of the text. None goes over
	 * the end of a unit, and no two overlap. */
	struct nb_correction *corrections;
	size_t correction_count;
};

/*
 * Divide the normalised page in the `len` bytes at `normalised`. `how` is that
 * of the repair; NULL: the defaults. Its profile, and what the source says of
 * the page (`said`), are used: items, kinds and heads that the source states
 * hold, and the model decides the rest. Inside of an item that it states no
 * other begins. A person's decisions about items and blocks overrule both. They
 * must live as long as the division.
 *
 * The caller frees *division with nb_division_free(), also after a failure. A
 * text without blocks gives no units and no items. NB_NOMEM if memory is
 * lacking; NB_INVALID if the text is not UTF-8, with the offset of its first
 * bad byte in err; NB_LIMIT if the page has more than NB_PAGE_ITEMS_MAX items
 * or an item more than NB_ITEM_UNITS_MAX units, with the offset of the first
 * that is too many.
 */
NB_API NB_CHECK enum nb_status nb_divide(const char *normalised, size_t len,
					 const struct nb_page_options *how,
					 struct nb_division *division,
					 struct nb_error *err);

/* Free the arrays of a division and make it empty. NULL is fine. */
NB_API void nb_division_free(struct nb_division *division);

#ifdef __cplusplus
}
#endif
#endif
