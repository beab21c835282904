/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a document, a journal and a table of titles: no crash. */
#include "places/alto.h"
#include "places/json.h"
#include "places/pagexml.h"

#include <nbarc/tei.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nb_titles *titles;
	struct nb_journal journal;
	struct nb_tei tei;
	struct nb_places places;
	struct nb_buf out = {0};
	struct nb_error err;

	if (nb_tei_scan(data, size, &tei, &err) == NB_OK)
		(void)!nb_tei_text(data, size, &out, &err);
	nb_tei_free(&tei);
	if (nb_places_read(data, size, &places, &err) == NB_OK) {
		(void)!nb_places_alto(&places, &out, &err);
		(void)!nb_places_page(&places, &out, &err);
		(void)!nb_places_json(&places, &out, &err);
		(void)!nb_places_iiif(&places, &out, &err);
	}
	nb_places_free(&places);
	(void)!nb_tei_standalone(data, size, &out, &err);
	(void)!nb_tei_plain(data, size, &out, &err);
	out.len = 0;
	if (nb_journal_read(data, size, &journal, &err) == NB_OK)
		(void)!nb_journal_undo(&journal, (const char *)data, size, &out,
				       &err);
	nb_journal_free(&journal);
	if (nb_titles_read(data, size, &titles, &err) == NB_OK)
		nb_titles_free(titles);
	nb_buf_free(&out);
	return 0;
}
