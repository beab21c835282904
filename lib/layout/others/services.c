/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answers of OCR services (services.h).
 *
 * For most of them it is enough to know on which path the lines stand. What a
 * line says and where it is has a dozen names; since none of them means another
 * thing elsewhere, they are looked for in each line whatever the service. What
 * has another shape has a reader of its own: vision.c, and lists.c for engines
 * that write lists of lists.
 */
#include "layout/others/services.h"
#include "base/error.h"
#include "json/load.h"
#include "layout/others/failure.h"
#include "layout/others/json_place.h"
#include "layout/others/lists.h"
#include "layout/others/vision.h"

#include <string.h>

/* The longest key of a path. */
#define KEY_MAX 32u

/* ---- lines */

/* Names of the text of a line or of a word. "words" may also be an object that
 * has text and place itself. */
static const char *const text_keys[] = {"words",	 "word",
					"DetectedText",	 "LineText",
					"WordText",	 "transcription",
					"block_content", "content",
					"text",		 NULL};
static const char *const place_keys[] = {"location",
					 "words_location",
					 "pos",
					 "boundingPolygon",
					 "boundingPoly",
					 "boundingBox",
					 "Polygon",
					 "ItemPolygon",
					 "text_box_position",
					 "points",
					 "bbox",
					 "box",
					 NULL};

/* The place of a line or word: under one of the names, or in the object. */
static bool place_of(const struct nb_answer *a, const json_t *v,
		     struct nb_box *box)
{
	const json_t *place = nb_json_find(v, place_keys);

	return nb_json_place(place ? place : v, box) &&
	       nb_json_scale(box, a->scale, a->scale);
}

/* The text of a line or word, or NULL. A list of its words may have one of the
 * names, too. */
static const char *text_of(const json_t *v)
{
	const char *text = NULL;
	size_t i;

	for (i = 0; text_keys[i] && !text; i++) {
		const char *const key[] = {text_keys[i], NULL};

		text = json_string_value(nb_json_find(v, key));
	}
	return text;
}

/* Add a line that has its text only in its words. False if one has none. */
static bool add_words(struct nb_answer *a, const json_t *line,
		      const json_t *words)
{
	struct nb_box box;
	bool found = true;
	size_t i;

	nb_answer_begin(a, place_of(a, line, &box) ? &box : NULL);
	for (i = 0; i < json_array_size(words); i++) {
		const json_t *word = json_array_get(words, i);
		const char *text = text_of(word);

		found &= text != NULL;
		if (text)
			nb_answer_word(a, text,
				       place_of(a, word, &box) ? &box : NULL);
	}
	nb_answer_end(a);
	return found;
}

/* Add a line. False if it has no text. */
static bool add_line(struct nb_answer *a, const json_t *line)
{
	static const char *const words_keys[] = {"words", NULL};
	const json_t *words = nb_json_find(line, words_keys);
	struct nb_box box;
	const char *text;

	if (json_is_object(words))
		line = words;
	text = text_of(line);
	if (!text && json_is_array(words))
		return add_words(a, line, words);
	if (!text)
		return false;
	nb_answer_line(a, text, place_of(a, line, &box) ? &box : NULL);
	return true;
}

/* ---- paths */

/*
 * Where the lines are: keys with slashes between them. The value of a key with
 * '*' is a list of pages, that of one with '+' a list of lines, or of groups of
 * them if the path goes on.
 */
static const char *const paths[] = {
	"words_result+",	      /* Baidu */
	"results+",		      /* Baidu, analysis of documents */
	"Response/TextDetections+",   /* Tencent */
	"TextDetections+",	      /* Tencent, by its tools */
	"result/words_block_list+",   /* Huawei */
	"result*/words_block_list+",  /* Huawei, files of several pages */
	"prism_wordsInfo+",	      /* Aliyun */
	"Data/prism_wordsInfo+",      /* Aliyun, by its tools */
	"body/Data/prism_wordsInfo+", /* Aliyun, by its libraries */
	"analyzeResult/readResults*/lines+", /* Azure Read 3 */
	"analyzeResult/pages*/lines+",	     /* Azure Document Intelligence */
	"readResult/blocks+/lines+",	     /* Azure Image Analysis 4 */
	"recognitionResult/lines+",	     /* Azure Read 2 */
	"regions+/lines+",		     /* Azure OCR */
	"ParsedResults*/TextOverlay/Lines+", /* OCR.space */
	"text_lines+",			     /* Surya */
};

static bool walk(struct nb_answer *a, const json_t *v, const char *path);

/* A page begins: its size, and what its coordinates count. */
static void begin_page(struct nb_answer *a, const json_t *page)
{
	static const char *const width[] = {"width", NULL};
	static const char *const height[] = {"height", NULL};
	static const char *const unit[] = {"unit", NULL};
	const char *name = json_string_value(nb_json_find(page, unit));

	a->scale = 1;
	if (name && strcmp(name, "inch") == 0) {
		a->scale = 1200;
		a->lines.layout->measure = NB_MEASURE_INCH1200;
	}
	nb_answer_page(
		a, a->scale * json_number_value(nb_json_find(page, width)),
		a->scale * json_number_value(nb_json_find(page, height)));
}

/* Walk over a list; each of its values has the rest of the path. */
static bool walk_list(struct nb_answer *a, const json_t *list, char sort,
		      const char *rest)
{
	bool found = json_is_array(list);
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		size_t before = nb_answer_text(a);

		if (sort == '*')
			begin_page(a, v);
		if (!*rest)
			found &= add_line(a, v);
		else
			found &= walk(a, v, rest);
		if (sort == '*' && nb_answer_text(a) == before)
			nb_failure_check(a, v);
	}
	return found;
}

/* A value, or what is in it if it is a text with JSON inside. The caller gives
 * the reference back. NULL: it is no JSON. */
static json_t *decode(struct nb_answer *a, json_t *v)
{
	const char *text = json_string_value(v);
	enum nb_status st;
	json_error_t e;

	if (!text)
		return json_incref(v);
	st = nb_json_load(text, strlen(text), JSON_REJECT_DUPLICATES, &v, &e);
	if (st == NB_NOMEM && !a->status)
		a->status = nb_fail_mem(a->err);
	if (st == NB_INVALID && !a->status &&
	    json_error_code(&e) == json_error_duplicate_key)
		a->status = nb_fail(a->err, NB_INVALID,
				    "the JSON inside has a key twice, of which "
				    "only one could be read: %.100s",
				    e.text);
	return v;
}

/* The value of the first key of a path. *rest is what follows the key. */
static json_t *step(const json_t *v, const char *path, const char **rest)
{
	size_t len = strcspn(path, "/*+");
	char key[KEY_MAX];

	memcpy(key, path, len);
	key[len] = '\0';
	*rest = path + len;
	return json_object_get(v, key);
}

/* Add the lines on the path. False if the answer does not have it. */
static bool walk(struct nb_answer *a, const json_t *v, const char *path)
{
	const char *rest;
	json_t *next = step(v, path, &rest);
	char sort = *rest;
	size_t before = nb_answer_text(a);
	bool found;

	if (!next)
		return false;
	rest += sort == '*' || sort == '+';
	rest += *rest == '/';
	if (sort == '*' || sort == '+') {
		found = walk_list(a, next, sort, rest);
		if (nb_answer_text(a) == before)
			nb_failure_text(a, v);
		return found;
	}
	next = decode(a, next);
	found = walk(a, next, rest);
	json_decref(next);
	return found;
}

/* ---- answers */

/* Has an object a list at the first key of the path that has one? Most have
 * not, and nothing must be added for a path that leads nowhere. *size becomes
 * that of the list. */
static bool has_path(struct nb_answer *a, const json_t *v, const char *path,
		     size_t *size)
{
	const char *rest;
	json_t *next = step(v, path, &rest);
	bool found;

	if (!next)
		return false;
	*size = json_array_size(next);
	if (*rest == '*' || *rest == '+')
		return json_is_array(next);
	next = decode(a, next);
	found = has_path(a, next, rest + 1, size);
	json_decref(next);
	return found;
}

/* The path of the lines; NULL if there is none. *places becomes the number of
 * paths that have any. */
static const char *find_path(struct nb_answer *a, const json_t *v,
			     size_t *places)
{
	const char *path = NULL;
	size_t i, size;

	*places = 0;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (!has_path(a, v, paths[i], &size))
			continue;
		if (!path || (size && !*places))
			path = paths[i];
		*places += size > 0;
	}
	return path;
}

/* Read the lines on a path. */
static bool read_path(struct nb_answer *a, const json_t *v, const char *path)
{
	uint32_t before = a->lines.image;
	size_t text = nb_answer_text(a);

	if (!strchr(path, '*'))
		begin_page(a, v);
	if (!walk(a, v, path))
		return false;
	if (nb_answer_text(a) == text)
		nb_failure_check(a, v);
	return a->lines.image > before;
}

/* Read an answer of one page, or of several. */
static bool read_answer(struct nb_answer *a, const json_t *v)
{
	size_t places;
	const char *path = find_path(a, v, &places);
	bool other = nb_vision_read(a, v) || nb_lists_read(a, v);

	/* Whichever is taken, the lines of the other one would be lost. */
	if (!a->status && places + other > 1)
		a->status = nb_fail(a->err, NB_UNSUPPORTED,
				    "the JSON has lines at two places: give "
				    "the answer of one OCR service");
	return other || (path && read_path(a, v, path));
}

/* Is it a line by itself, with text and place? */
static bool is_line(const struct nb_answer *a, const json_t *v)
{
	struct nb_box box;

	return json_is_object(v) && text_of(v) && place_of(a, v, &box);
}

bool nb_services_read(struct nb_answer *a, const json_t *root)
{
	size_t i, n = json_array_size(root);
	bool lines = n > 0;

	if (!json_is_array(root) || !json_is_object(json_array_get(root, 0)))
		return read_answer(a, root);
	for (i = 0; i < n && lines; i++)
		lines = is_line(a, json_array_get(root, i));
	for (i = 0; i < n; i++) {
		const json_t *v = json_array_get(root, i);

		if (lines ? add_line(a, v) : read_answer(a, v))
			continue;
		if (i && nb_failure_of(v)) {
			nb_answer_page(a, 0, 0);
			nb_failure_refuse(a, nb_failure_of(v));
		}
		return false;
	}
	return n > 0;
}

/* ---- other answers */

const char *nb_services_refused(const json_t *root)
{
	static const char *const contexts[] = {"@context", NULL};
	const json_t *v = nb_json_find(root, contexts);
	const char *context =
		json_string_value(json_is_array(v) ? json_array_get(v, 0) : v);

	if (context && strstr(context, "iiif.io"))
		return "a IIIF manifest or annotation: give the OCR files that "
		       "it names";
	if (context && strstr(context, "w3.org/ns/anno"))
		return "a Web Annotation: give the OCR file of the page";
	if (json_is_array(json_object_get(root, "Blocks")))
		return "an answer of Amazon Textract: convert it to hOCR or "
		       "ALTO";
	if (json_object_get(root, "parsing_res_list"))
		return "blocks of PP-Structure, without lines: give the result "
		       "of PaddleOCR";
	v = json_object_get(root, "document");
	if (json_object_get(v ? v : root, "pages") &&
	    json_is_string(json_object_get(v ? v : root, "text")))
		return "an answer of Google Document AI: convert it to hOCR or "
		       "ALTO";
	return NULL;
}
