/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Validating TEI documents against the schema (format-spec/nbtei.rng).
 *
 * These functions are in libnbarc-xml (pkg-config nbarc-xml), because they need
 * libxml2. The error argument of every function may be NULL.
 *
 * Threads: a validator belongs to one thread at a time.
 */
#ifndef NBARC_VALIDATE_H
#define NBARC_VALIDATE_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The compiled schema. It checks many documents, one at a time. */
struct nb_validator;

/*
 * Make a validator, which compiles the schema and takes 3 ms.
 *
 * *v is the caller's, to be freed by nb_validator_free(); it is NULL after a
 * failure. NB_NOMEM if memory is lacking, and if libxml2 does not compile the
 * schema, for which lack of memory is the only known cause.
 */
NB_API NB_CHECK enum nb_status nb_validator_create(struct nb_validator **v,
						   struct nb_error *err);

/* Free a validator. NULL is fine. */
NB_API void nb_validator_free(struct nb_validator *v);

/*
 * Check the document in the `len` bytes at `xml`: that it is well-formed and
 * valid, and that every reference to "#name" finds its name. NB_INVALID with
 * "line N: ..." in err if it is not; that is libxml2's first useful message. A
 * document type declaration (DTD) is NB_INVALID, and is not read.
 * `name` stands for the document in messages. NB_NOMEM if libxml2 lacks memory,
 * of which libxml2 (2.9) may also end the program; nb_isolated_validate() of
 * <nbarc/isolated.h> does not.
 */
NB_API NB_CHECK enum nb_status nb_validate(struct nb_validator *v,
					   const void *xml, size_t len,
					   const char *name,
					   struct nb_error *err);

/* Like nb_validate(), for a document that begins at this line of its file. */
NB_API NB_CHECK enum nb_status nb_validate_from(struct nb_validator *v,
						const void *xml, size_t len,
						const char *name, uint64_t line,
						struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
