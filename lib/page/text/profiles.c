/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles by the title codes of pages (struct nb_profiles). */
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/newspaper.h>
#include <nbarc/profile.h>

#include <stdlib.h>
#include <string.h>

/* A title and its profile, which is owned. */
struct of_title {
	char title[sizeof((struct nb_newspaper_id *)0)->title];
	struct nb_profile *profile;
};

/* There are some dozens at most, so a list will do. */
struct nb_profiles {
	struct of_title *list;
	size_t count, cap;
};

enum nb_status nb_profiles_create(struct nb_profiles **profiles,
				  struct nb_error *err)
{
	*profiles = nb_alloc(1, sizeof(**profiles));
	return *profiles ? NB_OK : nb_fail_mem(err);
}

void nb_profiles_free(struct nb_profiles *profiles)
{
	size_t i;

	if (!profiles)
		return;
	for (i = 0; i < profiles->count; i++)
		nb_profile_free(profiles->list[i].profile);
	free(profiles->list);
	free(profiles);
}

const struct nb_profile *nb_profiles_find(const struct nb_profiles *profiles,
					  const char *page_id)
{
	size_t len = strcspn(page_id, "-"), i;

	for (i = 0; profiles && i < profiles->count; i++)
		if (strlen(profiles->list[i].title) == len &&
		    memcmp(profiles->list[i].title, page_id, len) == 0)
			return profiles->list[i].profile;
	return NULL;
}

/* Is it a title code? It is one if it makes the identifier of an issue. */
static bool is_title(const char *title)
{
	static const char day[] = "-00000000";
	char id[sizeof((struct of_title *)0)->title + sizeof(day)];
	size_t len = strlen(title);

	if (len >= sizeof((struct of_title *)0)->title)
		return false;
	memcpy(id, title, len);
	memcpy(id + len, day, sizeof(day));
	return nb_newspaper_is_issue(id, strlen(id));
}

enum nb_status nb_profiles_add(struct nb_profiles *profiles, const char *title,
			       const void *bytes, size_t len,
			       struct nb_error *err)
{
	struct of_title *grown;
	enum nb_status st;

	if (!is_title(title))
		return nb_fail(err, NB_USAGE, "%.60s: not a title code", title);
	if (nb_profiles_find(profiles, title))
		return nb_fail(err, NB_USAGE, "%s: it has a profile already",
			       title);
	grown = nb_grow(profiles->list, &profiles->cap, profiles->count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	profiles->list = grown;
	grown += profiles->count;
	memcpy(grown->title, title, strlen(title) + 1);
	st = nb_profile_read(bytes, len, &grown->profile, err);
	profiles->count += !st;
	return st;
}
