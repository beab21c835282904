/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bringing page entries into the order of the log (format-spec/nbarc-format.md,
 * section 11): for a log that is made from the catalogue alone, because the one
 * there was is damaged.
 *
 * The entries are visited several times, each time in the order of identifiers,
 * and of a page from the oldest revision to the newest. The first visit notes
 * their commits, from which their places in the log follow; each later one
 * takes the leaves of one part of the log. Memory is 12 bytes an entry, and one
 * part.
 *
 *	for each entry: nb_log_order_note()
 *	nb_log_order_sort()
 *	while (nb_log_order_more())
 *		for each entry: nb_log_order_take()
 *		nb_log_order_write()
 */
#ifndef NB_ARCHIVE_LOG_ORDER_H
#define NB_ARCHIVE_LOG_ORDER_H

#include "archive/log/log_writer.h"

struct nb_log_leaf;

/* Entries that are being sorted. All zeros is a new order. Everything is owned:
 * nb_log_order_free(). */
struct nb_log_order {
	uint64_t *noted; /* commit and number of the visit, in 32 bits each */
	size_t count, cap;
	uint32_t *place; /* in the log, by number of the visit */
	size_t from, to; /* places of the part that is being taken */
	size_t visited;	 /* entries in this visit */
	struct nb_log_leaf *part;
	struct nb_buf ids; /* of the part, one after the other */
};

/* Note the commit of the next entry. */
NB_CHECK enum nb_status nb_log_order_note(struct nb_log_order *order,
					  uint32_t commit,
					  struct nb_error *err);
/* Sort what was noted. */
NB_CHECK enum nb_status nb_log_order_sort(struct nb_log_order *order,
					  struct nb_error *err);
/* Begin the next part; false after the last. */
bool nb_log_order_more(struct nb_log_order *order);

/* Take the leaf of the next entry, which has its hashes, if it is in the part.
 */
NB_CHECK enum nb_status nb_log_order_take(struct nb_log_order *order,
					  const struct nb_entry *entry,
					  struct nb_error *err);
/* Add the part to a log. */
NB_CHECK enum nb_status nb_log_order_write(const struct nb_log_order *order,
					   struct nb_log_writer *writer,
					   struct nb_error *err);
void nb_log_order_free(struct nb_log_order *order);

#endif
