// SPDX-License-Identifier: Apache-2.0
// The index of an archive (sections 1 and 7 of its specification): which page entries and
// items may have a text.
import { equal } from "../base/bytes.js";
import { invalid } from "../base/errors.js";
import { keysOf } from "./fold.js";
import { Segment } from "./segment.js";

const DAMAGED = [0]; // the key of items whose text could not be read: candidates of every search
const FEW = 2; // documents that are sooner looked into than left out by another list

/** Which documents have all keys; the shortest list first, and no more of them than it takes. */
async function intersect(segment, keys) {
  const sorted = [...keys].sort((a, b) => size(segment, a) - size(segment, b));
  let documents = null;
  for (const key of sorted) {
    if (documents && documents.length <= FEW) break;
    const found = await segment.documentsOf(key);
    const set = documents && new Set(found);
    documents = documents ? documents.filter((document) => set.has(document)) : found;
  }
  return documents;
}

/** Bytes that have to be read for a key; a character that is nowhere ends the search. */
function size(segment, key) {
  const sizes = key.map((char) => segment.chunkSize(char));
  return sizes.includes(Infinity) ? 0 : Math.min(...sizes);
}

export class Index {
  /** Open the index in `source` with this header. Its root must be that of the first leaves of `log`, a HashTree. */
  static async open(source, { entries, root, grain, segments }, log) {
    const index = new Index();
    index.entries = entries;
    index.segments = segments.map((numbers) => new Segment(source, numbers, grain));
    await index.compareRoot(root, log);
    await Promise.all(index.segments.map((segment) => segment.open()));
    return index;
  }

  /** An index of a later state fits too, if the log of that state begins with this one; then only its entries are compared. */
  async compareRoot(root, log) {
    if (this.entries > log.size) invalid(0, "index: it is that of a later state of the archive, or of another one");
    if (this.entries && !equal(await log.range(0, this.entries), root)) invalid(0, "index: it is that of another archive");
  }

  /**
   * The page entries that may have one of the texts: {key, id, revision, items}, where items
   * is null for all items of the page. Null if the index cannot tell, since a text has no
   * character that is indexed.
   */
  async candidates(texts) {
    const keys = texts.map(keysOf);
    if (keys.some((one) => !one.length)) return null;
    const found = await Promise.all(this.segments.map(async (segment) => {
      const lists = await Promise.all([[DAMAGED], ...keys].map((one) => intersect(segment, one)));
      return segment.entriesOf([...new Set(lists.flatMap((list) => [...list]))]);
    }));
    return found.flat();
  }
}
