/* SPDX-License-Identifier: Apache-2.0 */
/* The names of TEI P5 that are known (p5.h). */
#include "layout/form/p5.h"

#include <string.h>
#include <strings.h>

/* Names of one sort, up to NULL. */
static const struct {
	enum nb_p5_sort sort;
	enum nb_said said;
	const char *names[64];
} sorts[] = {
	{NB_P5_HEAD, NB_SAID_HEAD, {"head"}},
	{NB_P5_BLOCK,
	 NB_SAID_PARAGRAPH,
	 {"p",		"ab",	      "l",	    "item",	  "row",
	  "dateline",	"salute",     "signed",	    "trailer",	  "argument",
	  "closer",	"opener",     "label",	    "speaker",	  "stage",
	  "titlePart",	"docEdition", "docImprint", "imprimatur", "epigraph",
	  "postscript", "docTitle",   "formula",    "bibl"}},
	{NB_P5_BLOCK, NB_SAID_BYLINE, {"byline"}},
	{NB_P5_BLOCK, NB_SAID_CAPTION, {"figDesc"}},
	{NB_P5_GROUP,
	 NB_SAID_NOTHING,
	 {"text", "front", "body", "back", "group", "list", "table", "lg", "sp",
	  "titlePage", "floatingText", "cit", "listBibl", "TEI"}},
	{NB_P5_DIVISION,
	 NB_SAID_NOTHING,
	 {"div", "div1", "div2", "div3", "div4", "div5", "div6", "div7"}},
	{NB_P5_FIGURE, NB_SAID_NOTHING, {"figure"}},
	{NB_P5_NOTE, NB_SAID_NOTHING, {"note"}},
	{NB_P5_CELL, NB_SAID_NOTHING, {"cell"}},
	{NB_P5_PAGE, NB_SAID_NOTHING, {"pb"}},
	{NB_P5_LINE, NB_SAID_NOTHING, {"lb"}},
	{NB_P5_CHOICE, NB_SAID_NOTHING, {"choice"}},
	{NB_P5_READING, NB_SAID_NOTHING, {"reg", "corr", "expan"}},
	{NB_P5_FURNITURE, NB_SAID_APART, {"fw"}},
	{NB_P5_META,
	 NB_SAID_NOTHING,
	 {"teiHeader", "facsimile", "sourceDoc", "standOff", "xenoData"}},
	{NB_P5_INLINE,
	 NB_SAID_NOTHING,
	 {"hi",	       "emph",	   "foreign",	"persName",  "placeName",
	  "orgName",   "name",	   "date",	"time",	     "num",
	  "measure",   "rs",	   "ref",	"ptr",	     "term",
	  "title",     "seg",	   "w",		"pc",	     "c",
	  "s",	       "cl",	   "phr",	"mentioned", "soCalled",
	  "gloss",     "abbr",	   "orig",	"sic",	     "add",
	  "del",       "unclear",  "supplied",	"surplus",   "gap",
	  "cb",	       "gb",	   "milestone", "anchor",    "docAuthor",
	  "docDate",   "q",	   "quote",	"said",	     "graphic",
	  "space",     "subst",	   "damage",	"restore",   "forename",
	  "surname",   "roleName", "geogName",	"country",   "settlement",
	  "publisher", "pubPlace", "author",	"editor",    "idno"}},
};

enum nb_p5_sort nb_p5_sort(const char *name, enum nb_said *said)
{
	size_t i, k;

	*said = NB_SAID_NOTHING;
	for (i = 0; i < sizeof(sorts) / sizeof(sorts[0]); i++)
		for (k = 0; k < 64 && sorts[i].names[k]; k++)
			if (strcmp(name, sorts[i].names[k]) == 0) {
				*said = sorts[i].said;
				return sorts[i].sort;
			}
	return NB_P5_UNKNOWN;
}

/* Is the type one of these, up to NULL, in capitals or not? */
static bool is_one(const char *type, const char *const *words)
{
	for (; type && *words; words++)
		if (strcasecmp(type, *words) == 0)
			return true;
	return false;
}

enum nb_said_kind nb_p5_kind(const char *type, bool *group)
{
	static const char *const groups[] = {
		"section", "newspaper", "issue", "supplement",
		"volume",  "page",	"part",	 "group",
		"edition", "rubric",	NULL};
	static const char *const photos[] = {"photo", "photograph",   "picture",
					     "image", "illustration", NULL};
	static const char *const notices[] = {
		"notice", "advertisement", "ad",      "announcement",
		"advert", "masthead",	   "weather", NULL};

	*group = is_one(type, groups);
	if (*group)
		return NB_SAID_NOTICE;
	return is_one(type, photos)    ? NB_SAID_PHOTO
	       : is_one(type, notices) ? NB_SAID_NOTICE
				       : NB_SAID_ARTICLE;
}

enum nb_said nb_p5_head(const char *type)
{
	static const struct {
		const char *type;
		enum nb_said said;
	} heads[] = {
		{"main", NB_SAID_MAIN},
		{"headline", NB_SAID_MAIN},
		{"kicker", NB_SAID_KICKER},
		{"overline", NB_SAID_KICKER},
		{"sub", NB_SAID_SUB},
		{"subtitle", NB_SAID_SUB},
		{"column", NB_SAID_COLUMN},
		{"crosshead", NB_SAID_CROSSHEAD},
		{"subhead", NB_SAID_CROSSHEAD},
	};
	size_t i;

	for (i = 0; type && i < sizeof(heads) / sizeof(heads[0]); i++)
		if (strcasecmp(type, heads[i].type) == 0)
			return heads[i].said;
	return NB_SAID_HEAD;
}
