/* SPDX-License-Identifier: Apache-2.0 */
/* A signer of archives for tests of what the library does with a signature,
 * which it does not look into. */
#ifndef NB_TESTS_NOBODY_H
#define NB_TESTS_NOBODY_H

#include <nbarc/sign.h>

/* Sign as nobody: an nb_signer. The context is NULL, or points to a byte that
 * tells several nobodies apart. A signer always gets an error to fill in. */
static inline enum nb_status sign_as_nobody(void *context, struct nb_note *note,
					    struct nb_error *err)
{
	static const uint8_t bytes[NB_SIGNATURE_SIZE] = {2};
	const uint8_t *number = context;
	const struct nb_note_line line = {
		.name = {"nobody", 6},
		.key_id = {number ? *number : 1, 2, 3, 4},
		.signature = bytes,
		.signature_len = sizeof(bytes)};

	assert_non_null(err);
	return nb_note_add(note, &line, NULL, err);
}

#endif
