/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inverting texts: from the characters of each document to the documents of
 * each character and of each pair of characters
 * (format-spec/nbarc-index.md, section 2).
 */
#ifndef NB_INDEX_INVERT_H
#define NB_INDEX_INVERT_H

#include "index/segment_writer.h"

/* Texts that are being inverted. */
struct nb_inverter;

/* Is a character of a folded text indexed: an ideograph, a letter or a digit?
 */
bool nb_index_has(uint32_t c);

NB_CHECK enum nb_status nb_inverter_create(struct nb_inverter **inverter);
void nb_inverter_free(struct nb_inverter *inverter);

/* Begin anew, keeping the memory. */
void nb_inverter_clear(struct nb_inverter *inverter);

/* Begin the next document. NB_NOMEM. */
NB_CHECK enum nb_status nb_inverter_document(struct nb_inverter *inverter);

/* Add valid UTF-8, which is folded, to the document. NB_NOMEM. */
NB_CHECK enum nb_status nb_inverter_text(struct nb_inverter *inverter,
					 const char *text, size_t len);

/* Note that a text of the document could not be read. NB_NOMEM. */
NB_CHECK enum nb_status nb_inverter_unread(struct nb_inverter *inverter);

/* The documents so far. */
uint32_t nb_inverter_documents(const struct nb_inverter *inverter);

/* Is so much in memory that it should be written? */
bool nb_inverter_full(const struct nb_inverter *inverter);

/* The number of different characters. */
uint32_t nb_inverter_chars(const struct nb_inverter *inverter);

/* Write all characters and their lists. */
NB_CHECK enum nb_status nb_inverter_write(struct nb_inverter *inverter,
					  struct nb_index_writer *writer,
					  struct nb_error *err);

#endif
