/* SPDX-License-Identifier: Apache-2.0 */
/* A site map (sitemaps.org): sitemap.xml, which names sitemap-1.xml and so on,
 * since one file may have 50,000 addresses at most. */
#ifndef NB_TOOLS_NBARC_MAP_H
#define NB_TOOLS_NBARC_MAP_H

#include "publish/site.h"

/* A map that is written. Begin with {0}. */
struct nbarc_map {
	struct nb_buf urls; /* of the file in hand; owned */
	size_t count;	    /* addresses in it */
	size_t files;	    /* complete ones */
};

/* Add the address `base` and `path`. Nothing is done if `base` is NULL. */
NB_CHECK enum nb_status nbarc_map_add(struct nbarc_map *m, const char *base,
				      const char *path, struct nbarc_site *to,
				      struct nb_error *err);

/* Write the last file, and the one that names all. */
NB_CHECK enum nb_status nbarc_map_end(struct nbarc_map *m, const char *base,
				      struct nbarc_site *to,
				      struct nb_error *err);

void nbarc_map_free(struct nbarc_map *m);

#endif
