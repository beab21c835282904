// SPDX-License-Identifier: Apache-2.0
// The index of an archive (sections 1, 4 and 7 of its specification): which page entries and
// items may have a text.
import { Fields, equal, sha256, text } from "../base/bytes.js";
import { invalid, unsupported } from "../base/errors.js";
import { keysOf } from "./fold.js";
import { Segment, parseSegment } from "./segment.js";

const SLOT = 4096;
const SEGMENTS_MAX = 16;
const DAMAGED = [0]; // the key of items whose text could not be read: candidates of every search
const FEW = 2; // documents that are sooner looked into than left out by another list

/** The slot that holds: of those that are right, that with the higher sequence number. */
async function readSlot(source) {
  const head = await source.read(0, 2 * SLOT);
  const slots = [];
  for (let i = 0; i < 2; i++) {
    const bytes = head.subarray(i * SLOT, (i + 1) * SLOT);
    const right = bytes.length === SLOT && text(bytes.subarray(0, 8)) === "nbarcidx" &&
      equal((await sha256(bytes.subarray(0, SLOT - 8))).subarray(0, 8), bytes.subarray(SLOT - 8));
    if (right) slots.push(new Fields(bytes, i * SLOT));
  }
  slots.sort((a, b) => b.u64(32) - a.u64(32));
  return slots[0] ?? invalid(0, "index: no slot of its header is right");
}

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
  /** Open an index. Its root must be that of the first leaves of `log`, a HashTree. */
  static async open(source, log) {
    const fields = await readSlot(source);
    if (fields.u16(8) !== 1 || fields.u8(10) !== 1 || fields.u64(16) || !fields.zero(92, 36))
      unsupported(fields.offset, "index: it needs a newer reader");
    const count = fields.u8(11);
    if (count > SEGMENTS_MAX) invalid(fields.offset, "index: it has too many segments");
    const index = new Index();
    index.entries = fields.u64(40);
    const grain = fields.u32(12);
    index.segments = Array.from({ length: count }, (_, i) => new Segment(source, parseSegment(fields, 128 + 80 * i), grain));
    let next = 0;
    for (const segment of index.segments) {
      if (segment.first !== next) invalid(fields.offset, "index: its segments do not follow each other");
      next += segment.entries;
    }
    if (next !== index.entries) invalid(fields.offset, "index: its segments have other entries");
    await index.compareRoot(fields.slice(48, 32), log);
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
