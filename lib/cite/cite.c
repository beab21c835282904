/* SPDX-License-Identifier: Apache-2.0 */
/* Citations of items by style (nbarc/cite.h). */
#include "cite/styles.h"

#include "base/error.h"

static const struct {
	const char *name;
	nb_cite_format *format;
} styles[] = {
	[NB_CITE_GBT7714] = {"gbt7714", nb_cite_gbt7714},
	[NB_CITE_BIBTEX] = {"bibtex", nb_cite_bibtex},
	[NB_CITE_CSL] = {"csl", nb_cite_csl},
	[NB_CITE_RIS] = {"ris", nb_cite_ris},
};

const char *nb_cite_style_name(enum nb_cite_style style)
{
	return (size_t)style < sizeof(styles) / sizeof(*styles)
		       ? styles[style].name
		       : NULL;
}

uint64_t nb_cite_fields(void)
{
	return NB_FIELD_BIT(NB_FIELD_ID) | NB_FIELD_BIT(NB_FIELD_TITLE_CODE) |
	       NB_FIELD_BIT(NB_FIELD_DATE) | NB_FIELD_BIT(NB_FIELD_PAGE) |
	       NB_FIELD_BIT(NB_FIELD_TITLE) | NB_FIELD_BIT(NB_FIELD_AUTHORS) |
	       NB_FIELD_BIT(NB_FIELD_REVISION) |
	       NB_FIELD_BIT(NB_FIELD_NEWSPAPER);
}

enum nb_status nb_cite_write(const struct nb_item_record *item,
			     const uint8_t root[NB_SHA256_SIZE],
			     const char *accessed, enum nb_cite_style style,
			     struct nb_buf *out, struct nb_error *err)
{
	struct nb_cited cited;

	nb_cited_fill(&cited, item, root, accessed);
	return styles[style].format(&cited, out) ? nb_fail_mem(err) : NB_OK;
}
