/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Data files inside a library or program. NB_EMBEDDED declares the data that
 * the table in the Makefile calls `name`: an array of `type` (char for text,
 * uint8_t for the rest) that ends at name_end. A NUL follows, so that text is a
 * string.
 */
#ifndef NB_BASE_EMBED_H
#define NB_BASE_EMBED_H

#define NB_EMBEDDED(type, name)                                         \
	extern const type name[] __attribute__((visibility("hidden"))), \
		name##_end[] __attribute__((visibility("hidden")))

#endif
