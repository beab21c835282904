/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Articles that a file states by name: an ID that several regions, blocks or
 * lines have. They need not follow each other, since an article may go on in
 * another column.
 */
#ifndef NB_LAYOUT_STATED_ARTICLES_H
#define NB_LAYOUT_STATED_ARTICLES_H

#include <nbarc/layout.h>

/* What is stated of a part. */
struct nb_article_said {
	const char *name; /* of the article */
	size_t len;	  /* of its name; 0: it has none */
	enum nb_said_kind kind;
	bool stated;  /* anything is stated */
	bool defines; /* it says that this is the ID of an article; else the ID
		       * counts only if another part says so */
	bool alone;   /* of all articles of the file, only this one has a name,
		       * which may be that of all of them */
};

/* It was stated of an area. `name` is an offset in nb_articles.names. */
struct nb_article_statement {
	size_t name;
	uint32_t area, image; /* 1 + the index of the area */
	enum nb_said_kind kind;
	bool defines, alone;
};

/*
 * All zeros at the start; owns its lists. Once they are gathered, `number` has
 * for each area, by 1 + its index, the number of its article from 1, or 0.
 */
struct nb_articles {
	struct nb_buf names; /* each ends with a NUL */
	struct nb_article_statement *list;
	size_t count, cap;
	uint32_t *number;
	size_t *by;	   /* by number: a statement that defines it */
	uint32_t articles; /* the last number */
};

/* Note what is stated of an area. Only NB_NOMEM can happen, here and below. */
NB_CHECK enum nb_status nb_articles_note(struct nb_articles *a, uint32_t area,
					 uint32_t image,
					 const struct nb_article_said *said,
					 struct nb_error *err);

/* Was the same stated of this area, which is the last that was noted? Without a
 * name: was nothing? */
bool nb_articles_same(const struct nb_articles *a, uint32_t area,
		      const struct nb_article_said *said);

/*
 * All lines of the layout are read, and in the order of the page: put those of
 * each article together where its first line is. Lines that are of no article
 * follow the one that they come after. What is stated in two ways is noted in
 * layout->doubts.
 */
NB_CHECK enum nb_status nb_articles_gather(struct nb_articles *a,
					   struct nb_layout *layout,
					   struct nb_error *err);

/*
 * Make the articles items, with numbers above `above`. If there are any, groups
 * of the reading order are none.
 */
void nb_articles_settle(const struct nb_articles *a, struct nb_layout *layout,
			uint32_t above);

/* Free the lists; all zeros afterwards. */
void nb_articles_free(struct nb_articles *a);

#endif
