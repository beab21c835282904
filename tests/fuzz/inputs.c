/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the files of an ingest: a line each, an identifier and a path.
 * They come back in order, none lost and none twice, however small the memory
 * is in which they are sorted, and again after a rewind. The numbers of the
 * pages of a file, and the list of what is taken, hold what they promise.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/inputs.h"
#include "input/pages.h"

#include <nbarc/newspaper.h>

#define FILES_MAX 200u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* The files, with the bytes of their strings. */
struct files {
	char *text;
	struct nb_input list[FILES_MAX];
	size_t count;
};

/* Divide a text into lines, and each at its first space. */
static void divide(struct files *f, const uint8_t *data, size_t size)
{
	char *p, *next;

	f->text = malloc(size + 1);
	must(f->text != NULL);
	memcpy(f->text, data, size);
	f->text[size] = '\0';
	for (p = f->text; p && f->count < FILES_MAX; p = next) {
		struct nb_input *in = &f->list[f->count++];
		char *space;

		next = strchr(p, '\n');
		if (next)
			*next++ = '\0';
		space = strchr(p, ' ');
		if (space)
			*space = '\0';
		in->id = strlen(p) < NB_ID_MAX ? p : "";
		in->path = space ? space + 1 : p;
		in->size = (uint64_t)strlen(p) << 30;
		in->row = (uint32_t)f->count;
		in->article = (uint32_t)strlen(in->path);
	}
}

/* All files come, in order; `seen` says which. */
static void walk(struct nb_inputs *inputs, const struct files *f)
{
	bool seen[FILES_MAX + 1] = {false};
	char id[NB_ID_MAX] = "";
	struct nb_input in;
	struct nb_error err;
	size_t i;

	for (i = 0; i < f->count; i++) {
		const struct nb_input *was;

		must(nb_inputs_next(inputs, &in, &err) == NB_OK);
		must(in.path != NULL && in.row >= 1 && in.row <= f->count);
		must(!seen[in.row]);
		seen[in.row] = true;
		was = &f->list[in.row - 1];
		must(strcmp(in.id, was->id) == 0 &&
		     strcmp(in.path, was->path) == 0 && in.size == was->size &&
		     in.article == was->article);
		must(strcmp(id, in.id) <= 0);
		(void)snprintf(id, sizeof(id), "%s", in.id);
	}
	must(nb_inputs_next(inputs, &in, &err) == NB_OK && in.path == NULL);
}

static void sort(const struct files *f, size_t most)
{
	struct nb_inputs inputs = {.most = most};
	struct nb_error err;
	size_t i;

	for (i = 0; i < f->count; i++)
		must(nb_inputs_add(&inputs, &f->list[i], &err) == NB_OK);
	must(inputs.count == f->count);
	must(nb_inputs_sort(&inputs, &err) == NB_OK);
	walk(&inputs, f);
	must(nb_inputs_rewind(&inputs, &err) == NB_OK);
	walk(&inputs, f);
	nb_inputs_free(&inputs);
}

/* A page after another has a greater identifier of the same length. */
static void number(const char *first)
{
	static const size_t steps[] = {0, 1, 9, 98, 100000};
	char id[NB_ID_MAX];
	struct nb_error err;
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (nb_file_page_id(first, steps[i], id, &err) == NB_OK) {
			must(strlen(id) == strlen(first));
			must(steps[i] ? strcmp(id, first) > 0
				      : strcmp(id, first) == 0);
			must(!steps[i] || nb_newspaper_is_page(id, strlen(id)));
		}
}

/* What is taken is found, and what is forgotten is not. */
static void take(const struct files *f)
{
	struct nb_taken taken = {{0}};
	struct nb_error err;
	size_t i;

	for (i = 0; i < f->count; i++) {
		must(nb_taken_add(&taken, f->list[i].id, f->list[i].path,
				  &err) == NB_OK);
		must(nb_taken_find(&taken, f->list[i].id) != NULL);
	}
	nb_taken_forget(&taken, f->list[f->count / 2].id);
	for (i = 0; i < f->count; i++)
		must((nb_taken_find(&taken, f->list[i].id) != NULL) ==
		     (strcmp(f->list[i].id, f->list[f->count / 2].id) >= 0));
	nb_buf_free(&taken.list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct files f = {.count = 0};
	size_t i;

	divide(&f, data, size);
	sort(&f, 0);
	sort(&f, 100);
	take(&f);
	for (i = 0; i < f.count; i++)
		number(f.list[i].id);
	free(f.text);
	return 0;
}
