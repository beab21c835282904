// SPDX-License-Identifier: Apache-2.0
// Records of items, with the fields of nbarc(5).
import { hex, strictText } from "../base/bytes.js";
import { invalid } from "../base/errors.js";
import { KINDS, MOVED, PRESENT, PURGED, WITHDRAWN } from "../format/leaf.js";
import { isoDate, itemId, parseNewspaper } from "./names.js";
import { ForeignMarkup } from "./tags.js";
import { newspaperOf, textOf, wordsOf } from "./text.js";

/** The fields that are read from the document of a page. */
export const DOCUMENT_FIELDS = ["subheads", "place", "next", "prev", "newspaper", "text"];

/** Read something of a document, which is UTF-8 in our form. */
export function fromDocument(entry, bytes, work) {
  const xml = strictText(bytes) ?? invalid(entry.directory, `${entry.id}: its document is not UTF-8`);
  try {
    return work(xml);
  } catch (error) {
    if (!(error instanceof ForeignMarkup)) throw error;
    return invalid(entry.directory, `${entry.id}: ${error.message}`);
  }
}

/** The state of an item, by the newest revision of its page: {state, reason}. */
export function stateOf(entry, item, newest = entry) {
  if (entry.state === PURGED) return { state: "purged", reason: entry.reason };
  if (newest.state !== PRESENT) return { state: newest.state === PURGED ? "purged" : "withdrawn", reason: newest.reason };
  const now = newest.items.find((one) => one.number === item.number);
  if (now?.state === WITHDRAWN) return { state: "withdrawn", reason: now.reason };
  if (item.state === MOVED) return { state: "moved", reason: item.reason };
  return { state: item.length ? "present" : "withdrawn", reason: item.reason };
}

/** The fields that the catalogue has. Titles, authors and hashes are there if they were read. */
export function catalogueFields(entry, item, newest) {
  const parts = parseNewspaper(entry.id);
  const { state, reason } = stateOf(entry, item, newest);
  const shown = state === "present";
  return {
    id: itemId(entry, item), page_id: entry.id, title_code: parts?.title ?? "", date: parts ? isoDate(parts.date) : "",
    edition: parts?.edition ?? "", page: parts?.page ?? "", number: item.number, kind: KINDS[item.kind],
    title: shown ? item.title : "", kicker: shown ? item.kicker : "", byline: shown ? item.byline : "",
    characters: item.characters, revision: entry.revision, state, reason,
    authors: shown ? item.authors : [],
    sha256: entry.hash ? hex(entry.hash) : "", source_sha256: entry.sourceHash ? hex(entry.sourceHash) : "",
  };
}

/** Add to a record the fields of the document. */
export function documentFields(record, entry, item, document) {
  const slice = document.subarray(item.offset, item.offset + item.length);
  const words = fromDocument(entry, slice, wordsOf);
  return {
    ...record, ...words, authors: record.authors ?? words.authors,
    newspaper: fromDocument(entry, document.subarray(0, entry.head), newspaperOf), text: fromDocument(entry, slice, textOf),
  };
}
