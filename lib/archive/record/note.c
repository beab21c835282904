/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed notes: reading them strictly, and writing them
 * (format-spec/nbarc-format.md, section 18; c2sp.org/signed-note).
 *
 * A note that is read and written again has the same bytes, unless a line
 * occurred in it twice: nothing in it can be written in two ways.
 */
#include "archive/record/note.h"
#include "base/alloc.h"
#include "base/base64.h"
#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/note.h>

#include <stdlib.h>
#include <string.h>

/* A line begins with an em dash (U+2014) and a space. */
#define DASH "\xe2\x80\x94 "
#define DASH_LEN 4u

#define ROOT_TEXT NB_BASE64_TEXT(NB_SHA256_SIZE) /* characters of a root */

/*
 * Owned: the text, which ends with a newline, and the memory of each line. A
 * line has one block, which begins with its name, followed by the signature.
 * `size` is the number of bytes that nb_note_write() appends; it is at most
 * NB_NOTE_MAX.
 */
struct nb_note {
	char *text;
	size_t text_len;
	struct nb_note_line *lines;
	size_t count, cap; /* of lines; count is at most NB_NOTE_LINES_MAX */
	size_t size;
};

void nb_note_free(struct nb_note *note)
{
	size_t i;

	if (!note)
		return;
	for (i = 0; i < note->count; i++)
		free((void *)(uintptr_t)note->lines[i].name.text);
	free(note->lines);
	free(note->text);
	free(note);
}

enum nb_status nb_note_start(const char *text, size_t len,
			     struct nb_note **note, struct nb_error *err)
{
	struct nb_note *n = nb_alloc(1, sizeof(*n));

	*note = NULL;
	if (n)
		n->text = nb_strndup(text, len);
	if (!n || !n->text) {
		nb_note_free(n);
		return nb_fail_mem(err);
	}
	n->text_len = len;
	n->size = len + 1; /* with the empty line */
	*note = n;
	return NB_OK;
}

struct nb_string nb_note_text(const struct nb_note *note)
{
	struct nb_string text = {note->text, note->text_len};

	return text;
}

size_t nb_note_line_count(const struct nb_note *note)
{
	return note->count;
}

const struct nb_note_line *nb_note_line(const struct nb_note *note, size_t i)
{
	return &note->lines[i];
}

bool nb_note_same_text(const struct nb_note *a, const struct nb_note *b)
{
	return a->text_len == b->text_len &&
	       memcmp(a->text, b->text, a->text_len) == 0;
}

/* ---- characters */

/* White space as c2sp.org/signed-note means it: U+FEFF has no width, and is
 * none. */
static bool is_space(uint32_t cp)
{
	return nb_is_space(cp) && cp != 0xfeff;
}

/* True if valid UTF-8 can be the name of a key. */
static bool name_fits(const char *name, size_t len)
{
	uint32_t cp;
	size_t i;

	for (i = 0; i < len; i += nb_utf8_next(name + i, len - i, &cp)) {
		(void)nb_utf8_next(name + i, len - i, &cp);
		if (cp < ' ' || cp == '+' || is_space(cp))
			return false;
	}
	return len > 0;
}

bool nb_note_name_valid(const char *name, size_t len)
{
	return len <= NB_NOTE_NAME_MAX && nb_utf8_invalid(name, len) == len &&
	       name_fits(name, len);
}

/* Fail for what is wrong at `offset` of a note. */
static enum nb_status malformed(struct nb_error *err, size_t offset,
				const char *what)
{
	return nb_fail_at(err, NB_INVALID, offset, "note: %s", what);
}

/* Check that a note is UTF-8 without controls other than the newline. */
static enum nb_status check_characters(const char *data, size_t len,
				       struct nb_error *err)
{
	size_t i = nb_utf8_invalid(data, len);

	if (i != len)
		return malformed(err, i, "not UTF-8");
	for (i = 0; i < len; i++)
		if ((unsigned char)data[i] < ' ' && data[i] != '\n')
			return malformed(err, i,
					 data[i] == '\r'
						 ? "a line ends with a "
						   "carriage return"
						 : "a control character");
	return NB_OK;
}

/* ---- lines */

static bool same_line(const struct nb_note_line *a,
		      const struct nb_note_line *b)
{
	return a->name.len == b->name.len &&
	       a->signature_len == b->signature_len &&
	       memcmp(a->key_id, b->key_id, NB_KEY_ID_SIZE) == 0 &&
	       memcmp(a->name.text, b->name.text, a->name.len) == 0 &&
	       memcmp(a->signature, b->signature, a->signature_len) == 0;
}

static bool has_line(const struct nb_note *note,
		     const struct nb_note_line *line)
{
	size_t i;

	for (i = 0; i < note->count; i++)
		if (same_line(&note->lines[i], line))
			return true;
	return false;
}

/* Bytes of a line as it is written, with its newline. */
static size_t written_size(const struct nb_note_line *line)
{
	return DASH_LEN + line->name.len + 1 +
	       NB_BASE64_TEXT(NB_KEY_ID_SIZE + line->signature_len) + 1;
}

/* Add a copy of a line that the note does not have. */
static enum nb_status add_copy(struct nb_note *note,
			       const struct nb_note_line *line,
			       struct nb_error *err)
{
	struct nb_note_line *grown = nb_grow(note->lines, &note->cap,
					     note->count + 1, sizeof(*grown));
	struct nb_note_line *to;
	char *block;

	if (!grown)
		return nb_fail_mem(err);
	note->lines = grown;
	block = malloc(line->name.len + line->signature_len);
	if (!block)
		return nb_fail_mem(err);
	memcpy(block, line->name.text, line->name.len);
	memcpy(block + line->name.len, line->signature, line->signature_len);
	to = &note->lines[note->count++];
	*to = *line;
	to->name.text = block;
	to->signature = (uint8_t *)block + line->name.len;
	note->size += written_size(line);
	return NB_OK;
}

/* Add a line whose fields are sound, unless the note has it. */
static enum nb_status add_line(struct nb_note *note,
			       const struct nb_note_line *line, bool *added,
			       struct nb_error *err)
{
	*added = !has_line(note, line);
	if (!*added)
		return NB_OK;
	*added = false;
	if (note->count == NB_NOTE_LINES_MAX)
		return nb_fail(err, NB_LIMIT,
			       "note: more than %u lines of signatures",
			       NB_NOTE_LINES_MAX);
	if (line->signature_len > NB_NOTE_MAX ||
	    written_size(line) > NB_NOTE_MAX - note->size)
		return nb_fail(err, NB_LIMIT, "note: more than %zu bytes",
			       NB_NOTE_MAX);
	*added = true;
	return add_copy(note, line, err);
}

enum nb_status nb_note_add(struct nb_note *note,
			   const struct nb_note_line *line, bool *added,
			   struct nb_error *err)
{
	bool own;

	if (!nb_note_name_valid(line->name.text, line->name.len) ||
	    line->signature_len == 0)
		return nb_fail(err, NB_USAGE, "not a line of a note");
	return add_line(note, line, added ? added : &own, err);
}

enum nb_status nb_note_merge(struct nb_note *note, const struct nb_note *other,
			     size_t *added, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, n = 0;
	bool is_new;

	if (!nb_note_same_text(note, other))
		return nb_fail(err, NB_USAGE, "the notes have two texts");
	for (i = 0; !st && i < other->count; i++) {
		st = add_line(note, &other->lines[i], &is_new, err);
		n += is_new;
	}
	if (added)
		*added = n;
	return st;
}

enum nb_status nb_note_copy(const struct nb_note *note, struct nb_note **copy,
			    struct nb_error *err)
{
	enum nb_status st =
		nb_note_start(note->text, note->text_len, copy, err);

	if (!st)
		st = nb_note_merge(*copy, note, NULL, err);
	if (st) {
		nb_note_free(*copy);
		*copy = NULL;
	}
	return st;
}

/* ---- reading */

/*
 * Decode the base64 of a line, the number of the key and the signature, into
 * `out`, which has room for it.
 */
static bool decode_signature(const char *text, size_t len, uint8_t *out,
			     struct nb_note_line *line)
{
	size_t n;

	if (!nb_base64_get(text, len, out, &n) || n <= NB_KEY_ID_SIZE)
		return false;
	memcpy(line->key_id, out, NB_KEY_ID_SIZE);
	line->signature = out + NB_KEY_ID_SIZE;
	line->signature_len = n - NB_KEY_ID_SIZE;
	return true;
}

/* Read the line of `len` bytes, without its newline, at `at` of a note. `room`
 * has room for its signature. */
static enum nb_status read_line(struct nb_note *note, const char *data,
				size_t at, size_t len, uint8_t *room,
				struct nb_error *err)
{
	const char *p = data + at, *space;
	struct nb_note_line line;
	bool added;

	if (len < DASH_LEN || memcmp(p, DASH, DASH_LEN) != 0)
		return malformed(err, at,
				 "a line of signatures does not begin with "
				 "an em dash and a space");
	line.name.text = p + DASH_LEN;
	space = memchr(line.name.text, ' ', len - DASH_LEN);
	if (!space)
		return malformed(err, at, "a line without a signature");
	line.name.len = (size_t)(space - line.name.text);
	if (!name_fits(line.name.text, line.name.len))
		return malformed(err, at,
				 "the name of a key is empty, or has white "
				 "space or a plus sign");
	if (!decode_signature(space + 1, len - (size_t)(space + 1 - p), room,
			      &line))
		return malformed(err, at, "a signature is not in base64");
	return add_line(note, &line, &added, err);
}

/* Read the lines, from `at` on. */
static enum nb_status read_lines(struct nb_note *note, const char *data,
				 size_t at, size_t len, struct nb_error *err)
{
	uint8_t *room = malloc(NB_BASE64_ROOM(len) + 1);
	enum nb_status st = room ? NB_OK : nb_fail_mem(err);
	size_t lines = 0;

	while (!st && at < len) {
		const char *end = memchr(data + at, '\n', len - at);
		size_t n = end ? (size_t)(end - data) - at : 0;

		if (!end)
			st = malformed(err, len, "no newline at the end");
		else if (++lines > NB_NOTE_LINES_MAX)
			st = nb_fail_at(err, NB_LIMIT, at,
					"note: more than %u lines of "
					"signatures",
					NB_NOTE_LINES_MAX);
		else
			st = read_line(note, data, at, n, room, err);
		at += n + 1;
	}
	free(room);
	return st;
}

/* The offset of the last empty line, which ends the text; 0 if there is none.
 */
static size_t text_end(const char *data, size_t len)
{
	size_t i;

	for (i = len; i > 1; i--)
		if (data[i - 1] == '\n' && data[i - 2] == '\n')
			return i - 1;
	return 0;
}

enum nb_status nb_note_read(const void *bytes, size_t len,
			    struct nb_note **note, struct nb_error *err)
{
	const char *data = bytes;
	enum nb_status st;
	size_t text;

	*note = NULL;
	if (len > NB_NOTE_MAX)
		return nb_fail(err, NB_LIMIT, "note: more than %zu bytes",
			       NB_NOTE_MAX);
	st = check_characters(data, len, err);
	if (st)
		return st;
	text = text_end(data, len);
	if (!text)
		return malformed(err, len, "no empty line after the text");
	if (text + 1 == len)
		return malformed(err, len, "no signature after the text");
	st = nb_note_start(data, text, note, err);
	if (!st)
		st = read_lines(*note, data, text + 1, len, err);
	if (st) {
		nb_note_free(*note);
		*note = NULL;
	}
	return st;
}

/* ---- writing */

/* Append a line with its newline. */
static enum nb_status write_line(const struct nb_note_line *line,
				 struct nb_buf *out)
{
	struct nb_buf blob = {0};
	enum nb_status st = nb_buf_puts(out, DASH);

	if (!st)
		st = nb_buf_add(out, line->name.text, line->name.len);
	if (!st)
		st = nb_buf_puts(out, " ");
	if (!st)
		st = nb_buf_add(&blob, line->key_id, NB_KEY_ID_SIZE);
	if (!st)
		st = nb_buf_add(&blob, line->signature, line->signature_len);
	if (!st)
		st = nb_base64_put(out, blob.data, blob.len);
	if (!st)
		st = nb_buf_puts(out, "\n");
	nb_buf_free(&blob);
	return st;
}

enum nb_status nb_note_write(const struct nb_note *note, struct nb_buf *out,
			     struct nb_error *err)
{
	enum nb_status st = nb_buf_add(out, note->text, note->text_len);
	size_t i;

	if (!st)
		st = nb_buf_puts(out, "\n");
	for (i = 0; !st && i < note->count; i++)
		st = write_line(&note->lines[i], out);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- checkpoints */

enum nb_status nb_note_create(const struct nb_checkpoint *c,
			      struct nb_note **note, struct nb_error *err)
{
	struct nb_buf text = {0};
	enum nb_status st;

	*note = NULL;
	if (!nb_note_name_valid(c->origin.text, c->origin.len))
		return nb_fail(err, NB_USAGE,
			       "%.*s: not an origin: it must be UTF-8 of 1 to "
			       "%u bytes, without white space and plus signs",
			       (int)(c->origin.len < 80 ? c->origin.len : 80),
			       c->origin.text, NB_NOTE_NAME_MAX);
	st = nb_buf_printf(&text, "%.*s\n%llu\n", (int)c->origin.len,
			   c->origin.text, (unsigned long long)c->size);
	if (!st)
		st = nb_base64_put(&text, c->root, NB_SHA256_SIZE);
	if (!st)
		st = nb_buf_puts(&text, "\n");
	if (st)
		st = nb_fail_mem(err);
	else
		st = nb_note_start((const char *)text.data, text.len, note,
				   err);
	nb_buf_free(&text);
	return st;
}

/* Take the next line of *rest. It always ends with a newline. */
static struct nb_string take_line(struct nb_string *rest)
{
	const char *end = memchr(rest->text, '\n', rest->len);
	struct nb_string line = {rest->text, (size_t)(end - rest->text)};

	rest->text += line.len + 1;
	rest->len -= line.len + 1;
	return line;
}

/* Read a decimal number without leading zeros that fits 64 bits. */
static bool read_size(const struct nb_string *line, uint64_t *size)
{
	size_t i;

	*size = 0;
	if (line->len == 0 || (line->len > 1 && line->text[0] == '0'))
		return false;
	for (i = 0; i < line->len; i++) {
		char c = line->text[i];

		if (c < '0' || c > '9' ||
		    __builtin_mul_overflow(*size, 10u, size) ||
		    __builtin_add_overflow(*size, (uint64_t)(c - '0'), size))
			return false;
	}
	return true;
}

static bool read_root(const struct nb_string *line,
		      uint8_t root[NB_SHA256_SIZE])
{
	uint8_t room[NB_BASE64_ROOM(ROOT_TEXT)];
	size_t n;

	if (line->len != ROOT_TEXT ||
	    !nb_base64_get(line->text, line->len, room, &n) ||
	    n != NB_SHA256_SIZE)
		return false;
	memcpy(root, room, NB_SHA256_SIZE);
	return true;
}

enum nb_status nb_note_checkpoint(const struct nb_note *note,
				  struct nb_checkpoint *c, struct nb_error *err)
{
	struct nb_string rest = nb_note_text(note), line;
	size_t lines;

	for (lines = 0; rest.len > 0; lines++) {
		size_t at = note->text_len - rest.len;

		line = take_line(&rest);
		if (line.len == 0)
			return malformed(err, at,
					 "an empty line in a checkpoint");
		if (lines == 0)
			c->origin = line;
		else if (lines == 1 && !read_size(&line, &c->size))
			return malformed(err, at,
					 "the size is not a decimal number");
		else if (lines == 2 && !read_root(&line, c->root))
			return malformed(err, at,
					 "the root is not the base64 of 32 "
					 "bytes");
	}
	return lines >= 3 ? NB_OK
			  : malformed(err, note->text_len,
				      "not a checkpoint: origin, size and "
				      "root are needed");
}
