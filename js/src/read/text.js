// SPDX-License-Identifier: Apache-2.0
// The text of documents, as `nbarc get --format text` prints it, and what a document says of
// its items. Heads, paragraphs, bylines and datelines are blocks. Elements inside of a block are known
// by name, and an unknown one is an error rather than lost text.
import { ForeignMarkup, attribute, findTag, plainText } from "./tags.js";

const BLOCKS = ["head", "p", "byline", "dateline"];
const INLINE = ["lb", "cb", "docAuthor", "gap", "persName", "placeName", "orgName", "name", "date", "ref", "seg", "note",
  "roleName", "choice", "sic", "corr"];
const REPLACEMENT = "\ufffd"; // for bytes that were damaged
const NAME = "nbarc:"; // before the identifier of an item in another document

function foreign() {
  throw new ForeignMarkup("not a document that nbtei wrote");
}

/** The character that <g ref="char:U+0001"/> stands for, which XML cannot have. */
function character(tag) {
  const match = /^char:U\+([0-9A-F]{4})$/.exec(attribute(tag, "ref") ?? "");
  const code = match ? parseInt(match[1], 16) : 0xd800;
  return code >= 0xd800 && code < 0xe000 ? foreign() : String.fromCharCode(code);
}

/** Pass over a reading of a choice; returns the place after it. */
function skip(xml, at, name) {
  for (let tag; (tag = findTag(xml, at)); at = tag.end) if (tag.closes && tag.name === name) return tag.end;
  return foreign();
}

/** The text of the block with this start tag: {text, end, lines}; lines are those of print. */
export function readBlock(xml, tag) {
  let text = "";
  let lines = 1;
  let at = tag.end;
  for (;;) {
    const inner = findTag(xml, at) ?? foreign();
    text += plainText(xml.slice(at, inner.start));
    at = inner.end;
    if (inner.closes && inner.name === tag.name) return { text, end: at, lines };
    if (!inner.closes && !inner.empty && inner.name === "sic") at = skip(xml, at, "sic");
    else if (inner.name === "g") text += character(inner);
    else if (inner.name === "gap" && attribute(inner, "reason") === "damage") text += damage(inner);
    else if (!INLINE.includes(inner.name)) foreign();
    // One before any text is that of a part of a paragraph.
    if (inner.name === "lb" && text) lines++;
  }
}

function damage(tag) {
  return /^(?:[0-9A-F]{2})+$/.test(attribute(tag, "n") ?? "") ? REPLACEMENT : foreign();
}

/** Does a block begin with this tag? */
export function opensBlock(tag) {
  return !tag.closes && !tag.empty && BLOCKS.includes(tag.name);
}

/** Where the items of a document begin; a part of one begins with them. */
function bodyStart(xml) {
  if (!xml.startsWith("<?xml")) return 0;
  for (let at = 0, tag; (tag = findTag(xml, at)); at = tag.end) if (!tag.closes && tag.name === "body") return tag.end;
  return xml.length;
}

/** Is it a part of a paragraph that has another part after it or, with `before`, before it? */
function isPart(tag, before) {
  const part = attribute(tag, "part");
  return part === "M" || part === (before ? "F" : "I");
}

/** The text of the parts that continue a paragraph, up to the final one: {text, count}. */
function laterParts(xml, at) {
  let text = "";
  let count = 0;
  for (let tag; (tag = findTag(xml, at)); ) {
    at = tag.end;
    if (tag.closes || tag.empty || !isPart(tag, true)) continue;
    const block = readBlock(xml, tag);
    text += block.text;
    at = block.end;
    count++;
    if (!isPart(tag, false)) break;
  }
  return { text, count };
}

/**
 * The blocks of a document or a part of one, in the order in which they are read:
 * {element, type, figure, text}; `figure` is true in a figure. The parts of a paragraph stand together at the place of the first.
 */
export function blocksOf(xml) {
  const blocks = [];
  let written = 0; // parts ahead that have been written already
  let figure = false;
  for (let at = bodyStart(xml), tag; (tag = findTag(xml, at)); ) {
    at = tag.end;
    if (tag.name === "figure") figure = !tag.closes;
    if (!opensBlock(tag)) continue;
    if (written && isPart(tag, true)) {
      written--;
      continue;
    }
    const block = readBlock(xml, tag);
    at = block.end;
    let { text } = block;
    if (!written && isPart(tag, false)) {
      const later = laterParts(xml, at);
      text += later.text;
      written = later.count;
    }
    blocks.push({ element: tag.name, type: attribute(tag, "type") ?? "", figure, text });
  }
  return blocks;
}

/** The text of a document or an item: its blocks with an empty line between them. */
export function textOf(xml) {
  const blocks = blocksOf(xml);
  return blocks.length ? `${blocks.map((block) => block.text).join("\n\n")}\n` : "";
}

// ---- what a document says of an item

/** The identifier in an attribute that points to an item, or "". */
function link(tag, name) {
  const value = attribute(tag, name) ?? "";
  const scheme = value.length > 1 && value.startsWith("#") ? 1 : value.length > NAME.length && value.startsWith(NAME) ? NAME.length : 0;
  return scheme ? plainText(value.slice(scheme)) : "";
}

/** Add the persons and the place that a block names, which may be a dateline as a whole; who made a picture is no author
 * of the item around it. */
function addNames(xml, isPicture, whole, words) {
  let dateline = whole;
  for (let at = 0, tag; (tag = findTag(xml, at)); ) {
    at = tag.end;
    if (tag.name === "seg") dateline = whole || attribute(tag, "type") === "dateline";
    if (tag.closes || tag.empty) continue;
    const isAuthor = tag.name === "docAuthor" || (tag.name === "persName" && attribute(tag, "type") === "author");
    if (!(isAuthor && !isPicture) && !(dateline && !words.place && tag.name === "placeName")) continue;
    const { text, end } = readBlock(xml, tag);
    at = end;
    if (isAuthor && !isPicture) words.authors.push(text);
    else words.place = text;
  }
}

/** What the element of an item says: {subheads, authors, place, next, prev}. */
export function wordsOf(xml) {
  const words = { subheads: [], authors: [], place: "", next: "", prev: "" };
  let photo = false;
  let figure = false;
  for (let at = 0, first = true, tag; (tag = findTag(xml, at)); first = false) {
    at = tag.end;
    if (tag.name === "figure") figure = !tag.closes;
    if (first && tag.name === "div") {
      photo = attribute(tag, "type") === "photo";
      Object.assign(words, { next: link(tag, "next"), prev: link(tag, "prev") });
    }
    if (!opensBlock(tag)) continue;
    const { text, end } = readBlock(xml, tag);
    at = end;
    if (text && tag.name === "head" && attribute(tag, "type") === "sub") words.subheads.push(text);
    addNames(xml.slice(tag.end, end), figure && !photo, tag.name === "dateline", words);
  }
  return words;
}

/** The name of the newspaper in the header of a document, or "". */
export function newspaperOf(xml) {
  for (let at = 0, tag; (tag = findTag(xml, at)); at = tag.end) {
    if (tag.closes && tag.name === "teiHeader") break;
    if (tag.closes || tag.name !== "title" || attribute(tag, "level") !== "j") continue;
    const end = xml.indexOf("<", tag.end);
    return plainText(xml.slice(tag.end, end < 0 ? undefined : end));
  }
  return "";
}
