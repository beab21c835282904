/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing the answers of the machine interfaces: XML, JSON and addresses, all
 * into one buffer.
 *
 * Only memory can be lacking. The first failure is kept and what follows is
 * left out, so that a renderer reads as what it writes, and asks once at its
 * end. Text goes in by the function of its place; there is none that puts text
 * of an archive or of a request somewhere as it is.
 */
#ifndef NB_TOOLS_NBARC_SERVE_API_OUT_H
#define NB_TOOLS_NBARC_SERVE_API_OUT_H

#include <nbarc/buf.h>

/* Where to write; the buffer is borrowed. */
struct api_out {
	struct nb_buf *buf;
	enum nb_status status;
};

/* What the program itself says: markup, names of members. */
void api_raw(struct api_out *o, const char *markup);
void api_number(struct api_out *o, uint64_t number);

/* Text as character data or as the value of an attribute of XML or HTML. NULL
 * is "". */
void api_xml(struct api_out *o, const char *text);
void api_xml_len(struct api_out *o, const char *text, size_t len);

/* <name>text</name>; nothing if the text is NULL or "". */
void api_element(struct api_out *o, const char *name, const char *text);

/* Text as a string of JSON, with its quotes. NULL is "". */
void api_json(struct api_out *o, const char *text);
void api_json_len(struct api_out *o, const char *text, size_t len);

/* `,"name":"text"`. */
void api_member(struct api_out *o, const char *name, const char *text);

/* Text as a part of an address: all but unreserved characters as %XX (RFC 3986,
 * section 2.3). What comes out needs no escape in XML, JSON and headers. */
void api_uri(struct api_out *o, const char *text);
void api_uri_len(struct api_out *o, const char *text, size_t len);

/* How many bytes of a text a message quotes, for "%.*s": 80 at most, and whole
 * characters. */
int api_quoted(const char *text);

#endif
