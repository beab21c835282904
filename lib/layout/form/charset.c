/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The charset of markup (charset.h).
 *
 * A parser of XML believes the declaration, and takes a file without one for
 * UTF-8. Files that were converted as texts keep the declaration of what they
 * were before, and programs that write GB18030 call it GB2312. Believed, such a
 * declaration gives other characters without a word, or a refusal that names
 * bytes as damaged which are not.
 */
#include "layout/form/charset.h"
#include "base/error.h"
#include "base/utf8.h"

#include <string.h>
#include <strings.h>

size_t nb_xml_declaration(const char *p, size_t len)
{
	size_t n = 0;
	const char *end;

	while (n < len && p[n] && strchr(" \t\r\n", p[n]))
		n++;
	end = len - n > 5 && memcmp(p + n, "<?xml", 5) == 0
		      ? memchr(p + n, '>', len - n)
		      : NULL;
	return end ? (size_t)(end - p) + 1 : 0;
}

bool nb_xml_declared(const char *p, size_t len, char charset[NB_CHARSET_MAX])
{
	static const char name[] = "encoding=";
	size_t i, n;

	for (i = 0; i + sizeof(name) < len; i++)
		if (memcmp(p + i, name, sizeof(name) - 1) == 0)
			break;
	i += sizeof(name);
	for (n = 0; i + n < len && p[i + n] != p[i - 1]; n++)
		;
	if (i + n >= len || n == 0 || n >= NB_CHARSET_MAX)
		return false;
	memcpy(charset, p + i, n);
	charset[n] = '\0';
	return true;
}

/* Is it the name of an edition that GB18030 includes? */
static bool is_gb(const char *charset)
{
	static const char *const names[] = {
		"GB2312",      "GB_2312-80", "EUC-CN",	"GBK",
		"x-gbk",       "CP936",	     "MS936",	"936",
		"windows-936", "GB18030",    "GB-18030"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(charset, names[i]) == 0)
			return true;
	return false;
}

bool nb_xml_expects(const void *bytes, size_t len, const char *charset)
{
	char name[NB_CHARSET_MAX];

	if (!nb_xml_declared(bytes, nb_xml_declaration(bytes, len), name))
		return false;
	return strcasecmp(name, charset) == 0 ||
	       (is_gb(name) && is_gb(charset));
}

/* Find the charset that the bytes speak for, beyond doubt; "": none. */
static enum nb_status detect(const void *bytes, size_t len,
			     char name[NB_CHARSET_MAX], struct nb_error *err)
{
	struct nb_detected d;
	enum nb_status st = nb_detect(bytes, len, &d, err);

	name[0] = '\0';
	if (!st && d.certain)
		memcpy(name, d.charset, NB_CHARSET_MAX);
	return st;
}

enum nb_status nb_xml_charset(const void *bytes, size_t len,
			      char name[NB_CHARSET_MAX], const char **charset,
			      struct nb_error *err)
{
	const char *p = bytes;
	size_t n = nb_xml_declaration(p, len);
	bool said = nb_xml_declared(p, n, name);
	bool utf8 = nb_utf8_invalid(p, len) == len;
	bool other = said && strcasecmp(name, "UTF-8") != 0;
	enum nb_status st = NB_OK;

	*charset = NULL;
	/* Charsets of wider units have marks, or are seen by their NULs. */
	if (len < 2 || !p[0] || !p[1] || (uint8_t)p[0] >= 0xfe)
		return NB_OK;
	if (other == utf8)
		st = detect(p, len, name, err);
	if (st || (!other && utf8))
		return st;
	if (!other) {
		if (name[0] && strcmp(name, "UTF-8") != 0)
			*charset = name;
		return NB_OK;
	}
	if (utf8 && strcmp(name, "UTF-8") == 0) {
		*charset = name;
		return NB_OK;
	}
	(void)nb_xml_declared(p, n, name);
	*charset = is_gb(name) ? "GB18030" : NULL;
	return NB_OK;
}

enum nb_status nb_xml_recode(const void *bytes, size_t len, const char *charset,
			     struct nb_text *text, struct nb_buf *out,
			     struct nb_error *err)
{
	enum nb_status st = nb_text_decode(bytes, len, charset, text, err);
	size_t skip;

	if (st)
		return st;
	skip = nb_xml_declaration((const char *)text->utf8.data,
				  text->utf8.len);
	return nb_buf_puts(out, NB_UTF8_BOM) ||
			       nb_buf_add(out, text->utf8.data + skip,
					  text->utf8.len - skip)
		       ? nb_fail_mem(err)
		       : NB_OK;
}
