/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profiles of share/profiles inside the library, as text: nb_profile_read()
 * reads them like a file of a person, so that each is also an example to copy
 * (nbprofile(5)).
 */
#include "base/embed.h"

#include <nbarc/profile.h>

#include <string.h>

NB_EMBEDDED(char, nb_profile_modern_text);
NB_EMBEDDED(char, nb_profile_halfwidth_text);
NB_EMBEDDED(char, nb_profile_traditional_text);
NB_EMBEDDED(char, nb_profile_1950s_text);

/* The first one is the default, see nb_profile_modern. */
static const struct {
	const char *name, *text, *end;
} profiles[] = {
	{"modern", nb_profile_modern_text, nb_profile_modern_text_end},
	{"halfwidth", nb_profile_halfwidth_text, nb_profile_halfwidth_text_end},
	{"traditional", nb_profile_traditional_text,
	 nb_profile_traditional_text_end},
	{"1950s", nb_profile_1950s_text, nb_profile_1950s_text_end},
};

#define PROFILES (sizeof(profiles) / sizeof(profiles[0]))

const char *nb_profile_name(size_t i)
{
	return i < PROFILES ? profiles[i].name : NULL;
}

const char *nb_profile_text(const char *name, size_t *len)
{
	size_t i;

	for (i = 0; i < PROFILES; i++) {
		if (strcmp(profiles[i].name, name) == 0) {
			*len = (size_t)(profiles[i].end - profiles[i].text);
			return profiles[i].text;
		}
	}
	*len = 0;
	return NULL;
}
