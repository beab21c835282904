/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a template and a path, and as a manifest, divided by NUL bytes.
 * A template that is accepted gives an identifier of a page or none, and one of
 * images a name; the rows of a manifest are found by their paths.
 */
#include <stdlib.h>
#include <string.h>

#include <nbarc/naming.h>
#include <nbarc/newspaper.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* Take bytes up to a NUL as a string in new memory. */
static char *take(const uint8_t **p, size_t *left)
{
	const uint8_t *end = memchr(*p, '\0', *left);
	size_t n = end ? (size_t)(end - *p) : *left;
	char *s = malloc(n + 1);

	must(s != NULL);
	memcpy(s, *p, n);
	s[n] = '\0';
	*p += n + (end != NULL);
	*left -= n + (end != NULL);
	return s;
}

/* Name a path; what comes out is the identifier of a page or nothing. */
static void name(const struct nb_naming *naming, const char *path)
{
	char id[NB_ID_MAX];
	struct nb_error err;
	enum nb_status st = nb_name_page(naming, path, id, &err);

	must(st == NB_OK || st == NB_INVALID);
	must(id[0] || st);
	must(!id[0] || nb_newspaper_is_page(id, strlen(id)));
	must((nb_newspaper_check_date(id, strlen(id), NULL) == NB_OK) ==
	     (st == NB_OK || !id[0]));
}

/* A template of images that is accepted gives a name, and no more fields. */
static void image(const char *template, const char *path)
{
	struct nb_buf out = {0};
	struct nb_error err;
	enum nb_status st = nb_image_check(template, &err);

	must(st == NB_OK || st == NB_USAGE);
	must(nb_image_name(template, "jdrb-20190304b-a01", path, &out, &err) ==
	     st);
	must(st || (out.len && out.data[out.len - 1] == '\0'));
	nb_buf_free(&out);
}

static void read_manifest(const uint8_t *bytes, size_t len)
{
	const struct nb_naming none = {.overrule = false};
	struct nb_manifest *m;
	struct nb_error err;
	size_t i;

	if (nb_manifest_read(bytes, len, &m, &err)) {
		must(m == NULL);
		return;
	}
	for (i = 0; i < nb_manifest_count(m); i++) {
		const struct nb_manifest_row *row = nb_manifest_get(m, i);
		size_t found = nb_manifest_find(m, row->path);
		struct nb_naming own;

		must(found <= i);
		must(row->twin || found == i);
		must(strcmp(nb_manifest_get(m, found)->path, row->path) == 0);
		nb_manifest_naming(row, &none, &own);
		name(&own, row->path);
	}
	nb_manifest_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *p = data;
	char *template, *path, *constant;
	struct nb_naming naming = {.overrule = false};

	template = take(&p, &size);
	path = take(&p, &size);
	constant = take(&p, &size);
	naming.path_template = template;
	name(&naming, path);
	(void)nb_name_article(&naming, path);
	image(template, path);
	naming.path_template = NULL;
	name(&naming, path);
	naming.date = constant;
	name(&naming, path);
	naming.page = constant;
	name(&naming, path);
	read_manifest(p, size);
	free(template);
	free(path);
	free(constant);
	return 0;
}
