/* SPDX-License-Identifier: Apache-2.0 */
/* The record of a conversion as one line of JSON (nbconv(1), REPORT). */
#include "base/error.h"
#include "json/string.h"
#include "base/sha256.h"

#include <nbarc/encoding.h>

#include <inttypes.h>
#include <string.h>

/* Append a member for one kind of characters that were found. */
static enum nb_status add_found(struct nb_buf *out, const char *name,
				const struct nb_found *f)
{
	enum nb_status st = nb_buf_printf(
		out, ",\"%s\":{\"count\":%" PRIu64 ",\"offsets\":[", name,
		f->count);
	size_t i;

	for (i = 0; !st && i < f->kept; i++)
		st = nb_buf_printf(out, "%s%" PRIu64, i ? "," : "",
				   f->offsets[i]);
	return st ? st : nb_buf_puts(out, "]}");
}

/* Append a member whose value is a string. */
static enum nb_status add_string(struct nb_buf *out, const char *name,
				 const char *value)
{
	enum nb_status st = nb_buf_printf(out, ",\"%s\":", name);

	return st ? st : nb_json_string(out, value, strlen(value));
}

/* Append the result of detection, if the charset was not given. */
static enum nb_status add_detected(struct nb_buf *out,
				   const struct nb_detected *d)
{
	enum nb_status st;

	if (!d->reason[0])
		return NB_OK;
	st = nb_buf_printf(out,
			   ",\"detected\":{\"confidence\":%.3f,\"certain\":%s",
			   d->confidence, d->certain ? "true" : "false");
	if (!st)
		st = add_string(out, "charset", d->charset);
	if (!st)
		st = add_string(out, "reason", d->reason);
	return st ? st : nb_buf_puts(out, "}");
}

/*
 * Append the hashes and the survey. They describe whole texts, so that a
 * conversion that failed has none.
 */
static enum nb_status add_survey(struct nb_buf *out,
				 const struct nb_conversion *c, bool failed)
{
	const struct nb_survey *s = &c->survey;
	char in[NB_SHA256_HEX], to[NB_SHA256_HEX];
	enum nb_status st;

	if (!c->surveyed || failed)
		return NB_OK;
	nb_sha256_hex(c->sha256_in, in);
	nb_sha256_hex(c->sha256_out, to);
	st = nb_buf_printf(out,
			   ",\"sha256_in\":\"%s\",\"sha256_out\":\"%s\""
			   ",\"characters\":%" PRIu64,
			   in, to, s->characters);
	if (!st)
		st = add_found(out, "escapes", &s->escapes);
	if (!st)
		st = add_found(out, "private_use", &s->private_use);
	if (!st)
		st = add_found(out, "editions", &s->editions);
	if (!st)
		st = add_found(out, "replaced", &s->replaced);
	return st ? st : add_found(out, "mojibake", &s->mojibake);
}

/* Append what ended the conversion, if it failed. */
static enum nb_status add_error(struct nb_buf *out,
				const struct nb_error *failure)
{
	enum nb_status st;

	if (!failure)
		return NB_OK;
	st = nb_buf_puts(out, ",\"error\":{");
	if (!st && failure->offset != NB_NO_OFFSET)
		st = nb_buf_printf(out, "\"offset\":%" PRIu64 ",",
				   failure->offset);
	if (!st)
		st = nb_buf_puts(out, "\"text\":");
	if (!st)
		st = nb_json_string(out, failure->text, strlen(failure->text));
	return st ? st : nb_buf_puts(out, "}");
}

enum nb_status nb_conversion_json(const struct nb_conversion *c,
				  const char *name,
				  const struct nb_error *failure,
				  struct nb_buf *out, struct nb_error *err)
{
	enum nb_status st = nb_buf_puts(out, "{\"file\":");

	if (!st)
		st = nb_json_string(out, name, strlen(name));
	if (!st)
		st = add_string(out, "from", c->from);
	if (!st)
		st = add_string(out, "to", c->to);
	if (!st)
		st = add_string(out, "profile",
				nb_gb18030_profile_name(c->profile));
	if (!st)
		st = nb_buf_printf(out,
				   ",\"bytes_in\":%" PRIu64
				   ",\"bytes_out\":%" PRIu64
				   ",\"lines\":%" PRIu64 ",\"verified\":%s",
				   c->bytes_in, c->bytes_out, c->lines,
				   c->verified ? "true" : "false");
	if (!st)
		st = add_detected(out, &c->detected);
	if (!st)
		st = add_survey(out, c, failure != NULL);
	if (!st)
		st = add_error(out, failure);
	if (!st)
		st = nb_buf_puts(out, "}\n");
	return st ? nb_fail_mem(err) : NB_OK;
}
