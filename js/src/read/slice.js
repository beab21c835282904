// SPDX-License-Identifier: Apache-2.0
// The bytes of items in the document of their page (sections 9.5 and 9.6 of the specification).
import { concat, utf8 } from "../base/bytes.js";
import { invalid } from "../base/errors.js";
import { KINDS, WITHDRAWN } from "../format/leaf.js";
import { itemId } from "./names.js";

/** The bytes of an item must be the element that has its identifier (section 9.6). */
export function checkSlice(entry, item, document) {
  const data = new TextDecoder("latin1").decode(document.subarray(item.offset, item.offset + item.length));
  const id = new TextDecoder("latin1").decode(utf8(itemId(entry, item)));
  const begin = /^<div [^>]*>/.exec(data);
  let depth = 0;
  let end = -1;
  for (const tag of data.matchAll(/<(\/?)div(?=[ />])[^>]*?(\/?)>/g)) {
    depth += tag[2] ? 0 : tag[1] ? -1 : 1;
    if (depth) continue;
    end = tag.index + tag[0].length;
    break;
  }
  if (!begin?.[0].includes(` xml:id="${id}"`) || end < 0 || data.slice(end) !== "\n")
    invalid(entry.directory, `${entry.id}: the catalogue has item ${item.number} in another place`);
}

/** The document of a page in which an empty element stands for each withdrawn item. */
export function withoutWithdrawn(entry, document, newest) {
  const hidden = new Set(newest.items.filter((item) => item.state === WITHDRAWN).map((item) => item.number));
  const parts = [];
  let at = 0;
  for (const item of entry.items.filter((one) => one.length && hidden.has(one.number)).sort((a, b) => a.offset - b.offset)) {
    checkSlice(entry, item, document);
    parts.push(document.subarray(at, item.offset), utf8(
      `<div type="${KINDS[item.kind]}" subtype="withdrawn" xml:id="${itemId(entry, item)}" n="${item.number}">` +
      '<p><gap reason="withdrawn"/></p></div>\n'));
    at = item.offset + item.length;
  }
  return concat(...parts, document.subarray(at));
}
