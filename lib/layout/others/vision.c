/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers of Google Cloud Vision (vision.h): pages, blocks, paragraphs, words
 * and symbols. A line has no element: a symbol says that it is the last one.
 *
 * Names are written in two ways, as fullTextAnnotation by the service and as
 * full_text_annotation by its libraries.
 */
#include "layout/others/vision.h"
#include "layout/others/failure.h"
#include "layout/others/json_place.h"

#include <nbarc/buf.h>

#include <string.h>

/* The ways that a symbol ends its line, by name and by number. */
static const char *const line_ends[] = {"EOL_SURE_SPACE", "HYPHEN",
					"LINE_BREAK"};
#define EOL_SURE_SPACE 3
#define HYPHEN 4
#define LINE_BREAK 5

/* What to do about a text without lines. */
#define ASK "ask Google Cloud Vision for DOCUMENT_TEXT_DETECTION"

/* A page that is being read. */
struct page {
	struct nb_answer *answer;
	double width, height; /* 0: not known */
	struct nb_buf word;
};

/* The value of a key in one of its two ways, or NULL. */
static json_t *get(const json_t *v, const char *camel, const char *snake)
{
	json_t *found = json_object_get(v, camel);

	return found ? found : json_object_get(v, snake);
}

/* The place of a word. Of PDF files it is a part of the page. */
static bool place_of(const struct page *p, const json_t *v, struct nb_box *box)
{
	const json_t *place = get(v, "boundingBox", "bounding_box");
	const json_t *parts =
		get(place, "normalizedVertices", "normalized_vertices");

	if (json_array_size(json_object_get(place, "vertices")) ||
	    !json_array_size(parts))
		return nb_json_place(place, box);
	return p->width > 0 && p->height > 0 && nb_json_place(parts, box) &&
	       nb_json_scale(box, p->width, p->height);
}

/* How the line ends after a symbol: one of the numbers above, or 0. */
static json_int_t end_of(const json_t *symbol)
{
	const json_t *found = get(json_object_get(symbol, "property"),
				  "detectedBreak", "detected_break");
	const json_t *type = get(found, "type", "type_");
	const char *name = json_string_value(type);
	json_int_t n = json_integer_value(type);
	size_t i;

	for (i = 0; name && i < sizeof(line_ends) / sizeof(line_ends[0]); i++)
		if (strcmp(name, line_ends[i]) == 0)
			return EOL_SURE_SPACE + (json_int_t)i;
	return n >= EOL_SURE_SPACE && n <= LINE_BREAK ? n : 0;
}

/* Add what was gathered of a word, and end the line if it ends there. */
static void end_word(struct page *p, const struct nb_box *box, json_int_t end)
{
	struct nb_answer *a = p->answer;

	if (end == HYPHEN && !a->status)
		a->status = nb_buf_puts(&p->word, "-");
	if (!a->status)
		a->status = nb_buf_add(&p->word, "", 1);
	if (!a->lines.open)
		nb_answer_begin(a, NULL);
	nb_answer_word(a, a->status ? "" : (const char *)p->word.data, box);
	p->word.len = 0;
	if (end)
		nb_answer_end(a);
}

/* Add a word with its symbols. */
static void add_word(struct page *p, const json_t *word)
{
	const json_t *symbols = json_object_get(word, "symbols");
	struct nb_box box;
	bool placed = place_of(p, word, &box);
	json_int_t end = 0;
	size_t i;

	for (i = 0; i < json_array_size(symbols); i++) {
		const json_t *s = json_array_get(symbols, i);
		const char *text =
			json_string_value(json_object_get(s, "text"));

		if (text && !p->answer->status)
			p->answer->status = nb_buf_puts(&p->word, text);
		end = end_of(s);
		/* A line may end within a word, which has one box. */
		if (end)
			end_word(p, placed ? &box : NULL, end);
	}
	if (!end)
		end_word(p, placed ? &box : NULL, 0);
}

/* Add the words of a paragraph, which ends its last line. */
static void add_paragraph(struct page *p, const json_t *paragraph)
{
	const json_t *words = json_object_get(paragraph, "words");
	size_t i;

	for (i = 0; i < json_array_size(words); i++)
		add_word(p, json_array_get(words, i));
	nb_answer_end(p->answer);
}

static void add_page(struct nb_answer *a, const json_t *v)
{
	const json_t *blocks = json_object_get(v, "blocks");
	struct page p = {.answer = a};
	size_t i, k;

	p.width = json_number_value(json_object_get(v, "width"));
	p.height = json_number_value(json_object_get(v, "height"));
	nb_answer_page(a, p.width, p.height);
	for (i = 0; i < json_array_size(blocks); i++) {
		const json_t *list = json_object_get(json_array_get(blocks, i),
						     "paragraphs");

		for (k = 0; k < json_array_size(list); k++)
			add_paragraph(&p, json_array_get(list, k));
	}
	nb_buf_free(&p.word);
}

/* Add words of which the first is the whole text, when they are placed. */
static void add_words(struct nb_answer *a, const json_t *words)
{
	static const char *const keys[] = {"boundingPoly", "bounding_poly",
					   NULL};
	struct nb_box box;
	size_t i;

	nb_answer_page(a, 0, 0);
	for (i = 1; i < json_array_size(words); i++) {
		const json_t *w = json_array_get(words, i);
		const char *text =
			json_string_value(json_object_get(w, "description"));

		if (text)
			nb_answer_line(
				a, text,
				nb_json_place(nb_json_find(w, keys), &box)
					? &box
					: NULL);
	}
}

/* Read one answer, for one image or one file. */
static bool read_one(struct nb_answer *a, const json_t *v)
{
	const json_t *full =
		get(v, "fullTextAnnotation", "full_text_annotation");
	const json_t *pages = json_object_get(full, "pages");
	const json_t *words = get(v, "textAnnotations", "text_annotations");
	size_t i, before = nb_answer_text(a);

	if (!json_is_object(full) && !json_is_array(words))
		return false;
	for (i = 0; i < json_array_size(pages); i++)
		add_page(a, json_array_get(pages, i));
	if (!json_array_size(pages))
		add_words(a, words);
	if (nb_answer_text(a) > before)
		return true;
	nb_failure_whole(a, json_string_value(json_object_get(full, "text")),
			 ASK);
	nb_failure_whole(a,
			 json_string_value(json_object_get(
				 json_array_get(words, 0), "description")),
			 ASK);
	return true;
}

/* Read what an answer has for one image; or for the pages of a file, which have
 * answers of their own. */
static void read_response(struct nb_answer *a, const json_t *v)
{
	const json_t *error = json_object_get(v, "error");
	const char *text = nb_failure_of(v);

	if (json_object_size(error)) {
		nb_answer_page(a, 0, 0);
		nb_failure_refuse(a, text ? text : "error");
	} else if (json_array_size(json_object_get(v, "responses"))) {
		(void)nb_vision_read(a, v);
	} else if (!read_one(a, v)) {
		/* An image without text has an empty answer. */
		nb_answer_page(a, 0, 0);
		nb_failure_check(a, v);
	}
}

bool nb_vision_read(struct nb_answer *a, const json_t *v)
{
	const json_t *list = json_object_get(v, "responses");
	size_t i;

	if (!json_array_size(list))
		return read_one(a, v);
	for (i = 0; i < json_array_size(list); i++)
		read_response(a, json_array_get(list, i));
	return true;
}
