// SPDX-License-Identifier: Apache-2.0
// Tags and character data of documents in the form that nbarc writes, which is the only one
// that an archive has. Nothing is parsed that is not there: no entities but five, no
// comments, no sections.

const REFERENCES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#13;": "\r" };

/** A document, or a value in it, is not in our form. */
export class ForeignMarkup extends Error {}

/** Character data, or the value of an attribute, with its references replaced. */
export function plainText(xml) {
  if (!xml.includes("&")) return xml;
  return xml.replace(/&(?:(?:lt|gt|amp|quot|#13);)?/g, (reference) => {
    if (reference === "&") throw new ForeignMarkup("a reference is unknown");
    return REFERENCES[reference];
  });
}

/** The next tag of `xml` at or after `at`: {start, end, name, closes, empty, raw}, or null. */
export function findTag(xml, at) {
  const start = xml.indexOf("<", at);
  const stop = start < 0 ? -1 : xml.indexOf(">", start);
  if (stop < 0) return null;
  const raw = xml.slice(start + 1, stop);
  const closes = raw.startsWith("/");
  return { start, end: stop + 1, closes, empty: raw.endsWith("/"), raw, name: /[^ >/\t\r\n\0]*/.exec(raw.slice(closes ? 1 : 0))[0] };
}

/** The value of an attribute as it is written, or null. */
export function attribute(tag, name) {
  const mark = ` ${name}="`;
  const at = tag.raw.indexOf(mark);
  const end = at < 0 ? -1 : tag.raw.indexOf('"', at + mark.length);
  return end < 0 ? null : tag.raw.slice(at + mark.length, end);
}
