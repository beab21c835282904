/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 3 of the road: what each block of a normalised page is, and where the
 * page's items (articles, photographs, notices) begin and end.
 */
#ifndef NBARC_ARTICLE_H
#define NBARC_ARTICLE_H

#include <stdbool.h>

#include <nbarc/profile.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Items that a page may have, and the highest number of one. */
#define NB_PAGE_ITEMS_MAX 999u

enum nb_role {
	NB_ROLE_COLUMN,	   /* 栏题, the name of a column */
	NB_ROLE_KICKER,	   /* 引题, the line over the main head */
	NB_ROLE_MAIN,	   /* 主题, the main head */
	NB_ROLE_SUB,	   /* 副题, a line under the main head */
	NB_ROLE_CROSSHEAD, /* 小标题, a head inside an article */
	NB_ROLE_PARAGRAPH,
	NB_ROLE_BYLINE,	 /* who wrote it */
	NB_ROLE_CAPTION, /* the text of a photograph */
	NB_ROLE_CREDIT,	 /* who took it */
};

enum nb_kind {
	NB_KIND_ARTICLE,
	NB_KIND_PHOTO,
	NB_KIND_NOTICE, /* text that belongs to no article */
};

/* "kicker" ...; "article" ...: static, the words of TEI and of messages. */
NB_API const char *nb_role_name(enum nb_role role);
NB_API const char *nb_kind_name(enum nb_kind kind);

/* One block: a line of the normalised text. */
struct nb_unit {
	size_t offset; /* bytes into the normalised text */
	size_t len;    /* bytes, without the newline */
	enum nb_role role;
	/* A paragraph that something was set into, a caption or a crosshead,
	 * which are the units up to the next one that resumes it. */
	bool goes_on, resumes;
};

/* One item: consecutive units. */
struct nb_item {
	enum nb_kind kind;
	size_t first; /* index of its first unit */
	size_t count; /* number of units, at least 1 */
};

/* The division of a page: every unit belongs to exactly one item. */
struct nb_division {
	struct nb_unit *units;
	size_t unit_count;
	struct nb_item *items;
	size_t item_count;
};

/*
 * Divide a normalised page. It depends on the text and the profile (NULL: the
 * default) alone, so that a page that was normalised before gives the same
 * division. Text that is not valid UTF-8 is NB_INVALID, with the offset of its
 * first bad byte in err. All arrays are owned by the division and freed by
 * nb_division_free(), also after a failure.
 */
NB_API NB_CHECK enum nb_status nb_divide(const char *normalised, size_t len,
					 const struct nb_profile *profile,
					 struct nb_division *division,
					 struct nb_error *err);
NB_API void nb_division_free(struct nb_division *division);

#ifdef __cplusplus
}
#endif
#endif
