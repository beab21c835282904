/* SPDX-License-Identifier: Apache-2.0 */
/* A METS file as a page of its issue (own.h). */
#include "issue/own.h"
#include "base/sha256.h"
#include "issue/issue.h"
#include "layout/lines/pages.h"

#include <nbarc/newspaper.h>

#include <stdio.h>
#include <string.h>

bool nb_issue_own_id(const char *page, char id[NB_ID_MAX])
{
	struct nb_newspaper_id parts;

	id[0] = '\0';
	if (!nb_newspaper_parse(page, strlen(page), &parts))
		return false;
	(void)snprintf(id, NB_ID_MAX, "%s-%s%s-%s", parts.title, parts.date,
		       parts.edition, NB_METS_PAGE);
	return true;
}

bool nb_issue_is_own(const char *id)
{
	struct nb_newspaper_id parts;

	return nb_newspaper_parse(id, strlen(id), &parts) &&
	       strcmp(parts.page, NB_METS_PAGE) == 0;
}

enum nb_status nb_issue_own_layout(nb_issue_reader *reader, const void *bytes,
				   size_t len, struct nb_layout *layout,
				   struct nb_error *err)
{
	struct nb_issue *issue = NULL;
	enum nb_status st;

	memset(layout, 0, sizeof(*layout));
	st = reader(bytes, len, &issue, err);
	if (st)
		return st;
	memcpy(layout->form, NB_METS_FORM, sizeof(NB_METS_FORM));
	memcpy(layout->charset, issue->charset, sizeof(layout->charset));
	nb_issue_free(issue);
	nb_sha256(bytes, len, layout->sha256);
	return nb_layout_paginate(layout, 1, err);
}
