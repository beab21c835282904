/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers without lines (failure.h).
 *
 * A page without lines is blank; so says the archive, and nobody looks at it
 * again. Services answer in the same shape when a limit was reached, or when
 * nobody asked them for lines. Then the text would be lost in silence.
 */
#include "layout/others/failure.h"
#include "base/error.h"
#include "layout/others/json_place.h"

#include <string.h>
#include <strings.h>

/* The code of OCR.space for a page that was read. */
#define PAGE_READ 1

/* The text, or the first of a list of texts; NULL if it is empty. */
static const char *words_of(const json_t *v)
{
	const char *text =
		json_string_value(json_is_array(v) ? json_array_get(v, 0) : v);

	return text && *text ? text : NULL;
}

/* The object in which the service says what went wrong, and its words. */
static const json_t *find(const json_t *root, const char **text)
{
	static const char *const names[] = {"error_msg", "message", "Message",
					    "ErrorMessage", NULL};
	static const char *const errors[] = {"error", "Error", "Response",
					     "body", NULL};
	const json_t *v = root;
	size_t i;

	/* The error may be inside of the answer, and of an error in that. */
	for (i = 0; i < 3 && json_is_object(v); i++) {
		*text = words_of(nb_json_find(v, names));
		if (*text)
			return v;
		v = nb_json_find(v, errors);
	}
	return NULL;
}

const char *nb_failure_of(const json_t *root)
{
	const char *text = NULL;

	return find(root, &text) ? text : NULL;
}

/* Is it a code, or a message, of success? */
static bool is_success(const char *text)
{
	static const char *const good[] = {"0", "200", "ok", "success"};
	size_t i;

	for (i = 0; text && i < sizeof(good) / sizeof(good[0]); i++)
		if (strcasecmp(text, good[i]) == 0)
			return true;
	return false;
}

/* Does the message go with a success? Some services always have one. */
static bool went_well(const json_t *v, const char *text)
{
	static const char *const codes[] = {"error_code", "code", NULL};
	const json_t *code = nb_json_find(v, codes);

	if (json_is_integer(code))
		return json_integer_value(code) == 0 ||
		       json_integer_value(code) == 200;
	return is_success(text) || is_success(json_string_value(code));
}

/* The page in hand; before the first one, that. */
static unsigned page_of(const struct nb_answer *a)
{
	return a->lines.image ? a->lines.image : 1;
}

void nb_failure_refuse(struct nb_answer *a, const char *text)
{
	if (!a->status)
		a->status = nb_fail(a->err, NB_INVALID,
				    "page %u: the OCR service failed, and "
				    "says: %.200s",
				    page_of(a), text);
}

void nb_failure_whole(struct nb_answer *a, const char *text, const char *ask)
{
	if (!a->status && text && text[strspn(text, " \t\r\n")])
		a->status = nb_fail(a->err, NB_UNSUPPORTED,
				    "page %u has a text, but no lines: %s",
				    page_of(a), ask);
}

void nb_failure_text(struct nb_answer *a, const json_t *v)
{
	static const char *const texts[] = {"content", NULL};

	nb_failure_whole(a, json_string_value(json_object_get(v, "ParsedText")),
			 "ask OCR.space for them with isOverlayRequired=true");
	nb_failure_whole(a, json_string_value(nb_json_find(v, texts)),
			 "ask the service for them");
}

void nb_failure_check(struct nb_answer *a, const json_t *v)
{
	const json_t *code = json_object_get(v, "FileParseExitCode");
	const char *text = NULL;
	const json_t *at = find(v, &text);

	if (at && !went_well(at, text))
		nb_failure_refuse(a, text);
	else if (code && json_integer_value(code) != PAGE_READ)
		nb_failure_refuse(a, "FileParseExitCode is not 1");
	nb_failure_text(a, v);
}
