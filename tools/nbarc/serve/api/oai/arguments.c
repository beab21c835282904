/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the arguments of OAI-PMH. The protocol is strict: an argument that is
 * not of the verb, comes twice or is missing is an error, and so is any other
 * argument beside a resumption token.
 */
#include "serve/api/oai/arguments.h"

#include <stdio.h>
#include <string.h>

#include "serve/api/oai/time.h"
#include "serve/api/oai/token.h"
#include "serve/api/out.h"

/* The arguments, a bit each. */
enum {
	VERB = 1,
	IDENTIFIER = 2,
	PREFIX = 4,
	FROM = 8,
	UNTIL = 16,
	SET = 32,
	TOKEN = 64,
};

static const char *const names[] = {
	"verb",	 "identifier", "metadataPrefix",  "from",
	"until", "set",	       "resumptionToken",
};

#define NAMES (sizeof(names) / sizeof(names[0]))

/* What each verb needs, and what it may have. */
static const struct {
	const char *name;
	unsigned needed, allowed;
} verbs[] = {
	[API_OAI_NONE] = {"", 0, 0},
	[API_OAI_GET_RECORD] = {"GetRecord", IDENTIFIER | PREFIX, 0},
	[API_OAI_IDENTIFY] = {"Identify", 0, 0},
	[API_OAI_LIST_IDENTIFIERS] = {"ListIdentifiers", PREFIX,
				      FROM | UNTIL | SET | TOKEN},
	[API_OAI_LIST_FORMATS] = {"ListMetadataFormats", 0, IDENTIFIER},
	[API_OAI_LIST_RECORDS] = {"ListRecords", PREFIX,
				  FROM | UNTIL | SET | TOKEN},
	[API_OAI_LIST_SETS] = {"ListSets", 0, TOKEN},
};

static const char *const formats[] = {
	[API_OAI_DC] = "oai_dc",
	[API_OAI_TEI] = "tei",
};

const char *api_oai_verb_name(enum api_oai_verb verb)
{
	return verbs[verb].name;
}

const char *api_oai_format_name(enum api_oai_format format)
{
	return formats[format];
}

/* The arguments by their place in `names`, NULL where not given. */
struct values {
	const char *of[NAMES];
	unsigned given;
};

/* Refuse the request: an error of the protocol, and why. */
static void refuse(struct api_oai_request *r, const char *code, const char *why,
		   const char *what)
{
	r->error = code;
	(void)snprintf(r->why, sizeof(r->why), "%.*s: %s", api_quoted(what),
		       what, why);
}

/* Sort the arguments into `v`. False if one is unknown or comes twice. */
static bool collect(struct api_oai_request *r, struct values *v)
{
	size_t i, k;

	for (i = 0; i < r->count; i++) {
		for (k = 0; k < NAMES; k++)
			if (strcmp(r->pairs[i].name, names[k]) == 0)
				break;
		if (k == NAMES)
			refuse(r, "badArgument", "no such argument",
			       r->pairs[i].name);
		else if (v->of[k])
			refuse(r, k ? "badArgument" : "badVerb",
			       "the argument is repeated", names[k]);
		if (r->error)
			return false;
		v->of[k] = r->pairs[i].value;
		v->given |= 1u << k;
	}
	return true;
}

/* Find the verb. An argument that is unknown matters only if there is one. */
static void find_verb(struct api_oai_request *r)
{
	const char *verb = NULL;
	size_t i, seen = 0;

	for (i = 0; i < r->count; i++) {
		if (strcmp(r->pairs[i].name, names[0]) != 0)
			continue;
		verb = r->pairs[i].value;
		seen++;
	}
	for (i = 1; seen == 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verb, verbs[i].name) == 0)
			r->verb = (enum api_oai_verb)i;
	if (r->verb == API_OAI_NONE)
		refuse(r, "badVerb",
		       seen > 1 ? "the argument is repeated"
				: "not a verb of OAI-PMH 2.0",
		       seen == 1 ? verb : "verb");
}

/*
 * Are the arguments those of the verb? A token stands alone, because it holds
 * all that the list was asked for (OAI-PMH 2.0, section 3.5).
 */
static bool check_set(struct api_oai_request *r, const struct values *v)
{
	unsigned needed = verbs[r->verb].needed;
	unsigned allowed = verbs[r->verb].allowed | needed | VERB;
	size_t k;

	if (v->given & TOKEN & allowed) {
		needed = TOKEN;
		allowed = TOKEN | VERB;
	}
	for (k = 0; k < NAMES && !r->error; k++) {
		if (v->given & ~allowed & 1u << k)
			refuse(r, "badArgument",
			       allowed & TOKEN && needed & TOKEN
				       ? "not allowed beside a resumptionToken"
				       : "not an argument of this verb",
			       names[k]);
		else if (needed & ~v->given & 1u << k)
			refuse(r, "badArgument", "the argument is missing",
			       names[k]);
	}
	return !r->error;
}

/*
 * Read from and until, which must have the same granularity (section 2.7.1): of
 * two different ones it is not clear what the harvester wants.
 */
static void read_times(struct api_oai_request *r, const struct values *v)
{
	const char *from = v->of[3], *until = v->of[4];
	struct api_oai_choice *c = &r->choice;

	if (from && !api_oai_time_read(from, false, &c->from))
		refuse(r, "badArgument", "not a date of UTC", "from");
	else if (until && !api_oai_time_read(until, true, &c->until))
		refuse(r, "badArgument", "not a date of UTC", "until");
	else if (from && until && strlen(from) != strlen(until))
		refuse(r, "badArgument",
		       "from and until have different granularities", "until");
	else if (from && until && c->from > c->until)
		refuse(r, "badArgument", "it is before from", "until");
}

/* True if the text has the form of a setSpec: words with colons between them,
 * as the schema of the protocol has it. */
static bool is_set(const char *text)
{
	static const char word[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "abcdefghijklmnopqrstuvwxyz"
				   "0123456789-_.!~*'()";

	for (;; text++) {
		size_t n = strspn(text, word);

		text += n;
		if (!n || *text != ':')
			return n && !*text;
	}
}

/* Read the prefix of the metadata and the set. A set that there is none of has
 * no items, which is for the list to find. */
static void read_choice(struct api_oai_request *r, const struct values *v)
{
	size_t i;

	for (i = 0; v->of[2] && i < API_OAI_FORMATS; i++)
		if (strcmp(v->of[2], formats[i]) == 0)
			break;
	if (i == API_OAI_FORMATS) {
		refuse(r, "cannotDisseminateFormat", "there are oai_dc and tei",
		       "metadataPrefix");
		return;
	}
	r->choice.format = (enum api_oai_format)i;
	if (v->of[5] && !is_set(v->of[5]))
		refuse(r, "badArgument", "not the form of a set", "set");
	else if (v->of[5] && strlen(v->of[5]) >= sizeof(r->choice.set))
		refuse(r, "noRecordsMatch", "no such set", "set");
	else if (v->of[5])
		(void)snprintf(r->choice.set, sizeof(r->choice.set), "%s",
			       v->of[5]);
}

/* Sets come at once, so that there is no token for them. */
static void read_token(struct api_oai_request *r, const char *token)
{
	r->resumed = true;
	if (r->verb == API_OAI_LIST_SETS || !api_oai_token_read(token, r))
		refuse(r, "badResumptionToken",
		       "not a token of this repository", "resumptionToken");
}

/* What the protocol counts as a wrong value does not keep the answer from
 * repeating the arguments, unless it is badVerb or badArgument. */
void api_oai_read(const struct api_oai_pair *pairs, size_t count,
		  struct api_oai_request *r)
{
	struct values v = {.given = 0};

	memset(r, 0, sizeof(*r));
	r->pairs = pairs;
	r->count = count;
	r->choice.until = API_OAI_ALWAYS;
	find_verb(r);
	if (r->error || !collect(r, &v) || !check_set(r, &v))
		return;
	r->identifier = v.of[1];
	if (v.given & TOKEN)
		read_token(r, v.of[6]);
	else
		read_times(r, &v);
	if (!r->error && !(v.given & TOKEN))
		read_choice(r, &v);
	r->echo = !r->error || strcmp(r->error, "badArgument") != 0;
}
