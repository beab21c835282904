/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of an identifier as people write them in paths and tables: dates,
 * pages, title codes, numbers of issues.
 *
 * All functions look at `len` bytes at `s`, which need not end there, and say
 * whether these bytes as a whole are such a part. The text must have gone
 * through nb_name_narrow() first. A part is written to `out` as identifiers
 * have it, NUL-terminated.
 */
#ifndef NB_NAME_PARTS_H
#define NB_NAME_PARTS_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a part with its NUL; also the most bytes of one in a path. */
#define NB_NAME_PART 64

/*
 * Copy a NUL-terminated text with its full-width digits, letters, hyphens, full
 * stops and underscores in their half-width form. Bytes that are not UTF-8 stay
 * as they are. The result is never longer; false if it has no room in `size`
 * bytes, with its NUL.
 */
bool nb_name_narrow(const char *text, char *out, size_t size);

/*
 * A date with year, month and day: 20190304, 2019-3-4, 2019.03.04, 2019/03/04,
 * 2019/0304, 2019年3月4日, 二〇一九年三月四日, 民国三十六年三月四日; a letter
 * for the edition may follow. Zeros stand for parts that are not known. The
 * result has 8 digits and the letter in lower case. Whether the day exists is
 * not asked.
 */
bool nb_name_date(const char *s, size_t len, char out[NB_NAME_PART]);

/* Like nb_name_date(), and also 2019-03, 2019年3月, 2019年 and 2019. */
bool nb_name_date_or_less(const char *s, size_t len, char out[NB_NAME_PART]);

/*
 * A page: 3, 03, 0003, a3, A03, 第3版, A03版, 第三版. The result has the letter
 * in lower case, and two digits or three.
 */
bool nb_name_page_number(const char *s, size_t len, char out[NB_NAME_PART]);

/* A title code, in upper or lower case. */
bool nb_name_title(const char *s, size_t len, char out[NB_NAME_PART]);

/* The number of an issue: 12, 第12期, 总第1234期, No.12, 第十二期. */
bool nb_name_issue(const char *s, size_t len, char out[NB_NAME_PART]);

/* The number of an article of a page: 5, 005, 第5篇; 1 to 65535. */
bool nb_name_article_number(const char *s, size_t len, char out[NB_NAME_PART]);

/* A year of four digits, 年 may follow; or one of the Republic, 民国36年. */
bool nb_name_year(const char *s, size_t len, char out[NB_NAME_PART]);

/* A month or a day, of one or two digits; 月, 日 or 号 may follow, and does
 * after a Chinese numeral. The result has two digits. */
bool nb_name_month(const char *s, size_t len, char out[NB_NAME_PART]);
bool nb_name_day(const char *s, size_t len, char out[NB_NAME_PART]);

/* The letter of an edition. */
bool nb_name_edition(const char *s, size_t len, char out[NB_NAME_PART]);

#endif
